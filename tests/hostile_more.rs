//! Inputs that the list of hostile inputs does not name, all in one build beside good files: what becomes of each, and that nothing
//! else changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Instant;

use copydesk_dataset::{ArtifactRow, DocumentRow, MentionRow, PageRow, RejectRow, SpanRow};
use copydesk_tests::{Built, built, seeds_of};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

const FIRST: &str =
    "The bridge over the river was opened on Tuesday, the city said, after four years of work and delays.";
const SECOND: &str =
    "Traffic will be let over it from Friday, and the old bridge will be closed for repairs until summer.";
const GOOD: [(&str, &str); 3] = [
    (
        "good/a.txt",
        "Ferry runs again\n\nThe ferry across the lake runs again from Saturday, twice a day, weather permitting.\n",
    ),
    (
        "good/b.html",
        "<!doctype html><html><head><title>Market day</title></head><body><article><h1>Market day moves to Sunday</h1><p>Stall holders in the old square had asked for another day because of the roadworks, the council of Minsk said.</p></article></body></html>",
    ),
    (
        "good/c.jsonl",
        "{\"text\":\"Library reopens\\n\\nThe reading room opens again after a winter of painting, and its clock was mended.\",\"n\":1}\n",
    ),
];

/// A page of news with something in its head and in its body.
fn page(head: &str, body: &str) -> Vec<u8> {
    format!(
        "<html><head><title>T</title>{head}</head><body><article><h1>Some title here</h1><p>{FIRST}</p>{body}<p>{SECOND}</p></article></body></html>"
    )
    .into_bytes()
}

fn http(head: &str, body: &[u8]) -> Vec<u8> {
    [
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n").as_bytes(),
        body,
    ]
    .concat()
}

fn warc(version: &str, head: &str, block: &[u8]) -> Vec<u8> {
    let length = block.len();
    let head = format!(
        "{version}\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/a\r\n{head}Content-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// A record before a whole one.
fn before_whole(record: &[u8]) -> Vec<u8> {
    [record, &warc("WARC/1.0", "", &http("", &page("", "")))].concat()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn raw_deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// Name, bytes, and what becomes of them: rows and reasons, sorted, each with its number.
fn inputs() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let html = page("", "");
    let mut all = archives(&html);
    all.extend(lines_and_tables());
    all.extend(pages());
    all.extend(texts());
    all
}

fn archives(html: &[u8]) -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let response = |head: &str, body: &[u8]| before_whole(&warc("WARC/1.0", "", &http(head, body)));
    let tiny: Vec<u8> = b"1;x=yyyyyyyyyyyyyyyyyyyyyy\r\nA\r\n".repeat(20_000);
    let many = format!("Content-Encoding: {}gzip\r\n", "gzip, ".repeat(200));
    vec![
        ("folded.warc", response("X-A: b\r\n  folded\r\n", html), "row 2"),
        ("no-header.warc", before_whole(&warc("WARC/1.0", "", html)), "row 2"),
        (
            "status.warc",
            before_whole(&warc("WARC/1.0", "", b"HTTP/1.1 999999999999 X\r\n\r\nx")),
            "malformed 1, row 1",
        ),
        (
            "chunk.warc",
            response("Transfer-Encoding: chunked\r\n", b"FFFFFFFFFFFFFFFF\r\nabc\r\n"),
            "malformed 1, row 1",
        ),
        (
            "chunks.warc",
            response("Transfer-Encoding: chunked\r\n", &[&tiny[..], b"0\r\n\r\n"].concat()),
            "row 2",
        ),
        (
            "codings.warc",
            response(&many, &gz(html)),
            "nested-compression 1, row 1",
        ),
        (
            "brotli.warc",
            response("Content-Encoding: br\r\n", &[0x9b; 500]),
            "malformed 1, row 1",
        ),
        (
            "deflate.warc",
            response("Content-Encoding: deflate\r\n", &raw_deflate(html)),
            "row 2",
        ),
        (
            "lengths.warc",
            before_whole(&warc("WARC/1.0", "Content-Length: 5\r\n", &http("", html))),
            "malformed 1, row 1",
        ),
        (
            "later.warc",
            before_whole(&warc("WARC/2.7", "", &http("", html))),
            "row 2",
        ),
        (
            "name.warc.gz",
            [b"\x1f\x8b\x08\x08\0\0\0\0\0\x03".as_slice(), &[b'n'; 200_000]].concat(),
            "crc 1",
        ),
        (
            "extra.gz",
            [b"\x1f\x8b\x08\x04\0\0\0\0\0\x03\xff\xff".as_slice(), &[b'n'; 100]].concat(),
            "truncated 1",
        ),
        (
            "skip.zst",
            [b"\x50\x2a\x4d\x18\xff\xff\xff\x7f".as_slice(), &[b'x'; 100]].concat(),
            "truncated 1",
        ),
        (
            "window.zst",
            [b"\x28\xb5\x2f\xfd\x00\xf8".as_slice(), &[0; 50]].concat(),
            "crc 1",
        ),
        (
            "size.xz",
            [b"\xfd7zXZ\0\0\x04\xe6\xd6\xb4F\x02\0!\x01\x28".as_slice(), &[0; 60]].concat(),
            "crc 1",
        ),
        ("block.bz2", [b"BZh91AY&SY".as_slice(), &[0xff; 200]].concat(), "crc 1"),
    ]
}

fn lines_and_tables() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let text = "\"text\":\"A text of some words that is here\"";
    let keys: String = (0..50_000).map(|k| format!(",\"k{k}\":{k}")).collect();
    let dates: String = [
        "\"0000-00-00\"",
        "\"2021-02-30\"",
        "-1",
        "null",
        "true",
        "{\"a\":1}",
        "162011880000000000000",
        "\"2021-13-45T99:99:99+99:99\"",
    ]
    .iter()
    .map(|d| format!("{{{text},\"date\":{d}}}\n"))
    .collect();
    let footer = |size: u32, fill: u8| [b"PAR1".as_slice(), &vec![fill; 320], &size.to_le_bytes(), b"PAR1"].concat();
    vec![
        (
            "bad.jsonl",
            format!("{{{text}}}\n{}", "x\n".repeat(30_000)).into_bytes(),
            "malformed 10001, row 1, too-large 1",
        ),
        (
            "twice.jsonl",
            b"{\"text\":\"a text\",\"text\":\"another\"}\n".to_vec(),
            "malformed 1",
        ),
        (
            "integer.jsonl",
            format!("{{{text},\"id\":{}}}\n", "9".repeat(400)).into_bytes(),
            "malformed 1",
        ),
        ("keys.jsonl", format!("{{{text}{keys}}}\n").into_bytes(), "row 1"),
        (
            "nul.jsonl",
            b"{\"text\":\"a\\u0000b\"}\n\0\0\0\n".to_vec(),
            "binary 1, malformed 1",
        ),
        ("dates.jsonl", dates.into_bytes(), "row 8"),
        ("footer.parquet", footer(0x7fff_ffff, 0xff), "malformed 1"),
        ("thrift.parquet", footer(320, 0x19), "malformed 1"),
    ]
}

