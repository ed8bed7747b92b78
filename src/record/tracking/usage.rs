//! Gives readings of usage to the regions they fall on.

use super::interval_map::{IntervalMap, Run};
use crate::model::units::{Address, AddressRange, Bytes};
use crate::model::{
    Detail, Place, Protection, Reading, Readings, RegionId, SnapshotDelta, Space, Usage, UsageChange,
    UsageQuality,
};

/// Takes in what memory was read to use.
#[derive(Debug)]
pub(super) struct UsageReader {
    /// The unit of estimates.
    pub(super) page: Bytes,
    /// Where readings were of kernel entries with several regions.
    unsure: Vec<AddressRange>,
    /// The run that a sweep is in the middle of.
    begun: Option<Begun>,
}

impl UsageReader {
    pub(super) fn in_pages(page: Bytes) -> Self {
        Self { page: page.max(Bytes::new(1)), unsure: Vec::new(), begun: None }
    }

    /// Takes in what the address space was read to use. What differs from before goes into `delta`, and its place into
    /// `moved`.
    pub(super) fn take(
        &mut self,
        map: &mut IntervalMap,
        read: &Readings,
        moved: &mut Vec<AddressRange>,
        delta: &mut SnapshotDelta,
    ) {
        let mut done = Address::ZERO;
        for (place, &span) in read.spans.iter().enumerate() {
            let rest = AddressRange::new(span.start.max(done), span.end);
            if rest.is_empty() {
                continue;
            }
            for run in map.overlapping_mut(Space::Address, rest) {
                done = run.range.end;
                let first = read.readings.partition_point(|reading| reading.range.end <= run.range.start);
                let look = UsageReadings {
                    spans: &read.spans[place..],
                    readings: &read.readings[first..],
                    pages_tell_parts: read.pages_tell_parts,
                    page: self.page,
                };
                let begun = self.begun.filter(|begun| begun.is_continued_by(run, span));
                if let Some(begun) = look.begins(run, begun) {
                    self.begun = Some(begun);
                    continue;
                }
                match refresh(run, look, begun, delta) {
                    Refreshed::Same => {}
                    Refreshed::News => moved.push(run.range),
                    Refreshed::Unsure => self.unsure.push(run.range),
                }
            }
        }
    }

    /// The places of readings that a look at pages can make sure, sorted and disjoint. Each is told once.
    pub(super) fn take_unsure(&mut self, into: &mut Vec<AddressRange>) {
        into.append(&mut self.unsure);
        into.sort_unstable();
        into.dedup_by(|later, earlier| {
            let meet = later.start <= earlier.end;
            if meet {
                earlier.end = earlier.end.max(later.end);
            }
            meet
        });
    }

    /// Gives an object or row without address its usage.
    pub(super) fn spread(
        &self,
        map: &mut IntervalMap,
        place: Place,
        usage: Usage,
        delta: &mut SnapshotDelta,
    ) {
        let (range, page) = (place.range(), self.page);
        let mut others = map.overlapping(place.space(), range).count();
        let mut left = usage;
        for run in map.overlapping_mut(place.space(), range) {
            others -= 1;
            // The last has what the others leave: their sum is what was told.
            let share = usage.share_in_pages(run.range.len(), range.len(), page);
            let own = if others == 0 { left } else { share };
            left -= own;
            let reading = [Reading { range: run.range, usage: own, detail: Detail::Entry }];
            let look =
                UsageReadings { spans: &[run.range], readings: &reading, pages_tell_parts: false, page };
            refresh(run, look, None, delta);
        }
    }
}

/// What was read of a run: spans and readings in order, from the first that can touch it.
#[derive(Clone, Copy)]
struct UsageReadings<'a> {
    spans: &'a [AddressRange],
    readings: &'a [Reading],
    pages_tell_parts: bool,
    page: Bytes,
}

/// What came of a reading.
enum Refreshed {
    /// It says what was known.
    Same,
    /// It says something else.
    News,
    /// It is an estimate, and a look at pages says more. It was taken only where nothing was known.
    Unsure,
}

/// What the slices of a sweep have read so far of a run that they have not yet read to its end.
#[derive(Clone, Copy, Debug)]
struct Begun {
    id: RegionId,
    range: AddressRange,
    sum: Sum,
}

impl Begun {
    /// Whether `span` goes on where this ended, in the same run.
    fn is_continued_by(&self, run: &Run, span: AddressRange) -> bool {
        self.id == run.id && self.range.start == run.range.start && self.range.end == span.start
    }
}

/// The sum of what was read of a run.
#[derive(Clone, Copy, Debug)]
struct Sum {
    usage: Usage,
    quality: UsageQuality,
    /// Whether pages were looked at, which do not tell everything; so it is where nothing was found.
    by_pages: bool,
    /// Whether it has a share of an entry that has other parts.
    of_part: bool,
    shared: bool,
}

