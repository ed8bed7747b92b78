//! `strandline record --cycles`: commands drive the target, and each cycle is told to the byte.

use crate::puppet::{TOOL, figures};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use strandline::analysis::{CycleSeries, Cycles, Metric};
use strandline::model::units::Bytes;
use strandline::model::{CategoryId, MarkRole, Trace};
use strandline::storage::trace_file;

/// A puppet that takes its orders from one pipe in the file system and answers by another, so that shell commands can
/// drive it.
struct Driven {
    directory: tempfile::TempDir,
    child: Child,
    /// Kept open at both ends: no command that goes away ends them.
    _pipes: [File; 2],
}

impl Driven {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let pipes = ["orders", "answers"].map(|name| {
            let path = directory.path().join(name);
            assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
            File::options().read(true).write(true).open(path).unwrap()
        });
        let [stdin, stdout] = [&pipes[0], &pipes[1]].map(|pipe| Stdio::from(pipe.try_clone().unwrap()));
        let child = Command::new(TOOL).arg("puppet").stdin(stdin).stdout(stdout).spawn().unwrap();
        Self { directory, child, _pipes: pipes }
    }

    /// A shell command that gives an order and waits until it was done.
    fn order(&self, order: &str) -> String {
        let directory = self.directory.path().display();
        format!(
            "echo '{order}' > {directory}/orders && read answer < {directory}/answers && test $answer = ok"
        )
    }

    fn record(&self, arguments: &[&str]) -> Command {
        self.record_settling("100ms", arguments)
    }

    fn record_settling(&self, settle: &str, arguments: &[&str]) -> Command {
        let pid = self.child.id().to_string();
        record(self.directory.path(), &[&["--pid", &pid, "--settle", settle], arguments].concat())
    }

    fn trace(&self) -> Trace {
        trace(self.directory.path())
    }
}

impl Drop for Driven {
    fn drop(&mut self) {
        let _gone_already = self.child.kill();
        let _waited_for = self.child.wait();
    }
}

fn file(directory: &Path) -> PathBuf {
    directory.join("cycles.strand")
}

/// Records to a file of this directory.
fn record(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(TOOL);
    command.args(["record", "--interval", "20ms", "--out"]).arg(file(directory));
    command.args(arguments).env("XDG_RUNTIME_DIR", directory);
    command
}

/// The trace that was saved, which is whole.
fn trace(directory: &Path) -> Trace {
    let opened = trace_file::open(&file(directory)).unwrap();
    assert!(opened.complete, "{:?}", opened.warnings);
    opened.trace
}

fn roles(trace: &Trace) -> Vec<MarkRole> {
    trace.annotations.marks().iter().map(|mark| mark.role).collect()
}

fn output_text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn each_cycle_leaves_what_its_command_left() {
    let driven = Driven::new();
    let each = format!(
        "test $STRANDLINE_PID = {} && echo in cycle $STRANDLINE_CYCLE && {}",
        driven.child.id(),
        driven.order("map 2 64")
    );
    let output = driven.record(&["--cycles", "3", "--warmup", "1", "--each", &each]).output().unwrap();
    assert!(output.status.success(), "{}", output_text(&output));
    let trace = driven.trace();
    let closed = MarkRole::Closed;
    assert_eq!(roles(&trace), [closed(1), MarkRole::Baseline, closed(2), closed(3), closed(4)]);
    for (from, to) in [("baseline", "cycle 2"), ("cycle 2", "cycle 3"), ("cycle 3", "cycle 4")] {
        let kept = figures(&trace, "Named ▸ Churn", from, to).persistent;
        assert_eq!((kept.bytes, kept.count), (Bytes::from_kib(64), 1), "{from} to {to}");
    }
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(report.contains("1 (warm-up)") && report.contains("Named ▸ Churn"), "{report}");
    assert!(!report.contains("in cycle"), "the commands' output is not ours: {report}");
    let log = std::fs::read_to_string(driven.directory.path().join("cycles.cycles.log")).unwrap();
    let written: Vec<_> = log.lines().filter(|line| line.starts_with("in cycle")).collect();
    assert_eq!(written, ["in cycle 1", "in cycle 2", "in cycle 3", "in cycle 4"]);
    let actual = output_text(&output);
    assert!(
        actual.contains("cycles.cycles.log") && actual.contains("\ncycle 1 of 4 (warm-up)\n"),
        "{actual}"
    );
    assert!(actual.contains("\ncycle 4 of 4\n"), "{actual}");
}

#[test]
fn what_is_opened_and_closed_is_gone() {
    let driven = Driven::new();
    let (open, close) = (driven.order("map 4 64"), driven.order("drop"));
    let output = driven
        .record(&["--cycles", "2", "--warmup", "0", "--open", &open, "--close", &close])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", output_text(&output));
    let trace = driven.trace();
    let (open, closed) = (MarkRole::Open, MarkRole::Closed);
    assert_eq!(roles(&trace), [MarkRole::Baseline, open(1), closed(1), open(2), closed(2)]);
    let churn = |from, to| figures(&trace, "Named ▸ Churn", from, to);
    assert_eq!(churn("cycle 1", "cycle 2 open").persistent.bytes, Bytes::from_kib(128));
    assert_eq!(churn("baseline", "cycle 2").persistent.bytes, Bytes::ZERO);
    assert_eq!(churn("baseline", "cycle 2").transient.bytes, Bytes::from_kib(256));
}

