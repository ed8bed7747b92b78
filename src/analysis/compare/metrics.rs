//! The levels, rate and verdict of one row in one recording.

use super::side::WindowLevels;
use super::{Alignment, CompareCell, Side, SideFollower};
use crate::analysis::{
    CycleSeries, LEAST_CYCLES, Measure, Metric, Slope, Subject, Unattributed, UnattributedKind, Verdict,
    rounded_to, unattributed_at,
};
use crate::model::units::Bytes;
use crate::model::{CategoryId, Recording, Untold};

/// What a row adds up in one recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Members {
    Total,
    /// Those of one name: none where the recording does not have it.
    Categories(Vec<CategoryId>),
    /// What no region explains.
    Unattributed(UnattributedKind),
}

impl Members {
    fn subjects(&self, measure: Measure) -> Vec<Subject> {
        match self {
            Self::Total => vec![Subject::Total(measure)],
            Self::Categories(ids) => ids.iter().map(|&id| Subject::Category(id, measure)).collect(),
            Self::Unattributed(kind) => vec![Subject::Unattributed(*kind)],
        }
    }
}

/// Measures the rows of a comparison in one recording.
pub(super) struct SideMetrics<'a> {
    side: &'a Side<'a>,
    follower: &'a SideFollower,
    alignment: Alignment,
}

impl<'a> SideMetrics<'a> {
    pub(super) const fn new(side: &'a Side<'a>, follower: &'a SideFollower, alignment: Alignment) -> Self {
        Self { side, follower, alignment }
    }

    /// Whether there ever is anything of it.
    pub(super) fn has(&self, members: &Members) -> bool {
        match members {
            Members::Total => true,
            Members::Categories(ids) => {
                let cycles = &self.side.assessment.cycles;
                self.follower.sum(ids) != WindowLevels::default()
                    || ids.iter().any(|id| cycles.categories.contains_key(id))
            }
            Members::Unattributed(kind) => !self.unattributed(*kind).is_empty(),
        }
    }

    pub(super) fn cell(&self, members: &Members, measure: Measure) -> CompareCell {
        let window = self.window_levels(members);
        let tested = self.tested_levels(members, measure);
        let per_cycle = Slope::estimate(&tested);
        let (verdict, levels) = match self.alignment {
            Alignment::Cycles => (self.verdict(members, measure), self.all_levels(members, measure)),
            Alignment::Time => (Verdict::TooFewCycles, tested),
        };
        let peak = match (members, measure) {
            (Members::Unattributed(_), _) => levels.iter().copied().fold(0.0, f64::max),
            (_, Measure::Level(metric)) => window.peaks.get(metric).get() as f64,
            _ => window.peaks.mapped.get() as f64,
        };
        let (at_end, peaks, untold) = (window.end, window.peaks, self.untold(members));
        CompareCell { verdict, per_cycle, levels, at_end, untold, peak, peaks }
    }

    /// What a cycle adds, with an interval that misses it in so large a part of all recordings.
    pub(super) fn rate(&self, members: &Members, measure: Measure, chance: f64) -> Slope {
        let levels = self.tested_levels(members, measure);
        match self.alignment {
            Alignment::Cycles => Slope::missing(&levels, chance),
            Alignment::Time => Slope::estimate(&levels),
        }
    }

    /// By how much a rate may be off because it is made of rounded figures.
    fn rounding(&self, members: &Members, measure: Measure) -> f64 {
        let cycles = &self.side.assessment.cycles;
        let subjects = members.subjects(measure).into_iter();
        let rounded: Bytes = subjects.map(|subject| rounded_to(cycles, subject)).sum();
        self.per_cycle(rounded.get() as f64)
    }

    /// So many pages over all the cycles.
    fn pages(&self, pages: f64) -> f64 {
        self.per_cycle(pages * self.side.assessment.cycles.page_size.get() as f64)
    }

    fn per_cycle(&self, bytes: f64) -> f64 {
        bytes / self.side.assessment.cycles.cycles.len().max(1) as f64
    }

    /// The figures that are missing for any of its categories that are there at the end.
    fn untold(&self, members: &Members) -> Untold {
        let recording: &Recording = &self.side.trace.recording;
        let counted = || {
            let categories = (0..).map(CategoryId).zip(recording.categories());
            categories.filter(|(_, category)| category.is_counted()).map(|(id, _)| id).collect()
        };
        let ids = match members {
            Members::Total => counted(),
            Members::Categories(ids) => ids.clone(),
            Members::Unattributed(_) => Vec::new(),
        };
        let present = ids.into_iter().filter(|id| self.follower.sum(&[*id]).end.mapped > Bytes::ZERO);
        present.fold(Untold::NOTHING, |all, id| all.with(recording.untold(id)))
    }

