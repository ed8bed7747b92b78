//! Who mapped it, of programs whose calls are known. Where the kernel refuses, the tests say so and pass.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use strandline::analysis::{Authors, CodePlace, Window};
use strandline::model::units::AddressRange;
use strandline::model::{CallBatch, CallLog, Effect, Recording, RecordingStart};
use strandline::platform::follow_calls;
use strandline::source::CallSource;
use strandline::storage::trace_file;
use strandline::symbols::symbolicate;

/// Does on each line of its input what that says, and answers with a line.
const PROGRAM: &str = r#"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
__attribute__((noinline)) void *grow(size_t size) {
  void *at = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  __asm__ volatile("" ::: "memory");
  return at;
}
__attribute__((noinline)) void *append(size_t size) {
  void *at = grow(size);
  __asm__ volatile("" ::: "memory");
  return at;
}
static char **last;
__attribute__((noinline)) void remember(void) {
  char **block = malloc(700);
  memset(block, 1, 700);
  *block = (char *)last;
  last = block;
  __asm__ volatile("" ::: "memory");
}
__attribute__((noinline)) void *share(size_t size) {
  int id = shmget(IPC_PRIVATE, size, 0600);
  void *at = shmat(id, 0, 0);
  shmctl(id, IPC_RMID, 0);
  return at;
}
int main(void) {
  char line[64];
  while (fgets(line, sizeof line, stdin)) {
    long count = atol(line + 1);
    for (long nth = 0; nth < count; nth++) {
      if (line[0] == 'h') { remember(); continue; }
      if (line[0] == 's') { shmdt(share(1 << 20)); continue; }
      void *at = append(1 << 20);
      if (line[0] == 'p') munmap(at, 1 << 20);
      if (line[0] == 'd') madvise(at, 1 << 20, MADV_DONTNEED);
    }
    puts("done");
    fflush(stdout);
  }
}
"#;

const SIZE: u64 = 1 << 20;

/// The program, and the calls that are followed of it.
struct Followed {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    calls: Box<dyn CallSource>,
    start: Instant,
    recording: Recording,
    _folder: tempfile::TempDir,
}

impl Followed {
    /// Nothing where there is no compiler, or following is refused.
    fn start(options: &[&str]) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let program = compiled(folder.path(), options)?;
        let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let start = Instant::now();
        let calls = match follow_calls(child.id()) {
            Ok(calls) => calls,
            Err(why) => {
                eprintln!("not tested: {why}");
                child.kill().unwrap();
                child.wait().unwrap();
                return None;
            }
        };
        let recording = Recording::new(RecordingStart::synthetic("leak"));
        let output = BufReader::new(output);
        let mut this = Self { child, input, output, calls, start, recording, _folder: folder };
        // What the C library maps for its buffers comes first.
        this.command("m0");
        this.take();
        Some(this)
    }

    fn command(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
        let mut answer = String::new();
        self.output.read_line(&mut answer).unwrap();
        assert_eq!(answer, "done\n");
    }

    fn take(&mut self) -> CallBatch {
        let batch = self.calls.take(self.start, Duration::from_secs(5)).unwrap();
        self.recording.add_calls(&batch).unwrap();
        batch
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _waited = self.child.wait();
    }
}

fn compiled(folder: &Path, options: &[&str]) -> Option<PathBuf> {
    let (source, program) = (folder.join("leak.c"), folder.join("leak"));
    std::fs::write(&source, PROGRAM).unwrap();
    let compiler =
        Command::new("cc").args(["-O2", "-g"]).args(options).arg(&source).arg("-o").arg(&program).status();
    let is_done = compiler.is_ok_and(|status| status.success());
    if !is_done {
        eprintln!("not tested: there is no C compiler");
    }
    is_done.then_some(program)
}

/// The functions of a stack, the innermost first.
fn names(log: &CallLog, stack: u32) -> Vec<String> {
    CodePlace::of_stack(log, stack).iter().map(CodePlace::name).collect()
}

fn check_leak(options: &[&str]) {
    let Some(mut followed) = Followed::start(options) else { return };
    followed.command("m48");
    followed.take();
    let functions = symbolicate(followed.recording.calls(), Path::new("/")).functions;
    followed.recording.name_functions(functions);
    let log = followed.recording.calls();
    let maps = |effect: &Effect| matches!(effect, Effect::Mapped(range, true) if range.len().get() == SIZE);
    let stacks: Vec<_> =
        log.calls().iter().filter(|call| maps(&call.effect)).map(|call| call.stack).collect();
    assert_eq!(stacks.len(), 48);
    assert!(stacks.iter().all(|&stack| stack == stacks[0]), "one stack: {options:?}");
    let names = names(log, stacks[0]);
    let own = names.iter().skip_while(|name| *name != "grow").take(3);
    assert!(own.eq(["grow", "append", "main"]), "{options:?}: {names:?}");
}

