//! Gives readings of usage to the regions they fall on.

use super::interval_map::Run;
use super::tracker::Tracker;
use crate::model::{
    Detail, Place, Reading, Readings, SnapshotDelta, Space, Usage, UsageChange, UsageQuality,
};
use crate::units::{AddressRange, Bytes};

impl Tracker {
    /// Takes in what the address space was read to use. What differs from before goes into `delta`.
    pub fn take_readings(&mut self, read: &Readings, delta: &mut SnapshotDelta) {
        for &span in &read.spans {
            for run in self.map.overlapping_mut(Space::Address, span) {
                let first = read.readings.partition_point(|reading| reading.range.end <= run.range.start);
                if refresh(run, span, &read.readings[first..], delta) {
                    self.moved.push(run.range);
                }
            }
        }
    }

    /// The parts of the address space whose last reading is no more than an estimate, though their pages could be looked
    /// at: private memory that shares a kernel entry with other regions.
    pub fn estimated_spans(&self, into: &mut Vec<AddressRange>) {
        let shared = crate::model::Protection::SHARED;
        let runs = self.map.overlapping(Space::Address, AddressRange::ALL);
        let poor =
            runs.filter(|run| run.quality == UsageQuality::Estimated && !run.class.protection.has(shared));
        into.extend(poor.map(|run| run.range));
    }

    /// Gives an object or row without address its usage.
    pub(super) fn spread(&mut self, place: Place, usage: Usage, delta: &mut SnapshotDelta) {
        let range = place.range();
        let reading = [Reading { range, usage, detail: Detail::Entry }];
        for run in self.map.overlapping_mut(place.space(), range) {
            refresh(run, range, &reading, delta);
        }
    }
}

/// Replaces what is known of a run by what was read of it inside `span`; outside, its share of the last reading stays.
/// Says whether that is news.
fn refresh(run: &mut Run, span: AddressRange, readings: &[Reading], delta: &mut SnapshotDelta) -> bool {
    let len = run.range.len();
    let outside = len - run.range.intersection(span).len();
    let mut fresh = Usage::default();
    let mut quality = UsageQuality::Exact;
    let mut pages_only = false;
    for reading in readings.iter().take_while(|reading| reading.range.start < run.range.end) {
        let part = reading.range.intersection(run.range).intersection(span).len();
        let mut usage = reading.usage.share(part, reading.range.len());
        match reading.detail {
            Detail::Pages => pages_only = true,
            Detail::SharedPages => {
                share_as_before(run, &mut usage);
                pages_only = true;
                quality = UsageQuality::Estimated;
            }
            Detail::Entry if part < reading.range.len() => quality = UsageQuality::Estimated,
            Detail::Entry => {}
        }
        fresh += usage;
    }
    if pages_only {
        fresh.lazy_free = run.usage.lazy_free.min(fresh.dirty);
    }
    if outside > Bytes::ZERO {
        fresh += run.usage.share(outside, len);
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
