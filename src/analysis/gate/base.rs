//! The recording against which another is checked.

use super::Budget;
use super::subjects::BudgetSubjects;
use crate::analysis::{Alignment, Assessment, Comparison, Side, Window};
use crate::model::Trace;
use jiff::civil::Date;
use std::borrow::Cow;

/// A recording, and what is said of its cycles.
#[derive(Clone, Copy, Debug)]
pub struct Recorded<'a> {
    pub trace: &'a Trace,
    /// What is said of it.
    pub assessment: &'a Assessment,
}

impl<'a> Recorded<'a> {
    pub(super) fn ground(&self, budget: &'a Budget, today: Date) -> BudgetSubjects<'a> {
        BudgetSubjects::new(&self.trace.recording, self.assessment, &budget.suppressions, today)
    }
}

/// A recording and the one that it is held against, over like cycles: as many of each, from the first that counts. A program
/// still fills its caches in its first cycles, so that the shorter of two recordings of one program seems to grow more.
pub(super) struct LikeCycles<'a> {
    now: Part<'a>,
    base: Part<'a>,
    /// How many cycles count in the recording and in the base.
    counts: [usize; 2],
}

/// The first cycles of a recording.
struct Part<'a> {
    whole: Recorded<'a>,
    window: Window,
    /// What is said of them, where they are not all.
    assessment: Option<Assessment>,
}

impl<'a> LikeCycles<'a> {
    pub(super) fn align(now: &Recorded<'a>, base: &Recorded<'a>) -> Self {
        let counts = [now, base].map(|of| of.assessment.cycles.cycles.len());
        let most = counts[0].min(counts[1]);
        Self { now: Part::first_cycles(now, most), base: Part::first_cycles(base, most), counts }
    }

    /// What is left out, where that is so.
    pub(super) fn left_out_note(&self) -> Option<String> {
        let [now, base] = self.counts;
        let (longer, most) = if now > base { ("recording", base) } else { ("base", now) };
        let all = now.max(base);
        (now != base && most > 0)
            .then(|| format!("like cycles are compared: the first {most} of the {all} of the {longer}"))
    }
}

impl<'a> Part<'a> {
    fn first_cycles(whole: &Recorded<'a>, most: usize) -> Self {
        let (cycles, all) = (&whole.assessment.cycles.cycles, Window::whole(&whole.trace.recording));
        let last = most.checked_sub(1).and_then(|last| cycles.get(last)).filter(|_| most < cycles.len());
        let window = last.map_or(all, |last| Window::new(all.from, last.window.to));
        let assessment = last.map(|_| Assessment::within(whole.trace, window));
        Self { whole: *whole, window, assessment }
    }

    fn recorded(&self) -> Recorded<'_> {
        let assessment = self.assessment.as_ref().unwrap_or(self.whole.assessment);
        Recorded { trace: self.whole.trace, assessment }
    }

    fn side<'b>(&'b self, name: &'b str) -> Side<'b> {
        let Recorded { trace, assessment } = self.recorded();
        Side { name: name.into(), trace, window: self.window, assessment: Cow::Borrowed(assessment) }
    }
}

/// The recording that another is held against.
pub(super) struct Base<'a> {
    pub(super) ground: BudgetSubjects<'a>,
    /// What is held against it, over like cycles.
    pub(super) now: BudgetSubjects<'a>,
    pub(super) comparison: Comparison,
    /// How many cycles count in the recording and in the base.
    pub(super) counts: [usize; 2],
}

impl<'a> Base<'a> {
    /// Levels at the end of it all are of no interest here.
    pub(super) fn new(like: &'a LikeCycles<'_>, budget: &'a Budget, today: Date) -> Self {
        let [now, base] = [&like.now, &like.base].map(Part::recorded);
        Self {
            ground: base.ground(budget, today),
            now: now.ground(budget, today),
            comparison: Comparison::between(
                &[like.base.side("base"), like.now.side("now")],
                Alignment::Cycles,
            ),
            counts: like.counts,
        }
    }
}

/// A limit on what a cycle adds beyond what it added in the base.
pub(super) struct Difference {
    pub(super) row: usize,
    /// The levels in the base, and now.
    pub(super) levels: [Vec<f64>; 2],
    pub(super) most: f64,
    /// What must not be hidden beyond the limit.
    pub(super) resolution: f64,
}
