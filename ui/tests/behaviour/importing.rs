//! What other tools have said: dropped, pasted, opened; and what is asked about it.

use crate::fixture::Window;
use crate::machine::{Answer, FakeMachine};
use eframe::egui::{self, Key, Modifiers};
use egui_kittest::kittest::Queryable;
use std::path::{Path, PathBuf};
use strandline::analysis::Verdict;
use strandline::import::Roles;
use strandline::model::MarkRole;
use strandline::storage::trace_file;
use strandline_app::Start;
use strandline_app::command::Command;
use strandline_app::state::{Dialog, Document, Edit};

/// Texts as tools print them; tests run in the folder of their package.
fn text(name: &str) -> PathBuf {
    Path::new("../tests/fixtures/import").join(name)
}

fn contents(name: &str) -> String {
    std::fs::read_to_string(text(name)).expect("the fixture is there")
}

/// Texts of a process before and after each of its cycles.
fn cycles(numbers: impl IntoIterator<Item = u32>) -> Vec<PathBuf> {
    numbers.into_iter().map(|number| text(&format!("cycle-{number}.txt"))).collect()
}

fn window() -> Window {
    Window::open(FakeMachine::with(Answer::These(Vec::new())), Start::Chooser)
}

fn document(window: &Window) -> &Document {
    window.state().document().expect("a recording is shown")
}

fn until_shown(window: &mut Window) {
    window.until("the recording", |window| window.state().document().is_some());
    window.until("the figures", Window::is_settled);
}

fn until_asked(window: &mut Window) {
    window.until("the question", |window| matches!(window.state().dialog, Some(Dialog::Import(_))));
    // What is new on screen is measured before it is drawn.
    window.harness.run_steps(2);
}

fn until_said(window: &mut Window, part: &str) {
    window.until("the reason", |window| {
        window.state().notice.as_ref().is_some_and(|notice| notice.contains(part))
    });
}

fn marks(window: &Window) -> Vec<(String, MarkRole)> {
    let marks = document(window).trace.annotations.marks();
    marks.iter().map(|mark| (mark.label.clone(), mark.role)).collect()
}

#[test]
fn a_text_that_is_dropped_leaves_nothing_behind_unless_it_is_changed() {
    let mut window = window();
    window.drop_file(&text("full-before.txt"));
    until_shown(&mut window);
    let shown = document(&window);
    assert!(!shown.needs_saving() && !shown.is_live() && Command::Save.is_possible(window.state()));
    assert_eq!(kept(&window), [""; 0]);
    assert_eq!(marks(&window), [("full-before".to_owned(), MarkRole::Note)]);
    window.press_with(Modifiers::COMMAND, Key::W);
    assert!(window.state().runs.all().is_empty(), "nothing is asked");
    window.paste(contents("full-before.txt"));
    until_shown(&mut window);
    let mark = document(&window).trace.annotations.marks()[0].clone();
    window.request(Command::Edit(Edit::Delete(mark)));
    window.until("the file", |window| !document(window).is_edited);
    let shown = document(&window);
    assert_eq!(kept(&window), [shown.path.file_name().unwrap().to_string_lossy()]);
    let filed = trace_file::open(&shown.path).unwrap();
    assert!(filed.complete && filed.trace.annotations.marks().is_empty() && shown.needs_saving());
    assert_eq!(filed.trace.recording.snapshots().len(), 1);
}

/// The recordings in the state directory.
fn kept(window: &Window) -> Vec<String> {
    let entries = std::fs::read_dir(window.machine().folder()).expect("the folder is there").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains(".strand")).collect()
}

#[test]
fn what_is_imported_is_saved_and_opens_again() {
    let mut window = window();
    window.drop_file(&text("smaps.txt"));
    until_shown(&mut window);
    let to = window.machine().folder().join("saved/smaps.strand");
    std::fs::create_dir(to.parent().unwrap()).unwrap();
    window.request(Command::SaveTo(to.clone()));
    window.until("the file", |window| document(window).is_saved());
    assert_eq!(kept(&window), [""; 0]);
    let regions = |trace: &strandline::model::Trace| trace.recording.regions().len();
    assert_eq!(regions(&trace_file::open(&to).unwrap().trace), regions(&document(&window).trace));
}

