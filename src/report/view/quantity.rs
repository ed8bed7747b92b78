//! One figure, and the only way in which figures are written.

use crate::analysis::Measure;
use crate::model::units::{About, ByteDelta, Bytes, Timestamp, grouped};
use std::fmt;
use std::time::Duration;

/// In the place of a figure that is not known.
pub const UNKNOWN: &str = "–";

/// A figure, what it counts, and how it is meant. [`Display`](fmt::Display) writes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    /// The plain number: bytes, regions, seconds, or a part of one.
    pub value: f64,
    pub unit: Unit,
    /// Whether it has a sign.
    pub sign: Sign,
    /// How far it can be relied on.
    pub bound: Bound,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes, written in binary units: `9.5 MiB`.
    Bytes,
    /// Regions, mappings, cycles: `254,742`.
    Count,
    /// A part of one: `43 %`, `4.3 %`.
    Share,
    /// One rate divided by another: `1.00`.
    Ratio,
    /// A chance: `0.0500`, `< 0.0001`.
    Probability,
    /// Seconds that something took: `2.00 ms`, `12.5 s`, `2 min 05 s`.
    Duration,
    /// Seconds since the recording began, as a clock shows them: `01:05.2`.
    Moment,
}

/// How a figure is meant, and so whether it has a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// What there is: a sign only below zero.
    Level,
    /// How much more there is than before: `+9.5 MiB`, `+2` regions.
    Change,
    /// How much each cycle adds: `+9.5 MiB`, `+2.0` regions.
    Rate,
}

/// How far a figure can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// It is as it says.
    Exact,
    /// A share of a larger figure, or what was last known: `≈ 126 KiB`.
    Estimate,
    /// There may be more that was not seen: `≥ 8`. Zero has no such sign: it says nothing.
    AtLeast,
    /// There may be less: `≤ 12 s`.
    AtMost,
}

impl Quantity {
    const fn new(value: f64, unit: Unit, sign: Sign) -> Self {
        Self { value, unit, sign, bound: Bound::Exact }
    }

    /// A size.
    pub fn bytes(size: impl Into<About>) -> Self {
        let About { bytes, is_estimate } = size.into();
        let bound = if is_estimate { Bound::Estimate } else { Bound::Exact };
        Self { bound, ..Self::new(bytes.get() as f64, Unit::Bytes, Sign::Level) }
    }

    /// How much larger something has become.
    pub const fn byte_change(change: ByteDelta) -> Self {
        Self::new(change.get() as f64, Unit::Bytes, Sign::Change)
    }

    /// A size that may be below zero: what the system counts less the sum of the regions.
    pub const fn byte_balance(balance: ByteDelta) -> Self {
        Self::new(balance.get() as f64, Unit::Bytes, Sign::Level)
    }

    /// How many there are.
    pub const fn count(count: usize) -> Self {
        Self::new(count as f64, Unit::Count, Sign::Level)
    }

    /// How many more there are.
    pub const fn count_change(more: i64) -> Self {
        Self::new(more as f64, Unit::Count, Sign::Change)
    }

    /// What there is of a measure.
    pub const fn level(measure: Measure, value: f64) -> Self {
        Self::new(value, Unit::of_measure(measure), Sign::Level)
    }

    /// How much more there is of a measure than before.
    pub const fn change(measure: Measure, value: f64) -> Self {
        Self::new(value, Unit::of_measure(measure), Sign::Change)
    }

    /// How much a cycle adds to a measure.
    pub const fn rate(measure: Measure, value: f64) -> Self {
        Self::new(value, Unit::of_measure(measure), Sign::Rate)
    }

    /// How much more it is than another figure of its unit.
    #[must_use]
    pub const fn since(self, earlier: &Self) -> Self {
        Self::new(self.value - earlier.value, self.unit, Sign::Change)
    }

    /// A part of one.
    pub const fn share(part: f64) -> Self {
        Self::new(part, Unit::Share, Sign::Level)
    }

    /// One rate divided by another.
    pub const fn ratio(ratio: f64) -> Self {
        Self::new(ratio, Unit::Ratio, Sign::Level)
    }

    /// A chance.
    pub const fn probability(chance: f64) -> Self {
        Self::new(chance, Unit::Probability, Sign::Level)
    }

