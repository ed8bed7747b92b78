//! What lives in real programs, as far as this machine has them: each is told by its own name, and so is its memory.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use strandline::analysis::{Growth, Metric, Window};
use strandline::classify::categories::Rules;
use strandline::model::{Recording, Runtime};
use strandline::platform;
use strandline::record::session::{Event, Options, Session, recording_start};

/// A program that runs until it is dropped; nothing comes from its input.
struct ProgramRuntimes(Child);

impl ProgramRuntimes {
    /// Starts it, if it is installed, and waits until it has written a line.
    fn start(command: &mut Command) -> Option<Self> {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let mut line = String::new();
        let mut output = std::io::BufReader::new(child.stdout.take()?);
        let read = std::io::BufRead::read_line(&mut output, &mut line);
        let started = Self(child);
        (read.is_ok() && line.trim() == "ready").then_some(started)
    }
}

impl Drop for ProgramRuntimes {
    fn drop(&mut self) {
        let _gone_already = self.0.kill();
        let _waited_for = self.0.wait();
    }
}

/// One complete look at a process.
fn look(pid: u32) -> Recording {
    let source = platform::attach(pid, Rules::built_in(), &platform::Patience::default()).unwrap();
    let options = Options { interval: Duration::from_millis(20), ..Options::default() };
    let mut recording = Recording::new(recording_start(&*source, options.interval));
    let session = Session::start(source, options).unwrap();
    session.stop();
    for event in session.events() {
        match event {
            Event::Delta(delta) => recording.append(&delta).unwrap(),
            Event::Ended(_) => break,
            _ => {}
        }
    }
    recording
}

/// Resident bytes of a category.
fn resident(recording: &Recording, category: &str) -> u64 {
    let growth = Growth::measure(recording, Window::whole(recording), Metric::Mapped);
    let is_named = |id| recording.category(id).is_some_and(|known| known.to_string() == category);
    let row = growth.rows.iter().find(|row| is_named(row.category));
    row.map_or(0, |row| row.figures.after.usage.resident.get())
}

/// Looks until a category has so many bytes: what a program has touched is in memory at once, but a category may be learned
/// a look later.
#[track_caller]
fn check(program: &ProgramRuntimes, runtimes: &[&str], category: &str, least: u64) {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let recording = look(program.0.id());
        let found: Vec<_> = recording.runtimes().iter().map(Runtime::name).collect();
        assert_eq!(found, runtimes);
        let has = resident(&recording, category);
        if has >= least {
            return;
        }
        assert!(Instant::now() < deadline, "{category} has {has} of {least} bytes");
    }
}

const MIB: u64 = 1 << 20;

#[test]
fn python_keeps_its_objects_in_arenas_of_its_own() {
    let script =
        "import sys, time\nkept = [[i] for i in range(200000)]\nprint('ready', flush=True)\ntime.sleep(600)";
    let Some(python) = ProgramRuntimes::start(Command::new("python3").args(["-c", script])) else { return };
    check(&python, &["glibc", "CPython"], "Python ▸ object arenas", 15 * MIB);
}

#[test]
fn node_keeps_its_objects_in_pages_of_v8() {
    let script = "const kept = []; for (let i = 0; i < 300000; i++) kept.push({ i });\n\
                  console.log('ready'); setTimeout(() => kept, 600000)";
    let Some(node) = ProgramRuntimes::start(Command::new("node").args(["-e", script])) else { return };
    check(&node, &["glibc", "V8"], "V8 ▸ heap", 8 * MIB);
}

/// A shell's own memory is small; awk's arrays are not.
#[test]
fn an_allocator_that_is_preloaded_takes_the_place_of_glibc() {
    let script = "BEGIN { for (i = 0; i < 200000; i++) a[i] = i \"x\"; print \"ready\"; fflush(); \
                  getline line }";
    for (library, name, category) in [
        ("libjemalloc.so.2", "jemalloc", "Malloc ▸ jemalloc"),
        ("libmimalloc.so.2", "mimalloc", "Malloc ▸ mimalloc"),
        ("libtcmalloc_minimal.so.4", "tcmalloc", "Malloc ▸ tcmalloc"),
    ] {
        let path = format!("/usr/lib/x86_64-linux-gnu/{library}");
        if !std::path::Path::new(&path).exists() {
            continue;
        }
        let mut command = Command::new("awk");
        let Some(program) = ProgramRuntimes::start(command.arg(script).env("LD_PRELOAD", &path)) else {
            continue;
        };
        check(&program, &[name], category, 8 * MIB);
    }
}
