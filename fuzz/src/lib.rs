//! The entries of the fuzz targets. `tests/mutations.rs` runs them too, on stable Rust.

mod entries;

/// See `entries::import_text`.
pub fn import_text(bytes: &[u8]) {
    entries::import_text(bytes);
}

/// See `entries::open_trace`.
pub fn open_trace(bytes: &[u8]) {
    entries::open_trace(bytes);
}

/// See `entries::import_trace`.
pub fn import_trace(bytes: &[u8]) {
    entries::import_trace(bytes);
}

/// See `entries::parse_budget`.
pub fn parse_budget(bytes: &[u8]) {
    entries::parse_budget(bytes);
}

/// See `entries::read_proc_text`.
pub fn read_proc_text(bytes: &[u8]) {
    entries::read_proc_text(bytes);
}

/// See `entries::parse_mark_request`.
pub fn parse_mark_request(bytes: &[u8]) {
    entries::parse_mark_request(bytes);
}

/// See `entries::read_program`.
pub fn read_program(bytes: &[u8]) {
    entries::read_program(bytes);
}
