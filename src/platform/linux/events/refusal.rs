//! Why stacks cannot be recorded, and the narrowest thing to do about it.

use std::fmt;
use std::io;
use std::path::Path;

/// Where the kernel says who may open events.
const PARANOID: &str = "/proc/sys/kernel/perf_event_paranoid";

/// What lets us do so, and nothing else. The program is our own.
const REMEDY: &str = "setcap cap_perfmon,cap_sys_ptrace,cap_dac_read_search+ep";

/// Stacks cannot be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::platform) struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Refused {
    /// The processor's calling convention is not known here.
    pub(super) fn other_processor() -> Self {
        Self("stacks of calls are recorded on x86-64 only".to_owned())
    }

    pub(super) fn no_tracepoints(error: &io::Error) -> Self {
        Self(if error.kind() == io::ErrorKind::PermissionDenied {
            format!(
                "the kernel's list of tracepoints (/sys/kernel/tracing) may not be read; run: {}",
                remedy()
            )
        } else {
            format!(
                "the kernel's list of tracepoints is not there ({error}); mount it: mount -t tracefs tracefs \
                 /sys/kernel/tracing"
            )
        })
    }

    pub(super) fn by_kernel(error: &io::Error) -> Self {
        match error.raw_os_error() {
            Some(libc::EACCES | libc::EPERM) => {
                let level = std::fs::read_to_string(Path::new(PARANOID)).unwrap_or_default();
                let level = level.trim();
                Self(format!(
                    "perf_event_open is refused (kernel.perf_event_paranoid is {level}); run: {}",
                    remedy()
                ))
            }
            Some(libc::ENOSYS) => Self(
                "perf_event_open is blocked, as containers do; allow it in the container's seccomp profile"
                    .to_owned(),
            ),
            Some(libc::EMFILE) => Self(
                "there are more threads than descriptors may be open; raise the limit: ulimit -n 1048576"
                    .to_owned(),
            ),
            _ => Self::failed(error),
        }
    }

    pub(super) fn no_ring(error: &io::Error) -> Self {
        match error.raw_os_error() {
            Some(libc::EPERM | libc::ENOMEM) => Self(
                "no memory may be locked for the kernel's records; raise kernel.perf_event_mlock_kb"
                    .to_owned(),
            ),
            _ => Self::failed(error),
        }
    }

    pub(super) fn failed(error: &io::Error) -> Self {
        Self(format!("the calls of the process cannot be followed: {error}"))
    }
}

/// The command, with the path of this program.
fn remedy() -> String {
    let program =
        std::env::current_exe().map_or_else(|_| "strandline".to_owned(), |path| path.display().to_string());
    format!("sudo {REMEDY} {program}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_names_what_to_do() {
        let check = |refused: Refused, part: &str| assert!(refused.0.contains(part), "{refused}");
        let error = io::Error::from_raw_os_error;
        check(Refused::no_tracepoints(&error(libc::EACCES)), "setcap");
        check(Refused::no_tracepoints(&error(libc::ENOENT)), "mount -t tracefs");
        check(Refused::by_kernel(&error(libc::EACCES)), "perf_event_paranoid");
        check(Refused::by_kernel(&error(libc::ENOSYS)), "seccomp");
        check(Refused::by_kernel(&error(libc::EMFILE)), "ulimit -n");
        check(Refused::no_ring(&error(libc::EPERM)), "perf_event_mlock_kb");
    }
}
