//! A recording as data for other programs: tables of levels and regions as CSV, and a profile for the Firefox Profiler.
//!
//! All is told in hindsight: a region counts, for its whole life, in the category that it is known to belong to.

mod levels;

mod regions;

mod firefox;

mod folded;

mod table;

mod walk;

#[cfg(test)]
mod tests;

pub use firefox::firefox;
pub use folded::folded;
pub use levels::levels;
pub use regions::regions;
