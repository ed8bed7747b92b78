//! Puts a trace together from the payloads of its frames, and sees to it that no forged one fills the memory.

use super::frame::{Damage, Kind};
use super::v2;
use super::version::{Deltas, Version};
use crate::model::{
    Annotations, CallBatch, Category, MappingCount, Mark, MarkRole, Recording, RecordingStart, Snapshot,
    SnapshotDelta, Tag, Trace,
};
use serde::Deserialize;

/// Memory that any trace may take, and how much more for each byte of its file. A quiet second of ten snapshots takes
/// some 40 bytes in memory for each in the file; a bomb takes many thousands.
const FREE_MEMORY: u64 = 512 << 20;
const MEMORY_PER_BYTE: u64 = 256;

/// What a byte of a payload may take while it is taken apart: an empty name is two bytes there, and in memory it is one of the
/// file's types, in a list with room for twice as many, and one of ours.
const MEMORY_PER_PAYLOAD_BYTE: u64 = 48;

/// The same of snapshots. Regions take some ten, and nothing but empty names up to 36; but the first look at hundreds of
/// thousands of regions must open, however well it packs.
const MEMORY_PER_DELTA_BYTE: u64 = 20;

/// What a region takes, and what a report or a window keeps of it: its record, its first entry in the log, its places in
/// lists.
const MEMORY_PER_REGION: usize = 64;

/// One entry in the log of lengths and usage; most take sixteen bytes.
const MEMORY_PER_STATE: usize = 24;

/// What regions of one kind have in common.
const MEMORY_PER_KIND: u64 = 128;

/// A mark or a warning, with what a report or a window makes of it, apart from its letters.
const MEMORY_PER_MARK: u64 = 256;

/// The figures of a closed cycle in each category, and in all of them.
const MEMORY_PER_CYCLE: u64 = 256;

/// What was put together so far.
pub(super) struct Assembly {
    version: Version,
    trace: Trace,
    /// Marks that came one by one, to be put in their order all at once.
    marks: Vec<Mark>,
    /// The number of snapshots that the closing frame names, once it was met.
    pub(super) end: Option<u64>,
    /// What it takes in memory, about, apart from the marks.
    memory: u64,
    /// What the marks take, and what is made of them.
    annotations_memory: u64,
    closed_cycles: u64,
}

/// What a frame of deltas brought; nothing for the other frames.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Batch {
    /// When its first snapshot was taken, in nanoseconds.
    pub(super) first: u64,
    /// How many snapshots it has.
    pub(super) snapshots: u64,
}

impl Assembly {
    pub(super) fn new(version: Version, start: RecordingStart) -> Self {
        Self {
            version,
            trace: Trace { recording: Recording::new(start), annotations: Annotations::default() },
            marks: Vec::new(),
            end: None,
            memory: 0,
            annotations_memory: 0,
            closed_cycles: 0,
        }
    }

    /// What was measured so far.
    pub(super) fn recording(&self) -> &Recording {
        &self.trace.recording
    }

    /// The trace, with all that was taken in.
    pub(super) fn into_trace(self) -> Trace {
        let Self { mut trace, marks, .. } = self;
        trace.annotations.extend(marks);
        trace
    }

    /// Takes in a payload that ends at byte `offset` of the file.
    pub(super) fn add(&mut self, kind: Kind, payload: &[u8], offset: u64) -> Result<Batch, Damage> {
        check_memory(self.memory.saturating_add(memory_to_decode(kind, payload)), offset)?;
        match kind {
            Kind::Deltas => return self.add_deltas(payload, offset),
            Kind::Epoch => {
                let epoch: v2::Epoch = decoded(payload)?;
                self.trace.recording.begin_epoch(epoch.into_model());
            }
            Kind::Annotations => {
                let annotations: v2::Annotations = decoded(payload)?;
                self.take_annotations(annotations.into_model(), offset)?;
            }
            Kind::Warnings => {
                let warnings = decoded::<v2::Warnings>(payload)?.into_model();
                self.memory += warnings.len() as u64 * MEMORY_PER_MARK;
                self.take_memory(payload.len(), offset)?;
                warnings.for_each(|warning| self.trace.recording.warn(warning));
            }
            Kind::Runtimes => {
                let runtimes: v2::Runtimes = decoded(payload)?;
                self.trace.recording.recognise(runtimes.into_model());
            }
            Kind::End => self.end = Some(decoded::<v2::End>(payload)?.snapshots),
            Kind::AnnotationChange => {
                let change: v2::AnnotationChange = decoded(payload)?;
                self.take_mark(change.into_mark(), offset)?;
            }
            Kind::LoggedStacks => self.take_stacks(decoded(payload)?, payload.len(), offset)?,
            Kind::Calls => {
                let calls: v2::Calls = decoded(payload)?;
                self.take_calls(&calls.into_model(), payload.len(), offset)?;
            }
            Kind::Pages => {
                let pages: v2::Pages = decoded(payload)?;
                self.take_calls(&pages.into_model(), payload.len(), offset)?;
            }
            Kind::Functions => self.take_functions(decoded(payload)?, payload.len(), offset)?,
            Kind::Heap => self.take_heap(decoded(payload)?, offset)?,
        }
        Ok(Batch::default())
    }

