//! What holds for every input: the promises of the dataset.

use std::collections::BTreeMap;
use std::fs;

use copydesk_dataset::{ArtifactRow, DocumentRow, MentionRow, PageRow, SpanRow};
use copydesk_tests::{Built, built, root, seeds_of};
use proptest::prelude::*;
use proptest::sample::Index;

/// Spans add up to the page; every offset is a place in it.
fn check_offsets(all: &Built) {
    let pages: BTreeMap<String, Vec<char>> = all
        .rows::<PageRow>()
        .into_iter()
        .map(|p| (p.id, p.page_text.chars().collect()))
        .collect();
    let texts: BTreeMap<String, Vec<char>> = all
        .rows::<DocumentRow>()
        .into_iter()
        .map(|d| (d.id, d.text.chars().collect()))
        .collect();
    let cut = |chars: &[char], a: i32, b: i32| chars[a as usize..b as usize].iter().collect::<String>();
    let mut at: BTreeMap<String, (i32, i32)> = pages.keys().map(|id| (id.clone(), (0, 0))).collect();
    for s in all.rows::<SpanRow>() {
        let (seq, end) = at[&s.id];
        assert_eq!((s.seq, s.start), (seq, end), "{}: pieces follow each other", s.id);
        assert!(s.end > s.start, "{}: an empty piece", s.id);
        assert_eq!(cut(&pages[&s.id], s.start, s.end), s.text);
        assert_eq!(s.kept, s.label == "body" || s.label == "heading");
        at.insert(s.id, (seq + 1, s.end));
    }
    for (id, (_, end)) in at {
        assert_eq!(end as usize, pages[&id].len(), "{id}: pieces add up to the page");
    }
    for m in all.rows::<MentionRow>() {
        assert_eq!(cut(&pages[&m.id], m.start, m.end), m.surface);
        assert_eq!(m.text_start.is_some(), m.text_end.is_some());
        if let (Some(a), Some(b)) = (m.text_start, m.text_end) {
            assert!(a <= b && b as usize <= texts[&m.id].len());
        }
    }
    for a in all.rows::<ArtifactRow>() {
        assert_eq!(cut(&pages[&a.id], a.start, a.end), a.surface);
    }
}

fn bytes_of(all: &Built) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(&all.dir).expect("the dataset").flatten();
    entries
        .map(|e| {
            (
                e.file_name().to_string_lossy().into_owned(),
                fs::read(e.path()).expect("a file"),
            )
        })
        .collect()
}

#[test]
fn spans_partition_the_pages_of_the_seeds() {
    let all = built(&root().join("seeds"), 2);
    check_offsets(&all);
    for m in all.rows::<MentionRow>() {
        assert!(
            !m.surface.ends_with("'s") && !m.surface.ends_with("’s"),
            "{}: {}",
            m.id,
            m.surface
        );
    }
}

#[test]
fn mentions_in_kept_text_are_found_there() {
    let all = built(&root().join("seeds"), 2);
    let texts: BTreeMap<String, Vec<char>> = all
        .rows::<DocumentRow>()
        .into_iter()
        .map(|d| (d.id, d.text.chars().collect()))
        .collect();
    let repaired: Vec<String> = all
        .rows::<DocumentRow>()
        .into_iter()
        .filter(|d| d.repaired_chars > 0)
        .map(|d| d.id)
        .collect();
    let mut found = 0;
    for m in all
        .rows::<MentionRow>()
        .into_iter()
        .filter(|m| !repaired.contains(&m.id))
    {
        if let (Some(a), Some(b)) = (m.text_start, m.text_end) {
            assert_eq!(
                texts[&m.id][a as usize..b as usize].iter().collect::<String>(),
                m.surface
            );
            found += 1;
        }
    }
    assert!(found > 50, "only {found} mentions lie in kept text");
}

