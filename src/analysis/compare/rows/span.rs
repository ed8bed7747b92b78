//! The levels of a part of a recording: at its start, at its end, and the most that was there in between. They are read
//! from the log, in steps where somebody looks on.

use crate::analysis::compare::Side;
use crate::analysis::living::Living;
use crate::analysis::{Level, Metric, Window};
use crate::model::units::Bytes;
use crate::model::{
    Category, CategoryId, Cursor, News, Recording, Region, RegionId, RegionState, SnapshotIndex,
};

/// The most that was there at any snapshot, each for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Peaks {
    /// Of mapped bytes.
    pub mapped: Bytes,
    /// Of dirty and swapped bytes.
    pub footprint: Bytes,
}

impl Peaks {
    fn raise(&mut self, level: &Level) {
        self.mapped = self.mapped.max(level.mapped);
        self.footprint = self.footprint.max(level.footprint());
    }

    /// The peak of a figure; of any other but the footprint that of mapped bytes.
    pub(super) fn get(&self, metric: Metric) -> Bytes {
        if metric == Metric::Footprint { self.footprint } else { self.mapped }
    }
}

/// The levels of one category, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: Level,
    pub(super) end: Level,
    pub(super) peaks: Peaks,
}

/// The levels of all categories inside a window.
#[derive(Clone, Debug, Default)]
pub(super) struct Spans {
    total: Span,
    categories: Vec<Span>,
}

impl Spans {
    pub(super) const fn total(&self) -> &Span {
        &self.total
    }

    /// Whether a category has anything at any time; of reserved address space only what is used counts.
    pub(super) fn knows(&self, category: CategoryId) -> bool {
        let span = self.categories.get(category.index());
        span.is_some_and(|span| span.peaks != Peaks::default())
    }

    /// Several categories together. Their peaks are added up: that is the most they can have had at one time.
    pub(super) fn sum(&self, categories: &[CategoryId]) -> Span {
        let mut sum = Span::default();
        for span in categories.iter().filter_map(|id| self.categories.get(id.index())) {
            sum.start += span.start;
            sum.end += span.end;
            sum.peaks.mapped += span.peaks.mapped;
            sum.peaks.footprint += span.peaks.footprint;
        }
        sum
    }
}

/// Reads a part of a recording for a comparison: what it has at its end and had in between. While it is read the end of
/// each span is the level as of now.
#[derive(Clone, Debug, Default)]
pub struct SideFollower {
    window: Window,
    cursor: Cursor,
    spans: Spans,
    /// The categories in which something changed since the last snapshot.
    touched: Vec<usize>,
    /// What each region has.
    present: Living<RegionState>,
    /// How many findings of other categories there were when it was begun.
    findings: usize,
}

impl SideFollower {
    /// Will read this part.
    pub fn new(window: Window) -> Self {
        Self { window, ..Self::default() }
    }

    /// Reads all of a part at once.
    pub(in crate::analysis::compare) fn whole(side: &Side<'_>) -> Self {
        let mut follower = Self::new(side.window);
        follower.follow(&side.trace.recording, usize::MAX);
        follower
    }

    /// The part that is read.
    pub const fn window(&self) -> Window {
        self.window
    }

    /// Takes in `most_news` entries of the log at most, and says whether all of the part was read.
    pub fn follow(&mut self, recording: &Recording, most_news: usize) -> bool {
        let mut findings = self.findings;
        while recording.moved(findings).is_some() {
            findings += 1;
        }
        if findings > self.findings {
            // What is found out of a region's category holds for all of its life, also for what was read of it.
            *self = Self { findings, ..Self::new(self.window) };
        }
        self.spans.categories.resize(recording.categories().len(), Span::default());
        for _ in 0..most_news {
            if self.cursor.snapshot() > self.window.to {
                return true;
            }
            let Some(news) = recording.next_news(&mut self.cursor) else { return true };
            self.take(recording, news);
        }
        false
    }

    pub(super) const fn spans(&self) -> &Spans {
        &self.spans
    }

