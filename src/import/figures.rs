//! Sizes as tools print them: rounded.

use crate::model::units::Bytes;
use std::ops::Add;

/// A size as a text gives it. The true one lies within half a quantum of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rounded {
    pub bytes: Bytes,
    /// The step to the next size that could have been printed; zero where the size is exact.
    pub quantum: Bytes,
}

impl Rounded {
    /// A size that was not rounded.
    pub const fn exact(bytes: Bytes) -> Self {
        Self { bytes, quantum: Bytes::ZERO }
    }

    /// Whether both may be the same size, rounded twice.
    pub fn may_equal(self, other: Self) -> bool {
        let distance = self.bytes.get().abs_diff(other.bytes.get());
        distance <= (self.quantum + other.quantum).get() / 2
    }

    /// What is left of it without `part`.
    #[must_use]
    pub fn without(self, part: Self) -> Self {
        Self { bytes: self.bytes - part.bytes, quantum: self.quantum + part.quantum }
    }

    /// Its size in pages of so many bytes, where it is a bare number.
    #[must_use]
    pub fn times(self, page: Bytes) -> Self {
        if self.quantum > Bytes::ZERO {
            return self;
        }
        Self::exact(Bytes::new(self.bytes.get().saturating_mul(page.get())))
    }
}

impl Add for Rounded {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { bytes: self.bytes + other.bytes, quantum: self.quantum + other.quantum }
    }
}

/// A size as vmmap prints it: `656` (bytes), `8192K`, `1.5G`. Units are of 1024.
pub(super) fn vmmap_size(text: &str) -> Option<Rounded> {
    let digits = text.trim_end_matches(['K', 'M', 'G', 'T']);
    rounded(digits, &text[digits.len()..])
}

/// A size of which number and unit are known: `1.5` and `G`, `GB`, `GiB`. Units are of 1024.
pub(super) fn rounded(number: &str, unit: &str) -> Option<Rounded> {
    let shift = match unit {
        "" | "B" => 0,
        "K" | "KB" | "kB" | "KiB" => 10,
        "M" | "MB" | "MiB" => 20,
        "G" | "GB" | "GiB" => 30,
        "T" | "TB" | "TiB" => 40,
        _ => return None,
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number(whole) || !is_number(part) || part.len() > 3 {
        return None;
    }
    let places = if number.contains('.') { u32::try_from(part.len()).ok()? } else { 0 };
    let scale = 10u128.pow(places);
    let value = whole.parse::<u64>().ok()?;
    let value = u128::from(value) * scale + if places > 0 { part.parse::<u128>().ok()? } else { 0 };
    let bytes = u64::try_from((value << shift) / scale).ok()?;
    let quantum = if shift == 0 { 0 } else { u64::try_from((1u128 << shift) / scale).ok()? };
    Some(Rounded { bytes: Bytes::new(bytes), quantum: Bytes::new(quantum) })
}

/// What a row or region uses, as far as its text tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UsageFigures {
    pub resident: Option<Rounded>,
    /// In memory and dirty, without what is swapped.
    pub dirty: Option<Rounded>,
    /// Swapped out or compressed.
    pub swapped: Option<Rounded>,
    /// Given back and not taken yet: freed lazily, or volatile.
    pub lazy_free: Option<Rounded>,
    /// Dirty and swapped, where the text tells their sum alone.
    pub footprint: Option<Rounded>,
}

impl UsageFigures {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Dirty and swapped, as far as the text tells them.
    pub fn footprint(&self) -> Option<Rounded> {
        self.footprint.or_else(|| Some(self.dirty? + self.swapped.unwrap_or_default()))
    }

    /// The coarsest rounding of any of them.
    pub fn coarsest(&self) -> Bytes {
        let figures = [self.resident, self.dirty, self.swapped, self.lazy_free, self.footprint];
        figures.into_iter().flatten().map(|figure| figure.quantum).max().unwrap_or_default()
    }

    /// The sum, of what is known of either.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let sum = |one: Option<Rounded>, other: Option<Rounded>| match (one, other) {
            (Some(one), Some(other)) => Some(one + other),
            (known, None) | (None, known) => known,
        };
        Self {
            resident: sum(self.resident, other.resident),
            dirty: sum(self.dirty, other.dirty),
            swapped: sum(self.swapped, other.swapped),
            lazy_free: sum(self.lazy_free, other.lazy_free),
            footprint: sum(self.footprint, other.footprint),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// However one size is printed, it is the same size; and two that are printed apart by more than they are
        /// rounded are two.
        #[test]
        fn one_size_printed_twice_is_no_difference(bytes in 0u64..1 << 50, places in 0u32..3, other in 0u32..3) {
            let print = |places: u32| {
                let unit = ["B", "K", "M", "G"][places as usize + 1];
                let value = bytes as f64 / 1024f64.powf(f64::from(places) + 1.0);
                rounded(&format!("{value:.1}"), unit).unwrap()
            };
            prop_assert!(print(places).may_equal(print(other)), "{:?} {:?}", print(places), print(other));
            let far = Rounded { bytes: print(places).bytes + print(places).quantum + print(other).quantum, ..print(other) };
            prop_assert!(!print(places).may_equal(far));
        }
    }

    #[test]
    fn sizes_keep_their_rounding() {
        let check = |text, expected: Option<(u64, u64)>| {
            let found = vmmap_size(text).map(|size| (size.bytes.get(), size.quantum.get()));
            assert_eq!(found, expected, "{text}");
        };
        check("0K", Some((0, 1024)));
        check("656", Some((656, 0)));
        check("8192K", Some((8 << 20, 1024)));
        check("1.5M", Some((3 << 19, (1 << 20) / 10)));
        check("23.2G", Some(((232 << 30) / 10, (1 << 30) / 10)));
        check("18446744073709551615", Some((u64::MAX, 0)));
        for wrong in [
            "",
            "K",
            "-5K",
            "NaN",
            "1.K",
            ".5K",
            "1,5M",
            "1e3",
            "18446744073709551616",
            "99999999999T",
            "5KK",
            "١K",
        ] {
            check(wrong, None);
        }
    }

    #[test]
    fn differences_within_the_rounding_are_none() {
        let check = |one, other, expected| {
            let (one, other) = (vmmap_size(one).unwrap(), vmmap_size(other).unwrap());
            assert_eq!(one.may_equal(other), expected);
            assert_eq!(other.may_equal(one), expected);
        };
        check("16.0G", "16.1G", true);
        check("16.0G", "16.2G", false);
        check("9999K", "9.8M", true);
        check("4", "5", false);
    }
}
