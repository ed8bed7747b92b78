//! Levels over time for a chart, in no more columns than it has pixels.
//!
//! A column keeps the highest level of its snapshots: a spike that lasted one tick is still seen.

use super::Window;
use crate::model::{CategoryId, Recording, RegionId, RegionState, SnapshotIndex};
use crate::units::{Bytes, TimeRange};

/// What was there, column by column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The time of the first and of the last snapshot of each column.
    pub columns: Vec<TimeRange>,
    /// All counted categories together. A column's highest total is not the sum of the categories' highest.
    pub total: Series,
    /// Each category that has bytes in the window, in the order of their ids.
    pub categories: Vec<CategorySeries>,
}

/// The levels of one category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CategorySeries {
    /// The category.
    pub category: CategoryId,
    /// Its levels.
    pub series: Series,
}

/// The highest level in each column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series {
    /// Bytes mapped.
    pub mapped: Vec<Bytes>,
    /// Dirty and swapped bytes, by the last reading as of each snapshot.
    pub footprint: Vec<Bytes>,
}

impl Timeline {
    /// The levels of a window, both of its ends included, in at most `columns` columns.
    pub fn of(recording: &Recording, window: Window, columns: usize) -> Self {
        let last = (window.to.index() + 1).min(recording.snapshots().len());
        let snapshots = recording.snapshots().get(window.from.index()..last);
        let snapshots = snapshots.unwrap_or_default();
        if snapshots.is_empty() || columns == 0 {
            return Self::default();
        }
        let per_column = snapshots.len().div_ceil(columns);
        let columns: Vec<TimeRange> = snapshots
            .chunks(per_column)
            .map(|column| TimeRange::new(column[0].at, column[column.len() - 1].at))
            .collect();
        let mut sweep = Sweep::of(recording, columns.len());
        sweep.run(window, per_column);
        Self {
            columns,
            total: sweep.total,
            categories: (0..)
                .map(CategoryId)
                .zip(sweep.categories)
                .filter(|(_, series)| series.mapped.iter().any(|&bytes| bytes > Bytes::ZERO))
                .map(|(category, series)| CategorySeries { category, series })
                .collect(),
        }
    }
}

impl Series {
    fn empty(columns: usize) -> Self {
        Self { mapped: vec![Bytes::ZERO; columns], footprint: vec![Bytes::ZERO; columns] }
    }

    fn raise(&mut self, column: usize, level: Moment) {
        self.mapped[column] = self.mapped[column].max(level.mapped);
        self.footprint[column] = self.footprint[column].max(level.footprint);
    }
}

/// The level of one category at the snapshot that the sweep has reached.
#[derive(Clone, Copy, Debug, Default)]
struct Moment {
    mapped: Bytes,
    footprint: Bytes,
}

impl Moment {
    fn add(&mut self, state: &RegionState) {
        self.mapped += state.len;
        self.footprint += state.usage.footprint();
    }

    fn remove(&mut self, state: &RegionState) {
        self.mapped -= state.len;
        self.footprint -= state.usage.footprint();
    }
}

/// Goes through the recording snapshot by snapshot, and holds no more of it than the present one.
struct Sweep<'a> {
    recording: &'a Recording,
    /// What each region has; nothing before its birth and after its death.
    states: Vec<Option<&'a RegionState>>,
    levels: Vec<Moment>,
    categories: Vec<Series>,
    total: Series,
}

impl<'a> Sweep<'a> {
    fn of(recording: &'a Recording, columns: usize) -> Self {
        let categories = recording.categories().len();
        Self {
            recording,
            states: vec![None; recording.regions().len()],
            levels: vec![Moment::default(); categories],
            categories: vec![Series::empty(columns); categories],
            total: Series::empty(columns),
        }
    }

