//! How near a process is to the most mappings that the system allows it. It concerns the process, cycles or not.

use super::Hint;
use crate::model::{CategoryId, Protection, Recording, RegionId};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The mappings of one category, and those of them in regions that they part by protection.
#[derive(Clone, Debug, Default)]
struct Held {
    mappings: u64,
    by_protection: BTreeMap<u8, u64>,
}

/// What is to be said where half of the limit is used up, about the category that holds most.
pub(in crate::analysis) fn near_limit(recording: &Recording) -> Option<Hint> {
    let limit = recording.start()?.most_mappings.filter(|&limit| limit > 0)?;
    let held = held(recording);
    let all: u64 = held.values().map(|held| held.mappings).sum();
    if 2 * all < limit {
        return None;
    }
    let (&category, most) = held.iter().max_by_key(|(id, held)| (held.mappings, Reverse(**id)))?;
    let used = format!(
        "{all} of the {limit} mappings that vm.max_map_count allows are in use ({:.0} %), {} of them here; at the limit \
         mmap, mprotect and munmap fail with ENOMEM.",
        100.0 * all as f64 / limit as f64,
        most.mappings
    );
    let parted: u64 = most.by_protection.values().sum();
    let remedy = if 2 * parted > most.mappings {
        let mut kinds: Vec<_> = most.by_protection.iter().collect();
        kinds.sort_by_key(|&(&protection, &count)| (Reverse(count), protection));
        let kinds: Vec<_> =
            kinds.iter().map(|&(&rights, count)| format!("{count} × {}", Protection(rights))).collect();
        format!(
            "Pages of unlike protection lie side by side: {}. Protect larger pieces at once; a guard page by \
             madvise(MADV_GUARD_INSTALL), of Linux 6.13, takes no mapping.",
            kinds.join(", ")
        )
    } else {
        "Neighbours with the same protection, name and file are one mapping: map larger pieces and divide them, and unmap \
         what is no longer used."
            .to_owned()
    };
    let command = format!("sudo sysctl vm.max_map_count={}", limit.saturating_mul(4));
    let text = format!("{used} {remedy} A higher limit only delays it.");
    Some(Hint { category, rule: "mapping_limit", text, command: Some(command) })
}

fn held(recording: &Recording) -> BTreeMap<CategoryId, Held> {
    let last = recording.last_snapshot();
    let mut held: BTreeMap<CategoryId, Held> = BTreeMap::new();
    for (id, region, state) in recording.present_at(last) {
        let of = held.entry(region.class.category).or_default();
        let count = state.mappings.unwrap_or_default();
        of.mappings += u64::from(count);
        if count > 1 {
            add_parted(recording, id, of);
        }
    }
    held
}

fn add_parted(recording: &Recording, id: RegionId, of: &mut Held) {
    let mappings = recording.mappings_at(id, recording.last_snapshot());
    for mapping in mappings.iter().filter(|_| mappings.len() > 1) {
        *of.by_protection.entry(mapping.protection.0).or_default() +=
            u64::from(mapping.count.unwrap_or_default());
    }
}
