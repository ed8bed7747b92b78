//! Stacks: more threads, or deeper calls; which threads there are, and what limits them.

use super::{Case, Said};
use crate::analysis::Metric;
use crate::analysis::hints::case::rise;
use crate::analysis::hints::kind::Kind;
use crate::model::Os;
use crate::model::units::Bytes;

/// What the kernel calls the stack of the main thread.
const MAIN: &str = "[stack]";

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
    let process = case.process()?;
    if case.kind()? != Kind::Stack || process.os == Os::MacOs {
        return None;
    }
    let tag = case.trace.recording.tag(case.example()?.region.identity.tag)?;
    let (text, command) = if tag.name == MAIN {
        (
            "This is the stack of the main thread. It grows by deeper calls and larger local variables, up to the limit that \
             ulimit -s sets, and is not given back: look for a recursion that gets deeper.",
            backtraces(case, "backtrace -20"),
        )
    } else if rise(case.gained(Metric::Mapped)) == Bytes::ZERO {
        (
            "There are no more stacks than before: threads use more of those they have, by deeper calls or larger local \
             variables, up to the size that ulimit -s or the program sets. What a call has touched stays.",
            backtraces(case, "thread apply all backtrace -20"),
        )
    } else {
        (
            "These are stacks of threads. The command lists the threads: where there are as many as stacks, look for those \
             that never end; where there are fewer, the others have ended and were neither joined nor detached. (glibc keeps \
             up to 40 MiB of stacks for the next threads.) ulimit -s sets the size of each, where the program does not; \
             ulimit -u, pids.max of the cgroup and kernel.threads-max set how many there may be.",
            case.command(
                |launch| launch.in_background("", &format!("{LISTING}$!")),
                |pid| format!("{LISTING}{pid}"),
            ),
        )
    };
    Some(Said { text: text.to_owned(), command })
}

/// Threads with how long they have run, and their names.
const LISTING: &str = "ps -L -o lwp,etime,comm -p ";

/// The outermost calls of each stack, where a deep recursion began.
fn backtraces(case: &Case<'_>, what: &str) -> Option<String> {
    case.command(
        |launch| launch.with_prefix(&format!("gdb -batch -ex run -ex '{what}' --args")),
        |pid| format!("{}gdb -p {pid} -batch -ex '{what}'", case.sudo()),
    )
}
