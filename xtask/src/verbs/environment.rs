//! Virtual environments of Python, under `target/`.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use super::root;
use crate::terminal::say;

/// Whether a command is there and does what it is asked; its words go nowhere.
pub(crate) fn has(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

/// The Python of `target/<name>`, which holds what `list` asks for (a file of requirements, from the root of the
/// repository); made anew when the list has changed.
pub(crate) fn environment(name: &str, list: &str) -> anyhow::Result<PathBuf> {
    let list = root().join(list);
    let wanted = std::fs::read_to_string(&list).with_context(|| format!("read {}", list.display()))?;
    let env = root().join("target").join(name);
    let python = env.join("bin/python");
    let stamp = env.join("installed.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|s| s == wanted) && has(Command::new(&python).arg("--version")) {
        return Ok(python);
    }
    say(&format!("\n== setting up target/{name}\n"));
    let _ = std::fs::remove_dir_all(&env);
    let status = |command: &mut Command, what: &str| -> anyhow::Result<()> {
        let ok = command
            .stdin(Stdio::null())
            .status()
            .with_context(|| format!("start {what}"))?
            .success();
        if ok { Ok(()) } else { bail!("{what} failed") }
    };
    status(
        Command::new("python3").args(["-m", "venv"]).arg(&env),
        "python3 -m venv",
    )?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
    status(Command::new(&python).args(install).arg(&list), "pip install")?;
    std::fs::write(&stamp, wanted).context("note what was installed")?;
    Ok(python)
}
