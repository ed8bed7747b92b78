//! The full sweep through `smaps`: the usage of every kernel entry, and what its flags, headers and stack pointers show.

use super::files::{PIECE, ProcFiles};
use super::knowledge::Known;
use super::observing::Observer;
use super::page_map::PageMap;
use super::probing::known_parts;
use super::sys;
use crate::classify::categories::MappingFact;
use crate::model::units::{AddressRange, Bytes};
use crate::model::{Detail, Reading, Readings};
use crate::source::Sweep;
use crate::source::proc_text::tags;
use crate::source::proc_text::{SmapsParser, SmapsRecord, VmFlag};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::time::Duration;

/// glibc maps chunks from here on directly, unless it has learned to wait for larger ones (`M_MMAP_THRESHOLD`).
const MMAP_THRESHOLD: Bytes = Bytes::from_kib(128);

/// Where the walk through `smaps` stands.
#[derive(Debug, Default)]
pub(super) struct Sweeper {
    offset: u64,
    parser: SmapsParser,
    piece: Vec<u8>,
    records: Vec<SmapsRecord>,
    /// The entry before the next record: stacks lie above their guards.
    before: Option<SmapsRecord>,
    /// Lazily freed bytes of the entries so far.
    lazy_free: Bytes,
}

impl Sweeper {
    pub(super) fn reset(&mut self) {
        self.offset = 0;
        self.parser.reset();
        self.before = None;
        self.lazy_free = Bytes::ZERO;
    }

    /// Lines that were not understood so far.
    pub(super) const fn odd_lines(&self) -> usize {
        self.parser.odd_lines
    }

    /// Lazily freed bytes of the entries that were read since the beginning.
    pub(super) const fn lazy_free(&self) -> Bytes {
        self.lazy_free
    }

    /// Reads on for about `budget` CPU time.
    pub(super) fn sweep(
        &mut self,
        files: &ProcFiles,
        page_map: &mut PageMap,
        observer: &mut Observer,
        budget: Duration,
        into: &mut Readings,
    ) -> io::Result<Sweep> {
        let Some(smaps) = &files.smaps else {
            return Ok(Sweep::Complete);
        };
        let deadline = sys::thread_cpu_time().saturating_add(budget);
        loop {
            let progress = self.piece(smaps)?;
            for record in std::mem::take(&mut self.records).drain(..) {
                self.record(&record, files, page_map, observer, into);
            }
            if progress == Sweep::Complete {
                return Ok(Sweep::Complete);
            }
            if sys::thread_cpu_time() >= deadline {
                return Ok(Sweep::Unfinished);
            }
        }
    }

    /// Reads one piece of text into records.
    fn piece(&mut self, smaps: &File) -> io::Result<Sweep> {
        self.piece.resize(PIECE, 0);
        let read = smaps.read_at(&mut self.piece, self.offset)?;
        self.offset += read as u64;
        let records = &mut self.records;
        if read == 0 {
            self.parser.finish(|record| records.push(record));
            return Ok(Sweep::Complete);
        }
        self.parser.feed(&self.piece[..read], |record| records.push(record));
        Ok(Sweep::Unfinished)
    }

    fn record(
        &mut self,
        record: &SmapsRecord,
        files: &ProcFiles,
        page_map: &mut PageMap,
        observer: &mut Observer,
        into: &mut Readings,
    ) {
        let behind = self.before.map_or(0, |before| before.range.end.get());
        let above_guard = self.before.is_some_and(|before| is_guard(&before, record));
        let told_twice = record.range.start.get() < behind;
        if record.range.end.get() > behind {
            self.before = Some(*record);
        }
        // An entry that grew while the text was read in pieces may be told twice.
        if told_twice {
            return;
        }
        let shared_memory = record.named_shared_memory
            || record.device.is_some_and(|device| observer.memory_devices.contains(&device));
        cover(&mut into.spans, record.range);
        self.lazy_free += record.lazy_free;
        let is_spread = record.lazy_free > Bytes::ZERO
            && files.pagemap.as_ref().is_some_and(|pagemap| spread(record, pagemap, page_map, into).is_ok());
        if !is_spread {
            let usage = record.usage(shared_memory);
            into.readings.push(Reading { range: record.range, usage, detail: Detail::Entry });
        }
        if record.plain {
            learn(record, above_guard, files, page_map, observer);
        }
    }
}

