//! Which figures of a row are known: a source that tells nothing but sums knows of no births, and of no lengths.

use super::{CategoryGrowth, Growth, GrowthFigures, Metric, Umbrella};
use crate::model::units::Bytes;
use crate::model::{Category, Recording, TotalKind, Untold};

/// Which figures of a row are known; what is not is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub struct Known {
    /// What was born, stayed and died, and how many regions there are.
    pub births: bool,
    pub mapped: bool,
    /// Resident, dirty and swapped bytes apart.
    pub usage: bool,
    pub footprint: bool,
    /// Of an imported text: figures that it does not tell.
    pub untold: Untold,
}

impl Known {
    pub const ALL: Self =
        Self { births: true, mapped: true, usage: true, footprint: true, untold: Untold::NOTHING };

    /// None of them.
    const NOTHING: Self =
        Self { births: false, mapped: false, usage: false, footprint: false, untold: Untold::NOTHING };

    /// Of a category.
    pub fn of_category(category: &Category) -> Self {
        match (category.is_total(), category.name.as_str()) {
            (false, _) => Self::ALL,
            (true, "footprint") => Self { footprint: true, ..Self::NOTHING },
            (true, _) => Self { usage: true, footprint: true, ..Self::NOTHING },
        }
    }

    /// Of the row of a category in this recording: the same, without what an imported text does not tell.
    pub fn of_row(recording: &Recording, row: &CategoryGrowth, category: &Category) -> Self {
        Self::of_category(category).without(recording.untold(row.category))
    }

    /// The same without figures that are not told.
    #[must_use]
    pub const fn without(self, untold: Untold) -> Self {
        Self { untold: self.untold.with(untold), ..self }
    }

    /// Of an umbrella: what is known of all that it takes in. Where there are sums only, it takes in nothing unless one
    /// of them is of its kind.
    pub fn of_umbrella(recording: &Recording, umbrella: Umbrella) -> Self {
        let mut totals = recording.categories().iter().filter(|category| category.is_total()).peekable();
        if totals.peek().is_none() {
            return Self::ALL;
        }
        let held = totals.filter(|category| umbrella.holds(category)).map(Self::of_category);
        held.reduce(Self::and).unwrap_or(Self::NOTHING)
    }

    /// Of all that is counted, with its figures. Where there are sums only, the system's own tells how much is mapped.
    pub fn of_all(recording: &Recording, growth: &Growth) -> (Self, GrowthFigures) {
        let rows = growth.rows.iter().filter(|row| row.counted && row.figures.after.mapped > Bytes::ZERO);
        let missing = rows.fold(Untold::NOTHING, |all, row| all.with(recording.untold(row.category)));
        let known = Self::of_umbrella(recording, Umbrella::All).without(missing);
        let mut figures = growth.total;
        let mapped = recording.totals_at(growth.window.to).get(TotalKind::Virtual);
        match mapped.filter(|_| !known.has(Metric::Mapped)) {
            None => (known, figures),
            Some(mapped) => {
                figures.after.mapped = mapped;
                (Self { mapped: true, untold: known.untold.minus(Untold::MAPPED), ..known }, figures)
            }
        }
    }

    /// Whether this figure is known.
    pub const fn has(self, metric: Metric) -> bool {
        let is_known = match metric {
            Metric::Mapped => self.mapped,
            Metric::Resident | Metric::Dirty | Metric::Swapped => self.usage,
            Metric::Footprint => self.footprint,
        };
        is_known && !self.untold.has(metric.as_untold())
    }

    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            births: self.births && other.births,
            mapped: self.mapped && other.mapped,
            usage: self.usage && other.usage,
            footprint: self.footprint && other.footprint,
            untold: self.untold.with(other.untold),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Window;
    use crate::model::{SnapshotDelta, Totals, Usage};
    use crate::record::tracking::Tracker;
    use crate::source::Vocabulary;

    /// A recording of sums only, each of one page, all of it in footprint.
    fn recording(names: &[&str]) -> Recording {
        let (mut recording, mut vocabulary) = (Recording::default(), Vocabulary::default());
        let page = Bytes::new(4096);
        let usage = Usage { resident: page, dirty: page, ..Usage::default() };
        let rows: Vec<_> = names.iter().map(|name| vocabulary.total(name, page, usage)).collect();
        let mut totals = Totals::default();
        totals.set(TotalKind::Virtual, Bytes::from_kib(700));
        let mut delta = SnapshotDelta {
            new_tags: vocabulary.tags().to_vec(),
            new_categories: vocabulary.categories().to_vec(),
            totals,
            ..SnapshotDelta::default()
        };
        Tracker::new().observe_unmapped(&rows, &mut delta);
        recording.append(&delta).unwrap();
        recording
    }

    #[test]
    fn of_sums_no_births_and_no_lengths_are_known() {
        let recording = recording(&["anonymous", "files", "swapped"]);
        let growth = Growth::measure(&recording, Window::whole(&recording), Metric::Mapped);
        let (known, figures) = Known::of_all(&recording, &growth);
        assert_eq!(known, Known { births: false, ..Known::ALL });
        assert_eq!(figures.after.mapped, Bytes::from_kib(700), "VmSize");
        for category in recording.categories() {
            assert_eq!(
                Known::of_category(category),
                Known { usage: true, footprint: true, ..Known::NOTHING }
            );
        }
    }

    #[test]
    fn an_umbrella_does_not_contradict_what_stands_under_it() {
        let sums = recording(&["anonymous", "files"]);
        assert!(Known::of_umbrella(&sums, Umbrella::Anonymous).footprint);
        let growth = Growth::measure(&sums, Window::whole(&sums), Metric::Mapped);
        let rows = crate::analysis::UmbrellaRow::all(&sums, &growth, &growth);
        let anonymous = rows.iter().find(|row| row.umbrella == Umbrella::Anonymous).unwrap();
        assert_eq!(anonymous.figures.after.footprint(), Bytes::new(4096));
        assert_eq!(Known::of_umbrella(&sums, Umbrella::Graphics), Known::NOTHING);
        // What macOS tells of who may not be attached to is one sum, of which nobody knows what it is made of.
        let footprint = recording(&["footprint"]);
        assert_eq!(Known::of_umbrella(&footprint, Umbrella::Anonymous), Known::NOTHING);
        let all = Known::of_umbrella(&footprint, Umbrella::All);
        assert_eq!((all.footprint, all.usage), (true, false));
        assert_eq!(Known::of_umbrella(&Recording::default(), Umbrella::Graphics), Known::ALL);
    }
}
