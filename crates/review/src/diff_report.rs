//! Pages of what changed between two datasets: what a changed rule would do, before it is merged.

use std::collections::BTreeMap;
use std::path::Path;

use copydesk_dataset::{DocumentRows, Manifest};

use crate::diff::{ChangedDocument, Diff, Side, compare_all, stretches};
use crate::error::Error;
use crate::folder::{Folder, Page};
use crate::heads::clip;
use crate::json::Json;
use crate::place::Units;
use crate::sample::Sample;
use crate::store::Store;
use crate::table::{self, Column, ranks};

const PAGES: &[Page] = &[
    Page {
        file: "index.html",
        title: "What changed",
        list: "changes",
        script: "changes.js",
        code: include_str!("../assets/changes.js"),
    },
    Page {
        file: "change.html",
        title: "Change",
        list: "",
        script: "change.js",
        code: include_str!("../assets/change.js"),
    },
];

/// Pieces shown of one change, and characters of each.
const SAMPLES: usize = 8;
const SHOWN: usize = 300;

/// From one label and rule to another, over all documents.
struct Move {
    pieces: u64,
    chars: u64,
    samples: Sample<(String, String, i32)>,
}

/// One changed document in the list.
struct Row {
    id: String,
    title: String,
    what: String,
    cut: i64,
    put_back: i64,
    relabelled: i64,
    names: i64,
}

/// Compares two datasets and makes pages of it at `out`.
///
/// # Errors
/// [`Error::Dataset`] when one of them is none, [`Error::Output`] when `out` holds something else.
pub fn diff_report(old: &Path, new: &Path, out: &Path) -> Result<Diff, Error> {
    let secret = [Manifest::read(old)?.to_json(), Manifest::read(new)?.to_json()].concat();
    let folder = Folder::begin(out, secret.as_bytes())?;
    let mut store = Store::new(&folder, "changes");
    let mut moves: BTreeMap<[String; 4], Move> = BTreeMap::new();
    let mut rows: Vec<Row> = Vec::new();
    let diff = compare_all(old, new, &mut |changed, before, after| {
        count(&mut moves, changed, after);
        rows.push(row(changed, after));
        store.push(&changed.id, |j| record(j, changed, before, after))
    })?;
    store.finish()?;
    list(&folder, &rows)?;
    let mut j = Json::default();
    overview(&mut j, &diff, &moves);
    folder.data("overview", &j.into_string())?;
    folder.finish(PAGES)?;
    Ok(diff)
}

fn length(start: i32, end: i32) -> i64 {
    i64::from(end) - i64::from(start)
}

fn count(moves: &mut BTreeMap<[String; 4], Move>, changed: &ChangedDocument, after: &DocumentRows) {
    let units = Units::of(&after.page.page_text);
    for p in &changed.pieces {
        let named = |s: &Side| [if s.kept { "kept" } else { "removed" }, &s.label].join(" ");
        let key = [named(&p.old), p.old.rule.clone(), named(&p.new), p.new.rule.clone()];
        let sum = moves.entry(key).or_insert_with(|| Move {
            pieces: 0,
            chars: 0,
            samples: Sample::new(SAMPLES),
        });
        sum.pieces += 1;
        sum.chars += length(p.start, p.end).unsigned_abs();
        let make = || (clip(&p.text, SHOWN), changed.id.clone(), units.at(p.start));
        sum.samples.add(p.text.as_bytes(), make);
    }
}

fn row(changed: &ChangedDocument, after: &DocumentRows) -> Row {
    let sum = |old: bool, new: bool| -> i64 {
        let such = changed.pieces.iter().filter(|p| p.old.kept == old && p.new.kept == new);
        such.map(|p| length(p.start, p.end)).sum()
    };
    let columns: Vec<&str> = changed.columns.iter().map(|(name, _, _)| *name).collect();
    Row {
        id: changed.id.clone(),
        title: clip(after.document.title.as_deref().unwrap_or_default(), 200),
        what: columns.join(" "),
        cut: sum(true, false),
        put_back: sum(false, true),
        relabelled: sum(true, true) + sum(false, false),
        names: changed.names.len() as i64,
    }
}

fn list(folder: &Folder, rows: &[Row]) -> Result<(), Error> {
    let number = |of: &dyn Fn(&Row) -> i64| rows.iter().map(|r| Some(of(r))).collect();
    let columns = [
        Column::Number("cut", number(&|r| r.cut)),
        Column::Number("put_back", number(&|r| r.put_back)),
        Column::Number("relabelled", number(&|r| r.relabelled)),
        Column::Number("names", number(&|r| r.names)),
        Column::Number("title_rank", ranks(rows.len(), |k| rows[k].title.to_lowercase())),
    ];
    let texts = rows
        .iter()
        .map(|r| vec![r.id.as_str(), r.title.as_str(), r.what.as_str()]);
    table::write(folder, "changes", &columns, &["id", "title", "what"], texts)
}

fn overview(j: &mut Json, diff: &Diff, moves: &BTreeMap<[String; 4], Move>) {
    j.object(|j| {
        j.key("rules_differ").flag(diff.rules_differ);
        j.key("changed").count(diff.changed.len() as u64);
        let lists = [
            ("added", &diff.added),
            ("gone", &diff.gone),
            ("new_rejects", &diff.new_rejects),
            ("gone_rejects", &diff.gone_rejects),
        ];
        for (name, all) in lists {
            j.key(&format!("all_{name}")).count(all.len() as u64);
            j.key(name).texts(all.iter().take(500).map(String::as_str));
        }
        let mut sorted: Vec<_> = moves.iter().collect();
        sorted.sort_by(|a, b| b.1.chars.cmp(&a.1.chars).then_with(|| a.0.cmp(b.0)));
        j.key("all_moves").count(sorted.len() as u64);
        j.key("moves").list(|j| {
            for (sides, sum) in sorted.into_iter().take(120) {
                j.list(|j| {
                    sides.iter().for_each(|s| j.text(s));
                    j.count(sum.pieces);
                    j.count(sum.chars);
                    j.list(|j| {
                        for (times, (text, id, at)) in sum.samples.chosen() {
                            j.list(|j| {
                                j.text(text);
                                j.text(id);
                                j.int(*at);
                                j.count(times);
                            });
                        }
                    });
                });
            }
        });
    });
}

fn record(j: &mut Json, changed: &ChangedDocument, before: &DocumentRows, after: &DocumentRows) {
    j.key("title").or_null(after.document.title.as_deref(), Json::text);
    j.key("columns").list(|j| {
        for (name, old, new) in changed.columns.iter().filter(|(name, _, _)| !name.starts_with("text")) {
            j.texts([name, old.as_str(), new.as_str()]);
        }
    });
    j.key("names").list(|j| {
        for (surface, old, new) in &changed.names {
            j.texts([surface.as_str(), old.as_str(), new.as_str()]);
        }
    });
    if before.page.page_text != after.page.page_text {
        // Another page has other places: what can be compared is the text.
        j.key("old_text").text(&before.document.text);
        j.key("new_text").text(&after.document.text);
        return;
    }
    let units = Units::of(&after.page.page_text);
    j.key("page").text(&after.page.page_text);
    j.key("stretches").list(|j| {
        for (start, end, a, b) in stretches(&before.spans, &after.spans) {
            j.list(|j| {
                j.int(units.at(start));
                j.int(units.at(end));
                for s in [a, b] {
                    j.text(&s.label);
                    j.flag(s.kept);
                    j.text(&s.rule);
                    j.score(s.score);
                }
            });
        }
    });
}
