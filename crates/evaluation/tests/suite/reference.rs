//! The figures of the reference scorers, which are written in Python, on datasets that are wrong in many ways.
//!
//! Gold and raw files of these lie beside the repository and not in it; where they are missing, one line says so. To
//! compare again, set `COPYDESK_KEEP` to an empty folder, run the tests, and run the Python scorers on what is left there.

use std::path::{Path, PathBuf};

use copydesk_dataset::DocumentRows;
use copydesk_evaluation::{Counts, lines, pages};
use serde_json::Value;

use crate::made::{artifact, document, figure, mention, noon, write};

fn shared(part: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")).join(part);
    if path.is_dir() {
        return Some(path);
    }
    #[allow(clippy::print_stderr, reason = "says which comparison was left out")]
    {
        eprintln!("no {part} beside the repository; not compared with the reference scorer");
    }
    None
}

/// Writes the documents where they vanish, or where they can be looked at.
fn kept(name: &str, documents: &[DocumentRows]) -> (tempfile::TempDir, PathBuf) {
    let temporary = tempfile::tempdir().expect("a folder");
    let dir = std::env::var_os("COPYDESK_KEEP")
        .map_or_else(|| temporary.path().to_owned(), PathBuf::from)
        .join(name);
    std::fs::create_dir(&dir).expect("an empty folder");
    write(&dir, documents);
    (temporary, dir)
}

fn json_files(dir: &Path) -> Vec<(String, Value)> {
    let mut paths: Vec<_> = std::fs::read_dir(dir)
        .expect("gold")
        .map(|e| e.expect("an entry").path())
        .collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "json"));
    paths.sort();
    let read = |p: PathBuf| {
        let text = std::fs::read_to_string(&p).expect("a gold file");
        (
            p.file_stem().expect("a stem").to_string_lossy().into_owned(),
            serde_json::from_str(&text).expect("JSON"),
        )
    };
    paths.into_iter().map(read).collect()
}

fn close(figures: &[(String, f64)], expected: &[(&str, f64)]) {
    for (name, value) in expected {
        let measured = figure(figures, name);
        assert!(
            (measured - value).abs() < 5e-7,
            "{name} is {measured}, the reference scorer has {value}"
        );
    }
}

/// The samples, each line under the label that `label` names for it, every piece with its line feed.
fn samples(label: impl Fn(usize, &str) -> &'static str) -> Option<Vec<(DocumentRows, Value)>> {
    let (gold, raw) = (shared("seeds-gold")?, shared("seeds")?);
    let documents = json_files(&gold).into_iter().map(|(stem, gold)| {
        let text = std::fs::read_to_string(raw.join(format!("{stem}.txt"))).expect("a raw file");
        let pieces: Vec<_> = text
            .split_inclusive('\n')
            .enumerate()
            .map(|(k, l)| (label(k + 1, l.trim_end_matches('\n')), l))
            .collect();
        let mut doc = document(&format!("{stem}.txt"), &pieces);
        let field = |name: &str| gold[name].as_str().map(str::to_owned);
        (doc.document.title, doc.document.byline) = (field("title"), field("byline"));
        (doc, gold)
    });
    Some(documents.collect())
}

fn score_samples(name: &str, documents: Vec<(DocumentRows, Value)>) -> lines::LineScores {
    let rows: Vec<_> = documents.into_iter().map(|(d, _)| d).collect();
    let (_folder, dir) = kept(name, &rows);
    lines::score(&dir, &shared("seeds-gold").expect("it was there")).expect("scored")
}

#[test]
fn samples_all_kept() {
    let Some(documents) = samples(|_, line| if line.is_empty() { "blank" } else { "body" }) else {
        return;
    };
    let scores = score_samples("all-kept", documents);
    close(
        &scores.figures(),
        &[
            ("lines.macro_f1", 0.042_105_263),
            ("lines.accuracy", 0.557_377_049),
            ("lines.body_chars_precision", 0.819_128_739),
            ("lines.body_chars_recall", 1.0),
            ("lines.body_lines_f1", 0.715_789_474),
            ("lines.mentions_span_f1", 0.0),
            ("lines.title", 1.0),
            ("lines.byline", 1.0),
            ("lines.published", 0.8),
        ],
    );
    assert_eq!((scores.mentions_span.missed, scores.issues_exact.missed), (226, 94));
}