#[test]
fn several_texts_become_one_series_with_a_verdict() {
    let mut window = window();
    window.drop_files(&cycles([3, 0, 1, 2, 7, 6, 5, 4]));
    until_asked(&mut window);
    assert!(window.shows("8 texts as one recording"));
    window.click("Import");
    until_shown(&mut window);
    let labels: Vec<String> = marks(&window).into_iter().map(|(label, _)| label).collect();
    assert_eq!(labels, (0..8).map(|number| format!("cycle-{number}")).collect::<Vec<_>>());
    assert_eq!(marks(&window)[0].1, MarkRole::Baseline);
    assert_eq!(marks(&window)[7].1, MarkRole::Closed(7));
    let overall = document(&window).figures.assessed.verdicts().overall();
    assert!(overall >= Verdict::Suspect, "{overall:?}");
}

#[test]
fn what_the_texts_are_to_each_other_can_be_chosen() {
    let mut window = window();
    window.drop_files(&cycles(0..3));
    until_asked(&mut window);
    window.click("Open and closed in turn");
    window.click("Import");
    until_shown(&mut window);
    let roles: Vec<MarkRole> = marks(&window).into_iter().map(|(_, role)| role).collect();
    assert_eq!(roles, [MarkRole::Baseline, MarkRole::Open(1), MarkRole::Closed(1)]);
}

#[test]
fn of_several_processes_one_is_chosen() {
    let mut window = window();
    window.drop_file(&text("footprint-several.txt"));
    until_asked(&mut window);
    let Some(Dialog::Import(offer)) = &window.state().dialog else { unreachable!("it was asked") };
    let (pid, name) = offer.processes.last().expect("there are several").clone();
    assert!(window.shows("A text about several processes") && offer.processes.len() > 1);
    window.click(&name);
    window.click("Import");
    until_shown(&mut window);
    assert_eq!(document(&window).trace.recording.target().unwrap().pid, pid);
}

/// Nothing can have grown in one text: what is there has an area each, and what stands out is said.
#[test]
fn a_single_text_is_shown_by_what_is_there() {
    let mut window = window();
    window.paste(contents("pasted/owned.txt"));
    until_shown(&mut window);
    assert_eq!(document(&window).view.mode, strandline_app::state::Mode::Composition);
    let is_shown =
        |window: &Window, part: &str| window.harness.query_all_by_label_contains(part).next().is_some();
    window.until("the areas", |window| is_shown(window, "owned, not mapped, footprint 400.0 MiB, 80 %"));
    assert!(is_shown(&window, "Graphics ▸ owned, not mapped is 80 % of the footprint"));
    window.press(Key::Num1);
    window.press(Key::Num5);
    assert_eq!(document(&window).view.mode, strandline_app::state::Mode::Composition);
}

/// A maintainer sees what was taken for what, and what was not understood.
#[test]
fn the_question_tells_what_each_line_was_taken_for() {
    let mut window = window();
    window.drop_files(&[text("pasted.md"), text("cycle-1.txt")]);
    until_asked(&mut window);
    let is_shown =
        |window: &Window, part: &str| window.harness.query_all_by_label_contains(part).next().is_some();
    assert!(is_shown(&window, "What its lines were taken for; 2 lines not understood"));
}

#[test]
fn a_report_is_pasted_and_the_next_one_may_join_it() {
    let mut window = window();
    window.paste(contents("cycle-0.txt"));
    until_shown(&mut window);
    window.press(Key::Num2);
    window.paste(contents("cycle-1.txt"));
    until_asked(&mut window);
    window.click("Add to this series");
    window.until("the longer series", |window| {
        window.state().document().is_some_and(|document| document.trace.recording.snapshots().len() == 2)
    });
    let roles: Vec<MarkRole> = marks(&window).into_iter().map(|(_, role)| role).collect();
    assert_eq!(roles, [MarkRole::Baseline, MarkRole::Closed(1)]);
    assert_eq!(window.state().runs.all().len(), 1, "the shorter series gave way");
    assert_eq!(kept(&window), [document(&window).path.file_name().unwrap().to_string_lossy()]);
    assert!(document(&window).needs_saving(), "a series that was put together is kept");
    assert_eq!(document(&window).view.mode, strandline_app::state::Mode::Cycles);
    window.paste(contents("cycle-2.txt"));
    until_asked(&mut window);
    window.click("Open apart");
    window.until("the other", |window| window.state().runs.all().len() == 2);
    assert_eq!(document(&window).trace.recording.snapshots().len(), 1);
}

#[test]
fn a_series_that_was_saved_stays_beside_the_longer_one() {
    let mut window = window();
    window.paste(contents("cycle-0.txt"));
    until_shown(&mut window);
    let to = window.machine().folder().join("first.strand");
    window.request(Command::SaveTo(to.clone()));
    window.until("the file", |window| document(window).is_saved());
    window.paste(contents("cycle-1.txt"));
    until_asked(&mut window);
    window.click("Add to this series");
    window.until("the longer series", |window| window.state().runs.all().len() == 2);
    assert!(to.exists() && !document(&window).is_saved());
}

