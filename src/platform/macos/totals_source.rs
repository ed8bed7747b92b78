//! A process whose port is refused, but whose footprint is told to its own user. Never run on a Mac.

use super::kernel::{Incarnation, Kernel, number};
use super::{access, processes};
use crate::model::units::Bytes;
use crate::model::{Target, TotalKind, Usage};
use crate::source::{AttachError, EndReason, Observed, ReadScope, Source, SourceError, Vocabulary};
use std::time::Duration;

/// A process that is known by its totals.
pub(crate) struct TotalsSource<K> {
    kernel: K,
    number: i32,
    incarnation: Incarnation,
    target: Target,
    vocabulary: Vocabulary,
    warnings: Vec<String>,
}

impl<K: Kernel> TotalsSource<K> {
    /// Attaches to a process for its totals only, which needs no port, only the same user. The recording begins with
    /// `warnings`.
    pub(crate) fn open(kernel: K, pid: u32, warnings: Vec<String>) -> Result<Self, AttachError> {
        let refused = || access::refusal_of(&kernel, pid, &[]);
        let number = number(pid).ok_or_else(refused)?;
        kernel.memory(number).ok_or_else(refused)?;
        Ok(Self {
            number,
            incarnation: kernel.incarnation(number).ok_or_else(refused)?,
            target: processes::target(&kernel, pid, kernel.page_size()).ok_or_else(refused)?,
            vocabulary: Vocabulary::default(),
            warnings,
            kernel,
        })
    }
}

impl<K: Kernel> Source for TotalsSource<K> {
    fn target(&self) -> &Target {
        &self.target
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    fn observe(&mut self, _scope: ReadScope, into: &mut Observed) -> Result<(), SourceError> {
        match self.kernel.incarnation(self.number) {
            None => return Err(SourceError::Ended(EndReason::Exited)),
            Some(now) if now.process != self.incarnation.process => {
                return Err(SourceError::Ended(EndReason::PidReused));
            }
            Some(_) => {}
        }
        let memory = self.kernel.memory(self.number).ok_or(SourceError::Ended(EndReason::Denied))?;
        into.totals.set(TotalKind::Resident, Bytes::new(memory.resident));
        into.totals.set(TotalKind::PhysFootprint, Bytes::new(memory.footprint));
        into.unmapped_read = true;
        // How much of the footprint is compressed is not told: all of it counts as dirty.
        let footprint = Bytes::new(memory.footprint);
        let usage = Usage { resident: footprint, dirty: footprint, ..Usage::default() };
        into.unmapped.push(self.vocabulary.total("footprint", footprint, usage));
        Ok(())
    }

    fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    fn cpu_time(&self) -> Duration {
        self.kernel.cpu_time()
    }
}
