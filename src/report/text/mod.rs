//! The report for a terminal: one table as in Apple's Allocations, and below it what the table cannot say.

mod notes;

mod trust;

mod why;

pub(super) use notes::cost;
pub(super) use trust::paragraphs as trust_paragraphs;
pub(in crate::report) use why::wrapped;

use crate::analysis::{
    CategoryGrowth, Composition, Counted, CycleFigures, CycleSeries, Figures, Known, Metric, SizeClass,
};
use crate::model::units::Bytes;
use crate::model::{Category, CategoryId};
use crate::report::Summary;
use crate::report::composition as composed;
use crate::report::levels as change_of_levels;
use crate::report::render::text::block;
use crate::report::stacks;
use crate::report::summary::RECLAIMABLE;
use crate::report::table::{MOST_LISTED, Table, UNKNOWN, count, left_out, printable};
use crate::report::verdicts;
use crate::report::view::{self, Block, reclaimable_table, unattributed_table};
use std::cmp::Reverse;
use std::iter;

const COLUMNS: [&str; 12] = [
    "Category",
    "Persistent Bytes",
    "# Persistent",
    "Transient",
    "# Transient",
    "Total Bytes",
    "# Total",
    "Footprint",
    "Resident",
    "Mapped",
    "Mappings",
    "Grown",
];

/// So many sizes of a category are listed.
const SIZES: usize = 4;

/// So many categories have a column in the table of cycles.
const CYCLE_COLUMNS: usize = 5;

/// The whole report as text, with a line end behind each line.
pub fn text(summary: &Summary<'_>) -> String {
    if let Some(composition) = &summary.composition {
        return written(header(summary), of_one_snapshot(summary, composition));
    }
    let sections = [
        ("Levels", levels(summary)),
        ("Verdict", verdicts::section(summary)),
        ("Why", why::section(summary)),
        ("Trust", trust::section(summary)),
        ("", growth(summary)),
        ("Unattributed: what the system counts and no region explains", unattributed(summary)),
        (RECLAIMABLE, reclaimable(summary)),
        ("What stayed, by size of region", sizes(summary)),
        ("Born in each cycle and alive at its end", cycles(summary)),
        (stacks::TITLE, stacks::lines(&summary.trace.recording)),
        ("Marks", notes::marks(summary)),
        ("Own cost", cost(summary)),
        ("Warnings", notes::warnings(summary)),
        ("Notes", notes::notes(summary)),
    ];
    written(header(summary), sections)
}

/// What is told of a single snapshot: no growth, and no columns of zeros.
fn of_one_snapshot(summary: &Summary<'_>, composition: &Composition) -> [(&'static str, Vec<String>); 6] {
    let headline = composed::composition_headline(&summary.trace.recording, composition);
    let (table, others) = composed::table(summary, composition);
    let table = [headline, String::new()].into_iter().chain(table.lines()).chain(others);
    [
        ("", table.collect()),
        ("What stands out", composed::findings(composition)),
        ("What to ask for next", composition.asked.clone()),
        (stacks::TITLE, stacks::lines(&summary.trace.recording)),
        ("Marks", notes::marks(summary)),
        ("Warnings", notes::warnings(summary)),
    ]
}

fn levels(summary: &Summary<'_>) -> Vec<String> {
    let Some(change) = &summary.levels else { return Vec::new() };
    let (table, others) = change_of_levels::table(change);
    [change_of_levels::headline(change)].into_iter().chain(table.lines()).chain(others).collect()
}

