//! The ids of the rules, in the order of the tiers.

use copydesk_model::RuleId;

/// A rule, as a place in [`IDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rule(u8);

impl Rule {
    /// Its id.
    pub(crate) fn id(self) -> RuleId {
        RuleId::new(IDS[self.0 as usize])
    }

    /// Its place among all of them.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// All ids.
pub(crate) const IDS: [&str; 10] = [
    "names/gazetteer/exact",
    "names/key/skeleton",
    "names/fuzzy",
    "names/document/surname",
    "names/gazetteer/surname-default",
    "names/document/given-name",
    "names/document/short-form",
    "names/pattern/person",
    "names/pattern/organisation",
    "names/cluster",
];

/// The ids as the documents carry them, in the order of [`IDS`].
pub(crate) fn ids() -> Vec<RuleId> {
    IDS.iter().map(|id| RuleId::new(id)).collect()
}

/// A form of the gazetteer, or a given name and a surname of one entity.
pub(crate) const EXACT: Rule = Rule(0);
/// A spelling the gazetteer does not hold, by its skeleton.
pub(crate) const SKELETON: Rule = Rule(1);
/// One letter from a name of the gazetteer.
pub(crate) const FUZZY: Rule = Rule(2);
/// A bare surname, linked within its document.
pub(crate) const SURNAME: Rule = Rule(3);
/// A bare surname that stands for its best-known bearer.
pub(crate) const DEFAULT: Rule = Rule(4);
/// A given name alone, linked within its document.
pub(crate) const GIVEN: Rule = Rule(5);
/// A short form or an acronym that the document has explained.
pub(crate) const SHORT: Rule = Rule(6);
/// A person, by the shape of the name and what stands beside it.
pub(crate) const PERSON: Rule = Rule(7);
/// An organisation, by the word its name turns on.
pub(crate) const ORGANISATION: Rule = Rule(8);
/// A name of a list or a corpus, clustered with its like.
pub(crate) const CLUSTER: Rule = Rule(9);
