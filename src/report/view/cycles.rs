//! The levels at each closing mark, as people make the table by hand, and what each cycle left behind.

use super::{Cell, Fields, Label, Quantity, RowKind, Table};
use crate::analysis::{CycleFigures, CycleSeries, Cycles, Level, Metric, Subject, Verdicts};
use crate::model::units::Bytes;
use crate::model::{CategoryId, Recording};
use std::cmp::Reverse;

/// So many categories have columns.
const MOST_CATEGORIES: usize = 3;

/// So many categories have a column in the table of what was born.
const MOST_BORN: usize = 5;

/// So many cycles are listed.
const MOST_CYCLES: usize = 100;

/// Before all cycles, or behind one of them.
enum At<'a> {
    Before(Vec<&'a CycleFigures>),
    Cycle { name: String, number: f64, figures: Vec<&'a CycleFigures> },
}

impl At<'_> {
    fn level(&self, series: usize) -> Option<Level> {
        match self {
            Self::Before(first) => first.get(series).map(|figures| figures.before),
            Self::Cycle { figures, .. } => figures.get(series).map(|figures| figures.after),
        }
    }

    fn of_cycle(&self, series: usize) -> Option<&CycleFigures> {
        match self {
            Self::Before(_) => None,
            Self::Cycle { figures, .. } => figures.get(series).copied(),
        }
    }

    fn footprint(&self, series: usize) -> Option<Quantity> {
        self.level(series).map(|level| Quantity::bytes(level.about(Metric::Footprint)))
    }

    fn change(&self, series: usize) -> Cell {
        let change = |figures: &CycleFigures| figures.after.footprint().since(figures.before.footprint());
        self.of_cycle(series)
            .map_or_else(Cell::empty, |figures| Cell::figure(Some(Quantity::byte_change(change(figures)))))
    }

    fn surviving(&self, series: usize) -> Cell {
        self.of_cycle(series)
            .map_or_else(Cell::empty, |figures| Cell::figure(Some(Quantity::bytes(figures.surviving()))))
    }
}

/// A row for each closing mark: the footprint of all, then of each category that leads, and what was born in the cycle and is
/// still there at the end of the recording. Keys count the cycles from 0; the row before all of them has none.
pub fn cycles_table(recording: &Recording, cycles: &Cycles, verdicts: &Verdicts) -> Table<Option<usize>> {
    let leading = leading_categories(cycles, verdicts);
    let series = || std::iter::once(&cycles.total).chain(leading.iter().map(|(_, series)| *series));
    let mut fields = Fields::<At<'_>>::default()
        .text_column("Cycle", "", |at| match at {
            At::Before(_) => Cell::sorted("before", 0.0),
            At::Cycle { name, number, .. } => Cell::sorted(name, *number),
        })
        .figures(
            format!("{}: footprint", Label::all()),
            "dirty and swapped bytes at the closing mark",
            |at| at.footprint(0),
        )
        .cells("Change", "", |at| at.change(0))
        .figures("Regions", "all that are there then", |at| Some(Quantity::count(at.level(0)?.regions)))
        .figures("Mappings", "entries of the system's list", |at| {
            at.level(0)?.mappings.get().map(Quantity::count)
        });
    for (nth, &(id, _)) in (1..).zip(&leading) {
        fields = fields
            .figures(Label::of_id(recording, id).to_string(), "", move |at| at.footprint(nth))
            .cells("Change", "", move |at| at.change(nth))
            .cells("Born here and still there", "mapped bytes at the end of the recording", move |at| {
                at.surviving(nth)
            });
    }
    let before: Vec<_> = series().filter_map(|series| series.all().next()).collect();
    let before = cycles.all().next().map(|_| (None, RowKind::Aside, At::Before(before)));
    let mut columns: Vec<_> = series().map(CycleSeries::all).collect();
    let rows = cycles.all().enumerate().map(|(nth, cycle)| {
        let figures = columns.iter_mut().filter_map(Iterator::next).collect();
        let name = cycle_name(cycles, nth, cycle.number);
        let kind = match nth.cmp(&cycles.warmup.len()) {
            std::cmp::Ordering::Less => RowKind::Aside,
            std::cmp::Ordering::Equal if nth > 0 => RowKind::First,
            _ => RowKind::Plain,
        };
        (Some(nth), kind, At::Cycle { name, number: (nth + 1) as f64, figures })
    });
    fields.keyed("Cycle by cycle", before.into_iter().chain(rows)).limited(MOST_CYCLES + 1, "cycles")
}

fn cycle_name(cycles: &Cycles, nth: usize, number: u32) -> String {
    if nth < cycles.warmup.len() { format!("{number} (warm-up)") } else { number.to_string() }
}

/// The categories that the verdicts put first, then those of which most is still there.
fn leading_categories<'a>(cycles: &'a Cycles, verdicts: &Verdicts) -> Vec<(CategoryId, &'a CycleSeries)> {
    let judged = verdicts.rows.iter().filter_map(|row| match row.subject {
        Subject::Category(id, _) if row.judgement.evidence.slope.median > 0.0 => Some(id),
        _ => None,
    });
    let kept = |id: &CategoryId| cycles.categories[id].all().map(CycleFigures::surviving).sum::<Bytes>();
    let mut others: Vec<_> = cycles.categories.keys().copied().filter(|id| kept(id) > Bytes::ZERO).collect();
    others.sort_by_key(|id| Reverse(kept(id)));
    let mut leading: Vec<CategoryId> = Vec::new();
    for id in judged.chain(others) {
        if leading.len() < MOST_CATEGORIES && !leading.contains(&id) {
            leading.push(id);
        }
    }
    leading.into_iter().filter_map(|id| Some((id, cycles.categories.get(&id)?))).collect()
}

/// What was born in each cycle and is alive at its end, with a column for each of the categories that kept most. Keys count
/// the cycles from 0.
pub fn born_table(recording: &Recording, cycles: &Cycles) -> Table<usize> {
    let born = |series: &CycleSeries| series.all().map(|cycle| cycle.born.mapped).sum::<Bytes>();
    let all = cycles.categories.iter().map(|(&id, series)| (id, series, born(series)));
    let mut kept: Vec<_> = all.filter(|&(.., bytes)| bytes > Bytes::ZERO).collect();
    kept.sort_by_key(|&(id, _, bytes)| (Reverse(bytes), id));
    let left_out = kept.len().saturating_sub(MOST_BORN);
    kept.truncate(MOST_BORN);
    let named = kept.iter().map(|&(id, series, _)| (Label::of_id(recording, id), series));
    let mut fields =
        Fields::<(String, Vec<Bytes>)>::default().text_column("Cycle", "", |(name, _)| Cell::text(name));
    let mut columns = Vec::new();
    for (nth, (label, series)) in std::iter::once((Label::all(), &cycles.total)).chain(named).enumerate() {
        fields = fields.figures(label.to_string(), "", move |(_, born)| {
            born.get(nth).map(|&born| Quantity::bytes(born))
        });
        columns.push(series.all());
    }
    let rows = cycles.all().enumerate().map(|(nth, cycle)| {
        let born = columns.iter_mut().filter_map(Iterator::next).map(|figures| figures.born.mapped).collect();
        (nth, RowKind::Plain, (cycle_name(cycles, nth, cycle.number), born))
    });
    let table = fields.keyed("Born in each cycle and alive at its end", rows).limited(MOST_CYCLES, "cycles");
    match left_out {
        0 => table,
        1 => table.with_note("and one more category with fewer bytes"),
        _ => table.with_note(format!("and {left_out} more categories with fewer bytes")),
    }
}
