//! The regions behind a row of the table: which there are, what each of them is, and what happened to it.
//!
//! - [`Filter`]: which of them are asked for, as a line of text;
//! - [`RegionListing`]: finds and sorts them in bounded steps;
//! - [`RegionFacts`]: all that a visible row says;
//! - [`Changes`]: how many of them were born, grew, shrank and died;
//! - [`region_history`] and [`region_series`]: the life of one region.

mod filter;

mod facts;

mod listing;

mod changes;

mod history;

#[cfg(test)]
mod tests;

pub use changes::{ChangeCounts, Changes};
pub use facts::{Change, RegionFacts};
pub use filter::{Filter, FilterError};
pub use history::{RegionEvent, RegionEventKind, RegionPoint, region_history, region_series};
pub use listing::{RegionListing, RegionOrder, RegionRow, RegionScope, RegionSortKey};