#[test]
fn a_command_that_fails_ends_the_cycles_and_keeps_the_recording() {
    let driven = Driven::new();
    let each = "test $STRANDLINE_CYCLE -lt 3 || { echo no such window >&2; exit 7; }";
    let output = driven.record(&["--cycles", "5", "--each", each]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let actual = output_text(&output);
    let why = "error: in cycle 3 of 7 the command of --each failed (exit status: 7); its last lines:\n  | no such window\n";
    assert!(actual.contains(why), "{actual}");
    assert!(actual.contains("2 of 7 cycles were closed"), "{actual}");
    let trace = driven.trace();
    let (closed, failed) = (MarkRole::Closed, MarkRole::Note);
    assert_eq!(roles(&trace), [closed(1), closed(2), MarkRole::Baseline, failed]);
    assert_eq!(trace.annotations.marks().last().unwrap().label, "cycle 3 failed");
    assert!(String::from_utf8_lossy(&output.stdout).contains("2 (warm-up)"), "what there is is reported");
}

/// Whether a process is there, and not merely waited for.
fn runs(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    stat.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with(" Z"))
}

#[test]
fn a_command_that_takes_too_long_is_ended_with_all_that_it_started() {
    let driven = Driven::new();
    let pid_file = driven.directory.path().join("pid");
    // Neither of the two hears a request to end.
    let each = format!(
        "trap '' TERM; sh -c 'trap \"\" TERM; while :; do sleep 0.1; done' & echo $! > {}; wait",
        pid_file.display()
    );
    let output = driven
        .record(&["--cycles", "1", "--warmup", "0", "--timeout", "300ms", "--each", &each])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let actual = output_text(&output);
    assert!(
        actual.contains("took longer than 0.3 s (--timeout) and was ended; it wrote nothing"),
        "{actual}"
    );
    let pid = std::fs::read_to_string(pid_file).unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while runs(&pid) {
        assert!(Instant::now() < deadline, "what the command started still runs");
        std::thread::yield_now();
    }
    assert_eq!(roles(&driven.trace()), [MarkRole::Baseline, MarkRole::Note]);
}

#[test]
fn a_target_that_ends_in_the_middle_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let each = "test $STRANDLINE_CYCLE -lt 2 || kill -KILL $STRANDLINE_PID";
    let output =
        record(directory.path(), &["--cycles", "4", "--warmup", "0", "--each", each, "--", "sleep", "600"])
            .output()
            .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let actual = output_text(&output);
    assert!(actual.contains("1 of 4 cycles were closed; what was recorded of them is kept"), "{actual}");
    assert!(actual.contains("recording ended: "), "{actual}");
    assert_eq!(roles(&trace(directory.path())), [MarkRole::Baseline, MarkRole::Closed(1)]);
}

#[test]
fn who_says_stop_gets_what_there_is() {
    let driven = Driven::new();
    let each = "test $STRANDLINE_CYCLE -lt 2 || exec sleep 600";
    let mut recorder = driven
        .record(&["--cycles", "4", "--warmup", "0", "--each", each])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(recorder.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line == "cycle 2 of 4"));
    // A shell has `kill` built in; as a program it is not everywhere.
    let request = format!("kill -TERM {}", recorder.id());
    assert!(Command::new("sh").args(["-c", &request]).status().unwrap().success());
    let rest: Vec<_> = lines.collect();
    let output = recorder.wait_with_output().unwrap();
    assert!(output.status.success(), "{rest:?}");
    assert!(rest.iter().any(|line| line.starts_with("1 of 4 cycles were closed")), "{rest:?}");
    assert!(rest.iter().any(|line| line.starts_with("recording stopped")), "{rest:?}");
    assert_eq!(roles(&driven.trace()), [MarkRole::Baseline, MarkRole::Closed(1)]);
}

#[test]
fn a_target_that_is_never_quiet_is_told() {
    let driven = Driven::new();
    let restless = driven.order("restless");
    // Something moves each 70 ms, or later on a busy machine.
    let arguments = ["--cycles", "1", "--warmup", "0", "--each", &restless];
    let output = driven.record_settling("500ms", &arguments).output().unwrap();
    assert!(output.status.success(), "{}", output_text(&output));
    let actual = output_text(&output);
    assert!(
        actual.contains(
            "warning: the target did not get quiet within 5 s before cycle 1; going on all the same"
        ),
        "{actual}"
    );
    assert!(actual.contains("the target was not quiet before 1 of its marks"), "{actual}");
    let trace = driven.trace();
    assert_eq!(roles(&trace), [MarkRole::Baseline, MarkRole::Closed(1)]);
    let kept: Vec<_> = trace.recording.warnings().iter().map(|warning| warning.text.as_str()).collect();
    assert!(kept.iter().any(|text| text.starts_with("the target did not get quiet")), "{kept:?}");
    assert!(kept.iter().any(|text| text.starts_with("the target was not quiet before 1")), "{kept:?}");
}

