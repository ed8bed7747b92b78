//! See `entries::open_trace`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| strandline_fuzz::open_trace(bytes));
