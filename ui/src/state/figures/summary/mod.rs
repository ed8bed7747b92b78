//! What each category did in a window: the figures follow the recording, a few thousand steps in each frame.

mod column;
mod rows;

pub use column::{Figure, SummaryColumn};
pub(super) use rows::Rows;
pub use rows::{RowKind, SummaryRow, table_text};

use super::pace::{LOG_STEPS, PERIOD, Pace, Wait, until};
use crate::state::{Order, Subject, View};
use std::collections::BTreeSet;
use std::time::Instant;
use strandline::analysis::{Growth, GrowthSums, Metric};
use strandline::model::units::Bytes;
use strandline::model::{Follower, Recording, SnapshotIndex};

/// A line as small as a word has so many steps.
const SKETCH_STEPS: u32 = 24;

/// So many rows have one, those that stand first: who makes a trace up may have named tens of thousands.
const MOST_SKETCHES: usize = 300;

/// The window of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The snapshot at its start.
    pub from: SnapshotIndex,
    /// The snapshot at its end; nothing where that is the present.
    pub to: Option<SnapshotIndex>,
}

/// The rows of the summary, and who follows the recording for them.
#[derive(Debug, Default)]
pub struct Summary {
    followed: Option<Followed>,
    /// While a range is selected, those who follow the present: it is soon looked at again, and to begin anew takes long
    /// after ten hours.
    resting: Option<Followed>,
    /// By mapped bytes, and by dirty ones.
    growths: Option<[Growth; 2]>,
    rows: Rows,
    /// For each row its persistent footprint at some snapshots of the window; none as long as that is not known.
    sketches: Vec<Vec<f64>>,
    largest: Bytes,
    /// The columns in which any row has anything.
    filled: Vec<SummaryColumn>,
    shape: (Order, BTreeSet<String>),
    pace: Pace,
}

/// Those who follow, for one window.
#[derive(Debug)]
struct Followed {
    span: Span,
    /// By mapped bytes, and by dirty ones.
    growths: Follower<(GrowthSums, GrowthSums)>,
    /// How many snapshots were there when all was taken in.
    snapshots: usize,
    /// Whether the rows are of this window.
    is_shown: bool,
}

impl Followed {
    fn new(span: Span) -> Self {
        let sums = |metric| GrowthSums::new(span.from, span.to, metric);
        let growths = Follower::new((sums(Metric::Mapped), sums(Metric::Dirty)));
        Self { span, growths, snapshots: 0, is_shown: false }
    }
}

impl Summary {
    /// Takes in what is new. The old rows stay until all of another window is known.
    pub fn refresh(&mut self, recording: &Recording, span: Span, view: &View, now: Instant) -> Wait {
        if recording.snapshots().is_empty() {
            return Wait::ForNews;
        }
        if self.followed.as_ref().is_none_or(|followed| followed.span != span) {
            self.turn_to(span);
        }
        let Some(followed) = &mut self.followed else { return Wait::ForNews };
        let snapshots = recording.snapshots().len();
        let mut wait = Wait::ForNews;
        if followed.snapshots != snapshots {
            wait = self.pace.work(now, PERIOD, |deadline| {
                until(deadline, || followed.growths.follow(recording, LOG_STEPS))
            });
            if wait == Wait::ForNews {
                followed.snapshots = snapshots;
                followed.is_shown = true;
                let (mapped, dirty) = &*followed.growths;
                self.growths = Some([mapped.growth().clone(), dirty.growth().clone()]);
                self.arrange(recording, view);
            }
        }
        if self.shape.0 != view.summary_order || self.shape.1 != view.folded {
            self.arrange(recording, view);
        }
        wait
    }

    /// Follows another window. What was taken in of the present is kept while a range is selected.
    fn turn_to(&mut self, span: Span) {
        self.pace.hurry();
        let left = self.followed.take();
        if span.to.is_some() {
            self.resting = left.filter(|left| left.span.to.is_none()).or_else(|| self.resting.take());
        }
        let rested = self.resting.take_if(|resting| resting.span == span);
        let next = rested.unwrap_or_else(|| Followed::new(span));
        self.followed = Some(Followed { snapshots: 0, is_shown: false, ..next });
    }

