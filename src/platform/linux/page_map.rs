//! Which pages of a range are in memory: by `PAGEMAP_SCAN`, and by reading `pagemap` where the kernel is older than 6.7.

use super::sys::{self, PAGE_IS_FILE, PAGE_IS_PFNZERO, PAGE_IS_PRESENT, PAGE_IS_SWAPPED, PageRegion};
use crate::model::Usage;
use crate::model::units::{AddressRange, Bytes};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

/// Asks for pages.
#[derive(Debug)]
pub(super) struct PageMap {
    by_scan: bool,
    page_size: u64,
    found: Vec<PageRegion>,
    entries: Vec<u8>,
}

/// How many runs, or pages, are asked for at once.
const AT_ONCE: usize = 512;

impl PageMap {
    /// Tries on ourselves whether the kernel has the scan.
    pub(super) fn new() -> Self {
        let mut found = vec![PageRegion::default(); AT_ONCE];
        let first_page = AddressRange::from_bounds(sys::page_size(), 2 * sys::page_size());
        let own = File::open("/proc/self/pagemap");
        let by_scan = own.is_ok_and(|own| sys::pagemap_scan(&own, first_page, &mut found).is_ok());
        Self { by_scan, page_size: sys::page_size(), found, entries: vec![0; AT_ONCE * 8] }
    }

    /// Whether the kernel scans for us.
    pub(super) const fn is_by_scan(&self) -> bool {
        self.by_scan
    }

    /// Gives each run of pages of `range` that is in memory or swapped out, in order.
    pub(super) fn runs(
        &mut self,
        pagemap: &File,
        range: AddressRange,
        mut give: impl FnMut(AddressRange, PageState),
    ) -> io::Result<()> {
        let mut at = range.start.get();
        let end = range.end.get();
        while at < end {
            let rest = AddressRange::from_bounds(at, end);
            let (count, reached) = if self.by_scan {
                sys::pagemap_scan(pagemap, rest, &mut self.found)?
            } else {
                self.read_entries(pagemap, rest)?
            };
            for run in &self.found[..count] {
                give(AddressRange::from_bounds(run.start, run.end), PageState(run.categories));
            }
            if reached <= at {
                break;
            }
            at = reached;
        }
        Ok(())
    }

    /// Whether the first page of `range` is in memory. Reading another page of a process would make it so.
    pub(super) fn begins_in_memory(&mut self, pagemap: &File, range: AddressRange) -> bool {
        let first = AddressRange::from_bounds(range.start.get(), range.start.get() + self.page_size);
        let mut present = false;
        let asked = self.runs(pagemap, first, |_, state| present |= state.is_anonymous());
        asked.is_ok() && present
    }

    /// The older way: eight bytes a page. The zero page cannot be told from others there.
    fn read_entries(&mut self, pagemap: &File, range: AddressRange) -> io::Result<(usize, u64)> {
        let first = range.start.get() / self.page_size;
        let pages = usize::try_from(range.len().get() / self.page_size).unwrap_or(AT_ONCE).min(AT_ONCE);
        let entries = &mut self.entries[..pages * 8];
        pagemap.read_exact_at(entries, first * 8)?;
        let mut count = 0;
        for (page, entry) in (first..).zip(entries.chunks_exact(8)) {
            let entry = u64::from_le_bytes(entry.try_into().unwrap_or_default());
            let categories = categories(entry);
            if categories & (PAGE_IS_PRESENT | PAGE_IS_SWAPPED) == 0 {
                continue;
            }
            let start = page * self.page_size;
            self.found[count] = PageRegion { start, end: start + self.page_size, categories };
            count += 1;
        }
        Ok((count, (first + pages as u64) * self.page_size))
    }
}

/// The bits of a `pagemap` entry (Documentation/admin-guide/mm/pagemap.rst) as those of a scan.
fn categories(entry: u64) -> u64 {
    let bits = [(63, PAGE_IS_PRESENT), (62, PAGE_IS_SWAPPED), (61, PAGE_IS_FILE)];
    bits.iter().filter(|(bit, _)| entry >> bit & 1 == 1).map(|(_, category)| category).sum()
}

/// Flags that every page of a run shares.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageState(u64);

impl PageState {
    /// In memory, and not a file's, nor the zero page.
    pub(super) const fn is_anonymous(self) -> bool {
        self.0 & (PAGE_IS_PRESENT | PAGE_IS_FILE | PAGE_IS_PFNZERO) == PAGE_IS_PRESENT
    }

    /// In memory, and not the zero page.
    pub(super) const fn is_resident(self) -> bool {
        self.0 & (PAGE_IS_PRESENT | PAGE_IS_PFNZERO) == PAGE_IS_PRESENT
    }

    /// Swapped out, and not a file's: what shared memory has swapped is its object's.
    pub(super) const fn is_swapped_out(self) -> bool {
        self.0 & (PAGE_IS_SWAPPED | PAGE_IS_FILE) == PAGE_IS_SWAPPED
    }

    /// What a run of such pages uses. Shared memory is a file's pages that cannot be dropped. A page that was freed lazily
    /// looks like any other.
    pub(super) fn usage(self, len: Bytes, shared_memory: bool) -> Usage {
        let when = |holds: bool| if holds { len } else { Bytes::ZERO };
        Usage {
            resident: when(self.is_resident()),
            dirty: when(self.is_anonymous() || shared_memory && self.is_resident()),
            swapped: when(self.is_swapped_out()),
            lazy_free: Bytes::ZERO,
        }
    }
}
