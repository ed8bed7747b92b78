//! Trust in the verdicts, hints at the cause of growth, and how it was recorded.

use super::{Advice, Block, Cell, Fact, Fields, Label, Quantity, RowKind, Sentence, Table};
use crate::analysis::{Assessment, Hint, LEAST_CYCLES, MarkLook, OwnCost, Trust, Verdict};
use crate::model::units::Bytes;
use crate::model::{Mark, MarkRole, Recording, Runtime, Trace, Warning};
use crate::report::markup::printable_line;
use std::time::Duration;

/// So many lines of a list that grows with the recording are shown.
const MOST_LISTED: usize = 100;

/// How far the verdicts can be trusted; nothing where no cycle counts.
pub fn trust_sentences(recording: &Recording, assessment: &Assessment) -> Vec<Sentence> {
    let trust = &assessment.trust;
    // Texts of other tools cost nothing, and say nothing of trust before there are cycles to judge.
    let is_imported = recording.is_imported();
    if trust.marks == 0 || is_imported && assessment.verdicts.overall() == Verdict::TooFewCycles {
        return Vec::new();
    }
    let figures = [
        format!("{} {}", readings_of_marks(trust), reconciliation(trust)),
        readings(trust, assessment.verdicts.cycles),
    ];
    let disturbance = (!is_imported).then(|| disturbance(trust));
    let limits = trust.limits.iter().map(|limit| limit.reason());
    let limits = limits.map(|reason| format!("Growth is suspect at most where this matters: {reason}."));
    let heap = super::heap_trust(recording);
    let sentences = figures.into_iter().chain(disturbance).map(Sentence::new).chain(heap);
    sentences.chain(limits.map(Sentence::new)).collect()
}

fn readings_of_marks(trust: &Trust) -> String {
    let Trust { marks, marks_without_look, oldest_usage, .. } = trust;
    let closings = marks.saturating_sub(1);
    let judged = format!("{marks} judged marks ({closings} closings and the one before them)");
    if *marks_without_look == 0 {
        return format!("All {judged} have a complete reading.");
    }
    let age = oldest_usage.map_or_else(
        || "was never read as a whole".to_owned(),
        |age| format!("is up to {} old", Quantity::duration(age)),
    );
    format!("{marks_without_look} of {judged} have no complete reading: usage there {age}.")
}

fn reconciliation(trust: &Trust) -> String {
    let Some(error) = trust.reconciliation_error() else {
        return "The system gave no total to hold the regions against.".to_owned();
    };
    let change = trust.unexplained_change.map_or_else(String::new, |change| {
        format!(
            "; from the first to the last that changed by {}, and the footprint of the regions by {}",
            Quantity::byte_change(change),
            Quantity::byte_change(trust.footprint_gained)
        )
    });
    format!(
        "At the worst of them the regions differ from the system's resident total by {}{change}.",
        Quantity::share(error)
    )
}

fn readings(trust: &Trust, cycles: usize) -> String {
    let share = |share: Option<f64>| Cell::figure(share.map(Quantity::share)).text;
    let known = trust.detection_floor.filter(|_| cycles >= LEAST_CYCLES);
    let floor = known.map_or_else(String::new, |floor| {
        format!(
            " The least growth of the footprint per cycle that would have been found is {}.",
            Quantity::bytes(floor)
        )
    });
    format!(
        "{} of the bytes have a certain identity, {} had no reading of usage, {} of the footprint is estimated.{floor}",
        share(trust.certain_share),
        share(trust.unread_share),
        share(trust.estimated_share),
    )
}

fn disturbance(trust: &Trust) -> String {
    let cpu =
        trust.cost.cpu_percent.map(|percent| format!("Reading the target took {}; ", cpu_share(percent)));
    format!(
        "{}the longest mark took {}; ticks skipped: {} of {}.",
        cpu.unwrap_or_default(),
        millis(trust.longest_mark),
        trust.skipped_ticks,
        trust.ticks + trust.skipped_ticks,
    )
}

