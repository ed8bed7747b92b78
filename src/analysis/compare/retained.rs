//! What the cycles retained in the first recording only, in the last only, and in both.

use super::names::{MatchedCategories, stripped};
use super::{RowName, Side};
use crate::analysis::retained;
use crate::model::units::Bytes;
use crate::model::{Category, RegionId};
use std::collections::BTreeMap;

/// Retained regions of one category, name and size.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RetainedClass {
    /// Their category, as the rows call it.
    pub category: RowName,
    /// What the system calls them, without what never repeats (numbers of processes, addresses, ids).
    pub name: String,
    /// The bytes of each at birth; the mean of those that one row of a summary counts.
    pub len: Bytes,
}

impl RetainedClass {
    /// The bytes of so many regions.
    pub const fn bytes(&self, count: usize) -> Bytes {
        Bytes::new(self.len.get().saturating_mul(count as u64))
    }
}

/// How many regions of each class the counted cycles retained that are still there at the last closing mark. In a side without
/// cycles: what was born in its window and is there at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetainedSets {
    /// In the first only; how many more it has of a class that is in both.
    pub only_before: BTreeMap<RetainedClass, usize>,
    /// In the first and the last.
    pub both: BTreeMap<RetainedClass, usize>,
    /// In the last only, likewise.
    pub only_after: BTreeMap<RetainedClass, usize>,
}

impl RetainedSets {
    pub(super) fn between(before: &Side<'_>, after: &Side<'_>, categories: &MatchedCategories) -> Self {
        let (mut only_before, mut only_after) = (counts(before, categories), counts(after, categories));
        let mut both = BTreeMap::new();
        for (class, count) in &mut only_before {
            if let Some(other) = only_after.get_mut(class) {
                let common = (*count).min(*other);
                (*count, *other) = (*count - common, *other - common);
                both.insert(class.clone(), common);
            }
        }
        only_before.retain(|_, count| *count > 0);
        only_after.retain(|_, count| *count > 0);
        Self { only_before, both, only_after }
    }

    /// How many regions a set has, and how many bytes.
    pub fn sum(set: &BTreeMap<RetainedClass, usize>) -> (usize, Bytes) {
        let bytes = set.iter().map(|(class, &count)| class.bytes(count).get());
        (set.values().sum(), Bytes::new(bytes.fold(0, u64::saturating_add)))
    }

    /// Whether nothing was retained in either.
    pub fn is_empty(&self) -> bool {
        [&self.only_before, &self.both, &self.only_after].into_iter().all(BTreeMap::is_empty)
    }
}

fn counts(side: &Side<'_>, categories: &MatchedCategories) -> BTreeMap<RetainedClass, usize> {
    let recording = &side.trace.recording;
    let mut counts = BTreeMap::new();
    for id in remaining(side) {
        let region = &recording.region(id);
        let Some(category) = recording.category(region.class.category) else { continue };
        let count = recording.regions_at_birth(region).max(1);
        let class = RetainedClass {
            category: categories.row_name(category),
            name: recording
                .tag(region.identity.tag)
                .map(|tag| stripped(&tag.to_string()))
                .unwrap_or_default(),
            len: Bytes::new(region.first_len.get() / count as u64),
        };
        *counts.entry(class).or_insert(0) += count;
    }
    counts
}

fn remaining(side: &Side<'_>) -> Vec<RegionId> {
    let recording = &side.trace.recording;
    if side.has_cycles() {
        let retained = retained(recording, &side.assessment.cycles, None);
        return retained.into_iter().flat_map(|of| of.remaining).collect();
    }
    let regions = (0..).map(RegionId).zip(recording.regions());
    let stayed = regions.filter(|(_, region)| {
        side.window.contains(region.birth)
            && region.is_alive_at(side.window.to)
            && recording.category(region.class.category).is_some_and(Category::is_counted)
    });
    stayed.map(|(id, _)| id).collect()
}
