//! Bytes to text: charset evidence, mojibake repair, and the defects that encodings leave behind.
//!
//! [`decode`] weighs what the bytes say of themselves against what others say of them and always records which
//! evidence decided. [`repair`] finds text that had been decoded wrongly before it came here, and also offers guesses
//! where bytes were lost; a build makes those alone that are exact ([`is_exact`]). [`annotate`] reports characters that
//! no reader should meet. Nothing here knows markup beyond `<meta charset>`, reads a file, or changes a line break: the
//! page stays what was decoded, character for character, less its byte-order mark.

mod characters;
mod choose;
mod coding;
mod detect;
mod letters;
mod mojibake;
mod near;
mod prescan;
mod scripts;
mod unmarked;

use copydesk_model::{Annotation, ArtifactKind, Charset, Document, Flag, Mark, Span};

pub use choose::{charset_name, decode, prescan_charset};
pub use mojibake::{is_exact, repair, repaired, repaired_where};

/// What others say of the bytes. Evidence, never a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints<'a> {
    /// Charset label of a transport header or of `outlet.toml`.
    pub declared: Option<&'a str>,
    /// Where the page came from; only its top-level domain is looked at.
    pub url: Option<&'a str>,
    /// Language that somebody expects.
    pub language: Option<&'a str>,
}

/// Text, and how the bytes became it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text without its byte-order mark.
    pub text: String,
    /// What decided, and what was lost.
    pub charset: Charset,
    /// [`Flag::MixedCharset`], when two charsets stood in one file.
    pub flags: Vec<Flag>,
}

/// Defects of the group `encoding` in a document's text, in the order of their places. A line break of another
/// convention is one only inside a block: between blocks it is white space.
pub fn annotate(doc: &Document) -> Vec<Annotation> {
    let mut found = characters::annotate(doc.text());
    found.retain(|a| !a.span.of(doc.text()).trim().is_empty() || in_a_block(doc, a.span));
    found.extend(scripts::annotate(doc.text()));
    found.sort_by_key(|a| (a.span.start(), a.span.end()));
    found
}

/// What the defects of [`annotate`] say of the whole document: those that may deceive a reader.
pub fn flags(found: &[Annotation]) -> Vec<Flag> {
    let of = |a: &Annotation| match (&a.mark, a.rule.as_str()) {
        (_, characters::PILE) => Some(Flag::CombiningMarks),
        (_, characters::TAG) => Some(Flag::TagCharacters),
        (Mark::Artifact { kind, .. }, _) => match kind {
            ArtifactKind::BidiControl => Some(Flag::BidiControl),
            ArtifactKind::MixedScript => Some(Flag::MixedScript),
            _ => None,
        },
        _ => None,
    };
    let mut flags: Vec<Flag> = found.iter().filter_map(of).collect();
    flags.sort_unstable();
    flags.dedup();
    flags
}

fn in_a_block(doc: &Document, span: Span) -> bool {
    let next = doc.blocks.partition_point(|b| b.span.end() <= span.start());
    doc.blocks.get(next).is_some_and(|b| b.span.contains(span))
}
