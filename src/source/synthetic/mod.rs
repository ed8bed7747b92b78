//! A made-up program as a source: the same on every system and in every run, and it states what it leaks.
//!
//! It opens a window and closes it again, over and over. Its time is the tick: each question what is mapped is one, and
//! nothing is asked of the clock. Tests, benches and pictures are made of it.
//!
//! | category | what it does |
//! |---|---|
//! | Files ▸ code, Files ▸ data, Stacks ▸ thread stacks, Reserved ▸ guard | nothing |
//! | Malloc ▸ heap | 32 KiB more with each window, and no less |
//! | Anonymous ▸ anonymous | three to six buffers for each window, of seeded sizes, which end with it |
//! | Graphics ▸ dma-buf | memory without address for each window, which ends with it |
//! | Graphics ▸ surface | two for each window, which end with it; a third is left behind: the leak |
//! | Named ▸ cache | takes half of what is free with each window until it is full, and then settles |

mod dice;
mod program;

pub use dice::RandomSequence;

use super::{Observed, ReadScope, Source, SourceError, Sweep, Vocabulary};
use crate::model::units::{AddressRange, Bytes};
use crate::model::{Category, Readings, Target, TotalKind, Totals};
use program::{HEAP_STEP, Program};
use std::time::Duration;

/// What a question costs, so that the governor has something to govern.
const COST: Duration = Duration::from_micros(20);

/// What the made-up program does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgramBehaviour {
    /// Ticks from one window to the next, at least four. At their beginning the window is closed; it opens after a quarter
    /// of them and closes after three.
    pub cycle: u64,
    /// What each window leaves behind when it closes, in whole pages of 4 KiB.
    pub leak: Bytes,
    /// What the cache holds when it is full.
    pub cache: Bytes,
}

impl Default for ProgramBehaviour {
    fn default() -> Self {
        Self { cycle: 20, leak: Bytes::from_kib(9_704), cache: Bytes::from_kib(16 << 10) }
    }
}

impl ProgramBehaviour {
    /// Windows that were opened and closed again when so many ticks had been lived through.
    pub const fn cycles_after(&self, ticks: u64) -> u64 {
        (ticks + self.length() - 1 - self.close()) / self.length()
    }

    /// What those windows left behind.
    pub fn leaked_after(&self, ticks: u64) -> Bytes {
        Bytes::new(self.leak.get() * self.cycles_after(ticks))
    }

    /// Whether a window is open when so many ticks have been lived through.
    pub const fn is_open_after(&self, ticks: u64) -> bool {
        let opened = (ticks + self.length() - 1 - self.open()) / self.length();
        opened > self.cycles_after(ticks)
    }

    /// What each window adds to the heap.
    pub const fn heap_growth(&self) -> Bytes {
        HEAP_STEP
    }

    const fn length(&self) -> u64 {
        if self.cycle < 4 { 4 } else { self.cycle }
    }

    const fn open(&self) -> u64 {
        self.length() / 4
    }

    const fn close(&self) -> u64 {
        self.length() - self.length() / 4
    }

    const fn opens_at(&self, tick: u64) -> bool {
        tick % self.length() == self.open()
    }

    const fn closes_at(&self, tick: u64) -> bool {
        tick % self.length() == self.close()
    }
}

/// A made-up program as a source.
#[derive(Debug)]
pub struct Synthetic {
    habits: ProgramBehaviour,
    program: Program,
    target: Target,
    /// How much of the address space the sweep has behind it.
    swept: AddressRange,
    questions: u32,
}

impl Synthetic {
    /// A program with these habits. The sizes of its buffers, which leave nothing behind, come from the seed.
    pub fn new(seed: u64, habits: ProgramBehaviour) -> Self {
        let target = Target {
            pid: 1,
            start_time: seed,
            command: format!("tide --seed {seed}"),
            os_release: "1".to_owned(),
            ..Target::synthetic("tide")
        };
        Self {
            habits,
            program: Program::new(seed, habits),
            target,
            swept: AddressRange::default(),
            questions: 0,
        }
    }

    pub const fn habits(&self) -> ProgramBehaviour {
        self.habits
    }

    /// How many ticks it has lived through: how often it was asked what is mapped.
    pub const fn ticks(&self) -> u64 {
        self.program.ticks()
    }

    /// What it has leaked so far: bytes of closed windows that are still mapped. All of it is in one category, in one
    /// region for each window.
    pub fn leaked_bytes(&self) -> Bytes {
        self.habits.leaked_after(self.ticks())
    }

    /// The category that it leaks in.
    pub fn leaking_category() -> Category {
        Category::counted("Graphics", "surface")
    }

    /// The category of the cache that settles.
    pub fn settling_category() -> Category {
        Category::counted("Named", "cache")
    }

    fn read(&mut self, span: AddressRange, into: &mut Readings) {
        self.questions += 1;
        into.spans.push(span);
        into.readings.extend(self.program.mapped.values().filter_map(|mapping| mapping.reading(span)));
    }
}

impl Source for Synthetic {
    fn target(&self) -> &Target {
        &self.target
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.program.vocabulary
    }

    fn observe(&mut self, scope: ReadScope, into: &mut Observed) -> Result<(), SourceError> {
        self.questions += 1;
        let is_first = self.ticks() == 0;
        self.program.advance();
        if is_first || scope == ReadScope::Everything {
            into.spans.push(AddressRange::ALL);
        } else {
            into.spans.extend_from_slice(&self.program.changed);
            into.spans.sort_unstable();
        }
        into.mapped.extend(into.spans.iter().flat_map(|&span| self.program.inside(span)));
        into.unmapped_read = true;
        into.unmapped.extend(self.program.object);
        into.totals = self.program.totals();
        Ok(())
    }

    fn measure(
        &mut self,
        spans: &[AddressRange],
        _: Duration,
        into: &mut Readings,
    ) -> Result<(), SourceError> {
        for &span in spans {
            self.read(span, into);
        }
        Ok(())
    }

    /// Takes two slices.
    fn sweep(&mut self, _: Duration, into: &mut Readings) -> Result<Sweep, SourceError> {
        let starts: Vec<_> = self.program.mapped.keys().copied().collect();
        let middle = starts[starts.len() / 2];
        let is_begun = !self.swept.is_empty();
        let from = if is_begun { self.swept.end } else { AddressRange::ALL.start };
        let to = if is_begun { AddressRange::ALL.end } else { middle };
        self.read(AddressRange::new(from, to), into);
        self.swept = if is_begun { AddressRange::default() } else { AddressRange::new(from, to) };
        Ok(if is_begun { Sweep::Complete } else { Sweep::Unfinished })
    }

    fn walk(&mut self, into: &mut Readings, totals: &mut Totals) -> Result<(), SourceError> {
        self.swept = AddressRange::default();
        self.read(AddressRange::ALL, into);
        let resident = self.program.totals().get(TotalKind::Resident).unwrap_or_default();
        totals.set(TotalKind::WalkedResident, resident);
        Ok(())
    }

    fn take_warnings(&mut self) -> Vec<String> {
        Vec::new()
    }

    fn cpu_time(&self) -> Duration {
        COST * self.questions
    }
}

#[cfg(test)]
mod tests;
