//! How many entries of the system's own list make up each run, by protection.
//!
//! The list is kept as it was last observed, and as it was before that. Both are plain lists in order of address: what a
//! tick costs is a copy of the list where anything changed, and a second look at the runs that were touched.

use super::interval_map::{IntervalMap, KnownProtection, Run};
use crate::model::units::{Address, AddressRange};
use crate::model::{MappingCount, Observation, Protection, RegionId, SnapshotDelta, Space};
use std::ops::Range;

/// One entry of the system's list, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    range: AddressRange,
    protection: Protection,
    /// How many entries begin with it.
    count: Option<u32>,
}

/// The list as it is, and as it was at the look before.
#[derive(Debug, Default)]
pub(super) struct Entries {
    now: Vec<Entry>,
    before: Vec<Entry>,
    /// The mappings of the run in hand; reused.
    kinds: Vec<MappingCount>,
    kinds_before: Vec<MappingCount>,
}

/// Gives the entries that a row or an object sums up to its runs: those that were there keep theirs, the last has the rest.
pub(super) fn count_unmapped(map: &mut IntervalMap, observation: &Observation, delta: &mut SnapshotDelta) {
    let mut rest = observation.mappings;
    let mut runs = map.overlapping_mut(observation.place.space(), AddressRange::ALL).peekable();
    while let Some(run) = runs.next() {
        let is_last = runs.peek().is_none();
        let had = match run.known_protection {
            KnownProtection::OneKind(_, count) => count.unwrap_or_default(),
            KnownProtection::Nothing | KnownProtection::SeveralKinds => 0,
        };
        let count = rest.map(|rest| if is_last { rest } else { had.min(rest) });
        rest = rest.zip(count).map(|(rest, own)| rest - own);
        let protection = KnownProtection::OneKind(run.class.protection, count);
        let stays_unknown = count.is_none() && run.known_protection == KnownProtection::Nothing;
        if run.known_protection != protection && !stays_unknown {
            run.known_protection = protection;
            let protection = run.class.protection;
            delta.mappings.push(MappingCount { id: run.id, protection, count, bytes: run.range.len() });
        }
    }
}

impl Entries {
    /// Takes the mappings inside `spans` anew, and tells those of every run that they touch, where they differ.
    pub(super) fn count(
        &mut self,
        map: &mut IntervalMap,
        spans: &[AddressRange],
        mapped: &[Observation],
        delta: &mut SnapshotDelta,
    ) {
        if spans.is_empty() {
            return;
        }
        self.replace(spans, mapped);
        let mut done = Address::ZERO;
        for span in spans {
            // What a span cut off a run ends beside it.
            let start = Address::new(span.start.get().saturating_sub(1)).max(done);
            let beside = AddressRange::new(start, Address::new(span.end.get().saturating_add(1)));
            if beside.start >= beside.end {
                continue;
            }
            for run in map.overlapping_mut(Space::Address, beside) {
                done = run.range.end;
                self.write(run, delta);
            }
        }
    }

    /// Puts what was observed in the place of what lay inside `spans`.
    fn replace(&mut self, spans: &[AddressRange], mapped: &[Observation]) {
        std::mem::swap(&mut self.now, &mut self.before);
        self.now.clear();
        let (mut old, mut new) = (self.before.as_slice(), mapped);
        let mut behind = Address::ZERO;
        for span in spans {
            let outside = AddressRange::new(behind, span.start);
            self.now.extend(clipped(take_until(&mut old, outside), outside));
            old = &old[old.partition_point(|entry| entry.range.end <= span.end)..];
            let inside = new.partition_point(|observation| observation.place.range().start < span.end);
            let (these, others) = new.split_at(inside);
            self.now.extend(these.iter().map(|observation| Entry {
                range: observation.place.range().intersection(*span),
                protection: observation.class.protection,
                count: observation.mappings,
            }));
            (new, behind) = (others, span.end);
        }
        let outside = AddressRange::new(behind, Address::MAX);
        self.now.extend(clipped(old, outside));
    }

    /// Writes the mappings of a run into the delta where they differ from the last delta that has them.
    fn write(&mut self, run: &mut Run, delta: &mut SnapshotDelta) {
        let now = &self.now[inside(&self.now, run.range)];
        sum_up(now, run.id, run.range, &mut self.kinds);
        let protection = match *self.kinds.as_slice() {
            [only] => KnownProtection::OneKind(only.protection, only.count),
            _ => KnownProtection::SeveralKinds,
        };
        if protection == KnownProtection::SeveralKinds && run.known_protection == protection {
            // Its range is what it was, or its protection would have been reset.
            let before = &self.before[inside(&self.before, run.range)];
            if before == now {
                return;
            }
            sum_up(before, run.id, run.range, &mut self.kinds_before);
            if self.kinds == self.kinds_before {
                return;
            }
        } else if run.known_protection == protection {
            return;
        }
        run.known_protection = protection;
        delta.mappings.extend_from_slice(&self.kinds);
    }
}

/// Takes from a list what begins before the end of `range`; what goes on behind it stays in the list too.
fn take_until<'a>(list: &mut &'a [Entry], range: AddressRange) -> &'a [Entry] {
    let (taken, _) = list.split_at(list.partition_point(|entry| entry.range.start < range.end));
    *list = &list[list.partition_point(|entry| entry.range.end <= range.end)..];
    taken
}

/// What of these entries lies inside `range`. A part without its beginning begins no entry.
fn clipped(entries: &[Entry], range: AddressRange) -> impl Iterator<Item = Entry> {
    let part = move |entry: &Entry| {
        let part = entry.range.intersection(range);
        let count = if part.start == entry.range.start { entry.count } else { entry.count.map(|_| 0) };
        Entry { range: part, count, ..*entry }
    };
    entries.iter().map(part).filter(|part| !part.range.is_empty())
}

/// Where the entries stand that share bytes with `range`.
fn inside(entries: &[Entry], range: AddressRange) -> Range<usize> {
    let start = entries.partition_point(|entry| entry.range.end <= range.start);
    start..start + entries[start..].partition_point(|entry| entry.range.start < range.end)
}

/// Sums up the mappings of a run by protection, in the order in which each is met first.
fn sum_up(entries: &[Entry], id: RegionId, range: AddressRange, into: &mut Vec<MappingCount>) {
    into.clear();
    for part in clipped(entries, range) {
        let (protection, bytes) = (part.protection, part.range.len());
        match into.iter_mut().find(|kind| kind.protection == protection) {
            Some(kind) => {
                kind.count = kind.count.zip(part.count).map(|(sum, count)| sum.saturating_add(count));
                kind.bytes += bytes;
            }
            None => into.push(MappingCount { id, protection, count: part.count, bytes }),
        }
    }
}
