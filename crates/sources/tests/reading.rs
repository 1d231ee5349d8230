//! One input to its records: hashes, limits, gzip with all its faults, formats that are no texts.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use copydesk_model::{Refusal, RejectReason};
use copydesk_sources::{Input, Item, Limits, TableRows, list, one, open};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn no_tables(_: fs::File, _: u64) -> Result<TableRows, Refusal> {
    Err(Refusal::new(RejectReason::UnsupportedContainer, "no tables here"))
}

fn read(input: &Input) -> Vec<Item> {
    open(input, &Limits::default(), no_tables).collect()
}

fn items(path: &Path, limits: &Limits) -> Vec<Item> {
    open(&one(path, path.parent()).unwrap(), limits, no_tables).collect()
}

/// For each item `text [flags]`, `!reason: detail` or `-reason`, parted by ` / `.
fn shown(name: &str, bytes: &[u8], limits: &Limits) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, bytes).unwrap();
    let hash = blake3::hash(bytes).to_hex().to_string();
    let shown = items(&path, limits).into_iter().map(|item| match item {
        Item::Record(r) => {
            assert_eq!(
                (&r.id.0, &r.origin.source, &r.record),
                (&r.origin.source, &name.to_owned(), &None)
            );
            assert_eq!(r.origin.source_blake3, hash);
            let flags: Vec<_> = r.flags.iter().map(|f| f.name()).collect();
            let text = String::from_utf8_lossy(&r.bytes);
            format!("{text} {flags:?}")
        }
        Item::Reject(r) => {
            assert_eq!((r.stage.as_str(), r.source.as_str()), ("sources", name));
            assert!(r.source_blake3.as_ref().is_none_or(|h| *h == hash));
            format!("!{}: {}", r.reason.name(), r.detail)
        }
        Item::Skipped(reason) => format!("-{}", reason.name()),
    });
    shown.collect::<Vec<_>>().join(" / ")
}

#[track_caller]
fn check(name: &str, bytes: &[u8], expected: &str) {
    assert_eq!(shown(name, bytes, &Limits::default()), expected);
}

#[track_caller]
fn starts(name: &str, bytes: &[u8], expected: &str) {
    let shown = shown(name, bytes, &Limits::default());
    assert!(shown.starts_with(expected), "{shown}");
}

#[track_caller]
fn refused(name: &str, bytes: &[u8], expected: &str) {
    let shown = shown(name, bytes, &Limits::default());
    assert!(shown.starts_with(&format!("!{expected}: ")), "{shown}");
}

#[test]
fn a_plain_file_is_one_record() {
    check("a.txt", b"Minsk", "Minsk []");
    check("no-extension", b"\xff\xfeM\0", "\u{fffd}\u{fffd}M\0 []");
    check("a.html", b"plain", "plain []");
}

#[test]
fn f01_f03_empty_files() {
    refused("a.txt", b"", "empty");
    refused("a.gz", b"", "empty");
    refused("a.gz", &gz(b""), "empty");
    refused("a.gz", &[gz(b""), gz(b"")].concat(), "empty");
    for len in [2, 3, 5, 10] {
        refused("a.gz", &gz(b"text")[..len], "truncated");
    }
}

#[test]
fn f04_f05_what_came_before_a_fault_is_kept() {
    let text: String = (0..20_000).map(|k| format!("line {k}\n")).collect();
    let packed = gz(text.as_bytes());
    let cut = shown("a.txt.gz", &packed[..packed.len() / 2], &Limits::default());
    assert!(
        cut.starts_with("line 0\nline 1\n") && cut.len() > 30_000,
        "{}",
        cut.len()
    );
    let (kept, lost) = cut.split_once(" / ").unwrap();
    assert!(kept.ends_with(" [\"truncated-source\"]"));
    let end = format!("!truncated: the file ends at byte {}, inside", packed.len() / 2);
    assert!(lost.starts_with(&end), "{lost}");
    let whole = gz(b"text");
    starts(
        "a.gz",
        &whole[..whole.len() - 3],
        "text [\"truncated-source\"] / !truncated: ",
    );
    for wrong in [1, 5] {
        let mut bytes = whole.clone();
        let at = bytes.len() - wrong;
        bytes[at] ^= 0xff;
        starts(
            "a.gz",
            &bytes,
            "text [\"bad-checksum\"] / !crc: the checksum of the compressed member at byte 0",
        );
    }
    let mut bytes = gz(b"text");
    bytes[10] = 0xff;
    refused("a.gz", &bytes, "crc");
}

