//! See `entries::import_trace`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| strandline_fuzz::import_trace(bytes));
