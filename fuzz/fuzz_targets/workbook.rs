//! Any bytes as a workbook; the content decides of which type.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read("a.xlsx", bytes));

include!("read.rs");
