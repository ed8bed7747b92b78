//! What the inspector shows of the selected row, counted anew when the selection, the window or the recording has changed.

mod kept;
mod life;

pub use kept::{Class, Kept, Span as BirthSpan};
pub use life::Life;

use super::Span;
use super::pace::{PERIOD, Pace, Wait, until};
use crate::state::Subject;
use kept::Counting;
use life::Lives;
use std::time::Instant;
use strandline::analysis::Window;
use strandline::model::{RegionId, Trace};

/// Between two looks at the clock so many regions are counted: some tenths of a millisecond.
const STEP: usize = 500;

/// What the inspector shows of the selected row.
#[derive(Debug, Default)]
pub struct Inspection {
    asked: Option<InspectionKey>,
    counting: Option<Counting>,
    kept: Option<Kept>,
    /// What [`Inspection::kept`] is of.
    shown: Option<(Subject, Span)>,
    pace: Pace,
    lives: Lives,
}

/// What was asked for last.
#[derive(Clone, Debug, PartialEq, Eq)]
struct InspectionKey {
    subject: Subject,
    span: Span,
    window: Window,
    marks: usize,
}

impl Inspection {
    pub(super) fn refresh(&mut self, trace: &Trace, span: Span, subject: &Subject, now: Instant) -> Wait {
        let recording = &trace.recording;
        let window = Window::new(span.from, span.to.unwrap_or_else(|| recording.last_snapshot()));
        let marks = trace.annotations.marks().len();
        let asked = InspectionKey { subject: subject.clone(), span, window, marks };
        let is_other = self.asked.as_ref().is_none_or(|last| (&last.subject, last.span) != (subject, span));
        if is_other {
            self.pace.hurry();
            self.counting = None;
        }
        if self.asked.as_ref() == Some(&asked) && self.counting.is_none() {
            return Wait::ForNews;
        }
        let counting = &mut self.counting;
        let last = &mut self.asked;
        let wait = self.pace.work(now, PERIOD, |deadline| {
            let counting = counting.get_or_insert_with(|| {
                *last = Some(asked);
                Counting::new(trace, subject, window)
            });
            until(deadline, || counting.advance(recording, STEP))
        });
        if wait == Wait::ForNews
            && let Some(counting) = self.counting.take()
        {
            self.kept = Some(counting.done(recording));
            self.shown = Some((subject.clone(), span));
        }
        wait
    }

    pub(super) fn refresh_region(
        &mut self,
        trace: &Trace,
        window: Window,
        id: RegionId,
        now: Instant,
    ) -> Wait {
        self.lives.refresh(&trace.recording, window, id, now)
    }

    /// What is known of this region; nothing where it is not there.
    pub fn life(&self, id: RegionId) -> Option<&Life> {
        self.lives.get(id)
    }

    /// What stayed and went of this row; nothing as long as it is not counted.
    pub fn kept(&self, subject: &Subject) -> Option<&Kept> {
        let is_shown = self.shown.as_ref().is_some_and(|(shown, _)| shown == subject);
        self.kept.as_ref().filter(|_| is_shown)
    }
}

/// What stayed and went, counted so many regions at a time.
#[cfg(test)]
pub(super) fn counted(trace: &Trace, subject: &Subject, window: Window, step: usize) -> Kept {
    let mut counting = Counting::new(trace, subject, window);
    while !counting.advance(&trace.recording, step) {}
    counting.done(&trace.recording)
}
