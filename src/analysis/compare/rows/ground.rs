//! What one recording says of a part of its memory.

use super::part::Part;
use super::span::{SideFollower, Span, Spans};
use crate::analysis::compare::{Alignment, CompareCell, Side};
use crate::analysis::composition::untold;
use crate::analysis::{
    CycleSeries, LEAST_CYCLES, Measure, Metric, Slope, Unattributed, UnattributedKind, Verdict, rounded_to,
    unattributed_at,
};
use crate::model::units::Bytes;
use crate::model::{CategoryId, Recording, Untold};

/// One recording, measured for a comparison.
pub(super) struct Ground<'a> {
    side: Side<'a>,
    alignment: Alignment,
    spans: &'a Spans,
}

impl<'a> Ground<'a> {
    pub(super) const fn new(side: Side<'a>, follower: &'a SideFollower, alignment: Alignment) -> Self {
        Self { side, alignment, spans: follower.spans() }
    }

    /// Whether there ever is anything of it.
    pub(super) fn has(&self, part: &Part) -> bool {
        match part {
            Part::Total => true,
            Part::Categories(ids) => {
                let cycles = &self.side.assessment.cycles;
                self.spans.sum(ids) != Span::default()
                    || ids.iter().any(|id| cycles.categories.contains_key(id))
            }
            Part::Unattributed(kind) => !self.unattributed(*kind).is_empty(),
        }
    }

    pub(super) fn cell(&self, part: &Part, measure: Measure) -> CompareCell {
        let span = self.span(part);
        let levels = match self.alignment {
            Alignment::Cycles => self.all_levels(part, measure),
            Alignment::Time => self.ends(part, measure, &span),
        };
        let peak = match (part, measure) {
            (Part::Unattributed(_), _) => levels.iter().copied().fold(0.0, f64::max),
            (_, Measure::Level(metric)) => span.peaks.get(metric).get() as f64,
            _ => span.peaks.mapped.get() as f64,
        };
        let (verdict, per_cycle) = match self.alignment {
            Alignment::Cycles => {
                (self.verdict(part, measure), Slope::of(&self.counted_levels(part, measure)))
            }
            Alignment::Time => (Verdict::TooFewCycles, Slope::of(&levels)),
        };
        CompareCell {
            verdict,
            per_cycle,
            levels,
            at_end: span.end,
            untold: self.untold(part),
            peak,
            peaks: span.peaks,
        }
    }

    /// What a cycle adds, with an interval that misses it in so large a part of recordings.
    pub(super) fn rate(&self, part: &Part, measure: Measure, chance: f64) -> Slope {
        match self.alignment {
            Alignment::Cycles => Slope::missing(&self.counted_levels(part, measure), chance),
            Alignment::Time => Slope::of(&self.ends(part, measure, &self.span(part))),
        }
    }

