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

mod judgement;

mod judging;

mod beyond;

mod agreement;

mod families;

mod sequential;

mod subject;

mod tested_series;

mod verdicts;

#[cfg(test)]
mod tests;

pub use beyond::chance_beyond;
pub use doubts::Doubt;
pub use evidence::{Evidence, Step};
pub use families::{Families, FamilyJudgements, Whole};
pub use judgement::{Judgement, Verdict};
pub use judging::judge;
pub use sequential::{SequentialPlan, Sureness, sure};
pub use series::{Facet, Series};
pub use slope::Slope;
pub use subject::Subject;
pub(in crate::analysis) use tested_series::rounded_to;
pub use verdicts::{Judged, Verdicts};
pub(in crate::analysis) use verdicts::{MOST_OF_IT, growth_share};

/// Fewer cycles tell nothing.
pub const LEAST_CYCLES: usize = 5;

/// Fewer cycles make no leak certain.
pub const CERTAIN_CYCLES: usize = 8;

/// The chance of a false alarm in a recording, of the totals together and of the categories together.
pub const ALPHA: f64 = 0.025;
