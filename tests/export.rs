//! `strandline export` and `--anonymise` as a user types them.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, SystemTime};
use strandline::model::units::{AddressRange, Bytes, Timestamp};
use strandline::model::{
    Annotations, Backing, Birth, Category, CategoryId, Classification, Identity, LoggedStacks, Mark,
    MarkRole, Os, PageAccess, Place, Protection, RecordingStart, RegionId, SnapshotDelta, SnapshotKind, Tag,
    TagId, Target, Usage, UsageChange, UsageQuality, Warning,
};
use strandline::storage::trace_file::{Existing, Writer};

/// What tells of a user, in small letters.
const SECRETS: [&str; 5] = ["rosalind", "moonshot", "plan b", "token", "815471"];

fn start() -> RecordingStart {
    RecordingStart {
        target: Target {
            command: "/home/rosalind/bin/moonshot --token=815471".to_owned(),
            os: Os::Linux,
            os_release: "6.1".to_owned(),
            ..Target::synthetic("rosalind-shell")
        },
        started: SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000),
        recorder: "strandline".to_owned(),
        ..RecordingStart::synthetic("")
    }
}

/// One region more in each snapshot: of a file, of a memfd, of anonymous memory.
fn delta(nth: u32, file: &str) -> SnapshotDelta {
    let from = u64::from(nth) << 20;
    let kind = nth % 3;
    let class = Classification { category: CategoryId(kind), label: TagId(kind), protection: Protection(3) };
    let backing = match kind {
        2 => Backing::Anonymous,
        _ => Backing::File { device: 815_471, inode: 815_471 + u64::from(kind), shift: 0 },
    };
    let identity = Identity { tag: TagId(kind), backing, access: PageAccess::Some };
    let place = Place::Mapped(AddressRange::from_bounds(from, from + 40960));
    let dirty = Bytes::from_kib(40);
    let usage = Usage { resident: dirty, dirty, ..Usage::default() };
    let mut delta = SnapshotDelta {
        at: Timestamp::from_nanos(u64::from(nth) * 100_000_000),
        kind: SnapshotKind::Barrier,
        born: vec![Birth { id: RegionId(nth), place, identity, class }],
        usage: vec![UsageChange { id: RegionId(nth), usage, quality: UsageQuality::Exact }],
        usage_complete: true,
        ..SnapshotDelta::default()
    };
    if nth == 0 {
        let names = [file, "/memfd:rosalind", ""];
        delta.new_tags = names.map(Tag::named).to_vec();
        let names = ["plan", "of Rosalind", "anonymous"];
        delta.new_categories = names.map(|name| Category::counted("Kinds", name)).to_vec();
    }
    delta
}

/// A trace with words that tell of its user wherever there are words.
fn write_told(path: &Path) {
    write_of(path, "/home/rosalind/moonshot/plan b.db");
}

/// The same of another file.
fn write_of(path: &Path, file: &str) {
    let deltas: Vec<_> = (0..30).map(|nth| delta(nth, file)).collect();
    let marks = (0..10).map(|nth| Mark {
        at: deltas[3 * nth as usize].at,
        label: format!("rosalind closes '/srv/moonshot/plan b {nth}'"),
        role: MarkRole::Closed(nth),
        cost: Duration::ZERO,
    });
    let text = "/home/rosalind/moonshot/plan b.db is odd".to_owned();
    let warning = Warning { at: Timestamp::ZERO, text };
    let annotations: Annotations = marks.collect();
    let writer = Writer::create(path, Existing::Keep, &start()).expect("the folder is empty");
    writer.write_whole(&deltas, &LoggedStacks::default(), &[warning], &annotations).expect("there is room");
}

fn strandline(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_strandline"))
        .args(arguments)
        .current_dir(folder)
        .env("XDG_CONFIG_HOME", folder)
        .env("XDG_STATE_HOME", folder)
        .env("HOME", "/nowhere/someone")
        .stdin(Stdio::null())
        .output()
        .expect("the program was built")
}

