//! The input of a rule: one category that grows.

use super::kind::Kind;
use super::launch::Launch;
use super::retained::Counts;
use crate::analysis::{CycleSeries, Cycles, Metric};
use crate::model::Trace;
use crate::model::units::{Address, ByteDelta, Bytes};
use crate::model::{Certainty, Circumstances, Os, Place, Region, RegionState, Runtime, Target};

/// One category that grows, and what is there of it.
#[derive(Clone, Debug)]
pub(super) struct Case<'a> {
    pub(super) trace: &'a Trace,
    pub(super) cycles: &'a Cycles,
    pub(super) series: &'a CycleSeries,
    /// Its regions at the last closing mark.
    pub(super) found: Vec<Found>,
    /// How many of its regions were opened and kept.
    pub(super) retained: Counts,
    /// Whether it is the category that says most.
    pub(super) is_leading: bool,
}

/// A region at the last closing mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) region: Region,
    pub(super) state: RegionState,
    /// Whether it was born in a cycle that counts.
    pub(super) is_new: bool,
}

impl<'a> Case<'a> {
    /// What was born in the cycles that count and is still there.
    pub(super) fn survivors(&self) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(|found| found.is_new)
    }

    /// The region to look at: the largest that is new, or where nothing is new (it grew in place), the largest.
    pub(super) fn example(&self) -> Option<&Found> {
        self.found.iter().max_by_key(|found| (found.is_new, found.state.len))
    }

    /// What kind of memory it is.
    pub(super) fn kind(&self) -> Option<Kind> {
        Some(Kind::of_region(&self.trace.recording, &self.example()?.region))
    }

    /// The process, where it is one that can be asked again.
    pub(super) fn process(&self) -> Option<&'a Target> {
        self.trace.recording.target().filter(|target| target.os != Os::Synthetic && target.pid != 0)
    }

    /// What is known of the time before the recording.
    pub(super) fn circumstances(&self) -> &'a Circumstances {
        static UNKNOWN: Circumstances =
            Circumstances { launched: None, age: None, can_attach: false, can_trace: false };
        self.trace.recording.start().map_or(&UNKNOWN, |start| &start.circumstances)
    }

    /// A command line for the target: one that starts the program again where the recorder started it, which has ended
    /// with the recording; else one for the process.
    pub(super) fn command(
        &self,
        starting: impl FnOnce(Launch<'_>) -> String,
        attaching: impl FnOnce(u32) -> String,
    ) -> Option<String> {
        match self.launch() {
            Some(launch) => Some(starting(launch)),
            None => self.process().map(|process| attaching(process.pid)),
        }
    }

    /// The command that the recorder launched, if it did.
    pub(super) fn launch(&self) -> Option<Launch<'a>> {
        self.circumstances().launched.as_deref().map(Launch::parse)
    }

    /// The word ahead of a command that looks into the process; nothing where the recorder might do so.
    pub(super) fn sudo(&self) -> &'static str {
        if self.circumstances().can_attach { "" } else { "sudo " }
    }

    /// Which malloc keeps memory of this kind, where it is malloc's.
    pub(super) fn allocator(&self) -> Option<Runtime> {
        let category = self.trace.recording.category(self.example()?.region.class.category)?;
        let runtimes = self.trace.recording.runtimes();
        let c_library = if runtimes.has(Runtime::Musl) { Runtime::Musl } else { Runtime::Glibc };
        Some(Runtime::named(&category.name).unwrap_or(c_library))
    }

    /// Where the region to look at begins, if it has an address.
    pub(super) fn address(&self) -> Option<Address> {
        match self.example()?.region.place {
            Place::Mapped(range) => Some(range.start),
            Place::Object(..) | Place::Aggregate(..) => None,
        }
    }

    /// Whether each region is known to be a mapping of its own: neighbours in plain anonymous memory are merged.
    pub(super) fn is_certain(&self) -> bool {
        self.example().is_some_and(|found| found.region.certainty() == Certainty::Certain)
    }

    /// Whether regions are counted: each is a mapping of its own, or a row of a summary that counts them.
    pub(super) fn counts_regions(&self) -> bool {
        self.is_certain() || self.example().is_some_and(|found| found.state.is_counted_row())
    }

    /// How much more there is of it at the last mark than at the first.
    pub(super) fn gained(&self, metric: Metric) -> ByteDelta {
        self.series.grown(metric)
    }
}

/// What a difference is above zero.
pub(super) fn rise(gained: ByteDelta) -> Bytes {
    Bytes::new(u64::try_from(gained.get()).unwrap_or(0))
}

/// In percent, where there is a whole.
pub(super) fn percent(of: Bytes, whole: Bytes) -> f64 {
    100.0 * of.get() as f64 / whole.get().max(1) as f64
}

/// "1 region", "2 regions".
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
