//! A build as a process among others: killed, stopped, started twice, short of files and of a terminal.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use copydesk_dataset::verify;
use copydesk_tests::corpus::{Seed, page};
use copydesk_tests::{bytes_of, names_in, root, xtask};
use tempfile::TempDir;

type Bytes = BTreeMap<String, Vec<u8>>;

struct Place {
    temp: TempDir,
}

impl Place {
    fn new(pages: usize) -> Place {
        let place = Place {
            temp: TempDir::new().expect("a folder"),
        };
        (0..pages).for_each(|n| place.put(n, 1));
        place
    }

    /// The n-th page of a made-up corpus.
    fn put(&self, n: usize, corpus: u64) {
        let (name, _) = page(1, n);
        let path = self.seeds().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, page(corpus, n).1).expect("a file");
    }

    fn seeds(&self) -> PathBuf {
        self.temp.path().join("seeds")
    }

    fn data(&self) -> PathBuf {
        self.temp.path().join("data")
    }

    fn out(&self) -> PathBuf {
        self.data().join("clean")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(xtask());
        command
            .args(["build", "--threads", "2"])
            .arg("--seeds")
            .arg(self.seeds())
            .arg("--out")
            .arg(self.out())
            .args(args)
            .current_dir(root())
            .env("NO_COLOR", "1")
            .stdin(Stdio::null());
        command
    }

    fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }

    /// Builds to the end; gives the bytes of the dataset.
    fn build(&self, args: &[&str]) -> Bytes {
        let (status, said) = end(self.start(args));
        assert!(matches!(status.code(), Some(0 | 3)), "{status}: {said}");
        assert_eq!(names_in(&self.data()), [".clean.cache", "clean"], "left over");
        bytes_of(&self.out())
    }
}

/// Waits; gives how it ended and all it said.
fn end(mut child: Child) -> (ExitStatus, String) {
    let mut said = String::new();
    if let Some(mut err) = child.stderr.take() {
        let _ = err.read_to_string(&mut said);
    }
    (child.wait().expect("it ends"), said)
}

fn check_whole(out: &Path, known: &[&Bytes], what: &str) {
    assert_eq!(verify(out).expect("a manifest"), Vec::<String>::new(), "{what}");
    let seen = bytes_of(out);
    assert!(known.contains(&&seen), "a third state {what}");
}

/// How often the test kills; a release check sets more.
fn tries() -> u64 {
    std::env::var("COPYDESK_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(24)
}

#[test]
fn s16_s17_a_build_killed_at_any_moment_leaves_a_whole_dataset_and_the_next_one_ends_as_if_nothing_had_been() {
    let place = Place::new(60);
    let change = |corpus: u64| (0..60).step_by(3).for_each(|n| place.put(n, corpus));
    let old = place.build(&[]);
    change(2);
    let started = Instant::now();
    let new = place.build(&[]);
    let length = started.elapsed();
    assert_ne!(old, new);
    let mut seed = Seed(11);
    for k in 0..tries() {
        // Back to the old dataset, which also takes a cache of what is old.
        change(1);
        assert_eq!(place.build(&[]), old);
        change(2);
        let mut child = place.start(&[]);
        // Spread over the whole length and a little beyond, each moment in another place.
        let part = (k * 1_000 / tries() + seed.below(1_000 / tries() as usize) as u64) as u32;
        std::thread::sleep(length * part / 900);
        let _ = child.kill();
        let _ = child.wait();
        check_whole(&place.out(), &[&old, &new], &format!("after kill {k}"));
        assert_eq!(place.build(&[]), new, "the build after kill {k}");
    }
}

/// The process id that a signal is sent to by the system's own program.
fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(sent.expect("kill runs").success());
}

#[test]
fn s17_ctrl_c_ends_with_1_and_leaves_the_old_dataset() {
    let place = Place::new(20);
    let old = place.build(&[]);
    (20..900).for_each(|n| place.put(n, 1));
    let started = Instant::now();
    let child = place.start(&[]);
    // The lock is there as soon as the work begins.
    while !place.data().join(".clean.building/new").is_dir() && started.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(2));
    }
    signal(&child, "-INT");
    let (status, said) = end(child);
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(said.contains("stopped"), "{said}");
    assert_eq!(names_in(&place.data()), [".clean.cache", "clean"]);
    assert_eq!(bytes_of(&place.out()), old);
}

