//! Every name with its spellings: how often, where, since when, in which sentences, and why they were held to be one.

use std::collections::BTreeMap;

use copydesk_dataset::{DocumentRows, EntityRow};

use crate::error::Error;
use crate::folder::Folder;
use crate::heads::Heads;
use crate::intern::Intern;
use crate::json::Json;
use crate::place::Units;
use crate::proposals::Proposal;
use crate::sample::Sample;
use crate::store::Store;
use crate::table::{self, Column, ranks};

/// Sentences shown of each spelling.
const SENTENCES: usize = 4;
/// Spellings and outlets shown of one name.
const SPELLINGS: usize = 300;
const OUTLETS: usize = 100;
/// Code points of context on each side.
const CONTEXT: usize = 110;

#[derive(Clone, Debug)]
struct Sentence {
    before: String,
    after: String,
    document: u32,
    at: i32,
    in_quote: bool,
}

/// Counts of a spelling, or of an outlet.
#[derive(Clone, Debug, Default)]
struct Use {
    mentions: u64,
    documents: u64,
    last: Option<u32>,
    /// Earliest publication, with its document.
    first: Option<(i64, u32)>,
}

impl Use {
    fn add(&mut self, document: u32, published: Option<i64>) {
        self.mentions += 1;
        self.documents += u64::from(self.last != Some(document));
        self.last = Some(document);
        let now = published.map(|at| (at, document));
        self.first = self.first.into_iter().chain(now).min();
    }
}

struct Spelling {
    use_: Use,
    outlets: BTreeMap<u32, u64>,
    /// By number: mentions, lowest score.
    rules: BTreeMap<u32, (u64, f32)>,
    sentences: Sample<Sentence>,
}

#[derive(Default)]
struct Entity {
    spellings: BTreeMap<String, Spelling>,
    outlets: BTreeMap<u32, Use>,
}

/// The names of a dataset.
#[derive(Default)]
pub(crate) struct NameBook {
    entities: BTreeMap<String, Entity>,
    rules: Intern,
}

impl NameBook {
    /// Adds the names of a document.
    pub(crate) fn add(&mut self, rows: &DocumentRows, document: u32, outlet: u32, published: Option<i64>) {
        if rows.mentions.is_empty() {
            return;
        }
        let page = &rows.page.page_text;
        let units = Units::of(page);
        let mut places = page
            .char_indices()
            .map(|(at, _)| at)
            .chain([page.len()])
            .zip(0_i32..)
            .peekable();
        for m in &rows.mentions {
            let Some(id) = &m.entity_id else { continue };
            // Mentions are sorted by their start: one walk finds all their bytes.
            while places.next_if(|(_, point)| *point < m.start).is_some() {}
            let start = places.peek().map_or(page.len(), |(at, _)| *at);
            let rule = self.rules.number(&m.rule);
            if !self.entities.contains_key(id) {
                self.entities.insert(id.clone(), Entity::default());
            }
            let Some(entity) = self.entities.get_mut(id) else {
                continue;
            };
            entity.outlets.entry(outlet).or_default().add(document, published);
            let spelling = entity.spellings.entry(m.surface.clone()).or_insert_with(|| Spelling {
                use_: Use::default(),
                outlets: BTreeMap::new(),
                rules: BTreeMap::new(),
                sentences: Sample::new(SENTENCES),
            });
            spelling.use_.add(document, published);
            *spelling.outlets.entry(outlet).or_default() += 1;
            let by = spelling.rules.entry(rule).or_insert((0, m.score));
            *by = (by.0 + 1, by.1.min(m.score));
            // One sentence of a document is enough, so that a long one does not drown the others.
            let key = (u64::from(document) << 1).to_le_bytes();
            spelling.sentences.add(&key, || Sentence {
                before: before(&page[..start]),
                after: after(page[start..].strip_prefix(m.surface.as_str()).unwrap_or_default()),
                document,
                at: units.at(m.start),
                in_quote: m.in_quote,
            });
        }
    }

