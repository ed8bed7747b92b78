//! Commands to the sampler, and events from it.

use crate::model::units::Timestamp;
use crate::model::{
    Annotations, CallBatch, Epoch, HeapCount, Inconsistent, Mark, MarkRole, SnapshotDelta, Trace, Warning,
};
use crate::source::EndReason;
use crate::storage::trace_file::{WriteError, Writer};
use crossbeam_channel::Sender;
use std::fmt;
use std::path::Path;
use std::time::Duration;

/// What the sampler is told.
pub(super) enum Command {
    /// Set a mark.
    Mark(MarkRequest),
    /// Take a complete look, and answer; no mark.
    Snapshot(Sender<Result<MarkAnswer, Refusal>>),
    /// These are the marks now, by someone who has seen so many of those that were set here.
    Annotate(Annotations, usize),
    /// Note something odd.
    Warn(String),
    Pause,
    Resume,
    Stop,
    /// End, if that was not said before, and answer nobody any more.
    Leave,
}

/// A mark that somebody asks for.
pub struct MarkRequest {
    pub label: String,
    /// What it means for the cycles.
    pub role: MarkRole,
    /// Whom to answer.
    pub answer: Sender<Result<MarkAnswer, Refusal>>,
}

/// A complete look that was taken, for a mark or by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkAnswer {
    /// When it was taken.
    pub at: Timestamp,
    /// What it cost in CPU time.
    pub cost: Duration,
}

/// Why a mark was not set, or a complete look not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The recording has ended.
    Ended,
    /// So many wait already that this one would come too late to mean anything.
    Busy,
    /// The target could not be read at that moment.
    Unreadable(String),
    /// The cycle of this number was closed before.
    ClosedBefore(u32),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended => f.write_str("the recording has ended"),
            Self::Busy => f.write_str("too many marks are waiting"),
            Self::Unreadable(why) => f.write_str(why),
            Self::ClosedBefore(cycle) => write!(f, "cycle {cycle} was closed before"),
        }
    }
}

impl std::error::Error for Refusal {}

/// What the sampler tells.
#[expect(
    clippy::large_enum_variant,
    reason = "deltas are the rule; a box for each would be an allocation for each tick"
)]
#[derive(Debug)]
pub enum Event {
    Delta(SnapshotDelta),
    /// The target became another program.
    Epoch(Epoch),
    /// Calls that changed the address space, up to about the last snapshot.
    Calls(CallBatch),
    /// What the memory of this allocator held at a mark.
    Heap(String, HeapCount),
    /// A mark was set.
    Mark(Mark),
    Warning(Warning),
    /// The recording is over; nothing follows.
    Ended(End),
}

impl Event {
    /// Adds what it tells to the trace that a session fills. A snapshot that does not fit leaves the trace as it was.
    pub fn apply_to(&self, trace: &mut Trace) -> Result<(), Inconsistent> {
        let Trace { recording, annotations } = trace;
        match self {
            Self::Delta(delta) => recording.append(delta)?,
            Self::Calls(batch) => recording.add_calls(batch)?,
            Self::Heap(allocator, count) => recording.add_heap_count(allocator, count.clone())?,
            Self::Epoch(epoch) => recording.begin_epoch(epoch.clone()),
            Self::Mark(mark) => annotations.add_mark(mark.clone()),
            Self::Warning(warning) => recording.warn(warning.clone()),
            Self::Ended(_) => {}
        }
        Ok(())
    }
}

/// How a recording ended.
#[derive(Debug)]
pub struct End {
    pub at: Timestamp,
    pub cause: EndCause,
    /// Why the file does not hold all of it, if so.
    pub write_error: Option<WriteError>,
    /// If so: what still can be saved elsewhere.
    pub unwritten: Option<Unwritten>,
}

/// A recording of which a part is in memory only.
pub struct Unwritten(pub(super) Box<Writer>);

impl Unwritten {
    /// Saves all of it to a new file.
    pub fn save(&mut self, path: &Path) -> Result<(), WriteError> {
        self.0.finish_elsewhere(path)
    }
}

impl fmt::Debug for Unwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Unwritten").field(&self.0.path()).finish()
    }
}

/// Why a recording ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndCause {
    /// It was told to.
    Stopped,
    /// The target is gone.
    Target(EndReason),
}

impl fmt::Display for EndCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stopped => f.write_str("stopped"),
            Self::Target(reason) => reason.fmt(f),
        }
    }
}
