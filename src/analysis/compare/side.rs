//! One of the two that are compared.

use crate::analysis::{Assessment, Window};
use crate::model::Trace;

/// A recording, or a part of it, with what is said of its cycles.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What it is called, to people.
    pub name: &'a str,
    /// The recording.
    pub trace: &'a Trace,
    /// The part of it that is meant; the levels at its end are compared too.
    pub window: Window,
    /// What is said of its cycles.
    pub assessment: &'a Assessment,
}
