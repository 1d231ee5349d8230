//! The cases of ftfy's own tests: `cargo run --release --example mojibake -- tests/test_cases.json`, a file of ftfy's
//! source distribution (6.3.1 on PyPI), which is read and not copied.
//!
//! With the pieces of `training/pieces.py` as the second argument: how much clean text is changed, how much of each kind
//! of mojibake comes back exactly, and how fast that is.
//!
//! Compared is what repairs of the encoding alone should give. Prints every case that comes out otherwise.
#![allow(clippy::print_stdout, reason = "an example talks to the one who runs it")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use encoding_rs::Encoding;
use serde_json::Value;

fn main() {
    let path = std::env::args().nth(1).expect("usage: mojibake test_cases.json");
    let text = std::fs::read_to_string(path).expect("the cases");
    let cases: Vec<Value> = serde_json::from_str(&text).expect("a list of cases");
    let (mut passed, mut must, mut known, mut known_all, mut damaged, mut negatives) = (0, 0, 0, 0, 0, 0);
    for case in &cases {
        let field = |name: &str| case[name].as_str().unwrap_or_default();
        let expected = if case["fixed-encoding"].is_string() {
            field("fixed-encoding")
        } else {
            field("fixed")
        };
        let (original, ours) = (field("original"), copydesk_decode::repaired(field("original")));
        let right = ours == expected;
        if field("expect") == "pass" {
            must += 1;
            passed += usize::from(right);
        } else {
            known_all += 1;
            known += usize::from(right);
        }
        if original == expected {
            negatives += 1;
            damaged += usize::from(!right);
        }
        if !right {
            println!(
                "{} {}\n  from {original:?}\n  want {expected:?}\n  ours {ours:?}",
                field("expect"),
                field("label")
            );
        }
    }
    if let Some(pieces) = std::env::args().nth(2) {
        round_trips(&std::fs::read_to_string(pieces).expect("the pieces"));
    }
    println!(
        "must pass {passed} of {must}; known failures {known} of {known_all}; negatives damaged {damaged} of {negatives}"
    );
}

fn round_trips(pieces: &str) {
    let mut texts = BTreeSet::new();
    for line in pieces.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let text = String::from_utf8(hex(fields[5])).expect("UTF-8");
        if !text.contains("<html>") {
            texts.insert((fields[0].to_owned(), text));
        }
    }
    let paragraphs = || {
        texts
            .iter()
            .flat_map(|(language, text)| text.lines().map(move |line| (language, line)))
    };
    let size = paragraphs().map(|(_, line)| line.len()).sum::<usize>() as f64 / 1e6;
    let start = Instant::now();
    let changed: Vec<&str> = paragraphs()
        .filter(|(_, line)| !copydesk_decode::repair(line).is_empty())
        .map(|p| p.1)
        .collect();
    let speed = size / start.elapsed().as_secs_f64();
    println!(
        "clean: {} of {} paragraphs changed, {speed:.0} MB/s",
        changed.len(),
        paragraphs().count()
    );
    for line in changed.iter().take(20) {
        println!("  {line}\n  {}", copydesk_decode::repaired(line));
    }
    let codecs = [
        "windows-1252",
        "windows-1251",
        "windows-1250",
        "koi8-r",
        "ibm866",
        "macintosh",
    ];
    for wrong in codecs {
        let wrong = Encoding::for_label(wrong.as_bytes()).expect("a label");
        report(
            wrong.name(),
            paragraphs().map(|(l, text)| (l.as_str(), text, text.as_bytes().to_vec())),
            wrong,
        );
    }
    for right in &codecs[1..5] {
        let right = Encoding::for_label(right.as_bytes()).expect("a label");
        for wrong in codecs {
            let wrong = Encoding::for_label(wrong.as_bytes()).expect("a label");
            if right == wrong || right.name() == "windows-1250" {
                continue;
            }
            let encoded = paragraphs().filter(|(l, _)| ["ru", "uk", "bg", "be", "sr", "mk"].contains(&l.as_str()));
            let encoded = encoded.filter_map(|(l, text)| {
                let (bytes, _, lossy) = right.encode(text);
                (!lossy).then(|| (l.as_str(), text, bytes.into_owned()))
            });
            report(&format!("{} as {}", right.name(), wrong.name()), encoded, wrong);
        }
    }
}

fn report<'a>(name: &str, garbled: impl Iterator<Item = (&'a str, &'a str, Vec<u8>)>, wrong: &'static Encoding) {
    let (mut all, mut right, mut misses) = (0_usize, 0_usize, BTreeMap::<&str, usize>::new());
    for (language, text, bytes) in garbled {
        let (read, lossy) = wrong.decode_without_bom_handling(&bytes);
        if lossy || text.is_ascii() {
            continue;
        }
        all += 1;
        if copydesk_decode::repaired(&read) == text {
            right += 1;
        } else {
            *misses.entry(language).or_default() += 1;
        }
    }
    println!(
        "{name:28} {right:6} of {all:6} = {:.2} %, misses {misses:?}",
        100.0 * right as f64 / all.max(1) as f64
    );
}

fn hex(digits: &str) -> Vec<u8> {
    digits
        .as_bytes()
        .chunks(2)
        .map(|d| u8::from_str_radix(std::str::from_utf8(d).expect("hex"), 16).expect("hex"))
        .collect()
}
