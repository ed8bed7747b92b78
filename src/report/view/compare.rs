//! Recordings side by side: two, or several in a row.

use super::{Cell, Fields, Label, Quantity, RowKind, Table};
use crate::analysis::{
    Alignment, Comparable, CompareCell, CompareRow, Comparison, RetainedClass, RetainedSets, RowName,
    SideSummary, Verdict, VerdictChange,
};
use crate::model::units::Bytes;
use crate::report::markup::printable_line;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// So many kinds of retained regions are named in a line, and so many classes of them are listed.
const MOST_KINDS: usize = 2;
const MOST_CLASSES: usize = 20;

/// What the sides are called: before and after; of several their numbers.
pub fn side_names(comparison: &Comparison) -> Vec<String> {
    match comparison.sides.len() {
        2 => ["before", "after"].map(str::to_owned).to_vec(),
        several => (1..=several).map(|number| number.to_string()).collect(),
    }
}

/// What is compared with what. Keys count the sides from 0.
pub fn sides_table(comparison: &Comparison, names: &[String]) -> Table<usize> {
    let fields = Fields::<(&String, &SideSummary)>::default()
        .text_column("", "", |(name, _)| Cell::text(*name))
        .text_column("Target", "", |(_, side)| Cell::text(printable_line(&side.target)))
        .figures("From", "", |(_, side)| Some(Quantity::moment(side.range.from)))
        .figures("To", "", |(_, side)| Some(Quantity::moment(side.range.to)))
        .cells("Cycles", "", |(_, side)| {
            let counted = side.counted.len();
            Cell::sorted(
                match side.warmup {
                    0 => counted.to_string(),
                    warmup => format!("{counted} (+ {warmup} to warm up)"),
                },
                counted as f64,
            )
        })
        .text_column("Recording", "", |(_, side)| Cell::text(printable_line(&side.name)));
    fields.keyed(
        "The recordings",
        (0..).zip(names.iter().zip(&comparison.sides)).map(|(nth, side)| (nth, RowKind::Plain, side)),
    )
}

/// The title of [`compare_table`].
pub const fn compare_title(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::Cycles => "Per cycle",
        Alignment::Time => "From start to end of each",
    }
}

/// What a cycle adds in each side, or the whole of each, and how much more it is in the last than in the first; with so many
/// rows that do nothing.
pub fn compare_table(comparison: &Comparison, names: &[String], most_quiet: usize) -> Table<RowName> {
    let (rows, left_out) = shown_rows(comparison, most_quiet);
    let mut table = compare_rows_table(comparison, names, rows);
    if left_out > 0 {
        table = table.with_note(format!("and {left_out} more that show no difference"));
    }
    if comparison.alignment == Alignment::Cycles {
        table = table.with_note(
            "At least and at most hold the differences of all rows at once in 95 of 100 pairs of recordings.",
        );
    }
    table
}

/// The same of these rows.
pub fn compare_rows_table<'a>(
    comparison: &'a Comparison,
    names: &[String],
    rows: impl IntoIterator<Item = &'a CompareRow>,
) -> Table<RowName> {
    let by_cycles = comparison.alignment == Alignment::Cycles;
    let rate = |row: &CompareRow, value| Some(Quantity::rate(row.measure, value));
    let mut fields = Fields::<&CompareRow>::default()
        .text_column("Category", "", |row| Cell::name(&Label::of_row(&row.name)))
        .meaning("What is compared: everything, a category, or what no region explains")
        .text_column("Metric", "", |row| Cell::text(row.measure.name()))
        .rank(3);
    if by_cycles {
        fields = fields
            .text_column("Change", "", |row| Cell::change(row.change))
            .meaning("What has become of it")
            .rank(1);
    }
    for (nth, name) in names.iter().enumerate() {
        let cell = move |row: &&'_ CompareRow| row.cells.get(nth).filter(|cell| is_known(cell)).cloned();
        fields = fields.figures(capitalised(name), "", move |row| rate(row, cell(row)?.per_cycle.median));
        if by_cycles {
            fields = fields.meaning("By how much more it is with every cycle of this recording");
        }
        if by_cycles {
            fields = fields.text_column("Verdict", "", move |row| {
                cell(row).map_or_else(Cell::unknown, |cell| Cell::verdict(cell.verdict))
            });
        }
    }
    fields = fields.figures("Difference", "", move |row| rate(row, row.difference.median));
    if by_cycles {
        let interval =
            "At least and at most hold the differences of all rows at once in 95 of 100 pairs of recordings";
        fields = fields
            .meaning("How much more a cycle adds in the last recording than in the first")
            .figures("At least", "", move |row| rate(row, row.difference.low))
            .meaning(interval)
            .rank(4)
            .figures("At most", "", move |row| rate(row, row.difference.high))
            .meaning(interval)
            .rank(4);
    }
    let rows = rows.into_iter().map(|row| (row.name.clone(), RowKind::Plain, row));
    fields.keyed(compare_title(comparison.alignment), rows)
}

