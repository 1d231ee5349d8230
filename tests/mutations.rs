//! Readers of what people and strangers write, on stored files and on many seeded mutations of each: none stops a build by a
//! panic, none takes damage for what it is not. A case that was found is stored as a file of its own, before it is mended.
//!
//! `COPYDESK_MUTATIONS=100000` runs longer. The index of the cache has the same test beside its code.

use std::fs;
use std::path::Path;

use copydesk_pipeline::Takedown;
use copydesk_tests::corpus::Seed;

#[path = "fuzz/targets.rs"]
mod targets;

/// Pieces that mean something to one of the readers.
const TOKENS: [&str; 22] = [
    "\n",
    "\t",
    "\r\n",
    "\0",
    "\u{feff}",
    "\"",
    "'''",
    "[[rule]]",
    "]",
    "{",
    "}",
    "-1",
    "1e999",
    "99999999999999999999",
    "\u{202e}",
    "é",
    "e\u{301}",
    "<time datetime=\"",
    "+99:99",
    "(?:",
    "{1,1000}",
    "\\u{d800}",
];

fn mutated(seed: &mut Seed, whole: &[u8]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..=seed.below(4) {
        let at = seed.below(bytes.len() + 1);
        let to = at + seed.below((bytes.len() - at).min(60) + 1);
        match seed.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << seed.below(8),
            1 => drop(bytes.drain(at..to)),
            2 => {
                let piece = bytes[at..to].to_vec();
                let target = seed.below(bytes.len() + 1);
                bytes.splice(target..target, piece);
            }
            3 => bytes.truncate(at),
            4 if at < bytes.len() && bytes[at].is_ascii_digit() => bytes[at] = b'0' + seed.below(10) as u8,
            5 => {
                let digits = seed.number().to_string();
                bytes.splice(at..at, digits.bytes().take(seed.below(20)));
            }
            _ => {
                let token = seed.of(&TOKENS);
                bytes.splice(at..at, token.bytes());
            }
        }
    }
    bytes
}

/// Runs `read` on every file of `mutations/<kind>`, as it is and mutated.
fn each(kind: &str, usual: usize, read: impl Fn(&str, bool)) {
    let rounds = std::env::var("COPYDESK_MUTATIONS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(usual);
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("mutations").join(kind);
    let mut paths: Vec<_> = fs::read_dir(&dir)
        .expect("the stored files")
        .flatten()
        .map(|e| e.path())
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        let whole = fs::read(&path).expect("a file");
        read(&String::from_utf8_lossy(&whole), true);
        let mut seed = Seed(path.file_name().map_or(0, |n| n.len() as u64));
        for _ in 0..rounds {
            read(&String::from_utf8_lossy(&mutated(&mut seed, &whole)), false);
        }
    }
}

#[test]
fn a_manifest_is_read_whole_or_refused() {
    each("manifest", 20_000, |text, stored| {
        assert!(targets::manifest(text) || !stored)
    });
}

#[test]
fn a_takedown_list_is_read_whole_or_refused_with_its_lines() {
    each("takedown", 20_000, |text, stored| {
        assert!(targets::takedown(text) || !stored);
        assert!(!stored || Takedown::parse("list", text).is_ok_and(|list| list.len() == 4));
    });
}

/// R01, R02, R03: a rule file is read whole, or each mistake of it has its place.
#[test]
fn r01_r02_r03_a_rule_file_is_read_whole_or_refused_with_its_lines() {
    each("rules", 1_500, |text, stored| assert!(targets::rules(text) || !stored));
}

/// H12: a date is a day of the calendar or nothing.
#[test]
fn h12_dates_of_any_page_are_in_the_calendar_or_null() {
    each("dates", 1_500, |text, stored| assert!(targets::html(text) || !stored));
}

/// What cargo-fuzz kept, through the same functions.
#[test]
fn the_corpus_of_the_fuzzer_is_replayed() {
    let text = |target: fn(&str) -> bool| move |bytes: &[u8]| _ = target(&String::from_utf8_lossy(bytes));
    replay("page", |bytes| _ = targets::page(bytes));
    replay("cache", |bytes| _ = targets::cache(bytes));
    replay("html", text(targets::html));
    replay("dates", text(targets::dates));
    replay("rules", text(targets::rules));
    replay("manifest", text(targets::manifest));
    replay("takedown", text(targets::takedown));
}

fn replay(target: &str, check: impl Fn(&[u8])) {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = fs::read_dir(&dir).expect("the corpus").flatten();
    let files: Vec<_> = entries.map(|e| fs::read(e.path()).expect("a file")).collect();
    assert!(files.len() >= 8, "a corpus of {} files for {target}", files.len());
    files.iter().for_each(|bytes| check(bytes));
}
