//! Files on disk: traces, anonymised traces, and our own files.

pub mod anonymise;
pub mod own_files;
pub mod trace_file;
