//! Addresses, and half-open ranges of them.

use super::Bytes;
use std::fmt;

/// A virtual address of the target, or an offset within an object that has none.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(u64);

impl Address {
    pub const ZERO: Self = Self(0);
    /// The highest address; as the end of a range it stands for "everything above".
    pub const MAX: Self = Self(u64::MAX);

    /// The address with this value.
    pub const fn new(value: u64) -> Self {
        Self(value)
    }

    pub const fn get(self) -> u64 {
        self.0
    }

    /// The address `bytes` further up; stops at [`Address::MAX`].
    #[must_use]
    pub const fn saturating_add(self, bytes: Bytes) -> Self {
        Self(self.0.saturating_add(bytes.get()))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The addresses from `start` up to, but not including, `end`.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressRange {
    /// The first address inside.
    pub start: Address,
    /// The first address behind.
    pub end: Address,
}

impl AddressRange {
    pub const ALL: Self = Self { start: Address::ZERO, end: Address::MAX };

    /// The range between two addresses; empty when `end` is not above `start`.
    pub const fn new(start: Address, end: Address) -> Self {
        Self { start, end }
    }

    /// The range between two numbers.
    pub const fn from_bounds(start: u64, end: u64) -> Self {
        Self::new(Address::new(start), Address::new(end))
    }

    /// How many bytes lie inside.
    pub const fn len(self) -> Bytes {
        Bytes::new(self.end.get().saturating_sub(self.start.get()))
    }

    /// Whether nothing lies inside.
    pub const fn is_empty(self) -> bool {
        self.end.get() <= self.start.get()
    }

    /// The addresses that both ranges hold; empty when they do not meet.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        let start = self.start.max(other.start);
        Self::new(start, self.end.min(other.end).max(start))
    }

    /// Whether the two ranges share an address.
    pub fn overlaps(self, other: Self) -> bool {
        !self.intersection(other).is_empty()
    }

    /// Whether `address` lies inside.
    pub fn contains(self, address: Address) -> bool {
        self.start <= address && address < self.end
    }
}

impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{:x}", self.start.0, self.end.0)
    }
}

impl fmt::Debug for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_only_touch_do_not_overlap() {
        let low = AddressRange::from_bounds(0x1000, 0x2000);
        let high = AddressRange::from_bounds(0x2000, 0x3000);
        assert!(!low.overlaps(high));
        assert!(low.intersection(high).is_empty());
        assert_eq!(low.len(), Bytes::new(0x1000));
    }

    #[test]
    fn a_range_prints_as_the_kernel_prints_it() {
        let range = AddressRange::from_bounds(0x7f00_0000, 0x7f00_1000);
        assert_eq!(range.to_string(), "7f000000-7f001000");
    }
}
