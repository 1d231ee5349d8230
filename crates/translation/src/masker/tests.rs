use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use proptest::{prelude::Strategy, strategy::ValueTree};

use super::*;

/// Sentences that we wrote, each with what the reference makes of it.
const VECTORS: &str = include_str!("vectors.tsv");

fn shown(sentence: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    mask(sentence, |t| out.push(show(t).into_owned()));
    out.join(" ")
}

#[test]
fn stored_sentences_read_as_the_reference_reads_them() {
    let vectors: Vec<(&str, &str)> = VECTORS.lines().filter_map(|l| l.split_once('\t')).collect();
    assert!(vectors.len() > 100, "{}", vectors.len());
    for (sentence, expected) in vectors {
        assert_eq!(shown(sentence), expected, "{sentence}");
    }
}

#[test]
fn every_token_is_below_the_bound() {
    assert!(usize::from(FUNCTION) + WORDS.lines().count() <= TOKENS);
    assert!(usize::from(WORD.0) + SUFFIXES.len() < usize::from(MARKS));
}

/// Lines of all kinds: words and clitics of English, accents, numbers, marks, and any character at all.
fn generated() -> Vec<String> {
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let shapes = [
        "[A-Za-z’' ]{0,40}",
        "([A-Za-z]{1,9}[’'](t|s|re|ve|ll|d|m|S|T|RE|x|st)[ ,.]){1,6}",
        "([A-Z]{1,5}|[a-z]{1,3}(ization|isation|ational|ically|ments?|ness|tions?|ings?|s|er|en|ic)|[0-9٣२]{1,3}[.,:]?[0-9²½]{0,2}|n[’']t|[ ‘’“”„«»—–…|/\\-.]){0,14}",
        "[À-ɏA-Za-z0-9 '’×÷ŉſǅǈİı]{0,30}",
        "\\PC{0,40}",
        "[\\x00-\\x09\\x0b\\x0c\\x0e-\\x7f]{0,40}",
        "[ \u{1c}-\u{1f}\u{85}\u{a0}\u{2028}\u{3000}a-zA-Z.²①٠Кк北]{0,30}",
    ];
    let mut out = Vec::new();
    for shape in shapes {
        let strategy = proptest::string::string_regex(shape).expect("a pattern");
        for _ in 0..1500 {
            out.push(strategy.new_tree(&mut runner).expect("a line").current());
        }
    }
    // Characters at the start, inside a word, and behind one: all up to U+3400 and some of those behind.
    for code in (0x20..0x3400u32).chain((0x3400..0x11_0000).step_by(61)) {
        if let Some(c) = char::from_u32(code).filter(|&c| c != '\r' && c != '\n') {
            out.push(format!("{c}a A{c}b {c} {c}{c}'s {c}n't"));
        }
    }
    out
}

#[test]
fn any_line_reads_as_the_reference_reads_it() {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/translation-data/mask.py");
    if !script.is_file() {
        #[allow(clippy::print_stderr, reason = "a test says what it did not do")]
        {
            eprintln!("{} is absent: not compared with it", script.display());
        }
        return;
    }
    let lines = generated();
    let python = Command::new("python3")
        .args(["-X", "utf8"])
        .arg(&script)
        .arg("show")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut python = python.expect("python3 runs the reference");
    let mut stdin = python.stdin.take().expect("a pipe");
    let input = lines.join("\n") + "\n";
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = python.wait_with_output().expect("the reference ends");
    writer.join().expect("a thread").expect("all lines are written");
    let expected = String::from_utf8(output.stdout).expect("UTF-8");
    let expected: Vec<&str> = expected.split_terminator('\n').collect();
    assert_eq!(expected.len(), lines.len());
    for (line, expected) in lines.iter().zip(expected) {
        assert_eq!(shown(line), expected, "{line:?}");
    }
}
