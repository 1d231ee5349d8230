//! What lies under the seeds: what is an input, what is not, and what a fault in `outlet.toml` says.

use std::fs;
use std::path::Path;

use copydesk_sources::{ListError, Listing, list, one, unescape_path};

fn seeds(files: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for file in files {
        write(dir.path(), file, "text");
    }
    dir
}

fn write(dir: &Path, file: &str, text: &str) {
    let path = dir.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// One line for each entry: `source outlet`, `source (skip)`, `source !reason`.
fn shown(listing: &Listing) -> Vec<String> {
    let inputs = listing.inputs.iter().map(|i| format!("{} <{}>", i.source, i.outlet));
    let skipped = listing
        .skipped
        .iter()
        .map(|s| format!("{} ({})", s.source, s.reason.name()));
    let rejects = listing
        .rejects
        .iter()
        .map(|r| format!("{} !{}", r.source, r.reason.name()));
    inputs.chain(skipped).chain(rejects).collect()
}

#[track_caller]
fn check(dir: &Path, expected: &[&str]) {
    assert_eq!(shown(&list(dir).unwrap()), expected);
}

#[test]
fn f25_every_regular_file_is_an_input_but_backups_and_hidden_ones() {
    let dir = seeds(&[
        "b.TXT",
        "a",
        "B.txt",
        "x.unknown",
        "z/deep/er/page.html",
        "..txt",
        "-rf.txt",
        "tale~.txt",
        "a~",
        ".hidden",
        ".git/config",
        "x.swp",
        "y.BAK",
        "#z#",
        ".DS_Store",
        "Thumbs.db",
        "#",
    ]);
    check(
        dir.path(),
        &[
            "%23 <>",
            "-rf.txt <>",
            "..txt <>",
            "B.txt <>",
            "a <>",
            "b.TXT <>",
            "tale~.txt <>",
            "x.unknown <>",
            "z/deep/er/page.html <z>",
            "%23z%23 (backup)",
            ".DS_Store (hidden)",
            ".git (hidden)",
            ".hidden (hidden)",
            "Thumbs.db (desktop)",
            "a~ (backup)",
            "x.swp (backup)",
            "y.BAK (backup)",
        ],
    );
}

#[test]
fn a_description_of_an_outlet_counts_in_its_folder_only() {
    let dir = seeds(&[
        "rechka/a.txt",
        "rechka/old/b.txt",
        "flat.txt",
        "outlet.toml",
        "rechka/old/outlet.toml",
    ]);
    write(
        dir.path(),
        "rechka/outlet.toml",
        "name = \"Рэчка\"\nsite = \"rechka.example\"\n",
    );
    let listing = list(dir.path()).unwrap();
    let names: Vec<_> = listing
        .inputs
        .iter()
        .map(|i| i.config.as_ref().and_then(|c| c.name.as_deref()))
        .collect();
    assert_eq!(names, [None, Some("Рэчка"), Some("Рэчка")]);
    let skipped: Vec<_> = listing.skipped.iter().map(|s| s.reason.name()).collect();
    assert_eq!(skipped, ["misplaced-config", "misplaced-config", "config"]);
}

#[test]
fn r02_all_faults_of_all_descriptions_are_shown_at_once() {
    let dir = seeds(&[]);
    write(dir.path(), "a/outlet.toml", "name = \"A\"\nlangauge = \"en\"\n");
    write(dir.path(), "b/outlet.toml", "name = \"B\n");
    let error = list(dir.path()).unwrap_err().to_string();
    for part in [
        "a/outlet.toml:2:1: unknown field `langauge`",
        "^^^^^^^^",
        "did you mean `language`?",
        "b/outlet.toml:1:",
    ] {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn seeds_must_be_a_folder() {
    let dir = seeds(&["file"]);
    assert!(matches!(list(&dir.path().join("none")), Err(ListError::Missing(_))));
    assert!(matches!(list(&dir.path().join("file")), Err(ListError::NotAFolder(_))));
    assert!(matches!(
        list(&dir.path().join("file/x")),
        Err(ListError::NotAFolder(_))
    ));
    check(tempfile::tempdir().unwrap().path(), &[]);
}

#[test]
fn one_file_inside_and_outside_of_the_seeds() {
    let dir = seeds(&["seeds/rechka/a.txt", "other/b.txt"]);
    write(dir.path(), "seeds/rechka/outlet.toml", "language = \"be\"");
    let seeds = dir.path().join("seeds");
    let inside = one(&seeds.join("rechka/../rechka/a.txt"), Some(&seeds)).unwrap();
    assert_eq!(
        (inside.source.as_str(), inside.outlet.as_str(), inside.config.is_some()),
        ("rechka/a.txt", "rechka", true)
    );
    let outside = one(&dir.path().join("other/b.txt"), Some(&seeds)).unwrap();
    assert!(outside.source.ends_with("other/b.txt") && outside.outlet.is_empty() && outside.config.is_none());
    assert!(matches!(one(&seeds, None), Err(ListError::NotAFile(_))));
    assert!(matches!(one(&seeds.join("none"), None), Err(ListError::Missing(_))));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    #[test]
    fn s01_links_are_listed_and_never_followed() {
        let dir = seeds(&["a/x.txt"]);
        symlink("self", dir.path().join("self")).unwrap();
        symlink("..", dir.path().join("a/up")).unwrap();
        symlink("/dev/zero", dir.path().join("zero.txt")).unwrap();
        symlink("x.txt", dir.path().join("a/outlet.toml")).unwrap();
        check(
            dir.path(),
            &[
                "a/x.txt <a>",
                "a/outlet.toml (symlink)",
                "a/up (symlink)",
                "self (symlink)",
                "zero.txt (symlink)",
            ],
        );
    }

    #[test]
    fn s02_pipes_and_sockets_are_not_opened() {
        let dir = seeds(&["a.txt"]);
        let made = std::process::Command::new("mkfifo")
            .arg(dir.path().join("pipe.txt"))
            .status();
        assert!(made.unwrap().success());
        let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("sock.txt")).unwrap();
        fs::create_dir(dir.path().join("x.txt")).unwrap();
        check(
            dir.path(),
            &["a.txt <>", "pipe.txt (special-file)", "sock.txt (special-file)"],
        );
        assert!(matches!(
            one(&dir.path().join("pipe.txt"), None),
            Err(ListError::NotAFile(_))
        ));
    }

    #[test]
    fn s04_s05_s06_odd_names_are_used_and_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let names: [&[u8]; 9] = [
            b"a\nb.txt",
            b"\x1b[31m.txt",
            b"  ",
            b"\xff\xfe.txt",
            b"\xff.txt",
            "é.txt".as_bytes(),
            "e\u{301}.txt".as_bytes(),
            b"*.txt",
            "\u{202e}txt.exe".as_bytes(),
        ];
        for name in names {
            fs::write(dir.path().join(OsStr::from_bytes(name)), "x").unwrap();
        }
        let listing = list(dir.path()).unwrap();
        assert_eq!(listing.inputs.len(), names.len());
        for input in &listing.inputs {
            assert!(
                !input.source.contains(|c: char| c.is_control() || c == '\u{202e}'),
                "{:?}",
                input.source
            );
            assert_eq!(dir.path().join(unescape_path(&input.source).unwrap()), input.path);
        }
        assert!(listing.inputs.windows(2).all(|w| w[0].source < w[1].source));
    }

    #[test]
    fn s07_depth_is_no_reason_to_stop() {
        let dir = tempfile::tempdir().unwrap();
        let deep: std::path::PathBuf = std::iter::repeat_n("d", 1000).collect();
        fs::create_dir_all(dir.path().join(&deep)).unwrap();
        fs::write(dir.path().join(&deep).join("x.txt"), "x").unwrap();
        // The listing runs on a thread with little stack: nothing recurses over depth.
        let path = dir.path().to_owned();
        let run = std::thread::Builder::new()
            .stack_size(128 << 10)
            .spawn(move || list(&path).unwrap());
        let listing = run.unwrap().join().unwrap();
        assert_eq!(listing.inputs.len(), 1);
        assert_eq!(listing.inputs[0].outlet, "d");
    }

    #[test]
    fn s07_paths_too_long_for_the_system_are_rejected() {
        let dir = tempfile::tempdir().unwrap();
        // Built step by step from inside, since no call takes the whole path.
        let name = "d".repeat(250);
        let script =
            format!("cd \"$1\" && for k in $(seq 20); do mkdir {name} && cd {name} || exit 1; done; echo x > x.txt");
        let made = std::process::Command::new("bash")
            .args(["-c", &script, "bash"])
            .arg(dir.path())
            .status();
        assert!(made.unwrap().success());
        let listing = list(dir.path()).unwrap();
        let reasons: Vec<_> = listing.rejects.iter().map(|r| r.reason.name()).collect();
        assert_eq!((listing.inputs.len(), &reasons[..]), (0, &["path"][..]));
        let script = "cd \"$1\" && rm -rf ./*";
        let _ = std::process::Command::new("bash")
            .args(["-c", script, "bash"])
            .arg(dir.path())
            .status();
    }

    #[test]
    fn s03_unreadable_folders_do_not_stop_the_others() {
        use std::os::unix::fs::PermissionsExt;
        let dir = seeds(&["a/x.txt", "b/y.txt"]);
        fs::set_permissions(dir.path().join("a"), fs::Permissions::from_mode(0o000)).unwrap();
        let listing = list(dir.path()).unwrap();
        fs::set_permissions(dir.path().join("a"), fs::Permissions::from_mode(0o755)).unwrap();
        // The superuser may read everything, so for it there is nothing to reject.
        if listing.rejects.is_empty() {
            assert_eq!(listing.inputs.len(), 2);
        } else {
            assert_eq!(shown(&listing), ["b/y.txt <b>", "a !permission"]);
        }
    }
}
