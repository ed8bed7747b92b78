//! Two recordings side by side, as a page: what has become of each category first, then the table, the levels of both over
//! each other, what was retained in only one of them, and whether the two can be compared.

mod rows;

mod sets;

mod trend;

#[cfg(test)]
mod tests;

use super::evidence::capital;
use super::grid::{Cell, Grid};
use super::levels;
use crate::analysis::{Alignment, CompareRow, Comparison, Measure, RowName, VerdictChange};
use crate::report::charts::{Chart, Overlay, Palette, change, drawn, row_name};
use crate::report::markup::{Element, shortened};
use crate::report::render::page::{figure, named, note, page, section};

/// So many rows have a chart.
const CHARTS: usize = 6;

/// So many rows are named at the head of the page.
const CHIPS: usize = 8;

/// A comparison as a page.
pub fn compare_html(comparison: &Comparison) -> String {
    if comparison.sides.len() != 2 {
        return trend::trend_html(comparison);
    }
    let names = [&comparison.sides[0], &comparison.sides[1]].map(|side| &*side.name);
    let word = overall_word(comparison.overall(), comparison.alignment);
    let [before, after] = names.map(|name| shortened(name, 60));
    let title = format!("{before} and {after}: {word} – Strandline");
    let sections = [
        Some(verdict(comparison)),
        section("Both over the cycles", charts(comparison)),
        match &comparison.levels {
            Some(change) => section("Levels", levels::of_change(change)),
            None => section(rows::title(comparison.alignment), rows::table(comparison)),
        },
        section("What the cycles retained", sets::tables(&comparison.retained)),
        section("Can these two be compared?", comparable(comparison)),
    ];
    page(&title, header(names, comparison.alignment), sections.into_iter().flatten().collect())
}

fn overall_word(overall: Option<VerdictChange>, alignment: Alignment) -> &'static str {
    match (overall, alignment) {
        (Some(change), _) => change.name(),
        (None, Alignment::Cycles) => "too few cycles",
        (None, Alignment::Time) => "no verdict",
    }
}

/// How recordings were laid beside each other; a sentence.
const fn aligned(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::Cycles => "They are aligned by cycles, never by seconds.",
        Alignment::Time => "They are compared from start to end of each.",
    }
}

fn header(names: [&str; 2], alignment: Alignment) -> Element {
    let [before, after] = names;
    let small = |text| Element::new("small").text(text);
    let heading = Element::new("h1").child(small("A ")).child(named(before));
    let heading = heading.child(small("  and  B ")).child(named(after));
    let about = format!("A is the first recording, B the second. {}", aligned(alignment));
    let words = Element::new("div").child(heading).child(Element::new("p").class("about").text(about));
    Element::new("header").child(words)
}

/// What has become of it all, and of each category that is another.
fn verdict(comparison: &Comparison) -> Element {
    let overall = comparison.overall();
    let (frame, words) = headed(overall, comparison.alignment);
    let Some(row) = comparison.leading().filter(|_| overall.is_some()) else {
        return frame.child(words.child(without_verdict(comparison.alignment)));
    };
    let difference = Element::new("b").text(change(row.measure, row.difference.median));
    let difference = Element::new("p").class("figure").child(difference).text(" per cycle, B against A");
    let words = words.child(difference).child(subject(&row.name, row.measure));
    frame.child(words).child(reasons(row)).children(chips(comparison))
}

/// The frame of what is said first, and the word in it.
fn headed(overall: Option<VerdictChange>, alignment: Alignment) -> (Element, Element) {
    let word = capital(overall_word(overall, alignment));
    let is_worse = overall >= Some(VerdictChange::Worse);
    let frame = Element::new("section").with("aria-label", "Verdict");
    let frame = frame.class(if is_worse { "verdict leak" } else { "verdict" });
    (frame, Element::new("div").child(Element::new("div").class("word").text(word)))
}

fn without_verdict(alignment: Alignment) -> Element {
    let text = match alignment {
        Alignment::Cycles => "A verdict takes five cycles that count in each recording.",
        Alignment::Time => {
            "By time nothing tells change from chance: a verdict takes five cycles that count in each recording."
        }
    };
    Element::new("p").class("subject").text(text)
}

fn subject(name: &RowName, measure: Measure) -> Element {
    let subject = Element::new("p").class("subject").child(named(&row_name(name)));
    subject.text(format!(", {}", measure.name()))
}

fn reasons(row: &CompareRow) -> Element {
    let shown = |value| change(row.measure, value);
    let lines = [
        format!("A: {} per cycle, {}", shown(row.first().per_cycle.median), row.first().verdict.name()),
        format!("B: {} per cycle, {}", shown(row.last().per_cycle.median), row.last().verdict.name()),
        format!("the difference is between {} and {}", shown(row.difference.low), shown(row.difference.high)),
    ];
    let lines = lines.map(|line| Element::new("li").text(capital(&line)));
    Element::new("ul").class("evidence").children(lines)
}

/// The rows that are not as they were, by name.
fn chips(comparison: &Comparison) -> Option<Element> {
    let changed = |row: &&CompareRow| row.change.is_some_and(|change| change != VerdictChange::Unchanged);
    let chip = |row: &CompareRow| {
        let word = row.change.map_or("", VerdictChange::name);
        let chip = Element::new("li").child(Element::new("b").text(word)).text(" ");
        chip.child(named(&row_name(&row.name)))
    };
    let chips: Vec<_> = comparison.rows.iter().filter(changed).take(CHIPS).map(chip).collect();
    (chips.len() > 1).then(|| Element::new("ul").class("chips").children(chips))
}

/// The rows that have changed, then those that differ most. Over time there are two levels of each, which the table has.
fn charts(comparison: &Comparison) -> Vec<Element> {
    if comparison.alignment == Alignment::Time {
        return Vec::new();
    }
    let is_changed = |row: &&CompareRow| row.change.is_some_and(|change| change != VerdictChange::Unchanged);
    let differs = |row: &&CompareRow| row.difference.median != 0.0;
    let changed = comparison.rows.iter().filter(is_changed);
    let others = comparison.rows.iter().filter(|row| !is_changed(row) && differs(row));
    let sides = [&comparison.sides[0], &comparison.sides[1]];
    overlays(changed.chain(others).map(|row| Overlay::new(row, sides)))
}

/// The first of the charts side by side.
fn overlays(charts: impl Iterator<Item = Overlay>) -> Vec<Element> {
    let drawn = |overlay| figure(drawn(&Chart::Overlay(overlay), Palette::Page), false);
    let charts: Vec<_> = charts.take(CHARTS).map(drawn).collect();
    if charts.is_empty() { charts } else { vec![Element::new("div").class("charts").children(charts)] }
}

/// Point by point, what differs between the two beside what they did.
fn comparable(comparison: &Comparison) -> Vec<Element> {
    let mut grid = Grid::new([("What", true), ("A", true), ("B", true), ("Same", true)], usize::MAX);
    for point in &comparison.comparable {
        let same = if point.is_same() { "✓ yes" } else { "× no" };
        let name = Cell::name([Element::new("span").text(point.what)]);
        grid.add(vec![name, Cell::text(&*point.values[0]), Cell::text(&*point.values[1]), Cell::text(same)]);
    }
    let mut inside = grid.done("Whether the two can be compared");
    if comparison.comparable.iter().any(|point| !point.is_same()) {
        inside.push(note("Where these differ, so may the figures: with no change of the program's own."));
    }
    inside
}
