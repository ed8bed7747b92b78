//! `strandline compare` and `check --against`, on recordings of built-in targets.

use crate::puppet::TOOL;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

/// Recordings beside each other.
struct Recorded {
    directory: tempfile::TempDir,
}

/// What is recorded: its name, and how.
const RECORDINGS: [(&str, &[&str]); 6] = [
    ("pages", &["pagelist", "--cycles", "5"]),
    ("pages-fixed", &["pagelist", "--cycles", "5", "--fixed"]),
    ("surfaces", &["surfaces", "--cycles", "8"]),
    ("surfaces-again", &["surfaces", "--cycles", "8"]),
    ("surfaces-fixed", &["surfaces", "--cycles", "8", "--fixed"]),
    ("surfaces-short", &["surfaces", "--cycles", "3"]),
];

impl Recorded {
    /// All at once: most of the time they rest.
    fn new() -> Self {
        let recorded = Self { directory: tempfile::tempdir().unwrap() };
        let demos: Vec<Child> = RECORDINGS.iter().map(|(name, how)| recorded.record(name, how)).collect();
        for demo in demos {
            let output = demo.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        recorded
    }

    fn record(&self, name: &str, how: &[&str]) -> Child {
        let mut demo = self.tool("demo");
        demo.args(how).arg("--out").arg(self.path(name));
        demo.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(format!("{name}.strand"))
    }

    fn tool(&self, command: &str) -> Command {
        let mut tool = Command::new(TOOL);
        let directory = self.directory.path();
        tool.arg(command).current_dir(directory).env("XDG_RUNTIME_DIR", directory).env("TMPDIR", directory);
        tool
    }

    fn run(&self, command: &str, arguments: &[&str]) -> Output {
        self.tool(command).args(arguments).output().unwrap()
    }

    #[track_caller]
    fn compare(&self, arguments: &[&str], actual: &[&str]) -> String {
        let output = self.run("compare", arguments);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        for part in actual {
            assert!(text.contains(part), "{part} in {arguments:?}:\n{text}");
        }
        text
    }

    /// The word for the whole, and for a category.
    #[track_caller]
    fn expect(&self, before: &str, after: &str, category: &str, word: &str) {
        let (before, after) = (format!("{before}.strand"), format!("{after}.strand"));
        let text = self.compare(&[&before, &after, "--format", "json"], &[]);
        let report: serde_json::Value = serde_json::from_str(&text).unwrap();
        let rows = report["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["name"] == category).unwrap();
        assert_eq!((&report["schema"], &report["overall"]), (&1.into(), &word.into()), "{text}");
        assert_eq!(row["change"], word, "{text}");
    }

    #[track_caller]
    fn check(&self, arguments: &[&str], code: i32, actual: &str) {
        let output = self.run("check", arguments);
        let both =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {both}");
        assert!(both.contains(actual), "{actual} in {arguments:?}: {both}");
    }
}

#[test]
fn recordings_of_built_in_targets_are_compared() {
    let recorded = Recorded::new();
    recorded.expect("pages", "pages-fixed", "PageList", "fixed");
    recorded.expect("pages-fixed", "pages", "PageList", "new");
    recorded.expect("surfaces", "surfaces-fixed", "surface", "fixed");
    recorded.expect("surfaces-fixed", "surfaces", "surface", "new");
    recorded.expect("surfaces", "surfaces-again", "surface", "unchanged");
    recorded.expect("surfaces-fixed", "surfaces-fixed", "surface", "unchanged");

    let text = recorded.compare(
        &["pages.strand", "pages-fixed.strand"],
        &[
            "only before: 30 regions, 284.3 MiB: 30 × 9.5 MiB Named ▸ PageList /memfd:PageList",
            "in both: nothing",
        ],
    );
    assert!(text.starts_with("Named ▸ PageList (mapped) is fixed: +56.9 MiB → 0 B per cycle\n"), "{text}");
    recorded.compare(
        &["surfaces.strand", "surfaces-short.strand"],
        &["too few cycles to compare: 8 and 3 count, a comparison needs 5 counted cycles per recording"],
    );
    recorded.compare(
        &["surfaces.strand", "surfaces-again.strand", "surfaces-fixed.strand"],
        &["Shared memory ▸ surface (mapped) is fixed: +11.7 MiB → +11.7 MiB → 0 B per cycle"],
    );
    parts_of_a_recording_are_compared(&recorded);
    recordings_are_held_against_each_other(&recorded);
}

fn parts_of_a_recording_are_compared(recorded: &Recorded) {
    let whole = ["surfaces.strand@baseline..cycle 10", "@baseline.."];
    recorded.compare(&whole, &["unchanged: Shared memory ▸ surface (mapped), leak before and after"]);
    recorded.compare(
        &["surfaces.strand@baseline..cycle 5", "@cycle 5..", "--align", "time", "--format", "md"],
        &["**compared from start to end of each, without a verdict", "| \\*All\\* | footprint | +35.2 MiB |"],
    );
    recorded.compare(
        &["surfaces.strand@baseline..cycle 5", "surfaces-fixed.strand", "--format", "html", "--anonymise"],
        &["<title>recording 1 and recording 2: ", "Shared memory ▸ surface", "</html>"],
    );
    recorded.compare(
        &["surfaces.strand", "surfaces-again.strand", "surfaces-fixed.strand", "--format", "html"],
        &["surfaces.strand to surfaces-fixed.strand: fixed", "Levels over the cycles"],
    );
    let written = ["surfaces.strand", "surfaces-again.strand", "--to", "cycle 9", "--out", "told.txt"];
    assert_eq!(recorded.compare(&written, &[]), "");
    let actual = std::fs::read_to_string(recorded.directory.path().join("told.txt")).unwrap();
    assert!(actual.starts_with("unchanged: "), "{actual}");
    let refused = |arguments: &[&str], code: i32, actual: &str| {
        let output = recorded.run("compare", arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {stderr}");
        assert!(stderr.contains(actual), "{arguments:?}: {stderr}");
    };
    refused(&["surfaces.strand"], 2, "required");
    refused(&["surfaces.strand@nowhere..", "@.."], 1, "no mark is called \"nowhere\"");
    refused(&["@..x", "surfaces.strand"], 1, "which file?");
    refused(&["nowhere.strand", "surfaces.strand"], 1, "nowhere.strand");
}

fn recordings_are_held_against_each_other(recorded: &Recorded) {
    let (leak, fixed) = ("surfaces.strand", "surfaces-fixed.strand");
    recorded.check(&[leak, "--against", "surfaces-again.strand"], 0, "within budget: ");
    recorded.check(&[fixed, "--against", leak], 0, "within budget: ");
    let actual = "*All* is new, unchanged is allowed \
                (Shared memory ▸ surface (mapped): 0 B per cycle in the base, +11.7 MiB now)";
    recorded.check(&[leak, "--against", fixed], 1, actual);
    recorded.check(
        &[leak, "--against", "surfaces-short.strand"],
        2,
        "of the base, 3 cycles count, 8 are asked for",
    );
    recorded.check(&["surfaces-short.strand", "--against", leak], 2, "3 cycles count, 8 are asked for");
    recorded.check(&[leak, "--against", "nowhere.strand"], 3, "nowhere.strand");
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/budgets/against.ron");
    recorded.check(
        &[leak, "--against", "surfaces-again.strand", "--budget", example],
        0,
        "within budget: 2 limits",
    );
    recorded.check(&[leak, "--against", fixed, "--budget", example], 1, "over budget in 2 of 2 limits");
    let budget = recorded.directory.path().join("budget.ron");
    std::fs::write(&budget, "(rules: [(of: Total, max_more_per_cycle: \"12 MiB\")])").unwrap();
    recorded.check(&[leak, "--against", fixed, "--budget", "budget.ron"], 0, "12.0 MiB more per cycle");
    std::fs::write(&budget, "(rules: [(of: Group(\"Shared memory\"), worst_change: fixed)])").unwrap();
    recorded.check(&[fixed, "--against", leak, "--budget", "budget.ron"], 0, "fixed or better");
    recorded.check(&[leak, "--against", leak, "--budget", "budget.ron"], 1, "is unchanged, fixed is allowed");
}