impl UsageReadings<'_> {
    /// What is read of a run whose end lies behind the last entry of this slice.
    fn begins(self, run: &Run, begun: Option<Begun>) -> Option<Begun> {
        let &[span] = self.spans else { return None };
        let from = begun.map_or(run.range.start, |begun| begun.range.end);
        let range = AddressRange::new(run.range.start, span.end);
        let sum = self.sum(run, begun);
        let is_cut_off = span.start <= from && from < span.end && span.end < run.range.end;
        (is_cut_off && !sum.by_pages).then_some(Begun { id: run.id, range, sum })
    }

    /// Sums up what was read of a run, with what was begun.
    fn sum(self, run: &Run, begun: Option<Begun>) -> Sum {
        let shared = run.class.protection.has(Protection::SHARED);
        let nothing = Sum {
            usage: Usage::default(),
            quality: UsageQuality::Exact,
            by_pages: true,
            of_part: false,
            shared,
        };
        let mut sum = begun.map_or(nothing, |begun| begun.sum);
        let mut spread_ended = true;
        for reading in self.readings.iter().take_while(|reading| reading.range.start < run.range.end) {
            let part = self.covered(reading.range.intersection(run.range));
            let whole = reading.range.len();
            let mut usage = if part == whole {
                reading.usage
            } else {
                reading.usage.share_in_pages(part, whole, self.page)
            };
            match reading.detail {
                Detail::Pages => {}
                Detail::SharedPages => {
                    share_as_before(run, &mut usage);
                    sum.shared = true;
                    sum.quality = UsageQuality::Estimated;
                }
                Detail::Entry => {
                    sum.by_pages = false;
                    if part < reading.range.len() {
                        sum.of_part = true;
                        sum.quality = UsageQuality::Estimated;
                    }
                }
                Detail::Spread { first, last } => {
                    sum.by_pages = false;
                    // It begins in the middle of an entry where neither this is the first nor one was before.
                    if part < reading.range.len() || first != spread_ended {
                        sum.quality = UsageQuality::Estimated;
                    }
                    spread_ended = last;
                }
            }
            sum.usage += usage;
        }
        if !spread_ended {
            sum.quality = UsageQuality::Estimated;
        }
        sum
    }

    /// How many bytes of `range` were read.
    fn covered(self, range: AddressRange) -> Bytes {
        let spans = self.spans.iter().take_while(|span| span.start < range.end);
        spans.map(|span| span.intersection(range).len()).sum()
    }
}

/// Replaces what is known of a run by what was read of it; outside the spans, its share of the last reading stays.
fn refresh(
    run: &mut Run,
    look: UsageReadings<'_>,
    begun: Option<Begun>,
    delta: &mut SnapshotDelta,
) -> Refreshed {
    let len = run.range.len();
    let inside = look.covered(run.range) + begun.map_or(Bytes::ZERO, |begun| begun.range.len());
    let Sum { usage: mut fresh, mut quality, by_pages, of_part, shared } = look.sum(run, begun);
    let is_unsure = of_part && look.pages_tell_parts && !shared;
    if is_unsure && run.quality != UsageQuality::Unknown {
        return Refreshed::Unsure;
    }
    if by_pages {
        let before = run.usage.share_in_pages(inside, len, look.page);
        // A page that was freed lazily looks like any other.
        fresh.lazy_free = before.lazy_free.min(fresh.dirty);
        fresh.dirty -= fresh.lazy_free;
        if fresh.lazy_free > Bytes::ZERO {
            quality = UsageQuality::Estimated;
        }
        if shared && before.swapped > Bytes::ZERO {
            // The swapped pages of shared memory are known to its object, not to the page tables.
            fresh.swapped = before.swapped;
            quality = UsageQuality::Estimated;
        }
    }
    if inside < len {
        fresh += run.usage.share_in_pages(len - inside, len, look.page);
        quality = if run.quality == UsageQuality::Unknown { run.quality } else { UsageQuality::Estimated };
    }
    let is_news = (fresh, quality) != (run.usage, run.quality);
    if is_news {
        (run.usage, run.quality) = (fresh, quality);
        delta.usage.push(UsageChange { id: run.id, usage: fresh, quality });
    }
    match (is_unsure, is_news) {
        (true, _) => Refreshed::Unsure,
        (false, true) => Refreshed::News,
        (false, false) => Refreshed::Same,
    }
}

/// Pages that others may map too count with the share that the last complete reading found.
fn share_as_before(run: &Run, usage: &mut Usage) {
    if run.quality != UsageQuality::Unknown && run.usage.resident > Bytes::ZERO {
        usage.dirty = usage.resident.share(run.usage.dirty, run.usage.resident);
    }
}