fn written<const N: usize>(header: Vec<String>, sections: [(&str, Vec<String>); N]) -> String {
    let mut lines = header;
    for (title, body) in sections.into_iter().filter(|(_, body)| !body.is_empty()) {
        lines.push(String::new());
        if title.is_empty() {
            lines.extend(body);
        } else {
            lines.push(title.to_owned());
            lines.extend(body.iter().map(|line| format!("  {line}")));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

fn header(summary: &Summary<'_>) -> Vec<String> {
    let recording = &summary.trace.recording;
    let target = match summary.target() {
        Some((name, about)) => {
            let about = [printable(&name), about].into_iter();
            let runtimes = recording.runtimes().iter().map(|runtime| runtime.name().to_owned());
            about.chain(runtimes).collect::<Vec<_>>().join(", ")
        }
        None => "no target".to_owned(),
    };
    let range = summary.window.range(recording);
    let window = format!(
        "{} to {} ({:.1} s): {}",
        range.from,
        range.to,
        range.duration().as_secs_f64(),
        summary.looks(),
    );
    vec![target, if summary.composition.is_some() { summary.looks() } else { window }]
}

fn growth(summary: &Summary<'_>) -> Vec<String> {
    let mut table = Table::new(COLUMNS);
    let (known, figures) = Known::of_all(&summary.trace.recording, &summary.growth);
    table.add("*All*".to_owned(), cells(known, &figures));
    for (category, row) in summary.rows() {
        if !row.figures.is_empty() {
            let known = Known::of_row(&summary.trace.recording, row, category);
            table.add(name(category), cells(known, &row.figures));
        }
    }
    // Texts of other tools do not tell what came and went.
    let is_imported = summary.trace.recording.is_imported();
    if is_imported { table.without_empty_columns().lines() } else { table.lines() }
}

/// What is not known is no number.
fn cells(known: Known, figures: &Figures) -> [String; COLUMNS.len() - 1] {
    // "At least nothing" says nothing: a zero stands for itself. Parts of regions come and go too: bytes without a count.
    let at_least = |counted: Counted| {
        let signed = |is_none: bool, text: String| if is_none { text } else { format!("≥ {text}") };
        [
            signed(counted.bytes == Bytes::ZERO, counted.bytes.to_string()),
            signed(counted.count == 0, counted.count.to_string()),
        ]
    };
    let [transient, transient_count] = at_least(figures.transient);
    let [total, total_count] = at_least(figures.total());
    let level = |metric| (known.has(metric), figures.after.about(metric).to_string());
    let cells = [
        (known.births, figures.persistent.bytes.to_string()),
        (known.births, figures.persistent.count.to_string()),
        (known.births, transient),
        (known.births, transient_count),
        (known.births, total),
        (known.births, total_count),
        level(Metric::Footprint),
        level(Metric::Resident),
        level(Metric::Mapped),
        (true, count(figures.after.mappings)),
        (known.footprint, figures.grown().to_string()),
    ];
    cells.map(|(is_known, text)| if is_known { text } else { UNKNOWN.to_owned() })
}

/// What is outside the total stands in brackets.
fn name(category: &Category) -> String {
    let name = printable(&category.to_string());
    if category.is_counted() { name } else { format!("({name})") }
}

fn name_of(summary: &Summary<'_>, id: CategoryId) -> String {
    summary.trace.recording.category(id).map(name).unwrap_or_default()
}

fn unattributed(summary: &Summary<'_>) -> Vec<String> {
    lines_of(unattributed_table(&summary.unattributed))
}

fn reclaimable(summary: &Summary<'_>) -> Vec<String> {
    lines_of(reclaimable_table(summary.reclaimable()))
}

fn lines_of(table: view::Table) -> Vec<String> {
    let table = Block::from(table);
    if table.is_empty() { Vec::new() } else { block(&table) }
}

fn sizes(summary: &Summary<'_>) -> Vec<String> {
    let rows = summary.rows();
    let stayed = |row: &CategoryGrowth| -> Vec<SizeClass> {
        let classes = summary.sizes.get(&row.category).into_iter().flatten();
        classes.filter(|class| class.persistent.count > 0).copied().collect()
    };
    rows.into_iter()
        .map(|(category, row)| (category, stayed(row)))
        .filter(|(_, classes)| !classes.is_empty())
        .map(|(category, classes)| format!("{}: {}", name(category), size_list(&classes)))
        .collect()
}

fn size_list(classes: &[SizeClass]) -> String {
    let (first, others) = classes.split_at(classes.len().min(SIZES));
    let looks_like_another = |class: &SizeClass| {
        first.iter().filter(|other| other.len.to_string() == class.len.to_string()).count() > 1
    };
    let size = |class: &SizeClass| {
        if looks_like_another(class) { class.len.exact() } else { class.len.to_string() }
    };
    let mut shown: Vec<String> =
        first.iter().map(|class| format!("{} × {}", class.persistent.count, size(class))).collect();
    if !others.is_empty() {
        let bytes: Bytes = others.iter().map(|class| class.persistent.bytes).sum();
        shown.push(format!("{bytes} in {} other sizes", others.len()));
    }
    let is_certain = classes.iter().all(|class| class.certain);
    shown.join(", ") + if is_certain { "" } else { " (runs of bytes)" }
}

/// One line for each cycle, one column for each of the categories that kept most.
fn cycles(summary: &Summary<'_>) -> Vec<String> {
    let cycles = &summary.assessment.cycles;
    if cycles.all().next().is_none() {
        return Vec::new();
    }
    let categories = categories_of_cycles(summary);
    let (shown, others) = categories.split_at(categories.len().min(CYCLE_COLUMNS));
    let mut header = vec!["Cycle".to_owned(), "*All*".to_owned()];
    header.extend(shown.iter().map(|&(id, _)| name_of(summary, id)));
    let mut table = Table::new(header);
    let mut series: Vec<_> = iter::once(&cycles.total)
        .chain(shown.iter().map(|&(_, series)| series))
        .map(CycleSeries::all)
        .collect();
    for (nth, cycle) in cycles.all().enumerate().take(MOST_LISTED) {
        let warmup = if nth < cycles.warmup.len() { " (warm-up)" } else { "" };
        let born = |figures: &CycleFigures| figures.born.mapped.to_string();
        let cells = series.iter_mut().map(|series| series.next().map(born).unwrap_or_default());
        table.add(format!("{}{warmup}", cycle.number), cells);
    }
    let mut lines = table.lines();
    lines.extend(left_out(cycles.all().count(), "cycles"));
    if !others.is_empty() {
        lines.push(format!("and {} more categories with fewer bytes", others.len()));
    }
    lines
}

/// The categories that kept anything in any cycle, those that kept most first.
fn categories_of_cycles<'a>(summary: &'a Summary<'_>) -> Vec<(CategoryId, &'a CycleSeries)> {
    let born = |series: &CycleSeries| series.all().map(|cycle| cycle.born.mapped).sum::<Bytes>();
    let all = summary.assessment.cycles.categories.iter().map(|(&id, series)| (id, series));
    let mut kept: Vec<_> = all.filter(|(_, series)| born(series) > Bytes::ZERO).collect();
    kept.sort_by_key(|&(id, series)| (Reverse(born(series)), id));
    kept
}