#[test]
fn f06_f07_members_padding_and_garbage() {
    let members = [gz(b"one "), gz(b""), gz(b"two")].concat();
    check("a.gz", &members, "one two []");
    check("a.gz", &[&members[..], &[0; 512]].concat(), "one two []");
    check(
        "a.gz",
        &[&members[..], b"garbage"].concat(),
        "one two [\"trailing-bytes\"]",
    );
    check(
        "a.gz",
        &[&members[..], b"\x1f"].concat(),
        "one two [\"trailing-bytes\"]",
    );
    starts(
        "a.gz",
        &[&members[..], &gz(b"three")[..10]].concat(),
        "one two [\"truncated-source\"] / !truncated: ",
    );
}

#[test]
fn f08_bombs_stop_at_a_limit() {
    let bomb = gz(&vec![b'a'; 32 << 20]);
    let shown_by_ratio = shown("a.gz", &bomb, &Limits::default());
    assert!(
        shown_by_ratio.starts_with("!too-large: ") && shown_by_ratio.contains("ratio is 200"),
        "{shown_by_ratio}"
    );
    let limits = Limits {
        unpacked_bytes: 2 << 20,
        ratio: 100_000,
        ..Limits::default()
    };
    let by_size = shown("a.gz", &bomb, &limits);
    assert!(by_size.contains("an unpacked file is 2097152 bytes"), "{by_size}");
    // A dull text below the mark is no bomb.
    let dull = shown("a.gz", &gz(&vec![b'a'; 1 << 20]), &Limits::default());
    assert!(dull.ends_with("a []"));
}

