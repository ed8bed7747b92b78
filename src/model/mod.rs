//! What a trace is: plain data that only grows. No I/O, no clock, no serialisation.
//!
//! A [`Recording`] is what was measured; [`Annotations`] are what the user added; a [`Trace`] is both, the document.

mod annotations;
mod calls;
mod category;
mod circumstances;
mod cost;
mod delta;
mod identity;
mod log;
mod logged_stacks;
mod mappings;

mod observation;
mod place;
mod reading;
mod recording;
mod region;
mod rounding;
mod runtime;
mod snapshot;
mod tag;
mod target;
mod totals;
pub mod units;
mod usage;
mod warning;
mod wording;

pub use annotations::{Annotations, Mark, MarkRole, Revision};
pub use calls::{Call, CallBatch, CallLog, Effect, Frame, Function, IsAccessible, LostCalls, Module};
pub use category::{Category, CategoryId, CategoryRole};
pub use circumstances::Circumstances;
pub use cost::TickCost;
pub use delta::{Birth, Cut, Epoch, Reclassification, SnapshotDelta, Split, UsageChange};
pub use identity::{Backing, Certainty, Identity, PageAccess};
pub use log::LogChange;
pub use logged_stacks::{LoggedFrame, LoggedStack, LoggedStacks};
pub use mappings::{MappingCount, Mappings};
pub use observation::{Classification, Observation, Protection};
pub use place::{ObjectId, Place, Space};
pub use reading::{Detail, Reading, Readings};
pub use recording::{
    Accumulator, Chunks, Follower, Inconsistent, LogEntry, LogReader, Recording, RecordingStart, Regions,
};
pub use region::{Region, RegionId, RegionState};
pub use rounding::{Rounding, Untold};
pub use runtime::{Runtime, Runtimes};
pub use snapshot::{Snapshot, SnapshotIndex, SnapshotKind};
pub use tag::{Tag, TagId};
pub use target::{Os, Target};
pub use totals::{TotalKind, Totals};
pub use usage::{Usage, UsageQuality};
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
