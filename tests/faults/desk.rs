//! Where faults are injected: a folder with all that the program keeps, targets, and runs of the program.

use crossbeam_channel::{Receiver, bounded};
use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use strandline::storage::trace_file::{self, Opened};

/// The program.
pub(crate) const TOOL: &str = env!("CARGO_BIN_EXE_strandline");

/// The user that plays another: `nobody`.
pub(crate) const OTHER: u32 = 65_534;

/// Nothing takes so long but what hangs.
pub(crate) const LONG: Duration = Duration::from_secs(30);

/// A folder of our own, with a home, a state directory and one for sockets in it.
pub(crate) struct Desk(tempfile::TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for name in ["home", "state", "run", "tmp"] {
            fs::create_dir(desk.path(name)).unwrap();
            fs::set_permissions(desk.path(name), fs::Permissions::from_mode(0o700)).unwrap();
        }
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A program that runs in the folder and finds all of its own there.
    pub(crate) fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = with_default_signals(program);
        command.args(arguments).current_dir(self.0.path()).stdin(Stdio::null());
        command.env("HOME", self.path("home")).env("TMPDIR", self.path("tmp"));
        command.env("XDG_STATE_HOME", self.path("state")).env("XDG_RUNTIME_DIR", self.path("run"));
        command.env_remove("XDG_CONFIG_HOME").env("STRANDLINE", TOOL);
        command
    }

    /// The program itself.
    pub(crate) fn tool(&self, arguments: &[&str]) -> Run {
        Run::start(self.command(TOOL, arguments))
    }

    /// A script for the shell; `$STRANDLINE` is the program.
    pub(crate) fn shell(&self, script: &str) -> Run {
        Run::start(self.command("sh", &["-c", script]))
    }

    /// A recording of a target to a file of the folder, once that is there.
    pub(crate) fn recording(&self, target: &Target, out: &str, more: &[&str]) -> Run {
        let pid = target.pid().to_string();
        let run = self.tool(&[&["record", "--pid", &pid, "-o", out], more].concat());
        until("the first snapshot", || trace_file::is_trace(&self.path(out)));
        run
    }

    /// The same, once it takes marks too.
    pub(crate) fn marked_recording(&self, target: &Target, out: &str, more: &[&str]) -> Run {
        let run = self.recording(target, out, more);
        until("the socket", || UnixStream::connect(self.socket(target)).is_ok());
        run
    }

    /// The socket for marks in the recording of a target.
    pub(crate) fn socket(&self, target: &Target) -> PathBuf {
        self.path("run/strandline").join(format!("{}.sock", target.pid()))
    }

    /// The recordings in the state directory.
    pub(crate) fn saved_elsewhere(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path("state/strandline")).into_iter().flatten();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "strand")).collect()
    }

    /// What is left of files that never got their names.
    pub(crate) fn partials(&self) -> usize {
        let names = fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().ends_with(".partial")).count()
    }
}

/// A command that heeds signals, although whoever runs the tests may ignore them (`nohup`, a job in the background).
fn with_default_signals(program: &str) -> Command {
    if !cfg!(target_os = "linux") {
        return Command::new(program);
    }
    let mut command = Command::new("env");
    command.args(["--default-signal=HUP,INT,TERM", program]);
    command
}

/// A process to be recorded, which ends with this value.
pub(crate) struct Target(Child);

impl Target {
    /// One that does nothing.
    pub(crate) fn idle() -> Self {
        Self::new(Command::new("sleep").arg("600"))
    }

    pub(crate) fn new(command: &mut Command) -> Self {
        Self(command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap())
    }

    pub(crate) fn pid(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        let _gone_already = self.0.kill();
        let _waited_for = self.0.wait();
    }
}

/// A program under way, what it says is read all the time.
pub(crate) struct Run {
    child: Child,
    said: [Receiver<String>; 2],
}

/// How it ended, and what it said.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = [reading(child.stdout.take().unwrap()), reading(child.stderr.take().unwrap())];
        Self { child, said }
    }

    /// A script with mounts of its own, to its end.
    pub(crate) fn in_namespace(desk: &Desk, script: &str) -> Ended {
        Self::start(desk.command("unshare", &["-m", "sh", "-c", script])).end()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn signal(&self, name: &str) {
        signal(self.pid(), name);
    }

    /// Waits for its end, which must come, and for that of all that it has left behind with its output.
    pub(crate) fn end(mut self) -> Ended {
        let deadline = Instant::now() + LONG;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if Instant::now() > deadline {
                self.child.kill().unwrap();
                self.child.wait().unwrap();
                panic!("it hangs: {:?}", self.said.map(|said| said.recv_timeout(LONG)));
            }
            pause();
        };
        let [stdout, stderr] = self
            .said
            .map(|said| said.recv_timeout(LONG).expect("something that it has left behind holds its output"));
        Ended { status, stdout, stderr }
    }
}

/// Reads to the end.
fn reading(mut from: impl Read + Send + 'static) -> Receiver<String> {
    let (outbox, said) = bounded(1);
    let read = move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        let _nobody_waits = outbox.send(String::from_utf8_lossy(&bytes).into_owned());
    };
    std::thread::Builder::new().name("reader".to_owned()).spawn(read).unwrap();
    said
}

impl Ended {
    /// It failed as programs fail, and said this.
    #[track_caller]
    pub(crate) fn refuses(&self, words: &str) {
        assert_eq!(self.status.code(), Some(1), "{}", self.stderr);
        assert!(self.stderr.contains(words), "{words:?} is not in {:?}", self.stderr);
    }

    #[track_caller]
    pub(crate) fn succeeds(&self) {
        assert!(self.status.success(), "{:?}: {}", self.status, self.stderr);
    }
}

/// Sends a signal by its name; to a process that is gone too.
pub(crate) fn signal(pid: u32, name: &str) {
    let kill = format!("kill -s {name} {pid}");
    let _gone_already = Command::new("sh").args(["-c", &kill]).stderr(Stdio::null()).status().unwrap();
}

/// Whether a process runs, and is not merely waited for.
pub(crate) fn runs(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with(" Z"))
}

/// Waits until something is so.
#[track_caller]
pub(crate) fn until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + LONG;
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        pause();
    }
}

/// Between two looks.
pub(crate) fn pause() {
    std::thread::sleep(Duration::from_millis(5));
}

/// Opens a trace that must be whole, and have snapshots.
#[track_caller]
pub(crate) fn whole(path: &Path) -> Opened {
    let opened = trace_file::open(path).unwrap();
    assert!(opened.complete, "{:?}", opened.warnings);
    assert!(!opened.trace.recording.snapshots().is_empty());
    opened
}

/// The pid that a command has written to a file.
pub(crate) fn pid_in(path: &Path) -> u32 {
    let read = || fs::read_to_string(path).ok()?.trim().parse().ok();
    until("a pid in a file", || read().is_some());
    read().unwrap()
}

/// Whether we may play other users and mount; says what is skipped otherwise.
#[must_use]
pub(crate) fn may(what: &str) -> bool {
    let may = strandline::platform::is_root()
        && Command::new("unshare").args(["-m", "true"]).status().is_ok_and(|s| s.success());
    if !may {
        eprintln!("skipped, since it needs root and mounts: {what}");
    }
    may
}
