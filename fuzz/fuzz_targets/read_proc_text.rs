//! See `entries::read_proc_text`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| strandline_fuzz::read_proc_text(bytes));
