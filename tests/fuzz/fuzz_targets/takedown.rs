#![no_main]

#[path = "../targets.rs"]
#[allow(dead_code, reason = "each target checks one of them")]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    targets::takedown(&String::from_utf8_lossy(bytes));
});
