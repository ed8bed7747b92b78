//! Reads the rings, and makes calls with stacks of their records.

use super::calls::{Arguments, Interpreter, SystemCall};
use super::code::Mapped;
use super::opening::{EventKind, Events};
use super::records::{MappedCode, Record, Sample, record, records, time};
use super::sampling::FaultRate;
use super::tables::Tables;
use super::unwinding::Unwinder;
use crate::model::units::Timestamp;
use crate::model::{Call, CallBatch, Effect, LostCalls, Protection};
use crate::source::proc_text::{MapsEntry, maps_line};
use std::path::{Path, PathBuf};

/// Calls that may wait for whoever takes them; more count as lost.
const MOST_WAITING: usize = 1 << 20;

/// A ring that is fuller than this, from 0 to 1, may have had no room for a record: one of them takes 9 KiB of at least 64.
const MAY_HAVE_LOST: f64 = 0.8;

/// Makes calls of records. Moments are those of the events' clock.
pub(super) struct Reader {
    process_id: u32,
    events: Events,
    decoder: Decoder,
    /// What the rings gave, and where each record lies in it with its time.
    bytes: Vec<u8>,
    order: Vec<(u64, usize, usize)>,
    /// Records that came too late in the last round to be put in their order.
    held_back: Vec<u8>,
    /// Records that found no room, as far as they are in a batch; and whether more may have found none.
    lost: u64,
    may_have_lost: bool,
}

impl Reader {
    pub(super) fn new(process_id: u32, process: &Path, events: Events, page: u64, now: u64) -> Self {
        let mut decoder = Decoder::new(process, page);
        decoder.learn_mapped();
        decoder.batch.since = Some(Timestamp::from_nanos(now));
        Self {
            process_id,
            events,
            decoder,
            bytes: Vec::new(),
            order: Vec::new(),
            held_back: Vec::new(),
            lost: 0,
            may_have_lost: false,
        }
    }

    /// Reads what has come up to `now`. Says how full the fullest ring was, from 0 to 1.
    ///
    /// While one ring is read the others go on: only what is older than the beginning of the round can be put in order.
    pub(super) fn round(&mut self, now: u64) -> f64 {
        let Self { events, bytes, order, held_back, decoder, process_id, may_have_lost, .. } = self;
        bytes.clear();
        bytes.append(held_back);
        let fullest = events.rings.iter_mut().map(|ring| ring.drain(bytes)).fold(0.0, f64::max);
        *may_have_lost |= fullest > MAY_HAVE_LOST;
        order.clear();
        let mut at = 0;
        for one in records(bytes) {
            order.push((time(one).unwrap_or(0), at, one.len()));
            at += one.len();
        }
        order.sort_unstable();
        for &(moment, at, len) in order.iter() {
            let one = &bytes[at..at + len];
            if moment > now {
                held_back.extend_from_slice(one);
            } else {
                decoder.take(one, moment, *process_id, events);
            }
        }
        decoder.fault_rate.adjust(now);
        fullest
    }

    /// What has come since the last time, up to `now`.
    ///
    /// A ring says what it has lost with the next record that finds room: behind the last one never. The kernel's own counts
    /// are complete, but there is one for each thread, processor and call: they are read only after a ring was full.
    pub(super) fn take(&mut self, now: u64) -> CallBatch {
        if std::mem::take(&mut self.may_have_lost)
            && let Some(lost) = self.events.lost()
            && lost > self.lost
        {
            let at = Timestamp::from_nanos(now);
            self.decoder.batch.lost.push(LostCalls { at, count: lost - self.lost });
            self.lost = lost;
        }
        std::mem::take(&mut self.decoder.batch)
    }
}

/// Everything that the meaning of a record depends on.
struct Decoder {
    process: PathBuf,
    interpreter: Interpreter,
    unwinder: Unwinder,
    tables: Tables,
    fault_rate: FaultRate,
    /// Addresses of the stack under way.
    places: Vec<u64>,
    batch: CallBatch,
}

impl Decoder {
    fn new(process: &Path, page: u64) -> Self {
        Self {
            process: process.to_owned(),
            interpreter: Interpreter::new(page, heap_end(process)),
            unwinder: Unwinder::new(process),
            tables: Tables::default(),
            fault_rate: FaultRate::default(),
            places: Vec::new(),
            batch: CallBatch::default(),
        }
    }

