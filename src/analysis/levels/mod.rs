//! Levels of detail: what a chart of any span draws, at a cost that does not grow with the recording.
//!
//! [`Levels`] and [`Survivors`] follow a recording: they take in what is new, in steps as short as one likes. From them
//! [`Strata`] are filled for the [`Columns`] that fit a chart.
//!
//! | word | meaning |
//! |---|---|
//! | level | the footprint (dirty and swapped bytes by the last readings) of a category at a snapshot |
//! | total | the levels of all categories |
//! | persistent | of the level at a snapshot, the bytes that are still alive at some end; see [`Survivors`] |
//! | transient | the rest of the level |
//! | column | 2^k snapshots that are drawn as one: as of the first at which the total was highest |
//!
//! All figures are kept as steps from snapshot to snapshot, with sums over buckets of 2^k snapshots from sixteen on (see
//! `steps.rs`): to follow costs a few steps for each change, whatever the age of the recording, and a picture one sum
//! for each column and category.
//!
//! Memory, for each category and snapshot: a level takes 2 ¼ bytes, its persistent part and whether it rests on estimates
//! 1 ¼ each, and each four more in sixteen snapshots of which any brought a change. Ten hours of ten snapshots a second with 24 categories: 30 MB where
//! nothing moves, 100 MB where all of them move all the time.

mod over_time;

mod survivors;

mod columns;

mod strata;

mod peaks;

mod activity;

mod room;

mod lineage;

mod steps;

mod leaves;

#[cfg(test)]
mod tests;

pub use columns::Columns;
pub use over_time::Levels;
pub use strata::{Band, LevelColumn, Strata};
pub use survivors::Survivors;
