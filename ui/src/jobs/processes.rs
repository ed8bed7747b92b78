//! Lists the processes again and again, as long as somebody looks at them.

use super::{Link, Panicked, Work};
use crate::state::{StoredTraces, Survey};
use crate::system::System;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// How often the processes are listed.
const PERIOD: Duration = Duration::from_secs(1);

/// Traces on the disk are looked for in one of so many rounds: they change rarely.
const ROUNDS_PER_LOOK: u32 = 5;

/// A list of processes that is kept up to date. Each message is a whole list.
pub(crate) struct ListProcesses {
    pub(crate) system: Arc<dyn System>,
}

impl Work for ListProcesses {
    const THREAD: &'static str = "list processes";
    type Message = Survey;
    type Output = ();
    type Error = Panicked;

    fn run(&mut self, link: &Link<Survey>) -> Result<(), Panicked> {
        for round in 0_u32.. {
            link.tell(self.survey(round));
            if !link.pause(PERIOD) {
                break;
            }
        }
        Ok(())
    }
}

impl ListProcesses {
    fn survey(&self, round: u32) -> Survey {
        let system = &*self.system;
        Survey {
            processes: system.processes(),
            memory: system.memory().ok(),
            is_root: system.is_root(),
            stored: round.is_multiple_of(ROUNDS_PER_LOOK).then(|| stored(system)),
        }
    }
}

/// What cannot be read is not offered; whoever saves or opens something there is told why.
fn stored(system: &dyn System) -> StoredTraces {
    let Ok(files) = system.files() else { return StoredTraces::default() };
    let now = SystemTime::now();
    files.empty_bin(now);
    let unsaved = files.unsaved().unwrap_or_default();
    StoredTraces::at(now, &unsaved, &files.recents().value, &files.binned())
}