    fn add_deltas(&mut self, payload: &[u8], offset: u64) -> Result<Batch, Damage> {
        let mut batch = Batch::default();
        let mut deltas = Deltas::new(self.version, payload);
        let mut before = payload.len();
        while let Some(delta) = deltas.next() {
            let delta = delta.map_err(not_understood)?;
            let encoded = before - deltas.remaining();
            self.take_memory(memory_of(&delta) + encoded, offset)?;
            let appended = self.trace.recording.append(&delta);
            appended.map_err(|wrong| Damage::Payload(wrong.0))?;
            if batch.snapshots == 0 {
                batch.first = delta.at.nanos();
            }
            batch.snapshots += 1;
            before = deltas.remaining();
        }
        Ok(batch)
    }

    /// Call stacks, whose frames are all there.
    fn take_stacks(&mut self, stacks: v2::LoggedStacks, len: usize, offset: u64) -> Result<(), Damage> {
        let stacks =
            stacks.into_model().ok_or(Damage::Payload("a call stack has a frame that is not there"))?;
        let places: usize = stacks.stacks().iter().map(|stack| stack.frames.len()).sum();
        let memory = size_of_val(stacks.frames()) + size_of_val(stacks.stacks()) + places * size_of::<u32>();
        self.take_memory(memory + len, offset)?;
        self.trace.recording.add_logged_stacks(stacks);
        Ok(())
    }

    /// Calls, whose stacks and frames are all there.
    fn take_calls(&mut self, batch: &CallBatch, len: usize, offset: u64) -> Result<(), Damage> {
        let places: usize = batch.stacks.iter().map(Vec::len).sum();
        let lists = size_of_val(&*batch.modules)
            + size_of_val(&*batch.frames)
            + size_of_val(&*batch.stacks)
            + size_of_val(&*batch.calls)
            + size_of_val(&*batch.lost);
        self.take_memory(lists + places * size_of::<u32>() + len, offset)?;
        self.trace.recording.add_calls(batch).map_err(|wrong| Damage::Payload(wrong.0))
    }

    fn take_functions(&mut self, functions: v2::Functions, len: usize, offset: u64) -> Result<(), Damage> {
        let functions = functions.into_model();
        let named: usize = functions.iter().map(|functions| size_of_val(&**functions)).sum();
        self.take_memory(size_of_val(&*functions) + named + len, offset)?;
        self.trace.recording.name_functions(functions);
        Ok(())
    }

    /// A count of the heap, which builds on the one before.
    fn take_heap(&mut self, count: v2::HeapCount, offset: u64) -> Result<(), Damage> {
        let (allocator, count) = count.into_model(self.trace.recording.heap().counts().last());
        self.take_memory(size_of_val(&count) + size_of_val(&*count.classes) + allocator.len(), offset)?;
        let added = self.trace.recording.add_heap_count(&allocator, count);
        added.map_err(|wrong| Damage::Payload(wrong.0))
    }

    /// One more mark.
    fn take_mark(&mut self, mark: Mark, offset: u64) -> Result<(), Damage> {
        self.annotations_memory += MEMORY_PER_MARK + mark.label.len() as u64;
        self.closed_cycles += u64::from(matches!(mark.role, MarkRole::Closed(_)));
        self.marks.push(mark);
        self.take_memory(0, offset)
    }

    /// All marks at once, which take the place of those before.
    fn take_annotations(&mut self, annotations: Annotations, offset: u64) -> Result<(), Damage> {
        let labels: usize = annotations.marks().iter().map(|mark| mark.label.len()).sum();
        self.annotations_memory = annotations.marks().len() as u64 * MEMORY_PER_MARK + labels as u64;
        self.closed_cycles = annotations.closed_cycles() as u64;
        self.trace.annotations = annotations;
        self.marks.clear();
        self.take_memory(0, offset)
    }

    fn take_memory(&mut self, bytes: usize, offset: u64) -> Result<(), Damage> {
        self.memory += bytes as u64;
        let series = self.trace.recording.categories().len() as u64 + 1;
        let derived = self.closed_cycles.saturating_mul(series).saturating_mul(MEMORY_PER_CYCLE);
        let kinds = self.trace.recording.regions().kinds() as u64 * MEMORY_PER_KIND;
        let all = (self.memory + self.annotations_memory + kinds).saturating_add(derived);
        check_memory(all, offset)
    }
}

