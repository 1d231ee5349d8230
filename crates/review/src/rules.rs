//! What every rule did, with samples, so that a bad rule is found in a minute.

use std::collections::BTreeMap;

use copydesk_dataset::DocumentRows;

use crate::error::Error;
use crate::folder::Folder;
use crate::heads::{Heads, clip};
use crate::intern::Intern;
use crate::json::Json;
use crate::place::Units;
use crate::sample::Sample;
use crate::store::Store;
use crate::table::{self, Column};

/// What a rule does in one of its roles. A rule that removes in one place and keeps in another has two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Removes,
    Keeps,
    Finds,
    Names,
}

const ROLES: [(Role, &str); 4] = [
    (Role::Removes, "removes"),
    (Role::Keeps, "keeps"),
    (Role::Finds, "finds artifacts"),
    (Role::Names, "links names"),
];

/// Distinct texts shown of a rule, and the ones with the lowest scores beside them.
const SAMPLES: usize = 40;
const LOWEST: usize = 8;
/// Characters shown of one text.
const SHOWN: usize = 400;

#[derive(Clone, Debug)]
struct Shown {
    text: String,
    what: String,
    score: f32,
    evidence: Option<String>,
    document: u32,
    at: i32,
}

struct Deeds {
    pieces: u64,
    chars: u64,
    documents: u64,
    last: Option<u32>,
    /// By label, kind or type.
    sorts: BTreeMap<String, (u64, u64)>,
    outlets: BTreeMap<u32, (u64, u64)>,
    scores: [u64; 10],
    samples: Sample<Shown>,
    /// By score in thousandths and order of arrival.
    lowest: BTreeMap<(i64, u64), Shown>,
}

impl Default for Deeds {
    fn default() -> Deeds {
        Deeds {
            pieces: 0,
            chars: 0,
            documents: 0,
            last: None,
            sorts: BTreeMap::new(),
            outlets: BTreeMap::new(),
            scores: [0; 10],
            samples: Sample::new(SAMPLES),
            lowest: BTreeMap::new(),
        }
    }
}

/// The rules of a dataset.
#[derive(Default)]
pub(crate) struct RuleBook {
    rules: BTreeMap<String, BTreeMap<Role, Deeds>>,
}

struct Deed<'d> {
    text: &'d str,
    what: &'d str,
    score: f32,
    evidence: Option<&'d str>,
    at: i32,
    chars: u64,
}

impl RuleBook {
    /// Adds what rules did in a document.
    pub(crate) fn add(&mut self, rows: &DocumentRows, document: u32, outlet: u32) {
        let page = Units::of(&rows.page.page_text);
        for s in rows.spans.iter().filter(|s| s.label != "blank") {
            let deed = Deed {
                text: &s.text,
                what: &s.label,
                score: s.score,
                evidence: s.evidence.as_deref(),
                at: page.at(s.start),
                chars: length(s.start, s.end),
            };
            let role = if s.kept { Role::Keeps } else { Role::Removes };
            self.deed(&s.rule, role, document, outlet, &deed);
        }
        for a in &rows.artifacts {
            let deed = Deed {
                text: &a.surface,
                what: &a.kind,
                score: a.score,
                evidence: a.repair.as_deref(),
                at: page.at(a.start),
                chars: length(a.start, a.end),
            };
            self.deed(&a.rule, Role::Finds, document, outlet, &deed);
        }
        for m in &rows.mentions {
            let deed = Deed {
                text: &m.surface,
                what: &m.kind,
                score: m.score,
                evidence: m.canonical.as_deref(),
                at: page.at(m.start),
                chars: length(m.start, m.end),
            };
            self.deed(&m.rule, Role::Names, document, outlet, &deed);
        }
    }

    fn deed(&mut self, rule: &str, role: Role, document: u32, outlet: u32, deed: &Deed<'_>) {
        if !self.rules.contains_key(rule) {
            self.rules.insert(rule.to_owned(), BTreeMap::new());
        }
        let Some(deeds) = self.rules.get_mut(rule).map(|roles| roles.entry(role).or_default()) else {
            return;
        };
        deeds.pieces += 1;
        deeds.chars += deed.chars;
        deeds.documents += u64::from(deeds.last != Some(document));
        deeds.last = Some(document);
        if !deeds.sorts.contains_key(deed.what) {
            deeds.sorts.insert(deed.what.to_owned(), (0, 0));
        }
        for sum in deeds
            .sorts
            .get_mut(deed.what)
            .into_iter()
            .chain([deeds.outlets.entry(outlet).or_default()])
        {
            sum.0 += 1;
            sum.1 += deed.chars;
        }
        deeds.scores[((deed.score * 10.0) as usize).min(9)] += 1;
        let make = || Shown {
            text: clip(deed.text, SHOWN),
            what: deed.what.to_owned(),
            score: deed.score,
            evidence: deed.evidence.map(|e| clip(e, SHOWN)),
            document,
            at: deed.at,
        };
        deeds.samples.add(deed.text.as_bytes(), make);
        let key = ((deed.score * 1000.0) as i64, deeds.pieces);
        if deeds.lowest.len() < LOWEST || deeds.lowest.last_key_value().is_some_and(|(last, _)| key < *last) {
            deeds.lowest.insert(key, make());
            if deeds.lowest.len() > LOWEST {
                deeds.lowest.pop_last();
            }
        }
    }

