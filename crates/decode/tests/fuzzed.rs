//! The fuzz targets without a fuzzer: the stored corpus and mutations of it, the same ones on every run.

use std::fs;
use std::path::Path;

mod invariants;

/// Inputs made of the corpus of one target.
const MUTATIONS: usize = 3_000;

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 10, "a corpus of {} files", paths.len());
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Some bytes changed, put in, taken out, doubled, or brought from another input.
fn mutated(seeds: &[Vec<u8>], random: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    let mut bytes = seeds[random(seeds.len())].clone();
    for _ in 0..=random(6) {
        let at = random(bytes.len());
        let end = bytes.len().min(at + 1 + random(12));
        match random(6) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, random(256) as u8),
            2 if at < bytes.len() => bytes[at] = random(256) as u8,
            3 if at < bytes.len() => bytes[at] ^= 1 << random(8),
            4 => drop(bytes.drain(at..end)),
            _ => {
                let other = &seeds[random(seeds.len())];
                let from = random(other.len());
                let piece = other[from..other.len().min(from + 24)].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

fn replay(target: &str, check: impl Fn(&[u8])) {
    let seeds = corpus(target);
    seeds.iter().for_each(|seed| check(seed));
    let mut state = 7_u64;
    let mut random = move |n: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n.max(1)
    };
    for _ in 0..MUTATIONS {
        check(&mutated(&seeds, &mut random));
    }
}

#[test]
fn bytes_are_decoded_or_refused() {
    replay("decode", invariants::of_decode);
}

#[test]
fn text_is_mended_once() {
    replay("repair", |bytes| invariants::of_repair(&String::from_utf8_lossy(bytes)));
}