    /// Learns of the code that is there already.
    fn learn_mapped(&mut self) {
        let maps = std::fs::read(self.process.join("maps")).unwrap_or_default();
        for entry in entries(&maps) {
            if is_segment(&entry) {
                self.interpreter.learn_segment(entry.range);
            }
            if entry.protection.has(Protection::EXECUTE) && entry.name.starts_with(b"/") {
                self.learn(&Mapped {
                    range: entry.range.start.get()..entry.range.end.get(),
                    offset: entry.offset,
                    path: String::from_utf8_lossy(entry.name).into_owned(),
                });
            }
        }
    }

    fn learn(&mut self, mapped: &Mapped) {
        let Self { unwinder, tables, batch, .. } = self;
        unwinder.add(mapped, |module| tables.module(module, batch));
        tables.forget_addresses();
    }

    fn take(&mut self, bytes: &[u8], moment: u64, process: u32, events: &Events) {
        let at = Timestamp::from_nanos(moment);
        match record(bytes) {
            Record::Sample(sample) if sample.process == process => self.take_call(&sample, at, events),
            Record::MappedCode(code) if code.process == process => self.take_code(code),
            Record::Replaced { process: replaced } if replaced == process => self.take_exec(at, process),
            Record::Lost(count) if !events.counts_lost() => self.batch.lost.push(LostCalls { at, count }),
            Record::Sample(_)
            | Record::MappedCode(_)
            | Record::Replaced { .. }
            | Record::Lost(_)
            | Record::Odd => {}
        }
    }

    fn take_call(&mut self, sample: &Sample<'_>, at: Timestamp, events: &Events) {
        let effect = match events.kinds.get(&sample.event) {
            Some(EventKind::Fault) => {
                let faults = self.fault_rate.take();
                faults.and_then(|faults| self.interpreter.fault(sample.address, faults))
            }
            Some(&EventKind::Call(call)) => {
                let registers = sample.registers;
                let (first, second, third) = (registers.first, registers.second, registers.third);
                if call == SystemCall::Attach {
                    self.learn_segments();
                }
                let arguments = Arguments { first, second, third, result: registers.result };
                self.interpreter.effect(call, arguments)
            }
            None => None,
        };
        if let Some(effect) = effect {
            self.push(sample, at, effect);
        }
    }

    /// Learns how long the attached segments are, which no call tells.
    fn learn_segments(&mut self) {
        let maps = std::fs::read(self.process.join("maps")).unwrap_or_default();
        entries(&maps).filter(is_segment).for_each(|entry| self.interpreter.learn_segment(entry.range));
    }

    fn push(&mut self, sample: &Sample<'_>, at: Timestamp, effect: Effect) {
        if self.batch.calls.len() >= MOST_WAITING {
            match self.batch.lost.last_mut() {
                Some(last) => last.count += 1,
                None => self.batch.lost.push(LostCalls { at, count: 1 }),
            }
            return;
        }
        self.unwinder.unwind(sample, &mut self.places);
        let stack = self.tables.stack(&self.places, &self.unwinder, &mut self.batch);
        self.batch.calls.push(Call { at, thread: sample.thread, effect, stack });
    }

    fn take_code(&mut self, code: MappedCode<'_>) {
        if code.path.starts_with(b"/") && !code.path.starts_with(b"//") {
            let path = String::from_utf8_lossy(code.path).into_owned();
            let end = code.start.saturating_add(code.len);
            self.learn(&Mapped { range: code.start..end, offset: code.offset, path });
        }
    }

    fn take_exec(&mut self, at: Timestamp, process: u32) {
        self.unwinder.forget();
        self.interpreter.forget();
        self.tables.forget_addresses();
        let stack = self.tables.stack(&[], &self.unwinder, &mut self.batch);
        self.batch.calls.push(Call { at, thread: process, effect: Effect::Replaced, stack });
    }
}

/// Where the heap ends, where there is one.
fn heap_end(process: &Path) -> Option<u64> {
    let maps = std::fs::read(process.join("maps")).ok()?;
    let mut heap = entries(&maps).filter(|entry| entry.name == b"[heap]");
    heap.next_back().map(|entry| entry.range.end.get())
}

fn entries(maps: &[u8]) -> impl DoubleEndedIterator<Item = MapsEntry<'_>> {
    maps.split(|&letter| letter == b'\n').filter_map(maps_line)
}

/// Whether it is shared memory of System V.
fn is_segment(entry: &MapsEntry<'_>) -> bool {
    entry.name.starts_with(b"/SYSV")
}
