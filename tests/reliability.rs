//! A dataset is old or new, never a third; a rebuild does only what changed, and gives what a clean build gives.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use copydesk_dataset::{Disk, DocumentRow, Fault, MentionRow, PageRow, RejectRow, SpanRow, read, verify};
use copydesk_model::Policy;
use copydesk_pipeline::{BuildOptions, Desk, Error, Silent, Summary, build};
use copydesk_tests::corpus::Seed;
use copydesk_tests::{bytes_of, names_in, seeds_of};
use tempfile::TempDir;

static DESK: LazyLock<Desk> = LazyLock::new(|| Desk::open(None, Policy::DEFAULT).expect("the built-in rules load"));

type Bytes = BTreeMap<String, Vec<u8>>;

/// Seeds and a dataset of their own.
struct Place {
    temp: TempDir,
}

impl Place {
    fn new() -> Place {
        // In memory where the system has that: nothing here depends on what a disk does.
        let temp = ["/dev/shm"].iter().find_map(|d| TempDir::new_in(d).ok());
        let place = Place {
            temp: temp.unwrap_or_else(|| TempDir::new().expect("a folder")),
        };
        fs::create_dir(place.seeds()).expect("a folder");
        place
    }

    fn seeds(&self) -> PathBuf {
        self.temp.path().join("seeds")
    }

