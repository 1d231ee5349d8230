//! The verbs as a person types them: what they print, and their exit codes.

use std::process::{Command, Output, Stdio};

use copydesk_tests::{root, seeds_of, xtask};

fn run(args: &[&str]) -> Output {
    let mut command = Command::new(xtask());
    command
        .args(args)
        .current_dir(root())
        .env("NO_COLOR", "1")
        .stdin(Stdio::null());
    command.output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const GOOD: &[u8] = b"Grodno opens a second bridge\n\nThe bridge over the Neman was opened on Tuesday, the city said, after four years.\n\n\
President Alexander Lukashenko is to visit it on Friday, his spokeswoman said.\n";

#[test]
fn build_ends_with_0_and_with_3_when_something_was_rejected() {
    let out = tempfile::TempDir::new().expect("a folder");
    let to = out.path().join("clean");
    let to = to.to_str().expect("a path");
    let good = seeds_of(&[("a.txt", GOOD)]);
    let done = run(&["build", "--seeds", good.path().to_str().expect("a path"), "--out", to]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("documents"), "{}", text(&done.stdout));
    let bad = seeds_of(&[("a.txt", GOOD), ("b.txt", b"")]);
    let done = run(&["build", "--seeds", bad.path().to_str().expect("a path"), "--out", to]);
    assert_eq!(done.status.code(), Some(3), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("b.txt: empty"), "{}", text(&done.stdout));
    assert_eq!(run(&["verify", to]).status.code(), Some(0));
    std::fs::write(out.path().join("clean/pages.parquet"), "x").expect("a damaged file");
    assert_eq!(run(&["verify", to]).status.code(), Some(1));
}

#[test]
fn wrong_use_and_broken_configuration_end_with_2_and_write_nothing() {
    let out = tempfile::TempDir::new().expect("a folder");
    let to = out.path().join("clean");
    let to = to.to_str().expect("a path");
    assert_eq!(run(&["build", "--no-such-flag"]).status.code(), Some(2));
    let missing = run(&["build", "--seeds", "no/such/folder", "--out", to]);
    assert_eq!(missing.status.code(), Some(2), "{}", text(&missing.stderr));
    assert!(text(&missing.stderr).contains("no/such/folder"));
    let broken = seeds_of(&[("o/a.txt", GOOD), ("o/outlet.toml", b"langauge = \"en\"\n")]);
    let refused = run(&["build", "--seeds", broken.path().to_str().expect("a path"), "--out", to]);
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
    let said = text(&refused.stderr);
    assert!(said.contains("outlet.toml") && said.contains("language"), "{said}");
    let rules = seeds_of(&[("boilerplate/mine.toml", b"[[rule]]\nid = \"x\"\nwaht = 3\n")]);
    let refused = run(&["build", "--rules", rules.path().to_str().expect("a path"), "--out", to]);
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
    assert!(
        text(&refused.stderr).contains("mine.toml:"),
        "{}",
        text(&refused.stderr)
    );
    let taken = out.path().join("a-file");
    std::fs::write(&taken, "x").expect("a file");
    assert_eq!(
        run(&["build", "--out", taken.to_str().expect("a path")]).status.code(),
        Some(2)
    );
    assert!(!out.path().join("clean").exists());
}

#[test]
fn explain_takes_no_longer_per_finding_on_a_page_of_many() {
    // Each word has a Cyrillic letter.
    let lines: String = (0..20_000)
        .map(|k| format!("{k} {}\n\n", "Мinsk ".repeat(10)))
        .collect();
    let seeds = seeds_of(&[("a.txt", lines.as_bytes())]);
    let file = seeds.path().join("a.txt");
    let begun = std::time::Instant::now();
    let page = run(&["explain", file.to_str().expect("a path")]);
    let page = text(&page.stdout);
    assert!(page.contains("artifacts (200000)"), "{}", &page[..2_000]);
    let last = page.lines().rfind(|l| l.contains("mixed_script")).expect("a finding");
    assert!(last.trim_start().starts_with("39999 "), "{last}");
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

#[test]
fn explain_shows_what_was_cut_and_why() {
    let page = run(&["explain", "northgate-dispatch/minsk-moscow-night-trains.txt"]);
    assert_eq!(page.status.code(), Some(0), "{}", text(&page.stderr));
    let said = text(&page.stdout);
    for want in [
        "paywall",
        "boilerplate/",
        "by-lukashenko-a",
        "characters kept",
        "access",
    ] {
        assert!(said.contains(want), "{want} is missing in:\n{said}");
    }
    assert!(!said.contains('\u{1b}'), "NO_COLOR was set");
    assert_eq!(run(&["explain", "no-such-id"]).status.code(), Some(2));
}

#[test]
fn names_answers_one_line_for_each_name() {
    let list = seeds_of(&[("names", "Alexander Lukashenko\nŁukaszenka\nАляксандр Лукашэнка\nViktor Lukashenko\nZdzisława Nowakówna\nZdzislawa Nowakowna\n".as_bytes())]);
    let done = run(&["names", list.path().join("names").to_str().expect("a path")]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let said = text(&done.stdout);
    let ids: Vec<&str> = said.lines().skip(1).filter_map(|l| l.split('\t').nth(1)).collect();
    assert_eq!(ids.len(), 6, "{said}");
    assert_eq!([ids[0], ids[1], ids[2]], ["by-lukashenko-a"; 3]);
    assert_ne!(ids[3], ids[0]);
    assert_eq!(ids[4], ids[5]);
}

#[test]
fn add_puts_a_file_into_its_outlet_and_never_over_another() {
    let seeds = seeds_of(&[("old/a.txt", GOOD)]);
    let raw = seeds_of(&[("new.txt", GOOD)]);
    let file = raw.path().join("new.txt");
    let args = [
        "add",
        file.to_str().expect("a path"),
        "--outlet",
        "fresh",
        "--url",
        "https://fresh.example/2021/05/04/bridge",
        "--seeds",
        seeds.path().to_str().expect("a path"),
    ];
    let done = run(&args);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert_eq!(
        std::fs::read(seeds.path().join("fresh/new.txt")).expect("the file"),
        GOOD
    );
    assert_eq!(run(&args).status.code(), Some(2), "the file is there already");
    let out = tempfile::TempDir::new().expect("a folder");
    let to = out.path().join("clean");
    run(&[
        "build",
        "--seeds",
        seeds.path().to_str().expect("a path"),
        "--out",
        to.to_str().expect("a path"),
    ]);
    let rows: Vec<copydesk_dataset::DocumentRow> = copydesk_dataset::read(&to).expect("a dataset");
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].url.as_deref(), Some("https://fresh.example/2021/05/04/bridge"));
    assert_eq!(rows[0].site.as_deref(), Some("fresh.example"));
}

#[test]
fn a_style_says_which_form_stands_for_a_name() {
    let list = seeds_of(&[
        ("names", "Łukaszenka\n".as_bytes()),
        ("own.tsv", "id\tany\nby-lukashenko-a\tA. Lukashenko\n".as_bytes()),
        ("odd.tsv", "id\tany\nnobody\tNobody\n".as_bytes()),
    ]);
    let path = |name: &str| list.path().join(name).to_str().expect("a path").to_owned();
    let canonical = |style: &str| {
        let done = run(&["names", &path("names"), "--style", style]);
        let out = text(&done.stdout);
        let row = out.lines().nth(1).unwrap_or_default().to_owned();
        (
            done.status.code(),
            row.split('\t').nth(2).unwrap_or_default().to_owned(),
        )
    };
    assert_eq!(canonical("ap"), (Some(0), "Alexander Lukashenko".to_owned()));
    assert_eq!(canonical("native"), (Some(0), "Aliaksandr Lukashenka".to_owned()));
    assert_eq!(canonical("majority"), (Some(0), "Łukaszenka".to_owned()));
    assert_eq!(canonical(&path("own.tsv")), (Some(0), "A. Lukashenko".to_owned()));
    assert_eq!(canonical(&path("odd.tsv")).0, Some(2));
    assert_eq!(canonical("chicago").0, Some(2));
}

#[test]
fn diff_names_what_changed() {
    let out = tempfile::TempDir::new().expect("a folder");
    let (old, new) = (out.path().join("old"), out.path().join("new"));
    let changed = [
        GOOD,
        b"\nThe city council has agreed to it on Monday, after a long debate on the costs.\n",
    ]
    .concat();
    for (to, bytes) in [(&old, GOOD), (&new, &changed[..])] {
        let seeds = seeds_of(&[("a.txt", bytes)]);
        run(&[
            "build",
            "--seeds",
            seeds.path().to_str().expect("a path"),
            "--out",
            to.to_str().expect("a path"),
        ]);
    }
    let said = run(&["diff", old.to_str().expect("a path"), new.to_str().expect("a path")]);
    assert_eq!(said.status.code(), Some(0), "{}", text(&said.stderr));
    assert!(text(&said.stdout).contains("~ a.txt"), "{}", text(&said.stdout));
    let same = run(&["diff", old.to_str().expect("a path"), old.to_str().expect("a path")]);
    assert!(text(&same.stdout).contains("the same"));
}

#[test]
fn check_holds_for_what_is_in_the_repository() {
    let done = run(&["check"]);
    assert_eq!(
        done.status.code(),
        Some(0),
        "{}{}",
        text(&done.stdout),
        text(&done.stderr)
    );
}
