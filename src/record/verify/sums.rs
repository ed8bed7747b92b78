//! Sums over the process against the kernel's own.

use super::{ComparedFigure, FinalState, Held, SumHeld};
use crate::model::TotalKind;
use crate::model::units::Bytes;
use crate::source::{Account, PageRun};

/// The kernel tells shares of shared pages in KiB, rounded down for each mapping.
const ROUNDING: Bytes = Bytes::from_kib(1);

/// What `status` may lag behind: each of its three counters by some pages for each processor.
const LAG: Bytes = Bytes::from_kib(4 * 3 * 64 * 4);

/// What `smaps_rollup`, `status` and the page tables have, as far as they have it.
pub(super) fn hold(look: &FinalState<'_>, account: &Account) -> Vec<SumHeld> {
    let [mapped, resident, dirty, swapped, lazy_free] = look.sum();
    let total = |kind| account.totals.get(kind);
    let huge: Bytes = account.entries.iter().map(|entry| entry.huge).sum();
    let shared = account.entries.iter().filter(|entry| entry.is_shared_memory);
    let rounding = Bytes::new(ROUNDING.get() * (shared.count() as u64 + 1));
    let kept = || {
        Some(total(TotalKind::WalkedAnonymous)? - total(TotalKind::LazyFree)? + total(TotalKind::PssShared)?)
    };
    let (rollup, status) = ("smaps_rollup", "status");
    let sum = |figure, file, words, ours, kernel: Option<Bytes>, slack| {
        Some(SumHeld { figure, file, words, held: Held { ours, kernel: kernel?, slack } })
    };
    let with_huge = |kernel: Option<Bytes>| kernel.map(|kernel| kernel + huge);
    let none = Bytes::ZERO;
    let rows = [
        sum(
            ComparedFigure::Mapped,
            status,
            "VmSize",
            mapped - gate(account),
            total(TotalKind::Virtual),
            none,
        ),
        sum(
            ComparedFigure::Resident,
            rollup,
            "Rss + huge pages",
            resident,
            with_huge(total(TotalKind::WalkedResident)),
            none,
        ),
        sum(
            ComparedFigure::Dirty,
            rollup,
            "Anonymous − LazyFree + Pss_Shmem + huge pages",
            dirty,
            with_huge(kept()),
            rounding,
        ),
        sum(ComparedFigure::Swapped, rollup, "Swap", swapped, total(TotalKind::WalkedSwapped), none),
        sum(ComparedFigure::LazyFree, rollup, "LazyFree", lazy_free, total(TotalKind::LazyFree), none),
        sum(
            ComparedFigure::Resident,
            status,
            "VmRSS + HugetlbPages, which may lag",
            resident,
            total(TotalKind::Resident).zip(total(TotalKind::HugeTlb)).map(|(one, other)| one + other),
            LAG,
        ),
        sum(ComparedFigure::Resident, "pagemap", "pages in memory", resident, pages_in_memory(account), none),
    ];
    rows.into_iter().flatten().collect()
}

/// `[vsyscall]` lies in the kernel's half of the address space: `maps` shows it, `VmSize` has it not.
fn gate(account: &Account) -> Bytes {
    let behind = |entry: &&crate::source::AccountEntry| entry.range.start.get() >> 63 == 1;
    account.entries.iter().filter(behind).map(|entry| entry.range.len()).sum()
}

/// Pages of mappings that have any by `smaps`: those of devices are in the page tables, but are no memory.
fn pages_in_memory(account: &Account) -> Option<Bytes> {
    if account.pages.is_empty() {
        return None;
    }
    let mut entries = account.entries.iter().peekable();
    let mut counts = |run: &&PageRun| {
        while entries.next_if(|entry| entry.range.end <= run.range.start).is_some() {}
        run.is_resident && entries.peek().is_some_and(|entry| entry.resident + entry.huge > Bytes::ZERO)
    };
    Some(account.pages.iter().filter(|run| counts(run)).map(|run| run.range.len()).sum())
}
