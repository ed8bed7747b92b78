//! The window by its accessible labels, without a display: a fake machine, a scripted source.

mod agreement;
mod attaching;
mod chooser_screen;
mod comparing;
mod cycles;
mod cyclic_trace;
mod desktop;
mod documents;
mod exporting;
mod exporting_compared;
mod fixture;
mod importing;
mod keeping;
mod machine;
mod marked_trace;
mod reports;
mod scripted;
mod stories;
mod tables;
mod timeline;
mod two_windows;

use fixture::Window;
use machine::{Answer, FAULTY, FakeMachine, SHORT_LIVED, candidate, refused};
use std::path::PathBuf;
use strandline::model::MarkRole;
use strandline::storage::trace_file;
use strandline_app::Start;
use strandline_app::state::Phase;

fn chooser(pid: u32) -> Window {
    let list = vec![candidate(7, "fish", 3), candidate(pid, "ghostty", 800), refused(1, "launchd", 40)];
    let mut window = Window::open(FakeMachine::with(Answer::These(list)), Start::Chooser);
    window.until("the list", |window| window.shows("ghostty"));
    window
}

fn recording(pid: u32) -> Window {
    let mut window = chooser(pid);
    window.record("ghostty");
    window.until("the table", |window| window.shows("Named ▸ PageList"));
    window
}

fn rows(window: &Window) -> Vec<String> {
    let document = window.state().document().expect("a recording is shown");
    document.figures.summary.rows().iter().map(|row| row.label.clone()).collect()
}

#[test]
fn a_double_click_on_a_row_starts_a_recording() {
    let mut window = recording(4_000_003);
    let document = window.state().document().unwrap();
    assert_eq!(document.trace.recording.target().unwrap().pid, 4_000_003);
    assert_eq!(document.phase, Phase::Recording);
    window.click("Pause");
    assert_eq!(window.state().document().unwrap().phase, Phase::Paused);
    window.click("Resume");
    assert_eq!(window.state().document().unwrap().phase, Phase::Recording);
}

#[test]
fn button_and_keys_set_marks() {
    let mut window = recording(4_000_005);
    let marks = |window: &Window| window.state().document().unwrap().trace.annotations.marks().to_vec();
    window.click("Mark");
    window.until("a mark", |window| marks(window).len() == 1);
    window.until("the button", |window| !window.state().busy.is_barrier_pending);
    window.press(eframe::egui::Key::M);
    window.until("another mark", |window| marks(window).len() == 2);
    for (nth, key) in [(3, eframe::egui::Key::B), (4, eframe::egui::Key::N), (5, eframe::egui::Key::M)] {
        window.until("the button", |window| !window.state().busy.is_barrier_pending);
        window.press(key);
        window.until("another mark", |window| marks(window).len() == nth);
    }
    let marks = marks(&window);
    let labels: Vec<_> = marks.iter().map(|mark| (mark.label.as_str(), mark.role)).collect();
    let expected = [
        ("cycle 1", MarkRole::Closed(1)),
        ("cycle 2", MarkRole::Closed(2)),
        ("baseline", MarkRole::Baseline),
        ("mark 1", MarkRole::Note),
        ("cycle 3", MarkRole::Closed(3)),
    ];
    assert_eq!(labels, expected);
}

#[test]
fn a_recording_that_was_stopped_stays_and_lies_in_its_file() {
    let mut window = recording(4_000_006);
    window.click("Stop");
    window.until("the end", |window| window.shows("Record again"));
    let document = window.state().document().unwrap();
    assert!(!document.is_live() && !window.shows("Stop"));
    let saved = trace_file::open(&document.path).unwrap();
    assert!(saved.complete);
    assert_eq!(saved.trace.recording.snapshots().len(), document.trace.recording.snapshots().len());
    window.click("Processes");
    window.until("the list", |window| window.shows("ghostty"));
}

#[test]
fn a_window_that_is_closed_ends_its_recording() {
    let window = recording(4_000_010);
    let path = window.state().document().unwrap().path.clone();
    let _files = window.close();
    assert!(trace_file::open(&path).unwrap().complete);
}

#[test]
fn a_target_that_exits_ends_its_recording() {
    let mut window = chooser(SHORT_LIVED);
    window.record("ghostty");
    window.until("the end", |window| window.shows("Record again"));
    let Phase::Ended(how) = &window.state().document().unwrap().phase else { panic!("it ended") };
    assert!(how.ends_with("the target exited"), "{how}");
}

#[test]
fn a_sampler_that_fails_ends_its_recording_and_keeps_it() {
    let mut window = chooser(FAULTY);
    window.record("ghostty");
    window.until("the end", |window| window.shows("Record again"));
    let document = window.state().document().unwrap();
    let Phase::Ended(how) = &document.phase else { panic!("it ended") };
    assert!(how.starts_with("Recording broke off"), "{how}");
    assert!(!document.trace.recording.snapshots().is_empty() && document.path.exists());
}

#[test]
fn opening_a_trace_shows_its_rows() {
    let mut recorded = recording(4_000_008);
    recorded.click("Stop");
    recorded.until("the end", |window| window.shows("Record again"));
    recorded.until("the last figures", Window::is_settled);
    let path = recorded.state().document().unwrap().path.clone();
    let mut window = Window::open(FakeMachine::with(Answer::These(Vec::new())), Start::Open(path));
    window.until("the table", |window| window.shows("Named ▸ PageList"));
    assert!(window.shows("Malloc ▸ heap") && window.shows("*All*"));
    assert_eq!(rows(&window), rows(&recorded));
    assert_eq!(rows(&window)[4], "Named ▸ PageList", "behind the rows that add up others");
}

#[test]
fn a_trace_that_is_not_there_is_said() {
    let start = Start::Open(PathBuf::from("/nowhere/x.strand"));
    let mut window = Window::open(FakeMachine::with(Answer::These(Vec::new())), start);
    window.until("the reason", |window| window.state().notice.is_some());
    window.click("Dismiss");
    assert_eq!(window.state().notice, None);
}

#[test]
fn a_process_that_is_gone_is_said() {
    let mut window = chooser(4_000_009);
    window.record("fish");
    assert_eq!(window.state().notice.as_deref(), Some("there is no process with pid 7"));
    assert!(window.state().document().is_none());
}

#[test]
fn places_without_content_say_so() {
    let (machine, gate) = FakeMachine::that_waits();
    let mut window = Window::open(machine, Start::Chooser);
    window.until("the first frame", |window| window.shows("Listing the processes…"));
    drop(gate);
    window.until("the answer", |window| window.shows("The processes cannot be listed"));
}

#[test]
fn a_trace_without_snapshots_is_empty_and_no_error() {
    let machine = FakeMachine::with(Answer::These(Vec::new()));
    let path = machine.empty_trace();
    let mut window = Window::open(machine, Start::Open(path));
    window.until("the recording", |window| window.state().document().is_some());
    assert!(window.shows("No memory seen yet"));
}
