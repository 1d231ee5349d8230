//! The page as lines, each wholly kept or wholly removed.

use copydesk_model::{BlockKind, Document, Piece, Span};

/// A line of the page, or the kept or removed part of one; trimmed, never empty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) span: Span,
    /// Whether it stays in the clean text and is prose, so that repairs make sense.
    pub(crate) kept: bool,
}

/// All lines in order. Parts that touch and are both kept are one: the renderer leaves them together.
pub(crate) fn lines(doc: &Document, pieces: &[Piece]) -> Vec<Line> {
    let text = doc.text();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for p in pieces.iter().filter(|p| p.kept()) {
        match runs.last_mut() {
            Some(last) if last.1 == p.span.start() => last.1 = p.span.end(),
            _ => runs.push((p.span.start(), p.span.end())),
        }
    }
    let mut out = Vec::new();
    let (mut run, mut block, mut at) = (0, 0, 0);
    for line in text.split('\n') {
        let (start, end) = (at, at + line.len());
        at = end + 1;
        if line.trim().is_empty() {
            continue;
        }
        while block < doc.blocks.len() && doc.blocks[block].span.end() <= start {
            block += 1;
        }
        let prose = doc
            .blocks
            .get(block)
            .is_none_or(|b| b.span.start() >= end || !matches!(b.kind, BlockKind::Code | BlockKind::TableRow));
        let mut from = start;
        while from < end {
            while run < runs.len() && runs[run].1 <= from {
                run += 1;
            }
            let (kept, to) = match runs.get(run) {
                Some(&(s, e)) if s <= from => (true, e.min(end)),
                Some(&(s, _)) => (false, s.min(end)),
                None => (false, end),
            };
            if let Some(span) = Span::new(text, from, to)
                .map(|s| s.trimmed(text))
                .filter(|s| !s.is_empty())
            {
                out.push(Line {
                    span,
                    kept: kept && prose,
                });
            }
            from = to;
        }
    }
    out
}
