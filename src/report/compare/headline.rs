//! What has become of it, in a sentence, and a second where there is more to say.

use super::row_name;
use crate::analysis::{Alignment, CompareRow, Comparison, LEAST_CYCLES, RowName, Verdict, VerdictChange};
use crate::report::levels as change_of_levels;
use crate::report::verdicts::rate;

/// So many other rows are named.
const OTHERS: usize = 4;

/// The sentence, and the others.
pub(super) fn lines(comparison: &Comparison) -> Vec<String> {
    if let Some(change) = &comparison.levels {
        return vec![change_of_levels::headline(change)];
    }
    let mut lines = vec![first(comparison)];
    let Some(overall) = comparison.overall() else { return lines };
    let leading = comparison.leading().map(|row| &row.name);
    let rest: Vec<&CompareRow> =
        comparison.rows.iter().filter(|row| is_category(row) && Some(&row.name) != leading).collect();
    let changed = |row: &&&CompareRow| row.change > Some(VerdictChange::Unchanged);
    lines.extend(name_rows("Also", rest.iter().filter(changed).map(|row| changed_row(row)).collect()));
    if overall > VerdictChange::Unchanged {
        let grows = |row: &&&CompareRow| {
            row.change == Some(VerdictChange::Unchanged) && is_alleged(row.last().verdict)
        };
        lines.extend(name_rows("As before", rest.iter().filter(grows).map(|row| still(row)).collect()));
    }
    lines
}

fn name_rows(what: &str, mut names: Vec<String>) -> Option<String> {
    let others = names.len().saturating_sub(OTHERS);
    names.truncate(OTHERS);
    let more = if others > 0 { format!("; and {others} more") } else { String::new() };
    (!names.is_empty()).then(|| format!("{what}: {}{more}.", names.join("; ")))
}

fn first(comparison: &Comparison) -> String {
    let cycles = [comparison.sides[0].counted.len(), comparison.sides[1].counted.len()];
    match (comparison.overall(), comparison.alignment) {
        (_, Alignment::Time) => over_time(comparison, cycles),
        (None, _) => {
            let [before, after] = cycles;
            format!(
                "too few cycles to compare: {before} and {after} count, a word takes {LEAST_CYCLES} in each"
            )
        }
        (Some(VerdictChange::Unchanged), _) => unchanged(comparison),
        (Some(_), _) => comparison.leading().map(changed_row).unwrap_or_default(),
    }
}

/// "Named ▸ `PageList` (mapped) is fixed: +58.2 MiB → 0 B per cycle".
pub(super) fn changed_row(row: &CompareRow) -> String {
    let shown = |value| rate(row.measure, value);
    let word = match (row.change, row.last().verdict) {
        (None, _) => "is not judged".to_owned(),
        // The memory may have been there before.
        (Some(VerdictChange::New), Verdict::Leak) => "leaks now".to_owned(),
        (Some(VerdictChange::New), _) => "grows now".to_owned(),
        (Some(change), _) => format!("is {}", change.name()),
    };
    format!(
        "{} ({}) {word}: {} → {} per cycle",
        row_name(&row.name),
        row.measure.name(),
        shown(row.first().per_cycle.median),
        shown(row.last().per_cycle.median),
    )
}

fn unchanged(comparison: &Comparison) -> String {
    let grew = |row: &&CompareRow| row.last().verdict.max(row.first().verdict) > Verdict::Steady;
    let weight = |row: &CompareRow| (row.last().verdict, row.first().verdict, is_category(row));
    let worst = comparison.rows.iter().filter(grew).max_by(|one, other| {
        let rates = one.last().per_cycle.median.total_cmp(&other.last().per_cycle.median);
        weight(one).cmp(&weight(other)).then(rates)
    });
    worst.map_or_else(
        || "unchanged: nothing grows in either".to_owned(),
        |row| format!("unchanged: {}", still(row)),
    )
}

/// "Named ▸ `PageList` (mapped), leak before and after: +58.2 MiB → +58.2 MiB per cycle"; what has stopped has no rate worth a
/// word: "Malloc ▸ heap (footprint) settles before and after".
fn still(row: &CompareRow) -> String {
    let shown = |value| rate(row.measure, value);
    let (before, after) = (row.first(), row.last());
    let words = if before.verdict == after.verdict {
        format!("{} before and after", before.verdict.name())
    } else {
        format!("{} before and {} after", before.verdict.name(), after.verdict.name())
    };
    let name = format!("{} ({})", row_name(&row.name), row.measure.name());
    if !is_alleged(before.verdict.max(after.verdict)) {
        return format!("{name} {words}");
    }
    format!(
        "{name}, {words}: {} → {} per cycle",
        shown(before.per_cycle.median),
        shown(after.per_cycle.median),
    )
}

fn over_time(comparison: &Comparison, cycles: [usize; 2]) -> String {
    let why = if cycles.contains(&0) { ", since there are no cycles that count in both" } else { "" };
    let total = comparison.rows.iter().find(|row| row.name == RowName::Total);
    let grown = total.map(|row| {
        let shown = |value| rate(row.measure, value);
        let (before, after) = (row.first().per_cycle.median, row.last().per_cycle.median);
        format!(": *All* ({}) {} before, {} after", row.measure.name(), shown(before), shown(after))
    });
    format!("compared from start to end of each, without a verdict{why}{}", grown.unwrap_or_default())
}

fn is_category(row: &CompareRow) -> bool {
    matches!(row.name, RowName::Category { .. })
}

fn is_alleged(verdict: Verdict) -> bool {
    verdict >= Verdict::Suspect
}
