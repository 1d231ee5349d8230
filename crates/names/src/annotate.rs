//! Finds the mentions of one document: the order of the tiers, and what a finding becomes.
//!
//! First the forms of the gazetteer, then persons and organisations that only their shape and surroundings show,
//! then what the document itself explains: bare surnames, short forms, acronyms. Nothing is looked up in other
//! documents here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use copydesk_model::{Annotation, Document, EntityId, EntityType, Mark, Mention, Span};

use crate::gazetteer::Gazetteer;
use crate::quotes::Place;
use crate::rules::Rule;
use crate::style::day_of;
use crate::tokens::Tokens;
use crate::{document, exact, organisations, persons, quotes, rules};

/// Findings of one document; those behind are not listed. Ten megabytes of news pages hold some 18,000 (906 real pages), and each takes
/// some 300 bytes until it is written.
pub(crate) const MOST: usize = 150_000;

/// What a finding stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Entities of the gazetteer; one, or several that the document must choose from.
    Known(Vec<u32>),
    /// A name that no gazetteer knows, in the form that stands for it in this document.
    Unknown(String),
    /// A known name of two who are both at hand.
    Open,
    /// What looks like a name and is none.
    Trap,
}

/// A finding before it becomes an annotation.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: EntityType,
    pub(crate) target: Target,
    pub(crate) rule: Rule,
    pub(crate) score: f32,
    pub(crate) evidence: Option<String>,
    /// Given name and surname together, so that a bare surname may lead to it.
    pub(crate) full: bool,
}

/// Findings in the making.
pub(crate) struct Work<'d, 'g> {
    pub(crate) gazetteer: &'g Gazetteer,
    pub(crate) tokens: Tokens<'d, 'g>,
    pub(crate) found: Vec<Found>,
    /// For each token the finding it belongs to.
    pub(crate) owner: Vec<Option<u32>>,
}

impl<'d, 'g> Work<'d, 'g> {
    fn new(doc: &'d Document, gazetteer: &'g Gazetteer) -> Self {
        let tokens = Tokens::of(doc, gazetteer.words());
        Work {
            gazetteer,
            owner: vec![None; tokens.all.len()],
            tokens,
            found: Vec::new(),
        }
    }
}

impl<'d> Work<'d, '_> {
    /// Adds a finding over the tokens `first..=last`.
    pub(crate) fn claim(&mut self, first: usize, last: usize, found: Found) {
        if self.found.len() >= MOST {
            return;
        }
        let k = self.found.len() as u32;
        for owner in &mut self.owner[first..=last] {
            *owner = Some(k);
        }
        self.found.push(found);
    }

    pub(crate) fn is_free(&self, k: usize) -> bool {
        self.owner.get(k).is_some_and(Option::is_none)
    }

    /// Whether token `k` belongs to a finding of that kind.
    pub(crate) fn is_of(&self, k: usize, kind: EntityType) -> bool {
        self.owner
            .get(k)
            .copied()
            .flatten()
            .is_some_and(|f| self.found[f as usize].kind == kind && self.found[f as usize].target != Target::Trap)
    }

    pub(crate) fn text(&self) -> &'d str {
        self.tokens.text
    }
}

/// The persons, organisations and places that a document mentions, in all regions of its page.
pub fn annotate(doc: &Document, gazetteer: &Gazetteer) -> Vec<Annotation> {
    let mut work = Work::new(doc, gazetteer);
    exact::find(&mut work);
    persons::find(&mut work, doc);
    organisations::find(&mut work);
    document::link(&mut work);
    finish(work, doc)
}

/// How many forms the first tier alone finds in a document.
pub(crate) fn exact_count(doc: &Document, gazetteer: &Gazetteer) -> usize {
    let mut work = Work::new(doc, gazetteer);
    exact::find(&mut work);
    work.found.len()
}

