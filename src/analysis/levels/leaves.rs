//! The finest part of a [`Steps`](super::steps::Steps): the step of every single snapshot, sixteen to a leaf.
//!
//! A leaf without any step takes four bytes; one whose steps all stay within two GiB takes 68, and others 132.

use std::ops::Range;

/// Binary digits of the number of snapshots in a leaf.
pub(super) const LEAF_BITS: usize = 4;

/// Snapshots in a leaf.
pub(super) const LEAF: usize = 1 << LEAF_BITS;

/// Steps by snapshot.
#[derive(Clone, Debug, Default)]
pub(super) struct Leaves {
    places: Vec<Place>,
    narrow: Vec<[i32; LEAF]>,
    wide: Vec<[i64; LEAF]>,
}

/// Where the steps of a leaf are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Place(u32);

/// Of a place: the steps are wide.
const WIDE: u32 = 1 << 31;

impl Place {
    /// A leaf without steps.
    const EMPTY: Self = Self(0);

    /// The leaf that is stored next, behind `stored` others of its width.
    fn next(stored: usize, width: u32) -> Self {
        Self(u32::try_from(stored + 1).expect("a recording has fewer than 2^32 snapshots") | width)
    }

    const fn is_wide(self) -> bool {
        self.0 & WIDE != 0
    }

    const fn index(self) -> usize {
        ((self.0 & !WIDE) - 1) as usize
    }
}

impl Leaves {
    /// Makes room for so many snapshots, without steps.
    pub(super) fn extend_to(&mut self, snapshots: usize) {
        let leaves = snapshots.div_ceil(LEAF);
        if leaves > self.places.len() {
            self.places.resize(leaves, Place::EMPTY);
        }
    }

    /// Adds to the step at a snapshot.
    pub(super) fn add(&mut self, at: usize, by: i64) {
        let (leaf, slot) = (at >> LEAF_BITS, at % LEAF);
        let mut place = self.places[leaf];
        if place == Place::EMPTY {
            place = Place::next(self.narrow.len(), 0);
            self.narrow.push([0; LEAF]);
            self.places[leaf] = place;
        }
        if !place.is_wide() {
            let steps = &mut self.narrow[place.index()];
            if let Ok(step) = i32::try_from(i64::from(steps[slot]).wrapping_add(by)) {
                steps[slot] = step;
                return;
            }
            // What it took before stays unused: leaves that grow wide are few.
            let steps = steps.map(i64::from);
            place = Place::next(self.wide.len(), WIDE);
            self.wide.push(steps);
            self.places[leaf] = place;
        }
        let step = &mut self.wide[place.index()][slot];
        *step = step.wrapping_add(by);
    }

    /// The sum of the steps at some snapshots of one leaf.
    pub(super) fn sum(&self, leaf: usize, slots: Range<usize>) -> i64 {
        match self.places[leaf] {
            Place::EMPTY => 0,
            place if place.is_wide() => {
                self.wide[place.index()][slots].iter().fold(0, |sum, &step| sum.wrapping_add(step))
            }
            place => self.narrow[place.index()][slots].iter().map(|&step| i64::from(step)).sum(),
        }
    }

    /// All steps of a leaf; nothing where it has none.
    pub(super) fn get(&self, leaf: usize) -> Option<[i64; LEAF]> {
        match self.places[leaf] {
            Place::EMPTY => None,
            place if place.is_wide() => Some(self.wide[place.index()]),
            place => Some(self.narrow[place.index()].map(i64::from)),
        }
    }

    /// Bytes it takes.
    pub(super) fn footprint(&self) -> usize {
        self.places.len() * size_of::<Place>()
            + self.narrow.len() * size_of::<[i32; LEAF]>()
            + self.wide.len() * size_of::<[i64; LEAF]>()
    }
}
