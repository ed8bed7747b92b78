//! The first screen: searching, sorting, selecting, recording.

use crate::fixture::Window;
use crate::machine::{Answer, FakeMachine, candidate, refused};
use eframe::egui::{self, Key, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use strandline::source::Candidate;
use strandline_app::Start;
use strandline_app::system::System as _;

fn open(list: Vec<Candidate>) -> Window {
    let mut window = Window::open(FakeMachine::with(Answer::These(list)), Start::Chooser);
    window.until("the list", |window| !rows(window).is_empty());
    window
}

fn three(pid: u32) -> Vec<Candidate> {
    vec![candidate(7, "fish", 3), candidate(pid, "ghostty", 800), refused(1, "launchd", 40)]
}

/// The names in the list, from the top.
fn rows(window: &Window) -> Vec<String> {
    let nodes = window.harness.query_all_by_role(Role::Row);
    let mut rows: Vec<_> =
        nodes.map(|row| (row.rect().top(), row.accesskit_node().label().unwrap_or_default())).collect();
    rows.sort_by(|one, other| one.0.total_cmp(&other.0));
    rows.into_iter().map(|(_, name)| name).collect()
}

fn selected(window: &Window) -> Option<u32> {
    window.state().chooser.selected().map(|process| process.candidate.pid)
}

fn is_recording(window: &Window) -> bool {
    window.state().document().is_some()
}

#[test]
fn whatever_is_typed_is_searched_for() {
    let mut window = open(three(4_100_001));
    assert_eq!(rows(&window), ["ghostty", "launchd", "fish"]);
    window.harness.event(egui::Event::Text("ghost".to_owned()));
    window.harness.run_steps(3);
    assert_eq!(rows(&window), ["ghostty"]);
    window.press(Key::Escape);
    assert_eq!(rows(&window), ["ghostty", "launchd", "fish"]);
}

#[test]
fn a_search_that_finds_nothing_can_be_cleared() {
    let mut window = open(three(4_100_002));
    window.type_into("Search", "zzz");
    assert!(window.shows("No process found") && rows(&window).is_empty());
    window.click("Clear the search");
    assert_eq!(rows(&window).len(), 3);
}

#[test]
fn heads_sort() {
    let mut window = open(three(4_100_003));
    let mut check = |head: &str, expected: [&str; 3]| {
        window.harness.get_by_role_and_label(Role::ColumnHeader, head).click();
        window.harness.run_steps(3);
        assert_eq!(rows(&window), expected, "{head}");
    };
    check("PID", ["launchd", "fish", "ghostty"]);
    check("Process", ["fish", "ghostty", "launchd"]);
    check("Process", ["launchd", "ghostty", "fish"]);
    check("Resident", ["ghostty", "launchd", "fish"]);
}

#[test]
fn a_click_selects_and_the_button_records() {
    let mut window = open(three(4_100_004));
    window.select("ghostty");
    assert_eq!(selected(&window), Some(4_100_004));
    assert!(!is_recording(&window) && window.shows("pid 4100004, 800.0 MiB footprint"));
    window.click("Record ghostty");
    assert!(is_recording(&window));
}

#[test]
fn arrows_select_and_enter_records() {
    let mut window = open(three(4_100_005));
    window.press(Key::Enter);
    assert!(!is_recording(&window), "nothing is selected");
    window.press(Key::ArrowDown);
    window.press(Key::ArrowDown);
    assert_eq!(selected(&window), Some(1));
    window.press(Key::Enter);
    assert!(!is_recording(&window), "it may not be recorded");
    window.press(Key::ArrowUp);
    window.press(Key::Enter);
    assert!(is_recording(&window));
}

#[test]
fn the_first_that_is_found_is_recorded_by_enter() {
    let mut window = open(three(4_100_006));
    window.type_into("Search", "ghost");
    window.press(Key::Enter);
    assert!(is_recording(&window));
}

#[test]
fn a_process_that_may_not_be_read_says_why_and_what_helps() {
    let mut window = open(three(4_100_007));
    window.record("launchd");
    assert!(!is_recording(&window));
    assert!(window.shows("Its regions may not be read") && window.shows("It is protected"));
    assert!(window.shows("sudo strandline record --pid 1") && window.shows("Record its totals only"));
    window.harness.get_by_label("Copy the command that helps").click();
    window.harness.step();
    let commands = &window.harness.output().platform_output.commands;
    assert!(commands.iter().any(|command| {
        matches!(command, egui::OutputCommand::CopyText(text) if text == "sudo strandline record --pid 1")
    }));
}

#[test]
fn a_selection_outlives_refreshes_and_rows_stay_under_the_pointer() {
    let list = Arc::new(Mutex::new(three(4_100_008)));
    let mut window = Window::open(FakeMachine::with(Answer::Now(Arc::clone(&list))), Start::Chooser);
    window.until("the list", |window| !rows(window).is_empty());
    window.select("fish");
    *list.lock().unwrap() = vec![candidate(7, "fish", 900), candidate(4_100_008, "ghostty", 800)];
    window.until("the next list", |window| window.shows("900.0 MiB"));
    assert_eq!(rows(&window), ["ghostty", "launchd", "fish"]);
    assert!(window.shows("Exited") && selected(&window) == Some(7));
    window.harness.remove_cursor();
    window.until("the order", |window| rows(window) == ["fish", "ghostty"]);
    list.lock().unwrap().remove(0);
    window.until("its end", |window| window.shows("It has exited."));
    assert_eq!(rows(&window), ["ghostty"]);
}

#[test]
fn the_machine_tells_its_memory_and_our_rights() {
    let window = open(three(4_100_009));
    assert!(window.shows("System memory, 8.0 GiB"));
    assert!(window.shows("Available 1.8 GiB  ·  Swap 512.0 MiB of 2.0 GiB"));
    assert!(window.shows("Used") && window.shows("6.0 GiB") && window.shows("Buffers"));
    assert!(window.shows("3 processes  ·  2 can be recorded  ·  listed anew each second"));
    assert!(window.shows("Not running as root"));
}

#[test]
fn a_recording_that_runs_is_shown_again_and_stands_against_another() {
    let mut window = open(three(4_100_010));
    window.record("ghostty");
    window.press_with(egui::Modifiers::COMMAND, Key::N);
    assert!(!is_recording(&window) && window.shows("Being recorded in this window"));
    window.select("fish");
    assert!(window.harness.get_by_label("Record fish").accesskit_node().is_disabled());
    window.click("Back to the recording");
    assert!(is_recording(&window));
}

#[test]
fn a_recording_keeps_the_pace_that_was_chosen() {
    let mut window = open(three(4_100_011));
    window.select("ghostty");
    window.harness.get_by_role_and_label(Role::ComboBox, "Sample every").click();
    window.harness.run_steps(3);
    window.click("1 s");
    window.click("Record ghostty");
    let document = window.state().document().expect("it is recorded");
    assert_eq!(document.trace.recording.start().unwrap().interval, Duration::from_secs(1));
}

#[test]
fn a_narrow_window_leaves_columns_out() {
    let mut window = open(three(4_100_012));
    assert!(window.shows("Resident") && window.shows("User"));
    window.harness.set_size(egui::vec2(1000.0, 700.0));
    window.harness.run_steps(3);
    assert!(!window.shows("Resident") && window.shows("User"));
    window.harness.set_size(egui::vec2(800.0, 700.0));
    window.harness.run_steps(3);
    assert!(!window.shows("User") && window.shows("Footprint") && window.shows("Command"));
}

#[test]
fn of_many_processes_only_those_in_sight_are_drawn() {
    let many = (0..2000_u32).map(|pid| candidate(pid + 10, &format!("worker{pid}"), 2000 - u64::from(pid)));
    let mut window = open(many.collect());
    let drawn = rows(&window);
    assert!(drawn.len() < 40 && drawn[0] == "worker0", "{} rows", drawn.len());
    window.press(Key::ArrowUp);
    window.until("the last row", |window| rows(window).iter().any(|name| name == "worker1999"));
    assert!(rows(&window).len() < 40);
}

#[test]
fn unsaved_recordings_are_offered_and_can_be_deleted_and_restored() {
    let machine = FakeMachine::with(Answer::These(three(4_100_013)));
    let path = machine.empty_trace();
    let mut window = Window::open(machine, Start::Chooser);
    window.until("the recording", |window| window.shows("Unsaved recordings"));
    let bytes = std::fs::read(&path).unwrap();
    window.click("Delete empty");
    window.until("its end", |window| !window.shows("Unsaved recordings"));
    assert!(!path.exists());
    window.until("the bin", |window| window.shows("Deleted within a day"));
    window.click("Restore empty");
    window.until("the recording", |window| window.shows("Unsaved recordings"));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    window.click("Delete empty");
    window.until("the bin", |window| window.shows("Delete empty for good"));
    window.click("Delete empty for good");
    assert!(window.shows("Delete the recording of empty for good?"));
    window.click("Delete");
    window.until("its end", |window| !window.shows("Deleted within a day"));
}

#[test]
fn an_unsaved_recording_is_opened_by_a_click() {
    let machine = FakeMachine::with(Answer::These(three(4_100_014)));
    let path = machine.empty_trace();
    let mut window = Window::open(machine, Start::Chooser);
    window.until("the recording", |window| window.shows("Open empty"));
    window.click("Open empty");
    window.until("the trace", is_recording);
    let document = window.state().document().unwrap();
    assert!(document.path == path && !document.is_saved());
}

#[test]
fn recent_traces_are_offered() {
    let folder = tempfile::tempdir().unwrap();
    let machine = FakeMachine::with(Answer::These(three(4_100_015)));
    let (saved, gone) = (folder.path().join("before.strand"), folder.path().join("gone.strand"));
    std::fs::rename(machine.empty_trace(), &saved).unwrap();
    let files = machine.files().unwrap();
    files.remember(&gone).unwrap();
    files.remember(&saved).unwrap();
    let mut window = Window::open(machine, Start::Chooser);
    window.until("the trace", |window| window.shows("Recent traces"));
    assert!(!window.shows("Open gone.strand") && !window.shows("Delete before.strand"));
    window.click("Open before.strand");
    window.until("the trace", is_recording);
}
