//! What the machine tells, again and again.

use super::StoredTraces;
use strandline::platform::SystemMemory;
use strandline::source::{AttachError, Candidate};

/// The machine at one moment.
#[derive(Debug)]
pub struct Survey {
    /// Every process but our own.
    pub processes: Result<Vec<Candidate>, AttachError>,
    /// What memory is used for, where the machine tells.
    pub memory: Option<SystemMemory>,
    /// Whether we may do what root may.
    pub is_root: bool,
    /// Traces on the disk, where they were looked for.
    pub stored: Option<StoredTraces>,
}

/// A process as it was last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// What is known of it.
    pub candidate: Candidate,
    /// Whether it is gone by now. Its row stays while the order is held.
    pub has_exited: bool,
}

impl Process {
    /// Whether it may be recorded, region by region.
    pub const fn is_open(&self) -> bool {
        self.candidate.access.has_regions() && !self.has_exited
    }

    /// Whether each of these words is in its name, pid, user or command. They are in small letters.
    pub(super) fn holds(&self, words: &[String]) -> bool {
        let Candidate { name, user, command, pid, .. } = &self.candidate;
        if words.is_empty() {
            return true;
        }
        let texts = [name.to_lowercase(), user.to_lowercase(), command.to_lowercase(), pid.to_string()];
        words.iter().all(|word| texts.iter().any(|text| text.contains(word)))
    }
}

impl From<Candidate> for Process {
    fn from(candidate: Candidate) -> Self {
        Self { candidate, has_exited: false }
    }
}
