//! Identity over time: which of the bytes seen now are the bytes seen before.
//!
//! Bytes are followed, not kernel entries. The [`Tracker`] keeps an interval map of every space; what is observed is
//! compared with it byte by byte:
//!
//! | before | now | what happened |
//! |---|---|---|
//! | nothing | something | a birth |
//! | something | nothing | a death |
//! | something | the same identity | nothing, however the kernel splits, merges or protects it |
//! | something | another identity | a death and a birth |
//!
//! Births of one tick that touch and have one identity are one region. A region that loses bytes in its middle goes on
//! as two: the longest piece keeps the id, the others are split off and keep the birth.

mod compare;
mod interval_map;
mod mappings;
mod tracker;
mod usage;

#[cfg(test)]
mod tests;

pub use interval_map::{IntervalMap, Run};
pub use tracker::Tracker;
