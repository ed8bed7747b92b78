//! The verdicts, and the evidence that they rest on.

use super::{Cell, Fields, Label, Quantity, RowKind, Sentence, Table};
use crate::analysis::{
    Assessment, Cycles, Doubt, Evidence, Judged, LEAST_CYCLES, Measure, Quantum, Step, Subject, Verdict,
};
use crate::model::Recording;
use crate::model::units::grouped;

/// The verdict in one line, with its evidence: never a bare word.
pub fn verdict_sentence(recording: &Recording, assessment: &Assessment) -> Sentence {
    let verdicts = &assessment.verdicts;
    let (overall, cycles) = (verdicts.overall(), verdicts.cycles);
    let evidence = match (overall, verdicts.leading()) {
        (Verdict::TooFewCycles, _) | (_, None) => format!("{cycles} count, a verdict needs {LEAST_CYCLES}"),
        (Verdict::Steady, Some(_)) => steady_sentence(recording, assessment).to_string(),
        (_, Some(row)) => format!("{} {}", measured_name(recording, row), evidence_clause(assessment, row)),
    };
    Sentence::new(format!("{}: {evidence}", overall.name()))
}

/// That nothing grows, or what a single cycle added.
pub fn steady_sentence(recording: &Recording, assessment: &Assessment) -> Sentence {
    let cycles = assessment.verdicts.cycles;
    let steps = assessment.verdicts.rows.iter().filter(|row| row.judgement.doubt == Some(Doubt::OneStep));
    let steps = steps.filter_map(|row| Some((row, row.judgement.evidence.step?)));
    Sentence::new(match steps.max_by(|one, other| one.1.bytes.total_cmp(&other.1.bytes)) {
        None => format!("nothing grows in {cycles} cycles"),
        Some((row, step)) => format!(
            "nothing grows on in {cycles} cycles, but one added {}: {}",
            Quantity::rate(row.subject.measure(), step.bytes),
            measured_name(recording, row)
        ),
    })
}

/// `Memory ▸ Heap (mapped)`.
fn measured_name(recording: &Recording, row: &Judged) -> String {
    format!("{} ({})", Label::of_subject(recording, row.subject), row.subject.measure().name())
}

/// The rate, how often it grew, its portions, and what speaks against it.
fn evidence_clause(assessment: &Assessment, row: &Judged) -> String {
    let (evidence, measure) = (&row.judgement.evidence, row.subject.measure());
    if row.judgement.verdict == Verdict::Settles {
        return format!("grew in {} of {} cycles and stopped", evidence.grew_in, evidence.of);
    }
    let jump = evidence.largest.filter(|_| row.judgement.doubt == Some(Doubt::OneStep));
    let mut parts = match jump {
        Some(jump) => vec![jump_clause(&assessment.cycles, row, jump)],
        None => vec![
            format!("{} per cycle", Quantity::rate(measure, evidence.slope.median)),
            format!("grew in {} of {} cycles", evidence.grew_in, evidence.of),
        ],
    };
    if jump.is_none() {
        parts.extend(row.quantum.map(|quantum| portion_clause(&quantum, evidence)));
        let share = share(assessment, row);
        parts.extend(share.map(|share| format!("{share} of the growth of {}", Label::all())));
    }
    parts.extend(row.judgement.doubt_text());
    parts.join(", ")
}

/// The whole growth, and which cycle added most of it: the trend hides a jump.
fn jump_clause(cycles: &Cycles, row: &Judged, jump: Step) -> String {
    let evidence = &row.judgement.evidence;
    let rate = |value| Quantity::rate(row.subject.measure(), value);
    let number = cycles.cycles.get(jump.cycle - 1).map_or(jump.cycle, |cycle| cycle.number as usize);
    let (total, step) = (rate(evidence.total_change), rate(jump.bytes));
    format!("{total} in all, {step} of it in cycle {number}, trend {} per cycle", rate(evidence.slope.median))
}

