//! The rows of a comparison: what is in any of the sides, and whether what a cycle adds has changed.

use super::metrics::{Members, SideMetrics, least_difference};
use super::names::{MatchedCategories, stripped};
use super::{Alignment, Peaks, Side, SideFollower};
use crate::analysis::{ALPHA, Level, Measure, Metric, Slope, Subject, UnattributedKind, Verdict};
use crate::model::Untold;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowName {
    Total,
    /// A category, by its two names. Where recordings call it differently it is without what never repeats.
    Category {
        group: String,
        name: String,
    },
    /// What no region explains.
    Unattributed(UnattributedKind),
}

impl RowName {
    /// Whether it names a category.
    pub const fn is_category(&self) -> bool {
        matches!(self, Self::Category { .. })
    }

    /// Whether the row is about the category of this name, which it may have without what never repeats.
    pub fn stands_for(&self, group: &str, name: &str) -> bool {
        matches!(self, Self::Category { group: own_group, name: own_name }
            if (own_group == group && own_name == name)
                || (*own_group == stripped(group) && *own_name == stripped(name)))
    }
}

/// One row of a comparison: a category, the total, or unattributed memory in each side.
#[derive(Clone, Debug, PartialEq)]
pub struct CompareRow {
    pub name: RowName,
    /// In which figure: the one that says most about the first side and the last.
    pub measure: Measure,
    /// One for each side, in their order; never empty.
    pub cells: Vec<CompareCell>,
    /// How much more a cycle adds in the last side than in the first. The intervals of all rows that may grow hold together
    /// in 95 of 100 comparisons.
    pub difference: Slope,
    /// What has changed from the first side to the last; nothing where either has too few cycles, or aligned by time.
    pub change: Option<VerdictChange>,
}

/// What one side says of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CompareCell {
    /// The verdict; *steady* for what was not there or never changed. *Too few cycles* where there is none: aligned by time,
    /// and where the system did not tell what no region explains.
    pub verdict: Verdict,
    /// What a cycle adds, in the row's measure. Aligned by time: how much more there is at the end than at the start, all
    /// three alike.
    pub per_cycle: Slope,
    /// The levels in the row's measure: at the start, then at each closing mark, those of the warm-up first. Of *stayed* the
    /// last is missing, of unattributed memory those before the end of the warm-up. Aligned by time: at the start and at the
    /// end.
    pub levels: Vec<f64>,
    /// The level at the end.
    pub at_end: Level,
    /// Figures that an imported text does not tell.
    pub untold: Untold,
    /// The highest level inside the window, in the row's measure. Unattributed memory is known at marks only.
    pub peak: f64,
    /// The highest mapped bytes and the largest footprint inside the window.
    pub peaks: Peaks,
}

impl CompareRow {
    pub fn first(&self) -> &CompareCell {
        &self.cells[0]
    }

    pub fn last(&self) -> &CompareCell {
        &self.cells[self.cells.len() - 1]
    }

    /// The first side and the last.
    pub fn ends(&self) -> [&CompareCell; 2] {
        [self.first(), self.last()]
    }

    /// Regions at the end of a side; nothing where they are not told.
    pub fn regions_in(&self, cell: &CompareCell) -> Option<usize> {
        let is_counted = !matches!(self.name, RowName::Unattributed(_));
        (is_counted && !cell.untold.has(Untold::REGIONS)).then_some(cell.at_end.regions)
    }

    /// Regions at the end of the first side and of the last; nothing where they are not told.
    pub fn regions(&self) -> Option<[usize; 2]> {
        Some([self.regions_in(self.first())?, self.regions_in(self.last())?])
    }
}

/// What has changed in what a cycle adds. In order: the worst of many is the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerdictChange {
    /// No difference, or none that could not be chance.
    Unchanged,
    /// It grew, and no longer does.
    Fixed,
    /// It grew, and still does, but less.
    Reduced,
    /// It grew, and now grows more.
    Worse,
    /// It grows, and did not before.
    New,
}

