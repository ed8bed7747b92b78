//! The data of a trace. It only grows. No I/O, no clock, no serialisation.
//!
//! A [`Recording`] is what was measured; [`Annotations`] are what the user added; a [`Trace`] is both, the document.

mod annotations;
mod calls;
mod category;
mod heap;
mod identity;
mod log;
mod logged_stacks;
mod mappings;
mod observation;
mod recording;
mod region;
mod rounding;
mod runtime;
mod snapshot;
mod target;
mod totals;
pub mod units;
mod usage;
mod warning;
mod wording;

pub use annotations::{Annotations, Mark, MarkRole, Revision};
pub use calls::{Call, CallBatch, CallLog, Effect, Frame, Function, IsAccessible, LostCalls, Module};
pub use category::{Category, CategoryId, CategoryRole};
pub use heap::{ClassCount, HeapCount, HeapLog, HeapSums, SizeClass};
pub use identity::{Backing, Certainty, Identity, PageAccess, Tag, TagId};
pub use log::LogChange;
pub use logged_stacks::{LoggedFrame, LoggedStack, LoggedStacks};
pub use mappings::{MappingCount, Mappings};
pub use observation::{Classification, Observation, Protection};
pub use recording::{
    Accumulator, Chunks, Follower, Inconsistent, LogEntry, LogReader, Recording, RecordingStart, Regions,
};
pub use region::{ObjectId, Place, Region, RegionId, RegionState, Space};
pub use rounding::{Rounding, Untold};
pub use runtime::{Runtime, Runtimes};
pub use snapshot::{
    Birth, Cut, Epoch, Reclassification, Snapshot, SnapshotDelta, SnapshotIndex, SnapshotKind, Split,
    TickCost, UsageChange,
};
pub use target::{Circumstances, Os, Target};
pub use totals::{TotalKind, Totals};
pub use usage::{Detail, Reading, Readings, Usage, UsageQuality};
pub use warning::Warning;
pub use wording::Wording;

/// What was measured and what the user added to it: the document.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// What was measured. It only grows.
    pub recording: Recording,
    /// What the user added: marks and their names.
    pub annotations: Annotations,
}
