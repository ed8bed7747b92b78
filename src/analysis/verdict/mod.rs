//! Whether what stays after every cycle is a leak: evidence first, and a word for it.

mod series;

mod kendall;

mod slope;

mod family;

mod evidence;

mod records;

mod doubts;

mod judging;

mod beyond;

mod families;

mod sequential;

mod asked;

mod verdicts;

#[cfg(test)]
mod tests;

pub(in crate::analysis) use asked::{LEAST_PAGES, rounded_to};
pub use beyond::chance_beyond;
pub use doubts::Doubt;
pub use evidence::{Evidence, Step};
pub use families::{Families, FamilyJudgements, Whole};
pub use judging::{ALPHA, CERTAIN_CYCLES, Judgement, LEAST_CYCLES, Verdict, judge};
pub use sequential::{Plan, Sureness, sure};
pub use series::Series;
pub use slope::Slope;
pub use verdicts::{Judged, Subject, Verdicts};
