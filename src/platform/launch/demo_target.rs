//! A built-in target as a child process: starting it, letting it go, and hearing what it says it leaked.

use super::Group;
use crate::platform::demo::{Script, Truth};
use crate::platform::{self, InvitingProgram};
use std::io::{self, BufRead, BufReader};
use std::process::{ChildStdout, Command, Stdio};
use std::thread::JoinHandle;

/// A built-in target that runs as our child. It sets its own marks, by the socket of whoever records it; it tells its
/// truth and waits at its end, with all that leaked still mapped, until it is dropped here.
///
/// The program that starts one must hand the word `target` on its own command line to
/// [`target_main`](crate::cli::target_main).
#[derive(Debug)]
pub struct DemoTarget {
    group: Option<Group>,
    _program: InvitingProgram,
}

impl DemoTarget {
    /// Starts this program once more, as a target that may be recorded without a question.
    pub fn start(script: &Script) -> io::Result<Self> {
        let &Script { kind, cycles, warmup, fixed, untagged } = script;
        let program = platform::inviting_program()?;
        let mut command = Command::new(program.path());
        command.args(["target", kind.name()]);
        command.args(["--cycles", &cycles.to_string(), "--warmup", &warmup.to_string()]);
        command.args(fixed.then_some("--fixed")).args(untagged.then_some("--untagged"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        Ok(Self { group: Some(Group::start(&mut command)?), _program: program })
    }

    pub fn pid(&self) -> u32 {
        self.group.as_ref().map_or(0, Group::id)
    }

    /// Waits on a thread for the target's last word; `then` is called once it is said, or will never be. Whoever records
    /// ends the recording then. Only the first call has anything to wait for.
    pub fn await_truth(
        &mut self,
        then: impl FnOnce() + Send + 'static,
    ) -> io::Result<JoinHandle<Option<Truth>>> {
        let stdout = self
            .group
            .as_mut()
            .and_then(|group| group.stdout.take())
            .ok_or_else(|| io::Error::other("somebody listens already"))?;
        std::thread::Builder::new().name("target's word".to_owned()).spawn(move || {
            let truth = last_word(stdout);
            then();
            truth
        })
    }
}

fn last_word(stdout: ChildStdout) -> Option<Truth> {
    BufReader::new(stdout).lines().map_while(Result::ok).find_map(|line| Truth::parse(&line))
}

impl Drop for DemoTarget {
    fn drop(&mut self) {
        if let Some(mut group) = self.group.take() {
            drop(group.stdin.take());
            group.end();
        }
    }
}