/// Reads an entry page by page, and spreads what was freed lazily, of which only the sum is known, over its anonymous
/// pages. An entry that fails adds nothing.
fn spread(record: &SmapsRecord, file: &File, page_map: &mut PageMap, into: &mut Readings) -> io::Result<()> {
    let begin = into.readings.len();
    let detail = Detail::Spread { first: false, last: false };
    let complete = page_map.runs(file, record.range, |range, state| {
        into.readings.push(Reading { range, usage: state.usage(range.len(), false), detail });
    });
    let runs = &mut into.readings[begin..];
    let present: Bytes = runs.iter().map(|run| run.usage.dirty).sum();
    // Pages may have been taken, or written to again, since the sum was read.
    let freed = record.lazy_free.min(present);
    let (mut seen, mut given) = (Bytes::ZERO, Bytes::ZERO);
    let count = runs.len();
    for (nth, run) in runs.iter_mut().enumerate() {
        seen += run.usage.dirty;
        // Whole pages, and all of them with the last run.
        let behind = freed.share(seen, present).whole(sys::page_size());
        run.usage.lazy_free = behind - given;
        run.usage.dirty -= run.usage.lazy_free;
        given = behind;
        run.detail = Detail::Spread { first: nth == 0, last: nth + 1 == count };
    }
    if complete.is_err() {
        into.readings.truncate(begin);
    }
    complete
}

/// Lengthens the last span, or begins another.
fn cover(spans: &mut Vec<AddressRange>, range: AddressRange) {
    match spans.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ => spans.push(range),
    }
}

fn is_guard(before: &SmapsRecord, record: &SmapsRecord) -> bool {
    before.range.end == record.range.start
        && before.protection.is_none()
        && before.device.is_none()
        && before.range.len() <= Bytes::from_kib(64)
}

/// Learns what a plain anonymous entry is.
fn learn(
    record: &SmapsRecord,
    above_guard: bool,
    files: &ProcFiles,
    page_map: &mut PageMap,
    observer: &mut Observer,
) {
    let by_flags = tags::facts_of_flags(record.range, record.flags);
    let is_stack = above_guard && record.flags.has(VmFlag::NoHugePage);
    let facts = by_flags.with(MappingFact::ThreadStack, is_stack);
    let whole =
        observer.knowledge.overlapping(record.range).next().filter(|(range, _)| *range == record.range);
    let before = whole.map(|(_, known)| known);
    if before
        .is_some_and(|known| known.probed && known.facts.has_all(facts) && known.above_guard == above_guard)
    {
        return;
    }
    let label = before.and_then(|known| known.label).filter(|_| is_stack);
    let known = Known { facts, label, probed: true, above_guard, shared_memory: false };
    let headers = observer.headers();
    let could_have_headers = (headers.glibc || headers.python)
        && !is_stack
        && !record.flags.has(VmFlag::NoReserve)
        && record.range.len() >= MMAP_THRESHOLD;
    if !could_have_headers || record.resident == Bytes::ZERO {
        // Untouched memory has no header yet: look again when it has pages.
        observer.learn(record.range, Known { probed: !could_have_headers, ..known });
        return;
    }
    let mut at = record.range.start;
    for (part, fact) in known_parts(record.range, headers, files, page_map) {
        observer.learn(AddressRange::new(at, part.start), known);
        observer.learn(part, Known { facts: facts.with(fact, true), ..known });
        at = part.end;
    }
    observer.learn(AddressRange::new(at, record.range.end), known);
}
