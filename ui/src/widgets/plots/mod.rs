//! Items of plots. Whoever draws sets the bounds; columns lie between edges, of which there is one more.

mod bars;
mod item;
mod stack;
mod step_line;

pub(crate) use bars::Bars;
pub(crate) use stack::{Layer, Stack};
pub(crate) use step_line::StepLine;
