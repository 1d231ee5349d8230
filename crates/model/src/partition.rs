//! Label annotations turned into a partition of the page: nothing is lost, nothing is counted twice.

use std::collections::BTreeSet;

use crate::{Document, Label, Mark, RuleId, Span};

/// How sure a removal must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Policy {
    /// Labels that remove are passed over below this score, and what was said before them holds.
    pub least_removal_score: f32,
}

impl Policy {
    /// What the build does unless told otherwise.
    pub const DEFAULT: Policy = Policy {
        least_removal_score: 0.5,
    };
    /// `--keep-when-unsure`.
    pub const KEEP_WHEN_UNSURE: Policy = Policy {
        least_removal_score: 0.9,
    };
}

/// One piece of the page with the label that holds and the rule that decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Bytes of [`Document::text`].
    pub span: Span,
    /// What it is.
    pub label: Label,
    /// The rule that decided.
    pub rule: RuleId,
    /// From 0 to 1.
    pub score: f32,
    /// Index of the deciding annotation; `None` for what no annotation covers.
    pub annotation: Option<usize>,
}

impl Piece {
    /// Whether the piece stays in the clean text.
    pub fn kept(&self) -> bool {
        self.label.kept()
    }
}

/// The pieces of a document: they follow each other without gap or overlap and add up to its text.
///
/// Where label annotations overlap, the one that was added last decides. What none covers is `blank` when it is
/// white space, else `body`: text that nobody spoke about is kept.
pub fn pieces(doc: &Document, policy: Policy) -> Vec<Piece> {
    let text = doc.text();
    // Borders of label annotations: (place, is a start, index).
    let mut borders: Vec<(usize, bool, usize)> = Vec::new();
    for (k, a) in doc.annotations().iter().enumerate() {
        let Mark::Label(label) = a.mark else { continue };
        if a.span.is_empty() || (!label.kept() && a.score < policy.least_removal_score) {
            continue;
        }
        borders.push((a.span.start(), true, k));
        borders.push((a.span.end(), false, k));
    }
    borders.sort_unstable();
    let mut out: Vec<Piece> = Vec::with_capacity(borders.len() + 1);
    let silent = Silent {
        blank: RuleId::new("model/white-space"),
        body: RuleId::new("model/unlabelled"),
    };
    let mut active: BTreeSet<usize> = BTreeSet::new();
    let mut at = 0;
    let mut next = 0;
    while at < text.len() {
        while next < borders.len() && borders[next].0 == at {
            let (_, starts, k) = borders[next];
            if starts {
                active.insert(k)
            } else {
                active.remove(&k)
            };
            next += 1;
        }
        let end = borders.get(next).map_or(text.len(), |b| b.0);
        let Some(span) = Span::new(text, at, end) else { break };
        push(doc, &mut out, span, active.last().copied(), &silent);
        at = end;
    }
    out
}

/// Rules of what no annotation covers.
struct Silent {
    blank: RuleId,
    body: RuleId,
}

fn push(doc: &Document, out: &mut Vec<Piece>, span: Span, top: Option<usize>, silent: &Silent) {
    if let Some(k) = top {
        let a = &doc.annotations()[k];
        let Mark::Label(label) = a.mark else { return };
        match out.last_mut() {
            Some(last) if last.annotation == top => last.span = join(doc, last.span, span),
            _ => out.push(Piece {
                span,
                label,
                rule: a.rule.clone(),
                score: a.score,
                annotation: top,
            }),
        }
        return;
    }
    // Line by line, so that white space between lines is blank and not body.
    let text = doc.text();
    let piece = |span, label, rule: &RuleId| Piece {
        span,
        label,
        rule: rule.clone(),
        score: 1.0,
        annotation: None,
    };
    let mut at = span.start();
    let lines = span
        .of(text)
        .split('\n')
        .filter_map(|line| Span::of_slice(text, line.trim()));
    for core in lines.filter(|core| !core.is_empty()) {
        let before = Span::new(text, at, core.start()).filter(|s| !s.is_empty());
        out.extend(before.map(|s| piece(s, Label::Blank, &silent.blank)));
        out.push(piece(core, Label::Body, &silent.body));
        at = core.end();
    }
    let rest = Span::new(text, at, span.end()).filter(|s| !s.is_empty());
    out.extend(rest.map(|s| piece(s, Label::Blank, &silent.blank)));
}

fn join(doc: &Document, a: Span, b: Span) -> Span {
    Span::new(doc.text(), a.start(), b.end()).unwrap_or(a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Annotation;

    fn label(doc: &mut Document, slice: &str, label: Label, score: f32) {
        let at = doc.text().find(slice).unwrap();
        let span = Span::new(doc.text(), at, at + slice.len()).unwrap();
        doc.annotate(vec![Annotation::label(span, label, &RuleId::new("test/rule"), score)]);
    }

    fn check(doc: &Document, policy: Policy, want: &[(&str, Label)]) {
        let got = pieces(doc, policy);
        let shown: Vec<_> = got.iter().map(|p| (p.span.of(doc.text()), p.label)).collect();
        assert_eq!(shown, want);
        assert_eq!(
            got.iter().map(|p| p.span.of(doc.text())).collect::<String>(),
            doc.text()
        );
    }

    #[test]
    fn the_later_label_decides_and_nothing_is_lost() {
        let mut doc = Document::from_lines("Home News Title\n\nBody text. Preview\n");
        label(&mut doc, "Home News Title", Label::Nav, 1.0);
        label(&mut doc, "Title", Label::Title, 1.0);
        label(&mut doc, "Preview", Label::Nav, 1.0);
        let want = [
            ("Home News ", Label::Nav),
            ("Title", Label::Title),
            ("\n\n", Label::Blank),
            ("Body text.", Label::Body),
            (" ", Label::Blank),
            ("Preview", Label::Nav),
            ("\n", Label::Blank),
        ];
        check(&doc, Policy::DEFAULT, &want);
    }

    #[test]
    fn an_unsure_removal_is_passed_over_when_asked() {
        let mut doc = Document::from_lines("Maybe an appeal.");
        label(&mut doc, "Maybe an appeal.", Label::Paywall, 0.7);
        check(&doc, Policy::DEFAULT, &[("Maybe an appeal.", Label::Paywall)]);
        check(&doc, Policy::KEEP_WHEN_UNSURE, &[("Maybe an appeal.", Label::Body)]);
    }
}
