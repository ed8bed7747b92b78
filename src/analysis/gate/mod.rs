//! Budgets: how much may stay after every cycle, and whether a recording keeps to it. Pure, and without a word of its own
//! on statistics: a limit is held by the tests that the verdicts rest on.
//!
//! - [`Budget`]: the rules, and what is let pass for a while; read from RON;
//! - [`check`]: holds an assessment against it; [`check_against`]: against another recording too.

mod budget;

mod size;

mod wire;

mod subjects;

mod limits;

mod base;

mod checking;

mod against;

#[cfg(test)]
mod tests;

pub use base::Recorded;
pub use budget::{Budget, BudgetError, BudgetRule, Pattern, RuleScope, Suppression};
pub use checking::{Check, CheckRow, check, check_against};
pub use limits::{Limit, Measured, Outcome};
pub use size::parse_size;
