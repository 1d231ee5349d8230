//! Review pages as files: what they hold, that they are inert, and that they tell what `explain` tells.
//!
//! `tests/browser` opens them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use copydesk_model::Policy;
use copydesk_pipeline::{Desk, Outcome, Style, explain, pass_one};
use copydesk_review::{diff_report, report};
use copydesk_sources::{Item, one};
use copydesk_tests::{built, root, seeds_of};
use serde_json::Value;

/// Every file of a folder with its bytes, by its path inside.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut open = vec![dir.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(dir).expect("inside").to_owned();
                out.insert(name, fs::read(path).expect("a file"));
            }
        }
    }
    out
}

/// The value of a data file, which is one call.
fn value(bytes: &[u8]) -> Value {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let json = text.strip_prefix("desk.put(\"").and_then(|t| t.strip_suffix(");\n"));
    let (_, json) = json.and_then(|t| t.split_once("\",")).expect("one call");
    serde_json::from_str(json).expect("JSON")
}

/// The records of a store by their keys, which are in order.
fn records(pages: &Path, store: &str) -> BTreeMap<String, Value> {
    let folder = pages.join("data").join(store);
    let firsts = value(&fs::read(folder.join("index.js")).expect("an index"));
    let mut out = Vec::new();
    for (k, first) in firsts.as_array().expect("a list").iter().enumerate() {
        let file = value(&fs::read(folder.join(format!("{k}.js"))).expect("a data file"));
        let all = file.as_array().expect("a list");
        assert_eq!(&all[0][0], first);
        out.extend(
            all.iter()
                .map(|r| (r[0].as_str().expect("a key").to_owned(), r[1].clone())),
        );
    }
    assert!(out.windows(2).all(|w| w[0].0 < w[1].0), "keys of {store} are in order");
    out.into_iter().collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A slice as a browser takes it, in UTF-16 units.
fn units(text: &str, from: &Value, to: &Value) -> String {
    let all: Vec<u16> = text.encode_utf16().collect();
    let at = |v: &Value| usize::try_from(v.as_u64().expect("a place")).expect("a place");
    String::from_utf16(&all[at(from)..at(to)]).expect("places on borders of characters")
}

#[test]
fn the_same_dataset_gives_the_same_bytes_and_old_pages_go() {
    let temp = tempfile::tempdir().expect("a folder");
    let (one, other) = (built(&root().join("seeds"), 1), built(&root().join("seeds"), 3));
    let (a, b) = (temp.path().join("a"), temp.path().join("b"));
    report(&one.dir, &a).expect("pages");
    fs::create_dir_all(b.join("data")).expect("a folder");
    fs::write(b.join("desk.css"), "old").expect("old pages");
    fs::write(b.join("data/old.js"), "old").expect("old pages");
    let said = report(&other.dir, &b).expect("pages");
    assert_eq!(said.documents, 36);
    assert_eq!(files(&a), files(&b));
    assert_eq!(
        fs::read_dir(temp.path()).expect("a folder").count(),
        2,
        "nothing is left beside them"
    );
}

#[test]
fn a_folder_of_other_files_is_left_alone() {
    let temp = tempfile::tempdir().expect("a folder");
    let built = built(
        seeds_of(&[("a.txt", b"A bridge was opened in the town on Tuesday.\n")]).path(),
        1,
    );
    fs::write(temp.path().join("letter.txt"), "mine").expect("a file");
    let refused = report(&built.dir, temp.path()).expect_err("not its folder");
    assert!(refused.is_wrong_use(), "{refused}");
    assert_eq!(
        fs::read_to_string(temp.path().join("letter.txt")).expect("a file"),
        "mine"
    );
    assert!(report(temp.path(), &temp.path().join("new")).is_err(), "no dataset");
    assert!(!temp.path().join("new").exists());
}

/// H08, H09, H10, S08: a stranger's text is in data files alone, where it comes back as it was and nothing of it is live.
#[test]
fn h08_h09_h10_s08_strangers_text_is_inert() {
    let article = "=1+1 Minister <img src=x onerror=alert(1)> speaks\n\n\
        The council of the town agreed on Tuesday to open the bridge again, after a long debate on its costs.\n\n\
        The minister typed <script>alert(1)</script> into the form on Tuesday, the office said, and nobody knew why.\n\n\
        He went home,\u{2028}the office said. “</script><b>No</b>,” he added, when he was asked whether he would do it again.\n\n\
        Alexander\u{202e} Lukashenko said javascript:alert(1) was not a link, and went home for the rest of the week.\n";
    let page = "<html><head><title>+SUM(A1) news</title><base href='http://evil.example/'>\
        <meta http-equiv=refresh content='0;url=http://evil.example/'></head><body><article><h1>+SUM(A1) news</h1>\
        <p onclick=alert(1)>The council of the town agreed on Tuesday to open the bridge again, after a long debate on its costs.</p>\
        <p>It said <a href='javascript:alert(1)'>more</a> &lt;script&gt;alert(2)&lt;/script&gt; would follow in the autumn, when the work ends.</p>\
        </article></body></html>";
    let names = ["<img src=x onerror=alert(3)>/a.txt", "c/page.html"];
    let seeds = seeds_of(&[
        (names[0], article.as_bytes()),
        ("@b\u{202e}txt.exe/script>.txt", article.as_bytes()),
        (names[1], page.as_bytes()),
        ("empty <b>.txt", b""),
    ]);
    let built = built(seeds.path(), 1);
    let temp = tempfile::tempdir().expect("a folder");
    let pages = temp.path().join("pages");
    report(&built.dir, &pages).expect("pages");
    for (name, bytes) in files(&pages) {
        let content = String::from_utf8(bytes.clone()).expect("UTF-8");
        if name.starts_with("data") {
            let live = |c: char| "<>&\u{2028}\u{2029}\u{202e}".contains(c);
            assert!(!content.contains(live), "{}", name.display());
            value(&bytes);
        } else {
            for strange in ["alert(", "evil.example", "SUM(", "Minister", "1+1"] {
                assert!(!content.contains(strange), "{strange} in {}", name.display());
            }
        }
    }
    let documents = records(&pages, "documents");
    assert!(documents.contains_key(names[0]), "{:?}", documents.keys());
    assert_eq!(text(&documents[names[0]]["page"]), article);
    assert!(text(&documents[names[0]]["text"]).contains("<script>alert(1)</script>"));
    assert_eq!(text(&documents[names[1]]["title"]), "+SUM(A1) news");
}

#[test]
fn a_record_adds_up_to_its_page_and_its_text() {
    let astral = "𝒳 𝒴 wrote: “The 🌉 bridge at Grodno is open,” and Alexander Lukashenko agreed.\n\nThe town was glad of it 🎉 on Tuesday.\n";
    let extra = seeds_of(&[("astral.txt", astral.as_bytes())]);
    for seeds in [root().join("seeds"), extra.path().to_owned()] {
        let built = built(&seeds, 0);
        let temp = tempfile::tempdir().expect("a folder");
        report(&built.dir, &temp.path().join("pages")).expect("pages");
        let documents = records(&temp.path().join("pages"), "documents");
        assert!(!documents.is_empty());
        for (id, d) in &documents {
            let (page, clean) = (text(&d["page"]), text(&d["text"]));
            let spans = d["spans"].as_array().expect("pieces");
            let joined: String = spans.iter().map(|s| units(page, &s[0], &s[1])).collect();
            assert_eq!(joined, page, "{id}");
            let starts: Vec<u64> = spans.iter().filter_map(|s| s[8].as_u64()).collect();
            assert!(starts.windows(2).all(|w| w[0] <= w[1]), "{id}: {starts:?}");
            let kept = spans
                .iter()
                .filter(|s| s[3] == 1 && !units(page, &s[0], &s[1]).trim().is_empty());
            let lost: Vec<String> = kept
                .filter(|s| s[8].is_null())
                .map(|s| units(page, &s[0], &s[1]))
                .collect();
            assert!(lost.is_empty(), "{id}: no place in the text for {lost:?}");
            for m in d["mentions"]
                .as_array()
                .expect("names")
                .iter()
                .filter(|m| !m[2].is_null())
            {
                let here = units(clean, &m[2], &m[3]);
                assert!(!here.trim().is_empty(), "{id}: {m}");
            }
        }
    }
}

/// `explain` in the terminal and the page of a document tell the same: the same rules with the same scores, the same
/// artifacts, the same names, the same account. What only a corpus can show (templates, clusters) is not in `explain`.
#[test]
fn explain_and_the_page_tell_the_same_story() {
    let seeds = root().join("seeds");
    let built = built(&seeds, 0);
    let temp = tempfile::tempdir().expect("a folder");
    report(&built.dir, &temp.path().join("pages")).expect("pages");
    let desk = Desk::open(None, Policy::DEFAULT).expect("the built-in rules load");
    for (id, d) in records(&temp.path().join("pages"), "documents") {
        let mut said = String::new();
        let input = one(&seeds.join(text(&d["source"])), Some(&seeds)).expect("a raw file");
        for item in desk.records(&input) {
            if let Item::Record(record) = item
                && let Outcome::Document(doc) = pass_one(*record, &desk)
            {
                said = explain(
                    *doc,
                    &desk,
                    Style {
                        colour: false,
                        width: 110,
                    },
                );
            }
        }
        let plain: String = said.replace('╳', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let page = text(&d["page"]);
        let word = |n: &Value| text(&d["words"][usize::try_from(n.as_u64().expect("a number")).expect("a number")]);
        let spans = d["spans"].as_array().expect("pieces");
        for s in spans.iter().filter(|s| s[3] == 0 && s[2] != "blank") {
            let rule = format!("↳ {} {:.2}", word(&s[4]), s[5].as_f64().expect("a score"));
            assert!(plain.contains(&rule), "{id}: {rule}\n{said}");
        }
        let artifacts = d["artifacts"].as_array().expect("artifacts");
        if !artifacts.is_empty() {
            assert!(
                said.contains(&format!("── artifacts ({})", artifacts.len())),
                "{id}\n{said}"
            );
        }
        let kinds: BTreeSet<&str> = artifacts.iter().map(|a| text(&a[2])).collect();
        assert!(kinds.iter().all(|kind| said.contains(kind)), "{id}: {kinds:?}\n{said}");
        for m in d["mentions"]
            .as_array()
            .expect("names")
            .iter()
            .filter(|m| !m[4].is_null())
        {
            let entity = word(&m[4]);
            assert!(
                entity.starts_with("x-") || said.contains(entity),
                "{id}: {entity}\n{said}"
            );
        }
        let sum = |kept: u64| -> usize {
            let of = spans.iter().filter(|s| s[3] == kept && s[2] != "blank");
            of.map(|s| units(page, &s[0], &s[1]).chars().count()).sum()
        };
        let account = format!("{} characters kept, {} removed", sum(1), sum(0));
        assert!(said.contains(&account), "{id}: {account}\n{said}");
    }
}

#[test]
fn pages_of_a_difference_say_which_rule_would_cut_what() {
    let good = "Grodno opens a bridge\n\nThe bridge over the Neman was opened on Tuesday, the city said, after four years.\n\n";
    let (old, new) = (
        built(
            seeds_of(&[("a.txt", good.as_bytes()), ("gone.txt", good.as_bytes())]).path(),
            1,
        ),
        built(
            seeds_of(&[
                ("a.txt", format!("{good}Subscribe to our newsletter!\n").as_bytes()),
                ("new.txt", good.as_bytes()),
            ])
            .path(),
            1,
        ),
    );
    let temp = tempfile::tempdir().expect("a folder");
    let pages = temp.path().join("pages");
    let diff = diff_report(&old.dir, &new.dir, &pages).expect("pages");
    assert_eq!(
        (diff.added, diff.gone),
        (vec!["new.txt".to_owned()], vec!["gone.txt".to_owned()])
    );
    let changes = records(&pages, "changes");
    assert_eq!(changes.keys().collect::<Vec<_>>(), ["a.txt"]);
    // Another page has other places, so the texts are compared.
    assert!(changes["a.txt"]["old_text"].is_string());
    let desk = Desk::open(None, Policy::KEEP_WHEN_UNSURE).expect("the built-in rules load");
    let seeds = root().join("seeds");
    let careful = temp.path().join("careful");
    let options = copydesk_pipeline::BuildOptions::new(&seeds, &careful);
    copydesk_pipeline::build(&options, &desk, &copydesk_pipeline::Silent).expect("the build ends");
    let usual = built(&seeds, 0);
    let diff = diff_report(&usual.dir, &careful, &pages).expect("pages");
    let kept: Vec<&str> = diff
        .changed
        .iter()
        .flat_map(|d| &d.pieces)
        .filter(|p| !p.old.kept && p.new.kept)
        .map(|p| p.text.as_str())
        .collect();
    assert!(!kept.is_empty(), "{:?}", diff.changed);
    let changes = records(&pages, "changes");
    assert_eq!(changes.len(), diff.changed.len());
    for d in &diff.changed {
        let record = &changes[&d.id];
        let page = text(&record["page"]);
        let joined: String = record["stretches"]
            .as_array()
            .expect("stretches")
            .iter()
            .map(|s| units(page, &s[0], &s[1]))
            .collect();
        assert_eq!(joined, page, "{}", d.id);
    }
}
