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
pub(crate) mod tags;
#[cfg(test)]
mod tests;

pub(crate) use fdinfo::{FdInfo, fd_info};
pub(crate) use fields::{Status, fields, kib, meminfo, rollup, status, totals_of};
pub(crate) use maps::{MapsEntry, maps_line, start_of_line};
pub(crate) use smaps::{SmapsParser, SmapsRecord, VmFlag, VmFlags, is_named_shared_memory};
pub(crate) use stat::{Stat, stat};
