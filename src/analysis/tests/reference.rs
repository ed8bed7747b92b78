//! The growth of a window in one look at the finished recording: all that each region had is gathered first, and openings
//! are divided afterwards. What is kept up to date step by step must come out the same.

use crate::analysis::{CategoryGrowth, Growth, GrowthFigures, Metric, Window};
use crate::model::units::Bytes;
use crate::model::{
    CategoryId, Recording, Region, RegionId, RegionState, SnapshotIndex, Usage, UsageQuality,
};
use std::collections::BTreeMap;

/// The growth of a window.
pub(super) fn growth(recording: &Recording, window: Window, metric: Metric) -> Growth {
    let mut rows: Vec<CategoryGrowth> = (0..)
        .map(CategoryId)
        .zip(recording.categories())
        .map(|(category, described)| CategoryGrowth {
            category,
            counted: described.is_counted(),
            figures: GrowthFigures::default(),
        })
        .collect();
    let openings = Openings::follow(recording, window);
    for (id, region) in (0..).map(RegionId).zip(recording.regions()) {
        let died_before = region.death.is_some_and(|death| death <= window.from);
        if died_before || region.since > window.to {
            continue;
        }
        let Some(row) = rows.get_mut(region.class.category.index()) else {
            continue;
        };
        let opening = openings.get(id);
        let seen = openings.seen(id);
        let end = region.is_alive_at(window.to).then(|| seen.last());
        let figures = &mut row.figures;
        if window.contains(region.birth) {
            let peak = || peak(recording, &openings, id, &region, metric);
            add_newborn(figures, metric, &opening, end, peak);
        } else {
            if let Some(start) = seen.start {
                figures.before.regions += 1;
                figures.before.mappings += start.mappings.into();
            }
            add_preexisting(figures, metric, &opening, end);
        }
    }
    let mut total = GrowthFigures::default();
    for row in &rows {
        total += row.part_of_total(metric);
    }
    Growth { window, metric, total, rows }
}

/// The most that a region's own bytes had; the bytes of its pieces count with the pieces.
fn peak(
    recording: &Recording,
    openings: &Openings<'_>,
    id: RegionId,
    region: &Region,
    metric: Metric,
) -> Bytes {
    recording
        .history(region)
        .map(|state| {
            let own = state.len - openings.taken_after(id, state.since);
            metric.measure(state.len, &state.usage).share(own, state.len)
        })
        .max()
        .unwrap_or_default()
}

fn add_newborn(
    figures: &mut GrowthFigures,
    metric: Metric,
    opening: &Opening,
    end: Option<RegionState>,
    peak: impl Fn() -> Bytes,
) {
    let left = end.unwrap_or_default();
    if metric == Metric::Mapped {
        figures.transient.bytes += opening.len - left.len;
    }
    if end.is_some() {
        figures.after.add_region(&left);
        figures.persistent.count += 1;
        figures.persistent.bytes += metric.measure(left.len, &left.usage);
    } else {
        figures.transient.count += 1;
        if metric != Metric::Mapped {
            figures.transient.bytes += peak();
        }
    }
}

fn add_preexisting(figures: &mut GrowthFigures, metric: Metric, opening: &Opening, end: Option<RegionState>) {
    figures.before.mapped += opening.len;
    figures.before.usage += opening.usage;
    figures.before.estimated += usize::from(opening.is_estimate && opening.usage != Usage::default());
    let left = end.unwrap_or_default();
    let change = metric.of_change();
    let had = change.measure(opening.len, &opening.usage);
    let has = change.measure(left.len, &left.usage);
    figures.grown += has - had;
    figures.lost += had - has;
    if end.is_some() {
        figures.after.add_region(&left);
        figures.preexisting.count += 1;
        figures.preexisting.bytes += metric.measure(left.len, &left.usage);
    }
    if metric == Metric::Mapped {
        figures.died += opening.len - left.len;
    } else if end.is_none() {
        figures.died += had;
    }
}

/// What a region had in a window, as one walk through the recording finds it.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    /// The last it had by the start of the window.
    start: Option<RegionState>,
    /// What it had when its usage was known first since the start.
    known: Option<RegionState>,
    /// The last it had in the window.
    last: Option<RegionState>,
}

impl Seen {
    /// Walks through the recording up to the end of the window; one for each region.
    fn all(recording: &Recording, window: Window) -> Vec<Self> {
        let mut all = vec![Self::default(); recording.regions().len()];
        for (id, state) in recording.states_until(window.to) {
            let seen = &mut all[id.index()];
            if state.since <= window.from {
                (seen.start, seen.known) = (Some(state), None);
            }
            if seen.known.is_none() && state.quality != UsageQuality::Unknown {
                seen.known = Some(state);
            }
            seen.last = Some(state);
        }
        all
    }

