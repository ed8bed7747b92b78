//! What the cycles retained and is still there, the largest first.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use strandline::analysis::{RetainedClass, RetainedSets};
use strandline::model::units::Bytes;

/// So many classes of a set are told one by one.
const MOST: usize = 12;

/// The retained regions that are in one recording only, or in both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptSet {
    /// How many regions there are.
    pub regions: usize,
    pub bytes: Bytes,
    /// Those classes that hold most bytes.
    pub classes: Vec<KeptClass>,
    /// How many classes are not among these.
    pub others: usize,
}

/// Regions of one category, name and size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptClass {
    /// What they have in common.
    pub class: RetainedClass,
    /// How many there are.
    pub count: usize,
    /// The bytes of all of them.
    pub bytes: Bytes,
}

impl KeptSet {
    pub(super) fn new(set: &BTreeMap<RetainedClass, usize>) -> Self {
        let (regions, bytes) = RetainedSets::sum(set);
        let class = |(class, &count): (&RetainedClass, &usize)| {
            let bytes = Bytes::new(class.len.get().saturating_mul(count as u64));
            KeptClass { class: class.clone(), count, bytes }
        };
        let mut classes: Vec<_> = set.iter().map(class).collect();
        classes.sort_by_key(|class| Reverse(class.bytes));
        let others = classes.len().saturating_sub(MOST);
        classes.truncate(MOST);
        Self { regions, bytes, classes, others }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strandline::analysis::RowName;

    #[test]
    fn the_largest_classes_are_told() {
        let class = |kib: u64| RetainedClass {
            category: RowName::Total,
            name: String::new(),
            len: Bytes::from_kib(kib),
        };
        let set: BTreeMap<_, _> = (1..=14).map(|kib| (class(kib), 2)).collect();
        let kept = KeptSet::new(&set);
        assert_eq!((kept.regions, kept.bytes, kept.others), (28, Bytes::from_kib(210), 2));
        let largest = kept.classes.first().map(|class| (class.count, class.bytes));
        assert_eq!(largest, Some((2, Bytes::from_kib(28))));
        assert_eq!(kept.classes.len(), MOST);
        assert_eq!(KeptSet::new(&BTreeMap::new()), KeptSet::default());
    }
}
