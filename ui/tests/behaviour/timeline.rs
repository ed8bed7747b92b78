//! The upper half of a recording: ruler, flags, tracks, and what the pointer does there.

use crate::fixture::Window;
use crate::machine::{Answer, FakeMachine};
use crate::marked_trace;
use eframe::egui::{self, Key, Modifiers, MouseWheelSource, PointerButton, Pos2, pos2};
use egui_kittest::kittest::Queryable as _;
use strandline::model::Mark;
use strandline::model::units::{TimeRange, Timestamp};
use strandline_app::Start;
use strandline_app::command::Command;
use strandline_app::state::{Dialog, Document, Mode, Subject, ViewChange};

/// A trace of ten seconds with four marks.
fn window() -> Window {
    let machine = FakeMachine::with(Answer::These(Vec::new()));
    let path = marked_trace::write(&machine.folder());
    let mut window = Window::open(machine, Start::Open(path));
    window.until("the recording", |window| window.state().document().is_some());
    window.request(Command::View(ViewChange::Subject(Subject::All)));
    window
}

fn document(window: &Window) -> &Document {
    window.state().document().expect("a recording is shown")
}

fn marks(window: &Window) -> Vec<(&str, f64)> {
    let marks = document(window).trace.annotations.marks().iter();
    marks.map(|mark: &Mark| (mark.label.as_str(), mark.at.seconds())).collect()
}

/// A point of the tracks at a time.
fn at(window: &Window, seconds: f32) -> Pos2 {
    let area = window.harness.get_by_label("Timeline").rect();
    pos2(area.left() + area.width() * seconds / 10.0, area.top() + 120.0)
}

fn click_at(window: &mut Window, place: Pos2, button: PointerButton, modifiers: Modifiers) {
    window.harness.hover_at(place);
    window.harness.run_steps(2);
    for pressed in [true, false] {
        let event = egui::Event::PointerButton { pos: place, button, pressed, modifiers };
        window.harness.event_modifiers(event, modifiers);
    }
    window.harness.run_steps(3);
}

fn drag(window: &mut Window, from: Pos2, to: Pos2) {
    window.harness.hover_at(from);
    window.harness.run_steps(1);
    window.harness.drag_at(from);
    window.harness.run_steps(1);
    for part in [0.3, 0.7, 1.0] {
        window.harness.hover_at(from + (to - from) * part);
        window.harness.run_steps(1);
    }
    window.harness.drop_at(to);
    window.harness.run_steps(3);
}

#[track_caller]
fn assert_range(window: &Window, from: f64, to: f64) {
    let range = document(window).view.range.expect("a range is selected");
    let is_near = |moment: f64, expected: f64| (moment - expected).abs() < 0.06;
    let TimeRange { from: begin, to: end } = range;
    assert!(is_near(begin.seconds(), from) && is_near(end.seconds(), to), "{range:?}");
}

#[test]
fn a_drag_selects_a_range_and_escape_lets_go_of_it() {
    let mut window = window();
    assert!(window.shows("Range: since baseline"));
    let (from, to) = (at(&window, 3.5), at(&window, 6.5));
    drag(&mut window, from, to);
    assert_range(&window, 3.5, 6.5);
    window.press(Key::Escape);
    assert_eq!(document(&window).view.range, None);
    let (from, to) = (at(&window, 6.5), at(&window, 3.5));
    drag(&mut window, from, to);
    window.click("Clear the range");
    assert_eq!(document(&window).view.range, None);
}

#[test]
fn an_end_of_the_range_can_be_moved_and_shift_extends_it() {
    let mut window = window();
    let (from, to) = (at(&window, 3.5), at(&window, 6.5));
    drag(&mut window, from, to);
    let to = at(&window, 7.4);
    let from = at(&window, 6.5);
    drag(&mut window, from, to);
    assert_range(&window, 3.5, 7.4);
    let place = at(&window, 1.0);
    click_at(&mut window, place, PointerButton::Primary, Modifiers::SHIFT);
    assert_range(&window, 1.0, 7.4);
    let place = at(&window, 9.0);
    click_at(&mut window, place, PointerButton::Primary, Modifiers::SHIFT);
    assert_range(&window, 1.0, 9.0);
}

