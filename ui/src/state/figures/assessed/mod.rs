//! What the cycles come to: they are followed while the recording grows. Whenever one was closed a job judges them.

mod cycle_table;

use super::SizedTable;
use super::pace::{LOG_STEPS, PERIOD, Pace, Wait, until};
use crate::state::Subject as Row;
use std::time::{Duration, Instant};
use strandline::analysis::{Assessment, Cycles, CyclesFollower, Judged, Subject, Verdict, Verdicts};
use strandline::model::units::{TimeRange, Timestamp};
use strandline::model::{MarkRole, Recording, Trace};
use strandline::report::charts::{Chart, cycle_chart, cycle_names};
use strandline::report::view::verdicts_table;

/// The cycles of a recording, and what is said of them.
#[derive(Debug, Default)]
pub struct Assessed {
    follower: CyclesFollower,
    /// When the marks were set and what they mean, as far as they were taken in.
    marks: Vec<(Timestamp, MarkRole)>,
    is_read: bool,
    assessment: Assessment,
    /// How often the cycles had changed when they were judged.
    judged_change: u64,
    /// What is shown of the cycles, and when they had been judged for it.
    shown: Option<(u64, ShownCycles)>,
    pace: Pace,
}

/// What is shown of cycles that were judged: all verdicts, and more of one.
#[derive(Debug)]
struct ShownCycles {
    verdicts: SizedTable<Subject>,
    /// The one of which the rest is.
    subject: Subject,
    cycles: SizedTable<TimeRange>,
    /// Its levels.
    chart: Chart,
}

impl Assessed {
    /// Takes in what is new.
    pub(super) fn refresh(&mut self, trace: &Trace, now: Instant) -> Wait {
        if trace.recording.snapshots().is_empty() {
            return Wait::ForNews;
        }
        let marks = trace.annotations.marks().iter().map(|mark| (mark.at, mark.role));
        if !marks.clone().eq(self.marks.iter().copied()) {
            self.marks = marks.collect();
            self.is_read = false;
            self.pace.hurry();
        }
        if self.is_read {
            return Wait::ForNews;
        }
        let follower = &mut self.follower;
        let wait =
            self.pace.work(now, PERIOD, |deadline| until(deadline, || follower.follow(trace, LOG_STEPS)));
        if wait != Wait::ForNews {
            return wait;
        }
        self.is_read = true;
        // The job begins before the next frame is drawn.
        if self.is_judged() { wait } else { Wait::For(Duration::ZERO) }
    }

    /// Cycles that are to be judged, and how often they had changed by then; nothing where that is done.
    pub fn unjudged(&self) -> Option<(u64, &Cycles)> {
        let is_due = self.is_read && !self.is_judged();
        is_due.then(|| (self.follower.times_changed(), self.follower.cycles()))
    }

    /// Takes what is said of cycles that had changed so often.
    pub fn judge(&mut self, times_changed: u64, assessment: Assessment) {
        self.judged_change = times_changed;
        self.assessment = assessment;
    }

    const fn is_judged(&self) -> bool {
        self.judged_change == self.follower.times_changed()
    }

    /// Whether all closed cycles are in it, and judged.
    pub const fn is_read(&self) -> bool {
        self.is_read && self.is_judged()
    }

    /// How often the cycles had changed when they were judged: while this stays the same, so does all that is said of them.
    pub const fn judged_change(&self) -> u64 {
        self.judged_change
    }

    /// All that is said of the cycles.
    pub const fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// The cycles, as of the last time when all of them were read.
    pub const fn cycles(&self) -> &Cycles {
        &self.assessment.cycles
    }

    /// What is said of them.
    pub const fn verdicts(&self) -> &Verdicts {
        &self.assessment.verdicts
    }

    /// What is said of one thing.
    pub fn judged(&self, subject: Subject) -> Option<&Judged> {
        self.verdicts().rows.iter().find(|row| row.subject == subject)
    }

    /// Makes the tables, and the levels of one thing, unless that was done.
    pub fn draw(&mut self, recording: &Recording, subject: Subject) {
        let is_drawn =
            |(change, shown): &(u64, ShownCycles)| (*change, shown.subject) == (self.judged_change, subject);
        if self.shown.as_ref().is_some_and(is_drawn) {
            return;
        }
        let Some(judged) = self.judged(subject) else { return };
        let shown = ShownCycles {
            verdicts: verdicts_table(recording, &self.assessment).into(),
            subject,
            cycles: cycle_table::cycle_table(recording, self.cycles(), subject).into(),
            chart: cycle_chart(recording, self.cycles(), judged),
        };
        self.shown = Some((self.judged_change, shown));
    }

    /// The verdicts, as they were drawn last.
    pub fn verdict_table(&self) -> Option<&SizedTable<Subject>> {
        self.shown.as_ref().map(|(_, shown)| &shown.verdicts)
    }

    /// The cycles of what was drawn last; keys are their times.
    pub fn cycle_table(&self) -> Option<&SizedTable<TimeRange>> {
        self.shown.as_ref().map(|(_, shown)| &shown.cycles)
    }

    /// The levels that were drawn last.
    pub fn chart(&self) -> Option<&Chart> {
        self.shown.as_ref().map(|(_, shown)| &shown.chart)
    }

    /// The worst that is said of a row of the summary; nothing of what is not judged.
    pub fn word_on(&self, row: &Row) -> Option<Verdict> {
        match row {
            Row::All => Some(self.verdicts().overall()),
            Row::Category(id) => {
                let is_of_row =
                    |judged: &&Judged| matches!(judged.subject, Subject::Category(own, _) if own == *id);
                self.verdicts().rows.iter().filter(is_of_row).map(|judged| judged.judgement.verdict).max()
            }
            Row::Group(_) | Row::Umbrella(_) => None,
        }
    }

    /// What the cycles are called, those of the warm-up first: as their marks have it, and `W1` where they do not count.
    pub fn short_names(&self) -> Vec<String> {
        cycle_names(self.cycles()).collect()
    }

    /// The number of a cycle that counts, by its place among them; the first is 1.
    pub fn number_of(&self, place: usize) -> Option<u32> {
        Some(self.cycles().cycles.get(place.checked_sub(1)?)?.number)
    }

    /// How many cycles were closed, those of the warm-up too.
    pub fn closed(&self) -> usize {
        self.cycles().all().count()
    }
}
