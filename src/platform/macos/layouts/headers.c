// Holds what Strandline reads of macOS against Apple's headers. `scripts/check-macos` compiles it, with the headers of
// several systems and for both kinds of processor; nothing of it is run.
//
// Written from table.rs and tests.rs by a test: after a change there
//     STRANDLINE_WRITE_HEADERS_C=1 cargo test -p strandline --lib layouts

#include <AvailabilityVersions.h>
#include <libproc.h>
#include <mach/error.h>
#include <mach/mach.h>
#include <mach/machine.h>
#include <mach/vm_purgable.h>
#include <mach/vm_region.h>
#include <mach/vm_statistics.h>
#include <stddef.h>
#include <sys/errno.h>
#include <sys/proc_info.h>
#include <sys/resource.h>
#include <sys/sysctl.h>

// The headers must be those that were meant.
#if defined(NEWEST) != defined(__MAC_27_0)
#error "these are the headers of another system"
#endif

#define HELD(what, relation, number) _Static_assert((what) relation (number), #what)
#define SIZE_OF(type, member) sizeof(((type *)0)->member)

// Declared once more as src/platform/macos/sys/machine.rs declares it: the compiler refuses two that differ.
int host_statistics64(unsigned host, int flavour, int *answer, unsigned *words);
HELD(sizeof(natural_t), ==, 4);
HELD(sizeof(mach_port_t), ==, 4);
HELD(sizeof(mach_vm_address_t), ==, 8);
HELD(sizeof(struct vm_region_submap_info_64), >=, 76);
HELD(offsetof(struct vm_region_submap_info_64, protection), ==, 0);
HELD(SIZE_OF(struct vm_region_submap_info_64, protection), ==, 4);
HELD(offsetof(struct vm_region_submap_info_64, max_protection), ==, 4);
HELD(SIZE_OF(struct vm_region_submap_info_64, max_protection), ==, 4);
HELD(offsetof(struct vm_region_submap_info_64, offset), ==, 12);
HELD(SIZE_OF(struct vm_region_submap_info_64, offset), ==, 8);
HELD(offsetof(struct vm_region_submap_info_64, user_tag), ==, 20);
HELD(SIZE_OF(struct vm_region_submap_info_64, user_tag), ==, 4);
HELD(offsetof(struct vm_region_submap_info_64, pages_resident), ==, 24);
HELD(SIZE_OF(struct vm_region_submap_info_64, pages_resident), ==, 4);
HELD(offsetof(struct vm_region_submap_info_64, pages_swapped_out), ==, 32);
HELD(SIZE_OF(struct vm_region_submap_info_64, pages_swapped_out), ==, 4);
HELD(offsetof(struct vm_region_submap_info_64, pages_dirtied), ==, 36);
HELD(SIZE_OF(struct vm_region_submap_info_64, pages_dirtied), ==, 4);
HELD(offsetof(struct vm_region_submap_info_64, shadow_depth), ==, 44);
HELD(SIZE_OF(struct vm_region_submap_info_64, shadow_depth), ==, 2);
HELD(offsetof(struct vm_region_submap_info_64, external_pager), ==, 46);
HELD(SIZE_OF(struct vm_region_submap_info_64, external_pager), ==, 1);
HELD(offsetof(struct vm_region_submap_info_64, share_mode), ==, 47);
HELD(SIZE_OF(struct vm_region_submap_info_64, share_mode), ==, 1);
HELD(offsetof(struct vm_region_submap_info_64, object_id), ==, 56);
HELD(SIZE_OF(struct vm_region_submap_info_64, object_id), ==, 4);
HELD(offsetof(struct vm_region_submap_info_64, pages_reusable), ==, 64);
HELD(SIZE_OF(struct vm_region_submap_info_64, pages_reusable), ==, 4);
HELD(offsetof(struct vm_region_submap_info_64, object_id_full), ==, 68);
HELD(SIZE_OF(struct vm_region_submap_info_64, object_id_full), ==, 8);
HELD(sizeof(struct vm_region_submap_short_info_64), ==, 48);
HELD(offsetof(struct vm_region_submap_short_info_64, protection), ==, 0);
HELD(SIZE_OF(struct vm_region_submap_short_info_64, protection), ==, 4);
HELD(offsetof(struct vm_region_submap_short_info_64, max_protection), ==, 4);
HELD(SIZE_OF(struct vm_region_submap_short_info_64, max_protection), ==, 4);
HELD(offsetof(struct vm_region_submap_short_info_64, offset), ==, 12);
HELD(SIZE_OF(struct vm_region_submap_short_info_64, offset), ==, 8);
HELD(offsetof(struct vm_region_submap_short_info_64, user_tag), ==, 20);
HELD(SIZE_OF(struct vm_region_submap_short_info_64, user_tag), ==, 4);
HELD(offsetof(struct vm_region_submap_short_info_64, shadow_depth), ==, 28);
HELD(SIZE_OF(struct vm_region_submap_short_info_64, shadow_depth), ==, 2);
HELD(offsetof(struct vm_region_submap_short_info_64, external_pager), ==, 30);
HELD(SIZE_OF(struct vm_region_submap_short_info_64, external_pager), ==, 1);
HELD(offsetof(struct vm_region_submap_short_info_64, share_mode), ==, 31);
HELD(SIZE_OF(struct vm_region_submap_short_info_64, share_mode), ==, 1);
HELD(offsetof(struct vm_region_submap_short_info_64, object_id), ==, 40);
HELD(SIZE_OF(struct vm_region_submap_short_info_64, object_id), ==, 4);
HELD(sizeof(struct task_vm_info), >=, 372);
HELD(offsetof(struct task_vm_info, virtual_size), ==, 0);
HELD(SIZE_OF(struct task_vm_info, virtual_size), ==, 8);
HELD(offsetof(struct task_vm_info, page_size), ==, 12);
HELD(SIZE_OF(struct task_vm_info, page_size), ==, 4);
HELD(offsetof(struct task_vm_info, resident_size), ==, 16);
HELD(SIZE_OF(struct task_vm_info, resident_size), ==, 8);
HELD(offsetof(struct task_vm_info, resident_size_peak), ==, 24);
HELD(SIZE_OF(struct task_vm_info, resident_size_peak), ==, 8);
HELD(offsetof(struct task_vm_info, compressed), ==, 120);
HELD(SIZE_OF(struct task_vm_info, compressed), ==, 8);
HELD(offsetof(struct task_vm_info, phys_footprint), ==, 144);
HELD(SIZE_OF(struct task_vm_info, phys_footprint), ==, 8);
HELD(offsetof(struct task_vm_info, ledger_tag_graphics_footprint), ==, 272);
HELD(SIZE_OF(struct task_vm_info, ledger_tag_graphics_footprint), ==, 8);
HELD(offsetof(struct task_vm_info, ledger_tag_graphics_footprint_compressed), ==, 280);
HELD(SIZE_OF(struct task_vm_info, ledger_tag_graphics_footprint_compressed), ==, 8);
HELD(sizeof(struct proc_regioninfo), ==, 96);
HELD(offsetof(struct proc_regioninfo, pri_protection), ==, 0);
HELD(SIZE_OF(struct proc_regioninfo, pri_protection), ==, 4);
HELD(offsetof(struct proc_regioninfo, pri_max_protection), ==, 4);
HELD(SIZE_OF(struct proc_regioninfo, pri_max_protection), ==, 4);
HELD(offsetof(struct proc_regioninfo, pri_flags), ==, 12);
HELD(SIZE_OF(struct proc_regioninfo, pri_flags), ==, 4);
HELD(offsetof(struct proc_regioninfo, pri_offset), ==, 16);
HELD(SIZE_OF(struct proc_regioninfo, pri_offset), ==, 8);
HELD(offsetof(struct proc_regioninfo, pri_user_tag), ==, 32);
HELD(SIZE_OF(struct proc_regioninfo, pri_user_tag), ==, 4);
HELD(offsetof(struct proc_regioninfo, pri_pages_resident), ==, 36);
HELD(SIZE_OF(struct proc_regioninfo, pri_pages_resident), ==, 4);
HELD(offsetof(struct proc_regioninfo, pri_pages_swapped_out), ==, 44);
HELD(SIZE_OF(struct proc_regioninfo, pri_pages_swapped_out), ==, 4);
HELD(offsetof(struct proc_regioninfo, pri_pages_dirtied), ==, 48);
HELD(SIZE_OF(struct proc_regioninfo, pri_pages_dirtied), ==, 4);
HELD(offsetof(struct proc_regioninfo, pri_shadow_depth), ==, 56);
HELD(SIZE_OF(struct proc_regioninfo, pri_shadow_depth), ==, 4);
HELD(offsetof(struct proc_regioninfo, pri_share_mode), ==, 60);
HELD(SIZE_OF(struct proc_regioninfo, pri_share_mode), ==, 4);
HELD(offsetof(struct proc_regioninfo, pri_obj_id), ==, 72);
HELD(SIZE_OF(struct proc_regioninfo, pri_obj_id), ==, 4);
HELD(offsetof(struct proc_regioninfo, pri_address), ==, 80);
HELD(SIZE_OF(struct proc_regioninfo, pri_address), ==, 8);
HELD(offsetof(struct proc_regioninfo, pri_size), ==, 88);
HELD(SIZE_OF(struct proc_regioninfo, pri_size), ==, 8);
HELD(sizeof(struct proc_bsdinfo), ==, 136);
HELD(offsetof(struct proc_bsdinfo, pbi_start_tvsec), ==, 120);
HELD(SIZE_OF(struct proc_bsdinfo, pbi_start_tvsec), ==, 8);
HELD(offsetof(struct proc_bsdinfo, pbi_start_tvusec), ==, 128);
HELD(SIZE_OF(struct proc_bsdinfo, pbi_start_tvusec), ==, 8);
HELD(sizeof(struct proc_bsdshortinfo), ==, 64);
HELD(offsetof(struct proc_bsdshortinfo, pbsi_comm), ==, 16);
HELD(SIZE_OF(struct proc_bsdshortinfo, pbsi_comm), ==, 16);
HELD(offsetof(struct proc_bsdshortinfo, pbsi_uid), ==, 36);
HELD(SIZE_OF(struct proc_bsdshortinfo, pbsi_uid), ==, 4);
#ifdef NEWEST
HELD(sizeof(struct proc_archinfo), ==, 8);
HELD(offsetof(struct proc_archinfo, p_cputype), ==, 0);
HELD(SIZE_OF(struct proc_archinfo, p_cputype), ==, 4);
HELD(offsetof(struct proc_archinfo, p_cpusubtype), ==, 4);
HELD(SIZE_OF(struct proc_archinfo, p_cpusubtype), ==, 4);
#endif
HELD(sizeof(struct rusage_info_v4), ==, 296);
HELD(offsetof(struct rusage_info_v4, ri_resident_size), ==, 64);
HELD(SIZE_OF(struct rusage_info_v4, ri_resident_size), ==, 8);
HELD(offsetof(struct rusage_info_v4, ri_phys_footprint), ==, 72);
HELD(SIZE_OF(struct rusage_info_v4, ri_phys_footprint), ==, 8);
HELD(sizeof(struct vm_statistics64), >=, 144);
HELD(offsetof(struct vm_statistics64, free_count), ==, 0);
HELD(SIZE_OF(struct vm_statistics64, free_count), ==, 4);
HELD(offsetof(struct vm_statistics64, wire_count), ==, 12);
HELD(SIZE_OF(struct vm_statistics64, wire_count), ==, 4);
HELD(offsetof(struct vm_statistics64, purgeable_count), ==, 88);
HELD(SIZE_OF(struct vm_statistics64, purgeable_count), ==, 4);
HELD(offsetof(struct vm_statistics64, speculative_count), ==, 92);
HELD(SIZE_OF(struct vm_statistics64, speculative_count), ==, 4);
HELD(offsetof(struct vm_statistics64, compressor_page_count), ==, 128);
HELD(SIZE_OF(struct vm_statistics64, compressor_page_count), ==, 4);
HELD(offsetof(struct vm_statistics64, external_page_count), ==, 136);
HELD(SIZE_OF(struct vm_statistics64, external_page_count), ==, 4);
HELD(offsetof(struct vm_statistics64, internal_page_count), ==, 140);
HELD(SIZE_OF(struct vm_statistics64, internal_page_count), ==, 4);
HELD(sizeof(struct xsw_usage), ==, 32);
HELD(offsetof(struct xsw_usage, xsu_total), ==, 0);
HELD(SIZE_OF(struct xsw_usage, xsu_total), ==, 8);
HELD(offsetof(struct xsw_usage, xsu_used), ==, 16);
HELD(SIZE_OF(struct xsw_usage, xsu_used), ==, 8);
HELD(EPERM, ==, 0x1);
HELD(ESRCH, ==, 0x3);
HELD(EACCES, ==, 0xd);
HELD(EINVAL, ==, 0x16);
HELD(KERN_INVALID_ADDRESS, ==, 0x1);
HELD(KERN_PROTECTION_FAILURE, ==, 0x2);
HELD(KERN_INVALID_ARGUMENT, ==, 0x4);
HELD(KERN_FAILURE, ==, 0x5);
HELD(KERN_ABORTED, ==, 0xe);
HELD(MACH_SEND_INVALID_DEST, ==, 0x10000003);
HELD(TASK_VM_INFO, ==, 0x16);
HELD(HOST_VM_INFO64, ==, 0x4);
HELD(RUSAGE_INFO_V4, ==, 0x4);
HELD(PROC_PIDTBSDINFO, ==, 0x3);
HELD(PROC_PIDREGIONINFO, ==, 0x7);
HELD(PROC_PIDT_SHORTBSDINFO, ==, 0xd);
#ifdef NEWEST
HELD(PROC_PIDARCHINFO, ==, 0x13);
#endif
HELD(PROC_REGION_SUBMAP, ==, 0x1);
HELD(SM_COW, ==, 0x1);
HELD(SM_PRIVATE, ==, 0x2);
HELD(SM_EMPTY, ==, 0x3);
HELD(SM_TRUESHARED, ==, 0x5);
HELD(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, ==, 0x1);
HELD(err_get_system(err_mach_ipc), ==, 0x4);
HELD(err_get_system(MACH_SEND_INVALID_DEST), ==, 0x4);
HELD(CPU_TYPE_X86_64, ==, 0x1000007);
HELD(VM_PROT_READ, ==, 0x1);
HELD(VM_PROT_WRITE, ==, 0x2);
HELD(VM_PROT_EXECUTE, ==, 0x4);
HELD(VM_REGION_SUBMAP_SHORT_INFO_COUNT_64, ==, 0xc);
HELD(VM_REGION_SUBMAP_INFO_V0_COUNT_64, ==, 0x10);
HELD(VM_REGION_SUBMAP_INFO_V1_COUNT_64, ==, 0x11);
HELD(VM_REGION_SUBMAP_INFO_V2_COUNT_64, ==, 0x13);
HELD(TASK_VM_INFO_REV0_COUNT, ==, 0x24);
HELD(TASK_VM_INFO_REV7_COUNT, ==, 0x5d);
HELD(VM_LEDGER_TAG_NETWORK, ==, 0x2);
HELD(VM_LEDGER_TAG_MEDIA, ==, 0x3);
HELD(VM_LEDGER_TAG_GRAPHICS, ==, 0x4);
HELD(VM_LEDGER_TAG_NEURAL, ==, 0x5);
HELD(VM_PURGABLE_VOLATILE, ==, 0x1);
HELD(VM_PURGABLE_EMPTY, ==, 0x2);
HELD(VM_MEMORY_IOACCELERATOR, ==, 0x64);
#if defined(VM_MEMORY_MALLOC) || defined(NEWEST)
HELD(VM_MEMORY_MALLOC, ==, 1);
#endif
#if defined(VM_MEMORY_MALLOC_SMALL) || defined(NEWEST)
HELD(VM_MEMORY_MALLOC_SMALL, ==, 2);
#endif
#if defined(VM_MEMORY_MALLOC_LARGE) || defined(NEWEST)
HELD(VM_MEMORY_MALLOC_LARGE, ==, 3);
#endif
#if defined(VM_MEMORY_MALLOC_HUGE) || defined(NEWEST)
HELD(VM_MEMORY_MALLOC_HUGE, ==, 4);
#endif
#if defined(VM_MEMORY_SBRK) || defined(NEWEST)
HELD(VM_MEMORY_SBRK, ==, 5);
#endif
#if defined(VM_MEMORY_REALLOC) || defined(NEWEST)
HELD(VM_MEMORY_REALLOC, ==, 6);
#endif
#if defined(VM_MEMORY_MALLOC_TINY) || defined(NEWEST)
HELD(VM_MEMORY_MALLOC_TINY, ==, 7);
#endif
#if defined(VM_MEMORY_MALLOC_LARGE_REUSABLE) || defined(NEWEST)
HELD(VM_MEMORY_MALLOC_LARGE_REUSABLE, ==, 8);
#endif
#if defined(VM_MEMORY_MALLOC_LARGE_REUSED) || defined(NEWEST)
HELD(VM_MEMORY_MALLOC_LARGE_REUSED, ==, 9);
#endif
#if defined(VM_MEMORY_ANALYSIS_TOOL) || defined(NEWEST)
HELD(VM_MEMORY_ANALYSIS_TOOL, ==, 10);
#endif
#if defined(VM_MEMORY_MALLOC_NANO) || defined(NEWEST)
HELD(VM_MEMORY_MALLOC_NANO, ==, 11);
#endif
#if defined(VM_MEMORY_MALLOC_MEDIUM) || defined(NEWEST)
HELD(VM_MEMORY_MALLOC_MEDIUM, ==, 12);
#endif
#if defined(VM_MEMORY_MALLOC_PROB_GUARD) || defined(NEWEST)
HELD(VM_MEMORY_MALLOC_PROB_GUARD, ==, 13);
#endif
#if defined(VM_MEMORY_MACH_MSG) || defined(NEWEST)
HELD(VM_MEMORY_MACH_MSG, ==, 20);
#endif
#if defined(VM_MEMORY_IOKIT) || defined(NEWEST)
HELD(VM_MEMORY_IOKIT, ==, 21);
#endif
#if defined(VM_MEMORY_VM_RECLAIM) || defined(NEWEST)
HELD(VM_MEMORY_VM_RECLAIM, ==, 22);
#endif
#if defined(VM_MEMORY_STACK) || defined(NEWEST)
HELD(VM_MEMORY_STACK, ==, 30);
#endif
#if defined(VM_MEMORY_GUARD) || defined(NEWEST)
HELD(VM_MEMORY_GUARD, ==, 31);
#endif
#if defined(VM_MEMORY_SHARED_PMAP) || defined(NEWEST)
HELD(VM_MEMORY_SHARED_PMAP, ==, 32);
#endif
#if defined(VM_MEMORY_DYLIB) || defined(NEWEST)
HELD(VM_MEMORY_DYLIB, ==, 33);
#endif
#if defined(VM_MEMORY_OBJC_DISPATCHERS) || defined(NEWEST)
HELD(VM_MEMORY_OBJC_DISPATCHERS, ==, 34);
#endif
#if defined(VM_MEMORY_UNSHARED_PMAP) || defined(NEWEST)
HELD(VM_MEMORY_UNSHARED_PMAP, ==, 35);
#endif
#if defined(VM_MEMORY_LIBCHANNEL) || defined(NEWEST)
HELD(VM_MEMORY_LIBCHANNEL, ==, 36);
#endif
#if defined(VM_MEMORY_APPKIT) || defined(NEWEST)
HELD(VM_MEMORY_APPKIT, ==, 40);
#endif
#if defined(VM_MEMORY_FOUNDATION) || defined(NEWEST)
HELD(VM_MEMORY_FOUNDATION, ==, 41);
#endif
#if defined(VM_MEMORY_COREGRAPHICS) || defined(NEWEST)
HELD(VM_MEMORY_COREGRAPHICS, ==, 42);
#endif
#if defined(VM_MEMORY_CORESERVICES) || defined(NEWEST)
HELD(VM_MEMORY_CORESERVICES, ==, 43);
#endif
#if defined(VM_MEMORY_JAVA) || defined(NEWEST)
HELD(VM_MEMORY_JAVA, ==, 44);
#endif
#if defined(VM_MEMORY_COREDATA) || defined(NEWEST)
HELD(VM_MEMORY_COREDATA, ==, 45);
#endif
#if defined(VM_MEMORY_COREDATA_OBJECTIDS) || defined(NEWEST)
HELD(VM_MEMORY_COREDATA_OBJECTIDS, ==, 46);
#endif
#if defined(VM_MEMORY_ATS) || defined(NEWEST)
HELD(VM_MEMORY_ATS, ==, 50);
#endif
#if defined(VM_MEMORY_LAYERKIT) || defined(NEWEST)
HELD(VM_MEMORY_LAYERKIT, ==, 51);
#endif
#if defined(VM_MEMORY_CGIMAGE) || defined(NEWEST)
HELD(VM_MEMORY_CGIMAGE, ==, 52);
#endif
#if defined(VM_MEMORY_TCMALLOC) || defined(NEWEST)
HELD(VM_MEMORY_TCMALLOC, ==, 53);
#endif
#if defined(VM_MEMORY_COREGRAPHICS_DATA) || defined(NEWEST)
HELD(VM_MEMORY_COREGRAPHICS_DATA, ==, 54);
#endif
#if defined(VM_MEMORY_COREGRAPHICS_SHARED) || defined(NEWEST)
HELD(VM_MEMORY_COREGRAPHICS_SHARED, ==, 55);
#endif
#if defined(VM_MEMORY_COREGRAPHICS_FRAMEBUFFERS) || defined(NEWEST)
HELD(VM_MEMORY_COREGRAPHICS_FRAMEBUFFERS, ==, 56);
#endif
#if defined(VM_MEMORY_COREGRAPHICS_BACKINGSTORES) || defined(NEWEST)
HELD(VM_MEMORY_COREGRAPHICS_BACKINGSTORES, ==, 57);
#endif
#if defined(VM_MEMORY_COREGRAPHICS_XALLOC) || defined(NEWEST)
HELD(VM_MEMORY_COREGRAPHICS_XALLOC, ==, 58);
#endif
#if defined(VM_MEMORY_DYLD) || defined(NEWEST)
HELD(VM_MEMORY_DYLD, ==, 60);
#endif
#if defined(VM_MEMORY_DYLD_MALLOC) || defined(NEWEST)
HELD(VM_MEMORY_DYLD_MALLOC, ==, 61);
#endif
#if defined(VM_MEMORY_SQLITE) || defined(NEWEST)
HELD(VM_MEMORY_SQLITE, ==, 62);
#endif
#if defined(VM_MEMORY_JAVASCRIPT_CORE) || defined(NEWEST)
HELD(VM_MEMORY_JAVASCRIPT_CORE, ==, 63);
#endif
#if defined(VM_MEMORY_JAVASCRIPT_JIT_EXECUTABLE_ALLOCATOR) || defined(NEWEST)
HELD(VM_MEMORY_JAVASCRIPT_JIT_EXECUTABLE_ALLOCATOR, ==, 64);
#endif
#if defined(VM_MEMORY_JAVASCRIPT_JIT_REGISTER_FILE) || defined(NEWEST)
HELD(VM_MEMORY_JAVASCRIPT_JIT_REGISTER_FILE, ==, 65);
#endif
#if defined(VM_MEMORY_GLSL) || defined(NEWEST)
HELD(VM_MEMORY_GLSL, ==, 66);
#endif
#if defined(VM_MEMORY_OPENCL) || defined(NEWEST)
HELD(VM_MEMORY_OPENCL, ==, 67);
#endif
#if defined(VM_MEMORY_COREIMAGE) || defined(NEWEST)
HELD(VM_MEMORY_COREIMAGE, ==, 68);
#endif
#if defined(VM_MEMORY_WEBCORE_PURGEABLE_BUFFERS) || defined(NEWEST)
HELD(VM_MEMORY_WEBCORE_PURGEABLE_BUFFERS, ==, 69);
#endif
#if defined(VM_MEMORY_IMAGEIO) || defined(NEWEST)
HELD(VM_MEMORY_IMAGEIO, ==, 70);
#endif
#if defined(VM_MEMORY_COREPROFILE) || defined(NEWEST)
HELD(VM_MEMORY_COREPROFILE, ==, 71);
#endif
#if defined(VM_MEMORY_ASSETSD) || defined(NEWEST)
HELD(VM_MEMORY_ASSETSD, ==, 72);
#endif
#if defined(VM_MEMORY_OS_ALLOC_ONCE) || defined(NEWEST)
HELD(VM_MEMORY_OS_ALLOC_ONCE, ==, 73);
#endif
#if defined(VM_MEMORY_LIBDISPATCH) || defined(NEWEST)
HELD(VM_MEMORY_LIBDISPATCH, ==, 74);
#endif
#if defined(VM_MEMORY_ACCELERATE) || defined(NEWEST)
HELD(VM_MEMORY_ACCELERATE, ==, 75);
#endif
#if defined(VM_MEMORY_COREUI) || defined(NEWEST)
HELD(VM_MEMORY_COREUI, ==, 76);
#endif
#if defined(VM_MEMORY_COREUIFILE) || defined(NEWEST)
HELD(VM_MEMORY_COREUIFILE, ==, 77);
#endif
#if defined(VM_MEMORY_GENEALOGY) || defined(NEWEST)
HELD(VM_MEMORY_GENEALOGY, ==, 78);
#endif
#if defined(VM_MEMORY_RAWCAMERA) || defined(NEWEST)
HELD(VM_MEMORY_RAWCAMERA, ==, 79);
#endif
#if defined(VM_MEMORY_CORPSEINFO) || defined(NEWEST)
HELD(VM_MEMORY_CORPSEINFO, ==, 80);
#endif
#if defined(VM_MEMORY_ASL) || defined(NEWEST)
HELD(VM_MEMORY_ASL, ==, 81);
#endif
#if defined(VM_MEMORY_SWIFT_RUNTIME) || defined(NEWEST)
HELD(VM_MEMORY_SWIFT_RUNTIME, ==, 82);
#endif
#if defined(VM_MEMORY_SWIFT_METADATA) || defined(NEWEST)
HELD(VM_MEMORY_SWIFT_METADATA, ==, 83);
#endif
#if defined(VM_MEMORY_DHMM) || defined(NEWEST)
HELD(VM_MEMORY_DHMM, ==, 84);
#endif
#if defined(VM_MEMORY_DFR) || defined(NEWEST)
HELD(VM_MEMORY_DFR, ==, 85);
#endif
#if defined(VM_MEMORY_SCENEKIT) || defined(NEWEST)
HELD(VM_MEMORY_SCENEKIT, ==, 86);
#endif
#if defined(VM_MEMORY_SKYWALK) || defined(NEWEST)
HELD(VM_MEMORY_SKYWALK, ==, 87);
#endif
#if defined(VM_MEMORY_IOSURFACE) || defined(NEWEST)
HELD(VM_MEMORY_IOSURFACE, ==, 88);
#endif
#if defined(VM_MEMORY_LIBNETWORK) || defined(NEWEST)
HELD(VM_MEMORY_LIBNETWORK, ==, 89);
#endif
#if defined(VM_MEMORY_AUDIO) || defined(NEWEST)
HELD(VM_MEMORY_AUDIO, ==, 90);
#endif
#if defined(VM_MEMORY_VIDEOBITSTREAM) || defined(NEWEST)
HELD(VM_MEMORY_VIDEOBITSTREAM, ==, 91);
#endif
#if defined(VM_MEMORY_CM_XPC) || defined(NEWEST)
HELD(VM_MEMORY_CM_XPC, ==, 92);
#endif
#if defined(VM_MEMORY_CM_RPC) || defined(NEWEST)
HELD(VM_MEMORY_CM_RPC, ==, 93);
#endif
#if defined(VM_MEMORY_CM_MEMORYPOOL) || defined(NEWEST)
HELD(VM_MEMORY_CM_MEMORYPOOL, ==, 94);
#endif
#if defined(VM_MEMORY_CM_READCACHE) || defined(NEWEST)
HELD(VM_MEMORY_CM_READCACHE, ==, 95);
#endif
#if defined(VM_MEMORY_CM_CRABS) || defined(NEWEST)
HELD(VM_MEMORY_CM_CRABS, ==, 96);
#endif
#if defined(VM_MEMORY_QUICKLOOK_THUMBNAILS) || defined(NEWEST)
HELD(VM_MEMORY_QUICKLOOK_THUMBNAILS, ==, 97);
#endif
#if defined(VM_MEMORY_ACCOUNTS) || defined(NEWEST)
HELD(VM_MEMORY_ACCOUNTS, ==, 98);
#endif
#if defined(VM_MEMORY_SANITIZER) || defined(NEWEST)
HELD(VM_MEMORY_SANITIZER, ==, 99);
#endif
#if defined(VM_MEMORY_IOACCELERATOR) || defined(NEWEST)
HELD(VM_MEMORY_IOACCELERATOR, ==, 100);
#endif
#if defined(VM_MEMORY_CM_REGWARP) || defined(NEWEST)
HELD(VM_MEMORY_CM_REGWARP, ==, 101);
#endif
#if defined(VM_MEMORY_EAR_DECODER) || defined(NEWEST)
HELD(VM_MEMORY_EAR_DECODER, ==, 102);
#endif
#if defined(VM_MEMORY_COREUI_CACHED_IMAGE_DATA) || defined(NEWEST)
HELD(VM_MEMORY_COREUI_CACHED_IMAGE_DATA, ==, 103);
#endif
#if defined(VM_MEMORY_COLORSYNC) || defined(NEWEST)
HELD(VM_MEMORY_COLORSYNC, ==, 104);
#endif
#if defined(VM_MEMORY_BTINFO) || defined(NEWEST)
HELD(VM_MEMORY_BTINFO, ==, 105);
#endif
#if defined(VM_MEMORY_CM_HLS) || defined(NEWEST)
HELD(VM_MEMORY_CM_HLS, ==, 106);
#endif
#if defined(VM_MEMORY_COMPOSITOR_SERVICES) || defined(NEWEST)
HELD(VM_MEMORY_COMPOSITOR_SERVICES, ==, 107);
#endif
#if defined(VM_MEMORY_DEBUG) || defined(NEWEST)
HELD(VM_MEMORY_DEBUG, ==, 108);
#endif
#if defined(VM_MEMORY_NEURAL) || defined(NEWEST)
HELD(VM_MEMORY_NEURAL, ==, 109);
#endif
#if defined(VM_MEMORY_ROSETTA) || defined(NEWEST)
HELD(VM_MEMORY_ROSETTA, ==, 230);
#endif
#if defined(VM_MEMORY_ROSETTA_THREAD_CONTEXT) || defined(NEWEST)
HELD(VM_MEMORY_ROSETTA_THREAD_CONTEXT, ==, 231);
#endif
#if defined(VM_MEMORY_ROSETTA_INDIRECT_BRANCH_MAP) || defined(NEWEST)
HELD(VM_MEMORY_ROSETTA_INDIRECT_BRANCH_MAP, ==, 232);
#endif
#if defined(VM_MEMORY_ROSETTA_RETURN_STACK) || defined(NEWEST)
HELD(VM_MEMORY_ROSETTA_RETURN_STACK, ==, 233);
#endif
#if defined(VM_MEMORY_ROSETTA_EXECUTABLE_HEAP) || defined(NEWEST)
HELD(VM_MEMORY_ROSETTA_EXECUTABLE_HEAP, ==, 234);
#endif
#if defined(VM_MEMORY_ROSETTA_USER_LDT) || defined(NEWEST)
HELD(VM_MEMORY_ROSETTA_USER_LDT, ==, 235);
#endif
#if defined(VM_MEMORY_ROSETTA_ARENA) || defined(NEWEST)
HELD(VM_MEMORY_ROSETTA_ARENA, ==, 236);
#endif
#if defined(VM_MEMORY_ROSETTA_10) || defined(NEWEST)
HELD(VM_MEMORY_ROSETTA_10, ==, 239);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_1) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_1, ==, 240);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_2) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_2, ==, 241);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_3) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_3, ==, 242);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_4) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_4, ==, 243);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_5) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_5, ==, 244);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_6) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_6, ==, 245);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_7) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_7, ==, 246);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_8) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_8, ==, 247);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_9) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_9, ==, 248);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_10) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_10, ==, 249);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_11) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_11, ==, 250);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_12) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_12, ==, 251);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_13) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_13, ==, 252);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_14) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_14, ==, 253);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_15) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_15, ==, 254);
#endif
#if defined(VM_MEMORY_APPLICATION_SPECIFIC_16) || defined(NEWEST)
HELD(VM_MEMORY_APPLICATION_SPECIFIC_16, ==, 255);
#endif
