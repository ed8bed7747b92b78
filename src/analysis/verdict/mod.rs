//! Whether what stays after every cycle is a leak: evidence first, and a word for it.

mod kendall;

mod slope;

mod family;

mod evidence;

mod judging;

mod verdicts;

#[cfg(test)]
mod tests;

pub use evidence::Evidence;
pub use judging::{CERTAIN_CYCLES, Doubt, Judgement, LEAST_CYCLES, Verdict, judge};
pub use slope::Slope;
pub use verdicts::{Judged, Subject, Verdicts};
