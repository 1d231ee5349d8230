//! Archives to their records: WARC and JSONL, whole and broken.

use std::fs;
use std::io::Write as _;

use copydesk_model::{Refusal, RejectReason};
use copydesk_sources::{End, Item, Limits, RawRecord, TableRow, TableRows, one, open};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use serde_json::json;

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn no_tables(_: fs::File, _: u64) -> Result<TableRows, Refusal> {
    Err(Refusal::new(RejectReason::UnsupportedContainer, "no tables here"))
}

fn read_with(name: &str, bytes: &[u8], limits: &Limits) -> (Vec<Item>, End) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, bytes).unwrap();
    let mut records = open(&one(&path, Some(dir.path())).unwrap(), limits, no_tables);
    let items = records.by_ref().collect();
    assert!(records.is_archive(), "{name} is no archive");
    let end = records.end();
    assert_eq!(end.blake3, Some(blake3::hash(bytes).to_hex().to_string()));
    assert!(!end.changed);
    (items, end)
}

/// `place: text`, `place !reason: detail` and `-reason`, one on each line; last the flags of the file.
fn shown(name: &str, bytes: &[u8], limits: &Limits) -> String {
    let (items, end) = read_with(name, bytes, limits);
    let mut out = String::new();
    for item in items {
        match item {
            Item::Record(r) => {
                let place = r.record.unwrap();
                assert_eq!(r.id.0, format!("{name}#{place}"));
                let flags: Vec<_> = r.flags.iter().map(|f| format!(" <{}>", f.name())).collect();
                out += &format!("{place}: {}{}\n", String::from_utf8_lossy(&r.bytes), flags.concat());
            }
            Item::Reject(r) => {
                let place = r.record.unwrap_or_default();
                out += &format!("{place} !{}: {}\n", r.reason.name(), r.detail);
            }
            Item::Skipped(reason) => out += &format!("-{}\n", reason.name()),
        }
    }
    for flag in end.flags {
        out += &format!("<{}>\n", flag.name());
    }
    out
}

#[track_caller]
fn check(name: &str, bytes: &[u8], expected: &str) {
    assert_eq!(shown(name, bytes, &Limits::default()), expected);
}

/// A record of a web archive; `head` are lines beside the type and the length.
fn warc(kind: &str, head: &str, block: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\n{head}Content-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    out.extend_from_slice(block);
    out.extend_from_slice(b"\r\n\r\n");
    out
}

/// A page as a server sent it.
fn page(head: &str, body: &[u8]) -> Vec<u8> {
    let block = [format!("HTTP/1.1 200 OK\r\n{head}\r\n").as_bytes(), body].concat();
    warc(
        "response",
        "Content-Type: application/http; msgtype=response\r\n",
        &block,
    )
}

fn plain(body: &str) -> Vec<u8> {
    page("Content-Type: text/plain\r\n", body.as_bytes())
}

#[test]
fn a_page_comes_with_what_its_record_says() {
    let head = "WARC-Target-URI: https://www.news.example/a\r\nWARC-Date: 2020-08-19T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n\
                Content-Type: application/http\r\n";
    let block = b"HTTP/1.1 200 OK\r\ncontent-type: Text/HTML; Charset=\"Windows-1251\"\r\n\r\n\xcc\xe8\xed\xf1\xea";
    let (items, _) = read_with("a.warc", &warc("response", head, block), &Limits::default());
    let [Item::Record(r)] = &items[..] else {
        panic!("{items:?}")
    };
    let RawRecord { origin, bytes, .. } = &**r;
    assert_eq!(bytes, b"\xcc\xe8\xed\xf1\xea");
    assert_eq!(origin.url.as_deref(), Some("https://www.news.example/a"));
    assert_eq!(origin.site.as_deref(), Some("news.example"));
    assert_eq!(origin.declared_charset.as_deref(), Some("windows-1251"));
    assert_eq!(origin.declared_media_type.as_deref(), Some("text/html"));
    assert_eq!(origin.fetched, Some(1_597_831_200_000_000));
    assert_eq!(origin.metadata.as_deref(), Some("{\"warc_record_id\":\"urn:uuid:1\"}"));
}

