//! The levels at each closing mark, as people make the table by hand.

use super::grid::{Cell, Grid};
use super::growth::bytes;
use crate::analysis::{CycleFigures, CycleSeries, Level, Metric};
use crate::report::Summary;
use crate::report::markdown::leading;
use crate::report::markup::{Element, shortened};
use crate::report::render::page::note;

/// So many cycles are listed.
const MOST: usize = 100;

/// A row for each closing mark.
pub(super) fn table(summary: &Summary<'_>) -> Vec<Element> {
    let cycles = &summary.assessment.cycles;
    if cycles.all().next().is_none() {
        return Vec::new();
    }
    let leading = leading(summary);
    let mut columns =
        vec![("Cycle".to_owned(), true), ("All".to_owned(), false), ("Change".to_owned(), false)];
    for &(id, _) in &leading {
        let name = summary.trace.recording.category(id).map(|category| shortened(&category.name, 32));
        columns.extend([(name.unwrap_or_default(), false), ("Change".to_owned(), false)]);
    }
    let mut grid = Grid::new(columns, MOST);
    let series: Vec<&CycleSeries> =
        std::iter::once(&cycles.total).chain(leading.iter().map(|&(_, series)| series)).collect();
    let starts = series.iter().filter_map(|series| series.all().next());
    let mut before = vec![Cell::numbered("before", 0.0)];
    before.extend(starts.flat_map(|first| [level(&first.before), Cell::none()]));
    grid.add_as("aside", before);
    let mut rows: Vec<_> = series.iter().map(|series| series.all()).collect();
    grid.leave_out(cycles.all().count().saturating_sub(MOST));
    for (nth, cycle) in cycles.all().enumerate().take(MOST) {
        let is_warmup = nth < cycles.warmup.len();
        let word = if is_warmup { "warm-up " } else { "" };
        let mut row = vec![Cell::numbered(format!("{word}{}", cycle.number), (nth + 1) as f64)];
        row.extend(rows.iter_mut().filter_map(Iterator::next).flat_map(change));
        if is_warmup {
            grid.add_as("aside", row);
        } else if nth == cycles.warmup.len() {
            grid.add_as("counts-from", row);
        } else {
            grid.add(row);
        }
    }
    let mut inside = grid.done("Cycle by cycle");
    inside.push(note("Footprint (dirty and swapped bytes) at each closing mark, and how much more it is than at the mark before."));
    inside
}

fn level(level: &Level) -> Cell {
    bytes(level.about(Metric::Footprint))
}

fn change(figures: &CycleFigures) -> [Cell; 2] {
    let change = figures.after.footprint().since(figures.before.footprint());
    [level(&figures.after), Cell::figure(change.to_string(), change.get() as f64)]
}
