//! How far the verdicts can be trusted, as text.

use super::notes::millis;
use super::why::wrapped;
use crate::analysis::{LEAST_CYCLES, Trust, Verdict};
use crate::report::Summary;
use crate::report::summary::is_imported;

/// A few sentences; nothing where no cycle counts.
pub(super) fn section(summary: &Summary<'_>) -> Vec<String> {
    paragraphs(summary).iter().flat_map(|text| wrapped(text, 0)).collect()
}

/// The same, as paragraphs of one line.
pub(in crate::report) fn paragraphs(summary: &Summary<'_>) -> Vec<String> {
    let trust = &summary.assessment.trust;
    if trust.marks == 0 {
        return Vec::new();
    }
    // Texts of other tools cost nothing, and say nothing of trust before there are cycles to judge.
    let is_imported = is_imported(&summary.trace.recording);
    if is_imported && summary.assessment.verdicts.overall() == Verdict::TooFewCycles {
        return Vec::new();
    }
    let looks = (!is_imported).then(|| disturbance(trust));
    let figures = [
        format!("{} {}", marks(trust), reconciliation(trust)),
        readings(trust, summary.assessment.verdicts.cycles),
    ]
    .into_iter()
    .chain(looks);
    let limits = trust.limits.iter().map(|limit| limit.reason());
    let limits = limits.map(|reason| format!("Growth is suspect at most where this matters: {reason}."));
    figures.chain(limits).collect()
}

fn marks(trust: &Trust) -> String {
    let Trust { marks, marks_without_look, oldest_usage, .. } = trust;
    let closings = marks.saturating_sub(1);
    let judged = format!("{marks} judged marks ({closings} closings and the one before them)");
    if *marks_without_look == 0 {
        return format!("Each of the {judged} took a look of its own.");
    }
    let age = oldest_usage.map_or_else(
        || "was never read as a whole".to_owned(),
        |age| format!("is up to {:.1} s old", age.as_secs_f64()),
    );
    format!("Of the {judged} {marks_without_look} took no look of their own: usage there {age}.")
}

fn reconciliation(trust: &Trust) -> String {
    let Some(error) = trust.reconciliation_error() else {
        return "The system gave no total to hold the regions against.".to_owned();
    };
    let change = trust.unexplained_change.map_or_else(String::new, |change| {
        let gained = trust.footprint_gained;
        format!("; from the first to the last that changed by {change}, and the footprint of the regions by {gained}")
    });
    format!(
        "At the worst of them the regions differ from the system's resident total by {}{change}.",
        percent(error)
    )
}

fn readings(trust: &Trust, cycles: usize) -> String {
    let share = |share: Option<f64>| share.map_or_else(|| "-".to_owned(), percent);
    let known = trust.detection_floor.filter(|_| cycles >= LEAST_CYCLES);
    let floor = known.map_or_else(String::new, |floor| {
        format!(" The least growth of the footprint per cycle that would have been found is {floor}.")
    });
    format!(
        "{} of the bytes have a certain identity, {} had no reading of usage, {} of the footprint is estimated.{floor}",
        share(trust.certain_share),
        share(trust.unread_share),
        share(trust.estimated_share),
    )
}

fn disturbance(trust: &Trust) -> String {
    let cpu = trust
        .cost
        .cpu_percent
        .map(|percent| format!("Looking took {percent:.1} % of one core, marks aside; "));
    format!(
        "{}the longest mark took {}; ticks skipped: {} of {}.",
        cpu.unwrap_or_default(),
        millis(trust.longest_mark),
        trust.skipped_ticks,
        trust.ticks + trust.skipped_ticks,
    )
}

/// A part of one, in percent.
fn percent(part: f64) -> String {
    format!("{:.1} %", 100.0 * part)
}
