//! Any bytes as a text file.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read("a.csv", bytes));

include!("read.rs");
