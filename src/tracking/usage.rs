//! Gives readings of usage to the regions they fall on.

use super::interval_map::Run;
use super::tracker::Tracker;
use crate::model::{
    Detail, Place, Protection, Reading, Readings, SnapshotDelta, Space, Usage, UsageChange, UsageQuality,
};
use crate::units::{Address, AddressRange, Bytes};

impl Tracker {
    /// Takes in what the address space was read to use. What differs from before goes into `delta`.
    ///
    /// A run that several spans touch is refreshed once, by all of them: taken one by one, each would spread what the
    /// others had read over the whole run.
    pub fn take_readings(&mut self, read: &Readings, delta: &mut SnapshotDelta) {
        let mut done = Address::ZERO;
        for (place, &span) in read.spans.iter().enumerate() {
            let rest = AddressRange::new(span.start.max(done), span.end);
            if rest.is_empty() {
                continue;
            }
            for run in self.map.overlapping_mut(Space::Address, rest) {
                done = run.range.end;
                let first = read.readings.partition_point(|reading| reading.range.end <= run.range.start);
                let look = Look { spans: &read.spans[place..], readings: &read.readings[first..] };
                if refresh(run, look, delta) {
                    self.moved.push(run.range);
                }
            }
        }
    }

    /// The parts of the address space whose last reading is no more than an estimate, though their pages could be looked
    /// at: private memory that shares a kernel entry with other regions.
    pub fn estimated_spans(&self, into: &mut Vec<AddressRange>) {
        let runs = self.map.overlapping(Space::Address, AddressRange::ALL);
        let poor = runs.filter(|run| {
            run.quality == UsageQuality::Estimated && !run.class.protection.has(Protection::SHARED)
        });
        into.extend(poor.map(|run| run.range));
    }

    /// Gives an object or row without address its usage.
    pub(super) fn spread(&mut self, place: Place, usage: Usage, delta: &mut SnapshotDelta) {
        let range = place.range();
        let reading = [Reading { range, usage, detail: Detail::Entry }];
        for run in self.map.overlapping_mut(place.space(), range) {
            refresh(run, Look { spans: &[range], readings: &reading }, delta);
        }
    }
}

/// What was read of a run: spans and readings in order, from the first that can touch it.
#[derive(Clone, Copy)]
struct Look<'a> {
    spans: &'a [AddressRange],
    readings: &'a [Reading],
}

impl Look<'_> {
    /// How many bytes of `range` were read.
    fn covered(self, range: AddressRange) -> Bytes {
        let spans = self.spans.iter().take_while(|span| span.start < range.end);
        spans.map(|span| span.intersection(range).len()).sum()
    }
}

/// Replaces what is known of a run by what was read of it; outside the spans, its share of the last reading stays.
/// Says whether that is news.
fn refresh(run: &mut Run, look: Look<'_>, delta: &mut SnapshotDelta) -> bool {
    let len = run.range.len();
    let inside = look.covered(run.range);
    let mut fresh = Usage::default();
    let mut quality = UsageQuality::Exact;
    let mut by_pages = true;
    let mut shared = run.class.protection.has(Protection::SHARED);
    for reading in look.readings.iter().take_while(|reading| reading.range.start < run.range.end) {
        let part = look.covered(reading.range.intersection(run.range));
        let mut usage = reading.usage.share(part, reading.range.len());
        match reading.detail {
            Detail::Pages => {}
            Detail::SharedPages => {
                share_as_before(run, &mut usage);
                shared = true;
                quality = UsageQuality::Estimated;
            }
            Detail::Entry => {
                by_pages = false;
                if part < reading.range.len() {
                    quality = UsageQuality::Estimated;
                }
            }
        }
        fresh += usage;
    }
    if by_pages {
        let before = run.usage.share(inside, len);
        fresh.lazy_free = before.lazy_free.min(fresh.dirty);
        if shared && before.swapped > Bytes::ZERO {
            // The swapped pages of shared memory are known to its object, not to the page tables.
            fresh.swapped = before.swapped;
            quality = UsageQuality::Estimated;
        }
    }
    if inside < len {
        fresh += run.usage.share(len - inside, len);
        quality = if run.quality == UsageQuality::Unknown { run.quality } else { UsageQuality::Estimated };
    }
    let is_news = (fresh, quality) != (run.usage, run.quality);
    if is_news {
        (run.usage, run.quality) = (fresh, quality);
        delta.usage.push(UsageChange { id: run.id, usage: fresh, quality });
    }
    is_news
}

/// Pages that others may map too count with the share that the last complete reading found.
fn share_as_before(run: &Run, usage: &mut Usage) {
    if run.quality != UsageQuality::Unknown && run.usage.resident > Bytes::ZERO {
        usage.dirty = usage.resident.share(run.usage.dirty, run.usage.resident);
    }
}
