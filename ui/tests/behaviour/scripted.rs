//! A process that follows a script: a heap that stays as it is, and one region more with each of its first ticks.

use std::time::{Duration, Instant};
use strandline::model::units::{AddressRange, Bytes};
use strandline::model::{
    Backing, Category, Classification, Detail, Identity, Observation, PageAccess, Place, Protection, Reading,
    Readings, Tag, Target, TotalKind, Totals, Usage,
};
use strandline::source::{EndReason, Observed, ReadScope, Source, SourceError, Sweep, Vocabulary};

/// How many regions are born in all.
const BIRTHS: u64 = 3;
const REGION: u64 = 592 * 1024;
const HEAP: AddressRange = AddressRange::from_bounds(0x10_0000, 0x20_0000);

pub(crate) struct Scripted {
    target: Target,
    vocabulary: Vocabulary,
    looks: u64,
    /// When it exits.
    end: Option<Instant>,
    is_faulty: bool,
}

impl Scripted {
    pub(crate) fn new(pid: u32) -> Self {
        let target = Target { pid, ..Target::synthetic("ghostty") };
        Self { target, vocabulary: Vocabulary::default(), looks: 0, end: None, is_faulty: false }
    }

    /// The same, but it exits after some time.
    pub(crate) fn mortal(self, life: Duration) -> Self {
        Self { end: Some(Instant::now() + life), ..self }
    }

    /// The same, but to ask it for the fifth time is a mistake.
    pub(crate) fn faulty(self) -> Self {
        Self { is_faulty: true, ..self }
    }

    /// What is mapped, with the names of group and category.
    fn mapped(&self) -> impl Iterator<Item = (AddressRange, &'static str, &'static str)> + use<> {
        let born = |nth| {
            AddressRange::from_bounds(0x100_0000 + nth * 0x10_0000, 0x100_0000 + nth * 0x10_0000 + REGION)
        };
        let births =
            (0..self.looks.saturating_sub(1).min(BIRTHS)).map(move |nth| (born(nth), "Named", "PageList"));
        std::iter::once((HEAP, "Malloc", "heap")).chain(births)
    }

    fn observation(&mut self, range: AddressRange, group: &str, name: &str) -> Observation {
        let category = self.vocabulary.category_id(Category::counted(group, name));
        let tag = self.vocabulary.tag_id(Tag::named(name));
        let protection = Protection::READ.with(Protection::WRITE);
        Observation {
            place: Place::Mapped(range),
            identity: Identity { tag, backing: Backing::Anonymous, access: PageAccess::Some },
            class: Classification { category, label: tag, protection },
            mappings: Some(1),
        }
    }
}

impl Source for Scripted {
    fn target(&self) -> &Target {
        &self.target
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    fn observe(&mut self, _scope: ReadScope, into: &mut Observed) -> Result<(), SourceError> {
        if self.end.is_some_and(|end| Instant::now() > end) {
            return Err(SourceError::Ended(EndReason::Exited));
        }
        self.looks += 1;
        assert!(!self.is_faulty || self.looks < 5, "a mistake of ours, made on purpose");
        into.spans.push(AddressRange::ALL);
        for (range, group, name) in self.mapped() {
            into.mapped.push(self.observation(range, group, name));
        }
        let sum: Bytes = self.mapped().map(|(range, ..)| range.len()).sum();
        into.totals.set(TotalKind::ResidentAnonymous, sum);
        Ok(())
    }

    fn measure(
        &mut self,
        _spans: &[AddressRange],
        _budget: Duration,
        _into: &mut Readings,
    ) -> Result<(), SourceError> {
        Ok(())
    }

    fn sweep(&mut self, _budget: Duration, into: &mut Readings) -> Result<Sweep, SourceError> {
        self.walk(into, &mut Totals::default())?;
        Ok(Sweep::Complete)
    }

    /// Every byte is dirty.
    fn walk(&mut self, into: &mut Readings, _totals: &mut Totals) -> Result<(), SourceError> {
        into.spans.push(AddressRange::ALL);
        into.readings.extend(self.mapped().map(|(range, ..)| Reading {
            range,
            usage: Usage { resident: range.len(), dirty: range.len(), ..Usage::default() },
            detail: Detail::Pages,
        }));
        Ok(())
    }

    fn take_warnings(&mut self) -> Vec<String> {
        Vec::new()
    }

    fn cpu_time(&self) -> Duration {
        Duration::ZERO
    }
}