/// Whether a side says anything of a row.
fn is_known(cell: &CompareCell) -> bool {
    cell.verdict != Verdict::TooFewCycles || !cell.levels.is_empty()
}

fn capitalised(name: &str) -> String {
    super::Sentence::new(name).capitalised()
}

/// The total, the rows that grow or have changed (aligned by time, those that move), and so many others; and how many more
/// there are.
fn shown_rows(comparison: &Comparison, most_quiet: usize) -> (Vec<&CompareRow>, usize) {
    let moves = |row: &CompareRow| row.cells.iter().any(|cell| cell.per_cycle.median.abs() > 0.0);
    let is_loud = |row: &&CompareRow| {
        row.name == RowName::Total
            || match comparison.alignment {
                Alignment::Cycles => {
                    row.cells.iter().any(|cell| cell.verdict > Verdict::Steady)
                        || row.change > Some(VerdictChange::Unchanged)
                        || row.change.is_none() && moves(row)
                }
                Alignment::Time => moves(row),
            }
    };
    let mut rows: Vec<_> = comparison.rows.iter().filter(is_loud).collect();
    rows.sort_by_key(|row| Reverse(row.change));
    rows.extend(comparison.rows.iter().filter(|row| !is_loud(row)).take(most_quiet));
    let left_out = comparison.rows.len() - rows.len();
    (rows, left_out)
}

/// A level of one side.
type SideLevel = fn(&CompareRow, &CompareCell) -> Option<Quantity>;

/// What is there at the end of each side, and the most there was inside.
pub fn compare_levels_table(comparison: &Comparison, names: &[String], most_quiet: usize) -> Table<RowName> {
    let mut fields = Fields::<&CompareRow>::default()
        .text_column("Category", "", |row| Cell::name(&Label::of_row(&row.name)));
    let levels: [(&str, bool, SideLevel, bool); 5] = [
        ("Footprint", false, |_, cell| Some(Quantity::bytes(cell.at_end.footprint())), true),
        ("Mapped", false, |_, cell| Some(Quantity::bytes(cell.at_end.mapped)), true),
        ("Peak footprint", false, |_, cell| Some(Quantity::bytes(cell.peaks.footprint)), false),
        ("Peak mapped", true, |_, cell| Some(Quantity::bytes(cell.peaks.mapped)), false),
        ("Regions", false, |row, cell| row.regions_in(cell).map(Quantity::count), true),
    ];
    let counts = counts_regions(comparison);
    for (title, is_wide, level, has_difference) in
        levels.into_iter().filter(|(title, ..)| counts || *title != "Regions")
    {
        for (nth, name) in names.iter().enumerate() {
            let title = if nth == 0 { format!("{title} {name}") } else { capitalised(name) };
            fields = fields.figures(title, "", move |row| level(row, row.cells.get(nth)?)).wide_if(is_wide);
        }
        if has_difference {
            fields = fields
                .figures("Difference", "", move |row| {
                    Some(level(row, row.last())?.since(&level(row, row.first())?))
                })
                .wide_if(is_wide);
        }
    }
    let (rows, _) = shown_rows(comparison, most_quiet);
    let is_mapped = |row: &&CompareRow| row.cells.iter().any(|cell| cell.peaks.mapped > Bytes::ZERO);
    fields.keyed(
        "Levels: at the end, and the most there was",
        rows.into_iter().filter(is_mapped).map(|row| (row.name.clone(), RowKind::Plain, row)),
    )
}

/// Whether a count of regions is compared: those that texts of other tools count are figures of theirs.
fn counts_regions(comparison: &Comparison) -> bool {
    comparison.sides.iter().any(|side| side.is_imported)
        && comparison.rows.iter().any(|row| row.regions().is_some())
}

/// How many regions are retained depends on how many cycles there were.
pub fn retained_title(comparison: &Comparison) -> String {
    match &comparison.sides[..] {
        [before, after]
            if comparison.alignment == Alignment::Cycles && before.counted.len() != after.counted.len() =>
        {
            let [before, after] = [before, after].map(|side| side.counted.len());
            format!("Retained, of {before} cycles before and {after} after, by size of region")
        }
        _ => "Retained, by size of region".to_owned(),
    }
}