#[test]
fn a_click_points_at_a_moment_whose_figures_are_read() {
    let mut window = window();
    assert!(window.shows("Footprint 24.0 MiB"));
    let place = at(&window, 0.6);
    click_at(&mut window, place, PointerButton::Primary, Modifiers::NONE);
    let playhead = document(&window).view.playhead.expect("the playhead stands");
    assert!((playhead.seconds() - 0.6).abs() < 0.06);
    window.harness.hover_at(pos2(5.0, 5.0));
    window.harness.run_steps(2);
    assert!(window.shows("Footprint 4.0 MiB"));
    let place = at(&window, 4.5);
    window.harness.hover_at(place);
    window.harness.run_steps(2);
    assert!(window.shows("Footprint 20.0 MiB"), "the pointer comes before the playhead");
}

/// The last point of the line in each row, and the footprint that the row has.
fn lines(window: &Window) -> Vec<(f64, f64)> {
    let summary = &document(window).figures.summary;
    let rows = summary.rows().iter().enumerate();
    rows.map(|(nth, row)| {
        let last = summary.sketch_of(nth).last().copied().unwrap_or(-1.0);
        (last, row.figures.after.footprint().get() as f64)
    })
    .collect()
}

#[test]
fn lines_of_growth_are_of_the_range_after_it_was_widened_and_cleared() {
    let mut window = window();
    let seconds = |seconds: u64| Timestamp::from_nanos(seconds * 1_000_000_000);
    let ranges = [Some((3, 5)), Some((3, 8)), Some((1, 4)), None, Some((2, 9)), None];
    for range in ranges {
        let range = range.map(|(from, to)| TimeRange::new(seconds(from), seconds(to)));
        window.request(Command::View(ViewChange::Range(range)));
        window.until("the figures", Window::is_settled);
        let lines = lines(&window);
        assert!(!lines.is_empty());
        for (last, footprint) in lines {
            assert!((last - footprint).abs() < 1.0, "{range:?}: {last} and {footprint}");
        }
    }
}

#[test]
fn behind_the_range_nothing_is_called_transient() {
    let mut window = window();
    let heap = document(&window).figures.summary.rows().iter().find(|row| row.name == "heap").cloned();
    window.request(Command::View(ViewChange::Subject(heap.expect("it has a row").subject)));
    let (from, to) = (at(&window, 3.5), at(&window, 6.5));
    drag(&mut window, from, to);
    let mut check = |seconds: f32, persistent: bool| {
        let place = at(&window, seconds);
        window.harness.hover_at(place);
        window.harness.run_steps(3);
        assert!(window.shows("heap 4.0 MiB"), "{seconds}");
        assert!(!window.shows("heap: 4.0 MiB transient"), "{seconds}");
        assert_eq!(window.shows("heap: 4.0 MiB persistent"), persistent, "{seconds}");
    };
    check(5.0, true);
    check(1.0, true);
    check(8.5, false);
}

#[test]
fn near_a_mark_a_moment_is_that_of_the_mark() {
    let mut window = window();
    let place = at(&window, 5.0) + egui::vec2(3.0, 0.0);
    click_at(&mut window, place, PointerButton::Primary, Modifiers::NONE);
    assert_eq!(document(&window).view.playhead, Some(Timestamp::from_nanos(5_000_000_000)));
}

fn scroll(window: &mut Window, source: MouseWheelSource, x: f32, y: f32) {
    window.harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(x, y),
        phase: egui::TouchPhase::Move,
        source,
        modifiers: Modifiers::NONE,
    });
    window.harness.run_steps(12);
}

#[test]
fn two_fingers_move_and_a_pinch_zooms() {
    let mut window = window();
    let shown = |window: &Window| document(window).view.time.range(document(window).now(), false);
    let place = at(&window, 5.0);
    window.harness.hover_at(place);
    window.harness.event(egui::Event::Zoom(2.0));
    window.harness.run_steps(3);
    let near = shown(&window);
    assert!((near.duration().as_secs_f64() - 5.0).abs() < 0.1, "{near:?}");
    for source in [MouseWheelSource::Trackpad, MouseWheelSource::Momentum] {
        let before = shown(&window);
        scroll(&mut window, source, 0.0, 200.0);
        assert_eq!(shown(&window), before, "up and down there is nothing to scroll");
        scroll(&mut window, source, -100.0, 20.0);
        assert!(shown(&window).from > before.from, "{source:?}");
        assert_eq!(shown(&window).duration(), before.duration());
    }
}

