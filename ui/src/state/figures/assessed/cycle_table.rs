//! The cycles of one thing that is judged, a row each.

use std::time::Duration;
use strandline::analysis::{CycleFigures, CycleSeries, Cycles, Level, Measure, Subject};
use strandline::model::Recording;
use strandline::model::units::TimeRange;
use strandline::report::view::{Cell, Fields, Quantity, RowKind, Table};

/// What one cycle did to what is judged.
struct CycleRow<'a> {
    /// As its mark has it.
    number: u32,
    is_warm_up: bool,
    measure: Measure,
    lasted: Duration,
    /// What was judged, at its closing mark and at the one before; nothing where it is not known.
    ends: [Option<f64>; 2],
    /// What the regions did; nothing of what no region explains.
    regions: Option<&'a CycleFigures>,
}

impl CycleRow<'_> {
    fn level(&self) -> Option<Quantity> {
        Some(Quantity::level(self.measure, self.ends[1]?))
    }

    fn change(&self) -> Option<Quantity> {
        Some(Quantity::change(self.measure, self.ends[1]? - self.ends[0]?))
    }
}

/// A row for each cycle, those of the warm-up first. Keys are the times of the cycles, each from the closing mark before it
/// to its own.
pub(super) fn cycle_table(recording: &Recording, cycles: &Cycles, subject: Subject) -> Table<TimeRange> {
    let series = match subject {
        Subject::Total(_) => Some(&cycles.total),
        Subject::Category(id, _) => cycles.categories.get(&id),
        Subject::Unattributed(_) => None,
    };
    let warmup = cycles.warmup.len();
    let measure = subject.measure();
    let mut figures = series.map(CycleSeries::all);
    let mut earlier = None;
    let rows = cycles.all().enumerate().map(|(nth, cycle)| {
        let regions = figures.as_mut().and_then(Iterator::next);
        let ends = match subject {
            Subject::Unattributed(kind) => {
                let level = |place: usize| Some(cycles.unattributed.get(place)?.get(kind)?.get() as f64);
                nth.checked_sub(warmup).map_or([None; 2], |nth| [level(nth), level(nth + 1)])
            }
            _ => regions.map_or([None; 2], |figures| levels(figures, earlier, measure)),
        };
        earlier = regions;
        let range = cycle.window.range(recording);
        let (number, is_warm_up) = (cycle.number, nth < warmup);
        let kind = match (is_warm_up, nth == warmup && warmup > 0) {
            (true, _) => RowKind::Aside,
            (_, true) => RowKind::First,
            _ => RowKind::Plain,
        };
        (range, kind, CycleRow { number, is_warm_up, measure, lasted: range.duration(), ends, regions })
    });
    fields().keyed("Cycles", rows)
}

fn fields<'a>() -> Fields<'static, CycleRow<'a>> {
    Fields::<CycleRow<'a>>::default()
        .text_column("Cycle", "", |row| {
            let word = if row.is_warm_up { "warm-up" } else { "cycle" };
            Cell::sorted(format!("{word} {}", row.number), row.number.into())
        })
        .meaning("A click selects its time: the other tables are about that cycle then")
        .figures("Lasted", "", |row| Some(Quantity::duration(row.lasted)))
        .meaning("From the closing mark before it to its own")
        .rank(2)
        .figures("At its end", "", CycleRow::level)
        .meaning("What is judged, at the closing mark")
        .figures("Change", "", CycleRow::change)
        .meaning("By how much that is more than at the closing mark before")
        .figures("Born", "", |row| Some(Quantity::bytes(row.regions?.born.mapped)))
        .meaning("Mapped bytes that were born in the cycle and alive at its closing mark: as of then")
        .figures("Still there", "", |row| Some(Quantity::bytes(row.regions?.surviving())))
        .meaning("How much of that is alive at the last closing mark")
        .figures("Died", "", |row| Some(Quantity::bytes(row.regions?.died_of_earlier())))
        .meaning("Mapped bytes of earlier times that died in the cycle")
        .rank(3)
        .figures("Regions", "", |row| Some(Quantity::count(row.regions?.after.regions)))
        .meaning("How many there are at the closing mark")
        .rank(1)
}

/// What is measured, before a cycle and at its closing mark. What stayed is known of each cycle by itself.
fn levels(figures: &CycleFigures, earlier: Option<&CycleFigures>, measure: Measure) -> [Option<f64>; 2] {
    let ends = [&figures.before, &figures.after];
    match measure {
        Measure::Level(metric) => ends.map(|level: &Level| Some(level.get(metric).get() as f64)),
        Measure::Stayed => [earlier.map(stayed), Some(stayed(figures))],
        Measure::Regions => {
            [figures.certain_before, figures.certain_after].map(|counted| Some(counted.count as f64))
        }
        Measure::Mappings => ends.map(|level| level.mappings.get().map(|count| count as f64)),
    }
}

/// What is there at its closing mark and was not born in it.
fn stayed(figures: &CycleFigures) -> f64 {
    figures.after.mapped.saturating_sub(figures.born.mapped).get() as f64
}
