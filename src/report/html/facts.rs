//! What the figures rest on: how far they can be trusted, what was odd, and what was recorded how.

use super::grid::{Cell, Grid};
use crate::analysis::MarkLook;
use crate::model::{MarkRole, Runtime};
use crate::report::Summary;
use crate::report::markup::Element;
use crate::report::render::page::{named, note};
use crate::report::summary::is_imported;
use crate::report::text::{cost, trust_paragraphs};
use jiff::Timestamp;

/// So many warnings, and so many marks, are listed.
const MOST: usize = 60;

/// A few sentences; nothing where no cycle counts.
pub(super) fn trust(summary: &Summary<'_>) -> Vec<Element> {
    let lines = trust_paragraphs(summary);
    let items: Vec<_> = lines.into_iter().map(|line| Element::new("li").text(line)).collect();
    if items.is_empty() { items } else { vec![Element::new("ul").class("plain").children(items)] }
}

/// What the recorder and the reader of the file found odd.
pub(super) fn warnings(summary: &Summary<'_>) -> Vec<Element> {
    let warnings = summary.trace.recording.warnings();
    if warnings.is_empty() {
        return Vec::new();
    }
    let line = |warning: &crate::model::Warning| {
        Element::new("li").text(format!("{}  ", warning.at)).child(named(&warning.text))
    };
    let mut inside = vec![Element::new("ul").class("plain").children(warnings.iter().take(MOST).map(line))];
    if warnings.len() > MOST {
        inside.push(note(format!("And {} more, in strandline report.", warnings.len() - MOST)));
    }
    inside
}

/// The target, the recording, and what it cost.
pub(super) fn facts(summary: &Summary<'_>) -> Vec<Element> {
    let recording = &summary.trace.recording;
    let mut facts: Vec<(&str, String)> = Vec::new();
    if let Some(target) = recording.target() {
        let runtimes: Vec<_> = recording.runtimes().iter().map(Runtime::name).collect();
        facts.extend([
            ("Target", summary.target().map_or_else(String::new, |(name, about)| format!("{name}, {about}"))),
            ("Command", target.command.clone()),
            ("Runtimes", runtimes.join(", ")),
            ("System", format!("{} {}", target.os, target.os_release.trim())),
            ("Page size", target.page_size.to_string()),
        ]);
    }
    if let Some(start) = recording.start() {
        let begun = Timestamp::try_from(start.started).ok();
        let begun = begun.filter(|begun| *begun > Timestamp::UNIX_EPOCH);
        let begun = begun.and_then(|begun| begun.round(jiff::Unit::Second).ok());
        facts.extend(begun.map(|begun| ("Recorded", begun.to_string())));
        let each = format!(", a tick each {} ms", start.interval.as_millis());
        let each = if is_imported(recording) { String::new() } else { each };
        facts.push(("By", format!("{}{each}", start.recorder)));
    }
    facts.push(("In the window", summary.looks()));
    facts.extend(cost(summary).pop().map(|cost| ("Own cost", cost)));
    let shown = facts
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .flat_map(|(what, text)| [Element::new("dt").text(what), Element::new("dd").child(named(&text))]);
    vec![Element::new("dl").children(shown)]
}

/// Every mark of the recording, to be unfolded.
pub(super) fn marks(summary: &Summary<'_>) -> Vec<Element> {
    let marks = summary.trace.annotations.marks();
    if marks.is_empty() {
        return Vec::new();
    }
    let columns = [("Moment", false), ("Label", true), ("Meaning", true), ("Complete look", true)];
    let mut grid = Grid::new(columns, MOST);
    grid.leave_out(marks.len().saturating_sub(MOST));
    for mark in marks.iter().take(MOST) {
        let role = match mark.role {
            MarkRole::Note => "note".to_owned(),
            MarkRole::Baseline => "baseline".to_owned(),
            MarkRole::Open(cycle) => format!("cycle {cycle} open"),
            MarkRole::Closed(cycle) => format!("cycle {cycle} closed"),
        };
        grid.add(vec![
            Cell::figure(mark.at.to_string(), mark.at.seconds()),
            Cell::name([named(&mark.label)]),
            Cell::text(role),
            if mark.cost.is_zero() && is_imported(&summary.trace.recording) {
                Cell::none()
            } else {
                Cell::text(MarkLook::new(&summary.trace.recording, mark).to_string())
            },
        ]);
    }
    let count = format!("{} marks", marks.len());
    let details = Element::new("details").child(Element::new("summary").text(count));
    vec![details.children(grid.done("Marks"))]
}
