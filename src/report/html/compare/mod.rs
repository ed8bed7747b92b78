//! Two recordings side by side, as a page: what has become of each category first, then the table, the levels of both over
//! each other, what was retained in only one of them, and whether the two can be compared.

mod rows;

mod sets;

#[cfg(test)]
mod tests;

use super::evidence::capital;
use super::grid::{Cell, Grid};
use super::page::{figure, named, note, page, section};
use crate::analysis::{CompareRow, Comparison, VerdictChange};
use crate::charts::{Chart, Overlay, Palette, change, drawn, row_name};
use crate::markup::{Element, shortened};

/// So many rows have a chart.
const CHARTS: usize = 6;

/// So many rows are named at the head of the page.
const CHIPS: usize = 8;

/// A comparison as a page; `names` are those of the first recording and of the second.
pub fn compare_html(comparison: &Comparison, names: [&str; 2]) -> String {
    let overall = comparison.overall();
    let word = overall.map_or("too few cycles", VerdictChange::name);
    let [before, after] = names.map(|name| shortened(name, 60));
    let title = format!("{before} and {after}: {word} – Strandline");
    let sections = [
        Some(verdict(comparison, overall)),
        section("Both over the cycles", charts(comparison)),
        section("What a cycle adds", rows::table(comparison)),
        section("What the cycles retained", sets::tables(&comparison.retained)),
        section("Can these two be compared?", comparable(comparison)),
    ];
    page(&title, header(names), sections.into_iter().flatten().collect())
}

fn header(names: [&str; 2]) -> Element {
    let [before, after] = names;
    let small = |text| Element::new("small").text(text);
    let heading = Element::new("h1").child(small("A ")).child(named(before));
    let heading = heading.child(small("  and  B ")).child(named(after));
    let about = "A is the first recording, B the second. They are aligned by cycles, never by seconds.";
    let words = Element::new("div").child(heading).child(Element::new("p").class("about").text(about));
    Element::new("header").child(words)
}

/// What has become of it all, and of each category that is another.
fn verdict(comparison: &Comparison, overall: Option<VerdictChange>) -> Element {
    let word = overall.map_or_else(|| "too few cycles".to_owned(), |change| change.name().to_owned());
    let words = Element::new("div").child(Element::new("div").class("word").text(capital(&word)));
    let frame = Element::new("section").with("aria-label", "Verdict");
    let is_worse = overall >= Some(VerdictChange::Worse);
    let frame = frame.class(if is_worse { "verdict leak" } else { "verdict" });
    let Some(row) = comparison.leading().filter(|_| overall.is_some()) else {
        let text = "A verdict takes five cycles that count in both recordings.";
        return frame.child(words.child(Element::new("p").class("subject").text(text)));
    };
    let difference = Element::new("b").text(change(row.measure, row.difference.median));
    let difference = Element::new("p").class("figure").child(difference).text(" per cycle, B against A");
    let subject = Element::new("p").class("subject").child(named(&row_name(&row.name)));
    let words = words.child(difference).child(subject.text(format!(", {}", row.measure.name())));
    frame.child(words).child(reasons(row)).children(chips(comparison))
}

fn reasons(row: &CompareRow) -> Element {
    let shown = |value| change(row.measure, value);
    let lines = [
        format!("A: {} per cycle, {}", shown(row.before.per_cycle.median), row.before.verdict.name()),
        format!("B: {} per cycle, {}", shown(row.after.per_cycle.median), row.after.verdict.name()),
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

/// The rows that have changed, then those that differ most.
fn charts(comparison: &Comparison) -> Vec<Element> {
    let is_changed = |row: &&CompareRow| row.change.is_some_and(|change| change != VerdictChange::Unchanged);
    let differs = |row: &&CompareRow| row.difference.median != 0.0;
    let changed = comparison.rows.iter().filter(is_changed);
    let others = comparison.rows.iter().filter(|row| !is_changed(row) && differs(row));
    let charts = changed
        .chain(others)
        .take(CHARTS)
        .map(|row| figure(drawn(&Chart::Overlay(Overlay::of(row)), Palette::Page), false));
    let charts: Vec<_> = charts.collect();
    if charts.is_empty() { charts } else { vec![Element::new("div").class("charts").children(charts)] }
}

/// Point by point, what differs between the two beside what they did.
fn comparable(comparison: &Comparison) -> Vec<Element> {
    let mut grid = Grid::new([("What", true), ("A", true), ("B", true), ("Same", true)], usize::MAX);
    for point in &comparison.comparable {
        let same = if point.is_same() { "✓ yes" } else { "× no" };
        let name = Cell::name([Element::new("span").text(point.what)]);
        grid.add(vec![name, Cell::text(&*point.before), Cell::text(&*point.after), Cell::text(same)]);
    }
    let mut inside = grid.done("Whether the two can be compared");
    if comparison.comparable.iter().any(|point| !point.is_same()) {
        inside.push(note("Where these differ, so may the figures: with no change of the program's own."));
    }
    inside
}
