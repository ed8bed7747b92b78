//! What a window added, category by category: what stayed, what came and went, and what grew in place.
//!
//! With mapped bytes, persistent and transient are sums over bytes: a region that was born inside and lost half of its
//! bytes since has half of them in each. What a region uses cannot be told byte by byte: with the other metrics a region
//! counts with its last reading where it stayed, and with its highest where it went.
//!
//! | metric | law, for each category and in total |
//! |---|---|
//! | mapped | `after = before + persistent + transient − (transient + died)` |
//! | any other | `after = before + persistent + grown − lost` |

use super::opening::{Opening, Openings};
use super::{Counted, Level, Metric, Window};
use crate::model::{Category, CategoryId, Recording, Region, RegionId, RegionState};
use crate::units::Bytes;
use std::ops::AddAssign;

/// The growth of a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Growth {
    /// The window.
    pub window: Window,
    /// What the byte columns mean.
    pub metric: Metric,
    /// Sums over all counted categories; reserved address space is not in them.
    pub total: Figures,
    /// One row for each category of the recording, in the order of their ids.
    pub rows: Vec<CategoryGrowth>,
}

/// The growth of one category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CategoryGrowth {
    /// The category.
    pub category: CategoryId,
    /// Whether its bytes are in the total; those of reserved address space are not.
    pub counted: bool,
    /// What it did in the window.
    pub figures: Figures,
}

/// What a category, or all of them, did in a window. Byte figures are in the metric that was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Born inside and alive at the end. A lower bound: what was unmapped and mapped again between two ticks looks old.
    pub persistent: Counted,
    /// Born and died inside; the bytes also of parts of regions, the count of whole regions only. A lower bound.
    pub transient: Counted,
    /// Born before and alive at the end.
    pub preexisting: Counted,
    /// Born before and died inside. Mapped bytes: also parts of regions; else what the regions that died had at the start.
    pub died: Bytes,
    /// What preexisting regions gained; footprint where the metric is mapped bytes.
    pub grown: Bytes,
    /// What preexisting regions lost, those that died included; footprint where the metric is mapped bytes.
    pub lost: Bytes,
    /// What was there at the start. Regions not yet read by then enter with the usage of their first reading.
    pub before: Level,
    /// What was there at the end.
    pub after: Level,
}

impl Growth {
    /// Measures a window in one pass over the states and one over the regions.
    pub fn of(recording: &Recording, window: Window, metric: Metric) -> Self {
        let mut rows: Vec<CategoryGrowth> = (0..)
            .map(CategoryId)
            .zip(recording.categories())
            .map(|(id, category)| empty_row(id, category))
            .collect();
        let openings = Openings::of(recording, window);
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
                let peak = || peak(recording, &openings, id, region, metric);
                figures.add_newborn(metric, &opening, end, peak);
            } else {
                figures.before.regions += usize::from(seen.is_old());
                figures.add_preexisting(metric, &opening, end);
            }
        }
        let mut total = Figures::default();
        for row in rows.iter().filter(|row| row.counted) {
            total += row.figures;
        }
        Self { window, metric, total, rows }
    }

    /// The figures of one category.
    pub fn category(&self, id: CategoryId) -> Option<&CategoryGrowth> {
        self.rows.get(id.index())
    }
}

fn empty_row(category: CategoryId, described: &Category) -> CategoryGrowth {
    CategoryGrowth { category, counted: described.is_counted(), figures: Figures::default() }
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
            metric.of(state.len, &state.usage).share(own, state.len)
        })
        .max()
        .unwrap_or_default()
}

impl Figures {
    /// All that was born inside, whether it stayed or not. A lower bound, as its parts are.
    pub fn total(&self) -> Counted {
        let mut total = self.persistent;
        total += self.transient;
        total
    }

    /// Whether there was nothing at the end, and nothing happened.
    pub fn is_empty(&self) -> bool {
        let happened = [self.persistent, self.transient].iter().any(|part| part.count > 0);
        !happened
            && self.transient.bytes == Bytes::ZERO
            && self.grown == Bytes::ZERO
            && self.after.mapped == Bytes::ZERO
    }

    fn add_newborn(
        &mut self,
        metric: Metric,
        opening: &Opening,
        end: Option<RegionState>,
        peak: impl Fn() -> Bytes,
    ) {
        let left = end.unwrap_or_default();
        if metric == Metric::Mapped {
            self.transient.bytes += opening.len - left.len;
        }
        if end.is_some() {
            self.after.add_region(&left);
            self.persistent.count += 1;
            self.persistent.bytes += metric.of(left.len, &left.usage);
        } else {
            self.transient.count += 1;
            if metric != Metric::Mapped {
                self.transient.bytes += peak();
            }
        }
    }

    fn add_preexisting(&mut self, metric: Metric, opening: &Opening, end: Option<RegionState>) {
        self.before.mapped += opening.len;
        self.before.usage += opening.usage;
        let left = end.unwrap_or_default();
        let change = metric.of_change();
        let had = change.of(opening.len, &opening.usage);
        let has = change.of(left.len, &left.usage);
        self.grown += has - had;
        self.lost += had - has;
        if end.is_some() {
            self.after.add_region(&left);
            self.preexisting.count += 1;
            self.preexisting.bytes += metric.of(left.len, &left.usage);
        }
        if metric == Metric::Mapped {
            self.died += opening.len - left.len;
        } else if end.is_none() {
            self.died += had;
        }
    }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.persistent += other.persistent;
        self.transient += other.transient;
        self.preexisting += other.preexisting;
        self.died += other.died;
        self.grown += other.grown;
        self.lost += other.lost;
        self.before += other.before;
        self.after += other.after;
    }
}