fn pages() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let mut authors = String::new();
    let mut times = String::new();
    for k in 0..20_000 {
        let _ = write!(authors, "<meta name=author content='Name{k} Other{k}'>");
        let _ = write!(
            times,
            "<time datetime='2021-01-{:02}T0{}:00'>x</time>",
            k % 31 + 1,
            k % 9
        );
    }
    let charsets: String = (0..5_000).map(|k| format!("<meta charset=c{k}>")).collect();
    let canonical = format!(
        "<link rel=canonical href='javascript:alert(1)'><link rel=canonical href='//[::1'><base href='data:,'><meta property='og:url' content='http://{}'>",
        "a.".repeat(50_000)
    );
    let lists = format!("<script type='application/ld+json'>{}</script>", "[".repeat(100_000));
    vec![
        (
            "entities.html",
            [
                b"<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]>".as_slice(),
                &page("", "<p>&c;&c;</p>"),
            ]
            .concat(),
            "row 1",
        ),
        (
            "templates.html",
            page("", &("<template>".repeat(300) + &"</template>".repeat(300))),
            "row 1",
        ),
        (
            "select.html",
            page("", &("<select>".repeat(300) + &"<option>x".repeat(3_000))),
            "row 1",
        ),
        (
            "foster.html",
            page("", &("<table>".repeat(200) + &"<p>x".repeat(3_000))),
            "row 1",
        ),
        (
            "adoption.html",
            page("", &"<a><b><i><u><s>".repeat(2_000)),
            "too-deep 1",
        ),
        ("nobr.html", page("", &"<nobr>x<b>".repeat(3_000)), "too-deep 1"),
        (
            "image.html",
            page(
                "",
                &format!("<img src='data:image/png;base64,{}'>", "A".repeat(2_000_000)),
            ),
            "row 1",
        ),
        ("canonical.html", page(&canonical, ""), "row 1"),
        ("charsets.html", page(&charsets, ""), "row 1"),
        ("authors.html", page(&authors, ""), "row 1"),
        ("lists.html", page(&lists, ""), "row 1"),
        ("titles.html", page(&"<title>a b c</title>".repeat(20_000), ""), "row 1"),
        ("times.html", page("", &times), "row 1"),
    ]
}

