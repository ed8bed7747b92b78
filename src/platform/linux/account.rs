//! The kernel's own account of a process: `smaps`, `smaps_rollup`, `status` and the page tables, read plainly and apart from
//! what recordings are made of.

use super::files::{ProcRoot, read_text};
use super::page_map::PageMap;
use super::source::memory_devices;
use crate::model::Totals;
use crate::model::units::Bytes;
use crate::source::proc_text::{self, is_named_shared_memory, maps_line};
use crate::source::{Account, AccountEntry, PageRun};
use std::fs::File;
use std::io;

pub(in crate::platform) fn account(root: &ProcRoot, pid: u32) -> io::Result<Account> {
    let dir = root.process(pid);
    let memory_devices = memory_devices(&dir);
    let entries = entries(&read_text(&dir.join("smaps"))?, |device| memory_devices.contains(&device));
    let mut totals = Totals::default();
    proc_text::totals_of(&read_text(&dir.join("status"))?, &mut totals);
    if let Ok(rollup) = read_text(&dir.join("smaps_rollup")) {
        proc_text::rollup(&rollup, &mut totals);
    }
    let pages = File::open(dir.join("pagemap")).map(|pagemap| pages(&pagemap, &entries)).unwrap_or_default();
    Ok(Account { entries, pages, totals })
}

fn entries(smaps: &str, is_memory: impl Fn(u64) -> bool) -> Vec<AccountEntry> {
    let mut entries: Vec<AccountEntry> = Vec::new();
    for line in smaps.lines() {
        if let Some(entry) = maps_line(line.as_bytes()) {
            let is_shared_memory =
                is_named_shared_memory(entry.name) || entry.inode != 0 && is_memory(entry.device);
            entries.push(AccountEntry { range: entry.range, is_shared_memory, ..AccountEntry::default() });
        } else if let (Some(entry), Some((key, value))) = (entries.last_mut(), line.split_once(':')) {
            let figure = match key {
                "Rss" => &mut entry.resident,
                "Pss" => &mut entry.proportional,
                "Anonymous" => &mut entry.anonymous,
                "LazyFree" => &mut entry.lazy_free,
                "Swap" => &mut entry.swapped,
                "Private_Hugetlb" | "Shared_Hugetlb" => &mut entry.huge,
                _ => continue,
            };
            *figure += proc_text::kib(value.trim()).unwrap_or(Bytes::ZERO);
        }
    }
    entries
}

/// The pages of each mapping that has any.
fn pages(pagemap: &File, entries: &[AccountEntry]) -> Vec<PageRun> {
    let mut reader = PageMap::new();
    let mut pages = Vec::new();
    for entry in entries {
        if entry.resident + entry.swapped + entry.huge == Bytes::ZERO {
            continue;
        }
        // The top of the address space has no page table of its own.
        let _unreadable = reader.runs(pagemap, entry.range, |range, state| {
            pages.push(PageRun {
                range,
                is_resident: state.is_resident(),
                is_anonymous: state.is_anonymous(),
                is_swapped: state.is_swapped_out(),
            });
        });
    }
    pages
}