#[test]
fn same_bytes_on_any_number_of_threads_and_in_any_order_of_files() {
    let seeds = root().join("seeds");
    let one = bytes_of(&built(&seeds, 1));
    assert!(one.len() >= 10, "{:?}", one.keys());
    for threads in [2, 8] {
        assert_eq!(bytes_of(&built(&seeds, threads)), one, "{threads} threads");
    }
    // The same files, written into a new folder from the last to the first.
    let mut files = Vec::new();
    let mut open = vec![seeds.clone()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).expect("seeds").flatten() {
            if entry.path().is_dir() {
                open.push(entry.path())
            } else {
                files.push(entry.path())
            }
        }
    }
    files.sort();
    files.reverse();
    let other = tempfile::TempDir::new().expect("a folder");
    for file in files {
        let to = other.path().join(file.strip_prefix(&seeds).expect("below"));
        fs::create_dir_all(to.parent().expect("a parent")).expect("a folder");
        fs::copy(file, to).expect("a copy");
    }
    assert_eq!(bytes_of(&built(other.path(), 2)), one, "shuffled files");
}

#[test]
fn cleaning_a_cleaned_text_changes_nothing() {
    let all = built(&root().join("seeds"), 2);
    let texts: Vec<(String, String)> = all
        .rows::<DocumentRow>()
        .into_iter()
        .filter(|d| !d.text.is_empty())
        .map(|d| (format!("{}.txt", d.id.replace('/', "_")), d.text))
        .collect();
    let files: Vec<(&str, &[u8])> = texts.iter().map(|(n, t)| (n.as_str(), t.as_bytes())).collect();
    let again = built(seeds_of(&files).path(), 2);
    for (name, text) in &texts {
        assert_eq!(&again.document(name).text, text, "{name}");
    }
}

/// Lines that raw pages are made of, to be mixed by chance.
const LINES: [&str; 24] = [
    "Minsk and Warsaw agree on a new railway timetable",
    "The ministry said on Tuesday that the talks would go on in the autumn, and that no date had been set for the next round.",
    "“We have heard all sides,” Lukashenka told reporters in Grodno , “and there is time.”",
    "Лукашенко заявил, что переговоры продолжатся осенью, и что дата следующей встречи пока не назначена.",
    "Прэзідэнт сустрэўся з кіраўнікамі рэгіёнаў у Мінску, паведаміла БелТА.",
    "Sign up for our newsletter",
    "Leave a Reply",
    "Read more",
    "0 0",
    "Aug 19, 2020",
    "Wednesday, March 16, 2022",
    "By Jane Example",
    "Your support, no matter how small, helps us to go on with our independent reporting.",
    "Monthly",
    "Connecting to %s",
    "",
    "",
    " \t ",
    "Photo: Jan Nowak / EPA",
    "He said: \"They left.  Then\u{a0}they came back\" .",
    "Łukaszenka odwiedził Łódź.",
    "\u{200b}\u{feff}a\u{301}\u{202e}x",
    "Share this article",
    "Copyright 2021. All rights reserved.",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_page_is_accounted_for(picks in prop::collection::vec((any::<Index>(), 0..6usize), 1..40), noise in "\\PC{0,60}") {
        let mut page = String::new();
        for (pick, ending) in &picks {
            page.push_str(LINES[pick.index(LINES.len())]);
            page.push_str(["\n", "\n\n", "\r\n", " ", "\n\n\n", "\u{2028}"][*ending]);
        }
        page.push_str(&noise);
        let html = format!("<html><body><nav><a href=/>x</a></nav><p>{}</p></body></html>", page.replace('\n', "</p><p>"));
        let seeds = seeds_of(&[("a.txt", page.as_bytes()), ("o/b.html", html.as_bytes())]);
        let all = built(seeds.path(), 2);
        let files = all.summary.accounts.files;
        prop_assert!(files.balances() && files.inputs == 2);
        prop_assert!(all.summary.rejects.iter().all(|r| r.reason.name() == "empty"), "{:?}", all.summary.rejects);
        check_offsets(&all);
        if let Some(row) = all.rows::<PageRow>().iter().find(|p| p.id == "a.txt") {
            prop_assert_eq!(&row.page_text, &page);
        }
    }
}
