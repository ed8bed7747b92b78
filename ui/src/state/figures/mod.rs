//! What is drawn of a recording. Each part follows it by what is new, in steps that a frame can afford.

mod assessed;
mod compared;
mod composed;
mod effort;
mod headline;
mod inspection;
mod listing;
mod pace;
mod sized;
mod summary;
#[cfg(test)]
mod tests;
mod tracks;

pub use assessed::Assessed;
pub use compared::{Compared, KeptClass, KeptSet, Outcome};
pub use composed::Composed;
pub use effort::Effort;
pub use headline::Headline;
pub use inspection::{BirthSpan, Class, Inspection, Kept, Life};
pub use listing::{Listing, RegionColumn, Shown};
pub use pace::Wait;
pub use sized::{Extent, SizedTable};
pub use summary::{Figure, RowKind, Span, Summary, SummaryColumn, SummaryRow, table_text};
pub use tracks::{Chart, Gap, Layer, Parts, Tracks, highest, of_subject};

use crate::state::{Mode, View};
use std::time::Instant;
use strandline::analysis::Window;
use strandline::model::units::Bytes;
use strandline::model::{Recording, Trace};

/// The figures of a recording as of some snapshot.
#[derive(Debug, Default)]
pub struct Figures {
    /// What each category did.
    pub summary: Summary,
    /// What stayed, in a sentence.
    pub headline: Headline,
    /// What the sentence is of: a window, and so many marks.
    headline_of: Option<(Window, usize)>,
    /// The regions of the selected row.
    pub listing: Listing,
    /// The cycles, and what is said of them.
    pub assessed: Assessed,
    /// More of the selected row.
    pub inspection: Inspection,
    /// What is there at the end of the range.
    pub composition: Composed,
    pub tracks: Tracks,
    /// What recording has cost.
    pub effort: Effort,
    /// How many regions are there now.
    pub regions: usize,
}

impl Figures {
    /// Draws the lines in the rows of the summary, as soon as the tracks know what is alive at the end of its range.
    pub fn sketch(&mut self, recording: &Recording) {
        let Self { summary, tracks, .. } = self;
        let last = recording.last_snapshot();
        let is_known = |span: Span| tracks.is_of(span.to.filter(|&end| end < last));
        if summary.span().is_some_and(is_known) {
            summary.sketch(|subject, at| {
                tracks.parts_at(recording, subject, at).map_or(Bytes::ZERO, |parts| parts.persistent)
            });
        }
    }

    /// Takes in what is new of the cycles alone: a comparison shows nothing else of a recording.
    pub fn assess(&mut self, trace: &Trace, now: Instant) -> Wait {
        self.assessed.refresh(trace, now)
    }

    /// Takes in what is new, as far as it is in sight; the tables are about `span`. The tracks are refreshed by those who
    /// know how wide they are.
    pub fn refresh(&mut self, trace: &Trace, span: Span, view: &View, now: Instant) -> Wait {
        let recording = &trace.recording;
        self.effort.follow(recording);
        let mut wait = self.summary.refresh(recording, span, view, now);
        if let Some(growth) = self.summary.growth() {
            if view.mode == Mode::Composition || recording.is_one_text() {
                wait = wait.min(self.composition.refresh(recording, growth, now));
            }
            let of = Some((growth.window, trace.annotations.marks().len()));
            if self.headline_of != of {
                self.headline_of = of;
                self.headline = Headline::new(trace, growth, self.composition.composition());
            }
            if span.to.is_none_or(|to| to == recording.last_snapshot()) {
                self.regions = growth.total.after.regions;
            }
        }
        let window = Window::new(span.from, span.to.unwrap_or_else(|| recording.last_snapshot()));
        wait = wait.min(self.assessed.refresh(trace, now));
        if view.mode == Mode::Regions {
            wait = wait.min(self.listing.refresh(recording, span, view, now));
        }
        match view.region.filter(|_| view.mode == Mode::Regions) {
            _ if view.hides_inspector || view.mode == Mode::Cycles => wait,
            Some(id) => wait.min(self.inspection.refresh_region(trace, window, id, now)),
            None => wait.min(self.inspection.refresh(trace, span, &view.subject, now)),
        }
    }
}
