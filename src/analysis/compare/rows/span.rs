//! The levels of a part of a recording: at its start, at its end, and the most that was there in between.

use crate::analysis::{Level, Metric, Window};
use crate::model::{Category, CategoryId, Cursor, News, Recording, RegionId, RegionState, SnapshotIndex};
use crate::units::Bytes;

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
    /// Reads the log once, up to the window's end.
    pub(super) fn of(recording: &Recording, window: Window) -> Self {
        let mut reading = Reading {
            recording,
            window,
            spans: Self {
                total: Span::default(),
                categories: vec![Span::default(); recording.categories().len()],
            },
            touched: Vec::new(),
        };
        let mut cursor = Cursor::default();
        while cursor.snapshot() <= window.to
            && let Some(news) = recording.next_news(&mut cursor)
        {
            reading.take(news);
        }
        reading.spans
    }

    pub(super) const fn total(&self) -> &Span {
        &self.total
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

/// The end of each span is the level as of now while the log is read.
struct Reading<'a> {
    recording: &'a Recording,
    window: Window,
    spans: Spans,
    /// The categories in which something changed since the last snapshot.
    touched: Vec<usize>,
}

impl Reading<'_> {
    fn take(&mut self, news: News) {
        match news {
            // What a region's category turns out to be holds for all of its life, and is what the region says.
            News::Moved { .. } => {}
            News::Died(id) => {
                let last = self.recording.history(&self.recording.regions()[id.index()]).next();
                self.change(id, last.as_ref(), None);
            }
            News::State { region, now, before } => self.change(region, before.as_ref(), Some(&now)),
            News::End(snapshot) => self.end(snapshot),
        }
    }

    fn change(&mut self, id: RegionId, before: Option<&RegionState>, now: Option<&RegionState>) {
        let category = self.recording.regions()[id.index()].class.category;
        let is_counted = self.recording.category(category).is_some_and(Category::is_counted);
        let own = &mut self.spans.categories[category.index()].end;
        let total = is_counted.then_some(&mut self.spans.total.end);
        for level in std::iter::once(own).chain(total) {
            if let Some(before) = before {
                level.remove_region(before);
            }
            if let Some(now) = now {
                level.add_region(now);
            }
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
        scenario.map(100, 20, ANONYMOUS).touch(100, 5).map(2000, 50, RESERVED).tick();
        scenario.unmap(100, 15).tick();
        scenario.touch(115, 5).tick();
        scenario.map(3000, 70, FILE).tick();
        let window = Window::new(SnapshotIndex(1), SnapshotIndex(4));
        let spans = Spans::of(&scenario.trace.recording, window);
        check(&spans.sum(&[Scenario::category(ANONYMOUS)]), [(4, 0), (9, 5), (24, 5)]);
        check(&spans.sum(&[Scenario::category(FILE)]), [(0, 0), (0, 0), (0, 0)]);
        check(&spans.sum(&[Scenario::category(RESERVED)]), [(0, 0), (50, 0), (50, 0)]);
        check(spans.total(), [(4, 0), (9, 5), (24, 5)]);
        assert_eq!(Spans::of(&Recording::default(), Window::default()).total(), &Span::default());
    }
}
