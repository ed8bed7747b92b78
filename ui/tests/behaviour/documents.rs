//! Saving, opening, leaving; marks with undo and redo; the palette.

use crate::fixture::Window;
use crate::machine::{Answer, FakeMachine};
use crate::{chooser, recording};
use eframe::egui::{Key, Modifiers};
use std::path::{Path, PathBuf};
use strandline::storage::trace_file;
use strandline_app::Start;
use strandline_app::state::{Dialog, Document, Screen};
use tempfile::TempDir;

fn stopped(pid: u32) -> Window {
    let mut window = recording(pid);
    window.click("Stop");
    window.until("the end", |window| window.shows("Record again"));
    window
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("there is room for a folder")
}

fn labels(window: &Window) -> Vec<String> {
    let document = window.state().document().expect("a recording is shown");
    document.trace.annotations.marks().iter().map(|mark| mark.label.clone()).collect()
}

/// Types a path where the system has no dialog for it.
fn save_as(window: &mut Window, path: &Path) {
    window.press_with(Modifiers::COMMAND, Key::S);
    window.type_over("Path", &path.display().to_string());
    window.press(Key::Enter);
    window.until("the file", |window| window.state().document().is_some_and(Document::is_saved));
}

fn with_mark(pid: u32) -> Window {
    let mut window = recording(pid);
    window.press(Key::M);
    window.until("a mark", |window| labels(window) == ["cycle 1"]);
    window.until("the barrier", |window| !window.state().busy.is_barrier_pending);
    window
}

#[test]
fn a_saved_recording_lies_in_its_file_alone_and_opens_again() {
    let folder = folder();
    let path = folder.path().join("before.strand");
    let mut window = stopped(4_000_020);
    let kept = window.state().document().unwrap().path.clone();
    save_as(&mut window, &path);
    assert!(!kept.exists(), "its copy in the state directory is gone");
    let mut again = Window::open(FakeMachine::with(Answer::These(Vec::new())), Start::Open(path.clone()));
    again.until("the table", |window| window.state().document().is_some());
    let document = again.state().document().unwrap();
    assert_eq!((document.path.clone(), document.is_saved()), (path, true));
    assert!(!document.needs_saving());
}

#[test]
fn a_name_without_ending_gets_one() {
    let folder = folder();
    let mut window = stopped(4_000_021);
    save_as(&mut window, &folder.path().join("before"));
    assert!(folder.path().join("before.strand").exists());
}

#[test]
fn what_cannot_be_saved_stays_and_says_why() {
    let mut window = stopped(4_000_022);
    window.press_with(Modifiers::COMMAND, Key::S);
    window.type_over("Path", "/proc/nowhere/x.strand");
    window.press(Key::Enter);
    let says_why =
        |window: &Window| matches!(window.state().dialog, Some(Dialog::Path { error: Some(_), .. }));
    window.until("the reason", says_why);
    assert!(window.state().notice.is_none(), "it is said where the path is mended");
    let document = window.state().document().unwrap();
    assert!(document.needs_saving() && document.path.exists());
}

#[test]
fn marks_are_renamed_with_undo_and_redo_and_saved_with_the_recording() {
    let folder = folder();
    let path = folder.path().join("marks.strand");
    let mut window = with_mark(4_000_023);
    window.click("Stop");
    window.until("the end", |window| window.shows("Record again"));
    let mark = window.state().document().unwrap().trace.annotations.marks()[0].clone();
    window.show(Dialog::rename(&mark));
    window.type_over("Name", "first window");
    window.press(Key::Enter);
    assert_eq!(labels(&window), ["first window"]);
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(labels(&window), ["cycle 1"]);
    window.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(labels(&window), ["first window"]);
    save_as(&mut window, &path);
    let saved = trace_file::open(&path).unwrap();
    assert_eq!(saved.trace.annotations.marks()[0].label, "first window");
}

#[test]
fn a_mark_is_taken_back_while_the_recording_goes_on() {
    let mut window = with_mark(4_000_024);
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(labels(&window), [""; 0]);
    window.press(Key::M);
    window.until("another mark", |window| labels(window) == ["cycle 1"]);
}

#[test]
fn leaving_a_recording_asks_and_deletes_only_when_told() {
    let mut window = stopped(4_000_025);
    let path = window.state().document().unwrap().path.clone();
    window.press_with(Modifiers::COMMAND, Key::W);
    assert!(window.shows("Save “ghostty” before it is closed?"));
    window.click("Cancel");
    assert!(window.state().document().is_some() && path.exists());
    window.press_with(Modifiers::COMMAND, Key::W);
    window.click("Delete");
    assert_eq!(window.state().screen, Screen::Chooser);
    assert!(!path.exists() && window.state().runs.all().is_empty());
    window.until("the list", |window| window.shows("Deleted within a day"));
    window.click("Restore ghostty");
    window.until("the recording", |window| window.shows("Open ghostty"));
    assert!(path.exists());
}

