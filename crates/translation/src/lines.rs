//! Blank lines and the end of text files.

use copydesk_model::{ArtifactKind, Document, MediaType};

use crate::finding::Finding;

/// The second and later blank lines of a run, and a file that ends without a line feed: places without width.
/// Pages have no lines of their own, so they are not asked.
pub(crate) fn compare(doc: &Document, found: &mut Vec<Finding>) {
    let text = doc.text();
    if doc.media != MediaType::Text || text.is_empty() {
        return;
    }
    let mut at = 0;
    let mut blank = 0;
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        // What follows the last line feed is no line when it is empty.
        let last = lines.peek().is_none();
        if !line.trim().is_empty() || (last && line.is_empty()) {
            blank = 0;
        } else {
            blank += 1;
            if blank > 1 {
                found.push(Finding::new(
                    at,
                    at,
                    ArtifactKind::ExtraBlankLine,
                    "line/extra-blank",
                    0.99,
                ));
            }
        }
        at += line.len() + 1;
    }
    if !text.ends_with('\n') {
        let end = text.len();
        found.push(Finding::new(
            end,
            end,
            ArtifactKind::NoFinalNewline,
            "line/no-final-newline",
            0.99,
        ));
    }
}
