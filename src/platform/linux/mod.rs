//! Linux.

pub(crate) mod demo;
