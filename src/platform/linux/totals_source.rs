//! A process of which only the totals may be read: `status` is open to everybody, where `maps` is not.

use super::files::{ProcRoot, read_text};
use super::source::target;
use super::sys;
use crate::model::units::Bytes;
use crate::model::{Target, TotalKind, Usage};
use crate::source::proc_text;
use crate::source::{EndReason, Observed, ReadScope, Source, SourceError, Vocabulary};
use std::time::Duration;

/// The figures of `status` that are shown as rows, and whether their bytes are dirty.
const ROWS: [(TotalKind, &str, bool); 4] = [
    (TotalKind::ResidentAnonymous, "anonymous", true),
    (TotalKind::ResidentFile, "files", false),
    (TotalKind::ResidentShared, "shared memory", true),
    (TotalKind::HugeTlb, "huge pages", true),
];

/// The same before Linux 4.5, which does not tell one kind of resident memory from another.
const OLD_ROWS: [(TotalKind, &str, bool); 1] = [(TotalKind::Resident, "resident", true)];

/// What `status` does not tell apart.
const LAZILY_FREED: &str = "what was freed lazily (MADV_FREE) cannot be told apart by totals: it counts as dirty, until the system takes it";

/// A process that is known by its totals.
pub(super) struct TotalsSource {
    root: ProcRoot,
    target: Target,
    vocabulary: Vocabulary,
    warnings: Vec<String>,
}

impl TotalsSource {
    pub(super) fn open(root: ProcRoot, pid: u32, mut warnings: Vec<String>) -> std::io::Result<Self> {
        let target = target(&root, pid)?;
        warnings.push(LAZILY_FREED.to_owned());
        Ok(Self { root, target, vocabulary: Vocabulary::default(), warnings })
    }
}

impl Source for TotalsSource {
    fn target(&self) -> &Target {
        &self.target
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    fn observe(&mut self, _scope: ReadScope, into: &mut Observed) -> Result<(), SourceError> {
        let pid = self.target.pid;
        let stat = self.root.stat(pid).filter(|stat| !stat.is_dead());
        match stat {
            None => return Err(SourceError::Ended(EndReason::Exited)),
            Some(stat) if stat.start_time != self.target.start_time => {
                return Err(SourceError::Ended(EndReason::PidReused));
            }
            Some(_) => {}
        }
        let text = read_text(&self.root.process(pid).join("status"))
            .map_err(|error| SourceError::Transient(format!("status could not be read: {error}")))?;
        proc_text::totals_of(&text, &mut into.totals);
        let totals = into.totals;
        into.unmapped_read = true;
        let are_told_apart = totals.get(TotalKind::ResidentAnonymous).is_some();
        for &(kind, name, dirty) in if are_told_apart { ROWS.as_slice() } else { &OLD_ROWS } {
            let resident = totals.get(kind).unwrap_or_default();
            let usage =
                Usage { resident, dirty: if dirty { resident } else { Bytes::ZERO }, ..Usage::default() };
            let row = self.vocabulary.total(name, resident, usage);
            into.unmapped.push(row);
        }
        let swapped = totals.get(TotalKind::Swapped).unwrap_or_default();
        let row = self.vocabulary.total("swapped", swapped, Usage { swapped, ..Usage::default() });
        into.unmapped.push(row);
        Ok(())
    }

    fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    fn cpu_time(&self) -> Duration {
        sys::thread_cpu_time()
    }
}