/// In which portions it grows, to the byte: calls that other tools list can be filtered by that.
fn portion_clause(quantum: &Quantum, evidence: &Evidence) -> String {
    let (size, exact) = (quantum.bytes, quantum.bytes.exact());
    let portion = match quantum.count.or(quantum.total) {
        None => exact,
        Some(1) if quantum.is_mean => format!("1 region of {size}"),
        Some(count) if quantum.is_mean => format!("{} regions of {size} on average", grouped(count)),
        Some(count) if quantum.is_merged => {
            let or_more = if count == 1 { "region" } else { "or more regions" };
            format!(
                "{} {or_more} of at most {size} ({exact}, which may be a multiple of one mapping)",
                grouped(count)
            )
        }
        Some(1) => format!("1 region of {size} ({exact})"),
        Some(count) => format!("{} regions of {size} ({exact} each)", grouped(count)),
    };
    let each = if quantum.count.is_some() || quantum.total.is_none() { "per cycle" } else { "in all," };
    format!("+{portion} {each} in {} of {} cycles", quantum.cycles, evidence.of)
}

/// What speaks for a verdict, without what speaks against it.
pub fn verdict_reasons(row: &Judged) -> Vec<Sentence> {
    let (evidence, measure) = (&row.judgement.evidence, row.subject.measure());
    let rate = |value| Quantity::rate(measure, value);
    let stopped = if row.judgement.verdict == Verdict::Settles { ", and stopped" } else { "" };
    let needed = if evidence.is_significant() { "which is enough" } else { "which is not enough" };
    let reasons = [
        Some(format!("grew in {} of {} cycles{stopped}", evidence.grew_in, evidence.of)),
        row.quantum.map(|quantum| portion_clause(&quantum, evidence)),
        Some(format!(
            "between {} and {} per cycle, in 95 of 100 recordings (this row by itself)",
            rate(evidence.slope.low),
            rate(evidence.slope.high)
        )),
        Some(format!(
            "trend: p {}, {needed} (at most {})",
            Quantity::probability(evidence.p_value),
            Quantity::probability(evidence.threshold)
        )),
        evidence
            .decay_ratio
            .map(|ratio| format!("second-half rate ÷ first-half rate: {}", Quantity::ratio(ratio))),
    ];
    reasons.into_iter().flatten().map(Sentence::new).collect()
}

/// The columns of the verdicts and of the evidence that they rest on.
fn evidence_fields<'a>(recording: &'a Recording, assessment: &'a Assessment) -> Fields<'a, &'a Judged> {
    let rate = |row: &Judged, value| Some(Quantity::rate(row.subject.measure(), value));
    let fields = Fields::<&Judged>::default()
        .text_column("Category", "", move |row| Cell::name(&Label::of_subject(recording, row.subject)))
        .meaning("What is judged: everything, a category, or what no region explains")
        .text_column("Metric", "", |row| Cell::text(row.subject.measure().name()))
        .meaning(
            "Mapped: address space with access. Footprint: dirty and swapped. Stayed: mapped bytes that were still there a \
             cycle later. Regions: those whose identity is certain",
        )
        .text_column("Verdict", "", |row| Cell::verdict(row.judgement.verdict))
        .meaning("The worst first")
        .figures("Per cycle", "", move |row| rate(row, row.judgement.evidence.slope.median))
        .meaning("The median of all rates between two closing marks (Theil, Sen)")
        .figures("At least", "", move |row| rate(row, row.judgement.evidence.slope.low))
        .meaning("At least and at most hold the rate in 95 of 100 recordings, each row by itself")
        .rank(3)
        .figures("At most", "", move |row| rate(row, row.judgement.evidence.slope.high))
        .meaning("At least and at most hold the rate in 95 of 100 recordings, each row by itself")
        .rank(3)
        .figures("Of the growth", "", move |row| share(assessment, row))
        .meaning("Which part of the growth of *All* it is")
        .rank(6)
        .cells("Grew in", "", |row| {
            let Evidence { grew_in, of, .. } = row.judgement.evidence;
            Cell::sorted(format!("{grew_in} of {of}"), grew_in as f64)
        })
        .meaning("In how many of the counted cycles it became more")
        .cells("Repeating sizes", "", |row| {
            row.quantum.as_ref().map_or_else(Cell::unknown, |quantum| Cell::text(short_portions(quantum)))
        })
        .meaning("What comes with more than half of the cycles")
        .rank(1)
        .wide()
        .figures("p", "", |row| Some(Quantity::probability(row.judgement.evidence.p_value)))
        .meaning("How likely levels without trend would rise as clearly (Mann, Kendall)")
        .rank(2)
        .figures("2nd ÷ 1st half", "", |row| ratio(row).map(Quantity::ratio))
        .meaning("The rate of the later half by that of the earlier: near 0 where something fills up")
        .rank(7)
        .figures("Smallest leak shown", "", |row| {
            Some(Quantity::level(row.subject.measure(), row.judgement.evidence.detection_floor))
        })
        .meaning("The smallest growth per cycle that would be found nineteen times in twenty")
        .rank(8);
    if assessment.verdicts.rows.iter().all(|row| row.judgement.doubt.is_none()) {
        return fields;
    }
    fields
        .text_column("What speaks against it", "", |row| {
            Cell::text(row.judgement.doubt_text().unwrap_or_default())
        })
        .rank(9)
        .wide()
}

