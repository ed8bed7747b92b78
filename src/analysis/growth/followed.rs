//! One region as it goes through a window: what it began with, what it has, and what that adds to the figures.
//!
//! A region that is split inside the window takes bytes along from its parent: they are neither born nor dead. So that
//! every byte is counted once and with the region in which it ends, the parent's opening balance is divided: what a piece
//! took along is the piece's from the beginning, with as much of the parent's usage as the piece had when it was split off.

use super::GrowthFigures;
use crate::analysis::Metric;
use crate::model::units::Bytes;
use crate::model::{CategoryId, Mappings, RegionState, SnapshotIndex, Usage, UsageQuality};

/// A region from its first entry in the log to its last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Followed {
    /// Where it is counted.
    pub(super) category: CategoryId,
    /// How it came into the window.
    origin: Origin,
    /// What it began the window with.
    opening: Opening,
    last: RegionState,
    /// The most it had so far, its pieces included, in the metric that was asked for.
    peak: Bytes,
    /// Whether what it adds is in the sums.
    pub(super) is_settled: bool,
}

/// How a region came into a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It was there at the start.
    Present,
    /// It was split off inside from bytes that were there at the start.
    Piece,
    /// Its bytes were born inside.
    Newborn,
}

/// How a region leaves a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RegionExit {
    /// It is there at the end.
    Stayed,
    /// It died inside. Of one that was born inside too, the most it ever had; of others that is not asked.
    Died(Bytes),
}

/// What a region begins a window with: its own bytes only.
#[derive(Clone, Copy, Debug, Default)]
struct Opening {
    /// Bytes it had at the start, was born with or brought along, without those that its pieces took away.
    len: Bytes,
    /// The usage of these bytes at the start, or by the first reading since; none if they were born inside.
    usage: Usage,
    /// Over how many bytes the usage is spread.
    spread: Bytes,
    /// The snapshot of that reading. As long as there is none, the usage is the last: to be read for the first time is not
    /// to grow.
    read: Option<SnapshotIndex>,
    /// Whether that usage is an estimate.
    is_estimate: bool,
    /// How many regions and entries of the system's list it was, if it was there at the start.
    counts: (usize, Mappings),
}

impl Opening {
    /// Of bytes that were there at the start, as far as it is known.
    fn new(len: Bytes, state: &RegionState) -> Self {
        let counts = (state.regions(), state.mappings.into());
        let mut opening = Self { len, counts, ..Self::default() };
        opening.learn(state);
        opening
    }

    /// Takes the usage from a state, unless it is known already.
    fn learn(&mut self, state: &RegionState) {
        if self.read.is_none() {
            self.usage = state.usage;
            self.spread = state.len;
            self.read = (state.quality != UsageQuality::Unknown).then_some(state.since);
            self.is_estimate = state.is_estimate();
        }
    }

    /// Takes away what a piece took along. If the rest was first read without the piece, then that usage is all its own,
    /// and the piece has readings of its own.
    fn give(&mut self, len: Bytes, piece: &RegionState) -> Self {
        let len = len.min(self.len);
        self.len -= len;
        if self.read.is_none_or(|read| read >= piece.since) {
            return Self::new(len, piece);
        }
        let spread = len.min(self.spread);
        let usage = match piece.quality {
            UsageQuality::Unknown => self.usage.share(spread, self.spread),
            _ => self.usage.at_most(piece.usage),
        };
        self.usage -= usage;
        self.spread -= spread;
        self.is_estimate |= piece.quality != UsageQuality::Exact;
        Self { len, usage, spread, read: self.read, is_estimate: self.is_estimate, ..Self::default() }
    }
}

impl Followed {
    /// A region that was there before the window began, or when it did.
    pub(super) fn present(category: CategoryId, state: RegionState) -> Self {
        Self::new(category, Origin::Present, Opening::new(state.len, &state), state)
    }

