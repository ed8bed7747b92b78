//! A series of recordings as a page: a column for each, and the first and the last over each other.

use super::{aligned, headed, overall_word, overlays, rows, subject, without_verdict};
use crate::analysis::{Alignment, CompareRow, Comparison, SideSummary, Verdict, VerdictChange};
use crate::report::charts::{Overlay, change};
use crate::report::compare::{counts_regions, on_the_way};
use crate::report::html::evidence::capital;
use crate::report::html::grid::{Cell, Grid};
use crate::report::markup::{Element, shortened};
use crate::report::render::page::{named, note, page, section};

/// So many rows are listed.
const MOST: usize = 120;

/// A series of recordings as a page.
pub(super) fn trend_html(trend: &Comparison) -> String {
    let word = overall_word(trend.overall(), trend.alignment);
    let ends = [trend.sides.first(), trend.sides.last()].map(|side| side.map_or("", |side| &*side.name));
    let [first, last] = ends.map(|name| shortened(name, 60));
    let title = format!("{first} to {last}: {word} – Strandline");
    let sections = [
        Some(verdict(trend)),
        section("The first and the last over the cycles", charts(trend)),
        section(rows::title(trend.alignment), table(trend)),
        section("The recordings", recordings(trend)),
        section("In what they differ", differing(trend)),
    ];
    page(&title, header(trend, ends), sections.into_iter().flatten().collect())
}

fn header(trend: &Comparison, [first, last]: [&str; 2]) -> Element {
    let small = |text| Element::new("small").text(text);
    let heading = Element::new("h1").child(named(first)).child(small("  to  ")).child(named(last));
    let about = format!("{} recordings in a row. {}", trend.sides.len(), aligned(trend.alignment));
    let words = Element::new("div").child(heading).child(Element::new("p").class("about").text(about));
    Element::new("header").child(words)
}

/// What has become of it from the first to the last.
fn verdict(trend: &Comparison) -> Element {
    let (frame, words) = headed(trend.overall(), trend.alignment);
    let words = words.children(on_the_way(trend).into_iter().map(|line| note(capital(&line) + ".")));
    let Some(row) = trend.leading().filter(|_| trend.overall().is_some()) else {
        return frame.child(words.child(without_verdict(trend.alignment)));
    };
    let difference = Element::new("b").text(change(row.measure, row.difference.median));
    let difference = Element::new("p").class("figure").child(difference);
    let difference = difference.text(" per cycle, the last against the first");
    frame.child(words.child(difference).child(subject(&row.name, row.measure)))
}

/// The rows that have changed.
fn charts(trend: &Comparison) -> Vec<Element> {
    let (Some(first), Some(last)) = (trend.sides.first(), trend.sides.last()) else { return Vec::new() };
    let changed = trend.rows.iter().filter(|row| row.change > Some(VerdictChange::Unchanged));
    let mut inside = overlays(changed.map(|row| Overlay::new(row, [first, last])));
    if !inside.is_empty() {
        inside.push(note("A is the first of the recordings, B the last."));
    }
    inside
}

/// What a cycle adds in each of them.
fn table(trend: &Comparison) -> Vec<Element> {
    let by_cycles = trend.alignment == Alignment::Cycles;
    let mut columns = vec![("Category".to_owned(), true), ("Figure".to_owned(), true)];
    columns.extend(by_cycles.then(|| ("Change".to_owned(), true)));
    for number in 1..=trend.sides.len() {
        columns.push((number.to_string(), false));
        columns.extend(by_cycles.then(|| (format!("Verdict {number}"), true)));
    }
    columns.push(("Last − first".to_owned(), false));
    let counts = counts_regions(
        trend.sides.iter().map(|side| side.is_imported),
        trend.rows.iter().map(|row| row.regions().is_some()),
    );
    if counts {
        columns.extend((1..=trend.sides.len()).map(|number| (format!("Regions {number}"), false)));
        columns.push(("Last − first".to_owned(), false));
    }
    let mut grid = Grid::new(columns, MOST);
    for row in &trend.rows {
        grid.add(
            cells(row, by_cycles).into_iter().chain(counted(row).into_iter().filter(|_| counts)).collect(),
        );
    }
    grid.done(rows::title(trend.alignment))
}

fn cells(row: &CompareRow, by_cycles: bool) -> Vec<Cell> {
    let figure = |value: f64| Cell::figure(change(row.measure, value), value);
    let mut cells = vec![rows::head(&row.name), Cell::text(row.measure.name())];
    cells.extend(by_cycles.then(|| rows::change_cell(row.change)));
    for cell in &row.cells {
        let is_unknown = cell.levels.is_empty() && cell.verdict == Verdict::TooFewCycles;
        cells.push(if is_unknown { Cell::none() } else { figure(cell.per_cycle.median) });
        cells.extend(by_cycles.then(|| Cell::verdict(cell.verdict)));
    }
    cells.push(figure(row.difference.median));
    cells
}

/// Regions at the end of each, and how many more the last has than the first.
fn counted(row: &CompareRow) -> Vec<Cell> {
    let counts = row.cells.iter().map(|cell| rows::count(row.regions_in(cell)));
    counts.chain([rows::more(row.regions())]).collect()
}

fn recordings(trend: &Comparison) -> Vec<Element> {
    let columns = [
        ("#", false),
        ("Recording", true),
        ("Target", true),
        ("From", true),
        ("To", true),
        ("Cycles", false),
        ("Warm-up", false),
    ];
    let mut grid = Grid::new(columns, MOST);
    let count = |count: usize| Cell::figure(count.to_string(), count as f64);
    for (number, SideSummary { name, target, range, counted, warmup, .. }) in (1..).zip(&trend.sides) {
        grid.add(vec![
            Cell::numbered(number.to_string(), f64::from(number)),
            Cell::text(shortened(name, 60)),
            Cell::text(shortened(target, 60)),
            Cell::text(range.from.to_string()),
            Cell::text(range.to.to_string()),
            count(counted.len()),
            count(*warmup),
        ]);
    }
    grid.done("The recordings")
}

/// The points in which not all of them agree.
fn differing(trend: &Comparison) -> Vec<Element> {
    let numbers = (1..=trend.sides.len()).map(|number| (number.to_string(), true));
    let columns = [("What".to_owned(), true)].into_iter().chain(numbers);
    let mut grid = Grid::new(columns.chain([("What it means".to_owned(), true)]), usize::MAX);
    for point in trend.comparable.iter().filter(|point| !point.is_same()) {
        let name = Cell::name([Element::new("span").text(point.what)]);
        let values = point.values.iter().map(|value| Cell::wrapped_text(shortened(value, 160)));
        grid.add(std::iter::once(name).chain(values).chain([Cell::wrapped_text(point.note)]).collect());
    }
    grid.done("In what they differ")
}
