//! Ready commands for the tools that know the stacks: who maps such memory, or who holds this region.

use super::{Case, Said};
use crate::analysis::hints::kind::Kind;
use crate::model::units::Bytes;
use crate::model::{Os, Place, Target};
use std::collections::BTreeMap;

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
    let process = case.process().filter(|_| case.is_leading)?;
    match process.os {
        Os::MacOs => mac(case, process),
        _ => linux(case, process),
    }
}

/// The next cycles' calls with their stacks: what was mapped and not unmapped, filtered by size where that is known.
fn linux(case: &Case<'_>, process: &Target) -> Option<Said> {
    let kind = case.kind()?;
    if matches!(case.example()?.region.place, Place::Object(..)) {
        return Some(Said {
            text: "It is not mapped, but still open: this tells by which descriptors.".to_owned(),
            command: case.command(
                |launch| launch.in_background("", "ls -l /proc/$!/fd"),
                |pid| format!("{}ls -l /proc/{pid}/fd", case.sudo()),
            ),
        });
    }
    let size = size(case);
    let of_size = size.map_or_else(String::new, |size| format!(" of {} B", size.get()));
    // What was asked for is rounded up to whole pages.
    let lengths = size.map(|size| (size.saturating_sub(process.page_size).get(), size.get()));
    let (text, command) = match kind {
        Kind::Malloc | Kind::Managed(_) => return None,
        Kind::Stack => (
            "This lists who starts threads, with their stacks.".to_owned(),
            strace(case, "", "clone,clone3", ""),
        ),
        Kind::SystemV => (
            format!(
                "This lists who creates segments{of_size}, attaches and detaches them, with their stacks."
            ),
            strace(case, "", "shmget,shmat,shmdt,shmctl", ""),
        ),
        _ if case.circumstances().can_trace && case.circumstances().launched.is_none() => (
            format!(
                "While the next cycles run, this keeps the stack of each mapping{of_size} until it is unmapped."
            ),
            Some(bpftrace(process.pid, lengths)),
        ),
        _ => (
            format!(
                "Of the mappings{of_size} that cycles make within a minute from now, this counts by stack those that were \
                 not unmapped."
            ),
            strace(case, MINUTE, "mmap,munmap", &format!("; {}", pairing(lengths))),
        ),
    };
    Some(Said { text, command })
}

/// Where calls and their stacks are written to.
const CALLS: &str = "calls.txt";

/// Ends what follows after a minute. A Ctrl-C would end the commands behind it too.
const MINUTE: &str = "timeout -s INT 60 ";

/// Traces calls until the program ends, within the `limit` if there is one; then goes on with `behind`.
fn strace(case: &Case<'_>, limit: &str, calls: &str, behind: &str) -> Option<String> {
    let trace = format!("{limit}strace -f -k -e trace={calls} -o {CALLS}");
    case.command(
        |launch| launch.with_prefix(&trace) + behind,
        |pid| format!("{}{trace} -p {pid}{behind}", case.sudo()),
    )
}

/// Pairs the calls that strace wrote: an mmap of the right length is kept, with the lines of its stack, until a munmap of
/// its address. A call that another thread interrupts stands in two lines.
fn pairing(lengths: Option<(u64, u64)>) -> String {
    let fits =
        lengths.map_or_else(|| "1".to_owned(), |(above, most)| format!("x[2] > {above} && x[2] <= {most}"));
    format!(
        "awk '/mmap\\(/ {{ split($0, x, \", \"); m = {fits}; if (/unfinished/) {{ u[$1] = m; a = \"\" }} \
         else a = m ? $NF : \"\"; if (a) s[a] = \"\"; next }} \
         /mmap resumed/ {{ a = u[$1] ? $NF : \"\"; if (a) s[a] = \"\"; next }} \
         /munmap\\(/ {{ split($0, x, /[(,]/); delete s[x[2]] }} !/^ >/ {{ a = \"\"; next }} \
         a {{ s[a] = s[a] \"\\n\" $0 }} \
         END {{ for (a in s) n[s[a]]++; for (k in n) print n[k] \" kept:\" k }}' {CALLS}"
    )
}

/// The same in the kernel: costs little, but prints each mapping for itself.
fn bpftrace(pid: u32, lengths: Option<(u64, u64)>) -> String {
    let fits = lengths
        .map_or_else(String::new, |(above, most)| format!(" && args->len > {above} && args->len <= {most}"));
    let at = |edge| format!("tracepoint:syscalls:sys_{edge}");
    format!(
        "bpftrace -e '{} /pid == {pid}{fits}/ {{ @stack[tid] = ustack; @asked[tid] = 1; }} \
         {} /@asked[tid]/ {{ @kept[args->ret] = @stack[tid]; delete(@asked[tid]); delete(@stack[tid]); }} \
         {} /pid == {pid}/ {{ delete(@kept[args->addr]); }}'",
        at("enter_mmap"),
        at("exit_mmap"),
        at("enter_munmap"),
    )
}

/// The size of one mapping: what the cycles bring in portions of, or else that of most regions that stayed, where each is a
/// mapping of its own.
fn size(case: &Case<'_>) -> Option<Bytes> {
    if let Some(quantum) = case.series.quantum.filter(|quantum| quantum.total.is_some() && !quantum.is_mean) {
        return Some(quantum.bytes);
    }
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
