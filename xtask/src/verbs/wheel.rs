//! The package for Python as a wheel: built by maturin, installed in a virtual environment.

use std::path::Path;
use std::process::Command;

use super::root;

/// Where the wheel is put; emptied before, so that it holds one.
const WHEELS: &str = "target/wheels/copydesk";

/// Builds the wheel.
pub(crate) fn build(python: &Path) -> Command {
    let _ = std::fs::remove_dir_all(root().join(WHEELS));
    let mut command = Command::new(python);
    command.args(["-m", "maturin", "build", "--release", "--quiet"]);
    command.args(["--manifest-path", "crates/python/Cargo.toml", "--out", WHEELS]);
    command
}

/// Installs the wheel that lies there.
pub(crate) fn install(python: &Path) -> Command {
    let mut command = Command::new(python);
    command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    command.args(["--no-index", "--no-deps", "--force-reinstall"]);
    command.args(["--find-links", WHEELS, "copydesk"]);
    command
}
