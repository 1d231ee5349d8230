//! The sums of a dataset, for its first page, and the lists that stand behind it.

use std::collections::BTreeMap;

use copydesk_dataset::{DocumentRows, EntityRow, Manifest, RejectRow};

use crate::error::Error;
use crate::folder::Folder;
use crate::heads::Heads;
use crate::json::Json;
use crate::table::{self, Column, ranks};
use crate::worth::{self, REASONS, median};

/// Rows of a short list on the first page.
const SHORT: usize = 12;

#[derive(Default)]
struct OfOutlet {
    documents: u64,
    kept: u64,
    removed: u64,
    translated: u64,
    stubs: u64,
    shares: Vec<f32>,
    languages: BTreeMap<u32, u64>,
    first: Option<i64>,
    last: Option<i64>,
}

/// Sums over all documents.
#[derive(Default)]
pub(crate) struct Totals {
    /// By label and whether it was kept: pieces, characters.
    labels: BTreeMap<(String, bool), (u64, u64)>,
    outlets: BTreeMap<u32, OfOutlet>,
    languages: BTreeMap<u32, u64>,
    /// Of documents by twentieths of the removed share.
    shares: [u64; 20],
    judged: u64,
    /// Documents by tenths of the translated score.
    translated: [u64; 10],
    machine: u64,
    /// By group and kind: found, repaired.
    artifacts: BTreeMap<(String, String), (u64, u64)>,
    days: BTreeMap<i64, u64>,
    access: BTreeMap<String, u64>,
    charsets: BTreeMap<String, u64>,
    mentions: u64,
    clusters: u64,
}

impl Totals {
    /// Adds a document that [`Heads`] has just taken.
    pub(crate) fn add(&mut self, rows: &DocumentRows, heads: &Heads) {
        let (d, Some(head)) = (&rows.document, heads.list.last()) else {
            return;
        };
        let outlet = self.outlets.entry(head.outlet).or_default();
        for span in rows.spans.iter().filter(|s| s.label != "blank") {
            let chars = u64::try_from(span.end - span.start).unwrap_or(0);
            let sum = self.labels.entry((span.label.clone(), span.kept)).or_default();
            *sum = (sum.0 + 1, sum.1 + chars);
            *if span.kept {
                &mut outlet.kept
            } else {
                &mut outlet.removed
            } += chars;
        }
        outlet.documents += 1;
        outlet.shares.push(head.removed_share);
        outlet.translated += u64::from(d.translated_score.is_some_and(|s| s >= 0.8));
        outlet.stubs += u64::from(d.access == "stub");
        *outlet.languages.entry(head.language).or_default() += 1;
        outlet.first = outlet.first.into_iter().chain(head.published).min();
        outlet.last = outlet.last.max(head.published);
        *self.languages.entry(head.language).or_default() += 1;
        self.shares[((head.removed_share * 20.0) as usize).min(19)] += 1;
        if let Some(score) = d.translated_score {
            self.judged += 1;
            self.translated[((score * 10.0) as usize).min(9)] += 1;
            self.machine += u64::from(score >= 0.8 && d.machine_score.is_some_and(|m| m >= 0.5));
        }
        for a in &rows.artifacts {
            let sum = self.artifacts.entry((a.group.clone(), a.kind.clone())).or_default();
            *sum = (sum.0 + 1, sum.1 + u64::from(a.applied));
        }
        if let Some(at) = head.published {
            *self.days.entry(at.div_euclid(86_400_000)).or_default() += 1;
        }
        *self.access.entry(d.access.clone()).or_default() += 1;
        *self.charsets.entry(d.charset.clone()).or_default() += 1;
        self.mentions += rows.mentions.len() as u64;
        self.clusters += u64::from(d.cluster.is_some() && d.cluster_head);
    }

