//! The columns as they are drawn: numbers on two axes, measured once and drawn many times.

use std::time::Duration;
use strandline::analysis::{Columns, Strata};
use strandline::model::units::{Bytes, Timestamp};
use strandline::model::{CategoryId, Recording};

/// The columns on screen. Times are in seconds since the recording began, levels in bytes.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// Where each column begins, and where the last one ends.
    pub edges: Vec<f64>,
    /// The footprint, from the bottom up: the persistent part of each category, then their transient parts.
    pub footprint: Vec<Layer>,
    /// By column: the upper edge of the persistent part of the selected subject.
    pub persistent: Vec<f64>,
    /// So many columns lie up to the moment at which what is persistent is alive.
    pub reported: usize,
    /// By column: its level.
    pub level: Vec<f64>,
    /// By column: regions born.
    pub born: Vec<f64>,
    /// By column: regions died.
    pub died: Vec<f64>,
    /// By column: what recording costs, as a share of one core.
    pub cost: Vec<f64>,
    /// Spans in which nothing was seen.
    pub gaps: Vec<Gap>,
    spare: Vec<Layer>,
}

/// One layer of a stack, by its upper edge.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// The category; nothing for those that share a layer.
    pub category: Option<CategoryId>,
    /// Whether it is the part that did not stay.
    pub is_transient: bool,
    /// By column: its own level and all those below.
    pub tops: Vec<f64>,
}

/// A span in which nothing was seen, in seconds since the recording began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    pub from: f64,
    pub to: f64,
    /// The ticks that were left out.
    pub skipped: usize,
    /// Whether it is long enough to leave a hole in all tracks; else single ticks were left out.
    pub is_hole: bool,
}

impl Chart {
    /// The highest point of the footprint.
    pub fn highest(&self) -> f64 {
        self.footprint.last().map_or(0.0, |layer| highest(&layer.tops))
    }

    /// The layers of the persistent parts, one for each that the legend names.
    pub fn named(&self) -> impl Iterator<Item = &Layer> {
        self.footprint.iter().filter(|layer| !layer.is_transient)
    }

    pub(super) fn measure(
        &mut self,
        recording: &Recording,
        strata: &Strata,
        columns: Columns,
        named: &[CategoryId],
        is_shown: impl Fn(CategoryId) -> bool,
    ) {
        self.measure_time(recording, strata, columns);
        self.stack(strata, named);
        let count = strata.columns().len();
        for (sums, of) in [(&mut self.persistent, true), (&mut self.level, false)] {
            sums.clear();
            sums.resize(count, 0.0);
            for band in strata.bands().iter().filter(|band| is_shown(band.category)) {
                add(sums, if of { &band.persistent } else { &band.level });
            }
        }
    }

    fn measure_time(&mut self, recording: &Recording, strata: &Strata, columns: Columns) {
        let reported = strata.columns();
        self.edges.clear();
        self.edges.extend(reported.iter().map(|column| column.span.from.seconds()));
        self.edges.extend(reported.last().map(|column| behind(recording, column.span.to).seconds()));
        for figures in [&mut self.born, &mut self.died, &mut self.cost] {
            figures.clear();
        }
        self.born.extend(reported.iter().map(|column| column.born as f64));
        self.died.extend(reported.iter().map(|column| column.died as f64));
        self.cost.extend(reported.iter().map(|column| column.cost));
        self.gaps.clear();
        for pair in reported.windows(2).filter(|pair| pair[1].gap || pair[1].skipped > 0) {
            // In a column of many snapshots it is not known where the gap lies.
            let is_exact = columns.snapshots_in_each() == 1;
            let to = if is_exact { pair[1].span.from } else { pair[1].span.to };
            let (skipped, is_hole) = (pair[1].skipped, pair[1].gap);
            self.join_gap(Gap { from: pair[0].span.to.seconds(), to: to.seconds(), skipped, is_hole });
        }
    }

    /// Of the births in the first column so many are none.
    pub(super) fn leave_out_births(&mut self, count: usize) {
        if let Some(born) = self.born.first_mut() {
            *born = (*born - count as f64).max(0.0);
        }
    }

    /// Gaps that touch are one.
    fn join_gap(&mut self, gap: Gap) {
        match self.gaps.last_mut().filter(|last| last.to >= gap.from && last.is_hole == gap.is_hole) {
            Some(last) => (last.to, last.skipped) = (gap.to, last.skipped + gap.skipped),
            None => self.gaps.push(gap),
        }
    }

    /// All persistent parts first: so the whole reads as a beach, and the tide on it.
    fn stack(&mut self, strata: &Strata, named: &[CategoryId]) {
        self.spare.append(&mut self.footprint);
        let count = strata.columns().len();
        let bands = || strata.bands().iter();
        let has_others = bands().any(|band| !named.contains(&band.category));
        for is_transient in [false, true] {
            for category in named.iter().copied().map(Some).chain(has_others.then_some(None)) {
                let mut layer = self.spare.pop().unwrap_or_default();
                (layer.category, layer.is_transient) = (category, is_transient);
                layer.tops.clear();
                match self.footprint.last() {
                    Some(below) => layer.tops.extend_from_slice(&below.tops),
                    None => layer.tops.resize(count, 0.0),
                }
                let is_in = |id| category.map_or(!named.contains(&id), |category| category == id);
                for band in bands().filter(|band| is_in(band.category)) {
                    add(&mut layer.tops, if is_transient { &band.level } else { &band.persistent });
                    if is_transient {
                        subtract(&mut layer.tops, &band.persistent);
                    }
                }
                self.footprint.push(layer);
            }
        }
    }
}

/// The highest of some figures.
pub fn highest(figures: &[f64]) -> f64 {
    figures.iter().copied().fold(0.0, f64::max)
}

/// Until when a level holds that was seen last at `last`.
fn behind(recording: &Recording, last: Timestamp) -> Timestamp {
    let behind = recording.snapshots().partition_point(|snapshot| snapshot.at <= last);
    let interval = recording.start().map_or(Duration::ZERO, |start| start.interval);
    let next = recording.snapshots().get(behind).map(|next| next.at);
    next.unwrap_or_else(|| Timestamp::after(last.since_start() + interval))
}

fn add(sums: &mut [f64], figures: &[Bytes]) {
    sums.iter_mut().zip(figures).for_each(|(sum, bytes)| *sum += bytes.get() as f64);
}

fn subtract(sums: &mut [f64], figures: &[Bytes]) {
    sums.iter_mut().zip(figures).for_each(|(sum, bytes)| *sum -= bytes.get() as f64);
}
