//! The verdicts as text: a line that says it all, and a table with the evidence.

use super::summary::Summary;
use super::table::{Table, printable};
use super::text::wrapped;
use crate::analysis::{Doubt, Evidence, Judged, LEAST_CYCLES, Measure, Quantum, Step, Subject, Verdict};
use crate::model::units::{ByteDelta, grouped};

/// So many rows that are not worth a word are listed.
const QUIET_ROWS: usize = 4;

/// The columns of the evidence.
const EVIDENCE: [&str; 11] = [
    "",
    "metric",
    "verdict",
    "per cycle",
    "at least",
    "at most",
    "of the growth",
    "grew in",
    "p",
    "2nd ÷ 1st half",
    "smallest leak shown",
];

/// The verdict in one line, with what it rests on: never a bare word.
pub fn verdict_line(summary: &Summary<'_>) -> String {
    let verdicts = &summary.assessment.verdicts;
    let overall = verdicts.overall();
    let cycles = verdicts.cycles;
    match (overall, verdicts.leading()) {
        (Verdict::TooFewCycles, _) | (_, None) => {
            format!("{}: {cycles} count, a verdict takes {LEAST_CYCLES}", overall.name())
        }
        (Verdict::Steady, Some(_)) => format!("{}: {}", overall.name(), steady_summary(summary)),
        (_, Some(row)) => {
            let name = subject_name(summary, row.subject);
            format!(
                "{}: {name} ({}) {}",
                overall.name(),
                row.subject.measure().name(),
                evidence_text(summary, row)
            )
        }
    }
}

/// That nothing grows, or what a single cycle brought.
pub(super) fn steady_summary(summary: &Summary<'_>) -> String {
    let cycles = summary.assessment.verdicts.cycles;
    let steps =
        summary.assessment.verdicts.rows.iter().filter(|row| row.judgement.doubt == Some(Doubt::OneStep));
    let steps = steps.filter_map(|row| Some((row, row.judgement.evidence.step?)));
    match steps.max_by(|one, other| one.1.bytes.total_cmp(&other.1.bytes)) {
        None => format!("nothing grows in {cycles} cycles"),
        Some((row, step)) => {
            let name = subject_name(summary, row.subject);
            let metric = row.subject.measure().name();
            format!(
                "nothing grows on in {cycles} cycles, but one brought {}: {name} ({metric})",
                rate(row.subject.measure(), step.bytes)
            )
        }
    }
}

/// The rate, how often it grew, its portions, and what speaks against it.
fn evidence_text(summary: &Summary<'_>, row: &Judged) -> String {
    let evidence = &row.judgement.evidence;
    if row.judgement.verdict == Verdict::Settles {
        return format!("grew in {} of {} cycles and stopped", evidence.grew_in, evidence.of);
    }
    let jump = evidence.largest.filter(|_| row.judgement.doubt == Some(Doubt::OneStep));
    let mut parts = match jump {
        Some(jump) => vec![jump_text(summary, row, jump)],
        None => vec![
            format!("{} per cycle", rate(row.subject.measure(), evidence.slope.median)),
            format!("grew in {} of {} cycles", evidence.grew_in, evidence.of),
        ],
    };
    if jump.is_none() {
        parts.extend(row.quantum.map(|quantum| quantum_text(&quantum, evidence)));
        let share = summary.assessment.verdicts.share(row);
        parts.extend(share.map(|share| format!("{} of the growth of *All*", percent(share))));
    }
    parts.extend(row.judgement.doubt_text());
    parts.join(", ")
}

/// What it comes to, and which cycle brought it: the trend hides a jump.
fn jump_text(summary: &Summary<'_>, row: &Judged, jump: Step) -> String {
    let evidence = &row.judgement.evidence;
    let shown = |value| rate(row.subject.measure(), value);
    let counted = &summary.assessment.cycles.cycles;
    let number = counted.get(jump.cycle - 1).map_or(jump.cycle, |cycle| cycle.number as usize);
    format!(
        "{} in all, {} of it in cycle {number}, trend {} per cycle",
        shown(evidence.total_change),
        shown(jump.bytes),
        shown(evidence.slope.median)
    )
}

/// A part of one, in whole percent; what exceeds it is all.
pub(super) fn percent(share: f64) -> String {
    if share < 0.005 { "< 1 %".to_owned() } else { format!("{:.0} %", 100.0 * share.min(1.0)) }
}

