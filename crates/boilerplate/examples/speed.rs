//! What the stage costs on text files, on one thread, in CPU time: `speed FILES...`.
#![allow(clippy::print_stdout, reason = "an example prints")]

use copydesk_boilerplate::{Rules, annotate, training};
use copydesk_model::Document;
use rustix::time::{ClockId, clock_gettime};

/// Nanoseconds that this process has spent on a processor; other programs on the machine do not count.
fn spent() -> f64 {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    now.tv_sec as f64 * 1e9 + now.tv_nsec as f64
}

fn main() {
    let begun = spent();
    let rules = Rules::built_in();
    println!("start {:.1} ms", (spent() - begun) / 1e6);
    let texts: Vec<String> = std::env::args()
        .skip(1)
        .map(|p| String::from_utf8_lossy(&std::fs::read(p).expect("a readable file")).into_owned())
        .collect();
    let docs: Vec<Document> = texts.iter().map(|t| Document::from_lines(t)).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let lines: usize = docs.iter().map(|d| d.blocks.len()).sum();
    let mut parts: Vec<(&str, f64)> = Vec::new();
    let mut best = f64::MAX;
    // The first round compiles what is compiled when first needed.
    for round in 0..6 {
        let mut now: Vec<(&str, f64)> = Vec::new();
        let begun = spent();
        for doc in &docs {
            std::hint::black_box(annotate(doc, rules));
        }
        let whole = spent() - begun;
        for doc in &docs {
            let mut last = spent();
            training::steps(doc, rules, &mut |name| {
                let at = spent();
                match now.iter_mut().find(|p| p.0 == name) {
                    Some(part) => part.1 += at - last,
                    None => now.push((name, at - last)),
                }
                last = spent();
            });
        }
        if round > 0 && whole < best {
            (best, parts) = (whole, now);
        }
    }
    println!(
        "{lines} lines, {bytes} bytes: {:.1} MB/s, {:.0} ns a line",
        bytes as f64 * 1e3 / best,
        best / lines as f64
    );
    for (name, spent) in parts {
        println!("{name:24} {:6.0} ns a line", spent / lines as f64);
    }
}