fn texts() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let tags: String = (0..100_000).filter_map(|k| char::from_u32(0xe0000 + k % 128)).collect();
    let utf16: Vec<u8> = "word "
        .repeat(20_000)
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    vec![
        ("overrides.txt", ("\u{202e}".repeat(100_000) + " word\n").into_bytes(), "row 1"),
        ("tags.txt", tags.into_bytes(), "empty 1"),
        ("half.txt", utf16[..utf16.len() - 1].to_vec(), "row 1"),
        ("shift.txt", "+AGE-+AGI-".repeat(2_000).into_bytes(), "row 1"),
        ("quotes.txt", "“".repeat(100_000).into_bytes(), "row 1"),
        ("brackets.txt", "([{".repeat(100_000).into_bytes(), "row 1"),
        ("initials.txt", "A. B. C. D. ".repeat(30_000).into_bytes(), "row 1"),
        ("names.txt", "Anna ".repeat(100_000).into_bytes(), "row 1"),
        ("apostrophes.txt", "O'".repeat(100_000).into_bytes(), "row 1"),
        ("dots.txt", ".".repeat(500_000).into_bytes(), "row 1"),
        ("months.txt", "May 4, 2021 ".repeat(40_000).into_bytes(), "row 1"),
        ("by.txt", format!("{}Anna Smith\n\n{FIRST}", "By ".repeat(100_000)).into_bytes(), "row 1"),
        ("at.txt", "a@".repeat(200_000).into_bytes(), "row 1"),
        ("breaks.txt", ("\u{2028}".repeat(200_000) + "w\n").into_bytes(), "row 1"),
        ("mail.mhtml", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\n\r\nwords\r\n--x--\r\n".to_vec(), "unsupported-container 1"),
        ("rich.txt", b"{\\rtf1\\ansi words of it}".to_vec(), "binary 1"),
        ("rows.db", [b"SQLite format 3\0".as_slice(), &[0; 100]].concat(), "binary 1"),
    ]
}

/// All rows of the good files, written out.
fn good_rows(built: &Built) -> String {
    let mut out = String::new();
    let is_good = |id: &str| id.starts_with("good/");
    built
        .rows::<DocumentRow>()
        .iter()
        .filter(|r| is_good(&r.id))
        .for_each(|r| _ = writeln!(out, "{r:?}"));
    built
        .rows::<PageRow>()
        .iter()
        .filter(|r| is_good(&r.id))
        .for_each(|r| _ = writeln!(out, "{r:?}"));
    built
        .rows::<SpanRow>()
        .iter()
        .filter(|r| is_good(&r.id))
        .for_each(|r| _ = writeln!(out, "{r:?}"));
    built
        .rows::<MentionRow>()
        .iter()
        .filter(|r| is_good(&r.id))
        .for_each(|r| _ = writeln!(out, "{r:?}"));
    built
        .rows::<ArtifactRow>()
        .iter()
        .filter(|r| is_good(&r.id))
        .for_each(|r| _ = writeln!(out, "{r:?}"));
    out
}

#[test]
fn what_the_list_does_not_name_costs_nobody_else() {
    let inputs = inputs();
    let good: Vec<(&str, &[u8])> = GOOD.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let alone = built(seeds_of(&good).path(), 1);
    let files: Vec<(&str, &[u8])> = inputs
        .iter()
        .map(|(n, b, _)| (*n, &b[..]))
        .chain(good.iter().copied())
        .collect();
    let started = Instant::now();
    let all = built(seeds_of(&files).path(), 2);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    assert_eq!(good_rows(&all), good_rows(&alone));
    let accounts = &all.summary.accounts;
    assert!(accounts.files.balances() && accounts.records.balances(), "{accounts:?}");

    let mut found: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut count = |source: String, what: String| *found.entry(source).or_default().entry(what).or_default() += 1;
    all.rows::<DocumentRow>()
        .into_iter()
        .for_each(|d| count(d.source, "row".to_owned()));
    all.rows::<RejectRow>()
        .into_iter()
        .for_each(|r| count(r.source, r.reason));
    for (name, _, expected) in inputs {
        let said: Vec<String> = found
            .remove(name)
            .unwrap_or_default()
            .into_iter()
            .map(|(what, n)| format!("{what} {n}"))
            .collect();
        assert_eq!(said.join(", "), expected, "{name}");
    }
}
