//! What the cycles retained before, after, and in both.

use super::names::stripped;
use super::rows::Categories;
use super::{RowName, Side};
use crate::analysis::retained;
use crate::model::units::Bytes;
use crate::model::{Category, RegionId};
use std::collections::BTreeMap;

/// Retained regions of one category, name and size.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RetainedClass {
    /// Their category.
    pub category: RowName,
    /// What the system calls them, without what never repeats (numbers of processes, addresses, ids).
    pub name: String,
    /// The bytes of each at birth; of the regions that a row of a summary counts, the mean.
    pub len: Bytes,
}

/// What the cycles that count retained and is still there at the last closing mark: how many of each class. Of a side without
/// cycles what was born in its window and is there at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetainedSets {
    /// In the first recording only: of a class that is in both, what is more there.
    pub only_before: BTreeMap<RetainedClass, usize>,
    /// In both.
    pub both: BTreeMap<RetainedClass, usize>,
    /// In the second only.
    pub only_after: BTreeMap<RetainedClass, usize>,
}

impl RetainedSets {
    pub(super) fn of(before: &Side<'_>, after: &Side<'_>, categories: &Categories) -> Self {
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
        let bytes = set.iter().map(|(class, &count)| class.len.get().saturating_mul(count as u64));
        (set.values().sum(), Bytes::new(bytes.fold(0, u64::saturating_add)))
    }
}

fn counts(side: &Side<'_>, categories: &Categories) -> BTreeMap<RetainedClass, usize> {
    let recording = &side.trace.recording;
    let mut counts = BTreeMap::new();
    for id in remaining(side) {
        let region = &recording.region(id);
        let Some(category) = recording.category(region.class.category) else { continue };
        let count = recording.regions_at_birth(region).max(1);
        let class = RetainedClass {
            category: categories.name_of(category),
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