impl VerdictChange {
    /// What it is called in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Reduced => "reduced",
            Self::Fixed => "fixed",
            Self::Worse => "worse",
            Self::New => "new",
        }
    }

    /// What it is where the sides are exchanged.
    #[must_use]
    pub const fn swapped(self) -> Self {
        match self {
            Self::Unchanged => Self::Unchanged,
            Self::Reduced => Self::Worse,
            Self::Fixed => Self::New,
            Self::Worse => Self::Reduced,
            Self::New => Self::Fixed,
        }
    }

    /// The change between two verdicts whose rates differ by `difference`; nothing where either has too few cycles.
    ///
    /// Two verdicts that differ are no change by themselves: near the border of what can be found one recording of a leak
    /// says *leak* and the next *suspect* or *steady*. So the rates must differ by more than chance, and by more than `least`.
    fn between([before, after]: [Verdict; 2], difference: &Slope, least: f64) -> Option<Self> {
        if before.min(after) == Verdict::TooFewCycles {
            return None;
        }
        let is_large = difference.median.abs() > least;
        let (is_less, is_more) = (is_large && difference.high < 0.0, is_large && difference.low > 0.0);
        Some(match (before >= Verdict::Suspect, after >= Verdict::Suspect) {
            (true, false) if is_less => Self::Fixed,
            (true, true) if is_less => Self::Reduced,
            (true, true) if is_more => Self::Worse,
            (false, true) if is_more => Self::New,
            _ => Self::Unchanged,
        })
    }
}

/// How much more `after` is than `before`. The interval is made of those of the two (Zou and Donner 2008, "Construction of
/// confidence limits about effect measures: a general approach", Statistics in Medicine 27): each end lies as far away as
/// the ends of both that speak for it do, taken together.
pub fn difference(before: &Slope, after: &Slope) -> Slope {
    let median = after.median - before.median;
    let down = (after.median - after.low).hypot(before.high - before.median);
    let up = (after.high - after.median).hypot(before.median - before.low);
    Slope { median, low: median - down, high: median + up }
}

/// The measures that are compared over the cycles: of those that say as much, the first is taken.
const OVER_CYCLES: [Measure; 3] =
    [Measure::Level(Metric::Mapped), Measure::Stayed, Measure::Level(Metric::Footprint)];

/// The measures that are compared over time: footprint, and mapped bytes of what has none.
const OVER_TIME: [Measure; 2] = [Measure::Level(Metric::Footprint), Measure::Level(Metric::Mapped)];

const UNATTRIBUTED: [UnattributedKind; 3] =
    [UnattributedKind::Resident, UnattributedKind::Swapped, UnattributedKind::Footprint];

