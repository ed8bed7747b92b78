//! The levels of both recordings over their cycles, aligned where those begin that count.

use strandline::analysis::{CompareCell, CompareRow, Measure, RowName, SideSummary};

/// Two lines over the cycles: 0 is the mark after which cycles count, 1 the end of the first that does; what lies below 0
/// is warm-up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay {
    /// Levels by cycle.
    pub lines: [Vec<(i32, f64)>; 2],
    /// Where the longer warm-up begins.
    pub first: i32,
    /// Where the longer recording ends.
    pub last: i32,
}

impl Overlay {
    /// The levels of a row.
    pub fn new(row: &CompareRow, sides: &[SideSummary]) -> Self {
        let cells = row.ends();
        let lines = [0, 1].map(|nth| line(row, cells[nth], &sides[nth]));
        let first = -count(sides.iter().map(|side| side.warmup).max().unwrap_or_default());
        let last = count(sides.iter().map(|side| side.counted.len()).max().unwrap_or_default());
        Self { lines, first, last }
    }

    /// Every level.
    pub fn levels(&self) -> impl Iterator<Item = f64> {
        self.lines.iter().flatten().map(|&(_, level)| level)
    }

    /// What stands below a cycle: as the marks number it where both agree, else its place among those that count.
    pub fn name(&self, cycle: i32, sides: &[SideSummary]) -> String {
        let place = usize::try_from(cycle - 1).ok();
        match place {
            _ if cycle == self.first => "before".to_owned(),
            None => format!("W{}", cycle - self.first),
            Some(place) => {
                let [one, other] = [0, 1].map(|nth| sides[nth].counted.get(place));
                let agreed = one.or(other).filter(|_| one.zip(other).is_none_or(|(one, other)| one == other));
                agreed.map_or_else(|| cycle.to_string(), ToString::to_string)
            }
        }
    }
}

/// Of what stayed the first level is that of the first cycle, and what no region explains is not known of the warm-up. A
/// category that never was there at a mark has no levels: it is nothing at all of them.
fn line(row: &CompareRow, cell: &CompareCell, side: &SideSummary) -> Vec<(i32, f64)> {
    let (warmup, counted) = (count(side.warmup), count(side.counted.len()));
    let first = match (&row.name, row.measure) {
        (RowName::Unattributed(_), _) => 0,
        (_, Measure::Stayed) => 1 - warmup,
        (_, Measure::Level(_) | Measure::Regions | Measure::Mappings) => -warmup,
    };
    if cell.levels.is_empty() && side.cycles() > 0 && matches!(row.name, RowName::Category { .. }) {
        return (first..=counted).map(|cycle| (cycle, 0.0)).collect();
    }
    (first..).zip(cell.levels.iter().copied()).collect()
}

fn count(cycles: usize) -> i32 {
    i32::try_from(cycles).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use strandline::analysis::{Metric, Slope, UnattributedKind};

    fn row(name: RowName, measure: Measure, levels: [&[f64]; 2]) -> CompareRow {
        let cell = |levels: &[f64]| CompareCell { levels: levels.to_vec(), ..CompareCell::default() };
        let cells = levels.map(cell).to_vec();
        CompareRow { name, measure, cells, difference: Slope::default(), change: None }
    }

    fn side(warmup: usize, counted: &[u32]) -> SideSummary {
        SideSummary { warmup, counted: counted.to_vec(), ..SideSummary::default() }
    }

    #[test]
    fn lines_meet_where_cycles_begin_to_count() {
        let check = |name: RowName, measure, firsts: [i32; 2]| {
            let sides = [side(2, &[3, 4]), side(1, &[2, 3])];
            let overlay = Overlay::new(&row(name, measure, [&[5.0, 6.0], &[7.0]]), &sides);
            assert_eq!(overlay.lines[0], [(firsts[0], 5.0), (firsts[0] + 1, 6.0)]);
            assert_eq!(overlay.lines[1], [(firsts[1], 7.0)]);
            assert_eq!((overlay.first, overlay.last), (-2, 2));
        };
        check(RowName::Total, Measure::Level(Metric::Mapped), [-2, -1]);
        check(RowName::Total, Measure::Stayed, [-1, 0]);
        check(RowName::Unattributed(UnattributedKind::Resident), Measure::Level(Metric::Resident), [0, 0]);
    }

    #[test]
    fn what_was_never_there_is_nothing_at_every_mark() {
        let sides = [side(1, &[2, 3]), side(0, &[1])];
        let name = RowName::Category { group: String::new(), name: String::new() };
        let overlay = Overlay::new(&row(name, Measure::Level(Metric::Mapped), [&[], &[5.0, 6.0]]), &sides);
        assert_eq!(overlay.lines[0], [(-1, 0.0), (0, 0.0), (1, 0.0), (2, 0.0)]);
        let kind = RowName::Unattributed(UnattributedKind::Resident);
        let overlay = Overlay::new(&row(kind, Measure::Level(Metric::Resident), [&[], &[5.0, 6.0]]), &sides);
        assert_eq!(overlay.lines[0], [], "what is not known is not nothing");
    }

    #[test]
    fn cycles_have_their_marks_numbers_where_both_agree() {
        let check = |sides: [SideSummary; 2], expected: &[&str]| {
            let overlay = Overlay::new(&row(RowName::Total, Measure::Stayed, [&[], &[]]), &sides);
            let names: Vec<_> =
                (overlay.first..=overlay.last).map(|cycle| overlay.name(cycle, &sides)).collect();
            assert_eq!(names, expected);
        };
        check([side(2, &[3, 4]), side(2, &[3, 4, 5])], &["before", "W1", "W2", "3", "4", "5"]);
        check([side(0, &[1, 2]), side(0, &[3, 4])], &["before", "1", "2"]);
        check([side(0, &[]), side(1, &[7])], &["before", "W1", "7"]);
    }
}