    /// How long something took.
    pub const fn duration(time: Duration) -> Self {
        Self::new(time.as_secs_f64(), Unit::Duration, Sign::Level)
    }

    /// When something was, since the recording began.
    pub fn moment(at: Timestamp) -> Self {
        Self::new(at.seconds(), Unit::Moment, Sign::Level)
    }

    /// The same figure, of which there may be more.
    #[must_use]
    pub const fn at_least(self) -> Self {
        Self { bound: Bound::AtLeast, ..self }
    }

    /// The same figure, of which there may be less.
    #[must_use]
    pub const fn at_most(self) -> Self {
        Self { bound: Bound::AtMost, ..self }
    }

    /// Whether it reads as nothing.
    pub fn is_zero(&self) -> bool {
        match self.unit {
            Unit::Bytes => self.value.abs() < 0.5,
            Unit::Count => tenths(self.value) == 0.0,
            Unit::Share | Unit::Ratio | Unit::Probability | Unit::Duration | Unit::Moment => {
                self.value == 0.0
            }
        }
    }

    /// As an axis has it: without digits behind the point where they are zero.
    pub fn on_axis(&self) -> String {
        let text = self.to_string();
        text.strip_suffix(".0").map_or_else(|| text.replace(".0 ", " "), ToOwned::to_owned)
    }

    /// The figure without the sign of its bound.
    fn figure(&self) -> String {
        match self.unit {
            Unit::Bytes => self.in_bytes(),
            Unit::Count => self.counted(),
            Unit::Share => percent(self.value),
            Unit::Ratio => format!("{:.2}", self.value),
            Unit::Probability if self.value < 0.0001 => "< 0.0001".to_owned(),
            Unit::Probability => format!("{:.4}", self.value),
            Unit::Duration => duration(self.value),
            Unit::Moment => Timestamp::after(seconds(self.value)).to_string(),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "stops at the least and at the largest"
    )]
    fn in_bytes(&self) -> String {
        let value = self.value.round();
        if self.sign == Sign::Level && value >= 0.0 {
            Bytes::new(value as u64).to_string()
        } else {
            ByteDelta::new(value as i64).to_string()
        }
    }

    /// Medians of counts lie between two whole numbers at times.
    fn counted(&self) -> String {
        let value = tenths(self.value);
        if value == 0.0 {
            return "0".to_owned();
        }
        let size = value.abs();
        let is_whole = size.fract() == 0.0 && self.sign != Sign::Rate;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "above zero")]
        let digits = if is_whole { grouped(size as usize) } else { format!("{size:.1}") };
        let sign = match self.sign {
            _ if value < 0.0 => "−",
            Sign::Level => "",
            Sign::Change | Sign::Rate => "+",
        };
        format!("{sign}{digits}")
    }
}

