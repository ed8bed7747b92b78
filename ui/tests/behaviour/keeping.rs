//! Nothing is lost: marks that are changed afterwards, files that are there already, files that are gone.

use crate::cyclic_trace::{self, Course};
use crate::fixture::Window;
use crate::machine::{Answer, FakeMachine};
use eframe::egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable as _;
use std::path::{Path, PathBuf};
use strandline::model::Trace;
use strandline::storage::trace_file;
use strandline_app::Start;
use strandline_app::command::Command;
use strandline_app::state::{Dialog, Document, Edit};
use tempfile::TempDir;

fn opened(path: &Path) -> Window {
    let start = Start::Open(path.to_owned());
    let mut window = Window::open(FakeMachine::with(Answer::These(Vec::new())), start);
    window.until("the recording", |window| window.state().document().is_some());
    window
}

fn filed() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = cyclic_trace::write(folder.path(), Course::Leak, 3);
    (folder, path)
}

fn document(window: &Window) -> &Document {
    window.state().document().expect("a recording is shown")
}

fn labels(trace: &Trace) -> Vec<String> {
    trace.annotations.marks().iter().map(|mark| mark.label.clone()).collect()
}

fn labels_in(path: &Path) -> Vec<String> {
    labels(&trace_file::open(path).expect("it is a trace").trace)
}

/// Renames the mark in this place.
fn rename(window: &mut Window, nth: usize, label: &str) {
    let from = document(window).trace.annotations.marks()[nth].clone();
    let to = strandline::model::Mark { label: label.to_owned(), ..from.clone() };
    window.request(Command::Edit(Edit::Change { from, to }));
}

#[test]
fn marks_are_in_the_file_before_anybody_leaves() {
    let (_folder, path) = filed();
    let before = trace_file::open(&path).unwrap().trace;
    let mut window = opened(&path);
    rename(&mut window, 0, "first");
    window.until("the file", |_| labels_in(&path)[0] == "first");
    window.until("the answer", |window| !document(window).is_edited);
    window.press_with(Modifiers::COMMAND, Key::Z);
    window.until("the file", |_| labels_in(&path) == labels(&before));
    let mark = document(&window).trace.annotations.marks()[2].clone();
    window.request(Command::Edit(Edit::Delete(mark)));
    window.press_with(Modifiers::COMMAND, Key::W);
    window.until("the end", |window| window.state().runs.all().is_empty());
    assert!(window.state().dialog.is_none(), "nothing is lost, and nothing asked");
    let after = trace_file::open(&path).unwrap();
    assert!(after.complete && labels(&after.trace) == labels(&before)[..2]);
    assert_eq!(format!("{:?}", after.trace.recording), format!("{:?}", before.recording));
}

#[test]
fn a_window_that_goes_has_written_its_marks() {
    let (_folder, path) = filed();
    let mut window = opened(&path);
    rename(&mut window, 1, "second");
    drop(window);
    assert_eq!(labels_in(&path)[1], "second");
}

#[test]
fn a_window_that_is_ended_ends_its_recording_and_writes_its_marks() {
    let mut window = crate::recording(4_230_000);
    window.press(Key::M);
    window.until("a mark", |window| document(window).trace.annotations.marks().len() == 1);
    rename(&mut window, 0, "by hand");
    window.end();
    let shown = document(&window);
    let filed = trace_file::open(&shown.path).unwrap();
    assert!(!shown.is_live() && filed.complete);
    assert_eq!(labels(&filed.trace), ["by hand"]);
    assert_eq!(filed.trace.recording.snapshots().len(), shown.trace.recording.snapshots().len());
}

#[test]
fn marks_of_two_windows_are_put_together() {
    let (_folder, path) = filed();
    let [mut one, mut other] = [opened(&path), opened(&path)];
    rename(&mut one, 0, "one");
    one.until("the file", |window| !document(window).is_edited);
    rename(&mut other, 2, "other");
    other.until("the file", |window| !document(window).is_edited);
    assert_eq!(labels_in(&path), ["one", "cycle 2", "other"]);
    assert_eq!(labels(&document(&other).trace), ["one", "cycle 2", "other"]);
}

