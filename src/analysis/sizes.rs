//! How large the regions are that a window left behind: "48 × 9.5 MiB".

use super::Window;
use super::present::present_at;
use crate::model::{CategoryId, Certainty, Recording};
use crate::units::Bytes;
use std::collections::BTreeMap;

/// The persistent regions of one category that have one length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeClass {
    /// Length of each of them at the end of the window.
    pub len: Bytes,
    /// How many they are.
    pub count: usize,
    /// Their bytes in all.
    pub bytes: Bytes,
    /// Whether each is known to be a mapping of its own. Where it is not (the kernel merges anonymous memory), the count
    /// is one of runs of bytes: several mappings may be one run.
    pub certain: bool,
}

/// The size classes of what was born in `window` and alive at its end, for each category that has any; those with the
/// most bytes first.
pub fn size_classes(recording: &Recording, window: Window) -> BTreeMap<CategoryId, Vec<SizeClass>> {
    let mut counts: BTreeMap<(CategoryId, Bytes), (usize, bool)> = BTreeMap::new();
    let born = present_at(recording, window.to).filter(|(region, _)| window.contains(region.birth));
    for (region, state) in born {
        let certain = region.certainty() == Certainty::Certain;
        let (count, all_certain) = counts.entry((region.class.category, state.len)).or_insert((0, true));
        *count += 1;
        *all_certain &= certain;
    }
    let mut classes: BTreeMap<CategoryId, Vec<SizeClass>> = BTreeMap::new();
    for ((category, len), (count, certain)) in counts {
        classes.entry(category).or_default().push(SizeClass {
            len,
            count,
            bytes: Bytes::new(len.get().saturating_mul(count as u64)),
            certain,
        });
    }
    for of_category in classes.values_mut() {
        of_category.sort_by_key(|class| std::cmp::Reverse((class.bytes, class.len)));
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::scenario::{ANONYMOUS, FILE, Scenario};

    #[test]
    fn classes_come_by_bytes_and_know_whether_they_are_mappings() {
        let mut scenario = Scenario::new();
        scenario.map(0, 1, ANONYMOUS).tick();
        for nth in 0..3 {
            scenario.map(10 + 10 * nth, 2, ANONYMOUS).map(100 + 10 * nth, 4, FILE).tick();
        }
        scenario.map(200, 7, ANONYMOUS).tick();
        let recording = &scenario.trace.recording;
        let classes = size_classes(recording, Window::whole(recording));
        let told = |kind: usize| -> Vec<_> {
            classes[&Scenario::category(kind)]
                .iter()
                .map(|class| (class.len.get() / 4096, class.count, class.bytes.get() / 4096, class.certain))
                .collect()
        };
        assert_eq!(told(ANONYMOUS), [(7, 1, 7, false), (2, 3, 6, false)]);
        assert_eq!(told(FILE), [(4, 3, 12, true)]);
    }
}
