//! Says how fast names are found and keys are made: `speed [--more GAZETTEER.tsv] [--rounds N] FILE...`; each file is
//! a document. With `--more` the rows of that file stand beside the built-in ones, as a user's would. Times are those
//! of the processor where the system tells them, so that a busy machine says the same.
#![allow(clippy::print_stdout, reason = "an example speaks to its user")]

use std::sync::LazyLock;
use std::time::Instant;

use copydesk_model::Document;
use copydesk_names::{Gazetteer, annotate, skeleton_count};

static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Seconds that this thread has worked; those since the start where nothing tells them.
fn seconds() -> f64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse::<f64>().ok())
        .map_or_else(|| BEGIN.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// The mean over some rounds, and what they count. The system tells time in steps longer than a round.
fn mean(rounds: u32, mut work: impl FnMut() -> usize) -> (f64, usize) {
    let mut count = work();
    let start = seconds();
    for _ in 0..rounds {
        count = work();
    }
    ((seconds() - start) / f64::from(rounds), count)
}

fn option(arguments: &mut Vec<String>, name: &str) -> Option<String> {
    let at = arguments
        .iter()
        .position(|a| a == name)
        .filter(|at| at + 1 < arguments.len())?;
    arguments.drain(at..at + 2).nth(1)
}

fn main() {
    let mut paths: Vec<String> = std::env::args().skip(1).collect();
    let more = option(&mut paths, "--more").and_then(|path| std::fs::read_to_string(path).ok());
    let rounds = option(&mut paths, "--rounds").and_then(|n| n.parse().ok());
    let start = seconds();
    let loaded = more.map(|text| {
        Gazetteer::with_user_files(&[("more.tsv".into(), text)]).unwrap_or_else(|errors| {
            println!("{} rows do not hold, the first: {}", errors.len(), errors[0]);
            std::process::exit(1)
        })
    });
    let gazetteer = loaded.as_ref().unwrap_or_else(|| Gazetteer::built_in());
    let milliseconds = 1000.0 * (seconds() - start);
    println!("gazetteer of {} entities read in {milliseconds:.1} ms", gazetteer.len());
    let texts = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    let docs: Vec<Document> = texts.map(|text| Document::from_lines(&text)).collect();
    let megabytes = docs.iter().map(|d| d.text().len()).sum::<usize>() as f64 / 1e6;
    let rounds = rounds.unwrap_or((60.0 / megabytes).clamp(3.0, 20_000.0) as u32);
    let (time, count) = mean(rounds, || docs.iter().map(|d| annotate(d, gazetteer).len()).sum());
    println!("{megabytes:.3} MB, {count} mentions, {:.0} MB/s", megabytes / time);
    let words: Vec<&str> = docs
        .iter()
        .flat_map(|d| d.text().split(|c: char| !c.is_alphabetic()))
        .filter(|w| w.len() > 3 && w.starts_with(char::is_uppercase))
        .collect();
    let (time, count) = mean(rounds, || words.iter().map(|w| skeleton_count(w)).sum());
    println!(
        "{} words, {count} keys, {:.2} M words/s",
        words.len(),
        words.len() as f64 / time / 1e6
    );
}
