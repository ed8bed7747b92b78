//! What has changed between recordings, in sentences.

use super::{Label, Quantity, Sentence, level_change_sentence};
use crate::analysis::{
    Alignment, CompareRow, CompareStep, Comparison, LEAST_CYCLES, RowName, Verdict, VerdictChange,
};
use crate::report::markup::printable_line;

/// So many other rows are named.
const MOST_OTHERS: usize = 4;

/// What has changed from the first side to the last, and more sentences where there is more to say.
pub fn compare_sentences(comparison: &Comparison) -> Vec<Sentence> {
    if let Some(change) = &comparison.levels {
        return vec![level_change_sentence(change)];
    }
    if comparison.sides.len() != 2 {
        let steps = step_sentences(comparison).into_iter().map(|step| step.to_string());
        let all: Vec<_> = std::iter::once(series_clause(comparison)).chain(steps).collect();
        return vec![Sentence::new(all.join("; "))];
    }
    let first = Sentence::new(pair_clause(comparison));
    [first].into_iter().chain(other_rows(comparison)).collect()
}

fn pair_clause(comparison: &Comparison) -> String {
    match (comparison.overall(), comparison.alignment) {
        (_, Alignment::Time) => over_time(comparison),
        (None, _) => {
            let counted: Vec<_> =
                comparison.sides.iter().map(|side| side.counted.len().to_string()).collect();
            format!(
                "too few cycles to compare: {} count, a comparison needs {LEAST_CYCLES} counted cycles per recording",
                counted.join(" and ")
            )
        }
        (Some(VerdictChange::Unchanged), _) => unchanged(comparison),
        (Some(_), _) => comparison.leading().map(changed_clause).unwrap_or_default(),
    }
}

fn series_clause(comparison: &Comparison) -> String {
    match (comparison.overall(), comparison.leading()) {
        (Some(VerdictChange::Unchanged), _) => "unchanged from the first to the last".to_owned(),
        (Some(change), Some(row)) => {
            let rates: Vec<_> = row.cells.iter().map(|cell| rate(row, cell.per_cycle.median)).collect();
            format!("{} is {}: {} per cycle", measured_name(row), change.name(), rates.join(" → "))
        }
        _ if comparison.alignment == Alignment::Time => {
            "compared from start to end of each, without a verdict".to_owned()
        }
        _ => "too few cycles to compare the first with the last".to_owned(),
    }
}

/// The recordings in which something became better or worse than in the one before, where the first and the last do not say
/// it all.
pub fn step_sentences(comparison: &Comparison) -> Vec<Sentence> {
    let changed = |(_, step): &(usize, &CompareStep)| step.overall > Some(VerdictChange::Unchanged);
    let steps: Vec<_> = (1..).zip(&comparison.steps).filter(changed).collect();
    if steps.len() < 2 && comparison.overall() != Some(VerdictChange::Unchanged) {
        return Vec::new();
    }
    let sentence = |(nth, step): (usize, &CompareStep)| {
        let name = printable_line(&comparison.sides.get(nth)?.name);
        let row = step.leading.as_ref()?;
        Some(Sentence::new(format!("in {} ({name}) {}", nth + 1, changed_clause(row))))
    };
    steps.into_iter().filter_map(sentence).collect()
}

/// What else has changed, and what grows as before.
fn other_rows(comparison: &Comparison) -> Vec<Sentence> {
    let Some(overall) = comparison.overall() else { return Vec::new() };
    let leading = comparison.leading().map(|row| &row.name);
    let rest: Vec<_> =
        comparison.rows.iter().filter(|row| row.name.is_category() && Some(&row.name) != leading).collect();
    let changed = rest.iter().filter(|row| row.change > Some(VerdictChange::Unchanged));
    let grows = rest.iter().filter(|row| {
        let is_unchanged = row.change == Some(VerdictChange::Unchanged);
        overall > VerdictChange::Unchanged && is_unchanged && row.last().verdict >= Verdict::Suspect
    });
    let also = list("Also", changed.map(|row| changed_clause(row)).collect());
    also.into_iter().chain(list("As before", grows.map(|row| still_clause(row)).collect())).collect()
}

fn list(title: &str, mut clauses: Vec<String>) -> Option<Sentence> {
    let others = clauses.len().saturating_sub(MOST_OTHERS);
    clauses.truncate(MOST_OTHERS);
    let more = if others > 0 { format!("; and {others} more") } else { String::new() };
    (!clauses.is_empty()).then(|| Sentence::new(format!("{title}: {}{more}.", clauses.join("; "))))
}

fn rate(row: &CompareRow, value: f64) -> String {
    Quantity::rate(row.measure, value).to_string()
}

fn measured_name(row: &CompareRow) -> String {
    format!("{} ({})", Label::of_row(&row.name), row.measure.name())
}

/// The rates of both ends: `+58.2 MiB → 0 B per cycle`.
fn rates(row: &CompareRow) -> String {
    let [before, after] = row.ends().map(|cell| rate(row, cell.per_cycle.median));
    format!("{before} → {after} per cycle")
}

/// "Named ▸ `PageList` (mapped) is fixed: +58.2 MiB → 0 B per cycle".
fn changed_clause(row: &CompareRow) -> String {
    let change = match (row.change, row.last().verdict) {
        (None, _) => "is not judged".to_owned(),
        // The memory may have been there before.
        (Some(VerdictChange::New), Verdict::Leak) => "leaks now".to_owned(),
        (Some(VerdictChange::New), _) => "grows now".to_owned(),
        (Some(change), _) => format!("is {}", change.name()),
    };
    format!("{} {change}: {}", measured_name(row), rates(row))
}

fn unchanged(comparison: &Comparison) -> String {
    let grew = |row: &&CompareRow| row.ends().iter().any(|cell| cell.verdict > Verdict::Steady);
    let weight = |row: &CompareRow| (row.last().verdict, row.first().verdict, row.name.is_category());
    let worst = comparison.rows.iter().filter(grew).max_by(|one, other| {
        let rates = one.last().per_cycle.median.total_cmp(&other.last().per_cycle.median);
        weight(one).cmp(&weight(other)).then(rates)
    });
    let still = worst.map_or_else(|| "nothing grows in either".to_owned(), still_clause);
    format!("unchanged: {still}")
}

/// "Named ▸ `PageList` (mapped), leak before and after: +58.2 MiB → +58.2 MiB per cycle"; the rate of what has stopped means
/// nothing: "Malloc ▸ heap (footprint) settles before and after".
fn still_clause(row: &CompareRow) -> String {
    let [before, after] = row.ends().map(|cell| cell.verdict);
    let verdicts = if before == after {
        format!("{} before and after", before.name())
    } else {
        format!("{} before and {} after", before.name(), after.name())
    };
    let name = measured_name(row);
    if before.max(after) < Verdict::Suspect {
        format!("{name} {verdicts}")
    } else {
        format!("{name}, {verdicts}: {}", rates(row))
    }
}

fn over_time(comparison: &Comparison) -> String {
    let has_none = comparison.sides.iter().any(|side| side.counted.is_empty());
    let why = if has_none { ", since there are no cycles that count in both" } else { "" };
    let total = comparison.rows.iter().find(|row| row.name == RowName::Total);
    let grown = total.map(|row| {
        let [before, after] = row.ends().map(|cell| rate(row, cell.per_cycle.median));
        format!(": {} {before} before, {after} after", measured_name(row))
    });
    format!("compared from start to end of each, without a verdict{why}{}", grown.unwrap_or_default())
}