    /// A region that begins inside and is no piece of another one.
    pub(super) fn newborn(category: CategoryId, first_len: Bytes, state: RegionState) -> Self {
        let opening = Opening { len: first_len, read: Some(SnapshotIndex(0)), ..Opening::default() };
        Self::new(category, Origin::Newborn, opening, state)
    }

    /// A piece of this region that was split off inside.
    pub(super) fn split(&mut self, category: CategoryId, first_len: Bytes, state: RegionState) -> Self {
        let origin = if self.is_newborn() { Origin::Newborn } else { Origin::Piece };
        Self::new(category, origin, self.opening.give(first_len, &state), state)
    }

    fn new(category: CategoryId, origin: Origin, opening: Opening, last: RegionState) -> Self {
        Self { category, origin, opening, last, peak: Bytes::ZERO, is_settled: false }
    }

    /// Whether its bytes were born inside.
    pub(super) fn is_newborn(&self) -> bool {
        self.origin == Origin::Newborn
    }

    pub(super) const fn last(&self) -> &RegionState {
        &self.last
    }

    /// The most it had so far, its pieces included.
    pub(super) const fn peak(&self) -> Bytes {
        self.peak
    }

    /// Notes what it has, for the most it ever had.
    pub(super) fn note_peak(&mut self, metric: Metric) {
        self.peak = self.peak.max(metric.measure(self.last.len, &self.last.usage));
    }

    /// Goes on to another state. What it has by the start of the window is what it begins with.
    pub(super) fn update(&mut self, state: RegionState, start: SnapshotIndex) {
        if state.since <= start {
            self.opening = Opening::new(state.len, &state);
        } else {
            self.opening.learn(&state);
        }
        self.last = state;
    }

    /// What it adds to the figures of its category.
    pub(super) fn figures(&self, metric: Metric, fate: RegionExit) -> GrowthFigures {
        let left = if fate == RegionExit::Stayed { self.last } else { RegionState::default() };
        let mut figures = GrowthFigures::default();
        if fate == RegionExit::Stayed {
            figures.after.add_region(&left);
        }
        if self.is_newborn() {
            self.count_newborn(&mut figures, metric, &left, fate);
        } else {
            self.count_old(&mut figures, metric, &left, fate);
        }
        figures
    }

    fn count_newborn(
        &self,
        figures: &mut GrowthFigures,
        metric: Metric,
        left: &RegionState,
        fate: RegionExit,
    ) {
        if metric == Metric::Mapped {
            figures.transient.bytes += self.opening.len - left.len;
        }
        match fate {
            RegionExit::Stayed => {
                figures.persistent.count += left.regions();
                figures.persistent.bytes += metric.measure(left.len, &left.usage);
            }
            RegionExit::Died(peak) => {
                figures.transient.count += self.last.regions();
                if metric != Metric::Mapped {
                    figures.transient.bytes += peak;
                }
            }
        }
    }

    fn count_old(&self, figures: &mut GrowthFigures, metric: Metric, left: &RegionState, fate: RegionExit) {
        figures.before.mapped += self.opening.len;
        figures.before.usage += self.opening.usage;
        if self.origin == Origin::Present {
            figures.before.regions += self.opening.counts.0;
            figures.before.mappings += self.opening.counts.1;
        }
        figures.before.estimated +=
            usize::from(self.opening.is_estimate && self.opening.usage != Usage::default());
        let change = metric.of_change();
        let had = change.measure(self.opening.len, &self.opening.usage);
        let has = change.measure(left.len, &left.usage);
        figures.grown += has - had;
        figures.lost += had - has;
        if fate == RegionExit::Stayed {
            figures.preexisting.count += left.regions();
            figures.preexisting.bytes += metric.measure(left.len, &left.usage);
        }
        if metric == Metric::Mapped {
            figures.died += self.opening.len - left.len;
        } else if fate != RegionExit::Stayed {
            figures.died += had;
        }
    }
}
