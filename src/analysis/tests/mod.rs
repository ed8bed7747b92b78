//! Tests of all figures together, and what tests are built from.

mod following;
pub(crate) mod laws;
mod reference;
pub(crate) mod scenario;
