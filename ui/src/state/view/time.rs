//! Which part of the time is on screen.

use std::time::Duration;
use strandline::model::units::{TimeRange, Timestamp};

/// Nothing is shown larger than so.
const SHORTEST: Duration = Duration::from_millis(500);

/// A recording that has just begun is not stretched over the whole width while it grows.
const AT_LEAST_WHILE_LIVE: Duration = Duration::from_secs(10);

/// The part of the time on screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeView {
    /// All of it, however long it becomes.
    #[default]
    Whole,
    /// The last part of it: what is new comes in at the right.
    Tail(Duration),
    /// This part, whatever is recorded meanwhile.
    Fixed(TimeRange),
}

impl TimeView {
    /// What is on screen of a recording whose last snapshot was taken at `end`.
    pub fn range(self, end: Timestamp, is_live: bool) -> TimeRange {
        let whole = whole(end, is_live);
        match self {
            Self::Tail(span) if span < whole.duration() => {
                let from = whole.to.since_start().saturating_sub(span);
                TimeRange::new(Timestamp::after(from), whole.to)
            }
            Self::Whole | Self::Tail(_) => whole,
            // A recording that ends young is shorter than it was shown while it grew.
            Self::Fixed(range) => {
                within(range.from.since_start(), range.duration().min(whole.duration()), whole)
            }
        }
    }

    /// Whether what is new comes into sight by itself.
    pub const fn follows(self) -> bool {
        matches!(self, Self::Whole | Self::Tail(_))
    }

    /// Shows `factor` times as much of the time (less than one shows more detail) and keeps `around` where it is.
    pub fn zoom(&mut self, factor: f64, around: Timestamp, end: Timestamp, is_live: bool) {
        let shown = self.range(end, is_live);
        let whole = whole(end, is_live);
        let span = scaled(shown.duration(), factor).clamp(SHORTEST.min(whole.duration()), whole.duration());
        if span >= whole.duration() {
            *self = Self::Whole;
            return;
        }
        // At the growing end it goes on following.
        if is_live && self.follows() && around >= end {
            *self = Self::Tail(span);
            return;
        }
        let share = share_of(around, shown);
        let from = around.since_start().saturating_sub(scaled(span, share));
        *self = Self::Fixed(within(from, span, whole));
    }

    /// Moves by a part of what is on screen: to the right if positive.
    pub fn pan(&mut self, part: f64, end: Timestamp, is_live: bool) {
        let shown = self.range(end, is_live);
        let whole = whole(end, is_live);
        let span = shown.duration();
        if span >= whole.duration() || part == 0.0 {
            return;
        }
        let step = scaled(span, part.abs());
        let from = shown.from.since_start();
        let from = if part < 0.0 { from.saturating_sub(step) } else { from + step };
        let moved = within(from, span, whole);
        let is_at_end = is_live && part > 0.0 && moved.to >= whole.to;
        *self = if is_at_end { Self::Tail(span) } else { Self::Fixed(moved) };
    }

    /// Shows exactly this part, and a little around it.
    pub fn show(&mut self, range: TimeRange, end: Timestamp, is_live: bool) {
        let margin = scaled(range.duration(), 0.04);
        let span = (range.duration() + margin * 2).max(SHORTEST);
        let whole = whole(end, is_live);
        let from = range.from.since_start().saturating_sub(margin);
        *self = if span >= whole.duration() { Self::Whole } else { Self::Fixed(within(from, span, whole)) };
    }

    /// Lets what is new come into sight again, as large as things are shown now.
    pub fn follow(&mut self, end: Timestamp, is_live: bool) {
        if let Self::Fixed(range) = *self {
            *self = Self::Tail(range.duration().min(whole(end, is_live).duration()));
        }
    }
}

/// All there is to see.
fn whole(end: Timestamp, is_live: bool) -> TimeRange {
    let least = if is_live { AT_LEAST_WHILE_LIVE } else { Duration::from_millis(100) };
    TimeRange::new(Timestamp::ZERO, Timestamp::after(end.since_start().max(least)))
}