#[test]
fn a_leak_in_c_is_given_to_the_function_that_maps_it() {
    check_leak(&["-fomit-frame-pointer"]);
    check_leak(&["-fno-omit-frame-pointer", "-mno-omit-leaf-frame-pointer"]);
}

#[test]
fn a_heap_that_grows_is_given_to_the_function_that_touches_it() {
    let Some(mut followed) = Followed::start(&[]) else { return };
    // 28 MiB in blocks of 704 bytes.
    followed.command("h41707");
    followed.take();
    let functions = symbolicate(followed.recording.calls(), Path::new("/")).functions;
    followed.recording.name_functions(functions);
    let log = followed.recording.calls();
    let mut faults = 0;
    for call in log.pages() {
        if let Effect::Touched(page, stands_for) = call.effect
            && names(log, call.stack).iter().any(|name| name == "remember")
        {
            assert_eq!(page.len().get(), 4096);
            faults += stands_for;
        }
    }
    // Of each 7 faults one is sampled: 7,168 pages need so many, give or take the error of 99.99 %.
    let error = 4.0 * f64::sqrt(7168.0 * 6.0);
    assert!((faults as f64 - 7168.0).abs() < error, "{faults} faults, of 7168 ± {error}");
}

#[test]
fn pages_that_are_given_back_and_shared_segments_are_logged() {
    let Some(mut followed) = Followed::start(&[]) else { return };
    followed.command("d1");
    followed.command("s1");
    let effects: Vec<_> = followed.take().calls.iter().map(|call| call.effect).collect();
    let is_size = |range: &AddressRange| range.len().get() == SIZE;
    let given_back = effects.iter().find_map(|effect| match effect {
        Effect::GaveBack(range) if is_size(range) => Some(*range),
        _ => None,
    });
    assert!(effects.contains(&Effect::Mapped(given_back.unwrap(), true)), "{effects:?}");
    let detached = effects.iter().rev().find_map(|effect| match effect {
        Effect::Unmapped(range) if is_size(range) => Some(*range),
        _ => None,
    });
    // How long a segment is, only its mapping tells: it may have gone before that is read.
    if let Some(detached) = detached {
        assert!(effects.contains(&Effect::Mapped(detached, true)), "{effects:?}");
    }
}

#[test]
fn each_call_is_logged_or_counted_as_lost() {
    const PAIRS: u64 = 50_000;
    let Some(mut followed) = Followed::start(&[]) else { return };
    followed.command(&format!("p{PAIRS}"));
    let first = followed.take();
    // Kernels before 6.0 say what was lost with the next record that finds room.
    followed.command("m1");
    let second = followed.take();
    let logged = first.calls.len() + second.calls.len();
    let lost: u64 = first.lost.iter().chain(&second.lost).map(|lost| lost.count).sum();
    assert_eq!(logged as u64 + lost, 2 * PAIRS + 1, "{lost} lost");
}

#[test]
fn the_leak_of_a_built_in_target_has_its_author() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("a.strand");
    let demo = ["demo", "pagelist", "--untagged", "--stacks", "--cycles", "3", "--out"];
    let done = Command::new(env!("CARGO_BIN_EXE_strandline")).args(demo).arg(&out).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    if said.contains("stacks are not recorded") {
        eprintln!("not tested: {said}");
        return;
    }
    assert!(done.status.success(), "{said}");
    let trace = trace_file::open(&out).unwrap().trace;
    let window = Window::resolve(&trace, Some("baseline"), Some("cycle 5")).unwrap();
    let authors = Authors::find(&trace.recording, window).unwrap();
    let heaviest = authors.authors[0];
    assert_eq!((heaviest.kept.count, heaviest.kept.bytes.get()), (18, 18 * 9_936_896));
    assert!(authors.is_whole && authors.lost == 0);
    let names = names(trace.recording.calls(), heaviest.stack);
    assert!(names.iter().any(|name| name.contains("PageList") && name.ends_with("::grow")), "{names:?}");
}
