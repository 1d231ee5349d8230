//! `test`: sets up what the tests need and runs all of them.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::Context;

use super::browser;
use super::environment::{environment, has};
use super::{root, wheel};
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
    // The package for Python is empty without its feature, which needs an interpreter.
    let extension: &[&str] = match f.rust_only {
        true => &[],
        false => &["--features", "copydesk-python/extension"],
    };
    if has(cargo().args(["clippy", "--version"])) {
        steps.run(
            "lints",
            cargo()
                .args(["clippy", "--release", "--workspace", "--all-targets", "--quiet"])
                .args(extension)
                .args(["--", "-D", "warnings"]),
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
            Ok(python) => steps.run(
                "readers, notebook and README",
                pytest(&python).arg("tests/readers").env("COPYDESK_XTASK", &this),
            ),
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
        package(&mut steps, &this, f.all);
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

/// Tests of the build on a cluster.
const CLUSTER: &str = "crates/python/tests/cluster";

/// The package for Python, from its wheel; with `all` on Spark as well.
fn package(steps: &mut Steps, this: &Path, all: bool) {
    match environment("python", "crates/python/tests/requirements.txt") {
        Ok(python) => {
            steps.run("wheel", &mut wheel::build(&python));
            steps.run("wheel in its environment", &mut wheel::install(&python));
            let tests = ["crates/python/tests", "--ignore", CLUSTER];
            steps.run(
                "Python package",
                pytest(&python).args(tests).env("COPYDESK_XTASK", this),
            );
        }
        Err(e) => return steps.lacks(&format!("Python environment: {e:#}")),
    }
    if !all {
        return;
    }
    if !has(Command::new("java").arg("-version")) {
        return steps.lacks("java");
    }
    match environment("cluster", "crates/python/tests/cluster/requirements.txt") {
        Ok(python) => {
            steps.run("wheel in the cluster's environment", &mut wheel::install(&python));
            steps.run("Spark", pytest(&python).arg(CLUSTER).env("COPYDESK_XTASK", this));
            // In a process of its own: it starts a session of its own, whose workers are to run this Python.
            let examples = ["crates/python/tests/test_examples.py", "-k", "readme"];
            steps.run(
                "the package's README on Spark",
                pytest(&python).args(examples).env("PYSPARK_PYTHON", &python),
            );
        }
        Err(e) => steps.lacks(&format!("Python environment of the cluster: {e:#}")),
    }
}

fn pytest(python: &Path) -> Command {
    let mut command = Command::new(python);
    command.args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]);
    command
}
