//! Reading what regions use, at least cost.
//!
//! The kernel goes over every page of a region that it counts, be it there or not, and holds the target's map meanwhile.
//! So what a region will cost is known before it is asked for: its pages, at the pace seen so far.

use super::decode;
use super::kernel::{Failure, Meaning};
use super::skeleton::{Skeleton, UsageDetail, UsagePlan};
use super::walk::{PageCounts, Regions};
use crate::model::units::{Address, AddressRange, Bytes};
use crate::model::{Detail, Reading, Readings, Usage};
use std::time::Duration;

/// How long counting may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    /// CPU time of this thread at which to stop.
    pub(crate) deadline: Duration,
    /// What is worth counting.
    pub(crate) care: UsageDetail,
    /// Whether one region is counted even where it will take longer: else a large one would never be.
    pub(crate) at_least_one: bool,
}

/// Counts, and learns how long that takes.
#[derive(Debug)]
pub(crate) struct Counting {
    /// What one page takes, in nanoseconds, smoothed.
    page: f64,
}

impl Default for Counting {
    fn default() -> Self {
        // Before anything was seen: a hash lookup for each page.
        Self { page: 100.0 }
    }
}

impl Counting {
    /// Reads what lies in `span`. Answers with the address up to which everything was dealt with.
    pub(crate) fn count<R: Regions>(
        &mut self,
        ground: &mut CountTarget<'_, R>,
        span: AddressRange,
        limit: Limit,
        into: &mut Readings,
    ) -> Result<Address, Failure> {
        let mut place = ground.skeleton.first_above(span.start);
        let mut may_start = limit.at_least_one;
        while let Some(entry) = ground.skeleton.entries().get(place).copied() {
            let range = entry.raw.range();
            if range.start >= span.end {
                return Ok(span.end);
            }
            match entry.look(limit.care, ground.unit) {
                UsagePlan::Leave => {}
                UsagePlan::Known(usage) => note(range, usage, into),
                UsagePlan::Count => {
                    let now = (ground.cpu_time)();
                    let pages = entry.pages(ground.unit);
                    let will_take = Duration::from_nanos(self.nanos(pages));
                    if !may_start && now.saturating_add(will_take) > limit.deadline {
                        return Ok(ground.skeleton.gap_before(place).max(span.start));
                    }
                    may_start = false;
                    ground.ask(place, into)?;
                    self.learn(pages, (ground.cpu_time)().saturating_sub(now));
                }
            }
            place += 1;
        }
        cover(AddressRange::new(ground.skeleton.gap_before(place).max(span.start), span.end), into);
        Ok(span.end)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float of a length of time"
    )]
    fn nanos(&self, pages: u64) -> u64 {
        (self.page * pages as f64) as u64
    }

    fn learn(&mut self, pages: u64, took: Duration) {
        // What small regions take is the call, not the pages.
        const TELLING: u64 = 64;
        if pages >= TELLING {
            let page = took.as_nanos() as f64 / pages as f64;
            self.page += (page - self.page) / 8.0;
        }
    }
}

/// Where regions are counted.
pub(crate) struct CountTarget<'a, R> {
    pub(crate) skeleton: &'a mut Skeleton,
    /// Whom to ask.
    pub(crate) regions: &'a mut R,
    /// The page in which the kernel counts.
    pub(crate) unit: Bytes,
    /// CPU time that this thread has used.
    pub(crate) cpu_time: &'a dyn Fn() -> Duration,
}

impl<R: Regions> CountTarget<'_, R> {
    /// Has the kernel count what lies where a region was found: it may have been split, or be gone, since.
    fn ask(&mut self, place: usize, into: &mut Readings) -> Result<(), Failure> {
        let Some(entry) = self.skeleton.entries().get(place).copied() else { return Ok(()) };
        let range = entry.raw.range();
        let floor = into.spans.last().map_or(Address::ZERO, |last| last.end);
        let mut at = range.start.max(floor).get();
        while at < range.end.get() {
            let found = match self.regions.region(at, PageCounts::Take) {
                Ok(found) => found.above(at),
                Err(failure) if failure.meaning() == Meaning::End => return Ok(()),
                Err(failure) => return Err(failure),
            };
            let seen = found.range();
            if seen.is_empty() || seen.start >= range.end {
                return Ok(());
            }
            let is_same = found.object_id == entry.raw.object_id && found.shift() == entry.raw.shift();
            if let Some(full_id) = found.object_id_full.filter(|_| is_same) {
                self.skeleton.learn(place, full_id);
            }
            let is_charged = is_same && entry.object.is_some() && seen == range;
            let usage = if is_charged { entry.charged } else { decode::usage(&found, self.unit) };
            note(seen, usage, into);
            at = seen.end.get();
        }
        Ok(())
    }
}

/// Adds what a region uses to an answer whose regions rise.
fn note(range: AddressRange, usage: Usage, into: &mut Readings) {
    let floor = into.spans.last().map_or(Address::ZERO, |last| last.end);
    let range = AddressRange::new(range.start.max(floor), range.end);
    if range.is_empty() {
        return;
    }
    cover(range, into);
    // What no reading mentions uses nothing.
    if usage != Usage::default() {
        into.readings.push(Reading { range, usage, detail: Detail::Entry });
    }
}

/// Adds to what an answer covers.
fn cover(range: AddressRange, into: &mut Readings) {
    match into.spans.last_mut() {
        Some(last) if last.end >= range.start => last.end = last.end.max(range.end),
        _ if range.is_empty() => {}
        _ => into.spans.push(range),
    }
}
