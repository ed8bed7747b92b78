//! Sizes, and differences between sizes.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// A size in bytes. Sums saturate: a forged trace must not make us panic.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(u64);

impl Bytes {
    pub const ZERO: Self = Self(0);

    /// So many bytes.
    pub const fn new(bytes: u64) -> Self {
        Self(bytes)
    }

    /// So many KiB, the unit of `/proc`.
    pub const fn from_kib(kib: u64) -> Self {
        Self(kib.saturating_mul(1024))
    }

    /// The number of bytes.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The difference, or zero where `other` is larger.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The share `part / whole` of these bytes, rounded down; zero when `whole` is.
    #[must_use]
    pub fn share(self, part: Self, whole: Self) -> Self {
        if whole.0 == 0 {
            return Self::ZERO;
        }
        let bytes = u128::from(self.0) * u128::from(part.0) / u128::from(whole.0);
        Self(u64::try_from(bytes).unwrap_or(u64::MAX))
    }

    /// Rounded down to a multiple of `unit` bytes.
    #[must_use]
    pub const fn whole(self, unit: u64) -> Self {
        Self(self.0 - self.0 % if unit == 0 { 1 } else { unit })
    }

    /// To the byte, as other tools print it: "20,254,720 B".
    pub fn exact(self) -> String {
        let digits = self.0.to_string();
        let mut text = String::new();
        for (nth, digit) in digits.chars().enumerate() {
            if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text + " B"
    }

    /// How much larger (or smaller) than `earlier`.
    pub fn since(self, earlier: Self) -> ByteDelta {
        let difference = i128::from(self.0) - i128::from(earlier.0);
        ByteDelta(i64::try_from(difference).unwrap_or(if difference < 0 { i64::MIN } else { i64::MAX }))
    }
}

impl Add for Bytes {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Bytes {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Bytes {
    type Output = Self;
    /// Stops at zero, as [`Bytes::saturating_sub`].
    fn sub(self, other: Self) -> Self {
        self.saturating_sub(other)
    }
}

impl SubAssign for Bytes {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Bytes {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&with_unit(self.0))
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} B", self.0)
    }
}

/// A size, and whether it is no more than an estimate: then `≈` stands before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct About {
    pub bytes: Bytes,
    /// Whether it may be another, as what is a share of a larger figure.
    pub is_estimate: bool,
}

impl From<Bytes> for About {
    fn from(bytes: Bytes) -> Self {
        Self { bytes, is_estimate: false }
    }
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_estimate { f.pad(&format!("≈ {}", self.bytes)) } else { self.bytes.fmt(f) }
    }
}

/// A difference between two sizes, in bytes.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteDelta(i64);

impl ByteDelta {
    pub const ZERO: Self = Self(0);

    /// So many bytes more (or, below zero, fewer).
    pub const fn new(bytes: i64) -> Self {
        Self(bytes)
    }

    /// The number of bytes, with its sign.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl Add for ByteDelta {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for ByteDelta {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Neg for ByteDelta {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for ByteDelta {
    fn sum<I: Iterator<Item = Self>>(deltas: I) -> Self {
        deltas.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for ByteDelta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.0.signum() {
            1 => "+",
            -1 => "−",
            _ => "",
        };
        f.pad(&format!("{sign}{}", with_unit(self.0.unsigned_abs())))
    }
}

impl fmt::Debug for ByteDelta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:+} B", self.0)
    }
}

/// Binary units with one digit behind the point; whole numbers below 1 MiB, so that a region of 592 KiB reads as such.
fn with_unit(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["MiB", "GiB", "TiB", "PiB", "EiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1024.0;
    if value.round() < 1024.0 {
        return format!("{value:.0} KiB");
    }
    let mut unit = "KiB";
    for larger in UNITS {
        if (value * 10.0).round() < 10_240.0 && unit != "KiB" {
            break;
        }
        value /= 1024.0;
        unit = larger;
    }
    format!("{value:.1} {unit}")
}

/// A count with a comma before each three digits: `254,742`.
pub fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_print_in_binary_units() {
        let check = |bytes, text| assert_eq!(Bytes::new(bytes).to_string(), text);
        check(0, "0 B");
        check(1023, "1023 B");
        check(1024, "1 KiB");
        check(592 * 1024, "592 KiB");
        check(1024 * 1024 - 1, "1.0 MiB");
        check(9704 * 1024, "9.5 MiB");
        check(1 << 30, "1.0 GiB");
        check((1 << 30) - 1, "1.0 GiB");
        check(37 << 30, "37.0 GiB");
        check(u64::MAX, "16.0 EiB");
    }

    #[test]
    fn estimates_look_like_estimates() {
        let bytes = Bytes::from_kib(126);
        assert_eq!(About { bytes, is_estimate: true }.to_string(), "≈ 126 KiB");
        assert_eq!(About::from(bytes).to_string(), "126 KiB");
        assert_eq!(format!("{:>10}", About { bytes, is_estimate: true }), " ≈ 126 KiB");
    }

    #[test]
    fn counts_are_grouped_by_three() {
        let check = |count, text| assert_eq!(grouped(count), text);
        check(0, "0");
        check(999, "999");
        check(1000, "1,000");
        check(254_742, "254,742");
        check(1_234_567, "1,234,567");
    }

    #[test]
    fn differences_carry_their_sign() {
        let small = Bytes::from_kib(4);
        let large = Bytes::from_kib(12);
        assert_eq!(large.since(small).to_string(), "+8 KiB");
        assert_eq!(small.since(large).to_string(), "−8 KiB");
        assert_eq!(Bytes::new(u64::MAX).since(Bytes::ZERO).get(), i64::MAX);
    }

    #[test]
    fn a_share_of_nothing_is_nothing() {
        assert_eq!(Bytes::new(10).share(Bytes::new(1), Bytes::ZERO), Bytes::ZERO);
        assert_eq!(Bytes::new(10).share(Bytes::new(1), Bytes::new(4)), Bytes::new(2));
        let huge = Bytes::new(u64::MAX);
        assert_eq!(huge.share(huge, huge), huge);
    }
}
