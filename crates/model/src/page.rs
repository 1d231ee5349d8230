//! The page as it was decoded, and the same page as it is read after mojibake repair, with the way between.
//!
//! The page never changes: the dataset's offsets refer to it. Where bytes had been decoded twice somewhere on
//! their way, stages could read nothing in it; so they read the repaired text, and [`Page::to_page`] leads back.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{RuleId, Span};

/// One run of mojibake and what it says when it is read rightly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// Bytes of the text that was given.
    pub range: Range<usize>,
    /// What should stand there.
    pub after: String,
    /// Lengths in bytes, (before, after), of the smallest parts that belong together, in order; their sums are
    /// the lengths of `range` and `after`. Empty: the run is one part.
    pub parts: Vec<(u32, u32)>,
    /// The rule that decided, such as `decode/mojibake/utf-8-as-windows-1252`.
    pub rule: RuleId,
}

/// A stretch of the reading that differs from the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Edit {
    page: (u32, u32),
    reading: (u32, u32),
}

/// The decoded page, and the text that stages read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    page: String,
    reading: Option<String>,
    edits: Vec<Edit>,
}

impl Page {
    /// A page that is read as it stands.
    pub fn new(page: String) -> Page {
        Page {
            page,
            reading: None,
            edits: Vec::new(),
        }
    }

    /// A page with repairs; those that overlap an earlier one or do not fit the page are left out.
    /// Gives the page and, for each repair used, its span in the reading.
    pub fn repaired(page: String, repairs: &[Repair]) -> (Page, Vec<(Span, RuleId)>) {
        let mut reading = String::with_capacity(page.len());
        let mut edits = Vec::new();
        let mut runs = Vec::new();
        let mut at = 0;
        for repair in repairs {
            let Range { start, end } = repair.range.clone();
            if start < at || start >= end || Span::new(&page, start, end).is_none() {
                continue;
            }
            reading.push_str(&page[at..start]);
            let from = reading.len();
            reading.push_str(&repair.after);
            runs.push((from, reading.len(), repair.rule.clone()));
            let whole = [((end - start) as u32, repair.after.len() as u32)];
            let fits = repair.parts.iter().fold((0, 0), |s, p| (s.0 + p.0, s.1 + p.1)) == whole[0];
            let (mut before, mut after) = (start as u32, from as u32);
            for &(b, a) in if fits { &repair.parts[..] } else { &whole[..] } {
                edits.push(Edit {
                    page: (before, before + b),
                    reading: (after, after + a),
                });
                before += b;
                after += a;
            }
            at = end;
        }
        if runs.is_empty() {
            return (Page::new(page), Vec::new());
        }
        reading.push_str(&page[at..]);
        let runs = runs
            .into_iter()
            .filter_map(|(s, e, rule)| Some((Span::new(&reading, s, e)?, rule)))
            .collect();
        (
            Page {
                page,
                reading: Some(reading),
                edits,
            },
            runs,
        )
    }

    /// The page as decoded; the offsets of the dataset refer to it.
    pub fn page(&self) -> &str {
        &self.page
    }

    /// The text that stages read and spans refer to.
    pub fn reading(&self) -> &str {
        self.reading.as_deref().unwrap_or(&self.page)
    }

    /// The span of the page that belongs to a span of the reading; a border inside a repaired part moves
    /// outward to the part's border.
    pub fn to_page(&self, span: Span) -> Span {
        let (start, end) = self.map(span, |e| e.reading, |e| e.page);
        Span::new(&self.page, start, end).unwrap_or_else(|| Span::whole(&self.page))
    }

    /// The span of the reading that belongs to a span of the page.
    pub fn to_reading(&self, span: Span) -> Span {
        let (start, end) = self.map(span, |e| e.page, |e| e.reading);
        Span::new(self.reading(), start, end).unwrap_or_else(|| Span::whole(self.reading()))
    }

    fn map(&self, span: Span, from: impl Fn(&Edit) -> (u32, u32), to: impl Fn(&Edit) -> (u32, u32)) -> (usize, usize) {
        let place = |at: u32, widen_right: bool| {
            let k = self
                .edits
                .partition_point(|e| from(e).0 < at || (!widen_right && from(e).0 == at));
            let Some(edit) = k.checked_sub(1).map(|k| &self.edits[k]) else {
                return at;
            };
            let (f, t) = (from(edit), to(edit));
            if at >= f.1 {
                t.1 + (at - f.1)
            } else if at == f.0 {
                t.0
            } else if widen_right {
                t.1
            } else {
                t.0
            }
        };
        let start = place(span.start() as u32, false);
        let end = if span.is_empty() {
            start
        } else {
            place(span.end() as u32, true)
        };
        (start as usize, end.max(start) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> (Page, Vec<(Span, RuleId)>) {
        let repair = Repair {
            range: 2..6,
            after: "é".into(),
            parts: vec![],
            rule: RuleId::new("r"),
        };
        let parts = Repair {
            range: 7..15,
            after: "éà".into(),
            parts: vec![(4, 2), (4, 2)],
            rule: RuleId::new("r"),
        };
        Page::repaired("a Ã© Ã©Ã xz".replace("Ã x", "Ã\u{a0}x"), &[repair, parts])
    }

    #[test]
    fn spans_lead_from_the_reading_to_the_page_and_back() {
        let (page, runs) = page();
        assert_eq!(page.reading(), "a é éàxz");
        assert_eq!(runs.len(), 2);
        let text = page.reading().to_owned();
        for (slice, want) in [
            ("a", "a"),
            ("é", "Ã©"),
            ("à", "Ã\u{a0}"),
            ("xz", "xz"),
            ("éà", "Ã©Ã\u{a0}"),
        ] {
            let at = text.rfind(slice).unwrap();
            let span = Span::new(&text, at, at + slice.len()).unwrap();
            assert_eq!(page.to_page(span).of(page.page()), want);
            assert_eq!(page.to_reading(page.to_page(span)), span);
        }
        assert_eq!(page.to_page(Span::whole(&text)), Span::whole(page.page()));
    }

    #[test]
    fn a_page_without_repairs_is_its_own_reading() {
        let page = Page::new("Мінск".into());
        let span = Span::new(page.page(), 2, 4).unwrap();
        assert_eq!(page.to_page(span), span);
        assert_eq!(page.reading(), page.page());
    }
}
