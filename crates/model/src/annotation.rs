//! The only thing a stage can add to a document.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{ArtifactKind, Code, Label, Span};

/// The id of the rule that decided, path-like and stable: `boilerplate/paywall/en/small-favor`.
/// It never changes its meaning; a rule that comes to mean something else gets another id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleId(Arc<str>);

impl RuleId {
    /// The id of that name.
    pub fn new(name: &str) -> RuleId {
        RuleId(name.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for RuleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// What a name stands for: `by-lukashenko-a` in the gazetteer, `x-…` for a cluster of this corpus.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityId(Arc<str>);

impl EntityId {
    /// The id of that name.
    pub fn new(name: &str) -> EntityId {
        EntityId(name.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for EntityId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// Persons, organisations, places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EntityType {
    /// A human being.
    Person,
    /// An organisation, agency, medium, alliance, and metonyms such as the Kremlin.
    Org,
    /// A place.
    Place,
}

impl EntityType {
    /// The name in the columns `type`.
    pub fn name(self) -> &'static str {
        match self {
            EntityType::Person => "person",
            EntityType::Org => "org",
            EntityType::Place => "place",
        }
    }

    /// The type of that name.
    pub fn from_name(name: &str) -> Option<EntityType> {
        [EntityType::Person, EntityType::Org, EntityType::Place]
            .into_iter()
            .find(|t| t.name() == name)
    }
}

/// A named person, organisation or place; the surface is the annotation's span, without a possessive ending.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// What it stands for, when that is known.
    pub entity: Option<EntityId>,
    /// The form that stands for all its spellings.
    pub canonical: Option<Arc<str>>,
    /// Person, organisation or place.
    pub kind: EntityType,
    /// Whether it stands inside a direct quotation.
    pub in_quote: bool,
}

/// What an annotation says of its span.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Mark {
    /// What the piece is. Where two overlap, the later one in the document's list decides.
    Label(Label),
    /// A defect, with the text that would mend it.
    Artifact {
        /// What is wrong.
        kind: ArtifactKind,
        /// What should stand there.
        repair: Option<Box<str>>,
        /// Whether the renderer puts the repair in place of the span (in kept text only).
        apply: bool,
    },
    /// A named person, organisation or place.
    Mention(Box<Mention>),
    /// A paragraph in another language than its document.
    Language {
        /// ISO 639-3.
        language: Code,
    },
}

/// One finding: where, what, by which rule, how sure, and on what evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// Bytes of [`crate::Document::text`].
    pub span: Span,
    /// What it says.
    pub mark: Mark,
    /// The rule that decided.
    pub rule: RuleId,
    /// From 0 to 1: the measured or stated precision of the rule here.
    pub score: f32,
    /// What was seen, for people: the cue, the count of pages, the neighbour.
    pub evidence: Option<Box<str>>,
}

impl Annotation {
    /// A label for `span`.
    pub fn label(span: Span, label: Label, rule: &RuleId, score: f32) -> Annotation {
        Annotation {
            span,
            mark: Mark::Label(label),
            rule: rule.clone(),
            score,
            evidence: None,
        }
    }

    /// A defect at `span` that is reported and left as it is.
    pub fn artifact(span: Span, kind: ArtifactKind, rule: &RuleId, score: f32) -> Annotation {
        Annotation {
            span,
            mark: Mark::Artifact {
                kind,
                repair: None,
                apply: false,
            },
            rule: rule.clone(),
            score,
            evidence: None,
        }
    }

    /// A defect at `span` with its repair; `apply` when the repair is safe.
    pub fn repair(span: Span, kind: ArtifactKind, repair: &str, apply: bool, rule: &RuleId, score: f32) -> Annotation {
        let mark = Mark::Artifact {
            kind,
            repair: Some(repair.into()),
            apply,
        };
        Annotation {
            span,
            mark,
            rule: rule.clone(),
            score,
            evidence: None,
        }
    }

    /// The same, with what was seen.
    #[must_use]
    pub fn because(mut self, evidence: impl Into<Box<str>>) -> Annotation {
        self.evidence = Some(evidence.into());
        self
    }

    /// The label, when this is one.
    pub fn as_label(&self) -> Option<Label> {
        match self.mark {
            Mark::Label(label) => Some(label),
            _ => None,
        }
    }

    /// The mention, when this is one.
    pub fn as_mention(&self) -> Option<&Mention> {
        match &self.mark {
            Mark::Mention(mention) => Some(mention),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of one defect beside the other has millions of them.
    #[test]
    fn a_finding_takes_little_room() {
        assert!(size_of::<Annotation>() <= 72);
    }
}
