//! A process whose port is refused, but whose footprint is told to its own user. Never run on a Mac.

use super::sys::{self, Incarnation};
use super::{access, processes};
use crate::model::{
    Access, Backing, Category, Classification, Identity, Observation, Place, Protection, Readings, Tag,
    Target, TotalKind, Totals, Usage,
};
use crate::source::{AttachError, EndReason, Observed, Scope, Source, SourceError, Sweep, Vocabulary};
use crate::units::{AddressRange, Bytes};
use std::time::Duration;

/// Attaches to a process for its totals only, which needs no port, only the same user.
pub fn attach_totals(pid: u32) -> Result<Box<dyn Source>, AttachError> {
    let refused = || access::refusal(pid, processes::rights(pid));
    let number = processes::number(pid).ok_or_else(refused)?;
    sys::memory(number).ok_or_else(refused)?;
    Ok(Box::new(TotalsSource {
        number,
        incarnation: sys::incarnation(number).ok_or_else(refused)?,
        target: processes::target(pid, sys::page_size()).ok_or_else(refused)?,
        vocabulary: Vocabulary::default(),
    }))
}

/// A process that is known by its totals.
struct TotalsSource {
    number: i32,
    incarnation: Incarnation,
    target: Target,
    vocabulary: Vocabulary,
}

impl TotalsSource {
    /// The one row there is. How much of the footprint is compressed is not told: all of it counts as dirty.
    fn row(&mut self, memory: sys::Memory) -> (Observation, Usage) {
        let footprint = Bytes::new(memory.footprint);
        let category = self.vocabulary.category_id(Category::counted("Totals", "footprint"));
        let tag = self.vocabulary.tag_id(Tag::named("footprint"));
        let identity = Identity { tag, backing: Backing::Anonymous, access: Access::Some };
        let class = Classification { category, label: tag, protection: Protection::default() };
        let usage = Usage { resident: footprint, dirty: footprint, ..Usage::default() };
        (Observation { place: Place::aggregate(category, footprint), identity, class }, usage)
    }
}

impl Source for TotalsSource {
    fn target(&self) -> &Target {
        &self.target
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    fn observe(&mut self, _scope: Scope, into: &mut Observed) -> Result<(), SourceError> {
        match sys::incarnation(self.number) {
            None => return Err(SourceError::Ended(EndReason::Exited)),
            Some(now) if now.process != self.incarnation.process => {
                return Err(SourceError::Ended(EndReason::PidReused));
            }
            Some(_) => {}
        }
        let memory = sys::memory(self.number).ok_or(SourceError::Ended(EndReason::Denied))?;
        into.totals.set(TotalKind::Resident, Bytes::new(memory.resident));
        into.totals.set(TotalKind::PhysFootprint, Bytes::new(memory.footprint));
        into.unmapped_read = true;
        into.unmapped.push(self.row(memory));
        Ok(())
    }

    fn measure(&mut self, _: &[AddressRange], _: Duration, _: &mut Readings) -> Result<(), SourceError> {
        Ok(())
    }

    fn sweep(&mut self, _: Duration, _: &mut Readings) -> Result<Sweep, SourceError> {
        Ok(Sweep::Complete)
    }

    fn walk(&mut self, _: &mut Readings, _: &mut Totals) -> Result<(), SourceError> {
        Ok(())
    }

    fn take_warnings(&mut self) -> Vec<String> {
        Vec::new()
    }

    fn cpu_time(&self) -> Duration {
        sys::thread_cpu_time()
    }
}