/// Goes through cycles until it is sure; gives the first line of what is said, and how many cycles were closed behind the
/// baseline.
fn until_sure(driven: &Driven, each: &str, arguments: &[&str]) -> (String, usize) {
    let arguments = [&["--until-sure", "--warmup", "1", "--each", each], arguments].concat();
    let output = driven.record_settling("40ms", &arguments).output().unwrap();
    assert!(output.status.success(), "{}", output_text(&output));
    assert!(!output_text(&output).contains("cycles were closed"), "{}", output_text(&output));
    let first = String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned();
    let roles = roles(&driven.trace());
    let behind = roles.iter().skip_while(|role| **role != MarkRole::Baseline);
    (first, behind.filter(|role| matches!(role, MarkRole::Closed(_))).count())
}

#[test]
fn a_plain_leak_is_soon_certain() {
    let driven = Driven::new();
    let (line, cycles) = until_sure(&driven, &driven.order("map 2 512"), &[]);
    assert!((8..=9).contains(&cycles), "{cycles}: {line}");
    assert!(line.starts_with(&format!("leak, {cycles} cycles, ")), "{line}");
    assert!(
        line.contains(" per cycle") && line.ends_with("(α = 2.5 %, shared by looks after cycles 8 to 20)"),
        "{line}"
    );
}

/// What was written stays charged when its access right is taken away.
#[cfg(target_os = "linux")]
#[test]
fn what_is_sealed_is_no_less_a_leak() {
    let driven = Driven::new();
    let (line, cycles) = until_sure(&driven, &driven.order("keep a sealed 1 1024"), &[]);
    assert!(line.starts_with(&format!("leak, {cycles} cycles, ")), "{line}");
    let trace = driven.trace();
    let cycles = Cycles::measure(&trace, Some(1));
    let reserved = |id: &CategoryId| trace.recording.category(*id).is_some_and(|found| !found.is_counted());
    let grown = |series: &CycleSeries| {
        series.grown(Metric::Dirty).get() / 1024 / i64::try_from(cycles.cycles.len()).unwrap()
    };
    let parts = cycles.categories.iter().filter(|(id, _)| reserved(id));
    assert_eq!(parts.map(|(_, series)| grown(series)).collect::<Vec<_>>(), [1024]);
    assert!((1024..1100).contains(&grown(&cycles.total)), "{}", grown(&cycles.total));
}

#[test]
fn that_nothing_grows_is_soon_certain() {
    let driven = Driven::new();
    let (line, cycles) = until_sure(&driven, "true", &["--cycles", "12", "--least-leak", "256 KiB"]);
    assert_eq!(cycles, 8, "{line}");
    assert!(line.starts_with("no leak of 256 KiB per cycle or more, 8 cycles, "), "{line}");
}

#[test]
fn what_comes_and_goes_by_turns_takes_all_cycles() {
    let driven = Driven::new();
    let each = format!(
        "case $STRANDLINE_CYCLE in *[13579]) {} ;; *) {} ;; esac",
        driven.order("map 2 4096"),
        driven.order("drop")
    );
    let (line, cycles) = until_sure(&driven, &each, &["--cycles", "9"]);
    assert_eq!(cycles, 9, "{line}");
    assert!(line.starts_with("undecided, 9 cycles, "), "{line}");
}

/// Launches a program that is quiet before it is ready, and sends it a signal in each cycle.
fn signalled(directory: &Path, program: &[&str]) -> Output {
    let each = "kill -USR1 $STRANDLINE_PID";
    let arguments = ["--cycles", "1", "--warmup", "0", "--settle", "40ms", "--each", each, "--"];
    record(directory, &[&arguments, program].concat()).output().unwrap()
}

#[test]
fn a_signal_is_not_sent_before_the_target_has_a_handler_for_it() {
    let directory = tempfile::tempdir().unwrap();
    let late = "sleep 1; trap : USR1; while :; do sleep 0.05; done";
    let output = signalled(directory.path(), &["sh", "-c", late]);
    assert!(output.status.success(), "{}", output_text(&output));
    assert_eq!(roles(&trace(directory.path())), [MarkRole::Baseline, MarkRole::Closed(1)]);
}

#[test]
fn a_signal_that_would_end_the_target_is_not_sent_at_all() {
    let directory = tempfile::tempdir().unwrap();
    let output = signalled(directory.path(), &["sleep", "600"]);
    assert!(!output.status.success());
    let actual = output_text(&output);
    assert!(actual.contains("send SIGUSR1, and the target has no handler for it"), "{actual}");
    assert!(actual.contains("recording stopped"), "the target lives: {actual}");
}
