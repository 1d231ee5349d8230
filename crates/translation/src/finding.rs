//! What the rules of this crate hand in, and how it becomes annotations.

use std::collections::BTreeMap;

use copydesk_model::{Annotation, ArtifactKind, Mark, RuleId, Span};

/// So many findings are enough for one document: more means that it is no prose, and only costs memory.
const MOST: usize = 50_000;

/// One defect, in bytes of its line (of the text, for rules that see the whole document).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: ArtifactKind,
    /// Below `translation/`.
    pub(crate) rule: Name,
    pub(crate) score: f32,
    pub(crate) repair: Option<String>,
    /// Wanted by the rule; `settle` may take it back.
    pub(crate) apply: bool,
    pub(crate) evidence: Option<String>,
}

/// The id of a rule in code, or of one in a rule file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Name {
    Code(&'static str),
    File(RuleId),
}

impl Finding {
    pub(crate) fn new(start: usize, end: usize, kind: ArtifactKind, rule: &'static str, score: f32) -> Finding {
        Finding {
            start,
            end,
            kind,
            rule: Name::Code(rule),
            score,
            repair: None,
            apply: false,
            evidence: None,
        }
    }

    /// With the text that would mend it; reported only.
    pub(crate) fn suggest(mut self, repair: impl Into<String>) -> Finding {
        self.repair = Some(repair.into());
        self
    }

    /// With the text that mends it, to be put in place if `settle` agrees.
    pub(crate) fn mend(self, repair: impl Into<String>, sure: bool) -> Finding {
        let mut found = self.suggest(repair);
        found.apply = sure;
        found
    }

    pub(crate) fn because(mut self, evidence: impl Into<String>) -> Finding {
        self.evidence = Some(evidence.into());
        self
    }
}

/// Collects findings of all lines.
pub(crate) struct Sink<'t> {
    text: &'t str,
    out: Vec<Annotation>,
    ids: BTreeMap<&'static str, RuleId>,
}

impl<'t> Sink<'t> {
    pub(crate) fn new(text: &'t str) -> Sink<'t> {
        Sink {
            text,
            out: Vec::new(),
            ids: BTreeMap::new(),
        }
    }

    /// Findings of one line.
    pub(crate) fn add(&mut self, line: Span, found: Vec<Finding>) {
        for f in found {
            if let Some(span) = line.within(self.text, f.start, f.end) {
                self.push(span, f);
            }
        }
    }

    /// Findings in bytes of the whole text.
    pub(crate) fn add_absolute(&mut self, found: Vec<Finding>) {
        for f in found {
            if let Some(span) = Span::new(self.text, f.start, f.end) {
                self.push(span, f);
            }
        }
    }

    fn push(&mut self, span: Span, f: Finding) {
        if self.out.len() >= MOST {
            return;
        }
        let rule = match f.rule {
            Name::File(id) => id,
            Name::Code(name) => {
                let id = self
                    .ids
                    .entry(name)
                    .or_insert_with(|| RuleId::new(&format!("translation/{name}")));
                id.clone()
            }
        };
        self.out.push(Annotation {
            span,
            mark: Mark::Artifact {
                kind: f.kind,
                repair: f.repair.map(Into::into),
                apply: f.apply,
            },
            rule,
            score: f.score,
            evidence: f.evidence.map(Into::into),
        });
    }

    pub(crate) fn into_annotations(self) -> Vec<Annotation> {
        let mut out = self.out;
        out.sort_by_key(|a| {
            let kind = match a.mark {
                Mark::Artifact { kind, .. } => Some(kind),
                _ => None,
            };
            (a.span, kind)
        });
        // Two rules may agree on a kind and a place; once is enough.
        out.dedup_by(|b, a| {
            a.span == b.span
                && match (&a.mark, &b.mark) {
                    (Mark::Artifact { kind: x, .. }, Mark::Artifact { kind: y, .. }) => x == y,
                    _ => false,
                }
        });
        out
    }
}
