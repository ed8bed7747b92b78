//! A child process that leads a group of its own, and its end with all that it started.

use crate::platform::{is_group_alive, kill_group, terminate_group};
use crossbeam_channel::{Receiver, bounded};
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::thread::{Builder, sleep};
use std::time::{Duration, Instant};

/// A group that is asked to end has so long to do it, and one that is killed to be gone.
const GRACE: Duration = Duration::from_secs(2);

/// How often a group is looked at whose leader has ended.
const LOOK: Duration = Duration::from_millis(5);

/// Waits until its input ends, which is when we do, however that comes; then asks the group `$0` to end, and kills it.
const WATCH: &str = "trap '' HUP INT TERM; read -r _; kill -s TERM -- -$0; sleep 2; kill -s KILL -- -$0";

/// A child process with the group that it leads. Dropping it ends the whole group, without waiting for that.
#[derive(Debug)]
pub struct Group {
    /// Its standard input, where that is a pipe.
    pub stdin: Option<ChildStdin>,
    /// Its standard output, where that is a pipe.
    pub stdout: Option<ChildStdout>,
    id: u32,
    living: Option<LivingGroup>,
}

/// What is needed to end a group.
#[derive(Debug)]
struct LivingGroup {
    id: u32,
    exit: Receiver<io::Result<ExitStatus>>,
    /// Ends the group if we die before it.
    watcher: Child,
}

impl Group {
    /// Starts a command in a group of its own. It ends when we do, however that comes: a watcher, a process that only
    /// waits for our end, sees to it.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        let mut child = command.process_group(0).spawn()?;
        let (stdin, stdout, id) = (child.stdin.take(), child.stdout.take(), child.id());
        let (outbox, exit) = bounded(1);
        let wait = move || {
            let _nobody_waits = outbox.send(child.wait());
        };
        Builder::new().name("await command".to_owned()).spawn(wait).inspect_err(|_out_of_threads| {
            let _gone_already = kill_group(id);
        })?;
        let watcher = watcher(id).map_err(|error| {
            let _gone_already = kill_group(id);
            io::Error::other(format!("nobody can be set to end it with us ({error})"))
        })?;
        Ok(Self { stdin, stdout, id, living: Some(LivingGroup { id, exit, watcher }) })
    }

    /// The process id of the leader, which is that of the group too.
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// Tells once how the leader ended.
    pub fn exit(&self) -> Receiver<io::Result<ExitStatus>> {
        self.living.as_ref().map_or_else(crossbeam_channel::never, |living| living.exit.clone())
    }

    /// Whether the leader has ended, or does so within this time.
    pub fn ends_within(&self, limit: Duration) -> bool {
        let deadline = Instant::now() + limit;
        let has_ended = || self.living.as_ref().is_none_or(|living| !living.exit.is_empty());
        while !has_ended() && Instant::now() < deadline {
            sleep(LOOK);
        }
        has_ended()
    }

    /// Asks the whole group to end, and kills what has not done so in time. Where the leader ended before, what it left
    /// behind is left alone: its number may be another's by now.
    pub fn end(mut self) {
        self.living.take().into_iter().for_each(LivingGroup::end);
    }

    /// Lets it live on, also when we end.
    pub fn release(mut self) {
        self.living.take().into_iter().for_each(LivingGroup::dismiss_watcher);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(living) = self.living.take() {
            // One that takes its time must not hold up a window. If there is no thread to be had the watcher, whose pipe
            // closes then, does the same.
            let _out_of_threads = Builder::new().name("end command".to_owned()).spawn(move || living.end());
        }
    }
}

impl LivingGroup {
    fn end(self) {
        if self.exit.is_empty() {
            let _gone_meanwhile = terminate_group(self.id);
            let deadline = Instant::now() + GRACE;
            let _led_no_more = self.exit.recv_deadline(deadline);
            // Numbers of processes are given anew in turn: so shortly after its leader's end the group is still this one.
            while Instant::now() < deadline && is_group_alive(self.id) {
                sleep(LOOK);
            }
            let _all_gone = kill_group(self.id);
            // What the system holds back even now is waited for no longer.
            let _gone_already = self.exit.recv_timeout(GRACE);
        }
        self.dismiss_watcher();
    }

    fn dismiss_watcher(mut self) {
        let _gone_already = self.watcher.kill();
        let _waited_for = self.watcher.wait();
    }
}

/// A process that outlives us by as much as it takes to end the group.
fn watcher(group: u32) -> io::Result<Child> {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", WATCH, &group.to_string()]).process_group(0);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}
