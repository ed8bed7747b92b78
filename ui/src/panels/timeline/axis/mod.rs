//! Where moments and sizes lie on screen. Nothing here paints.

mod clock;
mod scale;
mod shares;
mod time_axis;

pub(super) use clock::ticks;
pub(super) use scale::{Scale, compact};
pub(super) use shares::{Track, shares};
pub(super) use time_axis::TimeAxis;
