//! Two recordings side by side: which they are, what has changed, and what stands there before anything can be compared.

use crate::cyclic_trace::{self, Course};
use crate::fixture::Window;
use crate::machine::{Answer, FakeMachine};
use crate::recording;
use eframe::egui::{self, Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::path::{Path, PathBuf};
use strandline_app::Start;
use strandline_app::command::Command;
use strandline_app::state::{CompareChange, Letter, Mode, RunId};
use tempfile::TempDir;

/// A trace with a name of its own.
pub(crate) fn trace(folder: &Path, name: &str, course: Course, cycles: u32) -> PathBuf {
    let path = folder.join(name);
    std::fs::rename(cyclic_trace::write(folder, course, cycles), &path).expect("a file can be renamed");
    path
}

/// The first one is shown, the second one is dropped where two are compared.
pub(crate) fn compared(courses: [(Course, u32); 2]) -> (Window, TempDir) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let [before, after] = courses;
    let before = trace(folder.path(), "before.strand", before.0, before.1);
    let after = trace(folder.path(), "after.strand", after.0, after.1);
    let mut window = Window::open(FakeMachine::with(Answer::These(Vec::new())), Start::Open(before));
    window.until("the first", |window| window.state().document().is_some());
    window.press(Key::Num4);
    window.drop_file(&after);
    window.until("the comparison", |window| {
        window.shows("B: after.strand") && window.state().comparing.compared.comparison().is_some()
    });
    window.until("the figures", Window::is_settled);
    (window, folder)
}

fn rows(window: &Window) -> Vec<String> {
    let all = window.harness.query_all_by_role(Role::Row);
    all.filter_map(|row| row.accesskit_node().label()).collect()
}

const FIXED: &str = "Comparison: Named ▸ PageList is fixed: +8.0 MiB → 0 B per cycle";
const NEW: &str = "Comparison: Named ▸ PageList grows, and did not before: 0 B → +8.0 MiB per cycle";
const ROW: &str = "Named ▸ PageList: leak → steady, fixed";

