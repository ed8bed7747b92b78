//! The parts of the report on two recordings.

use super::{Body, counts_regions, row_name};
use crate::analysis::{
    Alignment, CompareCell, CompareRow, Comparison, RetainedClass, RetainedSets, RowName, SideSummary,
    Verdict, VerdictChange,
};
use crate::model::units::{ByteDelta, Bytes};
use crate::report::levels::region_counts;
use crate::report::table::{Table, printable};
use crate::report::verdicts::rate;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// So many kinds of retained regions are listed.
const CLASSES: usize = 2;

/// What is compared with what.
pub(super) fn sides(comparison: &Comparison) -> Table {
    let mut table = Table::new(SIDE_COLUMNS).ending_in_text();
    table.add("before".to_owned(), side_cells(&comparison.sides[0]));
    table.add("after".to_owned(), side_cells(&comparison.sides[1]));
    table
}

pub(super) const SIDE_COLUMNS: [&str; 6] = ["", "target", "from", "to", "cycles", "recording"];

pub(super) fn side_cells(side: &SideSummary) -> [String; 5] {
    let cycles = match side.warmup {
        0 => side.counted.len().to_string(),
        warmup => format!("{} (+ {warmup} to warm up)", side.counted.len()),
    };
    [
        printable(&side.target),
        side.range.from.to_string(),
        side.range.to.to_string(),
        cycles,
        printable(&side.name),
    ]
}

pub(super) const fn growth_title(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::Cycles => "Per cycle",
        Alignment::Time => "From start to end of each",
    }
}

/// How much more a cycle adds, or the whole of each.
pub(super) fn growth(comparison: &Comparison) -> Body {
    let by_cycles = comparison.alignment == Alignment::Cycles;
    let columns: &[&str] = if by_cycles {
        &["", "metric", "change", "before", "", "after", "", "difference", "at least", "at most"]
    } else {
        &["", "metric", "before", "after", "difference"]
    };
    let mut table = Table::new(columns.iter().copied());
    let (rows, others) = shown_rows(comparison);
    for row in rows {
        let cells = if by_cycles { per_cycle(row) } else { over_time(row) };
        table.add(row_name(&row.name), cells);
    }
    let others = (others > 0).then(|| format!("and {others} more that show no difference"));
    let below = [others, by_cycles.then(|| INTERVALS.to_owned())];
    let below: Vec<String> = below.into_iter().flatten().collect();
    Body::Table(table, (!below.is_empty()).then(|| below.join("; ")))
}

/// What the ends of an interval hold.
const INTERVALS: &str =
    "at least and at most hold the differences of all rows at once in 95 of 100 pairs of recordings";

fn per_cycle(row: &CompareRow) -> Vec<String> {
    let shown = |value| rate(row.measure, value);
    vec![
        row.measure.name().to_owned(),
        row.change.map_or("-", VerdictChange::name).to_owned(),
        shown(row.first().per_cycle.median),
        verdict(row.first()).to_owned(),
        shown(row.last().per_cycle.median),
        verdict(row.last()).to_owned(),
        shown(row.difference.median),
        shown(row.difference.low),
        shown(row.difference.high),
    ]
}

const fn verdict(cell: &CompareCell) -> &'static str {
    if matches!(cell.verdict, Verdict::TooFewCycles) && cell.levels.is_empty() {
        "not known"
    } else {
        cell.verdict.name()
    }
}

fn over_time(row: &CompareRow) -> Vec<String> {
    let values = [row.first().per_cycle.median, row.last().per_cycle.median, row.difference.median];
    std::iter::once(row.measure.name().to_owned())
        .chain(values.map(|value| rate(row.measure, value)))
        .collect()
}

fn moves(row: &CompareRow) -> bool {
    row.first().per_cycle.median.abs().max(row.last().per_cycle.median.abs()) > 0.0
}

/// The total, and the rows that are worth a word or, without words, that move; and how many more there are.
fn shown_rows(comparison: &Comparison) -> (Vec<&CompareRow>, usize) {
    let is_loud = |row: &&CompareRow| match comparison.alignment {
        Alignment::Cycles => {
            let worst = row.first().verdict.max(row.last().verdict);
            let is_worded = worst > Verdict::Steady || row.change > Some(VerdictChange::Unchanged);
            is_worded || row.change.is_none() && moves(row)
        }
        Alignment::Time => moves(row),
    };
    let is_shown = |row: &&CompareRow| row.name == RowName::Total || is_loud(row);
    let mut rows: Vec<_> = comparison.rows.iter().filter(is_shown).collect();
    rows.sort_by_key(|row| Reverse(row.change));
    let others = comparison.rows.len() - rows.len();
    (rows, others)
}

