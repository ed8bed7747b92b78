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
