//! The text of `/proc`, parsed, whether a live process or a file of a user's told it. Pure: it compiles and is tested on
//! every system.
//!
//! Nothing here fails as a whole: a line that is torn or odd is left out, and the caller counts it.

#![allow(
    dead_code,
    unused_imports,
    reason = "what only the live source asks is built and tested on every system"
)]

mod fdinfo;
mod fields;
mod maps;
mod smaps;
mod stat;
mod sysv;
pub(crate) mod tags;
#[cfg(test)]
mod tests;

/// Reads a text as each of these files in turn, whatever it is: nothing of it may panic, and what is taken must hold together.
/// For fuzzing, which sees no more than what is public.
#[doc(hidden)]
pub fn read_as_every_file(text: &[u8]) {
    let mut smaps = SmapsParser::default();
    let mut take = |record: SmapsRecord| assert!(record.range.start < record.range.end);
    // In two pieces, as a look that ends within a line does.
    let (first, second) = text.split_at(text.len() / 2);
    smaps.feed(first, &mut take);
    smaps.feed(second, &mut take);
    smaps.finish(take);
    for line in text.split(|&letter| letter == b'\n') {
        if let Some(entry) = maps_line(line) {
            assert!(entry.range.start < entry.range.end && start_of_line(line).is_some());
        }
    }
    let text = String::from_utf8_lossy(text);
    let mut totals = crate::model::Totals::default();
    totals_of(&text, &mut totals);
    rollup(&text, &mut totals);
    meminfo(&text, &mut totals);
    let _any = (status(&text), stat(&text), fd_info(&text));
}

pub(crate) use fdinfo::{FdInfo, fd_info};
pub(crate) use fields::{Status, fields, kib, meminfo, rollup, status, totals_of};
pub(crate) use maps::{MapsEntry, maps_line, start_of_line};
pub(crate) use smaps::{SmapsParser, SmapsRecord, VmFlag, VmFlags, is_named_shared_memory};
pub(crate) use stat::{Stat, stat};
pub(crate) use sysv::{Segment, segments};
