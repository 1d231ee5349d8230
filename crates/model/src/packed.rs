//! Annotations as a document keeps them on disk: each rule's id stands once, and a finding names its place. What is read
//! back shares one id between all findings of a rule, as stages do.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

use crate::{Annotation, Mark, RuleId, Span};

/// Room is made at once for this many findings at most, whatever the bytes say of their number.
const MOST_AT_ONCE: usize = 1 << 22;

pub(crate) fn serialize<S: Serializer>(all: &[Annotation], to: S) -> Result<S::Ok, S::Error> {
    let mut rules: Vec<&RuleId> = Vec::new();
    let mut places: BTreeMap<&RuleId, u32> = BTreeMap::new();
    for a in all {
        if rules.last() != Some(&&a.rule) {
            places.entry(&a.rule).or_insert_with(|| {
                rules.push(&a.rule);
                rules.len() as u32 - 1
            });
        }
    }
    (rules, Findings { all, places }).serialize(to)
}

struct Findings<'a> {
    all: &'a [Annotation],
    places: BTreeMap<&'a RuleId, u32>,
}

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut last: Option<(&RuleId, u32)> = None;
        to.collect_seq(self.all.iter().map(|a| {
            let place = match last {
                Some((rule, place)) if *rule == a.rule => place,
                _ => self.places[&a.rule],
            };
            last = Some((&a.rule, place));
            (a.span, &a.mark, place, a.score, &a.evidence)
        }))
    }
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Annotation>, D::Error> {
    from.deserialize_tuple(2, Both)
}

struct Both;

impl<'de> Visitor<'de> for Both {
    type Value = Vec<Annotation>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("rules and findings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
        let rules = from.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
        from.next_element_seed(Rules(rules))?
            .ok_or_else(|| A::Error::invalid_length(1, &self))
    }
}

struct Rules(Vec<RuleId>);

impl<'de> DeserializeSeed<'de> for Rules {
    type Value = Vec<Annotation>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rules {
    type Value = Vec<Annotation>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("findings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::with_capacity(from.size_hint().unwrap_or_default().min(MOST_AT_ONCE));
        while let Some((span, mark, place, score, evidence)) =
            from.next_element::<(Span, Mark, u32, f32, Option<Box<str>>)>()?
        {
            let rule = self.0.get(place as usize);
            let rule = rule.ok_or_else(|| A::Error::custom("a finding of no rule"))?.clone();
            all.push(Annotation {
                span,
                mark,
                rule,
                score,
                evidence,
            });
        }
        Ok(all)
    }
}
