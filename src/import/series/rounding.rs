//! Differences that may be rounding alone are none.

use crate::import::figures::{Figures, Rounded};
use crate::model::Usage;
use crate::units::Bytes;
use std::collections::HashMap;
use std::hash::Hash;

/// Remembers what was last taken for true of each thing, figure by figure.
///
/// A new figure is held against that, and not against the last one that was printed: what grows by less than the rounding
/// from text to text is seen when it has come far enough.
#[derive(Debug)]
pub(super) struct Settled<K> {
    figures: HashMap<(K, Kind), Rounded>,
    /// The coarsest rounding of a figure that was met.
    pub(super) coarsest: Bytes,
}

/// A figure of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Mapped,
    Resident,
    Dirty,
    Swapped,
    LazyFree,
}

impl<K> Default for Settled<K> {
    fn default() -> Self {
        Self { figures: HashMap::new(), coarsest: Bytes::ZERO }
    }
}

impl<K: Clone + Eq + Hash> Settled<K> {
    /// The figure to take: the one before, where the new one may be the same.
    pub(super) fn settle(&mut self, key: &K, kind: Kind, now: Rounded) -> Bytes {
        self.coarsest = self.coarsest.max(now.quantum);
        let before = self.figures.entry((key.clone(), kind)).or_insert(now);
        if !before.may_equal(now) || now.quantum < before.quantum {
            *before = now;
        }
        before.bytes
    }

    /// The usage to take; nothing where the text tells none.
    pub(super) fn usage(&mut self, key: &K, figures: &Figures) -> Option<Usage> {
        if figures.is_empty() {
            return None;
        }
        let mut settle = |kind, figure: Option<Rounded>| {
            figure.map_or(Bytes::ZERO, |figure| self.settle(key, kind, figure))
        };
        Some(Usage {
            resident: settle(Kind::Resident, figures.resident),
            dirty: settle(Kind::Dirty, figures.dirty),
            swapped: settle(Kind::Swapped, figures.swapped),
            lazy_free: settle(Kind::LazyFree, figures.lazy_free),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::figures::vmmap_size;

    #[test]
    fn what_may_be_rounding_is_no_change_until_it_adds_up() {
        let mut settled = Settled::default();
        let mut check = |text, expected| {
            let now = settled.settle(&"x", Kind::Dirty, vmmap_size(text).unwrap());
            assert_eq!(now, vmmap_size(expected).unwrap().bytes, "{text}");
        };
        check("16.0G", "16.0G");
        check("16.1G", "16.0G");
        check("16.2G", "16.2G");
        check("16.1G", "16.2G");
        check("9.8M", "9.8M");
        check("9999K", "9999K");
        check("9.8M", "9999K");
        check("16K", "16K");
        check("32K", "32K");
    }
}
