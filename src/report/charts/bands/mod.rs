//! Bands over time: below what is still there at the end of the window, paler above it what came and went.

mod draw;

mod over_time;

mod plot;

pub(super) use draw::drawn;
pub use over_time::OverTime;

use super::Hue;
use super::words::{amount, moment};
use crate::analysis::{Measure, Metric};

/// What all bands are about.
const MEASURE: Measure = Measure::Level(Metric::Footprint);

/// Bands over time. Moments are in seconds since the recording began, levels in bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bands {
    /// What they are of.
    pub title: String,
    /// Where each column begins, and where the last one ends.
    pub edges: Vec<f64>,
    /// From the bottom up: the persistent parts, then the transient ones.
    pub layers: Vec<Layer>,
    /// The layer whose upper edge a leak draws.
    pub leaking: Option<usize>,
    /// The marks.
    pub flags: Vec<Flag>,
    /// Spans in which a cycle was open.
    pub open: Vec<[f64; 2]>,
    /// Spans in which nothing was seen.
    pub gaps: Vec<[f64; 2]>,
    /// Until when cycles do not count.
    pub warm_until: f64,
    /// The window that is reported.
    pub window: [f64; 2],
}

/// One band, by its upper edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// What it is called.
    pub name: String,
    /// Its colour.
    pub hue: Hue,
    /// Whether it is the part that did not stay.
    pub is_transient: bool,
    /// By column: its own level and all those below.
    pub tops: Vec<f64>,
}

/// A mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    /// When it was set.
    pub at: f64,
    /// What it says.
    pub label: String,
    /// What it means.
    pub kind: FlagKind,
}

/// What a mark means for the cycles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagKind {
    /// A cycle was closed that counts.
    Counted,
    /// A cycle was closed that does not.
    WarmUp,
    /// Anything else that is worth a flag.
    Note,
}

impl Bands {
    /// The highest point.
    pub fn highest(&self) -> f64 {
        let tops = self.layers.last().map_or(&[][..], |layer| &layer.tops);
        tops.iter().copied().fold(0.0, f64::max)
    }

    /// The last moment.
    pub fn end(&self) -> f64 {
        self.edges.last().copied().unwrap_or_default()
    }

    /// The level of a layer in the last column.
    fn last_level(&self, nth: usize) -> f64 {
        let top = |nth: usize| self.layers[nth].tops.last().copied().unwrap_or_default();
        top(nth) - nth.checked_sub(1).map_or(0.0, top)
    }

    fn description(&self) -> String {
        let total = |tops: Option<&f64>| amount(MEASURE, tops.copied().unwrap_or_default());
        let whole = self.layers.last().map_or(&[][..], |layer| &layer.tops);
        let (first, last) = (total(whole.first()), total(whole.last()));
        let persistent = (0..self.layers.len()).filter(|&nth| !self.layers[nth].is_transient);
        let named = persistent.filter(|&nth| self.last_level(nth) > 0.0);
        let named: Vec<_> = named
            .map(|nth| format!("{} {}", self.layers[nth].name, amount(MEASURE, self.last_level(nth))))
            .collect();
        format!(
            "Dirty and swapped bytes from {first} at the start to {last} at {}, {} at most, with {} marks. What is there \
             at the end: {}.",
            moment(self.end()),
            amount(MEASURE, self.highest()),
            self.flags.len(),
            named.join(", "),
        )
    }
}
