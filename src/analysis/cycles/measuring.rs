//! One pass over the log: levels are kept up, and written down whenever a cycle ends.

use super::CycleSeries;
use super::sizes::{Litter, quantum};
use crate::model::{
    Category, CategoryId, Certainty, Cursor, News, Recording, RegionId, RegionState, SnapshotIndex,
};
use crate::units::Bytes;
use std::collections::{BTreeMap, HashMap};

/// The series of all counted categories, and of each that ever had anything, at these snapshots.
pub(super) fn series(
    recording: &Recording,
    bounds: &[SnapshotIndex],
) -> (CycleSeries, BTreeMap<CategoryId, CycleSeries>) {
    let mut levels = Levels::new(recording);
    let (mut cursor, mut next) = (Cursor::default(), 0);
    while next < bounds.len() {
        match recording.next_news(&mut cursor) {
            None => break,
            Some(News::Died(id)) => levels.bury(id),
            Some(News::State { region, now, before }) => levels.update(region, &now, before.as_ref()),
            // The category that a region has at last holds for all of its life.
            Some(News::Moved { .. }) => {}
            Some(News::End(snapshot)) => {
                while bounds.get(next) == Some(&snapshot) {
                    levels.close(next > 0, bounds[next]);
                    next += 1;
                }
            }
        }
    }
    levels.finish()
}

#[derive(Clone, Copy, Debug, Default)]
struct Level {
    mapped: Bytes,
    footprint: Bytes,
}

struct Levels<'a> {
    recording: &'a Recording,
    now: Vec<Level>,
    series: Vec<CycleSeries>,
    /// For each category, what each cycle left.
    litters: Vec<Vec<Litter>>,
    /// The regions whose bytes were born behind the last closing, and are alive.
    newborn: HashMap<RegionId, Bytes>,
    last: Option<SnapshotIndex>,
}

impl<'a> Levels<'a> {
    fn new(recording: &'a Recording) -> Self {
        let count = recording.categories().len();
        Self {
            recording,
            now: vec![Level::default(); count],
            series: vec![CycleSeries::default(); count],
            litters: vec![Vec::new(); count],
            newborn: HashMap::new(),
            last: None,
        }
    }

    fn update(&mut self, id: RegionId, now: &RegionState, before: Option<&RegionState>) {
        let region = &self.recording.regions()[id.index()];
        let level = &mut self.now[region.class.category.index()];
        if let Some(before) = before {
            level.mapped -= before.len;
            level.footprint -= before.usage.footprint();
        }
        level.mapped += now.len;
        level.footprint += now.usage.footprint();
        if self.last.is_some_and(|last| region.birth > last) {
            self.newborn.insert(id, now.len);
        }
    }

    fn bury(&mut self, id: RegionId) {
        let region = &self.recording.regions()[id.index()];
        // Nothing is said of a region behind its death.
        if let Some(state) = self.recording.history(region).next() {
            let level = &mut self.now[region.class.category.index()];
            level.mapped -= state.len;
            level.footprint -= state.usage.footprint();
        }
        self.newborn.remove(&id);
    }

    /// Writes the levels down; those before the first cycle have no births beside them.
    fn close(&mut self, ends_cycle: bool, at: SnapshotIndex) {
        for (series, level) in self.series.iter_mut().zip(&self.now) {
            series.mapped.push(level.mapped);
            series.footprint.push(level.footprint);
        }
        if ends_cycle {
            self.litters.iter_mut().for_each(|litters| litters.push(Litter::default()));
            for (id, len) in self.newborn.drain() {
                let region = &self.recording.regions()[id.index()];
                let litter = self.litters[region.class.category.index()].last_mut();
                if let Some(litter) = litter {
                    litter.add(len, region.certainty() == Certainty::Certain);
                }
            }
        }
        self.newborn.clear();
        self.last = Some(at);
    }

    fn finish(self) -> (CycleSeries, BTreeMap<CategoryId, CycleSeries>) {
        let mut total = CycleSeries::default();
        let mut categories = BTreeMap::new();
        let all = (0..).map(CategoryId).zip(self.series).zip(self.litters);
        for ((id, mut series), litters) in all {
            series.born = litters.iter().map(Litter::bytes).collect();
            series.born_regions = litters.iter().map(Litter::count).collect();
            series.quantum = quantum(&litters);
            if self.recording.category(id).is_some_and(Category::is_counted) {
                total.add(&series);
                if series.mapped.iter().any(|&level| level > Bytes::ZERO) {
                    categories.insert(id, series);
                }
            }
        }
        (total, categories)
    }
}

impl CycleSeries {
    fn add(&mut self, other: &Self) {
        add_each(&mut self.mapped, &other.mapped);
        add_each(&mut self.footprint, &other.footprint);
        add_each(&mut self.born, &other.born);
        add_each(&mut self.born_regions, &other.born_regions);
    }
}

fn add_each<T: Copy + Default + std::ops::AddAssign>(sums: &mut Vec<T>, others: &[T]) {
    sums.resize(others.len(), T::default());
    sums.iter_mut().zip(others).for_each(|(sum, &other)| *sum += other);
}
