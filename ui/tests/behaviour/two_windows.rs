//! Two windows over one state directory: whatever both do with one recording, it is still there.

use crate::fixture::Window;
use crate::machine::{Answer, FakeMachine};
use crate::recording;
use eframe::egui::{Key, Modifiers};
use std::path::{Path, PathBuf};
use strandline::storage::trace_file;
use strandline_app::Start;
use strandline_app::command::Command;
use strandline_app::state::{Dialog, Document};
use strandline_app::system::System as _;

/// What somebody does with a recording that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    /// Saves it under a name.
    Save,
    /// Deletes it.
    Bin,
    /// Leaves it for later.
    Close,
    /// Nothing any more: the window is gone.
    Crash,
}

const ACTIONS: [Action; 4] = [Action::Save, Action::Bin, Action::Close, Action::Crash];

/// Who is the second: a window that shows the recording too, or one that has it in its list as it was a moment ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Other {
    Shows,
    Lists,
}

impl Action {
    /// Does it; the recording that was saved lies in `to` then.
    fn done_by(self, window: &mut Option<Window>, path: &Path, to: &Path) {
        let Some(at) = window else { return };
        let is_shown = at.state().document().is_some();
        match self {
            Self::Save => {
                if !is_shown {
                    at.request(Command::Open(path.to_owned()));
                    at.until("the recording or the reason", |window| {
                        window.state().document().is_some() || window.state().notice.is_some()
                    });
                }
                if at.state().document().is_some() {
                    at.request(Command::SaveTo(to.to_owned()));
                    at.until("the file", |window| !window.state().busy.is_saving);
                    assert!(at.state().document().is_some_and(Document::is_saved), "it can be saved");
                }
            }
            Self::Bin if !is_shown => at.request(Command::Bin(path.to_owned())),
            Self::Bin | Self::Close => {
                at.press_with(Modifiers::COMMAND, Key::W);
                if matches!(at.state().dialog, Some(Dialog::Unsaved(_))) {
                    at.click(if self == Self::Bin { "Delete" } else { "Keep for later" });
                }
                at.until("the end", |window| window.state().document().is_none());
            }
            Self::Crash => *window = None,
        }
    }
}

/// Everything in which a recording may lie: the folder of what was saved, the list of those that were not, the bin.
fn all_that_is_kept(machine: &FakeMachine, saved: &Path) -> Vec<PathBuf> {
    let files = machine.files().expect("it has files");
    let saved = std::fs::read_dir(saved).expect("the folder is there").flatten().map(|entry| entry.path());
    let binned = files.binned().into_iter().map(|binned| binned.trace.path);
    saved
        .chain(files.unsaved().expect("the folder is there").into_iter().map(|trace| trace.path))
        .chain(binned)
        .collect()
}

fn read_text(path: &Path) -> String {
    let opened = trace_file::open(path).expect("it opens");
    assert!(opened.complete, "{}", path.display());
    format!("{:?}", opened.trace)
}

/// A recording that is over, in the window that recorded it, and another window; then the one does `first`, and after it
/// the other does `second`, or the other way round.
fn check(pid: u32, other: Other, [first, second]: [Action; 2], is_other_first: bool) {
    let mut recorder = recording(pid);
    recorder.click("Stop");
    recorder.until("the end", |window| window.shows("Record again"));
    let path = recorder.state().document().expect("it is shown").path.clone();
    let expected = read_text(&path);
    let machine = recorder.machine();
    let saved = tempfile::tempdir().expect("there is room for a folder");
    let beside = FakeMachine::beside(&machine, Answer::These(Vec::new()));
    let start = if other == Other::Shows { Start::Open(path.clone()) } else { Start::Chooser };
    let mut another = Window::open(beside, start);
    if other == Other::Shows {
        another.until("the recording", |window| window.state().document().is_some());
    }
    let [to, to_other] = ["one.strand", "other.strand"].map(|name| saved.path().join(name));
    let (mut one, mut another) = (Some(recorder), Some(another));
    if is_other_first {
        second.done_by(&mut another, &path, &to_other);
        first.done_by(&mut one, &path, &to);
    } else {
        first.done_by(&mut one, &path, &to);
        second.done_by(&mut another, &path, &to_other);
    }
    drop((one, another));
    let kept = all_that_is_kept(&machine, saved.path());
    let case = format!("{first:?} and {second:?} by one that {other:?} it, that first: {is_other_first}");
    assert!(!kept.is_empty(), "{case}: it is lost");
    for place in &kept {
        assert_eq!(read_text(place), expected, "{case}: {}", place.display());
    }
    let is_saved = |action, to: &Path| action != Action::Save || to.exists();
    assert!(is_saved(first, &to), "{case}");
    assert!(other == Other::Lists || is_saved(second, &to_other), "{case}");
}

fn every_pair(pid: u32, other: Other) {
    let pairs = ACTIONS.into_iter().flat_map(|first| ACTIONS.map(|second| [first, second]));
    for (nth, pair) in (0_u32..).zip(pairs) {
        check(pid + 2 * nth, other, pair, false);
        check(pid + 2 * nth + 1, other, pair, true);
    }
}

#[test]
fn two_windows_that_show_a_recording_do_not_lose_it() {
    every_pair(4_200_000, Other::Shows);
}

#[test]
fn a_window_with_an_old_list_does_not_lose_a_recording() {
    every_pair(4_210_000, Other::Lists);
}

#[test]
fn what_one_window_shows_the_other_does_not_delete() {
    let mut recorder = recording(4_220_000);
    recorder.click("Stop");
    recorder.until("the end", |window| window.shows("Record again"));
    let path = recorder.state().document().unwrap().path.clone();
    let beside = FakeMachine::beside(&recorder.machine(), Answer::These(Vec::new()));
    let mut another = Window::open(beside, Start::Chooser);
    another.request(Command::Bin(path.clone()));
    let notice = another.state().notice.clone().unwrap_or_default();
    assert!(notice.contains("a window shows"), "{notice}");
    assert!(path.exists());
    recorder.press_with(Modifiers::COMMAND, Key::W);
    recorder.click("Keep for later");
    another.until("the list", |window| window.shows("Open ghostty"));
}