#[test]
fn a_report_about_another_process_opens_apart_without_asking() {
    let mut window = window();
    window.paste(contents("cycle-0.txt"));
    until_shown(&mut window);
    window.paste(contents("smaps.txt"));
    window.until("the other", |window| window.state().runs.all().len() == 2);
    assert!(window.state().dialog.is_none());
}

#[test]
fn what_cannot_be_imported_is_refused_by_name() {
    let check = |name: &str, part: &str| {
        let mut window = window();
        window.drop_file(&text(name));
        until_said(&mut window, part);
        assert!(window.state().runs.all().is_empty());
    };
    check("leaks.txt", "this is the output of leaks");
    check("retyped.txt", "in columns of its own");
    check("pmap-german.txt", "LC_ALL=C");
    check("README.md", "nothing in it looks like vmmap");
    check("nowhere.txt", "nowhere.txt cannot be read");
    let mut window = window();
    window.paste("42\n43".to_owned());
    until_said(&mut window, "pasted text cannot be imported");
}

#[test]
fn texts_beside_one_that_is_refused_are_imported_all_the_same() {
    let mut window = window();
    window.drop_files(&[text("failed.txt"), text("smaps.txt")]);
    until_shown(&mut window);
    until_said(&mut window, "error message of vmmap");
}

#[test]
fn texts_of_several_tools_are_no_series() {
    let mut window = window();
    window.drop_files(&[text("pmap-x.txt"), text("smaps.txt")]);
    until_asked(&mut window);
    window.click("Import");
    window.until("the reason", |window| window.state().notice.is_some());
    assert!(window.state().runs.all().is_empty());
}

#[test]
fn half_a_report_is_imported_with_a_warning() {
    let whole = contents("full-after.txt");
    let half: Vec<&str> = whole.lines().take(whole.lines().count() * 3 / 4).collect();
    let mut window = window();
    window.paste(half.join("\n"));
    until_shown(&mut window);
    assert!(!document(&window).notes.is_empty());
}

#[test]
fn a_trace_as_text_opens_as_the_same_trace() {
    let mut as_text = Vec::new();
    let trace = Path::new("../tests/fixtures/traces/v1-pagelist.strand");
    trace_file::export_text(trace, &mut as_text, trace, None).unwrap();
    let mut window = window();
    let path = window.machine().folder().join("pagelist.ron");
    std::fs::write(&path, as_text).unwrap();
    window.drop_file(&path);
    until_shown(&mut window);
    let opened = trace_file::open(trace).unwrap().trace;
    let shown = &document(&window).trace;
    assert_eq!(shown.annotations, opened.annotations);
    assert_eq!(shown.recording.snapshots().len(), opened.recording.snapshots().len());
    assert!(!document(&window).needs_saving());
    assert_eq!(kept(&window), [""; 0]);
}

#[test]
fn what_is_pasted_into_a_field_stays_there() {
    let mut window = window();
    window.type_into("Search", "gho");
    window.paste("stty".to_owned());
    assert!(window.state().runs.all().is_empty() && window.state().notice.is_none());
    assert_eq!(window.state().chooser.filter, "ghostty");
}

#[test]
fn a_command_asks_for_the_clipboard() {
    let mut window = window();
    window.press_with(Modifiers::COMMAND, Key::K);
    window.type_over("Find a command", "paste a report");
    window.harness.key_press(Key::Enter);
    let asks = |window: &Window| {
        let views = window.harness.output().viewport_output.values();
        views.flat_map(|view| &view.commands).any(|command| *command == egui::ViewportCommand::RequestPaste)
    };
    let has_asked = (0..4).any(|_| {
        window.harness.step();
        asks(&window)
    });
    assert!(has_asked && window.state().dialog.is_none());
}

#[test]
fn a_large_paste_is_read_beside_the_window() {
    let mut window = window();
    let mut large = contents("smaps.txt");
    let once = large.clone();
    while large.len() < 8 << 20 {
        large.push_str(&once);
    }
    window.paste(large);
    assert!(window.state().document().is_none(), "the window goes on meanwhile");
    until_shown(&mut window);
}

#[test]
fn roles_begin_as_cycles() {
    let mut window = window();
    window.drop_files(&cycles(0..2));
    until_asked(&mut window);
    let Some(Dialog::Import(offer)) = &window.state().dialog else { unreachable!("it was asked") };
    assert_eq!(offer.import.choice.roles, Roles::Cycles);
    window.press(Key::Escape);
    assert!(window.state().dialog.is_none() && window.state().runs.all().is_empty());
}
