//! Measures sketches and clusters on made-up texts: `cargo run --release -p copydesk-duplicates --example speed`.
#![allow(clippy::print_stdout, reason = "an example for people")]

use copydesk_duplicates::{clusters, sketch};
use copydesk_model::DocumentId;

fn main() {
    let mut state = 1u64;
    let mut next = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % n
    };
    let mut texts: Vec<String> = Vec::new();
    for n in 0..20_000usize {
        let text = if n % 5 == 4 {
            let from = texts[n - 1].clone();
            from[..from.len() * 9 / 10].to_owned()
        } else {
            (0..420).map(|_| format!("word{} ", next(30_000))).collect()
        };
        texts.push(text);
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let start = std::time::Instant::now();
    let sketches: Vec<_> = texts
        .iter()
        .enumerate()
        .filter_map(|(n, t)| Some((DocumentId(format!("{n:07}")), sketch(t)?)))
        .collect();
    let sketched = start.elapsed().as_secs_f64();
    let found = clusters(&sketches, &|k| texts[k].clone());
    let all = start.elapsed().as_secs_f64();
    println!(
        "{} documents, {:.1} MB: sketches {:.0} documents/s, with clusters {:.0} documents/s; {} clusters",
        texts.len(),
        bytes as f64 / 1e6,
        texts.len() as f64 / sketched,
        texts.len() as f64 / all,
        found.len()
    );
}
