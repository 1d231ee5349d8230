//! `test`: sets up what the tests need and runs all of them.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::Context;

use super::browser;
use super::environment::{environment, has};
use super::root;
use crate::Ended;
use crate::flags::Test;
use crate::terminal::{complain, say};

/// With `CI=true` a missing tool is a failure; elsewhere it is said in one line.
fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|v| v == "true")
}

struct Steps {
    failed: Vec<String>,
    missing: Vec<String>,
}

impl Steps {
    /// Runs one step to its end; a failed step does not stop the others.
    fn run(&mut self, name: &str, command: &mut Command) {
        say(&format!("\n== {name}\n"));
        let started = Instant::now();
        let ok = command
            .current_dir(root())
            .stdin(Stdio::null())
            .status()
            .is_ok_and(|s| s.success());
        say(&format!(
            "== {name}: {} ({:.0} s)\n",
            if ok { "passed" } else { "FAILED" },
            started.elapsed().as_secs_f64()
        ));
        if !ok {
            self.failed.push(name.to_owned());
        }
    }

    /// A tool that is not there.
    fn lacks(&mut self, what: &str) {
        if in_ci() {
            self.failed.push(what.to_owned())
        } else {
            self.missing.push(what.to_owned())
        }
    }
}

pub(crate) fn run(f: &Test) -> anyhow::Result<Ended> {
    let mut steps = Steps {
        failed: Vec::new(),
        missing: Vec::new(),
    };
    let this = std::env::current_exe().context("find the running program")?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let cargo = || Command::new(&cargo);
    if has(cargo().args(["fmt", "--version"])) {
        steps.run("formatting", cargo().args(["fmt", "--all", "--check"]));
    } else {
        steps.lacks("rustfmt");
    }
    let test = ["test", "--release", "--workspace", "--quiet"];
    steps.run(
        "unit tests, suite, properties, command line",
        cargo().args(test).env("COPYDESK_XTASK", &this),
    );
    steps.run("rules, names and seeds", Command::new(&this).arg("check"));
    steps.run("quality floors", Command::new(&this).arg("eval"));
    if has(cargo().args(["clippy", "--version"])) {
        steps.run(
            "lints",
            cargo().args([
                "clippy",
                "--release",
                "--workspace",
                "--all-targets",
                "--quiet",
                "--",
                "-D",
                "warnings",
            ]),
        );
    } else {
        steps.lacks("clippy");
    }
    let mut doc = cargo();
    doc.args(["doc", "--release", "--workspace", "--no-deps", "--quiet"])
        .env("RUSTDOCFLAGS", "-D warnings");
    steps.run("documentation", &mut doc);
    if !f.rust_only {
        match environment("readers", "tests/readers/requirements.txt") {
            Ok(python) => {
                let mut readers = Command::new(python);
                readers
                    .args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/readers"])
                    .env("COPYDESK_XTASK", &this);
                steps.run("readers and README", &mut readers);
            }
            Err(e) => steps.lacks(&format!("Python environment: {e:#}")),
        }
        match browser::chromium() {
            None => steps.lacks("chromium, to open review pages"),
            Some(chromium) => match environment("browser", "tests/browser/requirements.txt") {
                Ok(python) => steps.run(
                    "review pages in a browser",
                    &mut browser::tests(&python, &this, &chromium),
                ),
                Err(e) => steps.lacks(&format!("Python environment of the browser tests: {e:#}")),
            },
        }
    }
    for missing in &steps.missing {
        say(&format!("not run, for it is missing here: {missing}\n"));
    }
    if steps.failed.is_empty() {
        say("\nall tests passed\n");
        return Ok(Ended::Done);
    }
    complain(&format!("failed: {}", steps.failed.join("; ")));
    Ok(Ended::Failed)
}
