//! Habits of the whole document: straight or curly marks, points inside or outside them.

use copydesk_model::{ArtifactKind, Span};

use crate::{finding::Finding, marks::Seen, tongue::Tongue};

/// Marks of all lines. Apostrophes count with the quotation marks.
#[derive(Default)]
pub(crate) struct Style {
    straight: Vec<(usize, char)>,
    curly: Vec<(usize, char)>,
    inside: usize,
    outside: Vec<(usize, usize)>,
}

impl Style {
    pub(crate) fn add(&mut self, line: Span, seen: &Seen) {
        for &(at, is_curly, c) in &seen.style {
            let place = (line.start() + at, c);
            if is_curly {
                self.curly.push(place)
            } else {
                self.straight.push(place)
            }
        }
        self.inside += seen.inside;
        self.outside
            .extend(seen.outside.iter().map(|&(s, e)| (line.start() + s, line.start() + e)));
    }

    pub(crate) fn finish(self, text: &str, tongue: &Tongue, found: &mut Vec<Finding>) {
        let (few, many) = if self.straight.len() < self.curly.len() {
            (&self.straight, self.curly.len())
        } else {
            (&self.curly, self.straight.len())
        };
        // Two in five are no minority: such a document has no style of its own.
        if few.len() * 3 <= many * 2 {
            let evidence = format!("{} of {} marks", few.len(), few.len() + many);
            for &(at, c) in few {
                let f = Finding::new(
                    at,
                    at + c.len_utf8(),
                    ArtifactKind::MixedQuoteStyle,
                    "quote/mixed-style",
                    0.9,
                );
                let f = match c {
                    '“' | '”' => f.suggest("\""),
                    '‘' | '’' => f.suggest("'"),
                    _ => f,
                };
                found.push(f.because(evidence.clone()));
            }
        }
        if tongue.english && self.inside > self.outside.len() {
            let evidence = format!("inside {} times", self.inside);
            for &(start, end) in &self.outside {
                let kind = ArtifactKind::PunctuationOutsideQuote;
                let point = &text[end - 1..end];
                let mark = &text[start..end - 1];
                let f = Finding::new(start, end, kind, "quote/punctuation-outside", 0.7);
                found.push(f.suggest(format!("{point}{mark}")).because(evidence.clone()));
            }
        }
    }
}