/// What is there at the end, and the most there was inside the windows.
pub(super) fn levels(comparison: &Comparison) -> Body {
    let columns = [
        "",
        "footprint: before",
        "after",
        "",
        "mapped: before",
        "after",
        "",
        "peak footprint: before",
        "after",
    ];
    let regions = counts_regions(
        [comparison.sides[0].is_imported, comparison.sides[1].is_imported].into_iter(),
        comparison.rows.iter().map(|row| row.regions().is_some()),
    )
    .then_some(["regions: before", "after", ""]);
    let mut table = Table::new(columns.into_iter().chain(regions.into_iter().flatten()));
    let (rows, _) = shown_rows(comparison);
    let is_mapped = |row: &&CompareRow| row.first().peaks.mapped.max(row.last().peaks.mapped) > Bytes::ZERO;
    for row in rows.into_iter().filter(is_mapped) {
        let (before, after) = (row.first(), row.last());
        let [footprint, mapped, peak] = [
            [before.at_end.footprint(), after.at_end.footprint()],
            [before.at_end.mapped, after.at_end.mapped],
            [before.peaks.footprint, after.peaks.footprint],
        ];
        let change = |[before, after]: [Bytes; 2]| match after.since(before) {
            ByteDelta::ZERO => "±0".to_owned(),
            more => more.to_string(),
        };
        let both = |pair: [Bytes; 2]| pair.map(|bytes| bytes.to_string());
        let cells = both(footprint).into_iter().chain([change(footprint)]).chain(both(mapped));
        let cells = cells.chain([change(mapped)]).chain(both(peak));
        let counts = regions.map(|_| region_counts(row.regions()));
        table.add(row_name(&row.name), cells.chain(counts.into_iter().flatten()));
    }
    Body::Table(table, None)
}

/// How many there are depends on how many cycles there were.
pub(super) fn retained_title(comparison: &Comparison) -> String {
    match [comparison.sides[0].counted.len(), comparison.sides[1].counted.len()] {
        [before, after] if comparison.alignment == Alignment::Cycles && before != after => {
            format!("Retained, of {before} cycles before and {after} after, by size of region")
        }
        _ => "Retained, by size of region".to_owned(),
    }
}

/// What was retained in only one of them, and in both.
pub(super) fn retained(comparison: &Comparison) -> Vec<String> {
    let RetainedSets { only_before, both, only_after } = &comparison.retained;
    if only_before.is_empty() && both.is_empty() && only_after.is_empty() {
        return Vec::new();
    }
    [("only before", only_before), ("in both", both), ("only after", only_after)]
        .map(|(what, set)| retained_line(what, set))
        .to_vec()
}

fn retained_line(what: &str, set: &BTreeMap<RetainedClass, usize>) -> String {
    let (count, bytes) = RetainedSets::sum(set);
    if count == 0 {
        return format!("{what}: nothing");
    }
    let size = |class: &RetainedClass, count: usize| class.len.get().saturating_mul(count as u64);
    // Of two that read alike nobody knows why they are two.
    let mut kinds: BTreeMap<String, (u64, usize)> = BTreeMap::new();
    for (class, &count) in set {
        let tag = if class.name.is_empty() { String::new() } else { format!(" {}", printable(&class.name)) };
        let kind = kinds.entry(format!("{} {}{tag}", class.len, row_name(&class.category))).or_default();
        *kind = (kind.0.saturating_add(size(class, count)), kind.1 + count);
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|&(_, (bytes, _))| Reverse(bytes));
    let more = match kinds.len().saturating_sub(CLASSES) {
        0 => String::new(),
        1 => ", and one other kind".to_owned(),
        others => format!(", and {others} other kinds"),
    };
    let shown = kinds.into_iter().take(CLASSES).map(|(kind, (_, count))| format!("{count} × {kind}"));
    let regions = if count == 1 { "region" } else { "regions" };
    format!("{what}: {count} {regions}, {bytes}: {}{more}", shown.collect::<Vec<_>>().join(", "))
}

/// In what the two recordings differ beside what was measured.
pub(super) fn differing(comparison: &Comparison) -> Vec<String> {
    let points = comparison.comparable.iter().filter(|point| !point.is_same());
    let told = points.map(|point| {
        let (before, after) = (printable(&point.values[0]), printable(&point.values[1]));
        format!("{}: {before} → {after} ({})", point.what, point.note)
    });
    told.collect()
}
