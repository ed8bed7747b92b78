//! What stands around every screen: bars, messages, buttons and keys.

pub(super) mod controls;
pub(super) mod messages;
pub(super) mod status;
mod strip;
pub(super) mod toolbar;

/// Height of what is framed in a bar.
pub(super) const HEIGHT: f32 = 40.0;
