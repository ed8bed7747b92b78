//! The lines below the tables: marks, cost, warnings, and what cannot be known.

use crate::analysis::{Beginning, CategoryGrowth, Figures, MarkLook};
use crate::model::{MarkRole, Warning};
use crate::report::Summary;
use crate::report::summary::is_imported;
use crate::report::table::{MOST_LISTED, left_out, printable};
use std::time::Duration;

/// The marks of the recording, also those outside the window.
pub(super) fn marks(summary: &Summary<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let marks = summary.trace.annotations.marks();
    for mark in marks.iter().take(MOST_LISTED) {
        let role = match mark.role {
            MarkRole::Note => None,
            MarkRole::Baseline => Some("baseline".to_owned()),
            MarkRole::Open(cycle) => Some(format!("cycle {cycle} open")),
            MarkRole::Closed(cycle) => Some(format!("cycle {cycle} closed")),
        };
        let label = printable(&mark.label);
        // Most labels say what the role says.
        let role = role
            .filter(|role| !role.starts_with(&*label))
            .map_or_else(String::new, |role| format!(", {role}"));
        let look = MarkLook::new(&summary.trace.recording, mark).to_string();
        let look = if mark.cost.is_zero() && is_imported(&summary.trace.recording) {
            String::new()
        } else {
            format!(" ({look})")
        };
        lines.push(format!("{}  {label}{role}{look}", mark.at));
    }
    lines.extend(left_out(marks.len(), "marks"));
    lines
}

pub(in crate::report) fn cost(summary: &Summary<'_>) -> Vec<String> {
    let cost = &summary.cost;
    let parts = [
        cost.cpu_percent.map(|percent| format!("{percent:.1} % of one core, marks aside")),
        cost.map_tick.map(|time| format!("mapping tick {} (median)", millis(time))),
        cost.usage_walk.map(|time| format!("complete usage walk {} (median)", millis(time))),
        summary.own_footprint.map(|bytes| format!("footprint of the recorder {bytes}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let line = (!parts.is_empty()).then(|| parts.join("; "));
    line.into_iter().collect()
}

pub(super) fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

pub(super) fn warnings(summary: &Summary<'_>) -> Vec<String> {
    let warnings = summary.trace.recording.warnings();
    let line = |warning: &Warning| format!("{}  {}", warning.at, printable(&warning.text));
    let listed = warnings.iter().take(MOST_LISTED).map(line);
    listed.chain(left_out(warnings.len(), "warnings")).collect()
}

/// What cannot be known is said, where it matters for this window.
pub(super) fn notes(summary: &Summary<'_>) -> Vec<String> {
    let skipped = summary.window.skipped_ticks(&summary.trace.recording);
    let has_births = summary.growth.total.total().count > 0;
    let has_merged = summary.sizes.values().flatten().any(|class| !class.certain);
    let is_outside = |row: &CategoryGrowth| !row.counted && !row.figures.is_empty();
    let has_outside = summary.growth.rows.iter().any(is_outside);
    let skips =
        format!("Ticks were skipped ({skipped}): what lived within a gap is not in the transient figures.");
    let has_estimates = summary.growth.rows.iter().any(|row| {
        let Figures { before, after, .. } = row.figures;
        before.estimated + after.estimated > 0
    });
    let beginning = beginning(summary);
    let begins = beginning.as_deref().unwrap_or_default();
    let notes: [(bool, &[&str]); 6] = [
        (beginning.is_some(), &[begins]),
        (
            has_estimates,
            &[
                "≈ marks an estimate: a share of what several regions use together, or what was last known of it.",
            ],
        ),
        (has_births, &["≥ marks a lower bound: what lives shorter than a tick is not seen."]),
        (
            has_merged,
            &[
                "Anonymous memory has no name. What was unmapped and mapped again at its address between two ticks",
                "looks old, and neighbours are one: counts are of runs of bytes, each of which may be several mappings.",
            ],
        ),
        (
            has_outside,
            &[
                "Rows in brackets are address space without access right: of it *All* has what is used, and the mappings.",
            ],
        ),
        (skipped > 0, &[&skips]),
    ];
    let said = notes.iter().filter(|(applies, _)| *applies);
    said.flat_map(|(_, lines)| lines.iter().map(|&line| line.to_owned())).collect()
}

/// From when growth counts, where that is not the first snapshot and nobody asked for it.
fn beginning(summary: &Summary<'_>) -> Option<String> {
    let (why, from) = Beginning::find(summary.trace);
    let why = match why {
        Beginning::StartedUp => "when the program had started up",
        Beginning::FirstMark => "the first mark of a program that was launched",
        Beginning::Baseline | Beginning::First => return None,
    };
    let at = summary.trace.recording.time_of(from);
    (from == summary.window.from)
        .then(|| format!("Growth counts from {at}, {why}; --from 0s counts from the first look."))
}
