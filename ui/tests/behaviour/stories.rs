//! Two known leaks of macOS, from the made-up kernel up to the window.

use crate::fixture::Window;
use crate::machine::{Answer, FakeMachine};
use eframe::egui::Key;
use egui_kittest::kittest::Queryable as _;
use std::path::Path;
use strandline::analysis::{Quantum, Verdict};
use strandline::model::units::Bytes;
use strandline_app::Start;

/// A story as `src/platform/macos/tests/stories.rs` tells it.
fn open_story(name: &str) -> Window {
    let path = Path::new("../tests/fixtures/stories").join(name);
    let machine = FakeMachine::with(Answer::These(Vec::new()));
    let mut window = Window::open(machine, Start::Open(path));
    window.until("the recording", |window| window.state().document().is_some());
    window.until("the figures", Window::is_settled);
    window
}

/// The leak is named in the toolbar and with its evidence, each cycle leaving so many regions of one size.
fn check(name: &str, category: &str, quantum: Quantum, portions: &str) {
    let mut window = open_story(name);
    let document = window.state().document().expect("it is open");
    assert_eq!(document.figures.assessed.verdicts().overall(), Verdict::Leak);
    assert_eq!(document.judged().expect("it is judged").quantum, Some(quantum));
    let strip = format!("Verdict: leak  {category}");
    let strip = window.harness.query_all_by_label_contains(&strip).next();
    assert!(strip.is_some(), "{name}: the toolbar names it");
    window.press(Key::Num2);
    assert!(window.shows(&format!("{category}, mapped: leak")), "{name}");
    assert!(window.shows(&format!("Repeating sizes: {portions}")), "{name}");
}

#[test]
fn pages_that_are_never_unmapped_are_named_by_their_tag_and_size() {
    let quantum = Quantum {
        count: Some(2),
        bytes: Bytes::from_kib(592),
        cycles: 12,
        total: Some(24),
        is_mean: false,
        is_merged: false,
    };
    check("terminal-pages.ron", "App-Specific ▸ PageList", quantum, "2 × 592 KiB per cycle in 12 of 12");
}

#[test]
fn a_retained_layer_is_named_by_its_surface() {
    let quantum = Quantum {
        count: Some(1),
        bytes: Bytes::from_kib(16_432),
        cycles: 12,
        total: Some(12),
        is_mean: false,
        is_merged: false,
    };
    check("terminal-layers.ron", "Graphics ▸ IOSurface", quantum, "1 × 16.0 MiB per cycle in 12 of 12");
}