#[test]
fn f06_places_are_bytes_of_the_file() {
    let (a, b) = (plain("one"), plain("two"));
    let plain_two = [a.clone(), b.clone()].concat();
    check("a.warc", &plain_two, &format!("0: one\n{}: two\n", a.len()));
    let members = [gz(&a), gz(b""), gz(&b)].concat();
    let second = gz(&a).len() + gz(b"").len();
    check("a.warc.gz", &members, &format!("0: one\n{second}: two\n"));
    check("a.warc.gz", &gz(&plain_two), &format!("0: one\n0+{}: two\n", a.len()));
    check(
        "a.warc.gz",
        &[&members[..], &[0; 64]].concat(),
        &format!("0: one\n{second}: two\n"),
    );
    check(
        "a.warc.gz",
        &[&members[..], b"junk"].concat(),
        &format!("0: one\n{second}: two\n<trailing-bytes>\n"),
    );
    check("a.txt", &a, "0: one\n<name-mismatch>\n");
}

#[test]
fn f04_f05_faults_cost_only_what_they_hit() {
    let (a, b) = (gz(&plain("one")), gz(&plain("two")));
    let cut = [&a[..], &b[..b.len() / 2]].concat();
    let text = shown("a.warc.gz", &cut, &Limits::default());
    assert!(text.starts_with(&format!("0: one\n{} !", a.len())), "{text}");
    assert!(
        text.contains("truncated") && text.ends_with("<truncated-source>\n"),
        "{text}"
    );
    let mut wrong = [&a[..], &b[..]].concat();
    wrong[a.len() - 8] ^= 1;
    let text = shown("a.warc.gz", &wrong, &Limits::default());
    assert!(
        text.starts_with(&format!("0: one\n{}: two\n !crc: ", a.len())),
        "{text}"
    );
    assert!(text.ends_with("<bad-checksum>\n"), "{text}");
    // Damage inside one member leaves the next one whole.
    let long: String = (0..4000).map(|k| format!("line {k} ")).collect();
    let first = gz(&plain(&long));
    let mut damaged = [&first[..], &b[..]].concat();
    damaged[first.len() / 2..first.len() / 2 + 32].fill(0xff);
    let text = shown("a.warc.gz", &damaged, &Limits::default());
    assert!(text.contains(&format!("{}: two\n", first.len())), "{text}");
    assert!(text.contains(" !crc: ") && text.contains("0 !malformed: "), "{text}");
    let whole = [plain("one"), plain("two")].concat();
    let text = shown("a.warc", &whole[..whole.len() - 6], &Limits::default());
    assert!(
        text.starts_with("0: one\n") && text.ends_with("<truncated-source>\n"),
        "{text}"
    );
}

#[test]
fn f08_bombs_cost_only_their_record() {
    let letters = vec![b'a'; 80 << 20];
    let body = gz(&letters[..32 << 20]);
    let inside = page("Content-Encoding: gzip\r\nContent-Type: text/html\r\n", &body);
    let members = [
        gz(&plain("one")),
        gz(&plain(std::str::from_utf8(&letters).unwrap())),
        gz(&inside),
        gz(&plain("two")),
    ];
    let text = shown("a.warc.gz", &members.concat(), &Limits::default());
    let lines: Vec<_> = text
        .lines()
        .map(|l| {
            l.split(": ")
                .next()
                .unwrap()
                .trim_start_matches(|c: char| c.is_ascii_digit())
        })
        .collect();
    assert_eq!(lines, ["", " !too-large", " !too-large", ""], "{text}");
}

