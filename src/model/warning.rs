//! Warnings to the reader of a recording.

use crate::model::units::Timestamp;

/// Something odd that did not stop the recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// When it was noticed.
    pub at: Timestamp,
    /// What, in one sentence without full stop.
    pub text: String,
}
