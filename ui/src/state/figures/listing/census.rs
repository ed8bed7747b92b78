//! How many regions of a row were born, grew, shrank and died in a window.

use crate::state::Subject;
use strandline::analysis::{Change, RegionFacts, Window};
use strandline::model::{Recording, RegionId};

/// What became of the regions of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Born in the window, and there at its end.
    pub new: usize,
    /// Older, and with more than at its start.
    pub grew: usize,
    /// Older, and with less than at its start.
    pub shrank: usize,
    /// Died in it.
    pub gone: usize,
}

impl Changes {
    /// How many regions changed so.
    pub const fn of(&self, change: Change) -> usize {
        match change {
            Change::None => 0,
            Change::New => self.new,
            Change::Grew => self.grew,
            Change::Shrank => self.shrank,
            Change::Gone => self.gone,
        }
    }
}

/// What became of a region: a region never gains bytes, but it may use more of them.
pub fn change_of(facts: &RegionFacts) -> Change {
    if facts.size_change == Change::None { facts.footprint_change } else { facts.size_change }
}

/// Counts, some regions in each frame.
#[derive(Clone, Debug)]
pub(super) struct Census {
    subject: Subject,
    window: Window,
    next: u32,
    changes: Changes,
}

impl Census {
    pub(super) fn new(subject: &Subject, window: Window) -> Self {
        Self { subject: subject.clone(), window, next: 0, changes: Changes::default() }
    }

    /// Looks at so many regions more; says whether those were the last.
    pub(super) fn advance(&mut self, recording: &Recording, most: u32) -> bool {
        let regions = recording.regions();
        let end = self.next.saturating_add(most);
        while self.next < end {
            let id = RegionId(self.next);
            let Some(region) = regions.get(id.index()).filter(|region| region.since <= self.window.to) else {
                return true;
            };
            self.next += 1;
            let category = region.class.category;
            let was_there = region.death.is_none_or(|death| death > self.window.from);
            let holds = |described| self.subject.holds(category, described);
            if was_there && recording.category(category).is_some_and(holds) {
                self.count(recording, id);
            }
        }
        false
    }

    fn count(&mut self, recording: &Recording, id: RegionId) {
        let Some(facts) = RegionFacts::of(recording, id, self.window) else { return };
        match change_of(&facts) {
            Change::None => {}
            Change::New => self.changes.new += 1,
            Change::Grew => self.changes.grew += 1,
            Change::Shrank => self.changes.shrank += 1,
            Change::Gone => self.changes.gone += 1,
        }
    }

    pub(super) const fn changes(&self) -> Changes {
        self.changes
    }
}