    fn window_levels(&self, members: &Members) -> WindowLevels {
        match members {
            Members::Total => *self.follower.total(),
            Members::Categories(ids) => self.follower.sum(ids),
            Members::Unattributed(_) => WindowLevels::default(),
        }
    }

    /// The worst verdict on it. *Stayed* is not judged where all of it did: mapped bytes say the same then.
    fn verdict(&self, members: &Members, measure: Measure) -> Verdict {
        let judged = |measure: Measure| {
            let subjects = members.subjects(measure);
            let rows = self.side.assessment.verdicts.rows.iter();
            rows.filter(|row| subjects.contains(&row.subject)).map(|row| row.judgement.verdict).max()
        };
        let is_unknown =
            matches!(members, Members::Unattributed(kind) if self.unattributed(*kind).is_empty());
        let has_enough = self.side.assessment.cycles.cycles.len() >= LEAST_CYCLES;
        let unjudged = if has_enough && !is_unknown { Verdict::Steady } else { Verdict::TooFewCycles };
        let of_mapped = || judged(Measure::Level(Metric::Mapped)).filter(|_| measure == Measure::Stayed);
        judged(measure).or_else(of_mapped).unwrap_or(unjudged)
    }

    /// The levels by which a rate is told: over the counted cycles, or at the start and at the end.
    fn tested_levels(&self, members: &Members, measure: Measure) -> Vec<f64> {
        match (members, self.alignment) {
            (Members::Unattributed(kind), _) => self.unattributed(*kind),
            (_, Alignment::Cycles) => sum(self.series(members).map(|series| series.levels(measure))),
            (_, Alignment::Time) => {
                let metric = if let Measure::Level(metric) = measure { metric } else { Metric::Mapped };
                let WindowLevels { start, end, .. } = self.window_levels(members);
                [start, end].map(|level| level.get(metric).get() as f64).to_vec()
            }
        }
    }

    /// The levels over all cycles, those of the warm-up first.
    fn all_levels(&self, members: &Members, measure: Measure) -> Vec<f64> {
        let with_warmup = |series: &CycleSeries| {
            let cycles = series.all().cloned().collect();
            CycleSeries { warmup: Vec::new(), cycles, quantum: None }.levels(measure)
        };
        match members {
            Members::Unattributed(kind) => self.unattributed(*kind),
            _ => sum(self.series(members).map(with_warmup)),
        }
    }

    fn series(&self, members: &Members) -> impl Iterator<Item = &CycleSeries> {
        let cycles = &self.side.assessment.cycles;
        let (total, ids) = match members {
            Members::Total => (Some(&cycles.total), [].as_slice()),
            Members::Categories(ids) => (None, ids.as_slice()),
            Members::Unattributed(_) => (None, [].as_slice()),
        };
        let categories: Vec<_> = ids.iter().filter_map(|id| cycles.categories.get(id)).collect();
        total.into_iter().chain(categories)
    }

    /// What no region explained at the marks, or at both ends; nothing where it is not known at all of them.
    fn unattributed(&self, kind: UnattributedKind) -> Vec<f64> {
        let Side { trace, window, .. } = self.side;
        let bytes = |at: &Unattributed| Some(at.get(kind)?.get() as f64);
        let levels: Option<Vec<f64>> = match self.alignment {
            Alignment::Cycles => self.side.assessment.cycles.unattributed.iter().map(bytes).collect(),
            Alignment::Time => {
                let ends = [window.from, window.to];
                ends.iter().map(|&end| bytes(&unattributed_at(&trace.recording, end))).collect()
            }
        };
        levels.unwrap_or_default()
    }
}

/// So many pages in all the cycles are no difference.
const LEAST_PAGES: f64 = 4.0;

/// By how much rates may differ and still be called unchanged: a few pages in all the cycles, or what both may be off by
/// rounding.
pub(super) fn least_difference(ends: [(&SideMetrics<'_>, &Members); 2], measure: Measure) -> f64 {
    if !measure.is_bytes() {
        return 0.0;
    }
    let few_pages = ends.map(|(metrics, _)| metrics.pages(LEAST_PAGES)).into_iter().fold(0.0, f64::max);
    few_pages.max(ends.iter().map(|(metrics, members)| metrics.rounding(members, measure)).sum())
}

/// Series of one length, added up; nothing where there are none.
fn sum(series: impl Iterator<Item = Vec<f64>>) -> Vec<f64> {
    let add = |mut sum: Vec<f64>, other: Vec<f64>| {
        sum.iter_mut().zip(other).for_each(|(sum, other)| *sum += other);
        sum
    };
    series.reduce(add).unwrap_or_default()
}
