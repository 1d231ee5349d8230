//! The step of `test` that opens review pages in headless Chromium.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Debian calls it `chromium`; others name the same browser otherwise.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The browser, when there is one.
pub(super) fn chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|dir| NAMES.map(|name| dir.join(name)))
        .find(|program| program.is_file())
}

/// The browser tests. `this` is the program that makes the pages; the example `large` lies beside it, `cargo test` built it.
pub(super) fn tests(python: &Path, this: &Path, chromium: &Path) -> Command {
    let mut command = Command::new(python);
    command
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/browser"])
        .env("COPYDESK_XTASK", this)
        .env("COPYDESK_CHROMIUM", chromium);
    command
}
