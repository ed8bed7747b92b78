//! What is kept on disk: traces, the same without what tells of their user, and our own files.

pub mod anonymise;
pub mod own_files;
pub mod trace_file;
