//! Archives beside single files: their records become rows, their faults cost only themselves, and the files beside them
//! come out as they would alone. The numbers are those of the list of hostile inputs.

use std::fmt::Write as _;
use std::io::Write as _;

use copydesk_dataset::{ArtifactRow, DocumentRow, MentionRow, PageRow, RejectRow, SpanRow, Table};
use copydesk_tests::{Built, built, seeds_of};
use flate2::Compression;
use flate2::write::GzEncoder;

/// Five good files of different kinds.
const GOOD: [(&str, &str); 5] = [
    (
        "bridge.txt",
        "Grodno opens a second bridge\n\nThe bridge over the Neman was opened on Tuesday, the city said, after four years of work.\n\nTraffic will be let over it from Friday, and the old bridge will be closed for repairs until the summer.\n",
    ),
    (
        "хлеб.txt",
        "Хлеб подорожает с понедельника\n\nВ городе объявили, что с понедельника цена на хлеб вырастет на десять копеек.\n\nПекарни объясняют это ценой на муку, которая растёт с весны.\n",
    ),
    (
        "paper/market.html",
        "<!doctype html><html><head><title>Market day moves</title></head><body><article><h1>Market day moves to Sunday</h1><p>The market in the old square will be held on Sundays from next month, the council decided on Thursday.</p><p>Stall holders had asked for the change because of the roadworks.</p></article></body></html>",
    ),
    (
        "paper/short.txt",
        "Ferry runs again\n\nThe ferry across the lake runs again from Saturday, twice a day, weather permitting.\n",
    ),
    (
        "zoo.txt",
        "Le zoo accueille deux lynx\n\nDeux jeunes lynx sont arrivés mercredi au zoo municipal, après un long voyage en train.\n\nIls seront visibles du public à partir de la semaine prochaine.\n",
    ),
];

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn article(n: usize) -> String {
    format!(
        "<!doctype html><html><head><title>Library number {n}</title></head><body><article><h1>Library number {n} reopens</h1>\
         <p>The reading room with the number {n} opens again after a winter of painting, and the clock above its door was mended.</p>\
         <p>Visitors may borrow {n} volumes at a time until the end of the season, the librarian told this paper.</p></article></body></html>"
    )
}

fn warc(kind: &str, url: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-08-19T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:{}>\r\n\
         Content-Length: {}\r\n\r\n",
        url.len(),
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn response(n: usize) -> Vec<u8> {
    let block = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}",
        article(n)
    );
    warc("response", &format!("https://library.example/{n}"), block.as_bytes())
}

/// All rows of the five good files, written out.
fn good_rows(built: &Built) -> String {
    fn all<T: Table + std::fmt::Debug>(built: &Built, id: impl Fn(&T) -> &str, out: &mut String) {
        for row in built.rows::<T>() {
            if GOOD.iter().any(|(name, _)| *name == id(&row)) {
                let _ = writeln!(out, "{row:?}");
            }
        }
    }
    let mut out = String::new();
    all::<DocumentRow>(built, |r| &r.id, &mut out);
    all::<PageRow>(built, |r| &r.id, &mut out);
    all::<SpanRow>(built, |r| &r.id, &mut out);
    all::<MentionRow>(built, |r| &r.id, &mut out);
    all::<ArtifactRow>(built, |r| &r.id, &mut out);
    out
}

/// Builds archives beside the good files, whose rows must be those they have alone.
fn beside(files: &[(&str, &[u8])]) -> Built {
    let good: Vec<_> = GOOD.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let alone = built(seeds_of(&good).path(), 1);
    assert!(alone.rows::<RejectRow>().is_empty());
    let all: Vec<_> = good.iter().chain(files).copied().collect();
    let all = built(seeds_of(&all).path(), 2);
    assert_eq!(good_rows(&all), good_rows(&alone));
    let accounts = &all.summary.accounts;
    assert!(accounts.files.balances() && accounts.records.balances(), "{accounts:?}");
    assert_eq!(accounts.files.inputs as usize, files.len() + GOOD.len());
    all
}

/// Ids of the rows that are not the good files'.
fn ids(built: &Built) -> Vec<String> {
    let rows = built.rows::<DocumentRow>().into_iter().map(|d| d.id);
    rows.filter(|id| GOOD.iter().all(|(name, _)| name != id)).collect()
}

