//! The rows of a comparison: what is in any of the recordings, matched by name.

mod ground;

mod part;

mod span;

pub(super) use part::Categories;
pub use span::{Peaks, SideFollower};

use self::ground::{Ground, least};
use self::part::Part;
use super::{Alignment, CompareCell, RowName, Side, TrendRow, VerdictChange, difference};
use crate::analysis::{ALPHA, Measure, Metric, UnattributedKind, Verdict};

const MAPPED: Measure = Measure::Level(Metric::Mapped);

const FOOTPRINT: Measure = Measure::Level(Metric::Footprint);

/// What is compared of each over the cycles: of those that say as much, the first is taken.
const OVER_CYCLES: [Measure; 3] = [MAPPED, Measure::Stayed, FOOTPRINT];

/// What is compared over time: footprint, and mapped bytes of what has none.
const OVER_TIME: [Measure; 2] = [FOOTPRINT, MAPPED];

/// What no region explains, as far as it is judged.
const UNATTRIBUTED: [UnattributedKind; 3] =
    [UnattributedKind::Resident, UnattributedKind::Swapped, UnattributedKind::Footprint];

/// A row for the total, for each category that is in any of the sides, and for what is unattributed; the largest
/// differences between the first and the last come first.
pub(super) fn rows(
    sides: &[Side<'_>],
    followers: &[&SideFollower],
    categories: &Categories,
    alignment: Alignment,
) -> Vec<TrendRow> {
    let grounds = sides.iter().zip(followers);
    let grounds: Vec<_> = grounds.map(|(&side, follower)| Ground::new(side, follower, alignment)).collect();
    let others =
        UNATTRIBUTED.map(|kind| (RowName::Unattributed(kind), vec![Part::Unattributed(kind); sides.len()]));
    let named = std::iter::once((RowName::Total, vec![Part::Total; sides.len()]))
        .chain(categories.parts())
        .chain(others);
    let is_there = |parts: &[Part]| grounds.iter().zip(parts).any(|(ground, part)| ground.has(part));
    let drafts: Vec<_> = named
        .filter(|(_, parts)| is_there(parts))
        .map(|(name, parts)| Draft::of(name, parts, &grounds, alignment))
        .collect();
    // Of all that is alleged together something shall seem to differ by chance in no more recordings than that.
    let alleged = drafts.iter().filter(|draft| draft.is_alleged()).count();
    let share = 2.0 * ALPHA / alleged.max(1) as f64;
    let mut rows: Vec<_> = drafts.into_iter().map(|draft| draft.finish(&grounds, alignment, share)).collect();
    rows.sort_by(|one, other| {
        let size = |row: &TrendRow| row.difference.median.abs();
        size(other).total_cmp(&size(one)).then_with(|| one.name.cmp(&other.name))
    });
    rows
}

/// A row before its differences are known.
struct Draft {
    name: RowName,
    parts: Vec<Part>,
    /// The measures in which the worst is said of it, of the first or of the last.
    measured: Vec<(Measure, Vec<CompareCell>)>,
}

impl Draft {
    fn of(name: RowName, parts: Vec<Part>, grounds: &[Ground<'_>], alignment: Alignment) -> Self {
        let cells = |measure: Measure| -> Vec<CompareCell> {
            grounds.iter().zip(&parts).map(|(ground, part)| ground.cell(part, measure)).collect()
        };
        let asked: &[Measure] = match (&name, alignment) {
            (RowName::Unattributed(kind), _) => &[measure_of(*kind)],
            (_, Alignment::Cycles) => &OVER_CYCLES,
            (_, Alignment::Time) => &OVER_TIME,
        };
        let mut measured: Vec<_> = asked.iter().map(|&measure| (measure, cells(measure))).collect();
        if alignment == Alignment::Time {
            let has_any = |(_, cells): &(Measure, Vec<CompareCell>)| cells.iter().any(|cell| cell.peak > 0.0);
            let telling = measured.iter().position(has_any).unwrap_or_default();
            measured = vec![measured.swap_remove(telling)];
        }
        let worst = measured.iter().map(|(_, cells)| worst_of_ends(cells)).max().unwrap_or_default();
        measured.retain(|(_, cells)| worst_of_ends(cells) == worst);
        Self { name, parts, measured }
    }

    fn is_alleged(&self) -> bool {
        self.measured.iter().any(|(_, cells)| worst_of_ends(cells) >= Verdict::Suspect)
    }

    /// Takes the measure with the worst change.
    fn finish(self, grounds: &[Ground<'_>], alignment: Alignment, share: f64) -> TrendRow {
        let Self { name, parts, measured } = self;
        let rows = measured.into_iter().map(|(measure, cells)| {
            let rate = |nth: usize| grounds[nth].rate(&parts[nth], measure, share);
            let last = cells.len() - 1;
            let difference = difference(&rate(0), &rate(last));
            let change = match alignment {
                Alignment::Cycles => {
                    let floor = least([0, last].map(|nth| (&grounds[nth], &parts[nth])), measure);
                    VerdictChange::of(&cells[0], &cells[last], &difference, floor)
                }
                Alignment::Time => None,
            };
            TrendRow { name: name.clone(), measure, cells, difference, change }
        });
        rows.reduce(|best, row| if row.change > best.change { row } else { best })
            .expect("a row is measured in something")
    }
}

const fn measure_of(kind: UnattributedKind) -> Measure {
    crate::analysis::Subject::Unattributed(kind).measure()
}

/// The worse verdict of the first and the last.
fn worst_of_ends(cells: &[CompareCell]) -> Verdict {
    let ends = cells.first().into_iter().chain(cells.last());
    ends.map(|cell| cell.verdict).max().unwrap_or_default()
}
