//! Tests of all figures together, and what tests are built from.

mod following;
mod forged;
pub(crate) mod laws;
mod reference;
pub(crate) mod scenario;