fn rejects(built: &Built) -> Vec<(String, String)> {
    let rows = built.rows::<RejectRow>().into_iter();
    rows.map(|r| {
        (
            r.record.map_or(r.source.clone(), |n| format!("{}#{n}", r.source)),
            r.reason,
        )
    })
    .collect()
}

#[test]
fn records_become_rows_with_what_their_archive_says() {
    let archive = [gz(&response(1)), gz(&warc("request", "x", b"GET /")), gz(&response(2))].concat();
    let lines = format!(
        "{}\n{}\n",
        serde_json::json!({"html": article(3), "url": "https://library.example/3", "id": "three", "date": "2021-03-04", "tags": ["books"]}),
        serde_json::json!({"text": "Eine Zeile\n\nDer Lesesaal ist seit Montag wieder offen, und die Uhr über der Tür geht wieder richtig."}),
    );
    let all = beside(&[("news/crawl.warc.gz", &archive), ("lines.jsonl", lines.as_bytes())]);
    let second = gz(&response(1)).len() + gz(&warc("request", "x", b"GET /")).len();
    let expected = [
        "lines.jsonl#1",
        "lines.jsonl#2",
        "news/crawl.warc.gz#0",
        &format!("news/crawl.warc.gz#{second}"),
    ];
    assert_eq!(ids(&all), expected);
    let page = all.document("news/crawl.warc.gz#0");
    assert_eq!(
        (page.url.as_deref(), page.site.as_deref()),
        (Some("https://library.example/1"), Some("library.example"))
    );
    assert_eq!(page.fetched.map(|m| m.0), Some(1_597_831_200_000_000));
    assert_eq!(page.metadata.as_deref(), Some("{\"warc_record_id\":\"urn:uuid:25\"}"));
    assert_eq!(page.source_blake3, blake3::hash(&archive).to_hex().to_string());
    assert!(
        page.text.contains("winter of painting") && !page.text.contains('<'),
        "{}",
        page.text
    );
    assert_eq!((page.outlet.as_str(), page.published), ("news", None));
    let line = all.document("lines.jsonl#1");
    assert_eq!(line.published.map(|m| m.0), Some(1_614_816_000_000_000));
    assert_eq!(line.published_source.as_deref(), Some("record"));
    assert_eq!(
        line.metadata.as_deref(),
        Some("{\"date\":\"2021-03-04\",\"id\":\"three\",\"tags\":[\"books\"]}")
    );
    assert_eq!(all.summary.skipped_records.get("not-a-page"), Some(&1));
    assert!(rejects(&all).is_empty(), "{:?}", rejects(&all));
}

#[test]
fn f04_f05_f07_a_damaged_archive_keeps_its_whole_records() {
    let (a, b) = (gz(&response(1)), gz(&response(2)));
    let cut = [&a[..], &b[..b.len() / 2]].concat();
    let mut wrong = [&a[..], &b[..]].concat();
    wrong[a.len() - 8] ^= 1;
    let garbage = [&a[..], b"garbage"].concat();
    let all = beside(&[
        ("cut.warc.gz", &cut),
        ("wrong.warc.gz", &wrong),
        ("garbage.warc.gz", &garbage),
    ]);
    let flags = |id: &str| all.document(id).flags.join(" ");
    assert_eq!(flags("cut.warc.gz#0"), "truncated-source");
    assert_eq!(flags("wrong.warc.gz#0"), "bad-checksum");
    assert_eq!(flags("garbage.warc.gz#0"), "trailing-bytes");
    let found: Vec<_> = rejects(&all).into_iter().map(|(_, reason)| reason).collect();
    assert_eq!(found, ["truncated", "crc"]);
    let hash = blake3::hash(&cut).to_hex().to_string();
    let cut_row = all
        .rows::<RejectRow>()
        .into_iter()
        .find(|r| r.source == "cut.warc.gz")
        .expect("a reject");
    assert_eq!(
        cut_row.source_blake3,
        Some(hash),
        "a reject of an archive has its hash too"
    );
}