/// What it may take to take a payload apart.
pub(super) fn memory_to_decode(kind: Kind, payload: &[u8]) -> u64 {
    let of_byte = if kind == Kind::Deltas { MEMORY_PER_DELTA_BYTE } else { MEMORY_PER_PAYLOAD_BYTE };
    payload.len() as u64 * of_byte
}

/// Whether so much memory may be taken by a trace of which so many bytes were read.
pub(super) fn check_memory(memory: u64, offset: u64) -> Result<(), Damage> {
    if memory > FREE_MEMORY.saturating_add(offset.saturating_mul(MEMORY_PER_BYTE)) {
        return Err(Damage::Bomb);
    }
    Ok(())
}

/// About what a recording keeps of a delta, apart from the letters of its names.
fn memory_of(delta: &SnapshotDelta) -> usize {
    let regions = delta.born.len() + delta.split.len();
    let states = regions + delta.cut.len() + delta.usage.len();
    size_of::<Snapshot>()
        + regions * MEMORY_PER_REGION
        + states * MEMORY_PER_STATE
        + delta.mappings.len() * size_of::<MappingCount>()
        + delta.new_tags.len() * size_of::<Tag>()
        + delta.new_categories.len() * size_of::<Category>()
}

/// Takes a payload apart that holds one value.
pub(super) fn decoded<'a, T: Deserialize<'a>>(payload: &'a [u8]) -> Result<T, Damage> {
    postcard::from_bytes(payload).map_err(not_understood)
}

/// What postcard has to say ("hit the end of buffer") is no news to whoever opens a file.
pub(super) fn not_understood(_: postcard::Error) -> Damage {
    Damage::Payload("it is not what its kind says")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::units::Timestamp;
    use crate::model::{Mark, MarkRole};
    use crate::storage::trace_file::tests::sample_start;
    use std::time::Duration;

    #[test]
    fn a_bomb_does_not_fill_the_memory() {
        let mut assembly = Assembly::new(Version::NEWEST, sample_start());
        let quiet = postcard::to_allocvec(&v2::Delta::default()).unwrap();
        assert!(assembly.add(Kind::Deltas, &quiet, 0).is_ok());
        assembly.memory = FREE_MEMORY;
        assert!(assembly.add(Kind::Deltas, &quiet, 100).is_ok());
        assert!(matches!(assembly.add(Kind::Deltas, &quiet.repeat(1000), 100), Err(Damage::Bomb)));
    }

    #[test]
    fn what_is_derived_from_marks_counts() {
        let mark = |nth: u32| Mark {
            at: Timestamp::from_nanos(u64::from(nth)),
            label: String::new(),
            role: MarkRole::Closed(nth),
            cost: Duration::ZERO,
        };
        let annotations: Annotations = (0..100_000).map(mark).collect();
        let packed = postcard::to_allocvec(&v2::Annotations::new(&annotations)).unwrap();
        let categories = SnapshotDelta {
            new_categories: (0..300).map(|nth| Category::counted("a", nth.to_string())).collect(),
            ..SnapshotDelta::default()
        };
        let mut assembly = Assembly::new(Version::NEWEST, sample_start());
        assert!(assembly.add(Kind::Annotations, &packed, 0).is_ok());
        // The marks take the place of those before.
        (0..100).for_each(|_| assert!(assembly.add(Kind::Annotations, &packed, 0).is_ok()));
        let mut wire = v2::Delta::default();
        wire.fill(&categories, &mut crate::storage::trace_file::v1::Previous::default());
        let deltas = postcard::to_allocvec(&wire).unwrap();
        assert!(assembly.add(Kind::Deltas, &deltas, 1 << 30).is_ok());
        assert!(matches!(assembly.add(Kind::Annotations, &packed, 0), Err(Damage::Bomb)));
        let mut assembly = Assembly::new(Version::NEWEST, sample_start());
        let change = postcard::to_allocvec(&v2::AnnotationChange::marked(&mark(7))).unwrap();
        assembly.memory = FREE_MEMORY - 100 * (MEMORY_PER_MARK + MEMORY_PER_CYCLE);
        let taken = (0..1000).take_while(|_| assembly.add(Kind::AnnotationChange, &change, 0).is_ok());
        assert!((90..=100).contains(&taken.count()), "each closes a cycle");
        let mut assembly = Assembly::new(Version::NEWEST, sample_start());
        let warnings = postcard::to_allocvec(&(vec![(0_u64, ""); 3_000_000],)).unwrap();
        assert!(matches!(assembly.add(Kind::Warnings, &warnings, 0), Err(Damage::Bomb)));
    }

    #[test]
    fn a_list_is_not_as_long_as_it_says() {
        let mut assembly = Assembly::new(Version::NEWEST, sample_start());
        let four_billion = [0xff, 0xff, 0xff, 0xff, 0x0f];
        assert!(assembly.add(Kind::Annotations, &four_billion, 100).is_err());
        assert!(assembly.add(Kind::Warnings, &four_billion, 100).is_err());
    }
}
