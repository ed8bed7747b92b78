//! `strandline check`: its exit code is the answer. Recordings are of built-in targets.

use crate::puppet::TOOL;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A recording of the target that keeps the surfaces of closed windows, and budgets beside it.
struct Recorded {
    directory: tempfile::TempDir,
}

impl Recorded {
    fn new(cycles: u32, arguments: &[&str]) -> Self {
        let recorded = Self { directory: tempfile::tempdir().unwrap() };
        let demo = tool(&recorded.directory, &["demo", "surfaces", "--cycles", &cycles.to_string(), "--out"])
            .arg(recorded.trace())
            .args(arguments)
            .output()
            .unwrap();
        assert!(demo.status.success(), "{}", stderr(&demo));
        recorded
    }

    fn trace(&self) -> PathBuf {
        self.directory.path().join("surfaces.strand")
    }

    /// Holds it against a budget.
    fn check(&self, budget: &str, arguments: &[&str]) -> Output {
        let path = self.directory.path().join("budget.ron");
        std::fs::write(&path, budget).unwrap();
        let mut command = tool(&self.directory, &["check", "--budget"]);
        command.arg(path).arg(self.trace()).args(arguments).output().unwrap()
    }

    #[track_caller]
    fn expect(&self, budget: &str, code: i32, actual: &str) {
        let output = self.check(budget, &[]);
        let both = format!("{}{}", stdout(&output), stderr(&output));
        assert_eq!(output.status.code(), Some(code), "{both}");
        assert!(both.contains(actual), "{actual}: {both}");
    }
}

/// The tool, with a directory for its sockets, and for what it keeps for a while.
fn tool(directory: &tempfile::TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(TOOL);
    command.args(arguments).env("XDG_RUNTIME_DIR", directory.path()).env("TMPDIR", directory.path());
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/budgets").join(name);
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_leak_is_over_and_what_is_let_pass_is_not() {
    let leak = Recorded::new(8, &[]);
    leak.expect(&example("strict.ron"), 1, "over budget in ");
    leak.expect(&example("desktop.ron"), 1, "Shared memory ▸ *");
    leak.expect(
        "(rules: [(of: Total, max_per_cycle: \"1 GiB\")])",
        0,
        "within budget: 1 limit kept over 8 cycles",
    );
    leak.expect(
        "(rules: [(of: Total, max_per_cycle: 0, min_cycles: 9)])",
        2,
        "8 cycles count, 9 are asked for",
    );
    let misspelt = |optional: &str| {
        format!(
            "(rules: [(of: Total, max_per_cycle: \"1 GiB\"), (of: Category(\"Malloc/haep\"), max_per_cycle: 0{optional})])"
        )
    };
    leak.expect(&misspelt(""), 3, "the rule of Category(\"Malloc/haep\") fits nothing that was recorded");
    leak.expect(&misspelt(", optional: true"), 0, "within budget: 1 limit kept over 8 cycles");
    let suppressed = |until: &str| {
        format!(
            "(rules: [(of: Group(\"Shared memory\"), metric: mapped, max_per_cycle: 0)],
              suppressions: [(of: \"Shared memory/*\", reason: \"known\", expires: \"{until}\")])"
        )
    };
    leak.expect(&suppressed("9999-12-31"), 0, "suppressed until 9999-12-31: known");
    leak.expect(
        &suppressed("2020-01-31"),
        1,
        "warning: the suppression of Shared memory/* expired on 2020-01-31",
    );
    let json = leak.check(&example("strict.ron"), &["--format", "json"]);
    let figures: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(figures["outcome"], "over", "{figures}");
    let markdown = leak.directory.path().join("summary.md");
    let output = leak.check(&example("strict.ron"), &["--format", "md", "--out", markdown.to_str().unwrap()]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""));
    assert!(stderr(&output).starts_with("over budget in "), "{}", stderr(&output));
    assert!(std::fs::read_to_string(markdown).unwrap().starts_with("**over budget in "));
}

#[test]
fn a_mended_program_is_within_and_a_short_recording_says_nothing() {
    let selftest = example("selftest.ron");
    Recorded::new(8, &["--fixed"]).expect(&selftest, 0, "within budget: 3 limits kept over 8 cycles");
    Recorded::new(4, &[]).expect(&selftest, 2, "not enough evidence for 3 of 3 limits; 4 cycles count");
}

#[test]
fn trouble_is_no_answer() {
    let directory = tempfile::tempdir().unwrap();
    let (budget, trace) = (directory.path().join("b.ron"), directory.path().join("t.strand"));
    std::fs::write(&budget, "(rules: [\n  (of: Total, max_per_cicle: 0),\n])").unwrap();
    std::fs::write(&trace, "no trace").unwrap();
    let (budget, trace) = (budget.to_str().unwrap(), trace.to_str().unwrap());
    let strict = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/budgets/strict.ron");
    let check = |arguments: &[&str], code: i32, actual: &str| {
        let output = tool(&directory, &["check"]).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(actual), "{arguments:?}: {}", stderr(&output));
    };
    check(&[], 3, "F.strand --budget B.ron");
    check(&[trace], 3, "--budget");
    check(&["--colour"], 3, "--colour");
    check(&[trace, "--budget", budget], 3, "b.ron: the budget cannot be read: 2:");
    check(&[trace, "--budget", "nowhere.ron"], 3, "nowhere.ron cannot be read");
    check(&[trace, "--budget", strict], 3, "error: ");
    check(&["nowhere.strand", "--budget", strict], 3, "nowhere.strand");
    check(&["--help"], 0, "");
    let chart = tool(&directory, &["report", trace, "--chart", "cycles"]).output().unwrap();
    assert!(!chart.status.success() && stderr(&chart).contains("--format svg"), "{}", stderr(&chart));
    // The exit code of other commands stays what scripts know.
    assert_eq!(tool(&directory, &["report"]).output().unwrap().status.code(), Some(2));
}

#[test]
fn the_self_test_finds_the_built_in_leak() {
    let directory = tempfile::tempdir().unwrap();
    let output = tool(&directory, &["check", "--selftest"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("the leak was found, and its mended twin passed"),
        "{}",
        stderr(&output)
    );
    assert_eq!(stdout(&output), "");
    let is_ours = |name: &str| name.starts_with("strandline-selftest");
    let left = std::fs::read_dir(directory.path()).unwrap();
    assert!(!left.map(|entry| entry.unwrap().file_name()).any(|name| is_ours(&name.to_string_lossy())));
}
