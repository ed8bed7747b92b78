//! A series of recordings: a column for each.

use super::headline::changed_row;
use super::row_name;
use super::sections::{SIDE_COLUMNS, side_cells};
use crate::analysis::{Alignment, CompareRow, CompareStep, Comparison, RowName, Verdict, VerdictChange};
use crate::report::markdown::escaped;
use crate::report::table::{Table, printable};
use crate::report::verdicts::rate;

/// What has become of it from the first to the last, then a column for each recording; with a line end behind each line.
pub(super) fn trend_text(trend: &Comparison) -> String {
    let mut lines = vec![headline(trend), String::new()];
    lines.extend(sides(trend).lines());
    let (table, below) = rows(trend);
    lines.push(String::new());
    lines.extend(table.lines());
    lines.extend(below);
    let differing = differing(trend);
    if !differing.is_empty() {
        lines.extend([String::new(), "In what they differ".to_owned()]);
        lines.extend(differing.iter().map(|line| format!("  {line}")));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The same in GitHub's Markdown.
pub(super) fn trend_markdown(trend: &Comparison) -> String {
    let mut lines = vec![format!("**{}**", escaped(&headline(trend))), String::new()];
    lines.extend(sides(trend).markdown());
    let (table, below) = rows(trend);
    lines.push(String::new());
    lines.extend(table.markdown());
    lines.extend(below.iter().flat_map(|below| [String::new(), escaped(below)]));
    let differing = differing(trend);
    if !differing.is_empty() {
        lines.extend([String::new(), "### In what they differ".to_owned(), String::new()]);
        lines.extend(differing.iter().map(|line| format!("- {}", escaped(line))));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// What has become of it from the first to the last, and on the way there.
fn headline(trend: &Comparison) -> String {
    std::iter::once(ends(trend)).chain(on_the_way(trend)).collect::<Vec<_>>().join("; ")
}

/// The recordings in which something became better or worse than in the one before, where the first and the last do not say it
/// all.
pub(in crate::report) fn on_the_way(trend: &Comparison) -> Vec<String> {
    let changed = |(_, step): &(usize, &CompareStep)| step.overall > Some(VerdictChange::Unchanged);
    let steps: Vec<_> = (1..).zip(&trend.steps).filter(changed).collect();
    if steps.len() < 2 && trend.overall() != Some(VerdictChange::Unchanged) {
        return Vec::new();
    }
    let told = |(nth, step): (usize, &CompareStep)| {
        let name = printable(&trend.sides.get(nth)?.name);
        step.leading.as_ref().map(|row| format!("in {} ({name}) {}", nth + 1, changed_row(row)))
    };
    steps.into_iter().filter_map(told).collect()
}

fn ends(trend: &Comparison) -> String {
    match (trend.overall(), trend.leading()) {
        (Some(VerdictChange::Unchanged), _) => "unchanged from the first to the last".to_owned(),
        (Some(word), Some(row)) => {
            let rates: Vec<_> =
                row.cells.iter().map(|cell| rate(row.measure, cell.per_cycle.median)).collect();
            let name = row_name(&row.name);
            format!("{name} ({}) is {}: {} per cycle", row.measure.name(), word.name(), rates.join(" → "))
        }
        _ if trend.alignment == Alignment::Time => {
            "compared from start to end of each, without a verdict".to_owned()
        }
        _ => "too few cycles to compare the first with the last".to_owned(),
    }
}

fn sides(trend: &Comparison) -> Table {
    let mut table = Table::new(SIDE_COLUMNS).ending_in_text();
    for (nth, side) in (1..).zip(&trend.sides) {
        table.add(format!("{nth}"), side_cells(side));
    }
    table
}

fn rows(trend: &Comparison) -> (Table, Option<String>) {
    let by_cycles = trend.alignment == Alignment::Cycles;
    let numbers = (1..=trend.sides.len()).map(|nth| nth.to_string());
    let header = [String::new(), "metric".to_owned()].into_iter().chain(numbers);
    let last = if by_cycles { ["first to last", ""].as_slice() } else { ["first to last"].as_slice() };
    let mut table = Table::new(header.chain(last.iter().map(|&name| name.to_owned())));
    let is_loud = |row: &&CompareRow| {
        row.cells.iter().any(|cell| match trend.alignment {
            Alignment::Cycles => cell.verdict > Verdict::Steady,
            Alignment::Time => cell.per_cycle.median.abs() > 0.0,
        })
    };
    let is_shown = |row: &&CompareRow| row.name == RowName::Total || is_loud(row);
    let shown: Vec<_> = trend.rows.iter().filter(is_shown).collect();
    let others = trend.rows.len() - shown.len();
    for row in shown {
        let cells = row.cells.iter().map(|cell| {
            let shown = rate(row.measure, cell.per_cycle.median);
            if by_cycles { format!("{shown} {}", cell.verdict.name()) } else { shown }
        });
        let change = by_cycles.then(|| row.change.map_or("-", VerdictChange::name).to_owned());
        let difference = rate(row.measure, row.difference.median);
        let cells = std::iter::once(row.measure.name().to_owned()).chain(cells).chain([difference]);
        table.add(row_name(&row.name), cells.chain(change));
    }
    (table, (others > 0).then(|| format!("and {others} more that do nothing in any of them")))
}

fn differing(trend: &Comparison) -> Vec<String> {
    let told = trend.comparable.iter().filter(|point| !point.is_same()).map(|point| {
        let values: Vec<_> = point.values.iter().map(|value| printable(value)).collect();
        format!("{}: {} ({})", point.what, values.join(" → "), point.note)
    });
    told.collect()
}
