//! Pieces of the window that know nothing of recordings.

mod dot;
mod stack;

pub(crate) use dot::dot;
pub(crate) use stack::{Layer, Stack};