#[test]
fn f13_lengths_that_lie_cost_only_their_record() {
    let after = plain("after");
    let mut expected = Vec::new();
    for length in [
        "99999999999999999999999",
        "4294967296",
        "-5",
        "12e3",
        "",
        "2",
        "100",
        "60000000",
    ] {
        let bad = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\nHTTP/1.1 200 OK\r\n\r\nbody\r\n\r\n"
        );
        let bytes = [plain("before"), bad.into_bytes(), after.clone()].concat();
        let text = shown("a.warc", &bytes, &Limits::default());
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{length}: {text}");
        assert!(
            lines[0] == "0: before" && lines[2].ends_with(": after"),
            "{length}: {text}"
        );
        expected.push(
            lines[1]
                .split_once('!')
                .unwrap()
                .1
                .split(':')
                .next()
                .unwrap()
                .to_owned(),
        );
    }
    assert_eq!(expected[..2], ["too-large", "too-large"]);
    assert!(expected[2..].iter().all(|r| r == "malformed"), "{expected:?}");
    let missing = b"WARC/1.0\r\nWARC-Type: response\r\n\r\nbody\r\n\r\n";
    check(
        "a.warc",
        &[missing, &after[..]].concat(),
        &format!("0 !malformed: no Content-Length\n{}: after\n", missing.len()),
    );
    let junk = b"no record\r\n";
    let bytes = [&plain("one")[..], junk, &after[..]].concat();
    let at = plain("one").len();
    // What stands behind a block shows that its length is not to be trusted.
    let text = shown("a.warc", &bytes, &Limits::default());
    assert!(
        text.contains("0 !malformed: ") && text.ends_with(&format!("{}: after\n", at + junk.len())),
        "{text}"
    );
}