#[test]
fn samples_as_gold_has_them() {
    let Some(mut documents) = samples(|_, _| "body") else {
        return;
    };
    for (doc, gold) in &mut documents {
        let labels: Vec<&str> = gold["lines"]
            .as_array()
            .expect("lines")
            .iter()
            .map(|l| l["label"].as_str().expect("a label"))
            .collect();
        let page = doc.page.page_text.clone();
        let pieces: Vec<_> = labels.iter().copied().zip(page.split_inclusive('\n')).collect();
        let starts: Vec<i32> = line_starts(&page);
        let (title, byline) = (doc.document.title.take(), doc.document.byline.take());
        *doc = document(&doc.document.id, &pieces);
        (doc.document.title, doc.document.byline) = (title, byline);
        doc.document.published = gold["published"]
            .as_str()
            .and_then(|d| noon(if d == "2020-08-19" { 18_493 } else { -1 }));
        for (m, at) in places(&gold["mentions"], &starts) {
            let row = mention(doc, at, m["type"].as_str().expect("a type"), m["canonical"].as_str());
            doc.mentions.push(row);
        }
        for (i, at) in places(&gold["issues"], &starts) {
            let row = artifact(doc, at, i["kind"].as_str().expect("a kind"));
            doc.artifacts.push(row);
        }
    }
    let scores = score_samples("as-gold", documents);
    for (name, value) in scores.figures() {
        assert_eq!(value, 1.0, "{name}\n{}", scores.table());
    }
}

#[test]
fn samples_wrong_in_many_ways() {
    let labels = [
        "body",
        "heading",
        "paywall",
        "other",
        "duplicate",
        "comment",
        "title",
        "standfirst",
        "cookie_notice",
    ];
    let Some(mut documents) = samples(|n, line| {
        if n % 11 == 0 && line.is_empty() {
            "blank"
        } else {
            labels[n % labels.len()]
        }
    }) else {
        return;
    };
    for (doc, gold) in &mut documents {
        let starts = line_starts(&doc.page.page_text);
        for (k, (m, (start, end))) in places(&gold["mentions"], &starts).enumerate() {
            // Shifted, cut, taken with its ending, of another type, without a canonical form, twice, or right.
            let suffix = m["suffix"].as_str().unwrap_or_default().chars().count() as i32;
            let at = match k % 7 {
                0 => (start + 1, end),
                1 => (start, end - 1),
                _ => (start, if k % 2 == 0 { end + suffix } else { end }),
            };
            let kind = if k % 5 == 0 {
                "org"
            } else {
                m["type"].as_str().expect("a type")
            };
            let canonical = m["canonical"].as_str().filter(|_| k % 4 > 0);
            let row = mention(doc, at, kind, canonical);
            (0..1 + usize::from(k % 9 == 8)).for_each(|_| doc.mentions.push(row.clone()));
        }
        for (k, (i, (start, end))) in places(&gold["issues"], &starts).enumerate() {
            let kind = match i["kind"].as_str().expect("a kind") {
                "spelling_variant" => "mixed_romanization",
                "translation_artifact" if k % 2 == 0 => "calque",
                _ if k % 6 == 5 => "nbsp",
                other => other,
            };
            let shift = i32::from(k % 3 == 1 && end > start + 1);
            let row = artifact(doc, (start + shift, end), kind);
            doc.artifacts.push(row);
        }
        // Cut every page's pieces anew, so that a line belongs to several.
        doc.spans = doc.spans.iter().flat_map(|s| halves(s, &doc.page.page_text)).collect();
    }
    let scores = score_samples("wrong", documents);
    close(
        &scores.figures(),
        &[
            ("lines.macro_f1", 0.041_920_768),
            ("lines.accuracy", 0.196_721_311),
            ("lines.body_lines_precision", 0.6),
            ("lines.body_lines_recall", 0.264_705_882),
            ("lines.body_chars_precision", 0.811_107_117),
            ("lines.body_chars_recall", 0.282_698_572),
        ],
    );
    let counts = |c: Counts| (c.right, c.extra, c.missed);
    assert_eq!(scores.wrong_lines.len(), 98);
    assert_eq!(counts(scores.mentions_span), (163, 89, 63));
    assert_eq!(counts(scores.mentions_type), (140, 112, 86));
    assert_eq!(counts(scores.mentions_canonical), (123, 129, 103));
    assert_eq!(counts(scores.issues_exact), (68, 38, 26));
    assert_eq!(counts(scores.issues_overlap), (81, 15, 13));
    assert_eq!(counts(scores.issues_by_kind["nbsp"]), (13, 15, 0));
    assert_eq!(counts(scores.issues_by_kind["spelling_variant"]), (13, 0, 0));
    assert_eq!(scores.issues_by_kind.len(), 27);
}

/// A piece in two: the second half takes the label after the first one's.
fn halves(span: &copydesk_dataset::SpanRow, page: &str) -> Vec<copydesk_dataset::SpanRow> {
    let middle = span.start + (span.end - span.start) * (1 + span.seq % 3) / 3;
    let part = |start: i32, end: i32, label: &str| copydesk_dataset::SpanRow {
        start,
        end,
        label: label.to_owned(),
        text: page.chars().skip(start as usize).take((end - start) as usize).collect(),
        ..span.clone()
    };
    let other = if span.seq % 2 == 0 { "advertisement" } else { "body" };
    let parts = [part(span.start, middle, &span.label), part(middle, span.end, other)];
    parts.into_iter().filter(|p| p.start < p.end).collect()
}

fn line_starts(page: &str) -> Vec<i32> {
    let mut at = 0;
    let starts = page.split('\n').map(|line| {
        let start = at;
        at += line.chars().count() as i32 + 1;
        start
    });
    starts.collect()
}

