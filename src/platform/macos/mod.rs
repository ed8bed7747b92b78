//! macOS.

pub(crate) mod demo;
