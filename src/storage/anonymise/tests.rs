//! What was planted is gone, and all figures are as they were.

use super::paths::Paths;
use super::people::People;
use super::{Anonymiser, Names, anonymised};
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, HEAP, Scenario};
use crate::analysis::{Assessment, Growth, Metric, Window, stripped};
use crate::model::units::{Bytes, Timestamp};
use crate::model::{Backing, Category, Epoch, MarkRole, Os, SnapshotDelta, Tag, Target, Trace, Warning};
use std::collections::BTreeSet;
use std::path::Path;

/// A text with the words that another one has made known.
#[track_caller]
fn check_with(known: &str, text: &str, expected: &str) {
    let names = Names { users: vec!["Me2".to_owned()], hosts: vec!["castle".to_owned()] };
    let people = People::find([known, text].into_iter(), &names);
    assert_eq!(Paths::new(&people, std::iter::once(known), str::to_owned).text(text), expected, "{text}");
}

#[track_caller]
fn check(text: &str, expected: &str) {
    check_with("", text, expected);
}

#[test]
fn paths_become_numbers_and_those_of_the_system_stay() {
    check("/usr/lib/libc.so.6", "/usr/lib/libc.so.6");
    check("/System/Library/Frameworks/AppKit", "/System/Library/Frameworks/AppKit");
    check("/memfd:frame buffer (deleted)", "/memfd:frame buffer (deleted)");
    check("/SYSV00000000 (deleted)", "/SYSV00000000 (deleted)");
    check("/srv/a/x.so.1.2", "/path-1/file-1.so");
    check("/x.secret", "/file-1");
    check(
        "/srv/a/x /srv/a/y /srv/b/x /srv/a/x",
        "/path-1/file-1 /path-1/file-2 /path-2/file-3 /path-1/file-1",
    );
    check("/usr/../srv/x.db", "/path-1/file-1.db");
    check("/System/Volumes/Data/srv/x", "/path-1/file-1");
    check("~/notes.txt", "/path-1/file-1.txt");
}

#[test]
fn files_of_names_that_are_alike_have_one_number() {
    let people = People::default();
    let mut paths = Paths::new(&people, std::iter::empty(), stripped);
    let mut check = |text: &str, expected: &str| assert_eq!(paths.text(text), expected);
    check("/srv/4711/x-4711.db", "/path-1/file-1.db");
    check("/srv/815/x-815.db", "/path-1/file-1.db");
    check("/srv/815/x-8.db", "/path-1/file-2.db");
}

#[test]
fn no_number_is_taken_for_one_that_never_repeats() {
    let people = People::default();
    let mut paths = Paths::new(&people, std::iter::empty(), str::to_owned);
    let others: Vec<_> = (0..20_000).map(|nth| paths.path(&format!("/srv/{}/{nth}", nth % 700))).collect();
    assert_eq!(&others[122..124], ["/path-1-23/file-1-23", "/path-1-24/file-1-24"]);
    let actual: BTreeSet<_> = others.iter().map(|other| stripped(other)).collect();
    assert_eq!(actual.len(), others.len());
}

#[test]
fn paths_are_found_in_texts() {
    check("a/b and 12 kB/s / 3", "a/b and 12 kB/s / 3");
    check("before (/srv/a/x.db), after", "before (/path-1/file-1.db), after");
    check("'/srv/a b/c d.txt' is odd", "'/path-1/file-1.txt' is odd");
    check("from https://example.org/secret on", "from https:/path-1/file-1 on");
    check("[anon:/srv/a/heap]", "[anon:/path-1/file-1]");
    check("…/Hidden.app/Contents/Hidden", "…/path-1/file-1");
    check("opens /srv/My files/old plans/x.txt now", "opens /path-1/file-1.txt now");
    check_with("/srv/a/plan b.db", "in /srv/a/plan b.db again", "in /path-1/file-1.db again");
}

#[test]
fn names_of_users_and_machines_go_everywhere() {
    check_with(
        "/home/rosalind/x",
        "Rosalind's window, projects_of_rosalind",
        "user-2's window, projects_of_user-2",
    );
    check_with("/Users/bo/x", "bo books a room for Bo.", "user-1 books a room for user-1.");
    check_with("/var/home/rosalind", "rosalind", "user-2");
    check_with("/usr/share/home/anyone/x", "anyone", "anyone");
    check_with("/Users/Shared/x", "a shared cache", "a shared cache");
    check("cycle 3 on castle by me2", "cycle 3 on host-1 by user-1");
    check_with("/home/rosalind", "/usr/share/rosalind/x", "/usr/share/user-2/x");
}

const SECRETS: [&str; 6] = ["rosalind", "moonshot", "plan b", "token", "castle", "4711815"];