#[test]
fn f08_f12_f13_f14_f17_f20_f22_bad_records_and_files_stay_alone() {
    let lie = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx\r\n\r\n";
    let coded = warc(
        "response",
        "http://x.example/",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: rot13\r\n\r\ntext",
    );
    let bomb = [
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".as_slice(),
        &gz(&vec![b'a'; 8 << 20]),
    ]
    .concat();
    let archive = [
        &lie[..],
        &coded,
        &warc("response", "http://x.example/", &bomb),
        &response(7),
    ]
    .concat();
    let deep = format!("{{\"text\":\"x\",\"a\":{}}}", "[".repeat(200_000));
    let lines = format!(
        "{{\"text\":\"One line about the harbour and its new lamps, long enough to be read.\"}}\noops\n{deep}\n{{\"text\":null}}\n"
    );
    let all = beside(&[
        ("bad.warc", &archive),
        ("bad.jsonl", lines.as_bytes()),
        ("array.json", b"[{\"text\":\"x\"}]"),
        ("error.html", b"{\"error\": \"not found\"}"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c...."),
        ("bad.parquet", b"PAR1\x15\0\0\0\0\0\0PAR1"),
        ("twice.gz", &gz(&gz(b"text"))),
        (
            "name.warc",
            "A note that is no archive\n\nIt says that the archive will follow on Wednesday.\n".as_bytes(),
        ),
    ]);
    let at = archive.len() - response(7).len();
    assert_eq!(
        ids(&all),
        [
            "bad.jsonl#1".to_owned(),
            format!("bad.warc#{at}"),
            "name.warc".to_owned()
        ]
    );
    assert_eq!(all.document("name.warc").flags, ["name-mismatch"]);
    let second = lie.len();
    let third = second + coded.len();
    let expected = [
        ("a.7z".to_owned(), "unsupported-compression"),
        ("array.json".to_owned(), "not-jsonl"),
        ("bad.jsonl#2".to_owned(), "malformed"),
        ("bad.jsonl#3".to_owned(), "malformed"),
        ("bad.jsonl#4".to_owned(), "no-text"),
        ("bad.parquet".to_owned(), "malformed"),
        ("bad.warc#0".to_owned(), "too-large"),
        (format!("bad.warc#{second}"), "unsupported-compression"),
        (format!("bad.warc#{third}"), "too-large"),
        ("error.html#1".to_owned(), "no-text"),
        ("twice.gz".to_owned(), "nested-compression"),
    ];
    let mut found = rejects(&all);
    found.sort();
    let mut expected: Vec<_> = expected
        .into_iter()
        .map(|(id, reason)| (id, reason.to_owned()))
        .collect();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn f18_f27_the_same_content_twice_is_two_rows_of_one_cluster() {
    let line = serde_json::json!({"id": "same", "html": article(5)}).to_string();
    let lines = format!("{line}\n{line}\n");
    let all = beside(&[("lines.jsonl", lines.as_bytes()), ("copy.html", article(5).as_bytes())]);
    assert_eq!(ids(&all), ["copy.html", "lines.jsonl#1", "lines.jsonl#2"]);
    // Nothing is deleted: the contract has the cluster for it, and its head does not depend on the order of files.
    let rows: Vec<_> = ids(&all).iter().map(|id| all.document(id)).collect();
    assert!(
        rows.iter().all(|r| r.cluster_size == 3 && r.cluster == rows[0].cluster),
        "{rows:?}"
    );
    assert_eq!(rows.iter().filter(|r| r.cluster_head).count(), 1);
}

#[test]
fn our_own_tables_can_be_read_again() {
    let first = beside(&[]);
    let pages = std::fs::read(first.dir.join("pages.parquet")).expect("a table");
    let documents = std::fs::read(first.dir.join("documents.parquet")).expect("a table");
    let again = built(
        seeds_of(&[("pages.parquet", &pages), ("documents.parquet", &documents)]).path(),
        2,
    );
    assert!(rejects(&again).is_empty(), "{:?}", rejects(&again));
    assert_eq!(again.rows::<DocumentRow>().len(), 2 * GOOD.len());
    let metadata = again.document("pages.parquet#0").metadata.unwrap_or_default();
    assert!(metadata.contains("bridge.txt"), "{metadata}");
}

#[test]
fn a_large_archive_is_read_in_rounds_and_gives_the_same_bytes_on_any_number_of_threads() {
    let lines: String = (0..400)
        .map(|n| serde_json::json!({"html": article(n)}).to_string() + "\n")
        .collect();
    let seeds = seeds_of(&[("lines.jsonl.gz", &gz(lines.as_bytes()))]);
    let bytes = |threads| {
        let built = built(seeds.path(), threads);
        assert_eq!(built.summary.counts.documents, 400);
        std::fs::read(built.dir.join("documents.parquet")).expect("a table")
    };
    assert!(bytes(1) == bytes(3));
}