    /// Writes what the first page shows.
    pub(crate) fn write(
        &self,
        folder: &Folder,
        manifest: &Manifest,
        heads: &Heads,
        entities: &[EntityRow],
        rejects: &[RejectRow],
    ) -> Result<(), Error> {
        let mut j = Json::default();
        j.object(|j| {
            j.key("rules").text(&manifest.rules);
            for (name, a) in [
                ("files", manifest.accounts.files),
                ("records", manifest.accounts.records),
            ] {
                j.key(name).list(|j| {
                    [a.inputs, a.rows, a.rejected, a.skipped]
                        .iter()
                        .for_each(|n| j.count(*n))
                });
            }
            j.key("documents").count(heads.list.len() as u64);
            j.key("mentions").count(self.mentions);
            j.key("entities").count(entities.len() as u64);
            j.key("clusters").count(self.clusters);
            j.key("labels").list(|j| {
                for ((label, kept), (pieces, chars)) in &self.labels {
                    j.list(|j| {
                        j.text(label);
                        j.flag(*kept);
                        j.count(*pieces);
                        j.count(*chars);
                    });
                }
            });
            let names = |j: &mut Json, counts: &BTreeMap<u32, u64>, name: &dyn Fn(u32) -> String| {
                let mut sorted: Vec<_> = counts.iter().map(|(k, n)| (name(*k), *n)).collect();
                sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
                pairs(j, &sorted);
            };
            names(j.key("languages"), &self.languages, &|k| {
                heads.languages.name(k).to_owned()
            });
            pairs(j.key("access"), &most(&self.access));
            pairs(j.key("charsets"), &most(&self.charsets));
            j.key("shares").list(|j| self.shares.iter().for_each(|n| j.count(*n)));
            j.key("judged").count(self.judged);
            j.key("translated")
                .list(|j| self.translated.iter().for_each(|n| j.count(*n)));
            j.key("machine").count(self.machine);
            j.key("artifacts").list(|j| {
                for ((group, kind), (found, repaired)) in &self.artifacts {
                    j.list(|j| {
                        j.text(group);
                        j.text(kind);
                        j.count(*found);
                        j.count(*repaired);
                    });
                }
            });
            j.key("days").list(|j| {
                for (day, n) in &self.days {
                    j.int(*day);
                    j.count(*n);
                }
            });
            j.key("all_outlets").count(self.outlets.len() as u64);
            j.key("outlets").list(|j| {
                self.outlets_by_size()
                    .iter()
                    .take(SHORT)
                    .for_each(|(k, o)| outlet(j, *k, o, heads))
            });
            self.short_lists(j, heads, entities, rejects);
        });
        folder.data("overview", &j.into_string())
    }

    fn short_lists(&self, j: &mut Json, heads: &Heads, entities: &[EntityRow], rejects: &[RejectRow]) {
        j.key("reasons").texts(REASONS.iter().map(|(name, _)| *name));
        let mut worth: Vec<usize> = (0..heads.list.len()).filter(|&k| heads.list[k].worth != 0).collect();
        worth.sort_by_key(|&k| (std::cmp::Reverse(worth::weight(heads.list[k].worth)), k));
        j.key("all_worth").count(worth.len() as u64);
        j.key("worth").list(|j| {
            for &k in worth.iter().take(SHORT) {
                let head = &heads.list[k];
                j.list(|j| {
                    j.text(&head.id);
                    j.text(&head.title);
                    j.text(heads.outlets.name(head.outlet));
                    j.score(head.removed_share);
                    j.int(head.worth);
                });
            }
        });
        let mut named: Vec<&EntityRow> = entities.iter().collect();
        named.sort_by(|a, b| (b.documents, b.mentions, &a.entity_id).cmp(&(a.documents, a.mentions, &b.entity_id)));
        j.key("named").list(|j| {
            for e in named.iter().take(SHORT) {
                j.list(|j| {
                    j.text(&e.entity_id);
                    j.text(&e.canonical);
                    j.text(&e.kind);
                    j.int(e.documents);
                    j.int(e.mentions);
                    j.count(e.aliases.len() as u64);
                    j.texts(e.aliases.iter().take(8).map(String::as_str));
                });
            }
        });
        let mut reasons: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        rejects
            .iter()
            .for_each(|r| *reasons.entry((&r.reason, &r.hint)).or_default() += 1);
        j.key("rejects").list(|j| {
            for ((reason, hint), n) in reasons {
                j.list(|j| {
                    j.text(reason);
                    j.text(hint);
                    j.count(n);
                });
            }
        });
    }

    fn outlets_by_size(&self) -> Vec<(u32, &OfOutlet)> {
        let mut sorted: Vec<(u32, &OfOutlet)> = self.outlets.iter().map(|(k, o)| (*k, o)).collect();
        sorted.sort_by_key(|(k, o)| (std::cmp::Reverse(o.documents), *k));
        sorted
    }

