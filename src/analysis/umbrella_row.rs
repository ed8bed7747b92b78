//! The rows above the table of categories: one for each umbrella.

use super::{Growth, GrowthFigures, Known, Metric, Umbrella};
use crate::model::Recording;

/// One of the rows above the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UmbrellaRow {
    /// What it takes in.
    pub umbrella: Umbrella,
    /// What that is counted by.
    pub metric: Metric,
    pub figures: GrowthFigures,
    /// Which of them are known.
    pub known: Known,
}

impl UmbrellaRow {
    /// All of them, in the order of the table. `dirty` is the growth of the same window by [`Metric::Dirty`].
    pub fn all(recording: &Recording, growth: &Growth, dirty: &Growth) -> [Self; Umbrella::ALL.len()] {
        Umbrella::ALL.map(|umbrella| {
            let of = if umbrella == Umbrella::Dirty { dirty } else { growth };
            let (known, figures) = match umbrella {
                Umbrella::All => Known::of_all(recording, of),
                Umbrella::Dirty => (Known::of_umbrella(recording, umbrella), of.total),
                Umbrella::Anonymous | Umbrella::Graphics => {
                    (Known::of_umbrella(recording, umbrella), sum(recording, of, umbrella))
                }
            };
            Self { umbrella, metric: of.metric, figures, known }
        })
    }
}

fn sum(recording: &Recording, growth: &Growth, umbrella: Umbrella) -> GrowthFigures {
    let mut sum = GrowthFigures::default();
    for row in &growth.rows {
        if recording.category(row.category).is_some_and(|category| umbrella.holds(category)) {
            sum += row.figures;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Window;
    use crate::model::units::{AddressRange, Bytes};
    use crate::model::{
        Backing, Birth, Category, CategoryId, Classification, Identity, PageAccess, Place, Protection,
        RegionId, SnapshotDelta, Tag, TagId, Usage, UsageChange, UsageQuality,
    };

    /// Regions of one page, two pages and so on, a page of each dirty.
    fn recording(groups: &[&str]) -> Recording {
        let mut recording = Recording::default();
        let new_categories = groups.iter().map(|group| Category::counted(*group, "x")).collect();
        let first =
            SnapshotDelta { new_tags: vec![Tag::default()], new_categories, ..SnapshotDelta::default() };
        recording.append(&first).unwrap();
        let mut second = SnapshotDelta::default();
        for (nth, _) in (0..).zip(groups) {
            let (id, start) = (RegionId(nth), u64::from(nth) << 20);
            let category = CategoryId(nth);
            second.born.push(Birth {
                id,
                place: Place::Mapped(AddressRange::from_bounds(start, start + 4096 * u64::from(nth + 1))),
                identity: Identity { tag: TagId(0), backing: Backing::Anonymous, access: PageAccess::Some },
                class: Classification { category, label: TagId(0), protection: Protection::READ },
            });
            let usage = Usage { dirty: Bytes::from_kib(4), ..Usage::default() };
            second.usage.push(UsageChange { id, usage, quality: UsageQuality::Exact });
        }
        recording.append(&second).unwrap();
        recording
    }

    #[test]
    fn rows_are_sums_over_what_they_hold() {
        let recording = &recording(&["Malloc", "Stacks", "Graphics", "Files"]);
        let window = Window::whole(recording);
        let [mapped, dirty] =
            [Metric::Mapped, Metric::Dirty].map(|metric| Growth::measure(recording, window, metric));
        let rows = UmbrellaRow::all(recording, &mapped, &dirty);
        let kib = rows.map(|row| (row.umbrella.label(), row.figures.persistent.bytes.get() / 1024));
        assert_eq!(kib, [("*All*", 40), ("*Dirty*", 16), ("*Anonymous*", 12), ("*Graphics*", 12)]);
    }
}