    fn arrange(&mut self, recording: &Recording, view: &View) {
        self.shape = (view.summary_order, view.folded.clone());
        let Some([growth, dirty]) = &self.growths else { return };
        self.sketches.clear();
        self.rows = rows::rows(recording, growth, dirty, view.summary_order, &view.folded);
        let Rows { shown, folded } = &self.rows;
        let of_categories = shown.iter().chain(folded).filter(|row| row.is_counted && row.has_hue());
        self.largest = of_categories.map(|row| row.figures.total().bytes).max().unwrap_or_default();
        let has_any = |column: &SummaryColumn| shown.iter().any(|row| row.figure(*column).number() > 0);
        self.filled = SummaryColumn::ALL.into_iter().filter(has_any).collect();
    }

    /// The columns in which any row has anything.
    pub fn filled(&self) -> &[SummaryColumn] {
        &self.filled
    }

    /// The rows, as they stand below each other.
    pub fn rows(&self) -> &[SummaryRow] {
        &self.rows.shown
    }

    /// Measures for each row how its persistent footprint came to be, unless that is known.
    pub(super) fn sketch(&mut self, persistent_at: impl Fn(&Subject, SnapshotIndex) -> Bytes) {
        let rows = &self.rows.shown[..self.rows.shown.len().min(MOST_SKETCHES)];
        if self.sketches.len() == rows.len() {
            return;
        }
        let Some(window) = self.growth().map(|growth| growth.window) else { return };
        let ticks = window.to.0.saturating_sub(window.from.0);
        let (part, rest) = (ticks / SKETCH_STEPS, ticks % SKETCH_STEPS);
        let at = |nth: u32| SnapshotIndex(window.from.0 + part * nth + rest * nth / SKETCH_STEPS);
        let sketch = |row: &SummaryRow| {
            (0..=SKETCH_STEPS).map(|nth| persistent_at(&row.subject, at(nth)).get() as f64).collect()
        };
        self.sketches = rows.iter().map(sketch).collect();
    }

    /// How the persistent footprint of a row came to be, from the start of the window to its end.
    pub fn sketch_of(&self, row: usize) -> &[f64] {
        self.sketches.get(row).map_or(&[], Vec::as_slice)
    }

    /// The row of something, also if its group is folded.
    pub fn row(&self, subject: &Subject) -> Option<&SummaryRow> {
        self.rows.find(subject)
    }

    /// Where the row of something stands; that of its group, if that is folded.
    pub fn place_of(&self, subject: &Subject) -> Option<usize> {
        self.rows.place_of(subject)
    }

    /// The figures that the rows show.
    pub fn growth(&self) -> Option<&Growth> {
        self.growths.as_ref().map(|[mapped, _]| mapped)
    }

    /// The most that any category has had in the window: what the bars are measured by.
    pub const fn largest(&self) -> Bytes {
        self.largest
    }

    /// The window that the rows are of; nothing while that is another than the one that was asked for last.
    pub(super) fn span(&self) -> Option<Span> {
        self.followed.as_ref().filter(|followed| followed.is_shown).map(|followed| followed.span)
    }

    /// Whether the rows are of another window than the one that was asked for last.
    pub fn is_stale(&self) -> bool {
        self.followed.as_ref().is_some_and(|followed| !followed.is_shown)
    }
}

impl SummaryRow {
    /// Whether it has a colour of its own: one category, not several.
    pub fn has_hue(&self) -> bool {
        matches!(self.subject, Subject::Category(_))
    }
}

/// The rows of a window, all at once.
#[cfg(test)]
pub(super) fn arranged(
    recording: &Recording,
    window: strandline::analysis::Window,
    order: Order,
    folded: &BTreeSet<String>,
) -> Rows {
    let growth = |metric| Growth::measure(recording, window, metric);
    rows::rows(recording, &growth(Metric::Mapped), &growth(Metric::Dirty), order, folded)
}