fn target(name: &str) -> Target {
    Target {
        pid: 7,
        start_time: 1,
        name: name.to_owned(),
        command: "/home/rosalind/bin/moonshot --token=4711815".to_owned(),
        page_size: Bytes::from_kib(4),
        os: Os::Linux,
        os_release: "6.1 rosalind@castle".to_owned(),
    }
}

/// A leak, and words that tell of its user in every place that takes words.
fn trace_with_private_words() -> Trace {
    let file = Tag::named("/home/rosalind/moonshot/plan b.db (deleted)");
    let mut scenario = Scenario::tagged(Os::Linux, FILE, file);
    scenario.map(0, 64, HEAP).map(500, 8, FILE).touch(0, 8).ticks(3);
    for cycle in 0..9 {
        scenario.map(1000 * (cycle + 1), 10, ANONYMOUS).touch(1000 * (cycle + 1), 10).tick();
        let number = u32::try_from(cycle + 1).unwrap();
        scenario.mark("rosalind closes '/srv/moonshot/plan b'", MarkRole::Closed(number));
    }
    let mut trace = scenario.trace;
    let recording = &mut trace.recording;
    let delta = SnapshotDelta {
        at: recording.time_of(recording.last_snapshot()),
        new_tags: vec![Tag::named("[anon:Rosalind's]"), Tag::named("/dev/shm/rosalind-1")],
        new_categories: vec![Category::counted("rosalind's", "at castle")],
        ..SnapshotDelta::default()
    };
    recording.append(&delta).unwrap();
    recording.begin_epoch(Epoch { at: Timestamp::ZERO, target: target("rosalind-shell") });
    let text = "in /home/rosalind/moonshot/plan b.db lines are odd".to_owned();
    recording.warn(Warning { at: Timestamp::ZERO, text });
    trace
}

fn hidden(trace: &Trace) -> Trace {
    let names = Names { hosts: vec!["castle".to_owned()], ..Names::default() };
    let mut trace = trace.clone();
    let anonymiser = Anonymiser::new(&[&trace], &names);
    trace.reword(&anonymiser);
    trace
}

#[test]
fn nothing_that_was_planted_is_left() {
    let actual = trace_with_private_words();
    let text = format!("{actual:?}").to_lowercase();
    assert!(SECRETS.iter().all(|secret| text.contains(secret)), "{text}");
    let hidden = hidden(&actual);
    let text = format!("{hidden:?}").to_lowercase();
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(!text.contains("(hidden)"), "every word was looked at");
    assert_eq!(hidden.recording.target().unwrap().command, "user-1-shell");
}

#[test]
fn a_file_is_the_same_wherever_it_is_named() {
    let trace = hidden(&trace_with_private_words());
    let recording = &trace.recording;
    let tag = recording.tags().iter().find(|tag| tag.name.ends_with("(deleted)")).unwrap();
    let file = tag.name.strip_suffix(" (deleted)").unwrap();
    let kind = Path::new(file).extension().unwrap();
    assert!(file.starts_with("/path-") && kind == "db", "{file}");
    assert_eq!(recording.warnings()[0].text, format!("in {file} lines are odd"));
}

#[test]
fn no_figure_changes() {
    let actual = trace_with_private_words();
    let hidden = anonymised(actual.clone());
    let window = |trace: &Trace| Window::resolve(trace, None, None).unwrap();
    let growth = |trace: &Trace| Growth::measure(&trace.recording, window(trace), Metric::Mapped);
    assert_eq!(window(&actual), window(&hidden));
    assert_eq!(format!("{:?}", growth(&actual)), format!("{:?}", growth(&hidden)));
    let (before, after) = (Assessment::assess(&actual, None), Assessment::assess(&hidden, None));
    assert_eq!(before.cycles, after.cycles);
    assert_eq!(before.verdicts, after.verdicts);
    assert_eq!(before.trust, after.trust);
}

#[test]
fn two_traces_get_one_set_of_numbers() {
    let (mut before, mut after) = (trace_with_private_words(), trace_with_private_words());
    after
        .recording
        .append(&SnapshotDelta {
            at: after.recording.time_of(after.recording.last_snapshot()),
            new_tags: vec![Tag::named("/a/first")],
            ..SnapshotDelta::default()
        })
        .unwrap();
    let anonymiser = Anonymiser::new(&[&before, &after], &Names::default());
    before.reword(&anonymiser);
    after.reword(&anonymiser);
    assert_eq!(before.recording.tags(), &after.recording.tags()[..before.recording.tags().len()]);
    let files = |trace: &Trace| -> Vec<Backing> {
        trace.recording.regions().iter().map(|region| region.identity.backing).collect()
    };
    assert_eq!(files(&before), files(&after));
    let numbers = files(&before).into_iter().filter_map(|backing| match backing {
        Backing::File { device, inode, .. } => Some((device, inode)),
        _ => None,
    });
    assert_eq!(numbers.collect::<Vec<_>>(), [(1, 1)]);
}
