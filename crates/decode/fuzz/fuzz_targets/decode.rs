#![no_main]

#[path = "../../tests/invariants/mod.rs"]
#[allow(dead_code, reason = "each target checks one of them")]
mod invariants;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::of_decode(bytes));
