//! The texts of Linux: files of `/proc`, pmap, ps and top.

pub(super) mod numa_maps;
pub(super) mod pmap;
pub(super) mod proc_files;
pub(super) mod process_list;
