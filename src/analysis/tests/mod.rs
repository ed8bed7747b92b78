//! Tests of all figures together, and what tests are built from.

mod laws;
pub(crate) mod scenario;
