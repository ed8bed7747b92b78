//! Where moments lie: one axis for the ruler and all tracks.

use std::ops::RangeInclusive;
use std::time::Duration;
use strandline::model::units::{TimeRange, Timestamp};

/// The part of the time on screen, and the points from which to which it reaches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::panels::timeline) struct TimeAxis {
    range: TimeRange,
    left: f32,
    right: f32,
}

impl TimeAxis {
    /// An axis between two points.
    pub(in crate::panels::timeline) fn new(range: TimeRange, left: f32, right: f32) -> Self {
        Self { range, left, right: right.max(left + 1.0) }
    }

    /// What is on screen.
    pub(in crate::panels::timeline) const fn range(&self) -> TimeRange {
        self.range
    }

    /// The same in seconds.
    pub(in crate::panels::timeline) fn seconds(&self) -> RangeInclusive<f64> {
        self.range.from.seconds()..=self.range.to.seconds()
    }

    /// How wide it is.
    pub(in crate::panels::timeline) fn width(&self) -> f32 {
        self.right - self.left
    }

    /// Points for each second.
    pub(in crate::panels::timeline) fn points_per_second(&self) -> f64 {
        f64::from(self.width()) / self.range.duration().as_secs_f64().max(1e-9)
    }

    /// Where a moment lies; far outside it stops a little beyond the edge.
    pub(in crate::panels::timeline) fn x(&self, moment: Timestamp) -> f32 {
        self.x_of_seconds(moment.seconds())
    }

    /// The same for seconds since the recording began.
    pub(in crate::panels::timeline) fn x_of_seconds(&self, seconds: f64) -> f32 {
        let offset = (seconds - self.range.from.seconds()) * self.points_per_second();
        #[expect(clippy::cast_possible_truncation, reason = "a place on or beside the screen")]
        let offset = offset.clamp(-100.0, f64::from(self.width()) + 100.0) as f32;
        self.left + offset
    }

    /// The moment at a point, between the ends of the axis.
    pub(in crate::panels::timeline) fn moment(&self, x: f32) -> Timestamp {
        let share = f64::from(((x - self.left) / self.width()).clamp(0.0, 1.0));
        let seconds = self.range.from.seconds() + self.range.duration().as_secs_f64() * share;
        Timestamp::after(Duration::try_from_secs_f64(seconds).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::after(Duration::from_secs(seconds))
    }

    #[test]
    fn moments_and_points_agree() {
        let axis = TimeAxis::new(TimeRange::new(at(10), at(30)), 100.0, 300.0);
        for (seconds, x) in [(10, 100.0), (20, 200.0), (30, 300.0), (5, 50.0)] {
            assert!((axis.x(at(seconds)) - x).abs() < 0.01);
        }
        assert_eq!((axis.moment(100.0), axis.moment(250.0)), (at(10), at(25)));
        assert_eq!((axis.moment(0.0), axis.moment(900.0)), (at(10), at(30)));
        assert!((axis.x(at(36_000)) - 400.0).abs() < 0.01);
    }
}