fn finish(work: Work<'_, '_>, doc: &Document) -> Vec<Annotation> {
    let Work {
        gazetteer,
        tokens,
        mut found,
        owner,
    } = work;
    let text = tokens.text;
    drop((owner, tokens));
    found.retain(|f| !is_address(text, f.start, f.end));
    found.sort_by_key(|f| (f.start, std::cmp::Reverse(f.end), f.target == Target::Trap));
    // The longest name wins; findings of later tiers may hold earlier ones.
    // A trap holds its place against the names inside it, and goes with them.
    let mut taken = 0;
    found.retain(|f| {
        let free = taken <= f.start;
        taken = if free { f.end } else { taken };
        free && f.target != Target::Trap
    });
    let kept = found;
    let named: BTreeSet<u32> = kept
        .iter()
        .filter_map(|f| match &f.target {
            Target::Known(of) if of.len() == 1 && gazetteer.row(of[0]).needs().is_none() => Some(of[0]),
            _ => None,
        })
        .collect();
    let near = |k: u32| {
        gazetteer.row(k).needs().is_none_or(|needs| {
            let with_dash = format!("{needs}-");
            named.iter().any(|&n| {
                let id = gazetteer.at(n).id.as_str();
                id == needs || id.starts_with(&with_dash)
            })
        })
    };
    let quoted = quotes::inside(doc, &kept, gazetteer.words());
    let rule_of = rules::ids();
    let language = doc.language.language.as_str();
    let day = doc.meta.published.map(|stamp| day_of(stamp.micros));
    // A name that comes again shares what it stands for.
    let mut unknown: BTreeMap<(EntityType, String), (EntityId, Arc<str>)> = BTreeMap::new();
    let mut known: BTreeMap<u32, Arc<str>> = BTreeMap::new();
    let mut out = Vec::with_capacity(kept.len());
    for (f, place) in kept.into_iter().zip(quoted) {
        if place == Place::Title {
            continue;
        }
        let Some(span) = Span::new(text, f.start, f.end) else {
            continue;
        };
        let (entity, canonical) = match &f.target {
            Target::Known(of) => {
                let fits: Vec<u32> = of.iter().copied().filter(|&k| near(k)).collect();
                match fits[..] {
                    [k] => {
                        let canonical = known
                            .entry(k)
                            .or_insert_with(|| gazetteer.canonical(k, language, day.as_deref()).into());
                        (Some(gazetteer.at(k).id.clone()), Some(canonical.clone()))
                    }
                    _ => (None, None),
                }
            }
            Target::Unknown(name) => {
                let (id, name) = unknown
                    .entry((f.kind, name.clone()))
                    .or_insert_with(|| (crate::cluster::id_of(name, f.kind), name.as_str().into()));
                (Some(id.clone()), Some(name.clone()))
            }
            Target::Open | Target::Trap => (None, None),
        };
        let rule = rule_of[f.rule.index()].clone();
        let mention = Mention {
            entity,
            canonical,
            kind: f.kind,
            in_quote: place == Place::Quoted,
        };
        out.push(Annotation {
            span,
            mark: Mark::Mention(Box::new(mention)),
            rule,
            score: f.score,
            evidence: f.evidence.map(Into::into),
        });
    }
    out
}

/// Whether a finding lies in an address, a handle or a tag, which are left alone.
fn is_address(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].bytes().next_back();
    if matches!(before, Some(b'@' | b'#' | b'_' | b'\\' | b'=' | b'&')) {
        return true;
    }
    // Only bytes that an address can hold are walked, and not far: a slash may also part two agencies.
    if !matches!(before, Some(b'/' | b'.' | b'-' | b':'))
        && !matches!(text.as_bytes().get(end), Some(b'/' | b'@' | b'_'))
    {
        return false;
    }
    let from = text.as_bytes()[..start]
        .iter()
        .rev()
        .take(200)
        .take_while(|b| !b.is_ascii_whitespace())
        .count();
    let to = text.as_bytes()[end..]
        .iter()
        .take(200)
        .take_while(|b| !b.is_ascii_whitespace())
        .count();
    let chunk = &text.as_bytes()[start - from..end + to];
    let has = |needle: &[u8]| chunk.windows(needle.len()).any(|w| w == needle);
    has(b"://") || has(b"www.") || has(b"@") || has(b".html") || has(b".com/") || (before == Some(b'.') && from > 1)
}