/// A row for the total, for each category that is in any of the sides, and for unattributed memory; the largest differences
/// between the first and the last come first.
pub(super) fn rows(
    sides: &[Side<'_>],
    followers: &[&SideFollower],
    categories: &MatchedCategories,
    alignment: Alignment,
) -> Vec<CompareRow> {
    let sides: Vec<_> =
        sides.iter().zip(followers).map(|(side, of)| SideMetrics::new(side, of, alignment)).collect();
    let everywhere = |members: Members| vec![members; sides.len()];
    let total = (RowName::Total, everywhere(Members::Total));
    let categories = categories
        .all()
        .map(|(name, ids)| (name, ids.iter().cloned().map(Members::Categories).collect::<Vec<_>>()));
    let unattributed =
        UNATTRIBUTED.map(|kind| (RowName::Unattributed(kind), everywhere(Members::Unattributed(kind))));
    let drafts: Vec<_> = std::iter::once(total)
        .chain(categories)
        .chain(unattributed)
        .filter(|(_, members)| sides.iter().zip(members).any(|(side, members)| side.has(members)))
        .map(|(name, members)| RowDraft::new(name, members, &sides, alignment))
        .collect();
    // All rows that may grow share the chance that something seems to differ.
    let growing = drafts.iter().filter(|draft| draft.worst >= Verdict::Suspect).count();
    let share = 2.0 * ALPHA / growing.max(1) as f64;
    let mut rows: Vec<_> = drafts.into_iter().map(|draft| draft.finish(&sides, alignment, share)).collect();
    rows.sort_by(|one, other| {
        let size = |row: &CompareRow| row.difference.median.abs();
        size(other).total_cmp(&size(one)).then_with(|| one.name.cmp(&other.name))
    });
    rows
}

/// A row of which it is not known yet how many others share the chance.
struct RowDraft {
    name: RowName,
    members: Vec<Members>,
    /// The worse verdict of the first side and the last.
    worst: Verdict,
    /// The measures in which this verdict is given.
    measured: Vec<(Measure, Vec<CompareCell>)>,
}

impl RowDraft {
    fn new(name: RowName, members: Vec<Members>, sides: &[SideMetrics<'_>], alignment: Alignment) -> Self {
        let cells = |&measure: &Measure| {
            let cells = sides.iter().zip(&members).map(|(side, members)| side.cell(members, measure));
            (measure, cells.collect::<Vec<_>>())
        };
        let mut measured: Vec<_> = match (&name, alignment) {
            (RowName::Unattributed(kind), _) => vec![cells(&Subject::Unattributed(*kind).measure())],
            (_, Alignment::Cycles) => OVER_CYCLES.iter().map(cells).collect(),
            (_, Alignment::Time) => {
                let [footprint, mapped] = OVER_TIME.each_ref().map(cells);
                let has_any = |cells: &[CompareCell]| cells.iter().any(|cell| cell.peak > 0.0);
                let is_only_mapped = !has_any(&footprint.1) && has_any(&mapped.1);
                vec![if is_only_mapped { mapped } else { footprint }]
            }
        };
        let worst_of = |cells: &[CompareCell]| {
            let ends = cells.first().into_iter().chain(cells.last());
            ends.map(|cell| cell.verdict).max().unwrap_or_default()
        };
        let worst = measured.iter().map(|(_, cells)| worst_of(cells)).max().unwrap_or_default();
        measured.retain(|(_, cells)| worst_of(cells) == worst);
        Self { name, members, worst, measured }
    }

    /// Takes the measure with the worst change.
    fn finish(self, sides: &[SideMetrics<'_>], alignment: Alignment, share: f64) -> CompareRow {
        let Self { name, members, measured, .. } = self;
        let ends = [0, sides.len() - 1].map(|nth| (&sides[nth], &members[nth]));
        let rows = measured.into_iter().map(|(measure, cells)| {
            let [first, last] = ends.map(|(side, members)| side.rate(members, measure, share));
            let difference = difference(&first, &last);
            let mut row = CompareRow { name: name.clone(), measure, cells, difference, change: None };
            if alignment == Alignment::Cycles {
                let verdicts = row.ends().map(|cell| cell.verdict);
                row.change = VerdictChange::between(verdicts, &difference, least_difference(ends, measure));
            }
            row
        });
        rows.reduce(|best, row| if row.change > best.change { row } else { best })
            .expect("a row is measured in something")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_as_far_as_both_together() {
        let check = |before: [f64; 3], after: [f64; 3], expected: [f64; 3]| {
            let slope = |[low, median, high]: [f64; 3]| Slope { median, low, high };
            assert_eq!(difference(&slope(before), &slope(after)), slope(expected));
        };
        check([58.0; 3], [0.0; 3], [-58.0; 3]);
        check([7.0, 10.0, 13.0], [0.0, 4.0, 8.0], [-11.0, -6.0, -1.0]);
        check([10.0, 10.0, 10.0], [1.0, 4.0, 8.0], [-9.0, -6.0, -2.0]);
    }
}
