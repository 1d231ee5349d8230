//! Speed beside other engines, in one run and on one thread:
//!
//!     cargo run --release -- PIECES [RACE]
//!
//! RACE is a part of the names of those that are run. PIECES is what `../training/pieces.py` wrote. The share of charsets found stands in `../examples/charsets.rs`. All
//! contenders take turns, and the best of several rounds counts.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use copydesk_decode::{Hints, decode, repair, repaired};

const ROUNDS: usize = 5;

fn main() {
    let path = std::env::args().nth(1).expect("usage: copydesk-decode-peers PIECES");
    let lines = std::fs::read_to_string(path).expect("the pieces");
    let mut sizes: BTreeMap<&str, Vec<Vec<u8>>> = BTreeMap::new();
    let mut clean = BTreeSet::new();
    for line in lines.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields[3] == "web" {
            sizes.entry(fields[2]).or_default().push(hex(fields[4]));
        }
        let text = String::from_utf8(hex(fields[5])).expect("UTF-8");
        if !text.contains("<html>") {
            clean.insert((fields[0].to_owned(), text));
        }
    }
    for (size, some) in &sizes {
        race(
            &format!("charset, {size}"),
            some,
            &[
                ("ours", &|bytes| drop(black_box(decode(bytes, &Hints::default())))),
                ("chardetng", &|bytes| {
                    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
                    detector.feed(bytes, true);
                    let encoding = detector.guess(None, Utf8Detection::Allow);
                    black_box(encoding.decode_without_bom_handling(bytes));
                }),
            ],
        );
    }
    for (script, languages) in [
        ("Latin", &["fr", "pl", "de", "vi"][..]),
        ("Cyrillic", &["ru", "uk", "bg"]),
        ("all", &[]),
    ] {
        let texts: Vec<Vec<u8>> = clean
            .iter()
            .filter(|(language, _)| languages.is_empty() || languages.contains(&language.as_str()))
            .map(|(_, text)| text.clone().into_bytes())
            .collect();
        let whole = vec![texts.concat().repeat(20)];
        race(
            &format!("valid UTF-8, {script}"),
            &whole,
            &[
                ("ours", &|bytes| drop(black_box(decode(bytes, &Hints::default())))),
                ("encoding_rs", &|bytes| {
                    drop(black_box(encoding_rs::UTF_8.decode(bytes).0.into_owned()))
                }),
            ],
        );
        // As fast as can be, because it is no part of the race.
        fn text(bytes: &[u8]) -> Cow<'_, str> {
            encoding_rs::UTF_8.decode_without_bom_handling(bytes).0
        }
        race(
            &format!("repair of clean text, {script}"),
            &texts,
            &[
                ("ours", &|bytes| drop(black_box(repair(&text(bytes))))),
                ("plsfix", &|bytes| {
                    let only_encoding = plsfix::TextFixerConfig {
                        unescape_html: None,
                        remove_terminal_escapes: false,
                        fix_latin_ligatures: false,
                        fix_character_width: false,
                        uncurl_quotes: false,
                        fix_line_breaks: false,
                        remove_control_chars: false,
                        normalization: None,
                        ..plsfix::TextFixerConfig::default()
                    };
                    drop(black_box(plsfix::fix_text(&text(bytes), Some(&only_encoding))));
                }),
            ],
        );
    }
    let garbled: Vec<Vec<u8>> = clean
        .iter()
        .map(|(_, text)| {
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(text.as_bytes())
                .0
                .into_owned()
                .into_bytes()
        })
        .collect();
    race(
        "repair of garbled text",
        &garbled,
        &[
            ("ours", &|bytes| {
                drop(black_box(repaired(&String::from_utf8_lossy(bytes))))
            }),
            ("plsfix", &|bytes| {
                drop(black_box(plsfix::fix_text(&String::from_utf8_lossy(bytes), None)))
            }),
        ],
    );
}

type Work<'a> = (&'a str, &'a dyn Fn(&[u8]));

/// One line: how many megabytes a second each contender takes, and the first one's share of the second.
fn race(name: &str, inputs: &[Vec<u8>], contenders: &[Work<'_>]) {
    if std::env::args().nth(2).is_some_and(|part| !name.contains(&part)) {
        return;
    }
    let size: usize = inputs.iter().map(Vec::len).sum();
    // Short runs are repeated, the more the faster they are.
    let enough = if name.contains("UTF-8") {
        200
    } else if name.contains("clean") {
        20
    } else {
        2
    };
    let times = enough * 1_000_000 / size.max(1) + 1;
    let mut best = vec![f64::MAX; contenders.len()];
    for _ in 0..ROUNDS {
        for ((_, work), best) in contenders.iter().zip(&mut best) {
            let start = cpu_seconds();
            (0..times).for_each(|_| inputs.iter().for_each(|input| work(input)));
            *best = best.min(cpu_seconds() - start);
        }
    }
    print!("{name:32}");
    let size = (size * times) as f64 / 1e6;
    for ((who, _), seconds) in contenders.iter().zip(&best) {
        print!(" {who} {:8.1} MB/s", size / seconds);
    }
    println!("   ratio {:.2}", best[1] / best[0]);
}

/// Seconds this thread has run, by Linux's own count: what others do on the machine does not matter.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    stat.split(' ')
        .next()
        .and_then(|n| n.parse::<f64>().ok())
        .expect("nanoseconds")
        / 1e9
}

fn hex(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|d| u8::from_str_radix(std::str::from_utf8(d).expect("hex"), 16).expect("hex"))
        .collect()
}
