//! What a cycle adds to each category, before and after.

use crate::analysis::{Alignment, CompareCell, CompareRow, Comparison, Metric, RowName, VerdictChange};
use crate::model::units::grouped;
use crate::report::charts::{Hue, amount, change, row_name};
use crate::report::compare::{counts_regions, more_regions_text};
use crate::report::html::grid::{Cell, Grid};
use crate::report::html::growth::dot;
use crate::report::markup::Element;
use crate::report::render::page::{named, note};

/// So many rows are listed.
const MOST: usize = 120;

pub(super) const fn title(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::Cycles => "What a cycle adds",
        Alignment::Time => "From start to end of each",
    }
}

pub(super) fn table(comparison: &Comparison) -> Vec<Element> {
    let alignment = comparison.alignment;
    let counts = counts_regions(
        [comparison.sides[0].is_imported, comparison.sides[1].is_imported].into_iter(),
        comparison.rows.iter().map(|row| row.regions().is_some()),
    );
    let regions = [("Regions A", false), ("Regions B", false), ("B − A", false)];
    let columns = columns(alignment).into_iter().chain(regions.into_iter().filter(|_| counts));
    let mut grid = Grid::new(columns, MOST);
    for row in &comparison.rows {
        let [rates, levels] = [rates(row, alignment), levels(row)];
        let cells = std::iter::once(head(&row.name)).chain(rates).chain(levels);
        grid.add(cells.chain(region_cells(row.regions()).into_iter().filter(|_| counts)).collect());
    }
    let mut inside = grid.done(title(alignment));
    inside.push(note(match alignment {
        Alignment::Cycles => {
            "From and to hold the differences of all rows at once in 95 of 100 pairs of recordings, so that each \
             is wider than a 95 % interval of one row; what is there at the end is in footprint."
        }
        Alignment::Time => "What is there at the end is in footprint.",
    }));
    inside
}

fn columns(alignment: Alignment) -> Vec<(&'static str, bool)> {
    let rates: &[_] = match alignment {
        Alignment::Cycles => &[
            ("Change", true),
            ("A", true),
            ("B", true),
            ("Figure", true),
            ("A per cycle", false),
            ("B per cycle", false),
            ("B − A", false),
            ("at least", false),
            ("at most", false),
        ],
        Alignment::Time => &[("Figure", true), ("A grew by", false), ("B grew by", false), ("B − A", false)],
    };
    let levels = [("A at end", false), ("B at end", false), ("Peak A → B", true)];
    [("Category", true)].into_iter().chain(rates.iter().copied()).chain(levels).collect()
}

/// What heads a row.
pub(super) fn head(name: &RowName) -> Cell {
    Cell::name([dot(hue(name)), named(&row_name(name))])
}

fn rates(row: &CompareRow, alignment: Alignment) -> Vec<Cell> {
    let figure = |value: f64| Cell::figure(change(row.measure, value), value);
    let measure = Cell::text(row.measure.name());
    let difference = row.difference;
    let rates = [row.first().per_cycle.median, row.last().per_cycle.median, difference.median].map(figure);
    if alignment == Alignment::Time {
        return std::iter::once(measure).chain(rates).collect();
    }
    let words = [
        change_cell(row.change),
        Cell::verdict(row.first().verdict),
        Cell::verdict(row.last().verdict),
        measure,
    ];
    let interval = [difference.low, difference.high].map(figure);
    words.into_iter().chain(rates).chain(interval).collect()
}

/// Regions at the end of both, and how many more the second has.
fn region_cells(regions: Option<[usize; 2]>) -> Vec<Cell> {
    let [before, after] = [0, 1].map(|side| count(regions.map(|regions| regions[side])));
    vec![before, after, more(regions)]
}

/// A count of regions, where it is told.
pub(super) fn count(count: Option<usize>) -> Cell {
    count.map_or_else(Cell::none, |count| Cell::figure(grouped(count), count as f64))
}

/// How many more the second has.
pub(super) fn more(regions: Option<[usize; 2]>) -> Cell {
    let more = more_regions_text(regions);
    more.map_or_else(Cell::none, |(text, more)| Cell::figure(text, more as f64))
}

/// What has become of it.
pub(super) fn change_cell(change: Option<VerdictChange>) -> Cell {
    Cell::text(change.map_or("too few cycles", VerdictChange::name))
}

fn levels(row: &CompareRow) -> Vec<Cell> {
    let has_footprint = !matches!(row.name, RowName::Unattributed(_));
    let at_end = |cell: &CompareCell| {
        let size = cell.at_end.get(Metric::Footprint);
        if has_footprint { Cell::figure(size.to_string(), size.get() as f64) } else { Cell::none() }
    };
    let [before, after] = [row.first(), row.last()].map(|cell| amount(row.measure, cell.peak));
    vec![at_end(row.first()), at_end(row.last()), Cell::text(format!("{before} → {after}"))]
}

/// The colour of what is compared.
pub(super) fn hue(name: &RowName) -> Hue {
    match name {
        RowName::Category { group, name } => Hue::named(group, name),
        RowName::Total | RowName::Unattributed(_) => Hue::All,
    }
}
