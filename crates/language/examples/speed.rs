//! Measures the language of documents, paragraphs and lines against whatlang on the same text, in CPU seconds of one thread:
//! `cargo run --release -p copydesk-language --example speed -- <folder of UTF-8 text files>`.
#![allow(clippy::print_stdout, reason = "an example for people")]

use std::time::Instant;

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).expect("a folder of UTF-8 text files");
    let mut files: Vec<_> = std::fs::read_dir(folder)?
        .map(|e| Ok(e?.path()))
        .collect::<std::io::Result<_>>()?;
    files.sort();
    let texts: Vec<String> = files.iter().filter_map(|f| std::fs::read_to_string(f).ok()).collect();
    for (name, letters) in [("documents", 1500), ("paragraphs", 200), ("lines", 40)] {
        let items: Vec<&str> = texts.iter().flat_map(|t| cut(t, letters)).collect();
        let bytes: usize = items.iter().map(|i| i.len()).sum();
        // In turn, so that a busy machine is as busy for both; the least of five is the least disturbed.
        let (mut ours, mut theirs) = (f64::INFINITY, f64::INFINITY);
        let mut same = 0;
        for _ in 0..5 {
            let start = Instant::now();
            let answers: Vec<_> = items.iter().map(|i| copydesk_language::of_text(i).language).collect();
            ours = ours.min(start.elapsed().as_secs_f64());
            let start = Instant::now();
            let others: Vec<_> = items
                .iter()
                .map(|i| whatlang::detect(i).map(|d| d.lang().code()))
                .collect();
            theirs = theirs.min(start.elapsed().as_secs_f64());
            same = answers
                .iter()
                .zip(&others)
                .filter(|(a, b)| Some(a.as_str()) == **b)
                .count();
        }
        let rate = |seconds: f64| bytes as f64 / 1e6 / seconds;
        println!(
            "{} {name}: {:.1} MB/s, whatlang {:.1} MB/s, ratio {:.2}; the same answer for {:.1} %",
            items.len(),
            rate(ours),
            rate(theirs),
            theirs / ours,
            same as f64 * 100.0 / items.len().max(1) as f64
        );
    }
    Ok(())
}

/// Pieces of whole words of about `letters` characters.
fn cut(text: &str, letters: usize) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut count) = (0, 0);
    for (at, c) in text.char_indices() {
        count += 1;
        if count >= letters && c.is_whitespace() {
            out.push(&text[start..at]);
            (start, count) = (at, 0);
        }
    }
    out
}
