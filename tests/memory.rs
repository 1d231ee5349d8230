//! What one file may cost: of any kind of text, 10 MB are cleaned within 256 MB of memory over those of a short one.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use copydesk_tests::xtask;

const BYTES: usize = 10_000_000;
const MOST: u64 = 256 << 20;
const LINE: &str =
    "The bridge over the river was opened on Tuesday, the city said, after four years of work and delays. ";

/// The most memory that a build of one text takes, in bytes.
fn peak(text: &str) -> u64 {
    let temp = tempfile::tempdir().expect("a folder");
    let seeds = temp.path().join("seeds");
    fs::create_dir(&seeds).expect("a folder");
    fs::write(seeds.join("a.txt"), text).expect("a file");
    let mut build = Command::new(xtask())
        .args(["build", "--threads", "1", "--no-cache"])
        .arg("--seeds")
        .arg(&seeds)
        .arg("--out")
        .arg(temp.path().join("clean"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a build");
    let mut most = 0;
    // The figure only grows, so the last one before the end is the one that counts.
    loop {
        let status = fs::read_to_string(format!("/proc/{}/status", build.id())).unwrap_or_default();
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kib = line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<u64>().ok());
        most = most.max(kib.unwrap_or_default() << 10);
        if let Some(ended) = build.try_wait().expect("an end") {
            assert!(ended.success(), "{ended}");
            return most;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn check(name: &str, block: impl Fn(usize) -> String) {
    let idle = peak(&LINE.repeat(2));
    let mut text = String::with_capacity(BYTES + 4096);
    let mut k = 0;
    while text.len() < BYTES {
        text.push_str(&block(k));
        k += 1;
    }
    let over = peak(&text).saturating_sub(idle);
    assert!(idle > 0 && over < MOST, "{name}: {} MB over idle", over >> 20);
}

#[test]
fn one_paragraph_again_and_again() {
    check("one paragraph", |_| format!("{LINE}\n\n"));
}

#[test]
fn a_date_in_every_sentence() {
    check("dates", |k| {
        let (day, year) = (1 + k % 28, 1990 + k % 30);
        format!("On {day} May {year}, the city said that number {k} opened on Monday, June {day}, 2021.\n\n")
    });
}

#[test]
fn quotes_out_of_place_in_every_sentence() {
    check("quotes", |k| {
        let mut out = String::new();
        _ = write!(
            out,
            "\"The bridge {k} is open ,\" said the \" mayor \". \"We waited ,\"he said . "
        );
        out.push_str(if k % 5 == 4 { "\n\n" } else { "" });
        out
    });
}

#[test]
fn a_character_without_width_behind_every_letter() {
    check("zero-width characters", |_| {
        let mut out: String = LINE.chars().flat_map(|c| [c, '\u{200b}']).collect();
        out.push_str("\n\n");
        out
    });
}

#[test]
fn mojibake_in_every_sentence() {
    check("mojibake", |k| {
        let end = if k % 4 == 3 { "\n\n" } else { "" };
        format!("Le prÃ©sident a dÃ©clarÃ© que la ville nÂ° {k} avait Ã©tÃ© touchÃ©e, aprÃ¨s lâ€™orage. {end}")
    });
}

#[test]
fn a_name_that_nobody_knows_in_every_sentence() {
    let parts = ["ko", "va", "le", "mi", "ra", "tu", "be", "no", "sha", "di"];
    check("names", |k| {
        let surname: String = k.to_string().bytes().map(|b| parts[usize::from(b - b'0')]).collect();
        let given = ["Anna", "Boris", "Viktor", "Maria", "Pavel"][k % 5];
        let end = if k % 4 == 3 { "\n\n" } else { "" };
        format!(
            "The bridge was opened by {given} V{surname}ich on Tuesday, the city said, after four years of work. {end}"
        )
    });
}

#[test]
fn the_same_name_again_and_again() {
    check("one name", |k| {
        if k % 1_000 == 999 {
            "Minsk\n\n".into()
        } else {
            "Minsk ".into()
        }
    });
}

#[test]
fn nothing_but_quotation_marks() {
    check("quotation marks", |_| "\"".repeat(1_000));
}
