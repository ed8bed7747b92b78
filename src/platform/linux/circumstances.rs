//! What is known of a process before it is looked at, and what can be run beside it.

use super::files::{ProcRoot, read_text};
use crate::model::{Circumstances, Target};
use crate::platform::is_root;
use std::path::Path;
use std::time::Duration;

/// `stat` tells the start in clock ticks: for user space they are a hundredth of a second on every system of 64 bits
/// (`USER_HZ`).
pub(super) const TICK_MILLIS: u64 = 10;

/// As of now; `can_attach` is whether the target's memory may be read.
pub(super) fn circumstances(root: &ProcRoot, target: &Target, can_attach: bool) -> Circumstances {
    Circumstances {
        launched: None,
        age: read_text(&root.path().join("uptime")).ok().and_then(|uptime| age(&uptime, target.start_time)),
        can_attach,
        can_trace: is_root() && has_tracepoints() && is_installed("bpftrace"),
    }
}

/// How long a process has existed that started so many ticks after the system. The start is rounded down to a tick.
fn age(uptime: &str, start_time: u64) -> Option<Duration> {
    let uptime = uptime.split_whitespace().next()?.parse().ok()?;
    let uptime = Duration::try_from_secs_f64(uptime).ok()?;
    let started = start_time.checked_mul(TICK_MILLIS)?;
    Some(uptime.saturating_sub(Duration::from_millis(started)))
}

/// bpftrace reads the formats of tracepoints from tracefs, which is often not mounted, and the kernel's types from BTF.
fn has_tracepoints() -> bool {
    let tracing = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"].map(Path::new);
    Path::new("/sys/kernel/btf/vmlinux").exists()
        && tracing.iter().any(|folder| folder.join("events/syscalls/sys_enter_mmap").exists())
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_is_what_has_passed_since_the_start() {
        let check = |uptime, ticks, millis: Option<u64>| {
            assert_eq!(age(uptime, ticks), millis.map(Duration::from_millis), "{uptime} {ticks}");
        };
        check("1834.53 3520.11\n", 183_000, Some(4530));
        check("1834.53 3520.11\n", 183_453, Some(0));
        // Both figures are rounded: no process is younger than nothing.
        check("1834.53 3520.11\n", 183_454, Some(0));
        check("", 1, None);
        check("-5.00 1", 1, None);
        check("1834.53", u64::MAX, None);
    }
}