    /// By how much a rate may be off because it is made of rounded figures.
    fn rounding(&self, part: &Part, measure: Measure) -> f64 {
        let cycles = &self.side.assessment.cycles;
        let subjects = part.subjects(measure).into_iter();
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

    /// The figures that are not told of any of its categories that is there at the end.
    fn untold(&self, part: &Part) -> Untold {
        let recording = &self.side.trace.recording;
        let is_there = |id: &CategoryId| self.spans.sum(&[*id]).end.mapped > Bytes::ZERO;
        let of = |ids: &[CategoryId]| {
            let there = ids.iter().filter(|id| is_there(id));
            there.fold(Untold::NOTHING, |all, &id| all.with(untold(recording, id)))
        };
        match part {
            Part::Total => {
                let categories = (0..).map(CategoryId).zip(recording.categories());
                let counted = categories.filter(|(_, category)| category.is_counted());
                of(&counted.map(|(id, _)| id).collect::<Vec<_>>())
            }
            Part::Categories(ids) => of(ids),
            Part::Unattributed(_) => Untold::NOTHING,
        }
    }

    fn span(&self, part: &Part) -> Span {
        match part {
            Part::Total => *self.spans.total(),
            Part::Categories(ids) => self.spans.sum(ids),
            Part::Unattributed(_) => Span::default(),
        }
    }

    /// The level at the start and at the end.
    fn ends(&self, part: &Part, measure: Measure, span: &Span) -> Vec<f64> {
        if let Part::Unattributed(kind) = part {
            return self.unattributed(*kind);
        }
        let metric = if let Measure::Level(metric) = measure { metric } else { Metric::Mapped };
        [span.start, span.end].map(|level| level.get(metric).get() as f64).to_vec()
    }

    /// The worst that is said of it. What stayed is not judged where all of it did: what is mapped says the same then.
    fn verdict(&self, part: &Part, measure: Measure) -> Verdict {
        let judged = |measure: Measure| {
            let rows = self.side.assessment.verdicts.rows.iter();
            let of_part = rows.filter(|row| part.has(row.subject) && row.subject.measure() == measure);
            of_part.map(|row| row.judgement.verdict).max()
        };
        let is_unknown = matches!(part, Part::Unattributed(kind) if self.unattributed(*kind).is_empty());
        let unjudged =
            if self.has_enough_cycles() && !is_unknown { Verdict::Steady } else { Verdict::TooFewCycles };
        let instead =
            || (measure == Measure::Stayed).then(|| judged(Measure::Level(Metric::Mapped))).flatten();
        judged(measure).or_else(instead).unwrap_or(unjudged)
    }

    fn has_enough_cycles(&self) -> bool {
        self.side.assessment.cycles.cycles.len() >= LEAST_CYCLES
    }

    /// The levels over the cycles that count.
    fn counted_levels(&self, part: &Part, measure: Measure) -> Vec<f64> {
        match part {
            Part::Unattributed(kind) => self.unattributed(*kind),
            _ => sum(self.series(part).map(|series| series.levels(measure))),
        }
    }

    /// The levels with those of the warm-up before them.
    fn all_levels(&self, part: &Part, measure: Measure) -> Vec<f64> {
        let with_warmup = |series: &CycleSeries| {
            let cycles = series.all().cloned().collect();
            CycleSeries { warmup: Vec::new(), cycles, quantum: None }.levels(measure)
        };
        match part {
            Part::Unattributed(kind) => self.unattributed(*kind),
            _ => sum(self.series(part).map(with_warmup)),
        }
    }

    fn series(&self, part: &Part) -> impl Iterator<Item = &CycleSeries> {
        let cycles = &self.side.assessment.cycles;
        let (total, ids) = match part {
            Part::Total => (Some(&cycles.total), [].as_slice()),
            Part::Categories(ids) => (None, ids.as_slice()),
            Part::Unattributed(_) => (None, [].as_slice()),
        };
        let categories: Vec<_> = ids.iter().filter_map(|id| cycles.categories.get(id)).collect();
        total.into_iter().chain(categories)
    }

    /// What no region explained at the marks, or at both ends; nothing where it is not known at all of them.
    fn unattributed(&self, kind: UnattributedKind) -> Vec<f64> {
        let recording: &Recording = &self.side.trace.recording;
        let window = self.side.window;
        let bytes = |at: &Unattributed| Some(at.get(kind)?.get() as f64);
        let levels: Option<Vec<f64>> = match self.alignment {
            Alignment::Cycles => self.side.assessment.cycles.unattributed.iter().map(bytes).collect(),
            Alignment::Time => [window.from, window.to]
                .map(|end| bytes(&unattributed_at(recording, end)))
                .into_iter()
                .collect(),
        };
        levels.unwrap_or_default()
    }
}

/// So many pages in all the cycles are no difference.
const LEAST_PAGES: f64 = 4.0;

/// By how much rates may differ and be called unchanged: what comes to no more than a few pages in all the cycles, or than both
/// may be off by rounding.
pub(super) fn least(sides: [(&Ground<'_>, &Part); 2], measure: Measure) -> f64 {
    if !measure.is_bytes() {
        return 0.0;
    }
    let few_pages = sides.map(|(ground, _)| ground.pages(LEAST_PAGES)).into_iter().fold(0.0, f64::max);
    few_pages.max(sides.iter().map(|(ground, part)| ground.rounding(part, measure)).sum())
}

/// Series of one length, added up; nothing where there are none.
fn sum(series: impl Iterator<Item = Vec<f64>>) -> Vec<f64> {
    let add = |mut sum: Vec<f64>, other: Vec<f64>| {
        sum.iter_mut().zip(other).for_each(|(sum, other)| *sum += other);
        sum
    };
    series.reduce(add).unwrap_or_default()
}
