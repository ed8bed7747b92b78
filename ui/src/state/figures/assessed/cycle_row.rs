//! One cycle, as a line of a table.

use std::time::Duration;
use strandline::analysis::{Cycle, CycleFigures, Cycles, Measure, Subject};
use strandline::model::Recording;
use strandline::model::units::{Bytes, TimeRange};

/// What one cycle did to what is judged.
#[derive(Clone, Debug, PartialEq)]
pub struct CycleRow {
    /// Its number, as its mark has it.
    pub number: u32,
    /// Whether it is left out.
    pub is_warm_up: bool,
    /// From the closing mark before it to its own.
    pub range: TimeRange,
    /// What was judged, at its closing mark; nothing where it is not known.
    pub level: Option<f64>,
    /// By how much that is more than at the closing mark before.
    pub change: Option<f64>,
    /// What the regions tell; nothing of what no region explains.
    pub regions: Option<CycleRegions>,
}

/// The bytes and regions of one cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CycleRegions {
    /// Mapped bytes that were born in it and alive at its closing mark, as of then.
    pub born: Bytes,
    /// Mapped bytes of earlier cycles that died in it.
    pub died: Bytes,
    /// What is alive at the last closing mark of what was born in it.
    pub surviving: Bytes,
    /// Regions at its closing mark.
    pub count: usize,
}

impl CycleRow {
    /// The line of the `nth` cycle, those of the warm-up first.
    pub fn nth(recording: &Recording, cycles: &Cycles, subject: Subject, nth: usize) -> Option<Self> {
        let cycle: &Cycle = cycles.all().nth(nth)?;
        let warmup = cycles.warmup.len();
        let row = Self {
            number: cycle.number,
            is_warm_up: nth < warmup,
            range: cycle.window.range(recording),
            level: None,
            change: None,
            regions: None,
        };
        let series = match subject {
            Subject::Total(_) => Some(&cycles.total),
            Subject::Category(id, _) => cycles.categories.get(&id),
            Subject::Unattributed(kind) => {
                let level = |place: usize| Some(cycles.unattributed.get(place)?.get(kind)?.get() as f64);
                let counted = nth.checked_sub(warmup);
                let level_at = |after| counted.and_then(|counted: usize| level(counted + after));
                let (before, after) = (level_at(0), level_at(1));
                return Some(Self { level: after, change: difference(before, after), ..row });
            }
        };
        let Some(figures) = series.and_then(|series| series.all().nth(nth)) else { return Some(row) };
        let earlier = nth.checked_sub(1).and_then(|earlier| series?.all().nth(earlier));
        let (before, after) = levels(figures, earlier, subject.measure());
        let regions = CycleRegions {
            born: figures.born.mapped,
            died: figures.died_of_earlier(),
            surviving: figures.surviving(),
            count: figures.after.regions,
        };
        Some(Self {
            level: Some(after),
            change: difference(before, Some(after)),
            regions: Some(regions),
            ..row
        })
    }

    /// How long it took.
    pub fn lasted(&self) -> Duration {
        self.range.duration()
    }
}

fn difference(before: Option<f64>, after: Option<f64>) -> Option<f64> {
    Some(after? - before?)
}

/// What is measured, before a cycle and at its closing mark. What stayed is told of each cycle by itself.
fn levels(figures: &CycleFigures, earlier: Option<&CycleFigures>, measure: Measure) -> (Option<f64>, f64) {
    match measure {
        Measure::Level(metric) => {
            let of = |level: &strandline::analysis::Level| level.get(metric).get() as f64;
            (Some(of(&figures.before)), of(&figures.after))
        }
        Measure::Stayed => (earlier.map(stayed), stayed(figures)),
        Measure::Regions => (Some(figures.certain_before.count as f64), figures.certain_after.count as f64),
        Measure::Mappings => {
            let of = |level: &strandline::analysis::Level| level.mappings.get().map(|count| count as f64);
            (of(&figures.before), of(&figures.after).unwrap_or_default())
        }
    }
}

/// What is there at its closing mark and was not born in it.
fn stayed(figures: &CycleFigures) -> f64 {
    figures.after.mapped.saturating_sub(figures.born.mapped).get() as f64
}
