//! Ready commands for the tools that know the stacks: who maps such memory, or who holds this region.

use super::{Case, Said};
use crate::analysis::hints::kind::Kind;
use crate::model::{Os, Place, Target};
use crate::units::Bytes;
use std::collections::BTreeMap;

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
    let process = case.process().filter(|_| case.is_leading)?;
    match process.os {
        Os::MacOs => mac(case, process),
        _ => linux(case, process),
    }
}

/// The next cycles' calls with their stacks. `bpftrace` counts by stack, filtered by size where that is known, by size too where it is not.
fn linux(case: &Case<'_>, process: &Target) -> Option<Said> {
    let pid = process.pid;
    let kind = case.kind()?;
    if matches!(case.example()?.region.place, Place::Object(..)) {
        return Some(Said::with_command(
            "It is not mapped, but still open: this tells by which descriptors.",
            format!("sudo ls -l /proc/{pid}/fd"),
        ));
    }
    let size = size(case);
    let (call, length) = match kind {
        Kind::Malloc => return None,
        Kind::Stack => ("clone3", None),
        Kind::SystemV => ("shmget", Some("args->size")),
        _ => ("mmap", Some("args->len")),
    };
    // What was asked for is rounded up to whole pages.
    let less = |size: Bytes| size.saturating_sub(process.page_size).get();
    let only = |(length, size): (&str, Bytes)| {
        format!(" && {length} > {} && {length} <= {}", less(size), size.get())
    };
    let condition = length.zip(size).map(only).unwrap_or_default();
    let key = match (length, size) {
        (Some(length), None) => format!("{length}, ustack"),
        _ => "ustack".to_owned(),
    };
    let of_size = length.and(size).map_or_else(String::new, |size| format!(" for {size}"));
    Some(Said::with_command(
        format!("While the next cycles run, this counts who calls {call}{of_size}, by stack."),
        format!(
            "sudo bpftrace -e 'tracepoint:syscalls:sys_enter_{call} /pid == {pid}{condition}/ {{ @[{key}] = count(); }}'"
        ),
    ))
}

/// The size of most regions that stayed, where each is a mapping of its own.
fn size(case: &Case<'_>) -> Option<Bytes> {
    let mut counts: BTreeMap<Bytes, usize> = BTreeMap::new();
    let certain = case.is_certain();
    for found in case.survivors().filter(|_| certain) {
        *counts.entry(found.state.len).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    let (&most, &count) = counts.iter().max_by_key(|&(len, count)| (count, len))?;
    (2 * count > all).then_some(most)
}

/// What the system's own tools know of one region.
fn mac(case: &Case<'_>, process: &Target) -> Option<Said> {
    let pid = process.pid;
    let kind = case.kind()?;
    if matches!(kind, Kind::Surface | Kind::Graphics) {
        return Some(Said::with_command(
            "This lists the objects that may hold it; leaks with -traceTree= and one of the addresses tells who holds \
             those.",
            format!("heap {pid} -addresses '.*(IOSurface|CAMetalLayer|MTL).*'"),
        ));
    }
    let address = case.address()?;
    Some(if kind == Kind::Malloc {
        Said::with_command(
            "Started with MallocStackLogging=1, the program can be asked who allocated what lies there.",
            format!("malloc_history {pid} {address}"),
        )
    } else {
        Said::with_command(
            "This tells what the system knows of one of its regions; leaks with -traceTree= and the address tells who \
             points to it.",
            format!("vmmap {pid} {address}"),
        )
    })
}
