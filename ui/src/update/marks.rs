//! What marks are called, and marks that are set afterwards.

use crate::state::{Document, Edit};
use std::collections::HashSet;
use std::time::Duration;
use strandline::model::{Annotations, Mark, MarkRole};

/// Sets a mark where the playhead stands, at the snapshot that is shown there.
pub(super) fn mark_playhead(document: &mut Document) {
    let Some(playhead) = document.view.playhead else { return };
    let recording = &document.trace.recording;
    let at = recording.time_of(recording.snapshot_at(playhead));
    let label = unused_label(&document.trace.annotations);
    document.edit(Edit::Add(Mark { at, label, role: MarkRole::Note, cost: Duration::ZERO }));
}

/// What the next mark is called: the lowest number that is free.
pub(super) fn unused_label(annotations: &Annotations) -> String {
    let labels: HashSet<_> = annotations.marks().iter().map(|mark| mark.label.as_str()).collect();
    // Of so many names, one more than there are marks, at least one is free.
    let names = (1..=annotations.marks().len() + 1).map(|number| format!("mark {number}"));
    names.into_iter().find(|label| !labels.contains(label.as_str())).unwrap_or_default()
}

/// The mark that closes the next cycle: numbers go on behind the highest there is.
pub(super) fn next_closing(annotations: &Annotations) -> (String, MarkRole) {
    let number = |mark: &Mark| match mark.role {
        MarkRole::Closed(number) => Some(number),
        MarkRole::Note | MarkRole::Baseline | MarkRole::Open(_) => None,
    };
    let next = annotations.marks().iter().filter_map(number).max().unwrap_or_default().saturating_add(1);
    (format!("cycle {next}"), MarkRole::Closed(next))
}
