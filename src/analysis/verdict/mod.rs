//! Whether what stays after every cycle is a leak: evidence first, and a word for it.

mod series;

mod kendall;

mod slope;

mod family;

mod evidence;

mod records;

mod odds;

mod wandering;

mod filling;

mod doubts;

mod more_cycles;

mod judging;

mod beyond;

mod agreement;

mod families;

mod sequential;

mod asked;

mod verdicts;

#[cfg(test)]
mod tests;

pub(in crate::analysis) use asked::rounded_to;
pub use beyond::chance_beyond;
pub use doubts::Doubt;
pub use evidence::{Evidence, Step};
pub use families::{Families, FamilyJudgements, Whole};
pub use judging::{ALPHA, CERTAIN_CYCLES, Judgement, LEAST_CYCLES, Verdict, judge};
pub use sequential::{Plan, Sureness, sure};
pub use series::{Facet, Series};
pub use slope::Slope;
pub use verdicts::{Judged, Subject, Verdicts};
pub(in crate::analysis) use verdicts::{MOST_OF_IT, growth_share};
