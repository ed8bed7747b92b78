//! How often figures are taken in anew, and how much of a frame that may take.

use std::time::{Duration, Instant};

/// Eyes do not follow figures that change more often.
pub(super) const PERIOD: Duration = Duration::from_millis(250);

/// What has to be done anew takes at most one part in so many of the time.
const COST_FACTOR: u32 = 10;

/// A frame spends so long on what one table follows.
const PATIENCE: Duration = Duration::from_millis(2);

/// The same for all tables together while somebody waits for what they asked for: half of a frame at 60 Hz.
const PATIENCE_IF_AWAITED: Duration = Duration::from_millis(8);

/// Between two looks at the clock so many steps are done that follow a log: some tenths of a millisecond.
pub(super) const LOG_STEPS: usize = 2_000;

/// Repeats a step until it says that all is done, or the time is up. Says whether all is done.
pub(super) fn until(deadline: Instant, mut step: impl FnMut() -> bool) -> bool {
    loop {
        let is_done = step();
        if is_done || Instant::now() >= deadline {
            return is_done;
        }
    }
}

/// When to look again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// When there are news: all was taken in.
    ForNews,
    /// After so long; at once, if that is nothing.
    For(Duration),
}

impl Wait {
    /// The earlier of two.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        match (self, other) {
            (Self::For(one), Self::For(other)) => Self::For(one.min(other)),
            (Self::ForNews, wait) | (wait, Self::ForNews) => wait,
        }
    }
}

/// Keeps the figures of one table from being taken in too often, or for too long at a time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    /// When news are taken in again, at the earliest.
    due: Option<Instant>,
    /// What was worked since the last rest.
    worked: Duration,
    /// Whether somebody waits for it.
    is_awaited: bool,
}

impl Pace {
    /// What is shown is not what was asked for: it is not to wait.
    pub(super) const fn hurry(&mut self) {
        self.due = None;
        self.is_awaited = true;
    }

    /// Works until the deadline that `work` is given, if it is time for that; `work` says whether it has done all. Then it
    /// rests for `period` at least. `now` is when the frame began.
    pub(super) fn work(
        &mut self,
        now: Instant,
        period: Duration,
        work: impl FnOnce(Instant) -> bool,
    ) -> Wait {
        if let Some(due) = self.due.filter(|&due| now < due) {
            return Wait::For(due - now);
        }
        let began = Instant::now();
        let deadline = began + PATIENCE;
        let is_done = work(if self.is_awaited { deadline.max(now + PATIENCE_IF_AWAITED) } else { deadline });
        self.worked += began.elapsed();
        if is_done {
            self.is_awaited = false;
            self.due = Some(now + period.max(self.worked * COST_FACTOR));
            self.worked = Duration::ZERO;
            return Wait::ForNews;
        }
        Wait::For(Duration::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_goes_on_until_it_is_done_and_then_rests() {
        let began = Instant::now();
        let mut pace = Pace::default();
        assert_eq!(pace.work(began, PERIOD, |_| false), Wait::For(Duration::ZERO));
        assert_eq!(pace.work(began, PERIOD, |_| true), Wait::ForNews);
        let soon = began + Duration::from_millis(50);
        assert_eq!(pace.work(soon, PERIOD, |_| panic!("it rests")), Wait::For(Duration::from_millis(200)));
        pace.hurry();
        assert_eq!(pace.work(soon, PERIOD, |_| true), Wait::ForNews);
        assert_eq!(pace.work(soon + PERIOD, PERIOD, |_| true), Wait::ForNews);
    }

    #[test]
    fn what_is_awaited_may_take_longer_until_it_is_done() {
        let began = Instant::now();
        let mut pace = Pace::default();
        let is_long = |pace: &mut Pace, frame, is_done| {
            let mut is_long = false;
            pace.work(frame, PERIOD, |deadline| {
                is_long = deadline >= frame + PATIENCE_IF_AWAITED;
                is_done
            });
            is_long
        };
        // A frame that began later than now: the plain deadline lies before it.
        let frame = began + PERIOD * 4;
        assert!(!is_long(&mut pace, frame, false));
        pace.hurry();
        assert!(is_long(&mut pace, frame, false));
        assert!(is_long(&mut pace, frame, true));
        assert!(!is_long(&mut pace, frame + PERIOD, true));
    }

    #[test]
    fn the_earlier_wait_counts() {
        let second = Wait::For(Duration::from_secs(1));
        assert_eq!(Wait::ForNews.min(second), second);
        assert_eq!(second.min(Wait::For(Duration::ZERO)), Wait::For(Duration::ZERO));
        assert_eq!(Wait::ForNews.min(Wait::ForNews), Wait::ForNews);
    }
}