    /// Writes a record for each rule, and the table of all; gives the number of rules.
    pub(crate) fn write(&self, folder: &Folder, heads: &Heads) -> Result<usize, Error> {
        let mut store = Store::new(folder, "rules");
        for (rule, roles) in &self.rules {
            store.push(rule, |j| {
                j.key("roles").list(|j| {
                    roles
                        .iter()
                        .for_each(|(role, deeds)| j.object(|j| record(j, *role, deeds, heads)))
                });
            })?;
        }
        store.finish()?;
        self.table(folder, heads)?;
        Ok(self.rules.len())
    }

    fn table(&self, folder: &Folder, heads: &Heads) -> Result<(), Error> {
        let rows: Vec<(&String, Role, &Deeds)> = self
            .rules
            .iter()
            .flat_map(|(rule, roles)| roles.iter().map(move |(role, deeds)| (rule, *role, deeds)))
            .collect();
        let number = |of: &dyn Fn(&Deeds) -> u64| rows.iter().map(|(_, _, d)| i64::try_from(of(d)).ok()).collect();
        let mut sorts = Intern::default();
        let most: Vec<u32> = rows.iter().map(|(_, _, d)| sorts.number(most_frequent(d))).collect();
        let lowest = |d: &Deeds| d.lowest.first_key_value().map_or(0, |((score, _), _)| *score as u64);
        let columns = [
            Column::Category(
                "role",
                ROLES.iter().map(|(_, name)| (*name).to_owned()).collect(),
                rows.iter().map(|(_, role, _)| *role as u32).collect(),
            ),
            Column::Category("what", sorts.names().to_vec(), most),
            Column::Number("pieces", number(&|d| d.pieces)),
            Column::Number("chars", number(&|d| d.chars)),
            Column::Number("documents", number(&|d| d.documents)),
            Column::Number(
                "share",
                number(&|d| d.documents * 1000 / (heads.list.len() as u64).max(1)),
            ),
            Column::Number("outlets", number(&|d| d.outlets.len() as u64)),
            Column::Number("lowest", number(&lowest)),
        ];
        table::write(
            folder,
            "rules",
            &columns,
            &["rule"],
            rows.iter().map(|(rule, _, _)| vec![rule.as_str()]),
        )
    }
}

fn length(start: i32, end: i32) -> u64 {
    u64::try_from(end - start).unwrap_or(0)
}

fn most_frequent(deeds: &Deeds) -> &str {
    let most = deeds
        .sorts
        .iter()
        .max_by_key(|(name, sum)| (sum.1, std::cmp::Reverse(*name)));
    most.map_or("", |(name, _)| name)
}

fn record(j: &mut Json, role: Role, deeds: &Deeds, heads: &Heads) {
    j.key("role").text(ROLES[role as usize].1);
    j.key("pieces").count(deeds.pieces);
    j.key("chars").count(deeds.chars);
    j.key("documents").count(deeds.documents);
    j.key("sorts").list(|j| {
        for (name, (pieces, chars)) in &deeds.sorts {
            j.list(|j| {
                j.text(name);
                j.count(*pieces);
                j.count(*chars);
            });
        }
    });
    let mut outlets: Vec<_> = deeds.outlets.iter().collect();
    outlets.sort_by_key(|(outlet, sum)| (std::cmp::Reverse(sum.1), **outlet));
    j.key("outlets").list(|j| {
        for (outlet, (pieces, chars)) in outlets.into_iter().take(60) {
            j.list(|j| {
                j.text(heads.outlets.name(*outlet));
                j.count(*pieces);
                j.count(*chars);
            });
        }
    });
    j.key("scores").list(|j| deeds.scores.iter().for_each(|n| j.count(*n)));
    let shown = |j: &mut Json, times: u64, s: &Shown| {
        let head = heads.get(s.document);
        j.list(|j| {
            j.text(&s.text);
            j.text(&s.what);
            j.score(s.score);
            j.or_null(s.evidence.as_deref(), Json::text);
            j.text(&head.id);
            j.text(&head.title);
            j.int(s.at);
            j.count(times);
        });
    };
    let mut samples: Vec<(u64, &Shown)> = deeds.samples.chosen().collect();
    samples.sort_by(|a, b| {
        b.0.cmp(&a.0)
            .then_with(|| b.1.text.len().cmp(&a.1.text.len()))
            .then_with(|| a.1.text.cmp(&b.1.text))
    });
    j.key("samples")
        .list(|j| samples.iter().for_each(|(times, s)| shown(j, *times, s)));
    j.key("lowest")
        .list(|j| deeds.lowest.values().for_each(|s| shown(j, 1, s)));
}
