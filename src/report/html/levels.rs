//! In what the ends of a window differ, where they are texts of other tools.

use super::grid::{Cell, Grid};
use crate::analysis::{LevelChange, LevelChangeRow, Metric, RowName};
use crate::report::Summary;
use crate::report::levels::{difference, headline, metrics, regions, row_name, shown};
use crate::report::markup::Element;
use crate::report::render::page::{named, note};

/// So many categories are listed.
const MOST: usize = 120;

/// The categories that moved, those that moved most first.
pub(super) fn table(summary: &Summary<'_>) -> Vec<Element> {
    summary.levels.as_ref().map(of_change).unwrap_or_default()
}

/// The same of any two snapshots.
pub(super) fn of_change(change: &LevelChange) -> Vec<Element> {
    let metrics = metrics(change);
    let mut titles = vec![("Category".to_owned(), true)];
    for metric in &metrics {
        titles.extend([
            (format!("{}: before", metric.name()), false),
            ("after".to_owned(), false),
            ("Δ".to_owned(), false),
        ]);
    }
    let has_regions = change.rows.iter().any(|row| row.regions().is_some());
    if has_regions {
        titles.extend(
            [("regions: before", false), ("after", false), ("Δ", false)]
                .map(|(title, is_text)| (title.to_owned(), is_text)),
        );
    }
    let mut grid = Grid::new(titles, MOST);
    let (rows, others) = shown(change);
    for row in rows {
        let heading = Cell::name([named(&row_name(row))]);
        let figures = metrics.iter().flat_map(|&metric| of_metric(row, metric));
        let counts = of_regions(row).into_iter().filter(|_| has_regions);
        let cells = [heading].into_iter().chain(figures).chain(counts).collect();
        match (&row.name, row.counted) {
            (RowName::Total, _) => grid.whole(cells),
            (_, true) => grid.add(cells),
            (_, false) => grid.add_as("aside", cells),
        }
    }
    let mut inside = vec![Element::new("p").text(headline(change))];
    inside.extend(grid.done("Levels"));
    if others > 0 {
        inside.push(note(format!("And {others} more that did not move.")));
    }
    inside
}

fn of_metric(row: &LevelChangeRow, metric: Metric) -> [Cell; 3] {
    let Some(both) = row.get(metric) else { return [Cell::none(), Cell::none(), Cell::none()] };
    let [before, after] = both.map(|bytes| Cell::figure(bytes.to_string(), bytes.get() as f64));
    let more = row.difference(metric).map_or(0.0, |more| more.get() as f64);
    [before, after, Cell::figure(difference(row, metric), more)]
}

fn of_regions(row: &LevelChangeRow) -> [Cell; 3] {
    let Some([before, after]) = row.regions() else { return [Cell::none(), Cell::none(), Cell::none()] };
    let [was, is, more] = regions(row);
    let difference = row.more_regions().map_or(0.0, |more| more as f64);
    [Cell::figure(was, before as f64), Cell::figure(is, after as f64), Cell::figure(more, difference)]
}
