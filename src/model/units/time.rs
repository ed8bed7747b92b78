//! Moments of a recording.

use std::fmt;
use std::time::Duration;

/// Nanoseconds since the recording began, by the monotonic clock. The wall clock is kept once, with the recording.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The beginning of the recording.
    pub const ZERO: Self = Self(0);

    /// So many nanoseconds after the beginning.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// So long after the beginning.
    pub fn after(start: Duration) -> Self {
        Self(u64::try_from(start.as_nanos()).unwrap_or(u64::MAX))
    }

    /// Nanoseconds since the beginning.
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// Seconds since the beginning.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// Time since the beginning.
    pub const fn since_start(self) -> Duration {
        Duration::from_nanos(self.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 / 1_000_000_000;
        let tenths = self.0 / 100_000_000 % 10;
        f.pad(&if seconds < 3600 {
            format!("{:02}:{:02}.{tenths}", seconds / 60, seconds % 60)
        } else {
            format!("{}:{:02}:{:02}.{tenths}", seconds / 3600, seconds / 60 % 60, seconds % 60)
        })
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ns", self.0)
    }
}

/// The span from `from` to `to`, both of them readings: a window of a recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TimeRange {
    pub from: Timestamp,
    pub to: Timestamp,
}

impl TimeRange {
    /// The span between two moments.
    pub const fn new(from: Timestamp, to: Timestamp) -> Self {
        Self { from, to }
    }

    /// How long it is.
    pub const fn duration(self) -> Duration {
        Duration::from_nanos(self.to.0.saturating_sub(self.from.0))
    }

    /// Whether `moment` lies inside; both ends do.
    pub fn contains(self, moment: Timestamp) -> bool {
        self.from <= moment && moment <= self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_print_as_a_clock() {
        let check =
            |millis: u64, text| assert_eq!(Timestamp::from_nanos(millis * 1_000_000).to_string(), text);
        check(0, "00:00.0");
        check(61_250, "01:01.2");
        check(3_600_000, "1:00:00.0");
    }
}