/// What looking cost: a line, where anything is known of it.
pub fn own_cost(cost: &OwnCost, own_footprint: Option<Bytes>) -> Option<String> {
    let parts = [
        cost.cpu_percent.map(cpu_share),
        cost.map_tick.map(|time| format!("mapping tick {} (median)", millis(time))),
        cost.usage_walk.map(|time| format!("complete usage walk {} (median)", millis(time))),
        own_footprint.map(|bytes| format!("footprint of the recorder {}", Quantity::bytes(bytes))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn cpu_share(percent: f64) -> String {
    format!("{} of one core, marks aside", Quantity::share(percent / 100.0))
}

fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

/// What may be behind the growth, under the category that it is about.
pub fn advice(recording: &Recording, hints: &[Hint]) -> Vec<Block> {
    let about = |hints: &[Hint]| Advice {
        about: Label::of_id(recording, hints[0].category).to_string(),
        steps: hints
            .iter()
            .map(|hint| (printable_line(&hint.text), hint.command.as_deref().map(printable_line)))
            .collect(),
    };
    hints.chunk_by(|one, next| one.category == next.category).map(about).map(Block::Advice).collect()
}

/// The marks of the recording, also those outside the window. Keys count them from 0.
pub fn marks_table(trace: &Trace) -> Table<usize> {
    let recording = &trace.recording;
    let marks = trace.annotations.marks();
    Fields::<&Mark>::default()
        .figures("Moment", "", |mark| Some(Quantity::moment(mark.at)))
        .text_column("Label", "", |mark| Cell::text(printable_line(&mark.label)))
        .text_column("Meaning", "", |mark| {
            Cell::text(match mark.role {
                MarkRole::Note => "note".to_owned(),
                MarkRole::Baseline => "baseline".to_owned(),
                MarkRole::Open(cycle) => format!("cycle {cycle} open"),
                MarkRole::Closed(cycle) => format!("cycle {cycle} closed"),
            })
        })
        .text_column("Complete reading", "", |mark| {
            if mark.cost.is_zero() && recording.is_imported() {
                return Cell::unknown();
            }
            Cell::text(MarkLook::new(recording, mark).to_string())
        })
        .keyed("Marks", (0..).zip(marks).map(|(nth, mark)| (nth, RowKind::Plain, mark)))
        .limited(MOST_LISTED, "marks")
}

/// What the recorder and the reader of the file found odd, a line each.
pub fn warning_lines(recording: &Recording) -> Vec<String> {
    let warnings = recording.warnings();
    let line = |warning: &Warning| format!("{}  {}", warning.at, printable_line(&warning.text));
    let left_out = warnings.len().saturating_sub(MOST_LISTED);
    let more = (left_out > 0).then(|| format!("and {left_out} more warnings"));
    warnings.iter().take(MOST_LISTED).map(line).chain(more).collect()
}

/// What was recorded, by what.
pub fn recording_facts(recording: &Recording) -> Vec<Fact> {
    let fact = |name, value| Fact { name, value, hint: "" };
    let mut facts = Vec::new();
    if let Some(target) = recording.target() {
        let pid = if target.pid == 0 { String::new() } else { format!(", pid {}", target.pid) };
        let runtimes: Vec<_> = recording.runtimes().iter().map(Runtime::name).collect();
        facts.extend([
            fact("Target", format!("{}{pid}", printable_line(&target.name))),
            fact("Command", printable_line(&target.command)),
            fact("Runtimes", runtimes.join(", ")),
            fact("System", printable_line(format!("{} {}", target.os, target.os_release.trim()).trim())),
            fact("Page size", target.page_size.to_string()),
        ]);
    }
    if let Some(start) = recording.start() {
        let begun = jiff::Timestamp::try_from(start.started).ok();
        let begun = begun.filter(|begun| *begun > jiff::Timestamp::UNIX_EPOCH);
        let begun = begun.and_then(|begun| begun.round(jiff::Unit::Second).ok());
        facts.extend(begun.map(|begun| fact("Recorded", begun.to_string())));
        let each = format!(", a tick each {} ms", start.interval.as_millis());
        let each = if recording.is_imported() { String::new() } else { each };
        facts.push(fact("By", format!("{}{each}", printable_line(&start.recorder))));
    }
    facts.retain(|fact| !fact.value.is_empty());
    facts
}
