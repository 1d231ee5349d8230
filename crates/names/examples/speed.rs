//! Says how fast names are found and keys are made: `speed [--more GAZETTEER.tsv] FILE...`; each file is a document.
//! With `--more` the rows of that file stand beside the built-in ones, as a user's would.
#![allow(clippy::print_stdout, reason = "an example speaks to its user")]

use std::time::Instant;

use copydesk_model::Document;
use copydesk_names::{Gazetteer, annotate, skeleton_count};

fn main() {
    let mut paths: Vec<String> = std::env::args().skip(1).collect();
    let start = Instant::now();
    let more = paths
        .first()
        .is_some_and(|p| p == "--more")
        .then(|| paths.drain(..2).nth(1))
        .flatten();
    let loaded = more.and_then(|path| std::fs::read_to_string(path).ok()).map(|text| {
        Gazetteer::with_user_files(&[("more.tsv".into(), text)]).unwrap_or_else(|errors| {
            println!("{} rows do not hold, the first: {}", errors.len(), errors[0]);
            std::process::exit(1)
        })
    });
    let gazetteer = loaded.as_ref().unwrap_or_else(|| Gazetteer::built_in());
    println!(
        "gazetteer of {} entities read in {:?}",
        gazetteer.len(),
        start.elapsed()
    );
    let texts = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    let docs: Vec<Document> = texts.map(|text| Document::from_lines(&text)).collect();
    let megabytes = docs.iter().map(|d| d.text().len()).sum::<usize>() as f64 / 1e6;
    let rounds = (20.0 / megabytes).clamp(3.0, 500.0) as u32;
    let mut best = f64::MAX;
    let mut count = 0;
    for _ in 0..rounds {
        let start = Instant::now();
        count = docs.iter().map(|d| annotate(d, gazetteer).len()).sum();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{megabytes:.3} MB, {count} mentions, {:.0} MB/s", megabytes / best);
    let words: Vec<&str> = docs
        .iter()
        .flat_map(|d| d.text().split(|c: char| !c.is_alphabetic()))
        .filter(|w| w.len() > 3 && w.starts_with(char::is_uppercase))
        .collect();
    let mut best = f64::MAX;
    for _ in 0..rounds {
        let start = Instant::now();
        count = words.iter().map(|w| skeleton_count(w)).sum();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!(
        "{} words, {count} keys, {:.2} M words/s",
        words.len(),
        words.len() as f64 / best / 1e6
    );
}
