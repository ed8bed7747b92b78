//! What a recording means: growth, and the evidence for it. Pure functions of a recording and a window.
//!
//! - [`Window`]: which part of the recording is asked about;
//! - [`Growth`]: what was born in it and stayed, what came and went, what grew in place; [`GrowthFollower`] keeps it up to
//!   date while the recording grows;
//! - [`UmbrellaRow`]: sums over many categories;
//! - [`RegionListing`]: the regions behind a row;
//! - [`size_classes`]: how large the regions are that stayed;
//! - [`Cycles`]: what each cycle left behind, category by category; [`CyclesFollower`] keeps it up to date;
//! - [`Verdicts`]: whether that is a leak, with the evidence;
//! - [`Trust`]: how far that can be trusted; [`Hint`]: what may be behind it; [`Assessment`]: all of it at once;
//! - [`unattributed()`]: what the system charges and no region explains;
//! - [`Levels`] and [`Survivors`]: levels over time and the part of them that stayed, kept up while the recording grows,
//!   for charts of any span;
//! - [`OwnCost`]: what the measuring cost.

mod window;

mod metric;

mod measure;

mod living;

mod membership;

mod explained;

mod present;

mod growth;

mod umbrella;

mod regions;

mod sizes;

mod unattributed;

mod cycles;

mod verdict;

mod trust;

mod hints;

mod assessment;

mod levels;

mod own_cost;

#[cfg(test)]
pub(crate) mod tests;

use hints::hints;

pub use assessment::Assessment;
pub use cycles::{Cycle, CycleFigures, CycleSeries, Cycles, CyclesFollower, Quantum};
pub use growth::{CategoryGrowth, Figures, Growth, GrowthFollower};
pub use hints::Hint;
pub use levels::{Band, Column, Columns, Levels, Strata, Survivors};
pub use measure::Measure;
pub use metric::{Counted, Level, Metric};
pub use own_cost::OwnCost;
pub use regions::{
    Change, Changes, ChangesFollower, Filter, FilterError, Order, RegionEvent, RegionEventKind, RegionFacts,
    RegionListing, RegionPoint, RegionRow, Scope, SortKey, region_history, region_series,
};
pub use sizes::{SizeClass, size_classes};
pub use trust::Trust;
pub use umbrella::{Umbrella, UmbrellaRow};
pub use unattributed::{Unattributed, UnattributedKind, UnattributedLine, unattributed, unattributed_at};
pub use verdict::{
    CERTAIN_CYCLES, Doubt, Evidence, Judged, Judgement, LEAST_CYCLES, Slope, Subject, Verdict, Verdicts,
    judge,
};
pub use window::{Window, WindowError};