impl Unit {
    /// What a measure counts.
    pub const fn of_measure(measure: Measure) -> Self {
        if measure.is_bytes() { Self::Bytes } else { Self::Count }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.bound {
            Bound::Exact => "",
            Bound::Estimate => "≈ ",
            Bound::AtLeast if self.is_zero() => "",
            Bound::AtLeast => "≥ ",
            Bound::AtMost => "≤ ",
        };
        f.pad(&format!("{sign}{}", self.figure()))
    }
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Two digits: what is below a tenth has one behind the point.
fn percent(part: f64) -> String {
    let sign = if part < 0.0 { "−" } else { "" };
    match 100.0 * part.abs() {
        0.0 => "0 %".to_owned(),
        size if size < 0.1 => "< 0.1 %".to_owned(),
        size if size < 9.95 => format!("{sign}{size:.1} %"),
        size => format!("{sign}{size:.0} %"),
    }
}

/// As precise as it is short.
fn duration(value: f64) -> String {
    let time = seconds(value);
    let (tenths, whole) = ((time.as_millis() + 50) / 100, (time.as_millis() + 500) / 1000);
    match whole {
        _ if time.is_zero() => "0 s".to_owned(),
        _ if value < 0.1 => format!("{:.2} ms", value * 1e3),
        _ if tenths < 600 => format!("{}.{} s", tenths / 10, tenths % 10),
        ..3600 => format!("{} min {:02} s", whole / 60, whole % 60),
        _ => format!("{} h {:02} min", whole / 3600, whole / 60 % 60),
    }
}

fn seconds(value: f64) -> Duration {
    Duration::try_from_secs_f64(value.max(0.0)).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Metric;

    const BYTES: Measure = Measure::Level(Metric::Footprint);

    fn check(quantity: Quantity, expected: &str) {
        assert_eq!(quantity.to_string(), expected);
    }

    #[test]
    fn changes_have_a_sign_and_levels_only_below_zero() {
        check(Quantity::level(BYTES, 1_048_576.0), "1.0 MiB");
        check(Quantity::level(BYTES, -2048.0), "−2 KiB");
        check(Quantity::byte_balance(ByteDelta::new(-4096)), "−4 KiB");
        check(Quantity::change(BYTES, 1024.0), "+1 KiB");
        check(Quantity::rate(BYTES, -1024.0), "−1 KiB");
        check(Quantity::rate(BYTES, 0.3), "0 B");
        check(Quantity::bytes(Bytes::new(u64::MAX)), "16.0 EiB");
    }

    #[test]
    fn counts_are_whole_and_rates_of_them_are_not() {
        check(Quantity::count(254_742), "254,742");
        check(Quantity::level(Measure::Regions, 2.5), "2.5");
        check(Quantity::level(Measure::Regions, -3.0), "−3");
        check(Quantity::count_change(2), "+2");
        check(Quantity::count_change(-1200), "−1,200");
        check(Quantity::change(Measure::Regions, -1.5), "−1.5");
        check(Quantity::rate(Measure::Mappings, 2.0), "+2.0");
        check(Quantity::rate(Measure::Regions, -0.5), "−0.5");
        check(Quantity::rate(Measure::Regions, 0.01), "0");
    }

    #[test]
    fn bounds_stand_before_the_figure_but_not_before_nothing() {
        check(Quantity::count(8).at_least(), "≥ 8");
        check(Quantity::count(0).at_least(), "0");
        check(Quantity::bytes(Bytes::ZERO).at_least(), "0 B");
        check(Quantity::duration(Duration::from_secs(12)).at_most(), "≤ 12.0 s");
        check(Quantity::bytes(About { bytes: Bytes::from_kib(126), is_estimate: true }), "≈ 126 KiB");
        assert_eq!(format!("{:>6}", Quantity::count(7)), "     7");
    }

    #[test]
    fn shares_and_chances_have_few_digits() {
        check(Quantity::share(0.432), "43 %");
        check(Quantity::share(1.0), "100 %");
        check(Quantity::share(0.0949), "9.5 %");
        check(Quantity::share(-0.021), "−2.1 %");
        check(Quantity::share(0.000_2), "< 0.1 %");
        check(Quantity::share(0.0), "0 %");
        check(Quantity::probability(0.05), "0.0500");
        check(Quantity::probability(1e-9), "< 0.0001");
        check(Quantity::ratio(2.14), "2.14");
    }

    #[test]
    fn durations_are_as_precise_as_they_are_short() {
        let check = |millis, text| check(Quantity::duration(Duration::from_millis(millis)), text);
        check(0, "0 s");
        check(2, "2.00 ms");
        check(12_540, "12.5 s");
        check(59_940, "59.9 s");
        check(59_960, "1 min 00 s");
        check(125_000, "2 min 05 s");
        check(3_600_000, "1 h 00 min");
        check(12_000_000, "3 h 20 min");
    }

    #[test]
    fn an_axis_has_no_zeros_behind_the_point() {
        let check = |quantity: Quantity, text| assert_eq!(quantity.on_axis(), text);
        check(Quantity::level(BYTES, 1_048_576.0), "1 MiB");
        check(Quantity::level(BYTES, 1_572_864.0), "1.5 MiB");
        check(Quantity::change(BYTES, 1_048_576.0), "+1 MiB");
        check(Quantity::level(Measure::Regions, 12.0), "12");
        check(Quantity::moment(Timestamp::from_nanos(65_000_000_000)), "01:05");
        check(Quantity::moment(Timestamp::from_nanos(500_000_000)), "00:00.5");
    }
}
