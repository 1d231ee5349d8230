//! The dataset's folder through builds, locks and left-overs.

use std::fs;

use crate::{Accounts, Disk, Error, Manifest, SCHEMA_VERSION, Staging};

fn manifest() -> Manifest {
    Manifest {
        schema_version: SCHEMA_VERSION,
        rules: "r".into(),
        accounts: Accounts::default(),
        files: Vec::new(),
    }
}

fn names(dir: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_new_dataset_takes_the_place_of_the_old_and_nothing_is_left_beside_it() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("clean");
    for content in ["first", "second"] {
        let staging = Staging::begin(&Disk::default(), &out, "me", false).unwrap();
        staging.write("README.md", content).unwrap();
        assert!(staging.publish(&manifest()).unwrap().is_empty());
        drop(staging);
        assert_eq!(fs::read_to_string(out.join("README.md")).unwrap(), content);
        assert_eq!(names(temp.path()), ["clean"]);
    }
}

#[test]
fn a_run_that_ends_early_leaves_the_old_dataset() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("clean");
    let staging = Staging::begin(&Disk::default(), &out, "me", false).unwrap();
    staging.write("README.md", "old").unwrap();
    staging.publish(&manifest()).unwrap();
    drop(staging);
    let staging = Staging::begin(&Disk::default(), &out, "me", false).unwrap();
    staging.write("README.md", "new").unwrap();
    drop(staging);
    assert_eq!(fs::read_to_string(out.join("README.md")).unwrap(), "old");
    assert_eq!(names(temp.path()), ["clean"]);
}

#[test]
fn left_overs_of_a_killed_run_are_swept() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("clean");
    let work = temp.path().join(".clean.building");
    fs::create_dir_all(work.join("new")).unwrap();
    fs::write(work.join("new/documents.parquet"), "half").unwrap();
    fs::write(work.join("owner"), "process 1").unwrap();
    let staging = Staging::begin(&Disk::default(), &out, "me", false).unwrap();
    assert!(names(&staging.dir()).is_empty());
    staging.publish(&manifest()).unwrap();
    drop(staging);
    assert_eq!(names(temp.path()), ["clean"]);
}

#[test]
fn a_kill_right_after_the_exchange_loses_no_file_of_others() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("clean");
    Staging::begin(&Disk::default(), &out, "me", false)
        .unwrap()
        .publish(&manifest())
        .unwrap();
    // What the disk holds after a kill: the old dataset lies where the new one was built.
    let old = temp.path().join(".clean.building/new");
    fs::create_dir_all(&old).unwrap();
    fs::write(old.join(Manifest::FILE), "{}").unwrap();
    fs::write(old.join("notes.md"), "mine").unwrap();
    drop(Staging::begin(&Disk::default(), &out, "me", false).unwrap());
    assert_eq!(names(temp.path()), ["clean"]);
    assert_eq!(fs::read_to_string(out.join("notes.md")).unwrap(), "mine");
}

#[test]
fn a_second_run_is_told_who_holds_the_output() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("clean");
    let first = Staging::begin(&Disk::default(), &out, "process 42", false).unwrap();
    match Staging::begin(&Disk::default(), &out, "another", false) {
        Err(Error::Locked { holder, .. }) => assert_eq!(holder, "process 42"),
        other => panic!("{:?}", other.err()),
    }
    drop(first);
    assert!(Staging::begin(&Disk::default(), &out, "another", false).is_ok());
}

#[test]
fn folders_that_hold_something_else_are_not_replaced() {
    let temp = tempfile::tempdir().unwrap();
    fs::write(temp.path().join("thesis.txt"), "years of work").unwrap();
    assert!(matches!(
        Staging::begin(&Disk::default(), temp.path(), "me", false),
        Err(Error::Output { .. })
    ));
    let file = temp.path().join("thesis.txt");
    assert!(matches!(
        Staging::begin(&Disk::default(), &file, "me", false),
        Err(Error::Output { .. })
    ));
    assert_eq!(fs::read_to_string(file).unwrap(), "years of work");
}