#[test]
fn the_wheel_zooms_around_the_pointer_and_moves_sideways() {
    let mut window = window();
    let scroll = |window: &mut Window, x: f32, y: f32| scroll(window, MouseWheelSource::Unknown, x, y);
    let shown = |window: &Window| document(window).view.time.range(document(window).now(), false);
    let place = at(&window, 5.0);
    window.harness.hover_at(place);
    scroll(&mut window, 0.0, 200.0);
    let near = shown(&window);
    assert!(near.duration().as_secs_f64() < 6.0, "{near:?}");
    assert!((near.from.seconds() + near.to.seconds() - 10.0).abs() < 0.2, "{near:?}");
    scroll(&mut window, -200.0, 0.0);
    let moved = shown(&window);
    assert!(moved.from > near.from);
    assert!((moved.duration().as_secs_f64() - near.duration().as_secs_f64()).abs() < 0.01);
    scroll(&mut window, 0.0, -2000.0);
    assert!((shown(&window).duration().as_secs_f64() - 10.0).abs() < 0.01);
}

#[test]
fn a_double_click_in_the_range_shows_it() {
    let mut window = window();
    let (from, to) = (at(&window, 3.5), at(&window, 6.5));
    drag(&mut window, from, to);
    let place = at(&window, 4.5);
    // A step of the harness takes longer than a finger.
    window.harness.ctx.options_mut(|options| options.input_options.max_double_click_delay = 2.0);
    for _ in 0..2 {
        for pressed in [true, false] {
            let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
            window.harness.event(egui::Event::PointerButton { pos: place, button, pressed, modifiers });
        }
    }
    window.harness.run_steps(3);
    let shown = document(&window).view.time.range(document(&window).now(), false);
    assert!(shown.from.seconds() > 3.0 && shown.to.seconds() < 7.0, "{shown:?}");
}

#[test]
fn a_flag_is_moved_and_that_can_be_undone() {
    let mut window = window();
    let flag = window.harness.get_by_label("Mark look, 00:09.0").rect().center();
    let to = pos2(at(&window, 8.5).x, flag.y);
    drag(&mut window, flag, to);
    assert_eq!(marks(&window)[5].0, "look");
    assert!((marks(&window)[5].1 - 8.5).abs() < 0.06, "{:?}", marks(&window));
    assert!(document(&window).view.range.is_none(), "the drag was about the flag");
    window.harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.harness.run_steps(3);
    assert!(window.shows("Mark look, 00:09.0"));
}

#[test]
fn a_flag_has_a_menu() {
    let mut window = window();
    let menu = |window: &mut Window| {
        window.harness.get_by_label("Mark look, 00:09.0").click_secondary();
        window.harness.run_steps(3);
    };
    menu(&mut window);
    window.click("Select from here to the next mark");
    assert_range(&window, 9.0, 10.0);
    menu(&mut window);
    window.click("Delete the mark");
    assert!(!window.shows("Mark look, 00:09.0") && marks(&window).len() == 5);
    window.harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.harness.run_steps(3);
    assert_eq!(marks(&window).len(), 6);
    menu(&mut window);
    window.click("Rename…");
    let dialog = window.state().dialog.as_ref();
    assert!(matches!(dialog, Some(Dialog::Rename { label, .. }) if label == "look"));
}

#[test]
fn a_mark_can_be_set_afterwards() {
    let mut window = window();
    let place = at(&window, 6.5);
    click_at(&mut window, place, PointerButton::Secondary, Modifiers::NONE);
    window.click("Mark here");
    assert!(window.shows("Mark mark 1, 00:06.5"), "{:?}", marks(&window));
}

#[test]
fn a_line_of_the_legend_selects_its_category() {
    let mut window = window();
    assert!(window.shows("All memory 24.0 MiB"));
    window.click("PageList: 20.0 MiB");
    assert!(matches!(document(&window).view.subject, Subject::Category(_)));
    assert!(window.shows("PageList 20.0 MiB"));
    window.click("PageList: 20.0 MiB");
    assert_eq!(document(&window).view.subject, Subject::All);
}

#[test]
fn the_timeline_folds_to_a_strip_over_the_regions() {
    let mut window = window();
    let heads = ["Footprint 24.0 MiB", "Regions 6", "Unattributed –"];
    assert!(heads.iter().all(|head| window.shows(head)));
    window.press(Key::Num3);
    assert_eq!(document(&window).view.mode, Mode::Regions);
    assert!(window.shows("All memory 24.0 MiB") && !heads.iter().any(|head| window.shows(head)));
    assert!(window.harness.get_by_label("Timeline").rect().height() < 90.0);
}
