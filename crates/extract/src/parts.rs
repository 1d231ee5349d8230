//! What stands inside one line: the name and the date of a signature, the credit at the end of a caption.

use copydesk_model::Label;

use crate::cues::{Cue, tells};
use crate::flat::Flat;
use crate::labels::Verdict;
use crate::tokens::Group;
use crate::{authors, dates};

/// A part of a line with a label of its own; bytes of the line.
pub(crate) struct Part {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) label: Label,
    pub(crate) rule: &'static str,
}

/// The parts of line `k` that are something else than the whole line, in order, none over another.
pub(crate) fn parts(flat: &Flat, k: usize, whole: Verdict) -> Vec<Part> {
    let mut out = Vec::new();
    let line = &flat.lines[k];
    if line.chars > 2000
        || !matches!(
            whole.label,
            Label::Byline | Label::Dateline | Label::Other | Label::PhotoCaption
        )
    {
        return out;
    }
    let from = flat.elems.partition_point(|e| (e.lines.0 as usize) < k);
    let here = flat.elems[from..].iter().take_while(|e| e.lines.0 as usize == k);
    for e in here.take(60) {
        let Some((_, text)) = flat.part(e).filter(|(_, t)| t.len() < (line.end - line.start) as usize) else {
            continue;
        };
        let found = if whole.label == Label::PhotoCaption {
            e.groups
                .has(Group::Credit)
                .then_some((Label::PhotoCredit, "extract/photo-credit/part"))
        } else if dates::is_date_line(text).is_some() {
            Some((Label::Dateline, "extract/dateline/part"))
        } else if e.groups.has(Group::Byline) && text.len() <= 120 && !authors::signers(text).is_empty() {
            Some((Label::Byline, "extract/byline/part"))
        } else {
            None
        };
        let start = text.as_ptr() as usize - flat.of(line).as_ptr() as usize;
        let free = out.last().is_none_or(|p: &Part| p.end <= start);
        if let Some((label, rule)) = found.filter(|f| f.0 != whole.label && free) {
            let end = start + text.len();
            out.push(Part {
                start,
                end,
                label,
                rule,
            });
        }
    }
    if whole.label == Label::PhotoCaption && out.is_empty() {
        out.extend(credit(flat.of(line)));
    }
    out
}

/// Whether a line ends with a credit, as captions do.
pub(crate) fn has_credit(line: &str) -> bool {
    credit(line).is_some()
}

/// The credit that ends a caption: `The old bridge. Photo: Jane Doe`.
fn credit(caption: &str) -> Option<Part> {
    let mut before = ' ';
    let mut starts = Vec::new();
    let mut last = None;
    for (at, c) in caption.char_indices() {
        let opens = matches!(c, '(' | '[' | '©');
        let after_end = before == ' '
            && matches!(
                last,
                Some('.' | '!' | '?' | '…' | '|' | '/' | '–' | '—' | '”' | '»' | '"')
            );
        if at > 0 && (opens || (after_end && c != ' ')) {
            starts.push(at);
        }
        if !c.is_whitespace() {
            last = Some(c);
        }
        before = if c.is_whitespace() { ' ' } else { c };
    }
    // Nothing follows a credit, and it is short.
    let from = caption.len().saturating_sub(120);
    let fits = |at: &usize| *at >= from && tells(Cue::Credit, &caption[*at..]);
    // The longest of the last few.
    let last = starts.len().saturating_sub(8);
    let start = starts[last..].iter().copied().find(fits)?;
    Some(Part {
        start,
        end: caption.len(),
        label: Label::PhotoCredit,
        rule: "extract/photo-credit/end-of-caption",
    })
}
