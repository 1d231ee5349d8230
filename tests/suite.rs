//! Every raw input of `suite/` against its readable page in `ref/`, and the project's own seeds on their main promises.
//!
//! `UPDATE_REFS=1 cargo test -p copydesk-tests --test suite` writes the pages anew; read the difference before you commit it.

use std::fs;
use std::path::{Path, PathBuf};

use copydesk_dataset::{DocumentRow, MentionRow};
use copydesk_tests::{built, root};

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { open.push(path) } else { out.push(path) }
        }
    }
    out.sort();
    out
}

#[test]
fn every_case_reads_as_its_reference_page() {
    let suite = root().join("tests/suite");
    let refs = root().join("tests/ref");
    let update = std::env::var_os("UPDATE_REFS").is_some();
    let all = built(&suite, 2);
    let mut wrong = Vec::new();
    let mut seen = Vec::new();
    for path in files(&suite) {
        let id = path.strip_prefix(&suite).expect("below").to_string_lossy().into_owned();
        if id.ends_with("outlet.toml") {
            continue;
        }
        let page = all.reference(&id);
        let at = refs.join(format!("{id}.page"));
        seen.push(at.clone());
        if update {
            fs::create_dir_all(at.parent().expect("a parent")).expect("a folder");
            fs::write(&at, &page).expect("a page");
        } else if fs::read_to_string(&at).unwrap_or_default() != page {
            wrong.push(format!("{} is now:\n{page}", at.display()));
        }
    }
    assert!(seen.len() >= 10, "the suite has only {} cases", seen.len());
    let stray: Vec<_> = files(&refs).into_iter().filter(|r| !seen.contains(r)).collect();
    assert!(stray.is_empty(), "pages without a case: {stray:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn lukashenko_is_one_person_in_every_spelling_of_the_seeds() {
    let all = built(&root().join("seeds"), 2);
    let mut forms: Vec<String> = all
        .rows::<MentionRow>()
        .into_iter()
        .filter(|m| m.entity_id.as_deref() == Some("by-lukashenko-a"))
        .filter_map(|m| m.surface.split_whitespace().last().map(str::to_owned))
        .collect();
    forms.sort();
    forms.dedup();
    for form in [
        "Lukashenko",
        "Lukashenka",
        "Łukaszenka",
        "Lukaschenko",
        "Loukachenko",
        "Лукашенко",
        "Лукашэнка",
        "Loekasjenko",
    ] {
        assert!(forms.iter().any(|f| f == form), "{form} is not among {forms:?}");
    }
}

#[test]
fn every_seed_gives_a_row_and_only_the_consent_wall_has_no_body() {
    let all = built(&root().join("seeds"), 2);
    assert!(all.summary.rejects.is_empty(), "{:?}", all.summary.rejects);
    let documents = all.rows::<DocumentRow>();
    assert!(documents.len() >= 18);
    let empty: Vec<&str> = documents
        .iter()
        .filter(|d| d.text.is_empty())
        .map(|d| d.id.as_str())
        .collect();
    assert_eq!(empty, ["pontoon-post/consent-wall.html"]);
    assert_eq!(all.document("pontoon-post/consent-wall.html").flags, ["no-body"]);
}

#[test]
fn syndicated_copies_are_one_cluster_and_both_stay() {
    let all = built(&root().join("seeds"), 2);
    let a = all.document("northgate-dispatch/vilnius-scholarships-mps.txt");
    let b = all.document("lantern-courier/students-from-belarus-mps.html");
    assert!(a.cluster.is_some());
    assert_eq!((&a.cluster, a.cluster_size), (&b.cluster, b.cluster_size));
    assert_eq!([a.cluster_head, b.cluster_head].iter().filter(|h| **h).count(), 1);
}
