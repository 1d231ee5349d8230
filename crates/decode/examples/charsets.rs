//! How often the charset is found, and how fast, beside chardetng: `cargo run --release --example charsets -- PIECES`.
//!
//! PIECES is what `training/pieces.py` wrote. Right means: the same text, character for character.
#![allow(clippy::print_stdout, reason = "an example talks to the one who runs it")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use copydesk_decode::{Hints, decode};

struct Piece {
    language: String,
    charset: String,
    letters: String,
    group: String,
    bytes: Vec<u8>,
    text: String,
}

fn main() {
    let path = std::env::args().nth(1).expect("usage: charsets PIECES");
    let verbose = std::env::args().nth(2).is_some();
    let pieces: Vec<Piece> = std::fs::read_to_string(path)
        .expect("the pieces")
        .lines()
        .map(piece)
        .collect();
    let mut groups: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for piece in &pieces {
        let ours = decode(&piece.bytes, &Hints::default());
        let right = ours.as_ref().is_ok_and(|d| d.text == piece.text);
        let peer = chardetng(&piece.bytes).decode_without_bom_handling(&piece.bytes).0 == piece.text;
        let said = ours.map_or_else(|_| "refused".to_owned(), |d| d.charset.name);
        if verbose && !right {
            println!(
                "{} {} {} -> {said} (chardetng {peer})",
                piece.language, piece.charset, piece.letters
            );
        }
        for key in [
            format!("{} all", piece.group),
            format!("{} {} letters", piece.group, piece.letters),
            format!("{} charset {}", piece.group, piece.charset),
        ] {
            let counts = groups.entry(key).or_default();
            counts[0] += 1;
            counts[1] += usize::from(right);
            counts[2] += usize::from(peer);
        }
    }
    for (key, [all, ours, peer]) in groups {
        let share = |n: usize| 100.0 * n as f64 / all as f64;
        println!(
            "{key:32} {all:5}  ours {:6.2}  chardetng {:6.2}",
            share(ours),
            share(peer)
        );
    }
    for letters in ["200", "1500", "sparse"] {
        let some: Vec<&Piece> = pieces
            .iter()
            .filter(|p| p.letters == letters && p.group == "web")
            .collect();
        let size = some.iter().map(|p| p.bytes.len()).sum::<usize>() as f64 / 1e6;
        // In turns, and the best of five, because the machine has other work.
        let (mut ours, mut peer) = (f64::MAX, f64::MAX);
        for _ in 0..5 {
            ours = ours.min(seconds(|| {
                some.iter()
                    .for_each(|p| drop(black_box(decode(&p.bytes, &Hints::default()))))
            }));
            peer = peer.min(seconds(|| {
                for p in &some {
                    black_box(chardetng(&p.bytes).decode_without_bom_handling(&p.bytes));
                }
            }));
        }
        println!(
            "{letters}: ours {:.1} MB/s, chardetng {:.1} MB/s, ratio {:.2}",
            size / ours,
            size / peer,
            peer / ours
        );
    }
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn chardetng(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

fn piece(line: &str) -> Piece {
    let f: Vec<&str> = line.split('\t').collect();
    Piece {
        language: f[0].to_owned(),
        charset: f[1].to_owned(),
        letters: f[2].to_owned(),
        group: f[3].to_owned(),
        bytes: hex(f[4]),
        text: String::from_utf8(hex(f[5])).expect("UTF-8"),
    }
}

fn hex(digits: &str) -> Vec<u8> {
    digits
        .as_bytes()
        .chunks(2)
        .map(|d| u8::from_str_radix(std::str::from_utf8(d).expect("hex"), 16).expect("hex"))
        .collect()
}
