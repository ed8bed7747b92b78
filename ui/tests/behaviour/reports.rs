//! What the window says of a row, the report in text says too: name, figure, sign and word. The window is read by its labels,
//! the report by its columns.

use crate::comparing::compared;
use crate::cyclic_trace::{self, Course};
use crate::fixture::Window;
use crate::machine::{Answer, FakeMachine};
use eframe::egui::{Key, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::collections::BTreeMap;
use strandline::analysis::Subject;
use strandline::report::{Summary, compare_text, text};
use strandline_app::Start;
use strandline_app::command::Command;
use strandline_app::state::{Document, ViewChange};

/// The cells of a row below their titles; the second column of a title is called `Verdict 2`.
type Row = BTreeMap<String, String>;

/// Titles that stand several times are told apart by a number.
fn numbered(titles: impl Iterator<Item = String>) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    let mut numbered = Vec::new();
    for title in titles {
        known.push(title.clone());
        let count = known.iter().filter(|other| **other == title).count();
        numbered.push(if count == 1 { title } else { format!("{title} {count}") });
    }
    numbered
}

/// The table of a report whose titles begin like this.
fn rows_of_text(report: &str, titles: &[&str]) -> Vec<Row> {
    let cells = |line: &str| -> Vec<String> {
        let cells = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty());
        cells.map(str::to_owned).collect()
    };
    let mut lines = report.lines().map(cells).skip_while(|cells| !cells.starts_with(&titled(titles)));
    let heads = numbered(lines.next().unwrap_or_default().into_iter());
    let rows = lines.take_while(|cells| cells.len() == heads.len());
    rows.map(|cells| heads.iter().cloned().zip(cells).collect()).collect()
}

fn titled(titles: &[&str]) -> Vec<String> {
    titles.iter().map(|&title| title.to_owned()).collect()
}

/// The table of the window that is highest and has these titles.
fn rows_of_window(window: &Window, titles: &[&str]) -> Vec<Row> {
    let text = |node: &egui_kittest::Node<'_>| {
        let node = node.accesskit_node();
        node.label().or_else(|| node.value()).unwrap_or_default()
    };
    let mut heads: Vec<_> = window.harness.query_all_by_role(Role::ColumnHeader).collect();
    heads.sort_by(|one, other| one.rect().left().total_cmp(&other.rect().left()));
    let has_titles = |y: f32| {
        let line = heads.iter().filter(|head| (head.rect().center().y - y).abs() < 1.0);
        let line: Vec<_> = line.map(&text).collect();
        titles.iter().all(|title| line.iter().any(|head| head == title))
    };
    let tops = heads.iter().map(|head| head.rect().center().y).filter(|&y| has_titles(y));
    let top = tops.min_by(f32::total_cmp).expect("the window has such a table");
    heads.retain(|head| (head.rect().center().y - top).abs() < 1.0);
    let names = numbered(heads.iter().map(text));
    let left = heads[0].rect().left();
    let labels: Vec<_> = window.harness.query_all_by_role(Role::Label).collect();
    let rows = window.harness.query_all_by_role(Role::Row);
    let rows = rows.filter(|row| row.rect().x_range().contains(left) && row.rect().center().y > top);
    let cells = |row: &egui_kittest::Node<'_>| {
        let here = labels.iter().filter(|label| row.rect().contains(label.rect().center()));
        let below = |label: &&egui_kittest::Node<'_>| {
            let at = label.rect().left() + 1.0;
            let column = heads.iter().rposition(|head| head.rect().left() <= at + 12.0);
            Some((names.get(column?)?.clone(), text(label)))
        };
        let name = (names[0].clone(), text(row));
        std::iter::once(name).chain(here.filter_map(|label| below(&label))).collect::<Row>()
    };
    rows.map(|row| cells(&row)).collect()
}

/// Each row of the report stands in the window, and says the same below each title that both have.
fn check_table(
    report: &[Row],
    window: &[Row],
    renamed: &[(&str, &str)],
    is_same: impl Fn(&Row, &Row) -> bool,
) {
    assert!(!report.is_empty(), "the report has rows");
    for expected in report {
        let row = window.iter().find(|row| is_same(expected, row));
        let row = row.unwrap_or_else(|| panic!("{expected:?} stands in the window: {window:?}"));
        let title = |title: &str| {
            let other = renamed.iter().find(|(ours, _)| *ours == title);
            other.map_or_else(|| title.to_owned(), |(_, theirs)| (*theirs).to_owned())
        };
        let both: Vec<_> = expected
            .iter()
            .filter(|(head, _)| *head != "Category")
            .filter_map(|(head, text)| Some((head, text, row.get(&title(head))?)))
            .collect();
        assert!(both.len() > 4, "{expected:?} and {row:?} have columns in common");
        for (head, expected, found) in both {
            assert_eq!(expected, found, "{head}: {row:?}");
        }
    }
}

