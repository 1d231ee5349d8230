//! The pages of one dataset: one pass over its documents, then the books that were kept on the way.

use std::collections::BTreeMap;
use std::path::Path;

use copydesk_dataset::{EntityRow, Manifest, RejectRow, documents, read};
use copydesk_model::Label;

use crate::document;
use crate::error::Error;
use crate::folder::{Folder, Page};
use crate::heads::Heads;
use crate::json::Json;
use crate::names::NameBook;
use crate::overview::Totals;
use crate::proposals;
use crate::rules::RuleBook;
use crate::store::Store;
use crate::worth;

macro_rules! pages {
    ($($file:literal $title:literal $list:literal $script:literal)*) => {
        &[$(Page { file: $file, title: $title, list: $list, script: $script, code: include_str!(concat!("../assets/", $script)) }),*]
    };
}

const PAGES: &[Page] = pages! {
    "index.html" "Overview" "" "overview.js"
    "documents.html" "Documents" "documents" "lists.js"
    "names.html" "Names" "names" "lists.js"
    "rules.html" "Rules" "rules" "lists.js"
    "outlets.html" "Outlets" "outlets" "lists.js"
    "rejects.html" "Rejects" "rejects" "lists.js"
    "document.html" "Document" "" "document.js"
    "name.html" "Name" "" "name.js"
    "rule.html" "Rule" "" "rule.js"
};

/// What a report holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Documents.
    pub documents: usize,
    /// Names.
    pub names: usize,
    /// Rules that did anything.
    pub rules: usize,
    /// Documents that are worth a look.
    pub worth: usize,
}

/// Makes the pages of the dataset in `dataset` at `out`, in the place of older pages.
///
/// # Errors
/// [`Error::Dataset`] when there is no dataset, [`Error::Output`] when `out` holds something else.
pub fn report(dataset: &Path, out: &Path) -> Result<Summary, Error> {
    let manifest = Manifest::read(dataset)?;
    let folder = Folder::begin(out, manifest.to_json().as_bytes())?;
    let mut heads = Heads::default();
    let mut totals = Totals::default();
    let mut rules = RuleBook::default();
    let mut names = NameBook::default();
    let mut clusters: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut store = Store::new(&folder, "documents");
    for rows in documents(dataset)? {
        let rows = rows?;
        let number = heads.push(&rows);
        let head = heads.get(number);
        rules.add(&rows, number, head.outlet);
        names.add(&rows, number, head.outlet, head.published);
        totals.add(&rows, &heads);
        if let Some(cluster) = &rows.document.cluster {
            clusters.entry(cluster.clone()).or_default().push(number);
        }
        store.push(&rows.document.id, |j| document::record(j, &rows))?;
    }
    store.finish()?;
    worth::together(&mut heads.list);
    let mut store = Store::new(&folder, "copies");
    for (cluster, members) in &clusters {
        store.push(cluster, |j| {
            j.key("documents").list(|j| {
                for member in members {
                    let head = heads.get(*member);
                    j.list(|j| {
                        j.text(&head.id);
                        j.text(&head.title);
                        j.text(heads.outlets.name(head.outlet));
                        j.or_null(head.published, |j, at| j.int(at));
                        j.int(head.chars);
                    });
                }
            });
        })?;
    }
    store.finish()?;
    let mut entities: Vec<EntityRow> = read(dataset)?;
    entities.sort_by(|a, b| a.entity_id.cmp(&b.entity_id));
    let rejects: Vec<RejectRow> = read(dataset)?;
    names.write(&folder, &heads, &entities, &proposals::read(dataset)?)?;
    let rules = rules.write(&folder, &heads)?;
    totals.write(&folder, &manifest, &heads, &entities, &rejects)?;
    totals.tables(&folder, &heads, &rejects)?;
    folder.data("labels", &labels())?;
    folder.finish(PAGES)?;
    Ok(Summary {
        documents: heads.list.len(),
        names: entities.len(),
        rules,
        worth: heads.list.iter().filter(|h| h.worth != 0).count(),
    })
}

/// What each label means, as the model says it.
fn labels() -> String {
    let mut j = Json::default();
    j.list(|j| {
        Label::ALL
            .iter()
            .for_each(|label| j.texts([label.name(), label.meaning()]))
    });
    j.into_string()
}
