//! Says how fast `annotate` is on the given files, each a document: `speed FILE...`.
#![allow(clippy::print_stdout, reason = "an example speaks to its user")]

use std::time::Instant;

use copydesk_model::Document;
use copydesk_names::{Gazetteer, annotate};

fn main() {
    let start = Instant::now();
    let gazetteer = Gazetteer::built_in();
    println!(
        "gazetteer of {} entities read in {:?}",
        gazetteer.len(),
        start.elapsed()
    );
    let texts = std::env::args()
        .skip(1)
        .filter_map(|path| std::fs::read_to_string(path).ok());
    let docs: Vec<Document> = texts.map(|text| Document::from_lines(&text)).collect();
    let megabytes = docs.iter().map(|d| d.text().len()).sum::<usize>() as f64 / 1e6;
    let rounds = (20.0 / megabytes).clamp(3.0, 2000.0) as u32;
    let mut best = f64::MAX;
    let mut count = 0;
    for _ in 0..rounds {
        let start = Instant::now();
        count = docs.iter().map(|d| annotate(d, gazetteer).len()).sum();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{megabytes:.3} MB, {count} mentions, {:.0} MB/s", megabytes / best);
}
