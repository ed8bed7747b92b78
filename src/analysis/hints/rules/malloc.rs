//! Which tools can see it: heap profilers know malloc and nothing else.

use super::managed::managed;
use super::{Case, Said};
use crate::analysis::hints::interpreters::interpreter;
use crate::analysis::hints::kind::Kind;
use crate::model::{Os, Runtime, Tag};

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
    let process = case.process()?;
    let kind = case.kind()?;
    Some(match (process.os, kind) {
        (Os::MacOs, Kind::Malloc) => Said::with_command(
            "This is the malloc heap: leaks and heap see it, and Instruments' Allocations shows who allocates.",
            format!("leaks {}", process.pid),
        ),
        (Os::MacOs, _) => Said::text(format!(
            "This is not malloc: heap tools (heap, leaks) show nothing of it. Look for {}.",
            mac_callers(kind)
        )),
        (_, Kind::Malloc) => malloc(case),
        (_, Kind::Managed(runtime)) => managed(case, runtime),
        (_, Kind::Anonymous) => anonymous(case),
        (_, Kind::SystemV) => system_v(case),
        (_, Kind::Stack) => return None,
        _ => Said::text(format!(
            "This is not malloc: heap tools (heaptrack, massif) show nothing of it. Look for {}.",
            linux_callers(kind)
        )),
    })
}

/// What a malloc tells of itself, or else who calls it.
fn malloc(case: &Case<'_>) -> Said {
    let interpreter = interpreter(&case.trace.recording);
    if let Some((runtime, true)) = interpreter {
        return managed(case, runtime);
    }
    let heaptrack = || {
        case.command(
            |launch| launch.with_prefix("heaptrack"),
            |pid| format!("{}heaptrack -p {pid}", case.sudo()),
        )
    };
    let ask = |call: &'static str| {
        let sudo = case.sudo();
        move |pid| format!("{sudo}gdb -p {pid} -batch -ex 'call (void){call}'")
    };
    let (text, command) = match case.allocator() {
        Some(Runtime::Jemalloc) => (
            "This is jemalloc's heap. It keeps pages that the program has freed: its statistics tell what is allocated from \
             what is only retained.",
            case.command(
                |launch| launch.with_prefix("MALLOC_CONF=stats_print:true"),
                ask("malloc_stats_print(0, 0, 0)"),
            ),
        ),
        Some(Runtime::Mimalloc) => (
            "This is mimalloc's heap. It keeps pages that the program has freed: its statistics tell what is in use.",
            case.command(|launch| launch.with_prefix("MIMALLOC_SHOW_STATS=1"), ask("mi_stats_print(0)")),
        ),
        Some(Runtime::Tcmalloc) => (
            "This is tcmalloc's heap. It keeps pages that the program has freed: a heap profiler shows who allocates.",
            heaptrack(),
        ),
        Some(Runtime::MozJemalloc) => (
            "This is the heap of Firefox's mozjemalloc: tools for malloc see little of it. A memory report tells what is \
             allocated (heap-allocated), by whom, and what is only retained (heap-overhead). The signal has one written into \
             /tmp for each of its processes; about:memory loads it, or measures at once.",
            case.command(|launch| launch.in_background("", "kill -34 $!"), |pid| format!("kill -34 {pid}")),
        ),
        Some(Runtime::PartitionAlloc) => (
            "This is the heap of Chromium's PartitionAlloc: tools for malloc see little of it. chrome://memory-internals and \
             traces of the category memory-infra tell who allocates.",
            None,
        ),
        Some(Runtime::Musl) => (
            "This is musl's malloc heap. It keeps no statistics, and heap profilers that are built for glibc cannot look \
             into it.",
            None,
        ),
        _ => ("This is the malloc heap: a heap profiler shows who allocates.", heaptrack()),
    };
    let embedded = interpreter.map_or_else(String::new, |(runtime, _)| {
        let name = runtime.name();
        format!(" {name} is embedded in it: of what its scripts keep, such tools show functions of the interpreter only.")
    });
    let garbage = garbage(case);
    Said { text: format!("{text}{embedded}{garbage}"), command }
}

/// What is said where objects of a runtime hold memory of malloc.
fn garbage(case: &Case<'_>) -> String {
    let runtime = COLLECTIONS.into_iter().find(|&(runtime, _)| case.trace.recording.runtimes().has(runtime));
    runtime.map_or_else(String::new, |(runtime, how)| {
        format!(
            " What objects of {} hold of it is free when they are collected: a collection at the end of each cycle ({how}) tells \
             garbage from a leak.",
            runtime.name()
        )
    })
}

/// Runtimes whose objects hold memory of malloc, and how one has their garbage collected.
const COLLECTIONS: [(Runtime, &str); 4] = [
    (
        Runtime::SpiderMonkey,
        "Minimize memory usage in about:memory, imports.system.gc() in GNOME's JavaScript",
    ),
    (Runtime::V8, "global.gc() with node --expose-gc"),
    (Runtime::Jvm, "jcmd PID GC.run"),
    (Runtime::Go, "runtime.GC()"),
];

/// What is missing, where the label of the segment tells more of it.
fn system_v(case: &Case<'_>) -> Said {
    let label = case.example().and_then(|found| case.trace.recording.tag(found.region.class.label));
    let label = label.map_or("", |tag| tag.name.as_str());
    let missing = if label.contains(Tag::IPC_RMID_CALLED) {
        format!("IPC_RMID was called, and what is attached stays: look for a missing shmdt. {label}.")
    } else if label.contains(Tag::IPC_RMID_NOT_CALLED) {
        format!(
            "Look for a missing IPC_RMID, without which it outlives the process, and a missing shmdt. {label}."
        )
    } else {
        format!("Look for {}.", linux_callers(Kind::SystemV))
    };
    Said::text(format!("This is not malloc: heap tools (heaptrack, massif) show nothing of it. {missing}"))
}

/// Memory without a name that no rule gives to an allocator.
fn anonymous(case: &Case<'_>) -> Said {
    let runtimes = case.trace.recording.runtimes();
    Said::text(if runtimes.has(Runtime::Musl) {
        "It has no name, as what musl's malloc maps has none: it may be malloc's, or come from who calls mmap."
    } else {
        "This does not look like malloc: heap tools (heaptrack, massif) show little or nothing of it. Look for who calls \
         mmap."
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
        Kind::File => "who opens and maps these files, and for a missing munmap or dlclose",
        Kind::Malloc | Kind::Managed(_) | Kind::Stack | Kind::Named | Kind::Anonymous => "who calls mmap",
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
        Kind::Malloc | Kind::Managed(_) | Kind::Named | Kind::Anonymous => {
            "who calls mmap or mach_vm_allocate"
        }
    }
}
