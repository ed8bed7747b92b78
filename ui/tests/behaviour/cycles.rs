//! The cycles and what is said of them: the verdict in the toolbar, the advice below it, and the mode that shows the evidence.

use crate::cyclic_trace::{self, Course};
use crate::fixture::Window;
use crate::machine::{Answer, FakeMachine};
use crate::recording;
use eframe::egui::{self, Key, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use strandline::analysis::Verdict;
use strandline_app::Start;
use strandline_app::command::Command;
use strandline_app::state::{Document, Mode, Subject};

/// A trace with so many cycles.
fn opened(course: Course, cycles: u32) -> Window {
    let machine = FakeMachine::with(Answer::These(Vec::new()));
    let path = cyclic_trace::write(&machine.folder(), course, cycles);
    let mut window = Window::open(machine, Start::Open(path));
    let is_judged = |document: &Document| document.figures.assessed.closed() == cycles as usize;
    window.until("the cycles", |window| window.state().document().is_some_and(is_judged));
    window.until("the figures", Window::is_settled);
    window
}

fn document(window: &Window) -> &Document {
    window.state().document().expect("a recording is shown")
}

fn overall(window: &Window) -> Verdict {
    document(window).figures.assessed.verdicts().overall()
}

const LEAK: &str =
    "Verdict: leak  Named ▸ PageList  +8.0 MiB per cycle  ·  in 8 of 8 cycles  ·  2 × 4.0 MiB per cycle";

#[test]
fn a_leak_is_said_in_the_toolbar_and_a_click_shows_its_cycles() {
    let mut window = opened(Course::Leak, 10);
    assert_eq!(overall(&window), Verdict::Leak);
    window.click(LEAK);
    assert_eq!(document(&window).view.mode, Mode::Cycles);
    assert!(matches!(document(&window).view.subject, Subject::Category(_)));
    for label in [
        "Named ▸ PageList, mapped: leak",
        "Slope: +8.0 MiB",
        "Grew in: 8 of 8 cycles",
        "Repeating sizes: 2 × 4.0 MiB per cycle in 8 of 8",
        "leak: grew in 8 of 8 cycles",
        "Of 64.0 MiB that the cycles left behind, 64.0 MiB are still there",
    ] {
        assert!(window.shows(label), "{label}");
    }
    let chart = window.harness.get_by_label_contains("Named ▸ PageList: levels over the cycles");
    let label = chart.accesskit_node().value().unwrap_or_default();
    for figure in ["24.0 MiB", "88.0 MiB", "+8.0 MiB", "leak"] {
        assert!(label.contains(figure), "{label}");
    }
}

#[test]
fn what_the_cycles_left_behind_is_a_click_away() {
    let mut window = opened(Course::Leak, 10);
    window.click(LEAK);
    window.harness.get_by_label("Show these regions").scroll_to_me();
    window.harness.run_steps(3);
    window.click("Show these regions");
    window.until("its regions", |window| document(window).view.mode == Mode::Regions);
    window.until("how many", |window| {
        window.harness.query_all_by_label_contains("16 regions").next().is_some()
    });
    let view = &document(&window).view;
    assert_eq!((view.mode, view.region_filter.as_str()), (Mode::Regions, "new alive"));
}

#[test]
fn where_nothing_grows_that_is_said_quietly() {
    let window = opened(Course::Steady, 10);
    assert_eq!(overall(&window), Verdict::Steady);
    assert!(window.shows("Verdict: steady  nothing grows in 8 cycles"));
}

#[test]
fn what_fills_up_settles() {
    let window = opened(Course::Settles, 14);
    assert_eq!(overall(&window), Verdict::Settles);
    let says = document(&window).judged().map(|row| row.judgement.verdict);
    assert_eq!(says, Some(Verdict::Settles));
    assert!(window.harness.query_all_by_label_contains("and stopped").next().is_some());
}

#[test]
fn a_suspect_has_its_reason() {
    let mut window = opened(Course::Slows, 12);
    assert_eq!(overall(&window), Verdict::Suspect);
    let doubt = document(&window).judged().and_then(|row| row.judgement.doubt).unwrap();
    // Its first letter is a capital where it begins a line.
    let reason = &doubt.reason()[1..];
    assert!(window.harness.query_all_by_label_contains(reason).next().is_some());
    window.press(Key::Num2);
    assert!(window.shows("Why only suspect"));
    assert!(window.harness.query_all_by_label_contains(reason).next().is_some());
}

#[test]
fn few_cycles_leave_the_headline_and_say_what_is_missing() {
    let mut window = opened(Course::Leak, 5);
    assert_eq!(overall(&window), Verdict::TooFewCycles);
    assert!(window.harness.query_all_by_label_contains("Verdict:").next().is_none());
    assert!(window.harness.query_all_by_label_contains("PageList keeps").next().is_some());
    window.press(Key::Num2);
    assert!(window.shows("too few cycles: 3 count, a verdict needs 5"));
    assert!(window.shows("5 cycles: 3 counted, 2 warm-up"));
}

#[test]
fn a_cycle_selects_its_time_for_every_table() {
    let mut window = opened(Course::Leak, 10);
    window.press(Key::Num2);
    let row = |window: &Window, name: &str| window.harness.get_by_role_and_label(Role::Row, name).rect();
    assert!(row(&window, "warm-up 1").top() < row(&window, "warm-up 2").top());
    assert!(row(&window, "warm-up 2").top() < row(&window, "cycle 3").top());
    window.select("cycle 4");
    let range = document(&window).view.range.expect("a range is selected");
    assert_eq!((range.from.seconds(), range.to.seconds()), (3.0, 4.0));
    window.press(Key::Num3);
    window.until("its regions", |window| {
        window.harness.query_all_by_label_contains("· 2 regions").next().is_some()
            || window.harness.query_all_by_label_contains("+ 2 new").next().is_some()
    });
    window.press(Key::Num2);
    window.select("cycle 4");
    assert_eq!(document(&window).view.range, None, "a second click lets go of it");
}

#[test]
fn keys_move_between_the_verdicts() {
    let mut window = opened(Course::Leak, 10);
    window.press(Key::Num2);
    let judged = |window: &Window| document(window).judged().map(|row| row.subject);
    let first = document(&window).figures.assessed.verdicts().rows[0].subject;
    window.press(Key::Home);
    assert_eq!(judged(&window), Some(first));
    window.press(Key::ArrowDown);
    let second = document(&window).figures.assessed.verdicts().rows[1].subject;
    assert_eq!(judged(&window), Some(second));
    window.press(Key::Enter);
    assert_eq!(document(&window).view.mode, Mode::Regions);
}

#[test]
fn without_a_cycle_the_mode_says_how_one_comes_about() {
    let mut window = recording(4_000_301);
    assert!(window.shows("Open and close a window in ghostty, then press M"));
    window.press(Key::Num2);
    assert!(window.shows("No cycle yet"));
    window.press(Key::M);
    window.until("a cycle", |window| document(window).figures.assessed.closed() == 1);
    assert!(window.shows("warm-up 1"));
    let warm = "The first cycles warm up: do it again and press M, or press B to count from here on";
    window.until("the next advice", |window| window.shows(warm));
}

#[test]
fn advice_can_be_sent_away_for_good() {
    let mut window = recording(4_000_302);
    let advice = "Open and close a window in ghostty, then press M";
    assert!(window.shows(advice));
    window.click("Hide the advice");
    assert!(!window.shows(advice) && !window.shows("Hide the advice"));
    let machine = window.machine();
    let files = strandline_app::system::System::files(&*machine).unwrap();
    assert!(files.settings().value.hides_advice);
    window.request(Command::ToggleAdvice);
    assert!(window.shows(advice) && !files.settings().value.hides_advice);
}

#[test]
fn the_report_goes_to_the_clipboard() {
    let mut window = opened(Course::Leak, 10);
    window.press(Key::Num2);
    window.harness.get_by_label("Copy as Markdown").click();
    let copied = |window: &Window| {
        window.harness.output().platform_output.commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
    };
    let mut text = None;
    for _ in 0..4 {
        window.harness.step();
        text = text.or_else(|| copied(&window));
    }
    assert!(text.is_some_and(|text| text.starts_with("**leak: Named")), "the verdict comes first");
}
