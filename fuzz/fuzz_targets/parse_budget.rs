//! See `entries::parse_budget`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| strandline_fuzz::parse_budget(bytes));