/// The evidence for everything that was judged, with so many rows that are steady; no rows where there are too few cycles.
pub fn evidence_table(recording: &Recording, assessment: &Assessment, most_steady: usize) -> Table<Subject> {
    let verdicts = &assessment.verdicts;
    let is_steady = |row: &&Judged| row.judgement.verdict <= Verdict::Steady;
    let judged = if verdicts.cycles < LEAST_CYCLES { &[][..] } else { &verdicts.rows[..] };
    let steady = judged.iter().filter(is_steady);
    let left_out = steady.clone().count().saturating_sub(most_steady);
    let shown = judged.iter().filter(|row| !is_steady(row)).chain(steady.take(most_steady));
    let fields = evidence_fields(recording, assessment);
    let table = fields.keyed("Evidence", shown.map(|row| (row.subject, RowKind::Plain, row)));
    if left_out > 0 { table.with_note(format!("and {left_out} more that are steady")) } else { table }
}

/// The same with all rows, also where no verdict is possible yet.
pub fn verdicts_table(recording: &Recording, assessment: &Assessment) -> Table<Subject> {
    let rows = assessment.verdicts.rows.iter().map(|row| (row.subject, RowKind::Plain, row));
    evidence_fields(recording, assessment).keyed("Verdicts", rows)
}

/// The regions that come again: `6 × 9.5 MiB`, `≥ 6 × 9.5 MiB` of what may be merged.
pub fn short_portions(quantum: &Quantum) -> String {
    let average = if quantum.is_mean { " on average" } else { "" };
    let at_least = if quantum.is_merged { "≥ " } else { "" };
    match quantum.count.or(quantum.total) {
        Some(count) => format!("{at_least}{} × {}{average}", grouped(count), quantum.bytes),
        None => format!("{}{average}", quantum.bytes),
    }
}

/// In which portions it grows: `6 × 9.5 MiB per cycle`, or `≥ 149 × at most 19.3 MiB in all` of what may be merged.
pub fn portions(quantum: &Quantum) -> String {
    let of_all = quantum.count.is_none() && quantum.total.is_some();
    let per = if of_all { "in all" } else { "per cycle" };
    match quantum.count.or(quantum.total).filter(|_| quantum.is_merged) {
        Some(count) => format!("≥ {} × at most {} {per}", grouped(count), quantum.bytes),
        None => format!("{} {per}", short_portions(quantum)),
    }
}