#[test]
fn f13_a_file_of_lies_takes_linear_time() {
    let lie = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 60000000\r\n\r\n".repeat(100_000);
    let started = std::time::Instant::now();
    let text = shown("a.warc", &lie, &Limits::default());
    assert!(text.lines().count() > 10);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn f13_records_of_a_version_to_come_are_records() {
    let of = |version: &str, n: usize| {
        format!("WARC/{version}\r\nWARC-Type: conversion\r\nContent-Length: 6\r\n\r\ntext {n}\r\n\r\n").into_bytes()
    };
    let bytes = [of("2.0", 1), of("1.0", 2), of("9.12", 3)].concat();
    check("a.warc", &bytes, "0: text 1\n64: text 2\n128: text 3\n");
}

#[test]
fn f14_odd_headers() {
    let after = plain("after");
    let endless = [
        b"WARC/1.0\r\n".as_slice(),
        &b"X-Long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(100_000),
        b"\r\n",
    ]
    .concat();
    let text = shown("a.warc", &[&endless[..], &after[..]].concat(), &Limits::default());
    assert!(
        text.starts_with("0 !malformed: the header has no end") && text.ends_with(": after\n"),
        "{}",
        text.len()
    );
    let lf = b"WARC/1.0\nWARC-Type: response\nContent-Type: application/http\nContent-Length: 21\n\nHTTP/1.0 200 OK\n\nbody\n\n";
    check("a.warc", lf, "0: body <broken-metadata>\n");
    let odd = warc(
        "resource",
        "Content-Type: text/plain\r\nWARC-Target-URI: http://x.example/\0\u{c3}\r\n",
        b"text",
    );
    let mut odd_bytes = odd;
    let at = odd_bytes.windows(2).position(|w| w == [0xc3, 0x83]).unwrap();
    odd_bytes.remove(at + 1);
    let (items, _) = read_with("a.warc", &odd_bytes, &Limits::default());
    let Item::Record(r) = &items[0] else { panic!() };
    assert_eq!(r.origin.url.as_deref(), Some("http://x.example/%00%C3"));
}

#[test]
fn f15_f16_what_is_no_page_is_skipped_and_counted() {
    let status = |code: u16| {
        let block = format!("HTTP/1.1 {code} X\r\nContent-Type: text/html\r\n\r\n<p>no</p>");
        warc("response", "Content-Type: application/http\r\n", block.as_bytes())
    };
    let bytes = [
        warc(
            "warcinfo",
            "Content-Type: application/warc-fields\r\n",
            b"software: x\r\n",
        ),
        warc(
            "request",
            "Content-Type: application/http; msgtype=request\r\n",
            b"GET / HTTP/1.1\r\n\r\n",
        ),
        warc("metadata", "", b"a: b\r\n"),
        warc("response", "Content-Type: text/dns\r\n", b"x"),
        status(301),
        status(404),
        status(503),
        page("Content-Type: image/png\r\n", b"\x89PNG\r\n\x1a\n"),
        page("Content-Type: application/rss+xml\r\n", b"<rss/>"),
        warc("revisit", "WARC-Profile: x\r\n", b"HTTP/1.1 200 OK\r\n\r\n"),
        plain("page"),
    ];
    let skipped = "-not-a-page\n".repeat(4) + &"-http-status\n".repeat(3) + &"-media-type\n".repeat(2) + "-revisit\n";
    let at: usize = bytes[..10].iter().map(Vec::len).sum();
    check("a.warc", &bytes.concat(), &format!("{skipped}{at}: page\n"));
}

#[test]
fn f17_bodies_are_decoded() {
    let text = b"the text of the page, the text of the page, the text of the page";
    let zlib = {
        let mut e = ZlibEncoder::new(Vec::new(), Compression::default());
        e.write_all(text).unwrap();
        e.finish().unwrap()
    };
    let deflate = {
        let mut e = DeflateEncoder::new(Vec::new(), Compression::default());
        e.write_all(text).unwrap();
        e.finish().unwrap()
    };
    let chunks = [b"10;x=y\r\n", &text[..16], b"\r\n30\r\n", &text[16..], b"\r\n0\r\n\r\n"].concat();
    let chunked_gzip = {
        let packed = gz(text);
        [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat()
    };
    // An uncompressed meta-block of brotli.
    let whole = String::from_utf8_lossy(text);
    for (head, body) in [
        ("Transfer-Encoding: chunked\r\n", &chunks[..]),
        ("Content-Encoding: gzip\r\n", &gz(text)),
        ("Content-Encoding: deflate\r\n", &zlib),
        ("Content-Encoding: deflate\r\n", &deflate),
        (
            "Content-Encoding: GZIP\r\nTransfer-Encoding: chunked\r\n",
            &chunked_gzip,
        ),
        ("Content-Encoding: identity\r\n", text),
        // Crawlers leave the headers of what they took off.
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", text),
        ("Content-Encoding: br\r\n", text),
    ] {
        check(
            "a.warc",
            &page(&format!("Content-Type: text/html\r\n{head}"), body),
            &format!("0: {whole}\n"),
        );
    }
    let refused = |head: &str, body: &[u8], reason: &str| {
        let bytes = [page(head, body), plain("after")].concat();
        let text = shown("a.warc", &bytes, &Limits::default());
        assert!(
            text.starts_with(&format!("0 !{reason}: ")) && text.ends_with(": after\n"),
            "{text}"
        );
    };
    refused("Content-Encoding: rot13\r\n", text, "unsupported-compression");
    refused(
        "Content-Encoding: gzip, gzip, gzip, gzip\r\n",
        &gz(text),
        "nested-compression",
    );
    refused(
        "Transfer-Encoding: chunked\r\n",
        b"20\r\nthe text of the \r\n0\r\n",
        "malformed",
    );
    refused(
        "Transfer-Encoding: chunked\r\n",
        b"ffffffffffffffff\r\nthe text\r\n0\r\n",
        "malformed",
    );
    refused(
        "Content-Encoding: gzip\r\n",
        b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xff\xff",
        "malformed",
    );
}

#[test]
fn f18_f19_ids_come_from_the_place_and_are_never_a_path() {
    let head = "WARC-Target-URI: file:///../../etc/x\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Type: text/plain\r\n";
    let one = warc("conversion", head, "один".as_bytes());
    let bytes = [one.clone(), warc("conversion", head, b"two")].concat();
    check("a.warc.wet", &bytes, &format!("0: один\n{}: two\n", one.len()));
    let (items, _) = read_with("a.warc.wet", &bytes, &Limits::default());
    let Item::Record(r) = &items[0] else { panic!() };
    assert_eq!(r.origin.url.as_deref(), Some("file:///../../etc/x"));
    assert_eq!(r.origin.site, None);
    assert_eq!(r.origin.declared_charset.as_deref(), Some("utf-8"));
    let lines = b"{\"id\":\"../x\",\"text\":\"one\"}\n{\"id\":\"../x\",\"text\":\"two\"}\n";
    check("a.jsonl", lines, "1: one\n2: two\n");
}

#[test]
fn a_line_of_json_comes_with_its_fields() {
    let line = json!({"html": "<p>Минск</p>", "url": "https://news.example/a", "id": 7, "date": "2020-08-19", "date_download": "2020-08-20T00:00:00Z", "tags": ["a"]});
    let (items, _) = read_with("a.jsonl.gz", &gz(format!("{line}\n").as_bytes()), &Limits::default());
    let Item::Record(r) = &items[0] else { panic!() };
    assert_eq!(String::from_utf8_lossy(&r.bytes), "<p>Минск</p>");
    let o = &r.origin;
    assert_eq!(
        (o.url.as_deref(), o.site.as_deref()),
        (Some("https://news.example/a"), Some("news.example"))
    );
    assert_eq!(o.declared_published, Some(1_597_795_200_000_000));
    assert_eq!(o.fetched, Some(1_597_881_600_000_000));
    assert_eq!(
        (o.declared_media_type.as_deref(), o.declared_charset.as_deref()),
        (Some("text/html"), Some("utf-8"))
    );
    let metadata = json!({"id": 7, "date": "2020-08-19", "date_download": "2020-08-20T00:00:00Z", "tags": ["a"]});
    assert_eq!(o.metadata, Some(metadata.to_string()));
}

#[test]
fn f20_lines_that_are_no_object_cost_only_themselves() {
    let text =
        b"\xef\xbb\xbf{\"text\":\"one\"}\r\n\r\n{\"text\":\r\n  \n{\"text\":\"two\"} x\n[1]\n{\"text\":\"three\"}";
    check(
        "a.jsonl",
        text,
        "1: one\n3 !malformed: column 8: EOF while parsing a value\n5 !malformed: column 16: trailing characters\n\
         6 !malformed: not an object\n7: three\n",
    );
    check("a.txt", b"{\"text\":\"one\"}\n", "1: one\n<name-mismatch>\n");
    check(
        "a.jsonl",
        b"{\"text\": oops}\n{\"text\":\"two\"}\n",
        "1 !malformed: column 10: expected value\n2: two\n",
    );
    for (first, shown) in [
        ("42", "1 !malformed: not an object\n2: two\n"),
        ("null", "1 !malformed: not an object\n2: two\n"),
        ("[1, 2]", "1 !malformed: not an object\n2: two\n"),
        ("\"a\"", "1 !malformed: not an object\n2: two\n"),
    ] {
        check("a.jsonl", format!("{first}\n{{\"text\":\"two\"}}\n").as_bytes(), shown);
    }
}

#[test]
fn f21_json_that_is_not_one_object_a_line_gets_a_hint() {
    for (name, text) in [
        ("a.json", "[{\"text\":\"one\"}]"),
        ("a.txt", "[\n {\"text\":\"one\"}\n]"),
        ("a.jsonl", "{\n \"text\": \"one\"\n}\n"),
        ("a.json", "{\r\n \"text\": \"one\"\r\n}\n"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        let items: Vec<_> = open(&one(&path, None).unwrap(), &Limits::default(), no_tables).collect();
        let [Item::Reject(r)] = &items[..] else {
            panic!("{name}: {items:?}")
        };
        assert_eq!(r.reason, RejectReason::NotJsonl);
        assert!(r.reason.hint().contains("jq"));
    }
}

#[test]
fn f22_hostile_json() {
    let deep = format!(
        "{{\"text\":\"x\",\"a\":{}{}}}",
        "[".repeat(200_000),
        "]".repeat(200_000)
    );
    for (line, expected) in [
        (deep.as_str(), "!malformed: column 143: recursion limit exceeded"),
        (
            "{\"text\":\"x\",\"n\":1e999}",
            "!malformed: column 21: number out of range",
        ),
        ("{\"text\":\"\\ud83d\"}", "!malformed: "),
        (
            "{\"text\":\"x\",\"text\":\"y\"}",
            "!malformed: column 18: the key \"text\" stands twice",
        ),
        ("{\"text\":\"x\",\"a\":{\"b\":1,\"b\":2}}", "!malformed: "),
        ("{\"text\":null}", "!no-text: its field `text` is null"),
        ("{\"text\":5}", "!no-text: its field `text` is a number"),
        ("{\"text\":\" \"}", "!no-text: its field `text` is empty"),
        ("{\"title\":\"x\"}", "!no-text: none of its fields holds a text"),
    ] {
        let bytes = format!("{{\"text\":\"before\"}}\n{line}\n{{\"text\":\"after\"}}\n");
        let text = shown("a.jsonl", bytes.as_bytes(), &Limits::default());
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(
            (lines[0], lines[2], lines.len()),
            ("1: before", "3: after", 3),
            "{text}"
        );
        assert!(lines[1].strip_prefix("2 ").unwrap().starts_with(expected), "{text}");
    }
}

#[test]
fn f23_a_line_over_the_limit_is_passed_over() {
    let limits = Limits {
        unpacked_bytes: 1000,
        ..Limits::default()
    };
    let bytes = format!(
        "{{\"text\":\"one\"}}\n{{\"text\":\"{}\"}}\n{{\"text\":\"three\"}}\n",
        "x".repeat(2_000_000)
    );
    let expected = "1: one\n2 !too-large: a line of 2000012 bytes; the limit is 1000\n3: three\n";
    assert_eq!(shown("a.jsonl", bytes.as_bytes(), &limits), expected);
}

#[test]
fn an_archive_of_refusals_is_given_up() {
    let limits = Limits {
        rejects: 10,
        ..Limits::default()
    };
    let bytes = format!("{{\"text\":\"one\"}}\n{}", "{}\n".repeat(1000));
    let text = shown("a.jsonl", bytes.as_bytes(), &limits);
    assert_eq!(text.lines().count(), 13, "{text}");
    assert!(text.ends_with(" !too-large: more than 10 of its records were refused; the rest was not read\n"));
}

#[test]
fn archives_without_a_record_are_rejected() {
    check("a.warc", &warc("warcinfo", "", b"x"), "-not-a-page\n");
    let text = shown(
        "a.jsonl.gz",
        &gz(b"{\"text\":\"one\"}\n{\"text\":\"tw")[..30],
        &Limits::default(),
    );
    assert!(text.contains("!truncated: ") || text.contains("!crc"), "{text}");
}

#[test]
fn rows_of_a_table_are_records() {
    fn rows(_: fs::File, _: u64) -> Result<TableRows, Refusal> {
        let json = |v: serde_json::Value| TableRow {
            fields: v.as_object().unwrap().clone(),
            bytes: Vec::new(),
        };
        let bytes = TableRow {
            fields: Default::default(),
            bytes: vec![("html".into(), b"\xcc".to_vec())],
        };
        let all = [
            Ok(json(
                json!({"text": "one", "dump": "CC-MAIN-2020-34", "date": "2020-08-19"}),
            )),
            Ok(json(json!({}))),
            Ok(bytes),
        ];
        Ok(Box::new(
            all.into_iter()
                .chain([Err(Refusal::new(RejectReason::Malformed, "cut"))]),
        ))
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.parquet");
    fs::write(&path, b"PAR1....\0PAR1").unwrap();
    let items: Vec<_> = open(&one(&path, None).unwrap(), &Limits::default(), rows).collect();
    let [
        Item::Record(one),
        Item::Reject(two),
        Item::Record(three),
        Item::Reject(end),
    ] = &items[..]
    else {
        panic!("{items:?}")
    };
    // A crawl's date is no date of publication.
    assert_eq!(
        (one.origin.declared_published, one.origin.fetched),
        (None, Some(1_597_795_200_000_000))
    );
    assert_eq!(
        (one.record.as_deref(), two.record.as_deref(), three.record.as_deref()),
        (Some("0"), Some("1"), Some("2"))
    );
    assert_eq!(
        (two.reason, end.reason),
        (RejectReason::NoText, RejectReason::Malformed)
    );
    assert_eq!(
        (&three.bytes[..], &three.origin.declared_charset),
        (&b"\xcc"[..], &None)
    );
}

#[test]
fn s09_an_archive_that_changes_while_it_is_read_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.warc");
    fs::write(&path, [plain("one"), plain("two")].concat()).unwrap();
    let mut records = open(&one(&path, None).unwrap(), &Limits::default(), no_tables);
    assert!(matches!(records.next(), Some(Item::Record(_))));
    fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap()
        .write_all(b"more")
        .unwrap();
    assert!(records.by_ref().count() > 0);
    assert!(records.end().changed);
}
