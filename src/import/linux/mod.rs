//! The texts of Linux: files of `/proc`, and pmap.

pub(super) mod pmap;
pub(super) mod proc_files;