fn places<'g>(items: &'g Value, starts: &'g [i32]) -> impl Iterator<Item = (&'g Value, (i32, i32))> {
    let number = |i: &Value, name: &str| i[name].as_i64().expect("a number") as i32;
    items.as_array().into_iter().flatten().map(move |i| {
        let start = starts[number(i, "line") as usize - 1];
        (i, (start + number(i, "char_start"), start + number(i, "char_end")))
    })
}

/// Pages with paragraphs dropped, doubled or foreign, fields changed, dates shifted.
fn score_pages(set: &str) -> Option<pages::PageScores> {
    let gold_dir = shared(&format!("pages-dev/{set}/gold"))?;
    let mut documents = Vec::new();
    for (n, (stem, raw)) in json_files(&gold_dir).into_iter().enumerate() {
        if n % 13 == 12 {
            continue;
        }
        let gold = raw.get("ground_truth").unwrap_or(&raw);
        let text = gold["main_content"].as_str().unwrap_or_default();
        let paragraphs = text.split("\n\n").enumerate().map(|(k, p)| match (n + k) % 6 {
            0 => String::new(),
            1 => format!("{p} {p}"),
            2 => p.to_uppercase(),
            _ => p.to_owned(),
        });
        let text = if n % 5 == 0 {
            text.to_owned()
        } else {
            paragraphs.collect::<Vec<_>>().join("\n")
        };
        let mut doc = document(&format!("{stem}.html.gz"), &[("body", &text)]);
        let row = &mut doc.document;
        row.title = gold["title"].as_str().map(|t| {
            if n % 3 == 0 {
                format!("{t} - Site")
            } else {
                t.to_uppercase()
            }
        });
        let authors = gold["authors"]
            .as_array()
            .map(|a| a.iter().filter_map(Value::as_str).rev().map(str::to_owned).collect());
        row.authors = authors.unwrap_or_else(|| gold["author"].as_str().into_iter().map(str::to_lowercase).collect());
        if n % 4 == 0 {
            row.authors.pop();
        }
        // Days since 1970 of the stated day by Gregorian rule, some of them a day late.
        let day = gold["publish_date"].as_str().and_then(|d| {
            let p: Vec<i64> = d.get(..10)?.split('-').map(|x| x.parse().ok()).collect::<Option<_>>()?;
            let (y, m) = if p[1] > 2 {
                (p[0], p[1] - 3)
            } else {
                (p[0] - 1, p[1] + 9)
            };
            Some(y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + p[2] - 1 - 719_468)
        });
        row.published = day.and_then(|d| noon(d + i64::from(n % 7 == 0)));
        documents.push(doc);
    }
    let (_folder, dir) = kept(set, &documents);
    Some(pages::score(&dir, &gold_dir).expect("scored"))
}

#[test]
fn pages_with_snippets() {
    let Some(scores) = score_pages("wcxb") else { return };
    close(
        &scores.figures(),
        &[
            ("pages.wcxb.precision", 0.718_458_881),
            ("pages.wcxb.recall", 0.667_123_784),
            ("pages.wcxb.f1", 0.691_840_363),
            ("pages.wcxb.page_f1", 0.663_428_175),
            ("pages.wcxb.exact", 0.191_570_881),
            ("pages.wcxb.filled", 1.0 - 62.0 / 783.0),
            ("pages.wcxb.with", 0.801_824_922),
            ("pages.wcxb.without", 1.0 - 0.001_944_264),
            ("pages.wcxb.title", 0.615_581_098),
            ("pages.wcxb.authors", 0.689_144_737),
            ("pages.wcxb.date", 0.791_987_673),
        ],
    );
    let worst: Vec<_> = scores
        .worst
        .iter()
        .take(3)
        .map(|(f1, stem)| (*f1, stem.as_str()))
        .collect();
    assert_eq!(worst, [(0.0, "0013"), (0.0, "0030"), (0.0, "0043")]);
    let totals = [scores.with, scores.without, scores.authors, scores.date].map(|s| s.total);
    assert_eq!(totals, [3507, 3086, 608, 649]);
}

#[test]
fn pages_with_summaries() {
    let Some(scores) = score_pages("fundus") else { return };
    close(
        &scores.figures(),
        &[
            ("pages.fundus.precision", 0.735_964_755),
            ("pages.fundus.recall", 0.681_075_841),
            ("pages.fundus.f1", 0.707_457_240),
            ("pages.fundus.page_f1", 0.680_767_021),
            ("pages.fundus.exact", 0.195_121_951),
            ("pages.fundus.precision_without_summary", 0.697_131_173),
            ("pages.fundus.recall_without_summary", 0.682_040_367),
            ("pages.fundus.f1_without_summary", 0.689_503_209),
            ("pages.fundus.page_f1_without_summary", 0.662_085_194),
            ("pages.fundus.exact_without_summary", 0.016_260_163),
            ("pages.fundus.title", 0.617_886_179),
            ("pages.fundus.authors", 0.7),
            ("pages.fundus.date", 0.788_617_886),
        ],
    );
}
