//! What kind of terminal this is. A pipe that closes, a missing terminal or `NO_COLOR` never change an exit code.

use std::io::{IsTerminal, Write};

use copydesk_pipeline::Style;

/// Colours and width of standard output.
pub(crate) fn style() -> Style {
    let is_terminal = std::io::stdout().is_terminal();
    let forced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|v| v != "0");
    let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let width = columns
        .or_else(|| terminal_size::terminal_size().map(|(w, _)| usize::from(w.0)))
        .unwrap_or(100);
    Style {
        colour: (is_terminal || forced) && !refused,
        width,
    }
}

/// Prints a text; a closed pipe ends the printing, not the run.
pub(crate) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// Prints an error.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "error: {text}");
}

/// Prints a remark beside the result.
pub(crate) fn remark(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