/// Standard output of a run that went well.
#[track_caller]
fn data(arguments: &[&str], folder: &Path) -> Vec<u8> {
    let output = strandline(arguments, folder);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// What stays in the usual form, and not in the strict one.
const NAMES: [&str; 3] = ["kinds", "-shell", "closes '"];

const FORMS: [&[&str]; 17] = [
    &["export", "--format", "ron"],
    &["export", "--format", "csv"],
    &["export", "--format", "csv", "--what", "regions"],
    &["export", "--format", "csv", "--what", "cycles"],
    &["export", "--format", "json"],
    &["export", "--format", "firefox"],
    &["report", "--format", "text"],
    &["report", "--format", "md"],
    &["report", "--format", "json"],
    &["report", "--format", "csv"],
    &["report", "--format", "html"],
    &["report", "--format", "svg"],
    &["compare", "--format", "text", "rosalind.strand"],
    &["compare", "--format", "md", "rosalind.strand"],
    &["compare", "--format", "json", "rosalind.strand"],
    &["compare", "--format", "html", "rosalind.strand"],
    &["compare", "--format", "html", "rosalind.strand", "told.strand"],
];

#[track_caller]
fn check_hidden(bytes: &[u8], what: &dyn std::fmt::Debug) {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} is in {what:?}:\n{text}");
    }
}

#[test]
fn no_form_tells_of_the_user() {
    let folder = tempfile::tempdir().unwrap();
    write_told(&folder.path().join("told.strand"));
    write_of(&folder.path().join("rosalind.strand"), "/home/rosalind/moonshot/plan b 815471.db");
    for form in FORMS {
        let whole = [form, &["told.strand"]].concat();
        let actual = String::from_utf8_lossy(&data(&whole, folder.path())).to_lowercase();
        assert!(SECRETS.iter().any(|secret| actual.contains(secret)), "{whole:?} tells nothing: {actual}");
        let hidden = data(&[&whole, &["--anonymise"][..]].concat(), folder.path());
        check_hidden(&hidden, &whole);
        let hidden = data(&[&whole, &["--anonymise=strict"][..]].concat(), folder.path());
        check_hidden(&hidden, &whole);
        let hidden = String::from_utf8_lossy(&hidden).to_lowercase();
        assert!(NAMES.iter().all(|name| !hidden.contains(name)), "{whole:?}: {hidden}");
    }
}

#[test]
fn strictly_names_of_system_libraries_alone_stay() {
    let folder = tempfile::tempdir().unwrap();
    let actual = |file: &str, form: &str| {
        let path = folder.path().join("told.strand");
        drop(std::fs::remove_file(&path));
        write_of(&path, file);
        let arguments = ["export", "told.strand", "--format", "csv", "--what", "regions", form];
        String::from_utf8_lossy(&data(&arguments, folder.path())).into_owned()
    };
    let library = "/usr/lib/x86_64-linux-gnu/libc.so.6";
    assert!(actual(library, "--anonymise=strict").contains(library));
    let customer = "/usr/local/lib/CUSTOMER.so";
    assert!(actual(customer, "--anonymise").contains(customer));
    assert!(!actual(customer, "--anonymise=strict").contains("CUSTOMER"));
}

#[test]
fn an_anonymous_trace_is_a_trace_of_the_same_figures() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_told(&folder.join("told.strand"));
    data(&["export", "told.strand", "--format", "strand", "--anonymise", "-o", "hidden.strand"], folder);
    data(&["export", "told.strand", "--format", "ron", "--anonymise", "-o", "hidden.ron"], folder);
    data(&["import", "hidden.ron", "-o", "again.strand"], folder);
    let lines = |trace| data(&["export", trace, "--format", "ron"], folder);
    check_hidden(&lines("hidden.strand"), &"hidden.strand");
    assert_eq!(lines("hidden.strand"), lines("again.strand"));
    let figures = |trace| -> serde_json::Value {
        let mut report: serde_json::Value =
            serde_json::from_slice(&data(&["report", trace, "--format", "json"], folder)).unwrap();
        for list in ["categories", "verdicts"] {
            let rows = report[list].as_array_mut().unwrap();
            for row in rows {
                drop(row.as_object_mut().unwrap().remove("name"));
            }
        }
        report["target"]["name"].take();
        report["warnings"].take();
        report["hints"].take();
        report
    };
    assert_eq!(figures("told.strand"), figures("hidden.strand"));
}

