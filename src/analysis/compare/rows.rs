//! The rows of a comparison: what is in either side, matched by name.

use super::{CompareCell, CompareRow, RowName, Side, VerdictChange, difference};
use crate::analysis::{CycleSeries, LEAST_CYCLES, Measure, Metric, Subject, UnattributedKind, Verdict};
use crate::model::CategoryId;
use std::collections::BTreeMap;

/// What is compared of each: of those that say as much, the first is taken.
const MEASURES: [Measure; 3] =
    [Measure::Level(Metric::Mapped), Measure::Stayed, Measure::Level(Metric::Footprint)];

/// A category in either side, by its id there.
type Pair = [Option<CategoryId>; 2];

pub(super) fn rows(before: &Side<'_>, after: &Side<'_>) -> Vec<CompareRow> {
    let sides = [before, after];
    let total =
        MEASURES.map(|measure| row(&sides, RowName::Total, measure, [Some(Subject::Total(measure)); 2]));
    let mut rows = vec![most_telling(total)];
    for ((group, name), pair) in pairs(&sides) {
        let of = |measure| {
            let subjects = pair.map(|id| id.map(|id| Subject::Category(id, measure)));
            row(&sides, RowName::Category { group: group.clone(), name: name.clone() }, measure, subjects)
        };
        rows.push(most_telling(MEASURES.map(of)));
    }
    for kind in [UnattributedKind::Resident, UnattributedKind::Swapped, UnattributedKind::Footprint] {
        let subject = Subject::Unattributed(kind);
        if sides.iter().any(|side| side.assessment.verdicts.rows.iter().any(|row| row.subject == subject)) {
            rows.push(row(&sides, RowName::Unattributed(kind), subject.measure(), [Some(subject); 2]));
        }
    }
    rows.sort_by(|one, other| {
        let size = |row: &CompareRow| row.difference.median.abs();
        size(other).total_cmp(&size(one)).then_with(|| one.name.cmp(&other.name))
    });
    rows
}

fn pairs(sides: &[&Side<'_>; 2]) -> BTreeMap<(String, String), Pair> {
    let mut pairs: BTreeMap<(String, String), Pair> = BTreeMap::new();
    for (nth, side) in sides.iter().enumerate() {
        for &id in side.assessment.cycles.categories.keys() {
            if let Some(category) = side.trace.recording.category(id) {
                pairs.entry((category.group.clone(), category.name.clone())).or_default()[nth] = Some(id);
            }
        }
    }
    pairs
}

/// The worst change comes first, then the worst verdict in either side.
fn most_telling(rows: [CompareRow; 3]) -> CompareRow {
    let weight = |row: &CompareRow| (row.change, row.before.verdict.max(row.after.verdict));
    let [first, rest @ ..] = rows;
    rest.into_iter().fold(first, |best, row| if weight(&row) > weight(&best) { row } else { best })
}

fn row(
    sides: &[&Side<'_>; 2],
    name: RowName,
    measure: Measure,
    subjects: [Option<Subject>; 2],
) -> CompareRow {
    let [before, after] = [0, 1].map(|nth| cell(sides[nth], measure, subjects[nth]));
    let difference = difference(&before.per_cycle, &after.per_cycle);
    let change = VerdictChange::of(&before, &after, &difference);
    CompareRow { name, measure, before, after, difference, change }
}

fn cell(side: &Side<'_>, measure: Measure, subject: Option<Subject>) -> CompareCell {
    let assessment = side.assessment;
    let judged =
        subject.and_then(|subject| assessment.verdicts.rows.iter().find(|row| row.subject == subject));
    let enough = assessment.cycles.cycles.len() >= LEAST_CYCLES;
    let unjudged = if enough { Verdict::Steady } else { Verdict::TooFewCycles };
    let series = match subject {
        Some(Subject::Category(id, _)) => assessment.cycles.categories.get(&id),
        Some(Subject::Total(_)) => Some(&assessment.cycles.total),
        _ => None,
    };
    let levels = match subject {
        Some(Subject::Unattributed(kind)) => unattributed(side, kind),
        _ => series.map(|series| all_levels(series, measure)).unwrap_or_default(),
    };
    CompareCell {
        verdict: judged.map_or(unjudged, |row| row.judgement.verdict),
        per_cycle: judged.map(|row| row.judgement.evidence.slope).unwrap_or_default(),
        peak: levels.iter().copied().fold(0.0, f64::max),
        levels,
        at_end: series.and_then(|series| series.all().last()).map(|last| last.after).unwrap_or_default(),
    }
}

/// The levels with those of the warm-up before them.
fn all_levels(series: &CycleSeries, measure: Measure) -> Vec<f64> {
    let whole = CycleSeries { warmup: Vec::new(), cycles: series.all().cloned().collect(), quantum: None };
    whole.levels(measure)
}

fn unattributed(side: &Side<'_>, kind: UnattributedKind) -> Vec<f64> {
    let levels = side.assessment.cycles.unattributed.iter();
    levels.filter_map(|at| Some(at.get(kind)?.get() as f64)).collect()
}
