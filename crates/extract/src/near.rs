//! The lines around the headline, where a page says who wrote an article and when.

use copydesk_model::Label;

use crate::flat::{Elem, Flat, Line, Tag};
use crate::labels::Verdict;
use crate::tokens::Group;

/// How many lines before the headline and between it and the text are looked at.
const BEFORE: usize = 8;
const BETWEEN: usize = 40;

/// Lines of one page around its headline and the beginning of its text.
pub(crate) struct Near {
    title: Option<usize>,
    first: usize,
    end: usize,
}

impl Near {
    /// Finds them.
    pub(crate) fn of(flat: &Flat, verdicts: &[Verdict]) -> Near {
        let is = |k: &usize, label| verdicts[*k].label == label && flat.lines[*k].hidden_by == 0;
        let n = flat.lines.len();
        let title = (0..n).find(|k| is(k, Label::Title));
        let from = title.map_or(0, |t| t + 1);
        // A short line in front of the first paragraph may be a signature that nothing marks.
        let body = (from..n)
            .find(|k| is(k, Label::Body) && flat.lines[*k].chars >= 60)
            .or_else(|| (from..n).find(|k| is(k, Label::Body)));
        let first = body.unwrap_or(n.min(from + 12));
        Near {
            title,
            first: if title.is_some() {
                first.min(from + BETWEEN)
            } else {
                first
            },
            end: if body.is_some() { n.min(first + 3) } else { first },
        }
    }

    /// Between headline and text, then upwards from the headline, then the first lines of the text; boxes apart.
    pub(crate) fn lines<'f>(&self, flat: &'f Flat) -> impl Iterator<Item = (usize, &'f Line)> {
        let from = self.title.map_or(self.first.saturating_sub(BEFORE), |t| t + 1);
        let above = self.title.map_or(0..0, |t| t.saturating_sub(BEFORE)..t);
        (from..self.first)
            .chain(above.rev())
            .chain(self.first..self.end)
            .map(|k| (k, &flat.lines[k]))
            .filter(|(_, l)| !apart(flat, l.elem))
    }

    /// Whether a line stands after the headline.
    pub(crate) fn below_title(&self, k: usize) -> bool {
        self.title.is_none_or(|t| k > t)
    }

    /// Whether the text has begun.
    pub(crate) fn in_text(&self, k: usize) -> bool {
        k >= self.first
    }

    /// Whether a line is one of these.
    pub(crate) fn holds(&self, k: usize) -> bool {
        let start = self.title.unwrap_or(self.first).saturating_sub(BEFORE);
        (start..self.end).contains(&k)
    }

    /// Elements near the headline whose names say that they hold an author, with their text.
    pub(crate) fn author_elements<'f>(&'f self, flat: &'f Flat) -> impl Iterator<Item = (&'f Elem, &'f str)> {
        flat.elems
            .iter()
            .filter(|e| e.groups.has(Group::Byline) && matches!(e.tag, Tag::A | Tag::Inline | Tag::P | Tag::Block))
            .filter(|e| self.holds(e.lines.0 as usize) && e.lines.1 <= e.lines.0 + 1)
            .filter_map(|e| {
                let (line, text) = flat.part(e)?;
                (!apart(flat, flat.lines[line].elem)).then_some((e, text))
            })
    }
}

/// Whether an element stands in a box that is not about this article.
pub(crate) fn apart(flat: &Flat, elem: u32) -> bool {
    matches!(
        flat.elems[elem as usize].context,
        Some(
            Group::Comments
                | Group::CommentForm
                | Group::Cookie
                | Group::Ad
                | Group::Paywall
                | Group::Newsletter
                | Group::Related
                | Group::Nav
                | Group::Footer
                | Group::Credit
                | Group::Caption
        )
    )
}
