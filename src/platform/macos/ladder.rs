//! The ways to look at a process, from the one that shows most to the one that asks for least.
//!
//! The right to read is asked for first: it is all that is needed, and given with Developer Mode off too. Then the right to
//! control; then, without any port, the regions that `PROC_PIDREGIONINFO` tells of processes of the same user. What is
//! left after that are totals (`totals_source`).

use super::asking::ask;
use super::decode::{RawRegion, RawTotals};
use super::denial::Denial;
use super::kernel::{Errno, Failure, Kernel, Meaning, Right, Task};
use super::objects::OwnedObjects;
use super::walk::{PageCounts, Regions};
use super::words::{self, FULL_WORDS, RegionAnswer, SHORT_WORDS, VM_INFO_WORDS};
use crate::platform::patience::Patience;
use std::fmt;

/// A step of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rung {
    /// By a port.
    Port(Right),
    Pid,
}

pub(crate) const RUNGS: &[Rung] = &[Rung::Port(Right::Read), Rung::Port(Right::Control), Rung::Pid];

impl fmt::Display for Rung {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Port(Right::Read) => "task_read_for_pid",
            Self::Port(Right::Control) => "task_for_pid",
            Self::Pid => "PROC_PIDREGIONINFO",
        })
    }
}

/// A way to look at a process that holds.
#[derive(Debug)]
pub(crate) enum WayToRecord<K: Kernel> {
    /// By a port.
    Port(K::Task),
    Pid(K, i32),
}

/// What came of trying the steps.
pub(crate) struct LadderResult<K: Kernel> {
    /// The first step that holds.
    pub(crate) reach: Option<WayToRecord<K>>,
    /// Why those above it did not.
    pub(crate) denials: Vec<(Rung, Denial)>,
}

impl<K: Kernel> LadderResult<K> {
    /// Whether the user was asked for a port, and did not give it.
    pub(crate) fn was_denied_by_user(&self) -> bool {
        self.denials.iter().any(|(_, denial)| denial.is_final())
    }

    /// Whether nobody wants it any more.
    pub(crate) fn is_given_up(&self) -> bool {
        self.denials.iter().any(|(_, denial)| *denial == Denial::GivenUp)
    }
}

/// Tries these steps from the top; `before` hears of each. What the user has denied once is not asked for in another way.
pub(crate) fn climb<K: Kernel>(
    kernel: &K,
    pid: i32,
    rungs: &[Rung],
    patience: &Patience,
    before: &mut dyn FnMut(Rung),
) -> LadderResult<K> {
    let mut climb = LadderResult { reach: None, denials: Vec::new() };
    for &rung in rungs {
        if matches!(rung, Rung::Port(_)) && climb.was_denied_by_user() {
            continue;
        }
        before(rung);
        match step(kernel, pid, rung, patience) {
            Ok(reach) => {
                climb.reach = Some(reach);
                return climb;
            }
            Err(denial) => climb.denials.push((rung, denial)),
        }
        if climb.is_given_up() {
            return climb;
        }
    }
    climb
}

/// Tries one step, and whether it bears.
fn step<K: Kernel>(kernel: &K, pid: i32, rung: Rung, patience: &Patience) -> Result<WayToRecord<K>, Denial> {
    let mut reach = match rung {
        Rung::Port(right) => WayToRecord::Port(ask(kernel, pid, right, patience)?),
        Rung::Pid => WayToRecord::Pid(kernel.clone(), pid),
    };
    // An empty map has an end, too. By pid alone it looks like a process that is not ours.
    match reach.region(0, PageCounts::Skip) {
        Err(failure) if rung == Rung::Pid || failure.meaning() != Meaning::End => {
            Err(Denial::Useless(failure))
        }
        _ => Ok(reach),
    }
}

impl<K: Kernel> WayToRecord<K> {
    /// Whether there is no port: each question makes the kernel count pages.
    pub(crate) fn is_by_pid(&self) -> bool {
        matches!(self, Self::Pid(..))
    }

    /// What the system says of the whole process.
    pub(crate) fn totals(&mut self) -> Result<RawTotals, Failure> {
        match self {
            Self::Port(task) => {
                let mut info = [0; VM_INFO_WORDS];
                let words = task.vm_info(&mut info).map_err(Failure::Code)?;
                Ok(words::totals(&info[..words.min(VM_INFO_WORDS)]))
            }
            Self::Pid(kernel, pid) => {
                let memory = kernel.memory(*pid).ok_or(Failure::Errno(Errno::ESRCH))?;
                let (resident, footprint) = (memory.resident, Some(memory.footprint));
                Ok(RawTotals { resident, footprint, ..RawTotals::default() })
            }
        }
    }

    /// Asks which objects the task owns. Without a port nobody tells.
    pub(crate) fn read_owned(&mut self, into: &mut OwnedObjects) -> Result<(), Errno> {
        match self {
            Self::Port(task) => into.read(task),
            Self::Pid(..) => Ok(()),
        }
    }
}

impl<K: Kernel> Regions for WayToRecord<K> {
    fn region(&mut self, address: u64, detail: PageCounts) -> Result<RawRegion, Failure> {
        match (self, detail) {
            (Self::Port(task), PageCounts::Skip) => by_port(task, address, &mut [0; SHORT_WORDS]),
            (Self::Port(task), PageCounts::Take) => by_port(task, address, &mut [0; FULL_WORDS]),
            (Self::Pid(kernel, pid), _) => {
                let info = kernel.region_of(*pid, address).map_err(Failure::Errno)?;
                Ok(words::region_of_pid(&info))
            }
        }
    }

    fn always_counts(&self) -> bool {
        self.is_by_pid()
    }
}

fn by_port(task: &mut impl Task, address: u64, info: &mut [u32]) -> Result<RawRegion, Failure> {
    let answer: RegionAnswer = task.region(address, info).map_err(Failure::Code)?;
    Ok(words::region(answer, info))
}