fn document(window: &Window) -> &Document {
    window.state().document().expect("a recording is shown")
}

fn opened(course: Course, cycles: u32) -> Window {
    let machine = FakeMachine::with(Answer::These(Vec::new()));
    let path = cyclic_trace::write(&machine.folder(), course, cycles);
    let mut window = Window::open(machine, Start::Open(path));
    let is_judged = |document: &Document| document.figures.assessed.closed() == cycles as usize;
    window.until("the cycles", |window| window.state().document().is_some_and(is_judged));
    window.until("the figures", Window::is_settled);
    window
}

fn report(window: &Window) -> String {
    let document = document(window);
    text(&Summary::measure(&document.trace, document.window(), None))
}

/// The verdicts in the window are the evidence of the report.
fn check_evidence(course: Course, cycles: u32) -> Window {
    let mut window = opened(course, cycles);
    let report = rows_of_text(&report(&window), &["Category", "Metric", "Verdict"]);
    window.press(Key::Num2);
    window.harness.run_steps(3);
    let shown = rows_of_window(&window, &["Category", "Metric", "Verdict"]);
    check_table(&report, &shown, &[], |expected, row| {
        row["Category"]
            == format!("{}, {}: {}", expected["Category"], expected["Metric"], expected["Verdict"])
    });
    window
}

#[test]
fn the_verdicts_are_those_of_the_report() {
    check_evidence(Course::Leak, 10);
    check_evidence(Course::Settles, 14);
    check_evidence(Course::Slows, 12);
}

#[test]
fn what_is_below_zero_has_its_sign_in_the_window_too() {
    let mut window = check_evidence(Course::Undercounted, 10);
    let report = rows_of_text(&report(&window), &["Category", "At the start", "At the end", "Change"]);
    let expected = report.iter().find(|row| row["Category"] == "Unattributed ▸ resident");
    let end = &expected.expect("the system counts less")["At the end"];
    assert!(end.starts_with('−'), "{end}");
    let rows = &document(&window).figures.assessed.verdicts().rows;
    let unattributed = rows.iter().find(|row| matches!(row.subject, Subject::Unattributed(_)));
    let subject = unattributed.expect("it is judged").subject;
    window.request(Command::View(ViewChange::Judged(subject)));
    window.harness.run_steps(3);
    let cycles = rows_of_window(&window, &["Cycle", "At its end", "Change"]);
    let last = cycles.iter().find(|row| row["Cycle"] == "cycle 10").expect("ten were closed");
    assert_eq!((&last["At its end"], &*last["Change"]), (end, "−4 KiB"));
    window.press(Key::Num1);
    assert!(window.shows(&format!("Unattributed {end}")), "the head of its track says it");
}

#[test]
fn the_figures_of_categories_are_those_of_the_report() {
    let mut window = opened(Course::Leak, 10);
    let report = rows_of_text(&report(&window), &["Category", "Persistent Bytes"]);
    window.press(Key::Num1);
    let shown = rows_of_window(&window, &["Category", "Persistent Bytes"]);
    let shown: Vec<Row> = shown.into_iter().map(with_units).collect();
    check_table(&report, &shown, &[], |expected, row| expected["Category"] == row["Category"]);
}

/// The summary leaves out the unit of nothing.
fn with_units(row: Row) -> Row {
    let text = |head: &str, text: String| {
        if text == "0" && !head.starts_with('#') { "0 B".to_owned() } else { text }
    };
    row.into_iter().map(|(head, cell)| (head.clone(), text(&head, cell))).collect()
}

#[test]
fn the_rows_of_a_comparison_are_those_of_the_report() {
    for courses in [
        [(Course::Leak, 10), (Course::Steady, 10)],
        [(Course::Settles, 14), (Course::Leak, 10)],
        [(Course::Undercounted, 10), (Course::Leak, 10)],
    ] {
        let (window, _folder) = compared(courses);
        let comparison = window.state().comparing.compared.comparison().expect("two are compared");
        let report = rows_of_text(&compare_text(comparison), &["Category", "Metric", "Change"]);
        let shown = rows_of_window(&window, &["Category", "Metric", "Change"]);
        let renamed = [("Before", "A per cycle"), ("After", "B per cycle")];
        check_table(&report, &shown, &renamed, |expected, row| {
            let name =
                format!("{}: {} → {}, ", expected["Category"], expected["Verdict"], expected["Verdict 2"]);
            row["Category"].starts_with(&name)
        });
    }
}
