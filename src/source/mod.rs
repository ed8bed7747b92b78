//! A source reads what a process has mapped, and how much of it is used.
//!
//! What is mapped is cheap to read, and is read each tick ([`Source::observe`]). Usage is expensive, so the [`Governor`]
//! schedules it: [`Source::measure`] reads some spans, [`Source::sweep`] everything in slices, [`Source::walk`] everything
//! at once.

mod account;
mod governor;
pub(crate) mod proc_text;
mod synthetic;
mod vocabulary;

pub use account::{Account, AccountEntry, PageRun};
pub use governor::{Governor, TickBudget};
pub use synthetic::{ProgramBehaviour, RandomSequence, Synthetic};
pub use vocabulary::Vocabulary;

use crate::model::units::AddressRange;
use crate::model::{
    CallBatch, Circumstances, HeapCount, Observation, Readings, Runtimes, Target, Totals, Usage,
};
use std::fmt;
use std::time::{Duration, Instant};

/// Reads the memory of one process.
///
/// One thread calls it. Buffers are the caller's and are reused: a steady answer allocates nothing.
pub trait Source: Send {
    /// The process under study, as of the last answer.
    fn target(&self) -> &Target;

    /// The tags and categories that observations name; they only become more.
    fn vocabulary(&self) -> &Vocabulary;

    /// Reads what is mapped now. Cheap: once per tick.
    fn observe(&mut self, scope: ReadScope, into: &mut Observed) -> Result<(), SourceError>;

    /// Reads the usage of some spans, page by page.
    ///
    /// `spans` are sorted and disjoint. Stops when `budget` CPU time is spent; what was not reached is not in the answer.
    /// A source of totals only reads nothing here, nor in the two functions below.
    fn measure(
        &mut self,
        _spans: &[AddressRange],
        _budget: Duration,
        _into: &mut Readings,
    ) -> Result<(), SourceError> {
        Ok(())
    }

    /// Reads the usage of everything in slices: goes on where the last slice ended, for about `budget` CPU time.
    fn sweep(&mut self, _budget: Duration, _into: &mut Readings) -> Result<Sweep, SourceError> {
        Ok(Sweep::Complete)
    }

    /// Reads the usage of everything at one instant, and drops an unfinished sweep. Adds to `totals` what only such a walk
    /// can read.
    fn walk(&mut self, _into: &mut Readings, _totals: &mut Totals) -> Result<(), SourceError> {
        Ok(())
    }

    /// Which allocators and language runtimes were recognised so far in the program that the target is.
    fn runtimes(&self) -> Runtimes {
        Runtimes::default()
    }

    /// What is known of the target's past, and of what can be run beside it.
    fn circumstances(&self) -> Circumstances {
        Circumstances::default()
    }

    /// How many entries the system's list of what is mapped may have, where it has a limit.
    fn most_mappings(&self) -> Option<u64> {
        None
    }

    /// What was odd since the last call; each thing is said once.
    fn take_warnings(&mut self) -> Vec<String> {
        Vec::new()
    }

    /// CPU time that the calling thread has used so far.
    fn cpu_time(&self) -> Duration;
}

/// Something that tells of each call that changes the target's address space, with the stack that made it.
pub trait CallSource: Send {
    /// What came since the last answer; moments are told since `start`. Nothing where that takes longer than `patience`: then
    /// the next answer has it.
    fn take(&mut self, start: Instant, patience: Duration) -> Option<CallBatch>;

    /// What was odd since the last call; each thing is said once.
    fn take_warnings(&mut self) -> Vec<String>;
}

/// Something that counts what the memory of the target's malloc holds.
pub trait HeapSource: Send {
    /// The allocator with its version, as far as it is known.
    fn allocator(&self) -> &str;

    /// Counts. Except for its moment, which is the caller's to set, the answer is complete.
    fn count(&mut self) -> Result<HeapCount, HeapUnknown>;

    /// Why the last count was made while the target ran, if it was.
    fn take_refusal(&mut self) -> Option<String>;
}

/// Why the heap was not counted; named by what the reader should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeapUnknown {
    /// The target is gone.
    Gone,
    /// Its memory may not be read.
    NotPermitted,
    /// It could not be stopped.
    NotStopped(String),
    /// It has no arenas of a malloc that is known.
    NoArena,
    /// Not on this system.
    Unsupported,
}

impl fmt::Display for HeapUnknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone => f.write_str("the target is gone"),
            Self::NotPermitted => f.write_str("the target's memory may not be read"),
            Self::NotStopped(why) => write!(f, "the target could not be stopped: {why}"),
            Self::NoArena => f.write_str("its malloc was not recognised: only glibc's is counted"),
            Self::Unsupported => f.write_str("the heap is counted on Linux only"),
        }
    }
}

impl std::error::Error for HeapUnknown {}

/// How much an answer to the cheap question must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadScope {
    /// What this tick is due: what costs more than a mapping (objects, figures of the machine) is read less often.
    Due,
    /// Everything: a mark is a barrier.
    Everything,
}