#[test]
fn an_anonymous_comparison_has_the_same_figures() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_of(&folder.join("a.strand"), "/home/rosalind/plan-4711.db");
    write_of(&folder.join("b.strand"), "/home/rosalind/plan-815.db");
    write_of(&folder.join("c.strand"), "/home/rosalind/other.db");
    let sets = |more: &[&str], before: &str, after: &str| -> [Vec<u64>; 3] {
        let arguments = [&["compare", before, after, "--format", "json"], more].concat();
        let report: serde_json::Value = serde_json::from_slice(&data(&arguments, folder)).unwrap();
        ["only_before", "both", "only_after"].map(|set| {
            let classes = report["retained"][set].as_array().unwrap().iter();
            let mut counts: Vec<_> = classes.map(|class| class["count"].as_u64().unwrap()).collect();
            counts.sort_unstable();
            counts
        })
    };
    for (after, only_after) in [("b.strand", 0), ("c.strand", 1)] {
        let [actual, hidden] = [&[][..], &["--anonymise"]].map(|more| sets(more, "a.strand", after));
        assert_eq!(actual, hidden);
        assert_eq!(actual[2].len(), only_after, "{actual:?}");
    }
}

#[test]
fn text_becomes_the_same_trace_again() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_told(&folder.join("a.strand"));
    data(&["export", "a.strand", "--format", "ron", "-o", "a.ron"], folder);
    data(&["import", "a.ron", "-o", "b.strand"], folder);
    data(&["export", "b.strand", "--format", "strand", "-o", "c.strand"], folder);
    let lines = |trace| data(&["export", trace, "--format", "ron"], folder);
    assert_eq!(lines("b.strand"), std::fs::read(folder.join("a.ron")).unwrap());
    assert_eq!(lines("c.strand"), lines("a.strand"));
}

#[test]
fn whoever_stops_reading_makes_no_error() {
    let folder = tempfile::tempdir().unwrap();
    write_told(&folder.path().join("a.strand"));
    for format in ["ron", "csv", "firefox"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_strandline"))
            .args(["export", "a.strand", "--format", format])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let said: Vec<_> =
            BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok).collect();
        assert!(child.wait().unwrap().success() && said.is_empty(), "{format}: {said:?}");
    }
}

#[test]
fn what_fails_leaves_no_file_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    write_told(&path.join("a.strand"));
    std::fs::write(path.join("kept.csv"), "kept").unwrap();
    let check = |arguments: &[&str], expected: &str| {
        let output = strandline(arguments, path);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(expected), "{said}");
    };
    check(&["export", "a.strand", "--format", "json", "--what", "levels"], "--what chooses among the tables");
    check(&["export", "a.strand", "--format", "strand"], "name a file with -o");
    check(&["export", "a.strand", "--format", "ron", "-o", "a.strand"], "would be written over");
    check(&["export", "a.strand", "--format", "strand", "-o", "./a.strand"], "would be written over");
    for format in ["text", "html", "png"] {
        check(&["report", "a.strand", "--format", format, "-o", "a.strand"], "is a recording and stays");
    }
    check(&["export", "a.strand", "--format", "csv", "-o", "no/folder.csv"], "there is no such folder");
    check(&["export", "kept.csv", "--format", "csv", "-o", "kept.csv"], "would be written over");
    check(&["export", "none.strand", "--format", "csv", "-o", "kept.csv"], "it is not there");
    check(&["export", "a.strand", "--format", "csv", "-o", "kept.csv"], "kept-2.csv is free");
    assert_eq!(std::fs::read_to_string(path.join("kept.csv")).unwrap(), "kept");
    data(&["export", "a.strand", "--format", "csv", "-o", "kept.csv", "--force"], path);
    data(&["export", "a.strand", "--format", "csv", "-o", "kept.csv"], path);
    let first = std::fs::read_to_string(path.join("kept.csv")).unwrap();
    assert!(first.starts_with("time_ns,mark,cycle,"), "{first}");
    assert_eq!(std::fs::read_dir(path).unwrap().count(), 2, "nothing is left beside them");
}
