//! The text of `/proc`, parsed. Pure: it compiles and is tested on every system.
//!
//! Nothing here fails as a whole: a line that is torn or odd is left out, and the caller counts it.

#[cfg(test)]
mod corpus;
mod fdinfo;
mod fields;
mod maps;
mod meminfo;
mod smaps;
mod stat;

pub(crate) use fdinfo::{FdInfo, fd_info};
pub(crate) use fields::{Status, meminfo, rollup, status, totals_of};
pub(crate) use maps::{MapsEntry, maps_line, start_of_line};
pub(crate) use meminfo::machine_memory;
pub(crate) use smaps::{SmapsParser, SmapsRecord, VmFlag, VmFlags, is_named_shared_memory};
pub(crate) use stat::{Stat, stat};
