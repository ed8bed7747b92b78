//! How long whoever attaches waits where the system asks its user first. Only macOS does.

use crossbeam_channel::{Receiver, never};
use std::fmt;
use std::time::Duration;

/// How long to wait for an answer that somebody has to give, and what to do meanwhile.
///
/// Attaching blocks for so long. A window attaches on a thread of its own.
pub struct Patience {
    /// What is answered within it needs no word: nobody was asked. A refusal that takes longer is somebody's.
    pub moment: Duration,
    /// So long at most. Where there is no answer by then, attaching goes on without.
    pub limit: Duration,
    /// Is given what to tell the user, when there is no answer after a moment.
    pub tell: Box<dyn Fn(&str) + Send>,
    /// Nobody wants an answer any more once this has something, or its other end is gone.
    pub given_up: Receiver<()>,
}

/// Two minutes, told to nobody, and not to be given up.
impl Default for Patience {
    fn default() -> Self {
        Self {
            moment: Duration::from_secs(1),
            limit: Duration::from_mins(2),
            tell: Box::new(|_nobody_listens| {}),
            given_up: never(),
        }
    }
}

impl fmt::Debug for Patience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Patience")
            .field("moment", &self.moment)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
