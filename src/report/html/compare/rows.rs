//! What a cycle adds to each category, before and after.

use crate::analysis::{CompareCell, CompareRow, Comparison, Metric, RowName, VerdictChange};
use crate::charts::{Hue, amount, change, row_name};
use crate::markup::Element;
use crate::report::html::grid::{Cell, Grid};
use crate::report::html::growth::dot;
use crate::report::html::page::{named, note};

/// So many rows are listed.
const MOST: usize = 120;

const COLUMNS: [(&str, bool); 13] = [
    ("Category", true),
    ("Change", true),
    ("A", true),
    ("B", true),
    ("Figure", true),
    ("A per cycle", false),
    ("B per cycle", false),
    ("B − A", false),
    ("from", false),
    ("to", false),
    ("A at end", false),
    ("B at end", false),
    ("Peak A → B", true),
];

pub(super) fn table(comparison: &Comparison) -> Vec<Element> {
    let mut grid = Grid::new(COLUMNS, MOST);
    for row in &comparison.rows {
        grid.add(cells(row));
    }
    let mut inside = grid.done("What a cycle adds");
    inside.push(note(
        "From and to are the 95 % interval of the difference; what is there at the end is in footprint.",
    ));
    inside
}

fn cells(row: &CompareRow) -> Vec<Cell> {
    let figure = |value: f64| Cell::figure(change(row.measure, value), value);
    let has_footprint = !matches!(row.name, RowName::Unattributed(_));
    let at_end = |cell: &CompareCell| {
        let size = cell.at_end.get(Metric::Footprint);
        if has_footprint { Cell::figure(size.to_string(), size.get() as f64) } else { Cell::none() }
    };
    let peak = |cell: &CompareCell| amount(row.measure, cell.peak);
    vec![
        Cell::name([dot(hue(&row.name)), named(&row_name(&row.name))]),
        Cell::text(row.change.map_or("too few cycles", VerdictChange::name)),
        Cell::verdict(row.before.verdict),
        Cell::verdict(row.after.verdict),
        Cell::text(row.measure.name()),
        figure(row.before.per_cycle.median),
        figure(row.after.per_cycle.median),
        figure(row.difference.median),
        figure(row.difference.low),
        figure(row.difference.high),
        at_end(&row.before),
        at_end(&row.after),
        Cell::text(format!("{} → {}", peak(&row.before), peak(&row.after))),
    ]
}

/// The colour of what is compared.
pub(super) fn hue(name: &RowName) -> Hue {
    match name {
        RowName::Category { group, name } => Hue::named(group, name),
        RowName::Total | RowName::Unattributed(_) => Hue::All,
    }
}