/// Which part of the growth of the total a row is; what exceeds it is all.
fn share(assessment: &Assessment, row: &Judged) -> Option<Quantity> {
    assessment.verdicts.share(row).map(|share| Quantity::share(share.min(1.0)))
}

/// The rate of the second half by that of the first; of what is steady it means nothing.
fn ratio(row: &Judged) -> Option<f64> {
    row.judgement.evidence.decay_ratio.filter(|_| row.judgement.verdict != Verdict::Steady)
}

/// What the table of the evidence does not say of itself: which cycles count, and what its intervals hold.
pub fn evidence_notes(assessment: &Assessment) -> Vec<String> {
    let mut notes = vec![
        counted_cycles(&assessment.cycles),
        "At least and at most hold the rate in 95 of 100 recordings, each row by itself. The smallest leak shown is one \
         that 19 of 20 such recordings would find."
            .to_owned(),
    ];
    if assessment.verdicts.rows.iter().any(|row| row.subject.measure() == Measure::Stayed) {
        notes.push("Stayed: the mapped bytes of a mark that are still there at the next.".to_owned());
    }
    notes
}

/// "8 of 10 closed cycles count: the first 2 warm up."
fn counted_cycles(cycles: &Cycles) -> String {
    let (counted, warmup) = (cycles.cycles.len(), cycles.warmup.len());
    match warmup {
        0 => format!("All {counted} closed cycles count."),
        1 => format!("{counted} of {} closed cycles count: the first warms up.", counted + 1),
        _ => format!("{counted} of {} closed cycles count: the first {warmup} warm up.", counted + warmup),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{ALPHA, judge};
    use crate::model::units::Bytes;

    #[test]
    fn portions_without_a_count_are_bytes() {
        let bytes = Bytes::from_kib(592);
        let quantum = |count: Option<usize>, total: Option<usize>, is_merged: bool| Quantum {
            count,
            bytes,
            cycles: 8,
            total,
            is_mean: false,
            is_merged,
        };
        let check = |quantum: Quantum, expected: &str| assert_eq!(portions(&quantum), expected);
        check(quantum(Some(6), Some(48), false), "6 × 592 KiB per cycle");
        check(quantum(None, Some(4700), false), "4,700 × 592 KiB in all");
        check(quantum(Some(6), Some(48), true), "≥ 6 × at most 592 KiB per cycle");
        check(quantum(None, None, true), "592 KiB per cycle");
        check(
            Quantum { is_mean: true, ..quantum(Some(6), Some(48), false) },
            "6 × 592 KiB on average per cycle",
        );
        assert_eq!(short_portions(&quantum(Some(6), Some(48), true)), "≥ 6 × 592 KiB");
    }

    #[test]
    fn portions_say_what_they_are_of() {
        let check = |count, total, is_merged, expected: [&str; 2]| {
            let bytes = Bytes::from_kib(8192);
            let quantum = Quantum { count, bytes, cycles: 7, total, is_mean: false, is_merged };
            let evidence = Evidence { of: 8, ..judge(&[vec![0.0; 9].into()], ALPHA)[0].evidence.clone() };
            let clause = portion_clause(&quantum, &evidence);
            assert!(expected.iter().all(|part| clause.contains(part)), "{clause}");
            assert_eq!(
                clause.contains("at most") && clause.contains("multiple"),
                is_merged && total.is_some()
            );
        };
        check(
            Some(2),
            Some(14),
            false,
            ["+2 regions of 8.0 MiB (8,388,608 B each)", "per cycle in 7 of 8 cycles"],
        );
        check(None, Some(14), false, ["+14 regions", "in all, in 7 of 8 cycles"]);
        check(
            Some(2),
            Some(14),
            true,
            ["+2 or more regions of at most 8.0 MiB (8,388,608 B", "per cycle in 7 of 8"],
        );
        check(None, None, true, ["+8,388,608 B", "per cycle in 7 of 8 cycles"]);
    }
}
