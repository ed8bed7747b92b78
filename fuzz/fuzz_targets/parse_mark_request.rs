//! See `entries::parse_mark_request`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| strandline_fuzz::parse_mark_request(bytes));
