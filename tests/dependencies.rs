//! Licences, sources and known advisories of every dependency, without a network: what `deny.toml` and `advisories.tsv` say,
//! against `Cargo.lock` and what cargo knows of the crates that are built.

use std::process::Command;

use copydesk_tests::root;
use toml::Value;

fn table(file: &str) -> toml::Table {
    let text = std::fs::read_to_string(root().join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    text.parse().unwrap_or_else(|e| panic!("{file}: {e}"))
}

/// Name, version and source of every package of the lock file; those of the workspace have no source.
fn locked() -> Vec<(String, String, Option<String>)> {
    let lock = table("Cargo.lock");
    let packages = lock["package"].as_array().expect("packages");
    let text = |p: &Value, key: &str| p.get(key).and_then(Value::as_str).map(str::to_owned);
    packages
        .iter()
        .map(|p| {
            (
                text(p, "name").expect("a name"),
                text(p, "version").expect("a version"),
                text(p, "source"),
            )
        })
        .collect()
}

fn allowed() -> Vec<String> {
    let deny = table("deny.toml");
    let list = deny["licenses"]["allow"].as_array().expect("a list");
    list.iter().filter_map(|l| l.as_str().map(str::to_owned)).collect()
}

/// Whether every part of a licence expression that must hold has an alternative that is allowed.
fn fits(expression: &str, allowed: &[String]) -> bool {
    let plain = expression.replace(['(', ')'], "").replace('/', " OR ");
    plain
        .split(" AND ")
        .all(|part| part.split(" OR ").any(|l| allowed.iter().any(|a| a == l.trim())))
}

#[test]
fn every_licence_is_one_that_deny_toml_allows() {
    let done = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&done.stdout).expect("metadata");
    let packages = metadata["packages"].as_array().expect("packages");
    let allowed = allowed();
    let wrong: Vec<String> = packages
        .iter()
        .filter(|p| !fits(p["license"].as_str().unwrap_or("none stated"), &allowed))
        .map(|p| format!("{}: {}", p["name"], p["license"]))
        .collect();
    assert!(packages.len() > 100 && wrong.is_empty(), "{wrong:?}");
}

#[test]
fn no_dependency_is_banned_or_comes_from_elsewhere_than_the_registry() {
    let deny = table("deny.toml");
    let banned: Vec<&str> = deny["bans"]["deny"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|b| b["crate"].as_str())
        .collect();
    for (name, version, source) in locked() {
        assert!(!banned.contains(&name.as_str()), "{name} {version} is banned");
        assert!(
            source.as_deref().is_none_or(|s| s.starts_with("registry+")),
            "{name} comes from {source:?}"
        );
    }
}

fn numbers(version: &str) -> Vec<u64> {
    let plain = version.split(['-', '+']).next().unwrap_or_default();
    plain.split('.').filter_map(|n| n.parse().ok()).collect()
}

/// Whether a version is at or above the sound one of its line; behind the last line all are sound.
fn sound(version: &str, fixed: &str) -> bool {
    let version = numbers(version);
    let lines: Vec<Vec<u64>> = fixed.split(' ').map(numbers).filter(|n| !n.is_empty()).collect();
    let same_line = |f: &&Vec<u64>| f.first() == version.first() && (f[0] != 0 || f.get(1) == version.get(1));
    match lines.iter().find(same_line) {
        Some(f) => version >= *f,
        None => lines.last().is_some_and(|f| version > *f),
    }
}

#[test]
fn no_dependency_has_an_advisory_on_record() {
    let text = std::fs::read_to_string(root().join("advisories.tsv")).expect("the list");
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|l| !l.starts_with('#'))
        .skip(1)
        .map(|l| l.split('\t').collect())
        .collect();
    assert!(rows.len() >= 10 && rows.iter().all(|r| r.len() == 3), "{rows:?}");
    for (name, version, _) in locked() {
        for row in rows.iter().filter(|r| r[0] == name) {
            assert!(sound(&version, row[2]), "{name} {version}: {}", row[1]);
        }
    }
    for (version, fixed, want) in [
        ("1.5.4", "1.5.5", false),
        ("1.13.1", "1.5.5", true),
        ("2.0.0", "1.5.5", true),
        ("0.11.5", "0.11.6 0.12.1", false),
        ("0.12.0", "0.11.6 0.12.1", false),
        ("0.13.0", "0.11.6 0.12.1", true),
        ("0.10.9", "0.11.6 0.12.1", false),
        ("9.9.9", "-", false),
    ] {
        assert_eq!(sound(version, fixed), want, "{version} against {fixed}");
    }
}
