//! Hashes what is compiled in: the data that decide (rules, tables, weights of all models) and the code that reads them.
//!
//! The first goes into the digest that every dataset carries; both together say whether a cache was made by this very program.
#![allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

use std::fs;
use std::path::{Path, PathBuf};

/// Folders of a crate that hold nothing a build reads.
const ASIDE: [&str; 9] = [
    "peers",
    "train",
    "training",
    "tests",
    "examples",
    "benches",
    "target",
    "fuzz",
    "proptest-regressions",
];
/// Crates that decide nothing about a document: what they hold is not in the digest of a dataset.
const DOORS: [&str; 5] = ["bench", "evaluation", "python", "review", "pipeline"];

fn main() {
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let crates = here.join("..");
    let mut files = Vec::new();
    for name in sorted(&crates) {
        let folder = crates.join(&name);
        for inner in sorted(&folder).into_iter().filter(|n| !ASIDE.contains(&n.as_str())) {
            walk(&folder.join(&inner), &format!("{name}/{inner}"), &mut files);
        }
    }
    let (mut data, mut code) = (blake3::Hasher::new(), blake3::Hasher::new());
    for (name, path) in &files {
        let is_code = name.ends_with(".rs") || name.ends_with(".toml") && name.split('/').count() == 2;
        let door = DOORS.iter().any(|d| name.split('/').next() == Some(d));
        if name.ends_with(".md") || (door && !is_code) {
            continue;
        }
        add(if is_code { &mut code } else { &mut data }, name, path);
    }
    add(&mut code, "Cargo.lock", &crates.join("../Cargo.lock"));
    println!("cargo::rerun-if-changed={}", crates.join("../Cargo.lock").display());
    println!("cargo::rustc-env=COPYDESK_DATA={}", data.finalize().to_hex());
    println!("cargo::rustc-env=COPYDESK_CODE={}", code.finalize().to_hex());
}

fn sorted(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|e| e.file_name().into_string().ok()).collect();
    names.retain(|n| !n.starts_with('.'));
    names.sort();
    names
}

fn walk(path: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) {
    if path.is_dir() {
        println!("cargo::rerun-if-changed={}", path.display());
        for inner in sorted(path) {
            walk(&path.join(&inner), &format!("{name}/{inner}"), files);
        }
    } else {
        println!("cargo::rerun-if-changed={}", path.display());
        files.push((name.to_owned(), path.to_owned()));
    }
}

fn add(hasher: &mut blake3::Hasher, name: &str, path: &Path) {
    let content = fs::read(path).unwrap_or_default();
    hasher.update(&(name.len() as u64).to_le_bytes());
    hasher.update(name.as_bytes());
    hasher.update(&(content.len() as u64).to_le_bytes());
    hasher.update(&content);
}