#[test]
fn what_is_kept_for_later_stays_with_its_marks() {
    let mut window = with_mark(4_000_026);
    window.press_with(Modifiers::COMMAND, Key::Z);
    let path = window.state().document().unwrap().path.clone();
    window.press_with(Modifiers::COMMAND, Key::W);
    window.click("Keep for later");
    assert_eq!(window.state().screen, Screen::Chooser);
    let kept = trace_file::open(&path).unwrap();
    assert!(kept.complete && kept.trace.annotations.marks().is_empty(), "the mark was taken back");
}

#[test]
fn saving_on_leaving_goes_on_when_it_is_saved() {
    let folder = folder();
    let path = folder.path().join("left.strand");
    let mut window = stopped(4_000_027);
    window.press_with(Modifiers::COMMAND, Key::W);
    window.click("Save…");
    window.type_over("Path", &path.display().to_string());
    window.press(Key::Enter);
    window.until("the chooser", |window| window.state().screen == Screen::Chooser);
    assert!(trace_file::open(&path).unwrap().complete);
}

#[test]
fn a_recording_that_is_saved_on_leaving_ends_first_and_stays_if_nothing_is_saved() {
    let folder = folder();
    let path = folder.path().join("left.strand");
    let mut window = recording(4_000_032);
    window.press_with(Modifiers::COMMAND, Key::W);
    window.click("Save…");
    window.click("Cancel");
    let document = window.state().document().unwrap();
    assert!(!document.is_live() && document.needs_saving() && window.state().runs.live().is_none());
    let measured = document.trace.recording.snapshots().len();
    save_as(&mut window, &path);
    assert!(window.state().document().is_some(), "leaving was given up");
    let saved = trace_file::open(&path).unwrap();
    assert_eq!((saved.complete, saved.trace.recording.snapshots().len()), (true, measured));
}

#[test]
fn a_dialog_is_answered_before_any_key_counts() {
    let mut window = stopped(4_000_033);
    window.press_with(Modifiers::COMMAND, Key::W);
    window.press_with(Modifiers::COMMAND, Key::N);
    assert_eq!(window.state().screen, Screen::Run);
    assert!(matches!(window.state().dialog, Some(Dialog::Unsaved(_))));
}

#[test]
fn a_window_holds_several_recordings() {
    let mut window = stopped(4_000_028);
    window.click("Record again");
    window.until("the second", |window| window.state().runs.all().len() == 2);
    assert!(window.state().document().unwrap().is_live());
    window.click("Run 2 of 2");
    let first = window.state().runs.all()[0].run;
    let label = format!("1. ghostty  {}", window.state().runs.get(first).unwrap().now());
    window.click(&label);
    assert_eq!(window.state().document().unwrap().run, first);
    assert!(window.state().runs.live().is_some(), "the other one goes on");
}

#[test]
fn a_command_is_found_by_its_name() {
    let mut window = recording(4_000_029);
    window.press_with(Modifiers::COMMAND, Key::K);
    window.type_over("Find a command", "pause");
    window.press(Key::Enter);
    assert!(window.state().dialog.is_none());
    assert!(window.shows("Resume"));
    window.press_with(Modifiers::COMMAND, Key::K);
    window.type_over("Find a command", "no such thing");
    assert!(window.shows("No command has that in its name, or it makes no sense now"));
    window.press(Key::Escape);
    assert!(window.state().dialog.is_none());
}

#[test]
fn keys_are_letters_while_somebody_types() {
    let mut window = chooser(4_000_030);
    window.type_over("Search", "im");
    assert!(window.state().document().is_none());
    assert_eq!(window.state().chooser.filter, "im");
}

#[test]
fn opening_what_is_open_shows_it() {
    let folder = folder();
    let path = folder.path().join("one.strand");
    let mut window = stopped(4_000_031);
    save_as(&mut window, &path);
    window.click("Processes");
    window.press_with(Modifiers::COMMAND, Key::O);
    window.type_over("Path", &path.display().to_string());
    window.press(Key::Enter);
    window.until("the recording", |window| window.state().screen == Screen::Run);
    assert_eq!(window.state().runs.all().len(), 1);
}

#[test]
fn a_file_that_is_dropped_is_opened() {
    let machine = FakeMachine::with(Answer::These(Vec::new()));
    let path: PathBuf = machine.empty_trace();
    let mut window = Window::open(machine, Start::Chooser);
    window.drop_file(&path);
    window.until("the recording", |window| window.state().document().is_some());
}
