//! What a recording means: growth, and the evidence for it. Pure functions of a recording and a window.
//!
//! - [`Window`]: which part of the recording is asked about;
//! - [`Growth`]: what was born in it and stayed, what came and went, what grew in place; [`GrowthSums`] keeps it up to
//!   date while the recording grows;
//! - [`WindowGrowth`]: the same by group, and by the size of what was born, too;
//! - [`UmbrellaRow`]: sums over many categories;
//! - [`RegionListing`]: the regions behind a row;
//! - [`Cycles`]: what each cycle left behind, category by category; [`CyclesFollower`] keeps it up to date;
//!   [`retained()`]: the regions that nobody let go;
//! - [`Verdicts`]: whether that is a leak, with the evidence;
//! - [`Trust`]: how far that can be trusted, and its [`TrustLimit`]s; [`Hint`]: what may be behind it; [`Assessment`]: all of
//!   it at once;
//! - [`Comparison`]: what has changed over two or more recordings, or parts of them;
//! - [`Authors`]: which stacks of calls have mapped what stayed;
//! - [`Composition`]: what is there at one snapshot, and what stands out; [`LevelChange`]: what two snapshots differ in;
//! - [`unattributed()`]: what the system charges and no region explains;
//! - [`Levels`] and [`Survivors`]: levels over time and the part of them that stayed, kept up while the recording grows,
//!   for charts of any span;
//! - [`OwnCost`]: what the measuring cost.

mod assessment;
mod authors;
mod compare;
mod composition;
mod cycles;
mod explained;
pub mod gate;
mod growth;
mod hints;
mod known;
mod level_change;
mod levels;
mod living;
mod mark_look;
mod membership;
mod metric;
mod own_cost;
mod regions;
mod trust;
mod umbrella;
mod umbrella_row;
mod unattributed;
mod uncollected;
mod verdict;
mod window;

#[cfg(test)]
pub(crate) mod tests;

pub use assessment::Assessment;
pub use authors::{Author, Authors, CodePlace, FirstTouch, own_places};
pub use compare::{
    Alignment, Comparable, CompareCell, CompareRow, CompareStep, Comparison, Peaks, RetainedClass,
    RetainedSets, RowName, Side, SideFollower, SideSummary, VerdictChange, difference, stripped,
};
pub use composition::{Composition, CompositionRow, Highlight, SizeGroup};
pub use cycles::{
    Cycle, CycleFigures, CycleSeries, Cycles, CyclesFollower, Quantum, Retained, Survival, retained,
};
pub use growth::{CategoryGrowth, Growth, GrowthFigures, GrowthSums, SizeClass, WindowGrowth, persistent_in};
pub use hints::Hint;
pub use known::Known;
pub use level_change::{LevelChange, LevelChangeRow};
pub use levels::{Band, Columns, LevelColumn, Levels, Strata, Survivors};
pub use mark_look::MarkLook;
pub use metric::{Counted, Level, Measure, Metric};
pub use own_cost::OwnCost;
pub use regions::{
    Change, ChangeCounts, Changes, Filter, FilterError, RegionEvent, RegionEventKind, RegionFacts,
    RegionListing, RegionOrder, RegionPoint, RegionRow, RegionScope, RegionSortKey, region_history,
    region_series,
};
pub use trust::{Trust, TrustLimit};
pub use umbrella::Umbrella;
pub use umbrella_row::UmbrellaRow;
pub use unattributed::{Unattributed, UnattributedKind, UnattributedLine, unattributed, unattributed_at};
pub use verdict::{
    ALPHA, CERTAIN_CYCLES, Doubt, Evidence, Facet, Families, FamilyJudgements, Judged, Judgement,
    LEAST_CYCLES, SequentialPlan, Series, Slope, Step, Subject, Sureness, Verdict, Verdicts, Whole,
    chance_beyond, judge, sure,
};
use verdict::{MOST_OF_IT, rounded_to};
pub use window::{Beginning, Window, WindowError};
