//! What is held here is what `headers.c` says.

use super::table::{Member, STRUCTURES, Structure};
use crate::classify::categories::{MacosTag, macos_tag};
use crate::model::Protection;
use crate::platform::macos::decode::{SM_COW, SM_EMPTY, SM_PRIVATE, SM_TRUESHARED};
use crate::platform::macos::doctor::X86_64;
use crate::platform::macos::numbers::{
    EACCES, EINVAL, EPERM, ESRCH, HOST_VM_INFO64, KERN_ABORTED, KERN_FAILURE, KERN_INVALID_ADDRESS,
    KERN_INVALID_ARGUMENT, KERN_PROTECTION_FAILURE, MACH_SEND_INVALID_DEST, MESSAGE_ERRORS, PROC_PIDARCHINFO,
    PROC_PIDREGIONINFO, PROC_PIDT_SHORTBSDINFO, PROC_PIDTBSDINFO, PROC_REGION_SUBMAP, RUSAGE_INFO_V4,
    TASK_VM_INFO, error_system, ledger_tag, purgeable,
};
use crate::platform::macos::objects::OwnedObject;
use crate::platform::macos::tags::IOACCELERATOR;
use crate::platform::macos::words::{FULL_WORDS, OBJECT_WORDS, SHORT_WORDS, VM_INFO_WORDS, full, vm_info};
use std::fmt::Write;
use std::path::Path;

/// What stands before the assertions.
const HEAD: &str = r#"// Holds what Strandline reads of macOS against Apple's headers. `scripts/check-macos` compiles it, with the headers of
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
"#;

fn number(value: impl TryInto<i64>) -> i64 {
    value.try_into().unwrap_or_else(|_| panic!("Apple's numbers are small"))
}

/// Numbers that every set of headers has, by their names there.
fn constants() -> Vec<(&'static str, i64)> {
    macro_rules! same_names {
        ($($name:ident)*) => { vec![$((stringify!($name), number($name))),*] };
    }
    let mut constants = same_names![
        EPERM ESRCH EACCES EINVAL
        KERN_INVALID_ADDRESS KERN_PROTECTION_FAILURE KERN_INVALID_ARGUMENT KERN_FAILURE KERN_ABORTED
        MACH_SEND_INVALID_DEST TASK_VM_INFO HOST_VM_INFO64 RUSAGE_INFO_V4
        PROC_PIDTBSDINFO PROC_PIDREGIONINFO PROC_PIDT_SHORTBSDINFO PROC_PIDARCHINFO PROC_REGION_SUBMAP
        SM_COW SM_PRIVATE SM_EMPTY SM_TRUESHARED
    ];
    constants.extend([
        ("__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__", 1),
        ("err_get_system(err_mach_ipc)", number(MESSAGE_ERRORS)),
        ("err_get_system(MACH_SEND_INVALID_DEST)", number(error_system(MACH_SEND_INVALID_DEST))),
        ("CPU_TYPE_X86_64", number(X86_64)),
        ("VM_PROT_READ", number(Protection::READ.0)),
        ("VM_PROT_WRITE", number(Protection::WRITE.0)),
        ("VM_PROT_EXECUTE", number(Protection::EXECUTE.0)),
        ("VM_REGION_SUBMAP_SHORT_INFO_COUNT_64", number(SHORT_WORDS)),
        ("VM_REGION_SUBMAP_INFO_V0_COUNT_64", number(full::REUSABLE)),
        ("VM_REGION_SUBMAP_INFO_V1_COUNT_64", number(full::OBJECT_ID_FULL)),
        ("VM_REGION_SUBMAP_INFO_V2_COUNT_64", number(FULL_WORDS)),
        ("TASK_VM_INFO_REV0_COUNT", number(vm_info::PHYS_FOOTPRINT)),
        ("TASK_VM_INFO_REV7_COUNT", number(VM_INFO_WORDS)),
        ("VM_LEDGER_TAG_NETWORK", number(ledger_tag::NETWORK)),
        ("VM_LEDGER_TAG_MEDIA", number(ledger_tag::MEDIA)),
        ("VM_LEDGER_TAG_GRAPHICS", number(ledger_tag::GRAPHICS)),
        ("VM_LEDGER_TAG_NEURAL", number(ledger_tag::NEURAL)),
        ("VM_PURGABLE_VOLATILE", number(purgeable::VOLATILE)),
        ("VM_PURGABLE_EMPTY", number(purgeable::EMPTY)),
        ("VM_MEMORY_IOACCELERATOR", number(IOACCELERATOR)),
    ]);
    constants
}

/// What was private in older systems.
const LACKED_BY_OLDER_HEADERS: [&str; 2] = ["struct proc_archinfo", "PROC_PIDARCHINFO"];

/// The file as it should be.
fn headers_c() -> String {
    let mut text = HEAD.to_owned();
    let mut take = |name, lines: &[String]| {
        let guard = if LACKED_BY_OLDER_HEADERS.contains(&name) { "#ifdef NEWEST\n" } else { "" };
        let end = if guard.is_empty() { "" } else { "#endif\n" };
        write!(text, "{guard}{}\n{end}", lines.join("\n")).expect("a text takes any line");
    };
    for structure in STRUCTURES {
        take(structure.name, &of_structure(structure));
    }
    for (name, number) in constants() {
        take(name, &[format!("HELD({name}, ==, {number:#x});")]);
    }
    // The newest of them are in no older header.
    for tag in (0..=u32::from(u8::MAX)).filter_map(macos_tag).filter(|tag| !tag.constant.is_empty()) {
        let MacosTag { constant, number, .. } = tag;
        let guard = format!("#if defined({constant}) || defined(NEWEST)");
        take(constant, &[guard, format!("HELD({constant}, ==, {number});"), "#endif".to_owned()]);
    }
    text
}

fn of_structure(structure: &Structure) -> Vec<String> {
    let Structure { name, relation, size, members } = structure;
    let mut lines = vec![format!("HELD(sizeof({name}), {relation}, {size});")];
    for Member { name: member, offset, size } in *members {
        lines.push(format!("HELD(offsetof({name}, {member}), ==, {offset});"));
        lines.push(format!("HELD(SIZE_OF({name}, {member}), ==, {size});"));
    }
    lines
}

#[test]
fn the_assertions_for_apples_headers_are_those_of_the_table() {
    let expected = headers_c();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/platform/macos/layouts/headers.c");
    if std::env::var_os("STRANDLINE_WRITE_HEADERS_C").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let held = std::fs::read_to_string(&path).unwrap();
    let difference = held.lines().zip(expected.lines()).find(|(held, expected)| held != expected);
    assert_eq!(difference, None, "headers.c has another line than the table");
    assert_eq!(held.len(), expected.len(), "headers.c ends elsewhere than the table");
}

#[test]
fn an_owned_object_takes_as_many_bytes_as_the_kernel_writes() {
    assert_eq!(OBJECT_WORDS * size_of::<u64>(), 56);
    assert_ne!(OwnedObject::of_words(&[1; OBJECT_WORDS]), OwnedObject::default());
    assert_eq!(OwnedObject::of_words(&[1; OBJECT_WORDS - 1]), OwnedObject::default());
}
