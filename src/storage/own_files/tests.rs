//! What is kept survives crashes, damage and other programs.

use super::{BIN_TIME, OwnFiles, OwnFilesError, Settings, Theme, in_home};
use crate::model::units::Timestamp;
use crate::model::{Annotations, Mark, MarkRole, SnapshotDelta};
use crate::record::session::recording_start;
use crate::source::{ProgramBehaviour, Synthetic};
use crate::storage::trace_file::{self, Existing, HeldTrace, WriteError, Writer};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// Files of our own in a directory that goes with it.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(home.path("state")).unwrap();
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn files(&self) -> OwnFiles {
        OwnFiles::at(self.path("state"), self.path("config"))
    }

    /// A recording under way.
    fn recorder(&self, name: &str) -> Writer {
        let start =
            recording_start(&Synthetic::new(1, ProgramBehaviour::default()), Duration::from_millis(100));
        let mut writer = Writer::create(&self.path(name), Existing::Keep, &start).unwrap();
        writer.push(&SnapshotDelta::default()).unwrap();
        writer.flush().and_then(|()| writer.take_name()).unwrap();
        writer
    }

    /// A trace that was finished.
    fn trace(&self, name: &str) -> PathBuf {
        self.recorder(name).finish().unwrap();
        self.path(name)
    }

    fn unsaved(&self) -> Vec<String> {
        let traces = self.files().unsaved().unwrap();
        traces.iter().map(|trace| name_of(&trace.path)).collect()
    }

    fn recents(&self) -> Vec<String> {
        let recents = self.files().recents();
        assert_eq!(recents.warning, None);
        recents.value.iter().map(|trace| name_of(&trace.path)).collect()
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn one_mark() -> Annotations {
    let role = MarkRole::Closed(1);
    let mark = Mark { at: Timestamp::from_nanos(7), label: "by hand".to_owned(), role, cost: Duration::ZERO };
    [mark].into_iter().collect()
}

#[test]
fn unsaved_recordings_are_those_that_nobody_writes() {
    let home = Home::new();
    home.trace("state/finished.strand");
    let crashed = std::fs::File::options().write(true).open(home.trace("state/crashed.strand")).unwrap();
    crashed.set_len(crashed.metadata().unwrap().len() - 1).unwrap();
    std::fs::write(home.path("state/odd.strand"), "no trace").unwrap();
    std::fs::write(home.path("state/recent.ron"), "[]").unwrap();
    home.trace("elsewhere.strand");
    let mut under_way = home.recorder("state/live.strand");
    let path = home.path("state/live.strand");
    assert!(trace_file::is_being_written(&path));
    let mut unsaved = home.unsaved();
    unsaved.sort();
    assert_eq!(unsaved, ["crashed.strand", "finished.strand"]);
    let refused = home.files().bin(&held(&path)).unwrap_err().to_string();
    assert_eq!(refused, format!("a recording is being written there: {}", path.display()));
    under_way.finish().unwrap();
    assert_eq!(home.unsaved().len(), 3);
    let traces = home.files().unsaved().unwrap();
    for trace in &traces {
        let is_complete = name_of(&trace.path) != "crashed.strand";
        assert_eq!(trace.peek.is_complete(), is_complete, "{}", trace.path.display());
        assert_eq!(trace.size.get(), std::fs::metadata(&trace.path).unwrap().len());
        assert_eq!(trace.peek.start.target.name, "tide");
    }
    assert!(traces.is_sorted_by(|one, next| one.modified >= next.modified), "the latest first");
}

#[test]
fn only_unsaved_recordings_are_thrown_away() {
    let home = Home::new();
    let (ours, theirs) = (home.trace("state/ours.strand"), home.trace("theirs.strand"));
    let shown = held(&ours);
    assert_eq!(home.unsaved(), Vec::<String>::new(), "what a window shows is not offered to another");
    assert!(matches!(home.files().bin(&held(&ours)), Err(OwnFilesError::Shown(_))));
    home.files().bin(&shown).unwrap();
    assert!(!ours.exists());
    assert!(matches!(home.files().bin(&held(&theirs)), Err(OwnFilesError::NotOurs(_))));
    assert!(theirs.exists());
    assert!(home.files().bin(&shown).is_err(), "it is gone already");
}

#[test]
fn what_was_thrown_away_can_be_had_back_for_a_day() {
    let home = Home::new();
    let files = home.files();
    let ours = home.trace("state/a-b-7.strand");
    let bytes = std::fs::read(&ours).unwrap();
    let now = std::time::SystemTime::now();
    let binned = |home: &Home| home.files().binned().into_iter().map(|binned| binned.trace.path).collect();
    let bin = || files.bin(&held(&ours)).unwrap();
    let aside = bin();
    assert_eq!((home.unsaved(), binned(&home)), (Vec::new(), vec![aside.clone()]));
    assert!(files.binned()[0].since <= now && now < files.binned()[0].since + Duration::from_mins(1));
    assert_eq!(files.restore(&aside).unwrap(), ours);
    assert_eq!((home.unsaved(), binned(&home)), (vec!["a-b-7.strand".to_owned()], Vec::<PathBuf>::new()));
    assert_eq!(std::fs::read(&ours).unwrap(), bytes);
    let aside = bin();
    home.trace("state/a-b-7.strand");
    assert_eq!(name_of(&files.restore(&aside).unwrap()), "a-b-7-2.strand", "nothing is written over");
    let aside = bin();
    files.empty_bin(now + BIN_TIME - Duration::from_mins(1));
    assert!(aside.exists());
    files.empty_bin(now + BIN_TIME + Duration::from_mins(1));
    assert!(!aside.exists() && home.unsaved().len() == 1);
    assert!(files.restore(&aside).is_err() && files.delete(&home.path("state/a-b-7-2.strand")).is_err());
    let aside = bin_first(&home);
    files.delete(&aside).unwrap();
    assert!(!aside.exists());
}

fn bin_first(home: &Home) -> PathBuf {
    let first = home.files().unsaved().unwrap().remove(0);
    home.files().bin(&held(&first.path)).unwrap()
}

fn held(path: &Path) -> HeldTrace {
    HeldTrace::open(path).unwrap()
}

#[test]
fn what_was_saved_is_no_longer_unsaved_but_recent() {
    let home = Home::new();
    let save = |from: &Path, to: &Path, marks: &Annotations| {
        home.files().save(&held(from), to, Existing::Replace, marks).unwrap();
    };
    let (from, to) = (home.trace("state/ours.strand"), home.path("saved.strand"));
    save(&from, &to, &one_mark());
    assert_eq!((home.unsaved().len(), home.recents()), (0, vec!["saved.strand".to_owned()]));
    assert!(!from.exists());
    assert_eq!(trace_file::open(&to).unwrap().trace.annotations, one_mark());
    save(&to, &home.path("copy.strand"), &one_mark());
    assert!(to.exists(), "only recordings of the state directory are moved");
    let kept = home.files().save(&held(&to), &home.path("copy.strand"), Existing::Keep, &one_mark());
    assert!(matches!(kept, Err(WriteError::AlreadyExists(_))));
}

#[test]
fn a_recording_that_somebody_else_shows_is_saved_and_stays() {
    let home = Home::new();
    let (from, to) = (home.trace("state/ours.strand"), home.path("saved.strand"));
    let (here, elsewhere) = (held(&from), held(&from));
    home.files().save(&here, &to, Existing::Keep, &one_mark()).unwrap();
    assert!(from.exists() && to.exists() && elsewhere.is_in_place());
}

#[test]
fn a_recording_that_lost_its_file_can_be_saved() {
    let home = Home::new();
    let (from, to) = (home.trace("state/ours.strand"), home.path("saved.strand"));
    let held = held(&from);
    std::fs::remove_file(&from).unwrap();
    home.files().save(&held, &to, Existing::Keep, &one_mark()).unwrap();
    assert_eq!(trace_file::open(&to).unwrap().trace.annotations, one_mark());
}

#[test]
fn a_recording_that_still_grows_can_be_saved_and_goes_on() {
    let home = Home::new();
    let (from, to) = (home.path("state/live.strand"), home.path("saved.strand"));
    let mut under_way = home.recorder("state/live.strand");
    let files = home.files();
    files.save(&held(&from), &to, Existing::Keep, &one_mark()).unwrap();
    assert!(trace_file::open(&to).unwrap().complete);
    let over = files.save(&held(&to), &from, Existing::Replace, &one_mark());
    assert!(over.is_err(), "nothing is put in its place");
    under_way.finish().unwrap();
    assert!(trace_file::open(&from).unwrap().complete);
}

#[test]
fn a_path_in_the_home_directory_is_understood() {
    let check = |path, expected: &str| {
        assert_eq!(in_home(path, Some(Path::new("/home/mira"))), Path::new(expected), "{path}");
    };
    check("~/x.strand", "/home/mira/x.strand");
    check("~", "/home/mira");
    check("~other/x", "~other/x");
    check("/tmp/~/x", "/tmp/~/x");
    assert_eq!(in_home("~/x", None), Path::new("~/x"));
}

#[test]
fn recent_traces_are_few_and_there() {
    let home = Home::new();
    let paths: Vec<_> = (0..14).map(|number| home.trace(&format!("{number}.strand"))).collect();
    for path in &paths {
        home.files().remember(path).unwrap();
    }
    home.files().remember(&paths[5]).unwrap();
    let expected = ["5", "13", "12", "11", "10", "9", "8", "7", "6", "4", "3", "2"];
    assert_eq!(home.recents(), expected.map(|number| format!("{number}.strand")));
    std::fs::remove_file(&paths[13]).unwrap();
    assert_eq!(home.recents()[..2], ["5.strand", "12.strand"]);
    home.files().remember(&home.trace("state/unsaved.strand")).unwrap();
    assert_eq!(home.recents()[0], "5.strand");
}

#[test]
fn a_damaged_list_is_kept_aside_and_begun_anew() {
    let home = Home::new();
    assert_eq!(home.recents(), Vec::<String>::new());
    for number in 0..2 {
        std::fs::write(home.path("state/recent.ron"), "[\"half a").unwrap();
        let recents = home.files().recents();
        assert!(recents.value.is_empty() && recents.warning.unwrap().contains("recent.ron is not used"));
        home.files().remember(&home.trace(&format!("{number}.strand"))).unwrap();
        assert_eq!(home.recents(), [format!("{number}.strand")]);
    }
    for aside in ["state/recent.ron.damaged", "state/recent.ron-2.damaged"] {
        assert_eq!(std::fs::read_to_string(home.path(aside)).unwrap(), "[\"half a");
    }
    assert_eq!(std::fs::read_dir(home.path("state")).unwrap().count(), 3, "nothing else is left");
}

#[test]
fn settings_come_back_and_damage_costs_no_more_than_them() {
    let home = Home::new();
    let check = |text: &str, expected: Settings, is_warned: bool| {
        std::fs::write(home.path("config/settings.ron"), text).unwrap();
        let kept = home.files().settings();
        assert_eq!((kept.value, kept.warning.is_some()), (expected, is_warned), "{text}");
    };
    assert_eq!(home.files().settings().value, Settings::default());
    let settings =
        Settings { theme: Theme::Dark, interval_ms: 250, window_size: (800.0, 600.5), hides_advice: true };
    home.files().save_settings(&settings).unwrap();
    assert_eq!(home.files().settings().value, settings);
    let dark = Settings { theme: Theme::Dark, ..Settings::default() };
    check("(theme: dark)", dark, false);
    check("(theme: dark, of_a_newer_version: Some([1, (a: \"b\")]))", dark, false);
    check("(theme: purple)", Settings::default(), true);
    check("", Settings::default(), true);
    check("(interval_ms: 0)", Settings { interval_ms: 0, ..Settings::default() }, false);
    assert_eq!(home.files().settings().value.interval(), Duration::from_millis(5));
    check("(", Settings::default(), true);
    home.files().save_settings(&dark).unwrap();
    assert_eq!(home.files().settings().value, dark);
    assert_eq!(std::fs::read_to_string(home.path("config/settings.ron.damaged")).unwrap(), "(");
}
