//! Which tools can see it: heap profilers know malloc and nothing else.

use super::{Case, Said};
use crate::analysis::hints::kind::Kind;
use crate::model::Os;

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
    let process = case.process()?;
    let kind = case.kind()?;
    Some(match (process.os, kind) {
        (Os::MacOs, Kind::Malloc) => Said::with_command(
            "This is the malloc heap: leaks and heap see it, and Instruments' Allocations shows who allocates.",
            format!("leaks {}", process.pid),
        ),
        (_, Kind::Malloc) => Said::with_command(
            "This is the malloc heap: a heap profiler shows who allocates.",
            format!("heaptrack -p {}", process.pid),
        ),
        (Os::MacOs, _) => Said::text(format!(
            "This is not malloc: heap tools (heap, leaks) show nothing of it. Look for {}.",
            mac_callers(kind)
        )),
        (_, Kind::Anonymous) => Said::text(
            "This does not look like malloc: heap tools (heaptrack, massif) show little or nothing of it. Look for who \
             calls mmap.",
        ),
        _ => Said::text(format!(
            "This is not malloc: heap tools (heaptrack, massif) show nothing of it. Look for {}.",
            linux_callers(kind)
        )),
    })
}

/// Who makes such memory on Linux.
const fn linux_callers(kind: Kind) -> &'static str {
    match kind {
        Kind::Surface | Kind::Graphics => {
            "buffers and textures of GL, Vulkan or VA-API that are not deleted, and for who holds their windows"
        }
        Kind::Memfd => "who calls memfd_create and mmap (Wayland's and X11's shared buffers are made so)",
        Kind::SystemV => "who calls shmget and shmat, and for a missing shmdt or IPC_RMID",
        Kind::Shared => "who calls shm_open, or mmap with MAP_SHARED",
        Kind::Stack => "threads that are started and never end",
        Kind::File => "who opens and maps these files, and for a missing munmap or dlclose",
        Kind::Malloc | Kind::Named | Kind::Anonymous => "who calls mmap",
    }
}

/// Who makes such memory on macOS.
const fn mac_callers(kind: Kind) -> &'static str {
    match kind {
        Kind::Surface => "who calls IOSurfaceCreate, and for layers and pixel buffers that are retained",
        Kind::Graphics => "Metal buffers and textures that are retained, with their layers and images",
        Kind::Memfd | Kind::SystemV | Kind::Shared => "who calls shm_open, or mmap with MAP_SHARED",
        Kind::Stack => "threads that are started and never end",
        Kind::File => "who opens and maps these files",
        Kind::Malloc | Kind::Named | Kind::Anonymous => "who calls mmap or mach_vm_allocate",
    }
}