#[test]
fn a_leak_that_is_gone_is_fixed() {
    let (window, _folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
    for label in [
        FIXED,
        ROW,
        "A: before.strand",
        "1 fixed",
        "1 unchanged",
        "Only in A: 16 regions, 64.0 MiB",
        "In both: none",
        "16 × PageList, 4.0 MiB",
        "Footprint of A at the end: 92.0 MiB",
    ] {
        assert!(window.shows(label), "{label}");
    }
    let chart = window.harness.get_by_label_contains("Named ▸ PageList: levels");
    let label = chart.accesskit_node().value().unwrap_or_default();
    assert!(label.contains("A: 8.0 MiB to 88.0 MiB") && label.contains("B: 8.0 MiB to 8.0 MiB"), "{label}");
    assert_eq!(window.state().document().unwrap().run, RunId(0), "what was shown goes on being shown");
}

#[test]
fn swapped_it_is_new() {
    let (mut window, _folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
    window.press(Key::X);
    assert!(window.shows(NEW) && window.shows("A: after.strand") && window.shows("1 new"));
    window.click("Swap A and B");
    assert!(window.shows(FIXED));
}

#[test]
fn the_same_twice_is_unchanged() {
    let (window, _folder) = compared([(Course::Leak, 10), (Course::Leak, 10)]);
    assert!(
        window.shows(
            "Comparison: Nothing has changed: Named ▸ PageList still grows: +8.0 → +8.0 MiB per cycle"
        )
    );
    assert!(window.shows("In both: 16 regions, 64.0 MiB"));
}

#[test]
fn too_few_cycles_are_said_to_be_too_few() {
    let (window, _folder) = compared([(Course::Leak, 10), (Course::Steady, 5)]);
    assert!(window.shows("Comparison: Too few cycles to compare: "));
    assert!(window.shows("2 not enough cycles"));
}

#[test]
fn words_of_change_confine_the_rows() {
    let (mut window, _folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
    let all = rows(&window).len();
    window.click("1 unchanged");
    assert!(rows(&window).iter().all(|row| row.ends_with("unchanged")), "{:?}", rows(&window));
    window.click("1 unchanged");
    assert_eq!(rows(&window).len(), all);
    window.click("1 unchanged");
    window.press(Key::X);
    assert_eq!(rows(&window).len(), all, "other words of change: all rows again");
}

#[test]
fn the_arrow_keys_and_a_click_select_a_row() {
    let (mut window, _folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
    let selected = |window: &Window| window.state().comparing.selected().cloned();
    let levels = |window: &Window, name: &str| {
        window.harness.query_all_by_label_contains(&format!("{name}: levels")).count()
    };
    assert_eq!(levels(&window, "Named ▸ PageList"), 1);
    window.press(Key::End);
    let last = selected(&window);
    window.press(Key::ArrowUp);
    assert_ne!(selected(&window), last);
    window.select("Malloc ▸ heap: steady → steady, unchanged");
    assert_eq!(levels(&window, "Malloc ▸ heap"), 1);
    assert_eq!(levels(&window, "Named ▸ PageList"), 1, "what changed most stays beside it");
}

#[test]
fn heads_sort_the_rows() {
    let (mut window, _folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
    let first = |window: &Window| {
        let top = window
            .harness
            .query_all_by_role(Role::Row)
            .min_by(|one, other| one.rect().top().total_cmp(&other.rect().top()));
        top.and_then(|row| row.accesskit_node().label()).unwrap_or_default()
    };
    assert!(first(&window).contains("fixed"));
    window.click("Difference");
    assert!(first(&window).contains("unchanged"), "{}", first(&window));
    window.click("Category");
    assert!(first(&window).starts_with("*All*"), "{}", first(&window));
}

#[test]
fn retained_regions_are_listed_as_far_as_they_are_checked() {
    let (mut window, _folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
    window.click("Only in A: 16 regions, 64.0 MiB");
    assert!(!window.shows("16 × PageList, 4.0 MiB"));
    window.press(Key::X);
    assert!(!window.shows("16 × PageList, 4.0 MiB"), "the check box went along with its side");
    window.click("Only in B: 16 regions, 64.0 MiB");
    assert!(window.shows("16 × PageList, 4.0 MiB"));
}

#[test]
fn with_one_recording_it_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = trace(folder.path(), "before.strand", Course::Leak, 14);
    let mut window = Window::open(FakeMachine::with(Answer::These(Vec::new())), Start::Open(path));
    window.until("the recording", |window| window.state().document().is_some());
    window.click("Compare");
    assert!(window.shows("Nothing to compare with yet") && window.shows("B: Choose a recording"));
    window.until("its cycles", |window| window.shows("Compare two parts of this recording"));
    window.click("Open a second trace…");
    assert!(window.harness.query_all_by_role(Role::TextInput).count() > 0, "a path is asked for");
    window.click("Cancel");
    window.click("Compare two parts of this recording");
    window.until("the halves", |window| {
        window
            .shows("Comparison: Nothing has changed: Named ▸ PageList still grows: +8.0 → +8.0 MiB per cycle")
    });
    let parts = Letter::ALL.map(|letter| window.state().comparing.chosen(letter).unwrap().part);
    assert_eq!(parts[0].to, parts[1].from);
    assert!(parts[0].to.is_some_and(|at| (at.seconds() - 8.0).abs() < 0.01), "{parts:?}");
}

#[test]
fn a_part_is_chosen_by_its_marks() {
    let (mut window, _folder) = compared([(Course::Leak, 14), (Course::Steady, 14)]);
    window.click("A: before.strand");
    window.click("Up to a mark");
    let mark = window.state().document().unwrap().trace.annotations.marks()[5].clone();
    window.click(&format!("{}  {}", mark.label, mark.at));
    let part = window.state().comparing.chosen(Letter::A).unwrap().part;
    assert_eq!((part.from, part.to), (None, Some(mark.at)));
    assert_eq!(window.state().comparing.compared.sides()[0].cycles(), 6);
    assert!(window.shows("Comparison: Too few cycles to compare: "), "four count");
    window.request(Command::Compare(CompareChange::Run(Letter::A, RunId(1))));
    let comparing = &window.state().comparing;
    assert!(comparing.chosen(Letter::A).unwrap().part.is_whole());
    assert_eq!(comparing.chosen(Letter::A), comparing.chosen(Letter::B));
}

#[test]
fn a_recording_under_way_is_compared_as_its_cycles_close() {
    let folder = tempfile::tempdir().unwrap();
    let path = trace(folder.path(), "before.strand", Course::Leak, 10);
    let mut window = recording(4_000_401);
    window.press(Key::Num4);
    window.drop_file(&path);
    window.until("the second", |window| window.shows("No cycle in A"));
    assert!(window.shows("Stop") && window.shows("Mark"));
    window.press(Key::M);
    window.until("a cycle", |window| {
        window.state().comparing.compared.sides().first().is_some_and(|side| side.cycles() == 1)
    });
    assert!(window.shows("Comparison: Too few cycles to compare: ") && !window.shows("No cycle in A"));
    window.until("the barrier", |window| !window.state().busy.is_barrier_pending);
    window.press(Key::M);
    window.until("another", |window| {
        window.state().comparing.compared.sides().first().is_some_and(|side| side.cycles() == 2)
    });
}

#[test]
fn what_cannot_be_read_is_said_and_changes_nothing() {
    let (mut window, folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
    let path = folder.path().join("broken.strand");
    std::fs::write(&path, "no trace").unwrap();
    window.drop_file(&path);
    window.until("the reason", |window| window.state().notice.is_some());
    assert!(window.shows(FIXED));
}

#[test]
fn a_text_that_is_dropped_is_compared_too() {
    let (mut window, _folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
    window.drop_file(Path::new("../tests/fixtures/import/smaps.txt"));
    window.until("the third", |window| window.state().runs.all().len() == 3);
    let third = window.state().runs.all()[2].run;
    assert_eq!(window.state().comparing.chosen(Letter::B).map(|chosen| chosen.run), Some(third));
    assert_eq!(window.state().document().map(|document| document.view.mode), Some(Mode::Compare));
}

#[test]
fn another_trace_takes_the_place_that_was_asked_for() {
    let (mut window, folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
    let third = trace(folder.path(), "third.strand", Course::Settles, 14);
    window.request(Command::AskCompared(Letter::A));
    window.type_over("Path", &third.display().to_string());
    window.press(Key::Enter);
    window.until("the third", |window| window.shows("A: third.strand"));
    assert!(window.shows("B: after.strand"));
    assert_eq!(window.state().runs.all().len(), 3);
}

#[test]
fn a_recording_that_is_left_makes_room() {
    let (mut window, _folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
    window.press_with(Modifiers::COMMAND, Key::W);
    assert_eq!(window.state().document().map(|document| document.view.mode), Some(Mode::Summary));
    window.press(Key::Num4);
    assert!(window.shows("Nothing to compare with yet"));
}

#[test]
fn the_comparison_goes_to_the_clipboard() {
    let (mut window, _folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
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
    let text = text.expect("something was copied");
    assert!(text.contains("PageList") && text.contains("fixed"), "{text}");
}

#[test]
fn in_a_small_window_nothing_is_cut() {
    let (mut window, _folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
    window.harness.set_size(egui::vec2(1000.0, 700.0));
    window.harness.run_steps(3);
    let window_rect = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1000.0, 700.0));
    for role in [Role::Label, Role::Button, Role::Row, Role::ColumnHeader, Role::CheckBox, Role::Tab] {
        for node in window.harness.query_all_by_role(role) {
            let rect = node.rect();
            let label = node.accesskit_node().label();
            assert!(window_rect.expand(1.0).contains_rect(rect), "{label:?} at {rect:?}");
        }
    }
    let levels = window.harness.query_all_by_label_contains(": levels of A and B").count();
    assert_eq!(levels, 2);
}