    /// Writes the tables of outlets, documents and rejects.
    pub(crate) fn tables(&self, folder: &Folder, heads: &Heads, rejects: &[RejectRow]) -> Result<(), Error> {
        let outlets = self.outlets_by_size();
        let number = |of: &dyn Fn(&OfOutlet) -> Option<i64>| outlets.iter().map(|(_, o)| of(o)).collect();
        let columns = [
            Column::Number("documents", number(&|o| Some(o.documents as i64))),
            Column::Number("kept", number(&|o| Some(o.kept as i64))),
            Column::Number("removed", number(&|o| Some(o.removed as i64))),
            Column::Number("share", number(&|o| Some(thousandths(median(&mut o.shares.clone()))))),
            Column::Number("translated", number(&|o| Some(o.translated as i64))),
            Column::Number("stubs", number(&|o| Some(o.stubs as i64))),
            Column::Number("first", number(&|o| o.first)),
            Column::Number("last", number(&|o| o.last)),
            Column::Number(
                "name_rank",
                ranks(outlets.len(), |k| heads.outlets.name(outlets[k].0).to_lowercase()),
            ),
        ];
        let languages: Vec<String> = outlets.iter().map(|(_, o)| spoken(o, heads)).collect();
        let rows = outlets
            .iter()
            .zip(&languages)
            .map(|((k, _), l)| vec![heads.outlets.name(*k), l.as_str()]);
        table::write(folder, "outlets", &columns, &["name", "languages"], rows)?;

        let list = &heads.list;
        let number = |of: &dyn Fn(&crate::heads::Head) -> Option<i64>| list.iter().map(of).collect();
        let columns = [
            Column::Category(
                "outlet",
                heads.outlets.names().to_vec(),
                list.iter().map(|h| h.outlet).collect(),
            ),
            Column::Category(
                "language",
                heads.languages.names().to_vec(),
                list.iter().map(|h| h.language).collect(),
            ),
            Column::Number("published", number(&|h| h.published)),
            Column::Number("chars", number(&|h| Some(h.chars.into()))),
            Column::Number("removed", number(&|h| Some(thousandths(h.removed_share)))),
            Column::Number("names", number(&|h| Some(h.mentions))),
            Column::Number("artifacts", number(&|h| Some(h.artifacts))),
            Column::Number("translated", number(&|h| h.translated.map(thousandths))),
            Column::Number("copies", number(&|h| Some(h.cluster_size.into()))),
            Column::Number("worth", number(&|h| Some(h.worth.into()))),
            Column::Number("weight", number(&|h| Some(worth::weight(h.worth).into()))),
            Column::Number("title_rank", ranks(list.len(), |k| list[k].title.to_lowercase())),
        ];
        let rows = list.iter().map(|h| vec![h.id.as_str(), h.title.as_str()]);
        table::write(folder, "documents", &columns, &["id", "title"], rows)?;

        let mut reasons = crate::intern::Intern::default();
        let reason: Vec<u32> = rejects.iter().map(|r| reasons.number(&r.reason)).collect();
        let mut stages = crate::intern::Intern::default();
        let stage: Vec<u32> = rejects.iter().map(|r| stages.number(&r.stage)).collect();
        let columns = [
            Column::Category("reason", reasons.names().to_vec(), reason),
            Column::Category("stage", stages.names().to_vec(), stage),
        ];
        let rows = rejects.iter().map(|r| {
            vec![
                r.source.as_str(),
                r.record.as_deref().unwrap_or_default(),
                r.detail.as_str(),
                r.hint.as_str(),
            ]
        });
        table::write(
            folder,
            "rejects",
            &columns,
            &["source", "record", "detail", "hint"],
            rows,
        )
    }
}

fn outlet(j: &mut Json, k: u32, o: &OfOutlet, heads: &Heads) {
    j.list(|j| {
        j.text(heads.outlets.name(k));
        j.count(o.documents);
        j.count(o.kept);
        j.count(o.removed);
        j.score(median(&mut o.shares.clone()));
        j.text(&spoken(o, heads));
        j.count(o.translated);
    });
}

/// Languages of an outlet, the most frequent first.
fn spoken(o: &OfOutlet, heads: &Heads) -> String {
    let mut sorted: Vec<(&u32, &u64)> = o.languages.iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let names: Vec<&str> = sorted.iter().take(6).map(|(l, _)| heads.languages.name(**l)).collect();
    names.join(" ")
}

fn most(counts: &BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut sorted: Vec<(String, u64)> = counts.iter().map(|(k, n)| (k.clone(), *n)).collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    sorted
}

fn pairs(j: &mut Json, all: &[(String, u64)]) {
    j.list(|j| {
        for (name, n) in all {
            j.list(|j| {
                j.text(name);
                j.count(*n);
            });
        }
    });
}

fn thousandths(share: f32) -> i64 {
    (share * 1000.0).round() as i64
}