    fn run(&mut self, window: Window, per_column: usize) {
        let recording = self.recording;
        let mut changes = recording.states_until(window.to).peekable();
        let deaths = deaths_until(recording, window.to);
        let mut deaths = deaths.into_iter().peekable();
        for now in (0..=window.to.0).map(SnapshotIndex) {
            while let Some((id, state)) = changes.next_if(|(_, state)| state.since <= now) {
                self.replace(id, Some(state));
            }
            while let Some((_, id)) = deaths.next_if(|&(death, _)| death <= now) {
                self.replace(id, None);
            }
            if let Some(behind) = now.index().checked_sub(window.from.index()) {
                self.note(behind / per_column);
            }
        }
    }

    fn replace(&mut self, id: RegionId, state: Option<&'a RegionState>) {
        let before = std::mem::replace(&mut self.states[id.index()], state);
        let category = self.recording.regions()[id.index()].class.category;
        if let Some(level) = self.levels.get_mut(category.index()) {
            if let Some(state) = state {
                level.add(state);
            }
            if let Some(before) = before {
                level.remove(before);
            }
        }
    }

    /// Lets a column know the level of now.
    fn note(&mut self, column: usize) {
        let mut total = Moment::default();
        let described = self.recording.categories().iter();
        for ((level, series), category) in self.levels.iter().zip(&mut self.categories).zip(described) {
            series.raise(column, *level);
            if category.is_counted() {
                total.mapped += level.mapped;
                total.footprint += level.footprint;
            }
        }
        self.total.raise(column, total);
    }
}

fn deaths_until(recording: &Recording, last: SnapshotIndex) -> Vec<(SnapshotIndex, RegionId)> {
    let regions = (0..).map(RegionId).zip(recording.regions());
    let mut deaths: Vec<_> = regions
        .filter_map(|(id, region)| Some((region.death?, id)))
        .filter(|&(death, _)| death <= last)
        .collect();
    deaths.sort_unstable();
    deaths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::scenario::{ANONYMOUS, FILE, RESERVED, Scenario};

    fn scenario() -> Scenario {
        let mut scenario = Scenario::new();
        scenario.map(0, 4, ANONYMOUS).map(50, 9, RESERVED).touch(0, 2).tick();
        scenario.map(10, 8, FILE).tick();
        scenario.unmap(10, 8).unmap(1, 2).tick();
        scenario.touch(0, 4).tick();
        scenario.ticks(1);
        scenario
    }

    fn check(window: (u32, u32), columns: usize, mapped: &[u64], footprint: &[u64]) {
        let scenario = scenario();
        let window = Window::new(SnapshotIndex(window.0), SnapshotIndex(window.1));
        let timeline = Timeline::of(&scenario.trace.recording, window, columns);
        let pages = |levels: &[Bytes]| levels.iter().map(|level| level.get() / 4096).collect::<Vec<_>>();
        assert_eq!(pages(&timeline.total.mapped), mapped);
        assert_eq!(pages(&timeline.total.footprint), footprint);
        assert_eq!(timeline.columns.len(), mapped.len());
    }

    #[test]
    fn each_column_has_its_highest_level() {
        check((0, 4), 100, &[4, 12, 2, 2, 2], &[2, 2, 1, 2, 2]);
        check((0, 4), 2, &[12, 2], &[2, 2]);
        check((1, 3), 3, &[12, 2, 2], &[2, 1, 2]);
        check((2, 2), 3, &[2], &[1]);
        check((0, 4), 0, &[], &[]);
    }

    #[test]
    fn categories_have_their_own_series() {
        let scenario = scenario();
        let recording = &scenario.trace.recording;
        let timeline = Timeline::of(recording, Window::whole(recording), 5);
        let mapped: Vec<Vec<u64>> = timeline
            .categories
            .iter()
            .map(|category| category.series.mapped.iter().map(|level| level.get() / 4096).collect())
            .collect();
        assert_eq!(mapped, [[4, 4, 2, 2, 2], [0, 8, 0, 0, 0], [9; 5]]);
        assert_eq!(timeline.columns[4].from.nanos(), 400_000_000);
        assert_eq!(Timeline::of(&Recording::default(), Window::default(), 9), Timeline::default());
    }
}