/// Regions that the cycles of one side retained, or those of both.
type RetainedSet<'a> = (&'static str, &'a BTreeMap<RetainedClass, usize>);

fn retained_sets(sets: &RetainedSets) -> Vec<RetainedSet<'_>> {
    if sets.is_empty() {
        return Vec::new();
    }
    vec![("only before", &sets.only_before), ("in both", &sets.both), ("only after", &sets.only_after)]
}

/// What was retained in only one of two recordings, and in both: a line each.
pub fn retained_lines(sets: &RetainedSets) -> Vec<String> {
    retained_sets(sets).into_iter().map(retained_line).collect()
}

/// How many regions a set has, and their bytes.
fn retained_sum((place, set): RetainedSet<'_>) -> String {
    match RetainedSets::sum(set) {
        (0, _) => format!("{place}: nothing"),
        (count, bytes) => {
            let regions = if count == 1 { "region" } else { "regions" };
            format!("{place}: {count} {regions}, {bytes}")
        }
    }
}

fn retained_line((place, set): RetainedSet<'_>) -> String {
    let sum = retained_sum((place, set));
    if set.is_empty() {
        return sum;
    }
    // Two kinds that read alike are shown as one.
    let mut kinds: BTreeMap<String, (u64, usize)> = BTreeMap::new();
    for (class, &count) in set {
        let tag =
            if class.name.is_empty() { String::new() } else { format!(" {}", printable_line(&class.name)) };
        let name = format!("{} {}{tag}", class.len, Label::of_row(&class.category));
        let kind = kinds.entry(name).or_default();
        *kind = (kind.0.saturating_add(class.bytes(count).get()), kind.1 + count);
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|&(_, (bytes, _))| Reverse(bytes));
    let more = match kinds.len().saturating_sub(MOST_KINDS) {
        0 => String::new(),
        1 => ", and one other kind".to_owned(),
        others => format!(", and {others} other kinds"),
    };
    let shown = kinds.into_iter().take(MOST_KINDS).map(|(kind, (_, count))| format!("{count} × {kind}"));
    format!("{sum}: {}{more}", shown.collect::<Vec<_>>().join(", "))
}

/// The same as tables, with the sum as title, those with the most bytes first.
pub fn retained_tables(sets: &RetainedSets) -> Vec<Table> {
    retained_sets(sets).into_iter().map(retained_table).collect()
}

fn retained_table((place, set): RetainedSet<'_>) -> Table {
    let mut classes: Vec<_> = set.iter().map(|(class, &count)| (class, count)).collect();
    classes.sort_by_key(|&(class, count)| Reverse(class.bytes(count)));
    Fields::<(&RetainedClass, usize)>::default()
        .text_column("Category", "", |(class, _)| Cell::name(&Label::of_row(&class.category)))
        .text_column("Name", "", |(class, _)| Cell::text(printable_line(&class.name)))
        .figures("#", "", |&(_, count)| Some(Quantity::count(count)))
        .figures("Each", "", |(class, _)| Some(Quantity::bytes(class.len)))
        .figures("Together", "", |&(class, count)| Some(Quantity::bytes(class.bytes(count))))
        .table(capitalised(&retained_sum((place, set))), classes)
        .limited(MOST_CLASSES, "kinds")
}

/// In what the recordings differ beside what was measured, a line each.
pub fn differing_lines(comparison: &Comparison) -> Vec<String> {
    let line = |point: &Comparable| {
        let values: Vec<_> = point.values.iter().map(|value| printable_line(value)).collect();
        format!("{}: {} ({})", point.what, values.join(" → "), point.note)
    };
    comparison.comparable.iter().filter(|point| !point.is_same()).map(line).collect()
}

/// Whether the recordings can be compared, point by point. Keys count the points from 0.
pub fn comparable_table(comparison: &Comparison, names: &[String]) -> Table<usize> {
    let mut fields =
        Fields::<&Comparable>::default().text_column("Point", "", |point| Cell::text(point.what));
    for (nth, name) in names.iter().enumerate() {
        fields = fields.text_column(capitalised(name), "", move |point| {
            Cell::text(point.values.get(nth).map_or_else(String::new, |value| printable_line(value)))
        });
    }
    let fields = fields
        .text_column("Same", "", |point| Cell::text(if point.is_same() { "✓ yes" } else { "× no" }))
        .text_column("What it means", "", |point| Cell::text(if point.is_same() { "" } else { point.note }));
    let points = (0..).zip(&comparison.comparable).map(|(nth, point)| (nth, RowKind::Plain, point));
    fields.keyed("Whether the recordings can be compared", points)
}
