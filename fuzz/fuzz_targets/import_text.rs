//! See `entries::import_text`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| strandline_fuzz::import_text(bytes));
