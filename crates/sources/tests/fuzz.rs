//! The fuzz targets over a corpus that is made here, over seeded mutations of it, and over what cargo-fuzz kept: the same on every
//! machine.

#[path = "../fuzz/targets.rs"]
mod targets;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Rounds of mutation of each piece of the corpus.
const ROUNDS: usize = 400;

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn archive() -> Vec<u8> {
    let record = |kind: &str, block: &[u8]| {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2020-08-19T10:00:00Z\r\nContent-Length: {}\r\n\r\n",
            block.len()
        );
        [head.as_bytes(), block, b"\r\n\r\n"].concat()
    };
    let packed = gz(b"<p>packed</p>");
    let coded = [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".as_slice(), &packed].concat();
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ntext\r\n0\r\n\r\n";
    [
        record("warcinfo", b"a: b\r\n"),
        record("response", &coded),
        record("response", chunked),
        record("conversion", b"text"),
    ]
    .concat()
}

const LINES: &[u8] = b"{\"text\":\"one\",\"url\":\"http://x.example/\",\"date\":\"2020-08-19\",\"n\":[1,2.5,{\"a\":null}]}\r\n\n{\"html\":\"<p>\\u0442</p>\"}\n";

/// Changes, cuts, doubles and moves bytes; xorshift, so that a failure comes back.
fn mutated(bytes: &[u8], state: &mut u64) -> Vec<u8> {
    let mut next = |n: usize| {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        (*state % n.max(1) as u64) as usize
    };
    let mut out = bytes.to_vec();
    for _ in 0..=next(3) {
        if out.is_empty() {
            break;
        }
        let (a, b) = (next(out.len()), next(out.len()));
        let (from, to) = (a.min(b), a.max(b));
        match next(6) {
            0 => out[a] = next(256) as u8,
            1 => out[a] ^= 1 << next(8),
            2 => out.truncate(a),
            3 => drop(out.drain(from..to)),
            4 => {
                let piece = out[from..to].to_vec();
                out.splice(a..a, piece);
            }
            _ => {
                let odd: [&[u8]; 6] = [b"\r\n", b"\0", b"99999999999", b"WARC/1.0\r\n", b"{", b"\x1f\x8b\x08"];
                let piece = odd[next(odd.len())];
                out.splice(a..a, piece.iter().copied());
            }
        }
    }
    out
}

fn run(corpus: &[Vec<u8>], target: impl Fn(&[u8])) {
    let mut state = 0x9e37_79b9_7f4a_7c15;
    for piece in corpus {
        target(piece);
        for _ in 0..ROUNDS {
            target(&mutated(piece, &mut state));
        }
    }
}

#[test]
fn containers() {
    let archive = archive();
    let bzip2 = {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(LINES).expect("memory");
        encoder.finish().expect("memory")
    };
    let zstd = zstd::encode_all(LINES, 3).expect("memory");
    let xz: &[u8] = b"\xfd7zXZ\0\0\x04\xe6\xd6\xb4F\x02\0!\x01\x16\0\0\0t/\xe5\xa3\x01\0\x04text\n\0\0\0\0\x1d+\xd2\x8a\xaf\x19L\xcd\0\x01\x1d\x05\xb8-\x80\xaf\x1f\xb6\xf3}\x01\0\0\0\0\x04YZ";
    let members = [gz(&archive[..200]), gz(&archive[200..]), gz(b"")].concat();
    let corpus = [
        archive.clone(),
        gz(&archive),
        members,
        LINES.to_vec(),
        gz(LINES),
        bzip2,
        zstd,
        xz.to_vec(),
        b"PAR1\0PAR1".to_vec(),
    ];
    run(&corpus, |bytes| targets::container("", bytes));
}

#[test]
fn web_archives() {
    let archive = archive();
    run(
        &[archive.clone(), gz(&archive), archive.repeat(3)],
        targets::web_archive,
    );
}

#[test]
fn json_lines() {
    run(
        &[
            LINES.to_vec(),
            LINES.repeat(3),
            b"{\"text\":\"\\ud83d\"}\n[1]\n".to_vec(),
        ],
        targets::json_lines,
    );
}

#[test]
fn the_corpus_of_the_fuzzer_is_replayed() {
    replay("container", |bytes| targets::container("", bytes));
    replay("web_archive", targets::web_archive);
    replay("json_lines", targets::json_lines);
}

fn replay(target: &str, check: impl Fn(&[u8])) {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let entries = std::fs::read_dir(dir).unwrap().flatten();
    let files: Vec<_> = entries.map(|e| std::fs::read(e.path()).unwrap()).collect();
    assert!(files.len() >= 20, "a corpus of {} files for {target}", files.len());
    files.iter().for_each(|bytes| check(bytes));
}