    /// The last it had in the window.
    fn last(&self) -> RegionState {
        self.last.unwrap_or_default()
    }

    /// What its usage is first known from: to be read for the first time is not to grow. If it never was read in the
    /// window, the last is as good as any.
    fn known(&self) -> RegionState {
        self.known.unwrap_or_else(|| self.last())
    }
}

/// What a region begins a window with: its own bytes only.
#[derive(Clone, Copy, Debug, Default)]
struct Opening {
    /// Bytes it had at the start, was born with or brought along, without those its children took away.
    len: Bytes,
    /// The usage of these bytes at the start; none if they were born inside.
    usage: Usage,
    /// Over how many bytes the usage is spread.
    spread: Bytes,
    /// The snapshot of that usage.
    read: SnapshotIndex,
    /// Whether it is an estimate.
    is_estimate: bool,
}

impl Opening {
    /// What a region has that is no piece of another one inside the window.
    fn of_whole(region: &Region, seen: &Seen) -> Self {
        match seen.start {
            Some(start) => Self {
                len: start.len,
                usage: seen.known().usage,
                spread: seen.known().len,
                read: seen.known().since,
                is_estimate: seen.known().is_estimate(),
            },
            None => Self { len: region.first_len, ..Self::default() },
        }
    }

    /// Takes away what a piece took along.
    fn give(&mut self, piece: Bytes, first: &RegionState) -> Self {
        let is_read = first.quality != UsageQuality::Unknown;
        let even = self.usage.share(piece.min(self.spread), self.spread);
        let given = Self {
            len: piece.min(self.len),
            usage: if is_read { self.usage.at_most(first.usage) } else { even },
            spread: piece.min(self.spread),
            read: self.read,
            is_estimate: self.is_estimate || first.quality != UsageQuality::Exact,
        };
        self.is_estimate = given.is_estimate;
        self.len -= given.len;
        self.spread -= given.spread;
        self.usage.resident -= given.usage.resident;
        self.usage.dirty -= given.usage.dirty;
        self.usage.swapped -= given.usage.swapped;
        self.usage.lazy_free -= given.usage.lazy_free;
        given
    }
}

/// The openings of all regions in one window.
#[derive(Debug)]
struct Openings<'a> {
    recording: &'a Recording,
    /// What each region had in the window.
    seen: Vec<Seen>,
    /// The openings of regions that were split inside the window, and of their pieces.
    divided: BTreeMap<RegionId, Opening>,
    /// When pieces of which length were split off inside the window, by parent.
    pieces: BTreeMap<RegionId, Vec<(SnapshotIndex, Bytes)>>,
}

impl<'a> Openings<'a> {
    /// Follows the splits inside the window. A parent's id is always lower than its children's, hence one pass.
    fn follow(recording: &'a Recording, window: Window) -> Self {
        let mut openings = Self {
            recording,
            seen: Seen::all(recording, window),
            divided: BTreeMap::new(),
            pieces: BTreeMap::new(),
        };
        for (id, piece) in (0..).map(RegionId).zip(recording.regions()) {
            if let Some(parent) = piece.parent
                && window.contains(piece.since)
            {
                openings.divide(parent, id, &piece);
            }
        }
        openings
    }

    fn divide(&mut self, parent: RegionId, id: RegionId, piece: &Region) {
        let mut rest = self.get(parent);
        let undivided = rest;
        let first = self.recording.history(piece).last().unwrap_or_default();
        let mut opening = rest.give(piece.first_len, &first);
        if undivided.read >= piece.since {
            // The parent was first read without this piece: that usage is all its own, and the piece has its own reading.
            rest = Opening { len: rest.len, ..undivided };
            let known = self.seen(id).known();
            opening.usage = known.usage;
            opening.spread = known.len;
            opening.read = known.since;
            opening.is_estimate = known.is_estimate();
        }
        self.divided.insert(parent, rest);
        self.divided.insert(id, opening);
        self.pieces.entry(parent).or_default().push((piece.since, piece.first_len));
    }

    /// What a region had in the window.
    fn seen(&self, id: RegionId) -> &Seen {
        &self.seen[id.index()]
    }

    /// What a region begins the window with.
    fn get(&self, id: RegionId) -> Opening {
        let divided = self.divided.get(&id).copied();
        divided.unwrap_or_else(|| Opening::of_whole(&self.recording.region(id), self.seen(id)))
    }

    /// How many of a region's bytes at `snapshot` its pieces took along later.
    fn taken_after(&self, id: RegionId, snapshot: SnapshotIndex) -> Bytes {
        let pieces = self.pieces.get(&id).map_or(&[][..], Vec::as_slice);
        let later = pieces.iter().filter(|(since, _)| *since > snapshot);
        later.map(|&(_, len)| len).sum()
    }
}