    /// Each region that is there at the end, with what it has.
    pub(in crate::analysis::compare) fn present<'a>(
        &'a self,
        recording: &'a Recording,
    ) -> impl Iterator<Item = (Region, &'a RegionState)> {
        self.present.iter().map(|(id, state)| (recording.region(id), state))
    }

    fn take(&mut self, recording: &Recording, news: News) {
        match news {
            // The region itself says to which category it belongs, as it always did.
            News::Moved { .. } => {}
            News::Died(id) => {
                let last = self.present.remove(id);
                self.change(recording, id, last.as_ref(), None);
            }
            News::State { region, now, before } => {
                self.present.set(region, now);
                self.change(recording, region, before.as_ref(), Some(&now));
            }
            News::End(snapshot) => self.end(snapshot),
        }
    }

    fn change(
        &mut self,
        recording: &Recording,
        id: RegionId,
        before: Option<&RegionState>,
        now: Option<&RegionState>,
    ) {
        let category = recording.category_of(id);
        let is_counted = recording.category(category).is_some_and(Category::is_counted);
        let level_of = |state: Option<&RegionState>| {
            let mut level = Level::default();
            if let Some(state) = state {
                level.add_region(state);
            }
            level
        };
        let part_of_total = |level: Level| if is_counted { level } else { level.without_access() };
        let (before, now) = (part_of_total(level_of(before)), part_of_total(level_of(now)));
        let Spans { total, categories } = &mut self.spans;
        for end in [&mut categories[category.index()].end, &mut total.end] {
            *end += now;
            *end -= before;
        }
        self.touched.push(category.index());
    }

    fn end(&mut self, snapshot: SnapshotIndex) {
        let Spans { total, categories } = &mut self.spans;
        if snapshot == self.window.from {
            let all = std::iter::once(&mut *total).chain(categories.iter_mut());
            all.for_each(|span| {
                span.start = span.end;
                span.peaks.raise(&span.end);
            });
        } else if snapshot > self.window.from {
            total.peaks.raise(&total.end);
            for &touched in &self.touched {
                let span = &mut categories[touched];
                span.peaks.raise(&span.end);
            }
        }
        self.touched.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::scenario::{ANONYMOUS, FILE, RESERVED, Scenario};

    /// Mapped and touched pages at the start, at the end, and the most of each.
    #[track_caller]
    fn check(span: &Span, expected: [(u64, u64); 3]) {
        let pages = |bytes: Bytes| bytes.get() / 4096;
        let level = |level: &Level| (pages(level.mapped), pages(level.footprint()));
        let peaks = (pages(span.peaks.mapped), pages(span.peaks.footprint));
        assert_eq!([level(&span.start), level(&span.end), peaks], expected);
    }

    #[test]
    fn peaks_are_found_between_marks() {
        let mut scenario = Scenario::new();
        scenario.map(0, 4, ANONYMOUS).map(1000, 90, FILE).touch(1000, 90).tick();
        scenario.unmap(1000, 90).tick();
        scenario.map(100, 20, ANONYMOUS).touch(100, 5).map(2000, 50, RESERVED).touch(2000, 3).tick();
        scenario.unmap(100, 15).tick();
        scenario.touch(115, 5).tick();
        scenario.map(3000, 70, FILE).tick();
        let window = Window::new(SnapshotIndex(1), SnapshotIndex(4));
        let recording = &scenario.trace.recording;
        let mut follower = SideFollower::new(window);
        while !follower.follow(recording, 1) {}
        let spans = follower.spans();
        check(&spans.sum(&[Scenario::category(ANONYMOUS)]), [(4, 0), (9, 5), (24, 5)]);
        check(&spans.sum(&[Scenario::category(FILE)]), [(0, 0), (0, 0), (0, 0)]);
        check(&spans.sum(&[Scenario::category(RESERVED)]), [(0, 0), (0, 3), (0, 3)]);
        check(spans.total(), [(4, 0), (9, 8), (24, 8)]);
        let there: Vec<_> = follower.present(recording).map(|(_, state)| state.len).collect();
        assert_eq!(there.into_iter().sum::<Bytes>(), Bytes::new(59 * 4096));
        let mut nothing = SideFollower::default();
        assert!(nothing.follow(&Recording::default(), 1));
        assert_eq!(nothing.spans().total(), &Span::default());
    }
}
