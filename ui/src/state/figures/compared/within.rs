//! The cycles of a part of a recording, out of those of all of it.

use strandline::analysis::{CycleFigures, CycleSeries, Cycles, Window};

/// The cycles that lie in a part. They count if they do in the whole; portions are known of the whole alone.
pub(super) fn cycles_within(cycles: &Cycles, part: Window) -> Cycles {
    let is_inside: Vec<bool> =
        cycles.all().map(|cycle| part.from <= cycle.window.from && cycle.window.to <= part.to).collect();
    let (warmup, counted) = is_inside.split_at(cycles.warmup.len());
    let last = counted.iter().rposition(|&is_inside| is_inside);
    // Levels that no region explains are one more than the cycles that count: the first is before them.
    let first = counted.iter().position(|&is_inside| is_inside).unwrap_or_default();
    let levels = last.map_or(0..0, |last| first..last + 2);
    let series = |series: &CycleSeries| series_within(series, warmup, counted);
    Cycles {
        warmup: kept(&cycles.warmup, warmup),
        cycles: kept(&cycles.cycles, counted),
        total: series(&cycles.total),
        categories: cycles.categories.iter().map(|(&id, of)| (id, series(of))).collect(),
        unattributed: cycles.unattributed.get(levels).unwrap_or_default().to_vec(),
        page_size: cycles.page_size,
        rounding: cycles.rounding.clone(),
    }
}

fn kept<T: Clone>(all: &[T], is_inside: &[bool]) -> Vec<T> {
    all.iter().zip(is_inside).filter(|&(_, &is_inside)| is_inside).map(|(one, _)| one.clone()).collect()
}

/// Of what was born in a cycle and stayed, only what is known within the part is kept.
fn series_within(series: &CycleSeries, warmup: &[bool], counted: &[bool]) -> CycleSeries {
    let (warmup, counted) = (kept(&series.warmup, warmup), kept(&series.cycles, counted));
    let count = warmup.len() + counted.len();
    let cut = |(nth, mut figures): (usize, CycleFigures)| {
        figures.survivors.truncate(count - nth);
        figures
    };
    let behind = warmup.len();
    CycleSeries {
        warmup: warmup.into_iter().enumerate().map(cut).collect(),
        cycles: counted.into_iter().enumerate().map(|(nth, of)| cut((behind + nth, of))).collect(),
        quantum: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strandline::analysis::{Cycle, Unattributed};
    use strandline::model::SnapshotIndex;
    use strandline::model::units::Bytes;

    /// Cycles of ten snapshots each, of which two are warm-up.
    fn cycles() -> Cycles {
        let cycle = |nth: u32| Cycle {
            number: nth + 1,
            window: Window::new(SnapshotIndex(10 * nth), SnapshotIndex(10 * nth + 10)),
            open: None,
        };
        let figures = |nth: u32| CycleFigures {
            survivors: (nth..6).map(|_| Bytes::new(1)).collect(),
            ..CycleFigures::default()
        };
        Cycles {
            warmup: (0..2).map(cycle).collect(),
            cycles: (2..6).map(cycle).collect(),
            total: CycleSeries {
                warmup: (0..2).map(figures).collect(),
                cycles: (2..6).map(figures).collect(),
                quantum: None,
            },
            unattributed: vec![Unattributed::default(); 5],
            ..Cycles::default()
        }
    }

    #[test]
    fn only_whole_cycles_of_the_part_are_kept() {
        let check = |from: u32, to: u32, warmup: &[u32], counted: &[u32], survivors: &[usize]| {
            let part = Window::new(SnapshotIndex(from), SnapshotIndex(to));
            let within = cycles_within(&cycles(), part);
            let numbers = |cycles: &[Cycle]| cycles.iter().map(|cycle| cycle.number).collect::<Vec<_>>();
            assert_eq!(
                (numbers(&within.warmup), numbers(&within.cycles)),
                (warmup.to_vec(), counted.to_vec())
            );
            let told: Vec<_> = within.total.all().map(|figures| figures.survivors.marks()).collect();
            assert_eq!(told, survivors, "{from} to {to}");
            let levels = if counted.is_empty() { 0 } else { counted.len() + 1 };
            assert_eq!(within.unattributed.len(), levels, "{from} to {to}");
        };
        check(0, 60, &[1, 2], &[3, 4, 5, 6], &[6, 5, 4, 3, 2, 1]);
        check(0, 40, &[1, 2], &[3, 4], &[4, 3, 2, 1]);
        check(40, 60, &[], &[5, 6], &[2, 1]);
        check(15, 45, &[], &[3, 4], &[2, 1]);
        check(41, 49, &[], &[], &[]);
    }
}
