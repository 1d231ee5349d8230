//! Says how fast the forms of a large gazetteer are found: `scan [--forms N] FILE...`, each file a document. Beside the
//! built-in entities stand N made-up foreign persons (400,000 unless said otherwise), always the same ones. Times are those of
//! the processor where the system tells them.
#![allow(clippy::print_stdout, reason = "an example speaks to its user")]

use std::time::Instant;

use copydesk_model::Document;
use copydesk_names::{Gazetteer, annotate, scan};

const STARTS: [&str; 24] = [
    "Ba", "Che", "Do", "Fe", "Gra", "Hu", "Ji", "Ka", "Lo", "Mu", "Na", "Oro", "Pe", "Qua", "Ri", "Sa", "Tu", "Ubi",
    "Va", "Wo", "Xi", "Ya", "Ze", "Shi",
];
const MIDDLES: [&str; 20] = [
    "ra", "ndo", "ki", "lle", "mu", "ti", "vo", "zha", "gri", "bo", "sse", "la", "ne", "to", "rri", "pa", "cu", "hi",
    "du", "me",
];
const ENDS: [&str; 16] = [
    "n", "r", "sen", "ez", "dze", "yan", "lu", "ko", "shi", "tti", "ng", "vic", "l", "oglu", "ma", "kh",
];

/// A name of its own for each number below 400,000 and more: two words, each of three or four syllables.
fn name(k: usize) -> String {
    // A fixed walk through all numbers, so that neighbours are not alike.
    let mut rest = (k as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x51_7cc1_b727;
    let mut pick = |from: &[&'static str]| {
        rest = rest
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        from[(rest >> 33) as usize % from.len()]
    };
    let mut word = || [pick(&STARTS), pick(&MIDDLES), pick(&MIDDLES), pick(&ENDS)].concat();
    format!("{} {}", word(), word())
}

/// Seconds that this thread has worked; those since `begin` where nothing tells them.
fn seconds(begin: Instant) -> f64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse::<f64>().ok())
        .map_or_else(|| begin.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

fn main() {
    let begin = Instant::now();
    let mut paths: Vec<String> = std::env::args().skip(1).collect();
    let mut forms = 400_000;
    if paths.first().is_some_and(|a| a == "--forms") {
        forms = paths.get(1).and_then(|n| n.parse().ok()).unwrap_or(forms);
        paths.drain(..2.min(paths.len()));
    }
    let mut names: Vec<String> = (0..forms).map(name).collect();
    names.sort();
    names.dedup();
    let mut table = String::from("id\ttype\tcanonical\ten\tsource\n");
    for (k, name) in names.iter().enumerate() {
        table.push_str(&format!("made-up-{k}\tperson\t{name}\t{name}\tmade up\n"));
    }
    let start = seconds(begin);
    let gazetteer = Gazetteer::with_user_files(&[("made-up.tsv".into(), table)]).unwrap_or_else(|errors| {
        println!("{} rows do not hold, the first: {}", errors.len(), errors[0]);
        std::process::exit(1)
    });
    println!("{} entities read in {:.1} s", gazetteer.len(), seconds(begin) - start);
    let texts = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    let docs: Vec<Document> = texts.map(|text| Document::from_lines(&text)).collect();
    let megabytes = docs.iter().map(|d| d.text().len()).sum::<usize>() as f64 / 1e6;
    let rounds = (40.0 / megabytes).clamp(2.0, 5_000.0) as u32;
    let time = |what: &str, work: &dyn Fn(&Document) -> usize| {
        let count: usize = docs.iter().map(work).sum();
        let start = seconds(begin);
        for _ in 0..rounds {
            docs.iter().for_each(|d| {
                std::hint::black_box(work(d));
            });
        }
        let each = (seconds(begin) - start) / f64::from(rounds);
        println!(
            "{what}: {count} found in {megabytes:.3} MB, {:.0} MB/s",
            megabytes / each
        );
    };
    time("exact scan", &|d| scan(d, &gazetteer));
    time("all tiers", &|d| annotate(d, &gazetteer).len());
}
