//! Reads a folder of HTML pages and writes what was extracted as JSON, one entry per file stem, for a scorer.
//!
//! `pages <folder> <out.json> [--lines]`; with `--lines` each entry also holds every line with its label and rule.

#![allow(clippy::print_stdout, reason = "an example speaks to the person who runs it")]

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use copydesk_extract::{Limits, complete, html};
use copydesk_model::{
    Charset, CharsetSource, Document, DocumentId, MediaType, Origin, Page, Policy, Stamp, View, pieces, render,
};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, out, rest @ ..] = args.as_slice() else {
        return Err("usage: pages <folder> <out.json> [--lines]".into());
    };
    let with_lines = rest.iter().any(|a| a == "--lines");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|e| Ok(e?.path()))
        .collect::<std::io::Result<_>>()?;
    files.sort();
    let mut all = Map::new();
    let (mut spent, mut bytes, mut refused, mut slowest) = (Duration::ZERO, 0, 0, Duration::ZERO);
    for file in &files {
        let raw = fs::read(file)?;
        let source = String::from_utf8_lossy(&raw);
        bytes += source.len();
        let start = Instant::now();
        let found = html(&source, None, &Limits::default());
        let took = start.elapsed();
        spent += took;
        slowest = slowest.max(took);
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let found = match found {
            Ok(found) => found,
            Err(refusal) => {
                refused += 1;
                println!("{stem}: {refusal}");
                continue;
            }
        };
        let lines: Vec<Value> = found
            .labels
            .iter()
            .map(|l| {
                json!([
                    l.as_label().map(|l| l.name()),
                    l.rule.as_str(),
                    l.span.of(&found.page),
                    l.evidence
                ])
            })
            .collect();
        let charset = Charset {
            name: "UTF-8".into(),
            source: CharsetSource::Utf8,
            conflict: false,
            replaced_chars: 0,
        };
        let page = Page::new(found.page);
        let mut doc = Document::new(
            DocumentId(stem.clone()),
            Origin::default(),
            MediaType::Html,
            charset,
            page,
        );
        doc.blocks = found.blocks;
        doc.meta = found.meta;
        doc.annotate(found.labels);
        let parts = pieces(&doc, Policy::DEFAULT);
        let meta = complete(&doc, &parts);
        let stamp = |s: Option<Stamp>| s.map(|s| day(s.micros));
        let mut entry = json!({
            "text": render(&doc, &parts, View::Clean).text, "title": meta.title, "authors": meta.authors,
            "published": stamp(meta.published), "byline": meta.byline,
        });
        if with_lines {
            entry["lines"] = lines.into();
        }
        all.insert(stem, entry);
    }
    fs::write(out, serde_json::to_vec(&Value::Object(all))?)?;
    let seconds = spent.as_secs_f64();
    println!(
        "{} pages, {refused} refused, {:.0} docs/s, {:.0} MB/s, slowest {:.0} ms",
        files.len(),
        files.len() as f64 / seconds,
        bytes as f64 / seconds / 1e6,
        slowest.as_secs_f64() * 1e3
    );
    Ok(())
}

/// ISO form of a moment; the day is what the scorer compares.
fn day(micros: i64) -> String {
    let (days, seconds) = (
        micros.div_euclid(86_400_000_000),
        micros.rem_euclid(86_400_000_000) / 1_000_000,
    );
    let z = days + 719_468;
    let (era, of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let years = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * years + years / 4 - years / 100);
    let m = (5 * of_year + 2) / 153;
    let (d, month) = (of_year - (153 * m + 2) / 5 + 1, if m < 10 { m + 3 } else { m - 9 });
    let year = era * 400 + years + i64::from(month <= 2);
    let (h, min, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{d:02}T{h:02}:{min:02}:{s:02}+00:00")
}