    fn out(&self) -> PathBuf {
        self.temp.path().join("data/clean")
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.seeds().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn options(&self) -> BuildOptions {
        BuildOptions {
            threads: 1,
            holder: "test".to_owned(),
            ..BuildOptions::new(self.seeds(), self.out())
        }
    }

    fn build(&self) -> Summary {
        build(&self.options(), &DESK, &Silent).expect("the build ends")
    }

    /// What a build from nothing gives.
    fn clean(&self, desk: &Desk) -> Bytes {
        let temp = TempDir::new().expect("a folder");
        let out = temp.path().join("clean");
        let options = BuildOptions {
            cache: false,
            threads: 2,
            ..BuildOptions::new(self.seeds(), &out)
        };
        build(&options, desk, &Silent).expect("the clean build ends");
        assert_eq!(names_in(temp.path()), ["clean"], "a build without a cache leaves none");
        bytes_of(&out)
    }

    fn bytes(&self) -> Bytes {
        bytes_of(&self.out())
    }
}

const STORY: &str = "Grodno opens a second bridge\n\nThe bridge over the Neman was opened on Tuesday, the city said, after four years of work.\n\n\
Traffic will be let over it from Friday, said Dzmitry Kavalenka, who built it. President Alexander Lukashenko is to come.\n";

/// A short story of its own words; some share lines of their site, some are copies.
fn story(n: u64) -> String {
    let mut seed = Seed(if n.is_multiple_of(17) { n / 2 } else { n });
    let words = [
        "council", "bridge", "river", "train", "market", "winter", "school", "road", "letter", "morning", "border",
    ];
    let mut out = format!("The {} and the {} of {n}\n\n", seed.of(&words), seed.of(&words));
    for _ in 0..3 {
        let name = format!(
            "{} {}ov",
            seed.of(&["Anna", "Ivan", "Maria"]),
            seed.of(&["Petr", "Sidor", "Kuzm", "Orl"])
        );
        out.push_str(&format!("{name} said that the "));
        (0..14).for_each(|_| out.push_str(&format!("{} and the ", seed.of(&words))));
        out.push_str("day was long.\n\n");
    }
    out + "Read more from our desk today\n"
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// Fails every operation of a build, one after the other, in each way; `old` = whether there is a dataset before it.
fn break_everywhere(old: bool) -> u64 {
    let place = Place::new();
    for n in 0..3 {
        place.put(&format!("a/{n}.txt"), &story(n));
    }
    if old {
        place.build();
    }
    let before = old.then(|| place.bytes());
    place.put("a/1.txt", STORY);
    place.put("b/new.txt", &story(9));
    place.put("b/empty.txt", "");
    fs::remove_file(place.seeds().join("a/2.txt")).expect("a file");
    let after = place.clean(&DESK);
    assert_ne!(before.as_ref(), Some(&after));
    let data = place.temp.path().join("data");
    let kept = place.temp.path().join("kept");
    if old {
        copy(&data, &kept);
    }
    let mut operations = 0;
    for kind in [Fault::Once, Fault::Dead, Fault::Torn] {
        for n in 0.. {
            let _ = fs::remove_dir_all(&data);
            if old {
                copy(&kept, &data);
            }
            let disk = Disk::with_fault(kind(n));
            let options = BuildOptions {
                disk: disk.clone(),
                ..place.options()
            };
            let done = build(&options, &DESK, &Silent);
            if !disk.is_broken() {
                assert!(done.is_ok(), "{done:?}");
                break;
            }
            operations += 1;
            let what = format!(
                "{:?} of {n}: {:?}",
                kind(n),
                done.as_ref().err().map(ToString::to_string)
            );
            if place.out().exists() {
                assert_eq!(verify(&place.out()).expect(&what), Vec::<String>::new(), "{what}");
                let seen = place.bytes();
                assert!(
                    seen == after || before.as_ref() == Some(&seen),
                    "a third state after {what}"
                );
                assert!(done.is_err() || seen == after, "{what}");
            } else {
                assert!(!old && done.is_err(), "nothing is left after {what}");
            }
            build(&place.options(), &DESK, &Silent).unwrap_or_else(|e| panic!("the next build after {what}: {e}"));
            assert_eq!(place.bytes(), after, "the next build after {what}");
            assert_eq!(names_in(&data), [".clean.cache", "clean"], "left over after {what}");
        }
    }
    operations
}

#[test]
fn s12_s17_a_fault_at_any_operation_leaves_the_old_dataset_or_the_new_one() {
    let operations = break_everywhere(true);
    assert!(
        operations > 150,
        "{operations} faults are too few to have walked through a build"
    );
}

#[test]
fn s12_s17_a_fault_in_the_first_build_leaves_nothing_or_the_dataset() {
    break_everywhere(false);
}

/// A folder of rules with one more phrase, as a person edits it.
fn rules(phrase: &str) -> TempDir {
    let rule = format!(
        "[[rule]]\nid = \"other/en/mine\"\nwhat = \"other\"\nlanguage = \"en\"\nphrases = [\"{phrase}\"]\n\
score = 0.9\nsource = \"a test\"\nhits = [\"{phrase}\"]\nmisses = [\"nothing of this\"]\n"
    );
    seeds_of(&[("boilerplate/mine.toml", rule.as_bytes())])
}

#[test]
fn r06_r14_s10_a_rebuild_after_any_edits_gives_the_bytes_of_a_clean_build() {
    let place = Place::new();
    let mut seed = Seed(7);
    let mut next = 0u64;
    let mut name = |seed: &mut Seed| {
        next += 1;
        format!("site-{}/{:05}.txt", seed.below(4), (next * 7_919) % 100_000)
    };
    let mut files: Vec<String> = Vec::new();
    for n in 0..330 {
        let file = name(&mut seed);
        place.put(&file, &story(n));
        files.push(file);
    }
    let mine = rules("read more from our desk today");
    let own = Desk::open(Some(mine.path()), Policy::DEFAULT).expect("the rule loads");
    place.build();
    let (mut reused, mut all) = (0, 0);
    for step in 0..14u64 {
        // Every fifth build is by other rules, and the one behind it takes them away again.
        let desk = if step % 5 == 4 { &own } else { &*DESK };
        for _ in 0..1 + seed.below(3) {
            let k = seed.below(files.len());
            match seed.below(5) {
                0 | 1 => {
                    place.put(&files[k], &story(1_000 + seed.number() % 1_000));
                    // A copy that keeps its time, as `cp -p` leaves it: the clock says nothing.
                    let file = fs::File::options()
                        .write(true)
                        .open(place.seeds().join(&files[k]))
                        .expect("a file");
                    file.set_modified(std::time::UNIX_EPOCH).expect("a time");
                }
                2 => {
                    let file = name(&mut seed);
                    place.put(&file, &story(2_000 + seed.number() % 1_000));
                    files.push(file);
                }
                3 => fs::remove_file(place.seeds().join(files.swap_remove(k))).expect("a file"),
                _ => {
                    let to = name(&mut seed);
                    fs::rename(place.seeds().join(&files[k]), place.seeds().join(&to)).expect("a rename");
                    files[k] = to;
                }
            }
        }
        let summary = build(&place.options(), desk, &Silent).expect("the build ends");
        assert_eq!(place.bytes(), place.clean(desk), "step {step}");
        reused += summary.reused;
        all += summary.counts.documents;
    }
    assert!(reused * 10 > all * 5, "{reused} of {all} documents were taken over");
    // Nothing changed: all is taken over, and the bytes stay.
    let before = place.bytes();
    let summary = place.build();
    assert_eq!((summary.reused, place.bytes()), (summary.counts.documents, before));
    assert_eq!(summary.cache_trouble, None);
}

#[test]
fn s18_a_damaged_cache_is_made_anew() {
    let place = Place::new();
    for n in 0..6 {
        place.put(&format!("a/{n}.txt"), &story(n));
    }
    place.put("a/empty.txt", " ");
    place.build();
    place.put("a/3.txt", STORY);
    let want = place.clean(&DESK);
    let data = place.temp.path().join("data");
    let kept = place.temp.path().join("kept");
    copy(&data, &kept);
    let cache = data.join(".clean.cache");
    let mut seed = Seed(3);
    for file in names_in(&cache) {
        let whole = fs::read(cache.join(&file)).expect("a file");
        for round in 0..24 {
            let _ = fs::remove_dir_all(&data);
            copy(&kept, &data);
            let mut bytes = whole.clone();
            let at = seed.below(bytes.len());
            match round % 4 {
                0 => bytes.truncate(at),
                1 => bytes.push(0),
                _ => bytes[at] ^= 1 << seed.below(8),
            }
            fs::write(cache.join(&file), bytes).expect("damage");
            let summary = place.build();
            assert_eq!(place.bytes(), want, "{file}, round {round}, place {at}");
            assert_eq!(summary.cache_trouble, None);
        }
        fs::remove_file(cache.join(&file)).expect("a file");
        place.build();
        assert_eq!(place.bytes(), want, "without {file}");
    }
    // The published tables were touched by others: their row groups are not taken over.
    let documents = place.out().join("documents.parquet");
    let mut bytes = fs::read(&documents).expect("a table");
    bytes[100] ^= 1;
    fs::write(&documents, bytes).expect("damage");
    place.build();
    assert_eq!(place.bytes(), want);
    fs::remove_dir_all(&cache).expect("the cache");
    fs::write(&cache, "not a folder").expect("a file");
    let summary = place.build();
    assert_eq!(place.bytes(), want);
    assert!(summary.cache_trouble.is_some());
}

/// Whether any file under a folder holds the words, plain or in a table.
fn holds(dir: &Path, words: &str) -> bool {
    let mut found = fs::read_dir(dir).expect("a folder").flatten().any(|e| {
        let path = e.path();
        if path.is_dir() {
            return holds(&path, words);
        }
        let bytes = fs::read(&path).expect("a file");
        bytes.windows(words.len()).any(|w| w == words.as_bytes())
    });
    if dir.join("manifest.json").is_file() {
        found |= format!("{:?}", read::<DocumentRow>(dir).expect("documents")).contains(words);
        found |= format!("{:?}", read::<PageRow>(dir).expect("pages")).contains(words);
        found |= format!("{:?}", read::<SpanRow>(dir).expect("spans")).contains(words);
        found |= format!("{:?}", read::<MentionRow>(dir).expect("mentions")).contains(words);
    }
    found
}

#[test]
fn r12_what_is_taken_down_is_gone_with_every_copy_and_the_list_says_why() {
    let place = Place::new();
    for n in 0..5 {
        place.put(&format!("a/{n}.txt"), &story(n));
    }
    let gone = STORY.replace("Neman", "Zelvianka").replace("Kavalenka", "Quickmire");
    place.put("a/page.txt", &gone);
    place.put("a/page.txt.meta.toml", "url = \"https://www.news.example/bridge\"\n");
    place.put("b/copy.txt", &gone.replace("four", "five"));
    place.put("b/copy.txt.meta.toml", "url = \"https://sub.paper.example/x\"\n");
    place.build();
    let data = place.temp.path().join("data");
    assert!(holds(&data, "Zelvianka") && holds(&data, "Quickmire"));
    assert!(
        read::<DocumentRow>(&place.out())
            .expect("documents")
            .iter()
            .any(|d| d.cluster.is_some())
    );
    let hash = blake3_of(&place.out(), "b/copy.txt");
    for list in [
        format!(
            "kind\tvalue\tdate\twhy\nurl\thttp://news.example/bridge/\t2026-11-02\tasked for by letter\nhash\t{hash}\t\tthe same\n"
        ),
        "kind\tvalue\twhy\nhost\tnews.example\tasked for by letter\nhost\tpaper.example\tthe same\n".to_owned(),
    ] {
        place.put("takedown.tsv", &list);
        let summary = place.build();
        let rejects = read::<RejectRow>(&place.out()).expect("rejects");
        let taken: Vec<_> = rejects.iter().filter(|r| r.reason == "taken-down").collect();
        assert_eq!(taken.len(), 2, "{rejects:?}");
        assert!(taken[0].detail.contains("asked for by letter"), "{taken:?}");
        assert!(!holds(&data, "Zelvianka"), "the text is still somewhere");
        assert!(!holds(&data, "Quickmire"), "the name is still somewhere");
        assert!(
            read::<DocumentRow>(&place.out())
                .expect("documents")
                .iter()
                .all(|d| d.cluster.is_none())
        );
        assert_eq!(
            summary.accounts.files.skipped, 3,
            "list and notes are no inputs: {}",
            summary.accounts.files
        );
        assert_eq!(place.bytes(), place.clean(&DESK));
        // Off the list, it is back.
        fs::remove_file(place.seeds().join("takedown.tsv")).expect("the list");
        place.build();
        assert!(holds(&place.out(), "Zelvianka"));
    }
    place.put("takedown.tsv", "kind\tvalue\twhy\nsite\tx\ty\n");
    let refused = build(&place.options(), &DESK, &Silent).expect_err("a faulty list");
    assert!(
        refused.is_configuration() && refused.to_string().contains("takedown.tsv:2"),
        "{refused}"
    );
}

fn blake3_of(out: &Path, id: &str) -> String {
    let rows = read::<DocumentRow>(out).expect("documents");
    rows.into_iter().find(|d| d.id == id).expect("a row").source_blake3
}

#[test]
fn r04_a_rule_that_removes_everything_stops_the_run_unless_that_is_meant() {
    let place = Place::new();
    for n in 0..4 {
        place.put(&format!("a/{n}.txt"), &story(n));
    }
    place.build();
    let before = place.bytes();
    let greedy = seeds_of(&[(
        "boilerplate/greedy.toml",
        "[[rule]]\nid = \"other/en/greedy\"\nwhat = \"other\"\nlanguage = \"en\"\npattern = \".{3,}\"\nscore = 0.99\n\
source = \"a test\"\nhits = [\"anything\"]\nmisses = [\"ab\"]\n"
            .as_bytes(),
    )]);
    let desk = Desk::open(Some(greedy.path()), Policy::DEFAULT).unwrap_or_else(|e| panic!("{e}"));
    let options = place.options();
    match build(&options, &desk, &Silent) {
        Err(e @ Error::RemovesTooMuch { .. }) => {
            assert!(
                e.to_string().contains("other/en/greedy") && !e.is_configuration(),
                "{e}"
            );
        }
        other => panic!("{:?}", other.map(|s| s.removed)),
    }
    assert_eq!(place.bytes(), before, "nothing was published");
    let allowed = BuildOptions {
        most_removed: 100.0,
        ..options
    };
    let summary = build(&allowed, &desk, &Silent).expect("it was allowed");
    assert_eq!(summary.removed[0].0, "boilerplate/other/en/greedy");
    // R14: without the rule the bytes are what they were.
    place.build();
    assert_eq!(place.bytes(), before);
}

#[test]
fn r08_r13_tables_without_rows_and_manifests_of_other_versions() {
    let place = Place::new();
    place.put("a.txt", "");
    place.build();
    assert_eq!(verify(&place.out()).expect("a manifest"), Vec::<String>::new());
    let manifest = place.out().join("manifest.json");
    let json = fs::read_to_string(&manifest).expect("the manifest");
    fs::write(
        &manifest,
        json.replace("\"schema_version\": 1", "\"schema_version\": 99"),
    )
    .expect("an edit");
    let said = verify(&place.out()).expect_err("another version").to_string();
    assert!(said.contains("schema version 99"), "{said}");
    // Any damage of the manifest is told, none is a panic; and a build puts it right.
    for at in 0..json.len() {
        fs::write(&manifest, &json[..at]).expect("a cut");
        assert!(verify(&place.out()).is_err() || at + 1 >= json.len(), "cut at {at}");
        let mut bytes = json.clone().into_bytes();
        bytes[at] ^= 5;
        fs::write(&manifest, bytes).expect("an edit");
        let _ = verify(&place.out());
    }
    place.build();
    assert_eq!(fs::read_to_string(&manifest).expect("the manifest"), json);
}

#[test]
fn verify_tells_what_is_missing_extra_altered_cut_and_miscounted() {
    let place = Place::new();
    place.put("a.txt", STORY);
    place.build();
    let out = place.out();
    let pages = fs::read(out.join("pages.parquet")).expect("a table");
    let json = fs::read_to_string(out.join("manifest.json")).expect("the manifest");
    let check = |want: &str| {
        let wrong = verify(&out).expect("a manifest");
        assert!(wrong.len() == 1 && wrong[0].contains(want), "{wrong:?}");
        fs::write(out.join("pages.parquet"), &pages).expect("a table");
        fs::write(out.join("manifest.json"), &json).expect("the manifest");
        let _ = fs::remove_file(out.join("notes.parquet"));
    };
    fs::remove_file(out.join("pages.parquet")).expect("a table");
    check("pages.parquet: missing");
    fs::write(out.join("pages.parquet"), &pages[..100]).expect("a cut");
    check("pages.parquet: cut off, 100 bytes of");
    fs::write(out.join("pages.parquet"), [&pages[..], b"x"].concat()).expect("more");
    check("the manifest says");
    let mut altered = pages.clone();
    altered[10] ^= 1;
    fs::write(out.join("pages.parquet"), altered).expect("an edit");
    check("the content differs");
    fs::write(out.join("notes.parquet"), "x").expect("a file");
    check("notes.parquet: not in the manifest");
    let at = json.find("\"rows\": 1,\n      \"bytes\"").expect("a table of one row");
    fs::write(
        out.join("manifest.json"),
        format!("{}7{}", &json[..at + 8], &json[at + 9..]),
    )
    .expect("an edit");
    check("1 rows, the manifest says 7");
    assert_eq!(verify(&out).expect("a manifest"), Vec::<String>::new());
}

#[test]
fn s17_a_run_that_is_asked_to_stop_leaves_the_old_dataset() {
    let place = Place::new();
    place.put("a.txt", STORY);
    place.build();
    let before = place.bytes();
    place.put("b.txt", &story(1));
    let options = place.options();
    options.stop.store(true, std::sync::atomic::Ordering::SeqCst);
    assert!(matches!(build(&options, &DESK, &Silent), Err(Error::Stopped)));
    assert_eq!(place.bytes(), before);
    assert_eq!(names_in(&place.temp.path().join("data")), [".clean.cache", "clean"]);
}

#[test]
fn r05_memory_and_threads_change_no_byte() {
    let place = Place::new();
    for n in 0..40 {
        place.put(&format!("a/{n}.txt"), &story(n).repeat(1 + n as usize % 3));
    }
    let want = place.clean(&DESK);
    for (threads, memory) in [(1, Some(1)), (3, Some(64 << 20)), (8, None)] {
        let options = BuildOptions {
            threads,
            memory,
            cache: false,
            ..place.options()
        };
        build(&options, &DESK, &Silent).expect("the build ends");
        assert_eq!(place.bytes(), want, "{threads} threads, {memory:?} bytes");
    }
}
