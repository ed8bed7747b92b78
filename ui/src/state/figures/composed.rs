//! What is there at the end of the range, for the view that shows it.

use super::Wait;
use std::time::{Duration, Instant};
use strandline::analysis::{Composition, Growth};
use strandline::model::{Recording, SnapshotIndex};

/// To take a recording apart reads all of its regions: while one grows that is done once in so long.
const PAUSE: Duration = Duration::from_secs(1);

/// What is there at the end of the range, as of some snapshot.
#[derive(Debug, Default)]
pub struct Composed {
    composition: Composition,
    at: Option<SnapshotIndex>,
    made: Option<Instant>,
}

impl Composed {
    pub const fn composition(&self) -> &Composition {
        &self.composition
    }

    /// Takes the recording apart anew, if its end is another one and the pause is over.
    pub(super) fn refresh(&mut self, recording: &Recording, growth: &Growth, now: Instant) -> Wait {
        let at = Some(growth.window.to);
        if self.at == at {
            return Wait::ForNews;
        }
        let elapsed = self.made.map_or(PAUSE, |made| now.saturating_duration_since(made));
        if let Some(left) = PAUSE.checked_sub(elapsed).filter(|left| !left.is_zero()) {
            return Wait::For(left);
        }
        self.composition = Composition::at_end(recording, growth);
        (self.at, self.made) = (at, Some(now));
        Wait::ForNews
    }
}
