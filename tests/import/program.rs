//! `strandline import` as a user types it.

use crate::fixture;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use strandline::storage::trace_file::export_text;

fn strandline(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_strandline"))
        .args(arguments)
        .current_dir(folder)
        .env("XDG_CONFIG_HOME", folder)
        .env("XDG_STATE_HOME", folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program was built")
}

fn paths(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| fixture(name).display().to_string()).collect()
}

#[test]
fn texts_become_a_trace_that_report_reads() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<_> = (0..8).map(|nth| format!("cycle-{nth}.txt")).collect();
    let paths = paths(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut arguments = vec!["import", "-o", "tide.strand"];
    arguments.extend(paths.iter().map(String::as_str));
    let imported = strandline(&arguments, folder.path());
    let said = String::from_utf8_lossy(&imported.stderr).into_owned();
    assert!(imported.status.success(), "{said}");
    assert!(said.contains("tide.strand: 8 snapshots of tidepool"), "{said}");
    let report = strandline(&["report", "tide.strand"], folder.path());
    let actual = String::from_utf8_lossy(&report.stdout).into_owned();
    assert!(report.status.success() && actual.contains("IOSurface"), "{actual}");
    let mark = |line: &str| line.contains("cycle-7") && line.contains("cycle 7 closed");
    assert!(actual.lines().any(mark), "{actual}");
}

#[test]
fn standard_input_is_a_text_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_strandline"))
        .args(["import", "-", "-o", "in.strand"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&std::fs::read(fixture("smaps.txt")).unwrap()).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(folder.path().join("in.strand").exists());
}

/// Without a file to keep it in, the report is the answer.
#[test]
fn a_text_is_answered_by_its_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = fixture("pasted/owned.txt").display().to_string();
    let answered = strandline(&["import", &path, "--lines"], folder.path());
    let (actual, said) =
        (String::from_utf8_lossy(&answered.stdout), String::from_utf8_lossy(&answered.stderr));
    assert!(answered.status.success(), "{said}");
    assert!(
        actual.contains("Graphics ▸ owned, not mapped") && actual.contains("What to ask for next"),
        "{actual}"
    );
    assert!(
        !actual.contains("pid 0") && !actual.contains("0 ticks") && !actual.contains("0.00 ms"),
        "{actual}"
    );
    assert!(said.contains("head of a report"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// A trace as text becomes the same trace again; a trace itself needs no import.
#[test]
fn a_trace_as_text_is_a_text_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = paths(&["cycle-0.txt"]);
    assert!(strandline(&["import", &path[0], "-o", "a.strand"], folder.path()).status.success());
    let refused = strandline(&["import", "a.strand", "-o", "b.strand"], folder.path());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("open it: strandline report"), "{refused:?}");
    let mut words = Vec::new();
    let [a, ron] = ["a.strand", "a.ron"].map(|name| folder.path().join(name));
    export_text(&a, &mut words, &ron, None).unwrap();
    std::fs::write(&ron, words).unwrap();
    assert!(strandline(&["import", "a.ron", "-o", "b.strand"], folder.path()).status.success());
    let report = |trace: &str| strandline(&["report", trace, "--format", "json"], folder.path()).stdout;
    assert_eq!(report("a.strand"), report("b.strand"));
    let over = strandline(&["import", "a.ron", "-o", "a.ron"], folder.path());
    assert!(String::from_utf8_lossy(&over.stderr).contains("would be written over"), "{over:?}");
}

#[test]
fn refusals_name_the_file_and_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let check = |names: &[&str], expected: &str| {
        let paths = paths(names);
        let mut arguments = vec!["import", "-o", "no.strand"];
        arguments.extend(paths.iter().map(String::as_str));
        let refused = strandline(&arguments, folder.path());
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(expected), "{said}");
        assert!(!folder.path().join("no.strand").exists());
    };
    check(&["pmap-german.txt"], "pmap-german.txt cannot be imported: this is pmap in another language");
    check(&["retyped.txt"], "ask for the tool's own output");
    check(&["footprint-several.txt"], "choose one with --pid");
    check(&["cycle-0.txt", "footprint.txt"], "give those of one tool");
    check(&["not-there.txt"], "not-there.txt cannot be read");
    check(&["README.md"], "nothing in it looks like vmmap");
}

/// What no text tells must not pass for a measured zero.
#[test]
fn what_is_not_told_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read_to_string(fixture("cycle-0.txt")).unwrap();
    let head: Vec<&str> = whole.lines().take_while(|line| !line.contains("REGION TYPE")).collect();
    std::fs::write(folder.path().join("head.txt"), head.join("\n")).unwrap();
    let check = |path: &str, expected: &str| {
        let imported = strandline(&["import", path, "-o", "one.strand"], folder.path());
        let said = String::from_utf8_lossy(&imported.stderr).into_owned();
        assert!(imported.status.success() && said.contains(expected), "{said}");
        assert!(said.contains("one.strand: 1 snapshot of "), "{said}");
    };
    let [maps, smaps] = ["maps.txt", "smaps.txt"].map(|name| fixture(name).display().to_string());
    check(&maps, "what is used is not known");
    check("head.txt", "it has totals alone: no regions, no categories");
    let complete = strandline(&["import", &smaps, "-o", "one.strand"], folder.path());
    let said = String::from_utf8_lossy(&complete.stderr).into_owned();
    assert!(!said.contains("not known") && !said.contains("totals alone"), "{said}");
}

#[test]
fn a_trace_is_not_for_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let text = fixture("smaps.txt").display().to_string();
    let check = |arguments: &[&str]| {
        let refused = strandline(arguments, folder.path());
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains("not for standard output"), "{said}");
        assert!(!folder.path().join("-").exists());
    };
    check(&["import", &text, "-o", "-"]);
    check(&["demo", "churn", "-o", "-"]);
    check(&["record", "-o", "-", "--", "true"]);
}

/// What cannot be written is told with its name, and leaves nothing half done.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let text = fixture("smaps.txt").display().to_string();
    assert!(strandline(&["import", &text, "-o", "a.strand"], folder.path()).status.success());
    for format in ["text", "html", "png"] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_strandline"));
        command.args(["report", "a.strand", "--format", format]).current_dir(folder.path()).stdout(full);
        let failed = command.output().unwrap();
        let said = String::from_utf8_lossy(&failed.stderr).into_owned();
        assert!(!failed.status.success() && said.contains("standard output cannot be written"), "{said}");
    }
}

/// The sentence on which whoever pastes a footprint builds the case.
#[test]
fn thousands_of_regions_of_one_size_are_told_of_a_pasted_footprint() {
    let text = "$ footprint -f bytes 8210\n======================================================================\n\
        surfer [8210]: 64-bit    Footprint: 161942831104 B (16384 bytes per page)\n\
        ======================================================================\n\n  \
        Dirty      Clean  Reclaimable    Regions    Category\n    ---        ---          ---        ---    ---\n \
        154426638336 B        0 B          0 B     254742    untagged (\"VM_ALLOCATE\")\n\
        7516192768 B        0 B          0 B       1400    MALLOC_SMALL\n    ---        ---          ---        ---    ---\n \
        161942831104 B        0 B          0 B     256142    TOTAL\n";
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_strandline"))
        .args(["import", "-"])
        .current_dir(folder.path())
        .env("XDG_CONFIG_HOME", folder.path())
        .env("XDG_STATE_HOME", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let actual = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let expected = "254,742 regions of 592 KiB on average: 95 % of the footprint";
    assert!(actual.contains(expected), "{actual}");
    assert!(!actual.contains("address space alone"), "a footprint is told: {actual}");
}