#[test]
fn f09_f10_f11_f12_names_and_layers() {
    refused("a.gz", &gz(&gz(b"text")), "nested-compression");
    refused("a.gz", &gz(b"\x28\xb5\x2f\xfd...."), "nested-compression");
    check("a.gz", b"plain", "plain [\"name-mismatch\"]");
    check("a.xz", b"plain", "plain [\"name-mismatch\"]");
    check("a.txt", &gz(b"text"), "text [\"name-mismatch\"]");
    let mut named = vec![0x1f, 0x8b, 8, 0x1c, 0, 0, 0, 0, 0, 3, 2, 0, b'x', b'y'];
    named.extend(b"../../evil\0comment\0");
    named.extend(&gz(b"text")[10..]);
    check("a.gz", &named, "text []");
    for (name, bytes, format) in [
        ("a.zip", &b"PK\x03\x04...."[..], "zip"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c....", "7z"),
        ("a.rar", b"Rar!\x1a\x07....", "rar"),
        ("a.lz4", b"\x04\x22\x4d\x18....", "lz4"),
        ("a.br", b"\x8b\x02\x80\xfftext", "brotli"),
        ("a.gz", b"\x1f\x8b\x07text", "method 7"),
    ] {
        let shown = shown(name, bytes, &Limits::default());
        assert!(
            shown.starts_with("!unsupported-compression: ") && shown.contains(format),
            "{shown}"
        );
    }
}

#[test]
fn f12_zstd_bzip2_and_xz_are_read() {
    let zst: &[u8] = b"\x28\xb5\x2f\xfd\x20\x05\x29\x00\x00text\n";
    check("a.zst", zst, "text\n []");
    check("a.txt", zst, "text\n [\"name-mismatch\"]");
    check("a.zst", &[zst, zst].concat(), "text\ntext\n []");
    starts("a.zst", &zst[..12], "tex [\"truncated-source\"] / !truncated: ");
    let bz2 = packed_bzip2(b"text\n");
    check("a.bz2", &bz2, "text\n []");
    check("a.bz2", &[&bz2[..], &bz2[..]].concat(), "text\ntext\n []");
    check("a.bz2", &[&bz2[..], b"garbage"].concat(), "text\n [\"trailing-bytes\"]");
    starts(
        "a.bz2",
        &bz2[..bz2.len() - 6],
        "text\n [\"truncated-source\"] / !truncated: ",
    );
    refused("a.bz2", b"BZh91AY&SY....", "truncated");
    let xz = b"\xfd7zXZ\0\0\x04\xe6\xd6\xb4F\x02\0!\x01\x16\0\0\0t/\xe5\xa3\x01\0\x04text\n\0\0\0\0\x1d+\xd2\x8a\xaf\x19L\xcd\0\x01\x1d\x05\xb8-\x80\xaf\x1f\xb6\xf3}\x01\0\0\0\0\x04YZ";
    check("a.txt.xz", xz, "text\n []");
    check(
        "a.xz",
        &[&xz[..], &[0; 4], &xz[..]].concat(),
        "text\n [\"trailing-bytes\"]",
    );
    check("a.xz", &[&xz[..], &xz[..]].concat(), "text\ntext\n []");
    starts(
        "a.xz",
        &xz[..xz.len() - 8],
        "text\n [\"truncated-source\"] / !truncated: ",
    );
    refused("a.xz", b"\xfd7zXZ\0....", "truncated");
}

fn packed_bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn f24_binaries_are_named() {
    refused("a.txt", b"%PDF-1.4\n", "binary");
    refused("a.html", b"\x89PNG\r\n\x1a\n", "binary");
    refused("a.parquet", b"PAR1\x15\0\0PAR1", "unsupported-container");
    refused("a.parquet.gz", &gz(b"PAR1\x15\0\0PAR1"), "unsupported-container");
}

#[test]
fn f26_size_is_looked_at_before_reading() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sparse.txt");
    fs::File::create(&path).unwrap().set_len(8 << 30).unwrap();
    let Item::Reject(r) = &items(&path, &Limits::default())[0] else {
        panic!()
    };
    assert_eq!(
        (r.reason.name(), r.detail.as_str()),
        ("too-large", "8589934592 bytes; the limit for a file is 67108864")
    );
    assert_eq!(r.source_blake3, None);
}

#[test]
fn s09_a_file_that_is_gone_or_another_thing_is_rejected() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.txt"), "x").unwrap();
    let input = list(dir.path()).unwrap().inputs.remove(0);
    let reason = || match &read(&input)[..] {
        [Item::Reject(r)] => r.reason.name().to_owned(),
        [Item::Record(_)] => "read".into(),
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(), "read");
    fs::remove_file(&input.path).unwrap();
    assert_eq!(reason(), "changed");
    fs::create_dir(&input.path).unwrap();
    assert_eq!(reason(), "changed");
}

#[test]
fn what_the_outlet_says_comes_with_the_record() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("o")).unwrap();
    fs::write(
        dir.path().join("o/outlet.toml"),
        "site = \"o.example\"\nlanguage = \"be\"\ncharset = \"koi8-r\"",
    )
    .unwrap();
    fs::write(dir.path().join("o/a.txt"), "x").unwrap();
    let input = list(dir.path()).unwrap().inputs.remove(0);
    let Item::Record(r) = read(&input).remove(0) else {
        panic!()
    };
    assert_eq!(r.origin.outlet, "o");
    assert_eq!(r.origin.site.as_deref(), Some("o.example"));
    assert_eq!(r.origin.declared_language.as_deref(), Some("be"));
    assert_eq!(r.origin.declared_charset.as_deref(), Some("koi8-r"));
}

proptest! {
    #[test]
    fn damaged_gzip_never_panics_and_gives_one_item(
        text in prop::collection::vec(any::<u8>(), 0..300), at in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = gz(&text);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        bytes.truncate(cut.index(bytes.len()) + 1);
        let _ = shown("a.gz", &bytes, &Limits::default());
    }
}
