//! Recordings side by side, as a page: what has become of each category first, then the levels over each other, the tables,
//! what was retained in only one of two, and whether they can be compared.

use super::verdict::{evidence, frame, subject};
use crate::analysis::{Alignment, CompareRow, Comparison, VerdictChange};
use crate::report::charts::{Palette, overlay_chart};
use crate::report::compare;
use crate::report::markup::{Element, shortened};
use crate::report::render::html::{section_element, table_elements};
use crate::report::render::page::{figure, named, note, page, section};
use crate::report::svg::svg_element;
use crate::report::view::{
    Label, Quantity, Section, Sentence, Table, comparable_table, level_change_sentence, retained_tables,
    retained_title, side_names, step_sentences,
};

/// So many rows have a chart.
const MOST_CHARTS: usize = 6;

/// So many rows are named at the head of the page.
const MOST_CHIPS: usize = 8;

/// So many rows that do nothing are listed.
const MOST_QUIET: usize = 120;

/// A comparison as a page.
pub fn compare_html(comparison: &Comparison) -> String {
    let names = side_names(comparison);
    let ends = comparison.ends().map_or(["", ""], |ends| ends.map(|side| &*side.name));
    let [first, last] = ends.map(|name| shortened(name, 60));
    let between = if comparison.sides.len() == 2 { "and" } else { "to" };
    let title = format!("{first} {between} {last}: {} – Strandline", overall_name(comparison));
    let tables = compare::measured(comparison, MOST_QUIET);
    let points = if names.len() == 2 { "Can these two be compared?" } else { "Can these be compared?" };
    let head = [Some(verdict(comparison)), section("Levels over the cycles", charts(comparison))];
    let tail = [
        section(&retained_title(comparison), retained(comparison)),
        Section::new("The recordings", [compare::sides(comparison)]).as_ref().and_then(section_element),
        section(points, comparable(comparison, &names)),
    ];
    let tables = tables.iter().map(section_element);
    let all = head.into_iter().chain(tables).chain(tail).flatten().collect();
    page(&title, header(comparison, ends), all)
}

fn overall_name(comparison: &Comparison) -> &'static str {
    match (comparison.overall(), comparison.alignment) {
        (Some(change), _) => change.name(),
        (None, Alignment::Cycles) => "too few cycles",
        (None, Alignment::Time) => "no verdict",
    }
}

fn header(comparison: &Comparison, [first, last]: [&str; 2]) -> Element {
    let small = |text| Element::new("small").text(text);
    let (heading, about) = match comparison.sides.len() {
        2 => (
            Element::new("h1").child(small("before ")).child(named(first)).child(small("  and after ")),
            "In charts A is before, B is after.".to_owned(),
        ),
        several => (
            Element::new("h1").child(named(first)).child(small("  to  ")),
            format!("{several} recordings in a row; in charts A is the first, B the last."),
        ),
    };
    let aligned = match comparison.alignment {
        Alignment::Cycles => "They are aligned by cycles, never by seconds.",
        Alignment::Time => "They are compared from start to end of each.",
    };
    let about = Element::new("p").class("about").text(format!("{about} {aligned}"));
    Element::new("header").child(Element::new("div").child(heading.child(named(last))).child(about))
}

/// What has become of it all, and of each category that is another.
fn verdict(comparison: &Comparison) -> Element {
    let overall = comparison.overall();
    let word = Sentence::new(overall_name(comparison)).capitalised();
    let steps = if comparison.sides.len() == 2 { Vec::new() } else { step_sentences(comparison) };
    let head = Element::new("div").child(Element::new("div").class("word").text(word));
    let head = head.children(steps.iter().map(|step| note(step.whole())));
    let frame = frame(overall >= Some(VerdictChange::Worse));
    if let Some(change) = &comparison.levels {
        return frame.child(head.child(subject(level_change_sentence(change).whole())));
    }
    let Some(row) = comparison.leading().filter(|_| overall.is_some()) else {
        let needed = "A verdict needs 5 counted cycles per recording.";
        return frame.child(head.child(subject(needed)));
    };
    let rate = |value| Quantity::rate(row.measure, value);
    let difference = Element::new("b").text(rate(row.difference.median).to_string());
    let against =
        if comparison.sides.len() == 2 { "after against before" } else { "the last against the first" };
    let figure = Element::new("p").class("figure").child(difference).text(format!(" per cycle, {against}"));
    let name = Element::new("p").class("subject").child(named(&Label::of_row(&row.name).to_string()));
    let name = name.text(format!(", {}", row.measure.name()));
    let mut reasons: Vec<_> = side_names(comparison)
        .iter()
        .zip(&row.cells)
        .map(|(side, cell)| {
            format!("{side}: {} per cycle, {}", rate(cell.per_cycle.median), cell.verdict.name())
        })
        .collect();
    let (low, high) = (rate(row.difference.low), rate(row.difference.high));
    reasons.push(format!("the difference is between {low} and {high}"));
    frame
        .child(head.child(figure).child(name))
        .child(evidence(reasons.into_iter().map(Sentence::new)))
        .children(chips(comparison))
}

fn is_changed(row: &CompareRow) -> bool {
    row.change > Some(VerdictChange::Unchanged)
}

/// The rows that are not as they were, by name.
fn chips(comparison: &Comparison) -> Option<Element> {
    let chip = |row: &CompareRow| {
        let chip =
            Element::new("li").child(Element::new("b").text(row.change.map_or("", VerdictChange::name)));
        chip.text(" ").child(named(&Label::of_row(&row.name).to_string()))
    };
    let changed = comparison.rows.iter().filter(|row| is_changed(row));
    let chips: Vec<_> = changed.take(MOST_CHIPS).map(chip).collect();
    (chips.len() > 1).then(|| Element::new("ul").class("chips").children(chips))
}

/// The rows that have changed, then, of two recordings, those that differ most. Over time there are two levels of each,
/// which the table has.
fn charts(comparison: &Comparison) -> Vec<Element> {
    let Some(ends) = comparison.ends().filter(|_| comparison.alignment == Alignment::Cycles) else {
        return Vec::new();
    };
    let differs =
        |row: &&CompareRow| comparison.sides.len() == 2 && !is_changed(row) && row.difference.median != 0.0;
    let rows = comparison.rows.iter().filter(|row| is_changed(row));
    let rows = rows.chain(comparison.rows.iter().filter(differs)).take(MOST_CHARTS);
    let drawn = |row| figure(svg_element(&overlay_chart(row, ends), Palette::Page), false);
    let charts: Vec<_> = rows.map(drawn).collect();
    if charts.is_empty() { charts } else { vec![Element::new("div").class("charts").children(charts)] }
}

fn retained(comparison: &Comparison) -> Vec<Element> {
    if !comparison.has_retained_sets() {
        return Vec::new();
    }
    let set = |table: &Table| {
        Element::new("div").child(Element::new("h3").text(&table.title)).children(table_elements(table))
    };
    let sets: Vec<_> = retained_tables(&comparison.retained).iter().map(set).collect();
    if sets.is_empty() { sets } else { vec![Element::new("div").class("sets").children(sets)] }
}

/// Point by point, what differs between them beside what they did.
fn comparable(comparison: &Comparison, names: &[String]) -> Vec<Element> {
    let differ = comparison.comparable.iter().any(|point| !point.is_same());
    let remark = "Where these differ, so may the figures: with no change of the program's own.";
    let mut inside = table_elements(&comparable_table(comparison, names));
    inside.extend(differ.then(|| note(remark)));
    inside
}