/// In which portions it grows, to the byte: that is what to filter the calls of other tools by.
pub(super) fn quantum_text(quantum: &Quantum, evidence: &Evidence) -> String {
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

/// What a cycle adds, with its sign: bytes, or regions.
pub(super) fn rate(measure: Measure, value: f64) -> String {
    match value {
        _ if measure.is_bytes() => delta(value).to_string(),
        0.0 => "0".to_owned(),
        _ => format!("{value:+.1}").replace('-', "−"),
    }
}

/// Bytes to the nearest, with their sign.
#[expect(clippy::cast_possible_truncation, reason = "rates of bytes are far below 2^63")]
pub(super) fn delta(bytes: f64) -> ByteDelta {
    ByteDelta::new(bytes.round() as i64)
}

/// The upper and the lower name of what is judged.
pub(super) fn subject_names(summary: &Summary<'_>, subject: Subject) -> (String, String) {
    match subject {
        Subject::Total(_) => ("*All*".to_owned(), String::new()),
        Subject::Unattributed(kind) => ("Unattributed".to_owned(), kind.name().to_owned()),
        Subject::Category(id, _) => {
            let category = summary.trace.recording.category(id);
            category.map(|category| (category.group.clone(), category.name.clone())).unwrap_or_default()
        }
    }
}

pub(super) fn subject_name(summary: &Summary<'_>, subject: Subject) -> String {
    match subject {
        Subject::Category(id, _) => {
            let category = summary.trace.recording.category(id);
            category.map(|category| printable(&category.to_string())).unwrap_or_default()
        }
        Subject::Total(_) => "*All*".to_owned(),
        Subject::Unattributed(kind) => format!("Unattributed ▸ {}", kind.name()),
    }
}

/// The line, and the evidence for each row that is worth it.
pub(super) fn section(summary: &Summary<'_>) -> Vec<String> {
    if summary.assessment.cycles.all().next().is_none() {
        return Vec::new();
    }
    let mut lines = vec![verdict_line(summary)];
    lines.extend(summary.verdict_covers());
    if let Some((table, others)) = evidence(summary) {
        lines.extend(table.lines());
        lines.extend(others);
        lines.extend(wrapped(&legend(summary).join(" "), 0));
    }
    lines
}

/// What the table does not say of itself: which cycles count, and what its intervals hold.
pub(super) fn legend(summary: &Summary<'_>) -> Vec<String> {
    let mut lines = vec![
        counted_cycles(summary),
        format!("{INTERVALS}. The smallest leak shown is one that 19 of 20 such recordings would find."),
    ];
    let stays = |row: &Judged| row.subject.measure() == Measure::Stayed;
    if summary.assessment.verdicts.rows.iter().any(stays) {
        lines.push("Stayed: the mapped bytes of a mark that are still there at the next.".to_owned());
    }
    lines
}

/// What the ends of an interval hold.
pub(super) const INTERVALS: &str =
    "At least and at most hold the rate in 95 of 100 recordings, each row by itself";

/// "8 of 10 closed cycles count: the first 2 warm up."
pub(super) fn counted_cycles(summary: &Summary<'_>) -> String {
    let cycles = &summary.assessment.cycles;
    let (counted, warmup) = (cycles.cycles.len(), cycles.warmup.len());
    match warmup {
        0 => format!("All {counted} closed cycles count."),
        1 => format!("{counted} of {} closed cycles count: the first warms up.", counted + 1),
        _ => format!("{counted} of {} closed cycles count: the first {warmup} warm up.", counted + warmup),
    }
}

/// The evidence for each row that is worth it, and what is said of the others; nothing where there are too few cycles.
pub(super) fn evidence(summary: &Summary<'_>) -> Option<(Table, Option<String>)> {
    let verdicts = &summary.assessment.verdicts;
    if verdicts.cycles < LEAST_CYCLES {
        return None;
    }
    let mut table = Table::new(EVIDENCE);
    let is_loud = |row: &&Judged| row.judgement.verdict > Verdict::Steady;
    let loud = verdicts.rows.iter().filter(is_loud);
    let quiet = verdicts.rows.iter().filter(|row| !is_loud(row));
    let (shown, others) = (quiet.clone().take(QUIET_ROWS), quiet.count().saturating_sub(QUIET_ROWS));
    for row in loud.chain(shown) {
        table.add(subject_name(summary, row.subject), cells(summary, row));
    }
    Some((table, (others > 0).then(|| format!("and {others} more that are steady"))))
}

fn cells(summary: &Summary<'_>, row: &Judged) -> [String; 10] {
    let evidence = &row.judgement.evidence;
    let shown = |value| rate(row.subject.measure(), value);
    [
        row.subject.measure().name().to_owned(),
        row.judgement.verdict.name().to_owned(),
        shown(evidence.slope.median),
        shown(evidence.slope.low),
        shown(evidence.slope.high),
        summary.assessment.verdicts.share(row).map_or_else(|| "-".to_owned(), percent),
        format!("{} of {}", evidence.grew_in, evidence.of),
        probability(evidence.p_value),
        ratio(row).map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}")),
        shown(evidence.detection_floor).trim_start_matches('+').to_owned(),
    ]
}

/// The rate of the second half by that of the first; what is steady has none worth a word.
pub(super) fn ratio(row: &Judged) -> Option<f64> {
    row.judgement.evidence.decay_ratio.filter(|_| row.judgement.verdict != Verdict::Steady)
}

pub(super) fn probability(p: f64) -> String {
    if p < 0.0001 { "< 0.0001".to_owned() } else { format!("{p:.4}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{ALPHA, Metric, judge};
    use crate::model::units::Bytes;

    #[test]
    fn portions_say_what_they_are_of() {
        let check = |count, total, is_merged, expected: [&str; 2]| {
            let bytes = Bytes::from_kib(8192);
            let quantum = Quantum { count, bytes, cycles: 7, total, is_mean: false, is_merged };
            let evidence = Evidence { of: 8, ..judge(&[vec![0.0; 9].into()], ALPHA)[0].evidence.clone() };
            let told = quantum_text(&quantum, &evidence);
            assert!(expected.iter().all(|part| told.contains(part)), "{told}");
            assert_eq!(told.contains("at most") && told.contains("multiple"), is_merged && total.is_some());
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

    #[test]
    fn rates_are_bytes_or_regions() {
        let check = |measure, value, expected| assert_eq!(rate(measure, value), expected);
        check(Measure::Level(Metric::Footprint), 1024.0, "+1 KiB");
        check(Measure::Stayed, -1024.0, "−1 KiB");
        check(Measure::Regions, 6.0, "+6.0");
        check(Measure::Regions, -0.5, "−0.5");
        check(Measure::Regions, 0.0, "0");
    }
}