#[test]
fn s15_r10_two_builds_at_once_and_readers_that_see_one_version() {
    let place = Place::new(40);
    let old = place.build(&[]);
    (0..300).for_each(|n| place.put(n, 3));
    let mut first = place.start(&[]);
    let owner = place.data().join(".clean.building/owner");
    let started = Instant::now();
    while !owner.is_file() && started.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(1));
    }
    let (status, said) = end(place.start(&[]));
    assert_eq!(status.code(), Some(1), "{said}");
    let id = format!("process {}", first.id());
    assert!(said.contains(&id) && said.contains("started 2"), "{said}");
    // One that waits builds behind the first; the bytes are the same.
    let waiting = place.start(&["--wait"]);
    let mut versions = Vec::new();
    while first.try_wait().expect("a state").is_none() {
        let manifest = fs::read(place.out().join("manifest.json")).expect("a dataset is there at any moment");
        if versions.last() != Some(&manifest) {
            versions.push(manifest);
        }
    }
    assert!(versions.len() <= 2, "{} versions of the manifest", versions.len());
    let (status, said) = end(first);
    assert_eq!(status.code(), Some(0), "{said}");
    let (status, said) = end(waiting);
    assert_eq!(status.code(), Some(0), "{said}");
    let new = bytes_of(&place.out());
    assert_ne!(new, old);
    assert_eq!(place.build(&[]), new);
}

#[test]
fn s11_r05_clock_zone_locale_and_working_directory_change_no_byte() {
    let place = Place::new(20);
    let want = place.build(&[]);
    let settings: [&[(&str, &str)]; 3] = [
        &[("TZ", "Asia/Kathmandu"), ("LC_ALL", "tr_TR.UTF-8")],
        &[("TZ", "America/New_York"), ("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")],
        &[
            ("SOURCE_DATE_EPOCH", "1"),
            ("HOME", "/nonexistent"),
            ("RAYON_NUM_THREADS", "3"),
        ],
    ];
    for variables in settings {
        let out = place.temp.path().join("other");
        let mut command = Command::new(xtask());
        command
            .args(["build", "--no-cache", "--seeds", "seeds", "--out", "other"])
            .envs(variables.iter().copied());
        command
            .current_dir(place.temp.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let (status, said) = end(command.spawn().expect("the program starts"));
        assert_eq!(status.code(), Some(0), "{said}");
        assert_eq!(bytes_of(&out), want, "{variables:?}");
    }
}

#[test]
fn s13_output_that_cannot_be_a_dataset_is_refused_before_the_work() {
    let place = Place::new(2);
    let target = place.temp.path().join("elsewhere");
    fs::create_dir(&target).expect("a folder");
    fs::create_dir(place.data()).expect("a folder");
    std::os::unix::fs::symlink(&target, place.out()).expect("a link");
    let (status, said) = end(place.start(&[]));
    assert_eq!(status.code(), Some(2), "{said}");
    fs::remove_file(place.out()).expect("the link");
    fs::write(place.out(), "mine").expect("a file");
    let (status, said) = end(place.start(&[]));
    assert_eq!(status.code(), Some(2), "{said}");
    assert_eq!(fs::read(place.out()).expect("the file"), b"mine");
    fs::remove_file(place.out()).expect("the file");
    // The folders above it are made; as root nothing is read-only, so that half needs another user.
    fs::remove_dir(place.data()).expect("the folder");
    assert!(!place.build(&[]).is_empty());
    let mut mode = fs::metadata(place.data()).expect("a folder").permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o555);
    fs::set_permissions(place.data(), mode.clone()).expect("a mode");
    let refused = end(place.start(&[]));
    std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o755);
    fs::set_permissions(place.data(), mode).expect("a mode");
    match refused.0.code() {
        Some(2) => assert!(refused.1.contains("cannot be written"), "{}", refused.1),
        // This user may write anywhere: the read-only half was not tested.
        Some(0) => {}
        code => panic!("{code:?}: {}", refused.1),
    }
}

#[test]
fn s19_s20_few_file_handles_and_a_closed_pipe() {
    let place = Place::new(12);
    let want = place.build(&[]);
    let shell = |script: &str| {
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(script)
            .arg("sh")
            .arg(xtask())
            .arg(place.seeds())
            .arg(place.out());
        command
            .current_dir(root())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        end(command.spawn().expect("a shell"))
    };
    let (status, said) = shell("ulimit -n 64; exec \"$1\" build --no-cache --threads 8 --seeds \"$2\" --out \"$3\"");
    assert_eq!(status.code(), Some(0), "{said}");
    assert_eq!(bytes_of(&place.out()), want);
    // A reader that goes away after a line, and no standard error at all.
    let pipe =
        "set -e; { \"$1\" build --seeds \"$2\" --out \"$3\" 2>&-; echo $? >&3; } 3>\"$2/../code\" | head -1 >/dev/null";
    let (status, said) = shell(pipe);
    assert_eq!(status.code(), Some(0), "{said}");
    assert_eq!(
        fs::read_to_string(place.temp.path().join("code"))
            .expect("the exit code")
            .trim(),
        "0"
    );
    assert!(!said.contains("panicked"), "{said}");
    assert_eq!(bytes_of(&place.out()), want);
}