fn scaled(span: Duration, factor: f64) -> Duration {
    Duration::try_from_secs_f64(span.as_secs_f64() * factor).unwrap_or(Duration::MAX / 4)
}

/// Where in a range a moment lies, from 0 to 1.
fn share_of(moment: Timestamp, range: TimeRange) -> f64 {
    let before = TimeRange::new(range.from, moment).duration().as_secs_f64();
    (before / range.duration().as_secs_f64().max(f64::MIN_POSITIVE)).clamp(0.0, 1.0)
}

/// A span from `from` on, moved so that it lies inside.
fn within(from: Duration, span: Duration, whole: TimeRange) -> TimeRange {
    let latest = whole.to.since_start().saturating_sub(span);
    let from = from.min(latest);
    TimeRange::new(Timestamp::after(from), Timestamp::after(from + span))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> Timestamp {
        Timestamp::after(Duration::from_secs_f64(seconds))
    }

    fn seconds(range: TimeRange) -> (f64, f64) {
        (range.from.seconds(), range.to.seconds())
    }

    #[test]
    fn all_is_shown_and_a_young_recording_is_not_stretched() {
        assert_eq!(seconds(TimeView::Whole.range(at(3.0), true)), (0.0, 10.0));
        assert_eq!(seconds(TimeView::Whole.range(at(3.0), false)), (0.0, 3.0));
        assert_eq!(seconds(TimeView::Tail(Duration::from_secs(5)).range(at(30.0), true)), (25.0, 30.0));
        assert_eq!(seconds(TimeView::Tail(Duration::from_secs(50)).range(at(30.0), true)), (0.0, 30.0));
    }

    #[test]
    fn zooming_keeps_the_moment_under_the_pointer() {
        let mut view = TimeView::Whole;
        view.zoom(0.5, at(25.0), at(100.0), false);
        assert_eq!(seconds(view.range(at(100.0), false)), (12.5, 62.5));
        view.zoom(0.1, at(62.5), at(100.0), false);
        assert_eq!(seconds(view.range(at(100.0), false)), (57.5, 62.5));
        view.zoom(1000.0, at(60.0), at(100.0), false);
        assert_eq!(view, TimeView::Whole);
        view.zoom(0.0, at(60.0), at(100.0), false);
        assert_eq!(view.range(at(100.0), false).duration(), SHORTEST);
    }

    #[test]
    fn it_follows_until_one_scrolls_back_and_again_at_the_end() {
        let mut view = TimeView::Whole;
        view.zoom(0.2, at(100.0), at(100.0), true);
        assert_eq!(view, TimeView::Tail(Duration::from_secs(20)));
        view.pan(-0.5, at(100.0), true);
        assert_eq!((seconds(view.range(at(120.0), true)), view.follows()), ((70.0, 90.0), false));
        view.pan(5.0, at(120.0), true);
        assert_eq!(view, TimeView::Tail(Duration::from_secs(20)));
        view.pan(-9.0, at(120.0), true);
        assert_eq!(seconds(view.range(at(130.0), true)), (0.0, 20.0));
        view.follow(at(130.0), true);
        assert_eq!(view, TimeView::Tail(Duration::from_secs(20)));
    }

    #[test]
    fn what_is_shown_lies_inside_of_a_recording_that_ended_young() {
        let view = TimeView::Fixed(TimeRange::new(at(6.0), at(8.0)));
        assert_eq!(seconds(view.range(at(3.0), true)), (6.0, 8.0));
        assert_eq!(seconds(view.range(at(3.0), false)), (1.0, 3.0));
        assert_eq!(seconds(view.range(at(1.0), false)), (0.0, 1.0));
    }

    #[test]
    fn a_range_is_shown_with_a_margin() {
        let mut view = TimeView::Whole;
        view.show(TimeRange::new(at(50.0), at(60.0)), at(100.0), false);
        assert_eq!(seconds(view.range(at(100.0), false)), (49.6, 60.4));
        view.show(TimeRange::new(at(0.0), at(99.0)), at(100.0), false);
        assert_eq!(view, TimeView::Whole);
    }
}
