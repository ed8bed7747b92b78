//! The source on a made-up kernel.

mod asking;
mod doctor;
mod owning;
mod promises;
mod rights;
mod stories;
mod walking;

use super::decode::RawRegion;
use super::fake::{FakeKernel, FakeProcess};
use super::source::LiveSource;
use crate::classify::categories::Rules;
use crate::model::{Readings, SnapshotDelta, Totals};
use crate::platform::patience::Patience;
use crate::record::tracking::Tracker;
use crate::source::{AttachError, Observed, ReadScope, Source, SourceError};
use std::collections::BTreeMap;

const PID: i32 = 700;
const PAGE: u64 = 0x4000;
const MIB: u64 = 1 << 20;

/// Attaches to the made-up process.
fn opened(kernel: &FakeKernel, rules: Rules) -> Result<LiveSource<FakeKernel>, AttachError> {
    LiveSource::open(kernel.clone(), PID.unsigned_abs(), rules, &Patience::default())
}

/// A recorder of a made-up process.
struct Recorder {
    kernel: FakeKernel,
    source: LiveSource<FakeKernel>,
    tracker: Tracker,
}

impl Recorder {
    fn attach(process: FakeProcess) -> Self {
        let kernel = FakeKernel::with(PID, process);
        let source = opened(&kernel, Rules::default()).unwrap();
        Self { kernel, source, tracker: Tracker::new() }
    }

    fn of_regions(regions: impl IntoIterator<Item = RawRegion>) -> Self {
        Self::attach(FakeProcess::with(regions))
    }

    fn change(&self, change: impl FnOnce(&mut FakeProcess)) {
        self.kernel.change(PID, change);
    }

    fn observed(&mut self) -> Result<Observed, SourceError> {
        let mut observed = Observed::default();
        self.source.observe(ReadScope::Due, &mut observed)?;
        Ok(observed)
    }

    /// Takes a snapshot.
    fn tick(&mut self) -> SnapshotDelta {
        let observed = self.observed().unwrap();
        let mut delta = SnapshotDelta { totals: observed.totals, ..SnapshotDelta::default() };
        self.tracker.observe(&observed.spans, &observed.mapped, &mut delta);
        if observed.unmapped_read {
            self.tracker.observe_unmapped(&observed.unmapped, &mut delta);
        }
        delta
    }

    /// Takes a snapshot and reads what everything uses.
    fn walk(&mut self) -> (SnapshotDelta, Readings) {
        let (mut delta, mut readings) = (self.tick(), Readings::default());
        self.source.walk(&mut readings, &mut Totals::default()).unwrap();
        self.tracker.take_readings(&readings, &mut delta);
        (delta, readings)
    }

    /// By category: regions, and MiB of them.
    fn categories(&self) -> BTreeMap<String, (usize, u64)> {
        let mut sums: BTreeMap<_, (usize, u64)> = BTreeMap::new();
        for (_, run) in self.tracker.runs().iter() {
            let category = self.source.vocabulary().categories()[run.class.category.index()].to_string();
            let sum = sums.entry(category).or_default();
            *sum = (sum.0 + 1, sum.1 + run.range.len().get());
        }
        sums.into_iter().map(|(name, (count, bytes))| (name, (count, bytes / MIB))).collect()
    }

    /// What all regions use, in pages: resident, dirty, swapped.
    fn pages(&self) -> [u64; 3] {
        let mut sum = crate::model::Usage::default();
        for (_, run) in self.tracker.runs().iter() {
            sum += run.usage;
        }
        [sum.resident, sum.dirty, sum.swapped].map(|bytes| bytes.get() / PAGE)
    }
}

/// What died and what was born.
fn turnover(delta: &SnapshotDelta) -> (usize, usize) {
    (delta.died.len() + delta.cut.len(), delta.born.len())
}