    /// Writes a record for each entity, and the table of all.
    pub(crate) fn write(
        &self,
        folder: &Folder,
        heads: &Heads,
        entities: &[EntityRow],
        proposals: &BTreeMap<String, Proposal>,
    ) -> Result<(), Error> {
        let mut sorted: Vec<&EntityRow> = entities.iter().collect();
        sorted.sort_by(|a, b| a.entity_id.cmp(&b.entity_id));
        let nobody = Entity::default();
        let seen = |row: &EntityRow| self.entities.get(&row.entity_id).unwrap_or(&nobody);
        let mut store = Store::new(folder, "names");
        for row in &sorted {
            store.push(&row.entity_id, |j| {
                self.record(j, row, seen(row), heads, proposals.get(&row.entity_id))
            })?;
        }
        store.finish()?;
        let number = |of: &dyn Fn(&EntityRow) -> i64| sorted.iter().map(|r| Some(of(r))).collect();
        let mut types = Intern::default();
        let type_of: Vec<u32> = sorted.iter().map(|r| types.number(&r.kind)).collect();
        let state = |r: &EntityRow| match (r.known, proposals.contains_key(&r.entity_id)) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        };
        let columns = [
            Column::Category("type", types.names().to_vec(), type_of),
            Column::Category(
                "state",
                ["known", "proposed", "seen here"].map(str::to_owned).to_vec(),
                sorted.iter().map(|r| state(r)).collect(),
            ),
            Column::Number("mentions", number(&|r| r.mentions.into())),
            Column::Number("documents", number(&|r| r.documents.into())),
            Column::Number("spellings", number(&|r| r.aliases.len() as i64)),
            Column::Number("outlets", number(&|r| seen(r).outlets.len() as i64)),
            Column::Number("name_rank", ranks(sorted.len(), |k| sorted[k].canonical.to_lowercase())),
        ];
        let spellings: Vec<String> = sorted.iter().map(|r| few(&r.aliases)).collect();
        let rows = sorted
            .iter()
            .zip(&spellings)
            .map(|(r, s)| vec![r.entity_id.as_str(), r.canonical.as_str(), s.as_str()]);
        table::write(folder, "names", &columns, &["id", "name", "spelled"], rows)
    }

    fn record(&self, j: &mut Json, row: &EntityRow, seen: &Entity, heads: &Heads, proposal: Option<&Proposal>) {
        j.key("name").text(&row.canonical);
        j.key("type").text(&row.kind);
        j.key("wikidata").or_null(row.wikidata.as_deref(), Json::text);
        j.key("known").flag(row.known);
        j.key("mentions").int(row.mentions);
        j.key("documents").int(row.documents);
        let mut spellings: Vec<(&String, &Spelling)> = seen.spellings.iter().collect();
        spellings.sort_by_key(|(form, s)| (std::cmp::Reverse(s.use_.mentions), *form));
        j.key("all_spellings").count(spellings.len() as u64);
        j.key("spellings").list(|j| {
            for (form, s) in spellings.iter().take(SPELLINGS) {
                j.list(|j| {
                    j.text(form);
                    usage(j, &s.use_, heads);
                    let mut outlets: Vec<_> = s.outlets.iter().collect();
                    outlets.sort_by_key(|(outlet, n)| (std::cmp::Reverse(**n), **outlet));
                    j.list(|j| {
                        for (outlet, n) in outlets.into_iter().take(8) {
                            j.text(heads.outlets.name(*outlet));
                            j.count(*n);
                        }
                    });
                    j.list(|j| {
                        for (rule, (n, lowest)) in &s.rules {
                            j.text(self.rules.name(*rule));
                            j.count(*n);
                            j.score(*lowest);
                        }
                    });
                });
            }
        });
        let mut outlets: Vec<_> = seen.outlets.iter().collect();
        outlets.sort_by_key(|(outlet, u)| (std::cmp::Reverse(u.mentions), **outlet));
        j.key("all_outlets").count(outlets.len() as u64);
        j.key("outlets").list(|j| {
            for (outlet, used) in outlets.into_iter().take(OUTLETS) {
                j.list(|j| {
                    j.text(heads.outlets.name(*outlet));
                    usage(j, used, heads);
                });
            }
        });
        j.key("sentences").list(|j| {
            for (form, s) in spellings.iter().take(SPELLINGS / 5) {
                for (_, sentence) in s.sentences.chosen() {
                    let head = heads.get(sentence.document);
                    j.list(|j| {
                        j.text(&sentence.before);
                        j.text(form);
                        j.text(&sentence.after);
                        j.text(&head.id);
                        j.text(heads.outlets.name(head.outlet));
                        j.or_null(head.published, |j, at| j.int(at));
                        j.int(sentence.at);
                        j.flag(sentence.in_quote);
                    });
                }
            }
        });
        j.key("proposal").or_null(proposal, |j, p| {
            j.object(|j| {
                j.key("forms").texts(p.forms.iter().map(String::as_str));
                j.key("why").texts(p.why.iter().map(String::as_str));
            });
        });
    }
}

fn usage(j: &mut Json, used: &Use, heads: &Heads) {
    j.count(used.mentions);
    j.count(used.documents);
    j.or_null(used.first, |j, (at, _)| j.int(at));
    j.or_null(used.first, |j, (_, document)| j.text(&heads.get(document).id));
}

/// Some spellings for one cell of a table.
fn few(aliases: &[String]) -> String {
    let mut out = aliases.iter().take(12).cloned().collect::<Vec<_>>().join(" · ");
    if aliases.len() > 12 {
        out.push_str(" …");
    }
    out
}

/// The end of a text, from the beginning of its last sentence, or of a word.
fn before(text: &str) -> String {
    let from = text.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
    let near = &text[from..];
    let near = near.rsplit('\n').next().unwrap_or(near);
    let sentence = [". ", "! ", "? ", "… "]
        .iter()
        .filter_map(|end| near.rfind(end).map(|at| at + end.len()))
        .max();
    match sentence {
        Some(at) => near[at..].to_owned(),
        None if from > 0 && near.len() == text.len() - from => near
            .split_once(' ')
            .map_or_else(|| near.to_owned(), |(_, rest)| format!("… {rest}")),
        None => near.to_owned(),
    }
}

/// The beginning of a text, to the end of its first sentence, or of a word.
fn after(text: &str) -> String {
    let to = text.char_indices().nth(CONTEXT).map_or(text.len(), |(at, _)| at);
    let near = &text[..to];
    let line = near.split('\n').next().unwrap_or(near);
    let sentence = [". ", "! ", "? ", "… "]
        .iter()
        .filter_map(|end| line.find(end).map(|at| at + end.len()))
        .min();
    match sentence {
        Some(at) => line[..at].trim_end().to_owned(),
        None if line.len() == to && to < text.len() => line
            .rsplit_once(' ')
            .map_or_else(|| line.to_owned(), |(rest, _)| format!("{rest} …")),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{after, before};

    #[test]
    fn a_sentence_is_cut_at_its_borders() {
        assert_eq!(before("One. Two said that "), "Two said that ");
        assert_eq!(before("line\nsaid "), "said ");
        assert_eq!(before(""), "");
        assert_eq!(after(" went. Then he slept."), " went.");
        assert_eq!(after(" went\nand"), " went");
        assert!(before(&"слово ".repeat(60)).starts_with("… слово"));
        assert!(after(&" слово".repeat(60)).ends_with("слово …"));
    }
}