/// The answer to the cheap question: what changed, and nothing else.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// The parts of the address space that `mapped` describes anew; elsewhere nothing changed. Sorted and disjoint. They
    /// part no entry of the system's list, neither as it is nor as it was.
    pub spans: Vec<AddressRange>,
    /// Everything that is mapped inside `spans`, sorted by address, without overlaps, each inside one span.
    pub mapped: Vec<Observation>,
    /// Whether objects and summary rows were read this time.
    pub unmapped_read: bool,
    /// If so: all memory without address there is.
    pub unmapped: Vec<(Observation, Usage)>,
    /// What the system says of the whole process.
    pub totals: Totals,
}

impl Observed {
    /// Empties the answer and keeps its buffers.
    pub fn clear(&mut self) {
        self.spans.clear();
        self.mapped.clear();
        self.unmapped_read = false;
        self.unmapped.clear();
        self.totals = Totals::default();
    }
}

/// How far a sweep has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sweep {
    /// There is more to read.
    Unfinished,
    /// The end was reached; the next slice begins anew.
    Complete,
}

/// Why a source gives no answer; named by what the caller should do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceError {
    /// End the recording: the target is gone.
    Ended(EndReason),
    /// Begin a new epoch and ask again: the target called `exec`. [`Source::target`] is the new one already.
    Replaced,
    /// Try again at the next tick.
    Transient(String),
}

/// Why a target is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    Exited,
    /// Its pid belongs to another process now.
    PidReused,
    /// It may not be read any more (it became setuid, or non-dumpable).
    Denied,
}

impl fmt::Display for EndReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exited => "the target exited",
            Self::PidReused => "the target exited, and its pid belongs to another process now",
            Self::Denied => "the target may not be read any more",
        })
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended(reason) => reason.fmt(f),
            Self::Replaced => f.write_str("the target became another program"),
            Self::Transient(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for SourceError {}

/// Why a process cannot be attached to; named by what the caller should do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachError {
    /// Choose another pid.
    NoSuchProcess {
        /// The pid that was asked for.
        pid: u32,
    },
    /// Choose another process: this one is there, and has no memory.
    NoMemory {
        /// The pid that was asked for.
        pid: u32,
        reason: String,
    },
    /// Mend the permission.
    NotPermitted {
        /// The pid that was asked for.
        pid: u32,
        /// Why the system refuses.
        reason: String,
        /// What to do about it, in words.
        remedy: String,
        /// The one command that mends it, as it is typed; nothing where no single command does.
        command: Option<String>,
    },
    /// Nothing: whoever attached gave up waiting.
    GivenUp {
        /// The pid that was asked for.
        pid: u32,
    },
    /// This system cannot be read at all.
    Unsupported { reason: String },
}

impl fmt::Display for AttachError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchProcess { pid } => write!(f, "there is no process with pid {pid}"),
            Self::NoMemory { pid, reason } => write!(f, "process {pid} cannot be recorded: {reason}"),
            Self::NotPermitted { pid, reason, remedy, .. } => {
                write!(f, "process {pid} may not be read: {reason}; {remedy}")
            }
            Self::GivenUp { pid } => write!(f, "attaching to process {pid} was given up"),
            Self::Unsupported { reason } => write!(f, "this system cannot be read: {reason}"),
        }
    }
}

impl std::error::Error for AttachError {}

/// How much of a process can be recorded, from the most to the least. Each but the first says why it is no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// All that the system tells.
    Full,
    /// Its regions, asked for by pid: slower, and without the graphics objects that it owns. On macOS.
    ByPid(AttachError),
    /// The sums of the whole process: no regions, no categories.
    Totals(AttachError),
    Nothing(AttachError),
}

impl Access {
    /// Whether regions can be recorded.
    pub const fn has_regions(&self) -> bool {
        matches!(self, Self::Full | Self::ByPid(_))
    }

    /// Why it is no more.
    pub const fn refusal(&self) -> Option<&AttachError> {
        match self {
            Self::Full => None,
            Self::ByPid(refusal) | Self::Totals(refusal) | Self::Nothing(refusal) => Some(refusal),
        }
    }

    /// One word for it, as `list --json` has it.
    pub const fn json_name(&self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::ByPid(_) => "by_pid",
            Self::Totals(_) => "totals",
            Self::Nothing(_) => "nothing",
        }
    }

    /// What it gives, in a clause.
    pub const fn means(&self) -> &'static str {
        match self {
            Self::Full => "all of it can be recorded",
            Self::ByPid(_) => "its regions can be recorded by pid: slower, and without its graphics objects",
            Self::Totals(_) => "only its totals can be recorded: no regions, no categories",
            Self::Nothing(_) => "nothing of it can be recorded",
        }
    }
}

/// A process that could be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub pid: u32,
    pub name: String,
    /// Its command line; empty for a kernel thread.
    pub command: String,
    pub user: String,
    /// Memory resident now.
    pub resident: crate::model::units::Bytes,
    /// Memory swapped out now.
    pub swapped: crate::model::units::Bytes,
    /// Footprint, where the system keeps one (macOS), else anonymous and shared memory with swap.
    pub footprint: crate::model::units::Bytes,
    /// Whether what was freed lazily may be in the footprint: on Linux it takes a walk of the pages to know.
    pub is_upper_bound: bool,
    /// How much of it can be recorded.
    pub access: Access,
}
