//! Whether the whole article is there. A phrase alone never says that it is not.

use copydesk_model::{Access, AccessVerdict, Document, Label, Piece};

use crate::cues::{Role, Rules};
use crate::line::{self, End};

/// Kept text of fewer code points is short enough to be the beginning of an article.
const SHORT_BODY: usize = 1_500;
/// Kept text of fewer code points under a gate is a teaser, however its last sentence ends.
const TEASER: usize = 900;

/// The verdict for a document whose `pieces` are known.
pub fn access(doc: &Document, pieces: &[Piece], rules: &Rules) -> AccessVerdict {
    let verdict = |access, evidence: String| AccessVerdict {
        access,
        evidence: Some(evidence),
    };
    let text = doc.text();
    let kept: usize = pieces
        .iter()
        .filter(|p| p.kept())
        .map(|p| p.span.of(text).trim().chars().count())
        .sum();
    let last = pieces.iter().rposition(|p| p.kept());
    let last_text = last.map_or("", |k| pieces[k].span.of(text).trim());
    let cut = last_text.ends_with('…') || last_text.ends_with("...") || line::end(last_text) == End::Open;
    // Looked for where it would decide.
    let asks = match doc.meta.accessible_for_free {
        Some(true) => false,
        Some(false) => kept < SHORT_BODY || cut,
        None => kept < TEASER || (cut && kept < SHORT_BODY),
    };
    let gate = last
        .filter(|_| asks)
        .and_then(|k| gate_after(text, &pieces[k + 1..], rules));
    match (doc.meta.accessible_for_free, gate) {
        (Some(true), _) => verdict(Access::Full, "the page declares itself free".into()),
        _ if kept == 0 => AccessVerdict::default(),
        (Some(false), Some(cue)) if kept < SHORT_BODY || cut => verdict(
            Access::Stub,
            format!("the page declares itself not free, and “{cue}” follows {kept} characters"),
        ),
        (Some(false), None) if kept < SHORT_BODY => verdict(
            Access::Stub,
            format!("the page declares itself not free and holds {kept} characters"),
        ),
        (Some(false), _) => verdict(
            Access::Unknown,
            format!("the page declares itself not free, yet {kept} characters are there"),
        ),
        (None, Some(cue)) if kept < TEASER || (cut && kept < SHORT_BODY) => {
            verdict(Access::Stub, format!("“{cue}” right after {kept} characters of text"))
        }
        _ => AccessVerdict::default(),
    }
}

/// A cue for "the rest is not shown" among the first pieces after the text.
fn gate_after<'d>(text: &'d str, after: &[Piece], rules: &Rules) -> Option<&'d str> {
    let near = after.iter().filter(|p| p.label != Label::Blank).take(4);
    let mut matcher = rules.set().matcher();
    let mut hits = Vec::new();
    for piece in near {
        let slice = piece.span.of(text);
        matcher.matches(slice, &mut hits);
        if let Some(hit) = hits.iter().find(|h| rules.kind(h.index).0 == Role::Gate) {
            return Some(&slice[hit.start..hit.end]);
        }
    }
    None
}
