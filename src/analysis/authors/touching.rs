//! Who touched first the pages that are there at the end of a window, by page faults of which some were sampled.

use super::categories::Categories;
use super::replay::is_within;
use crate::analysis::Window;
use crate::model::units::{Address, AddressRange, Bytes, Timestamp};
use crate::model::{Call, CallLog, CategoryId, Effect, Place, Recording};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What the code of one stack has touched first in memory of one category, and what of it is there at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstTouch {
    pub category: CategoryId,
    /// The stack, by its place among [`CallLog::stacks`](crate::model::CallLog::stacks).
    pub stack: u32,
    /// An estimate: each sample stands for several faults.
    pub bytes: Bytes,
    /// So much more or less than that it may be, with a probability of 95 %.
    pub error: Bytes,
    pub samples: usize,
}

impl FirstTouch {
    /// Adds what another stack has touched.
    pub fn add(&mut self, other: &Self) {
        self.bytes += other.bytes;
        self.samples += other.samples;
        let error = (self.error.get() as f64).hypot(other.error.get() as f64);
        self.error = rounded(error);
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes, which are not negative")]
fn rounded(bytes: f64) -> Bytes {
    Bytes::new(bytes.round() as u64)
}

/// A page that is there.
#[derive(Clone, Copy, Debug)]
struct Touched {
    page: AddressRange,
    faults: u64,
    stack: u32,
    at: Timestamp,
}

/// The first touches of a window, those of most bytes first.
pub(super) fn first_touches(
    recording: &Recording,
    window: Window,
    categories: &Categories,
) -> Vec<FirstTouch> {
    let (from, to) = (recording.time_of(window.from), recording.time_of(window.to));
    let mut pages = Pages::default();
    for call in in_order(recording.calls()).take_while(|call| call.at <= to) {
        pages.take(call.effect, call.stack, call.at);
    }
    let there = pages.0.values().filter(|touched| is_within(touched.at, from, to));
    let mut sums = BTreeMap::<(CategoryId, u32), Sum>::new();
    let mut scales = None;
    for touched in there {
        let Some((category, _)) = categories.at_end(touched.page).next() else { continue };
        let scales = scales.get_or_insert_with(|| Scales::new(recording, window, &pages, from));
        let bytes = touched.page.len().get() as f64 * scales.at(touched.page.start);
        sums.entry((category, touched.stack)).or_default().add(bytes, touched.faults);
    }
    let touch = |((category, stack), sum): (_, Sum)| sum.touch(category, stack);
    let mut touches: Vec<_> = sums.into_iter().map(touch).collect();
    touches.sort_by_key(|touch| (Reverse(touch.bytes), touch.category, touch.stack));
    touches
}

/// The calls and what became of pages, in order of time.
fn in_order(log: &CallLog) -> impl Iterator<Item = &Call> {
    let (mut calls, mut pages) = (log.calls().iter().peekable(), log.pages().iter().peekable());
    std::iter::from_fn(move || match (calls.peek(), pages.peek()) {
        (Some(call), Some(page)) if page.at < call.at => pages.next(),
        (Some(_), _) => calls.next(),
        (None, _) => pages.next(),
    })
}

#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    bytes: f64,
    variance: f64,
    samples: usize,
}

impl Sum {
    /// Of the faults that a sample stands for, another stack may have made all but this one.
    fn add(&mut self, page: f64, faults: u64) {
        let faults = faults as f64;
        self.bytes += page * faults;
        self.variance += page * page * faults * (faults - 1.0);
        self.samples += 1;
    }

    fn touch(self, category: CategoryId, stack: u32) -> FirstTouch {
        let error = rounded(1.96 * self.variance.sqrt());
        FirstTouch { category, stack, bytes: rounded(self.bytes), error, samples: self.samples }
    }
}

/// The sampled pages that are there, by their addresses.
#[derive(Debug, Default)]
struct Pages(BTreeMap<Address, Touched>);

impl Pages {
    fn take(&mut self, effect: Effect, stack: u32, at: Timestamp) {
        match effect {
            Effect::Touched(page, faults) => {
                self.0.insert(page.start, Touched { page, faults, stack, at });
            }
            Effect::Mapped(range, _) | Effect::Unmapped(range) | Effect::GaveBack(range) => self.clear(range),
            Effect::Moved(from, to) => self.move_to(from, to),
            Effect::Protected(..) => {}
            Effect::Replaced => self.0.clear(),
        }
    }

    fn clear(&mut self, range: AddressRange) {
        if !range.is_empty() {
            self.0.extract_if(range.start..range.end, |_, _| true).for_each(drop);
        }
    }

    fn move_to(&mut self, from: AddressRange, to: AddressRange) {
        if from.is_empty() {
            return;
        }
        let moved: Vec<Touched> =
            self.0.extract_if(from.start..from.end, |_, _| true).map(|(_, touched)| touched).collect();
        self.clear(to);
        for touched in moved {
            let offset = touched.page.start.get() - from.start.get();
            if offset < to.len().get() {
                let start = to.start.saturating_add(Bytes::new(offset));
                let page = AddressRange::new(start, start.saturating_add(touched.page.len()));
                self.0.insert(start, Touched { page, ..touched });
            }
        }
    }
}

/// From how many times as many pages as faults on the memory of a region was taken to be touched at once.
const SEVERAL_AT_ONCE: f64 = 1.5;

/// How many pages a fault brings, by region: with huge pages and files there are several at once.
struct Scales(Vec<(AddressRange, f64)>);

impl Scales {
    fn new(recording: &Recording, window: Window, pages: &Pages, from: Timestamp) -> Self {
        let before: BTreeMap<_, _> =
            recording.present_at(window.from).map(|(id, _, state)| (id, state.usage.resident)).collect();
        let mut scales: Vec<_> = recording
            .present_at(window.to)
            .filter_map(|(id, region, state)| {
                let Place::Mapped(range) = region.place else { return None };
                let before = before.get(&id).copied();
                // Of a part that was split off meanwhile nobody knows what it had.
                let is_known = before.is_some() || region.birth > window.from;
                let grown = is_known.then(|| state.usage.resident.saturating_sub(before.unwrap_or_default()));
                Some((range, pages.scale(range, grown?, from)))
            })
            .collect();
        scales.sort_unstable_by_key(|&(range, _)| range);
        Self(scales)
    }

    fn at(&self, address: Address) -> f64 {
        let behind = self.0.partition_point(|(range, _)| range.start <= address);
        let last = behind.checked_sub(1).map(|last| self.0[last]);
        last.filter(|(range, _)| range.contains(address)).map_or(1.0, |(_, scale)| scale)
    }
}

impl Pages {
    fn scale(&self, range: AddressRange, grown: Bytes, from: Timestamp) -> f64 {
        if range.is_empty() {
            return 1.0;
        }
        let inside = self.0.range(range.start..range.end).map(|(_, touched)| touched);
        let new = inside.filter(|touched| touched.at > from);
        let faults: f64 = new.map(|touched| touched.page.len().get() as f64 * touched.faults as f64).sum();
        let scale = grown.get() as f64 / faults;
        if scale.is_finite() && scale > SEVERAL_AT_ONCE { scale } else { 1.0 }
    }
}