#[test]
fn marks_that_cannot_be_written_are_asked_about() {
    let (folder, path) = filed();
    let mut window = opened(&path);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, "another file").unwrap();
    rename(&mut window, 0, "first");
    window.until("the reason", |window| document(window).unfiled.is_some());
    assert!(document(&window).notes.iter().any(|note| note.contains("changed marks are not in its file")));
    window.press_with(Modifiers::COMMAND, Key::W);
    assert!(matches!(window.state().dialog, Some(Dialog::Unsaved(_))));
    window.click("Cancel");
    let to = folder.path().join("elsewhere.strand");
    window.request(Command::SaveTo(to.clone()));
    window.until("the file", |_| to.exists());
    window.until("the answer", |window| document(window).path == to);
    assert_eq!(std::fs::read(&path).unwrap(), b"another file");
    assert_eq!(labels_in(&to)[0], "first");
    std::fs::write(&path, bytes).unwrap();
    let recorded = |path: &Path| format!("{:?}", trace_file::open(path).unwrap().trace.recording);
    assert_eq!(recorded(&to), recorded(&path));
}

#[test]
fn a_file_that_is_there_is_replaced_only_when_told() {
    let (folder, path) = filed();
    let [to, beside] = ["there.strand", "there-2.strand"].map(|name| folder.path().join(name));
    std::fs::write(&to, "mine").unwrap();
    let mut window = opened(&path);
    let ask = |window: &mut Window| {
        window.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
        window.type_over("Path", &folder.path().join("there").display().to_string());
        window.press(Key::Enter);
        window.until("the question", |window| matches!(window.state().dialog, Some(Dialog::Replace(_))));
        window.harness.run_steps(2);
    };
    ask(&mut window);
    assert!(window.shows("Replace “there.strand”?"));
    window.click("Cancel");
    assert_eq!((std::fs::read_to_string(&to).unwrap().as_str(), beside.exists()), ("mine", false));
    ask(&mut window);
    window.press(Key::Enter);
    window.until("the other name", |window| document(window).path == beside);
    ask(&mut window);
    window.click("Replace");
    window.until("the same name", |window| document(window).path == to);
    assert_eq!(labels_in(&to), labels_in(&beside));
}

#[test]
fn what_another_window_shows_is_not_replaced() {
    let (folder, path) = filed();
    let other_folder = tempfile::tempdir().unwrap();
    let other = cyclic_trace::write(other_folder.path(), Course::Steady, 4);
    let (mut window, _shows_it) = (opened(&path), opened(&other));
    let bytes = std::fs::read(&other).unwrap();
    window.request(Command::SaveOver(other.clone()));
    window.until("the reason", |window| matches!(window.state().dialog, Some(Dialog::Path { .. })));
    assert_eq!(std::fs::read(&other).unwrap(), bytes);
    assert_eq!(document(&window).path, path);
    drop(folder);
}

#[test]
fn enter_takes_the_default_of_a_question() {
    let machine = FakeMachine::with(Answer::These(Vec::new()));
    let path = machine.empty_trace();
    let mut window = Window::open(machine, Start::Open(path));
    window.until("the recording", |window| window.state().document().is_some());
    window.show(Dialog::Delete { path: PathBuf::new(), name: "x".to_owned() });
    window.harness.run_steps(2);
    window.press(Key::Enter);
    assert!(window.state().dialog.is_none());
}

#[test]
fn a_dialog_is_as_high_as_what_is_in_it() {
    let (_folder, path) = filed();
    let mut window = opened(&path);
    let mark = document(&window).trace.annotations.marks()[0].clone();
    let rows = |window: &mut Window| {
        window.press_with(Modifiers::COMMAND, Key::K);
        window.harness.run_steps(3);
        let rows = window.harness.query_all_by_role(Role::MenuItem);
        let field = window.harness.get_by_role_and_label(Role::TextInput, "Find a command").rect().bottom();
        let seen = rows.filter(|row| row.rect().top() > field).count();
        window.press(Key::Escape);
        seen
    };
    let before = rows(&mut window);
    window.show(Dialog::rename(&mark));
    window.harness.run_steps(3);
    window.press(Key::Escape);
    assert_eq!(rows(&mut window), before);
}
