//! What is known of every document once all have gone by: enough for the list of documents and for links to them.

use copydesk_dataset::DocumentRows;

use crate::intern::Intern;
use crate::worth;

/// One document in short.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) outlet: u32,
    pub(crate) language: u32,
    /// Milliseconds since 1970.
    pub(crate) published: Option<i64>,
    pub(crate) chars: i32,
    pub(crate) removed_share: f32,
    pub(crate) translated: Option<f32>,
    pub(crate) mentions: i64,
    pub(crate) artifacts: i64,
    pub(crate) cluster_size: i32,
    /// Why it is worth a look, as bits of [`worth::REASONS`].
    pub(crate) worth: u32,
}

/// All documents in short, in the order of ids, with the names they share.
#[derive(Debug, Default)]
pub(crate) struct Heads {
    pub(crate) list: Vec<Head>,
    pub(crate) outlets: Intern,
    pub(crate) languages: Intern,
}

impl Heads {
    /// Adds the next document; gives its number.
    pub(crate) fn push(&mut self, rows: &DocumentRows) -> u32 {
        let d = &rows.document;
        let head = Head {
            id: d.id.clone(),
            title: clip(d.title.as_deref().unwrap_or_default(), 200),
            outlet: self.outlets.number(&d.outlet),
            language: self.languages.number(&d.language),
            published: d.published.map(|at| at.0.div_euclid(1000)),
            chars: d.chars,
            removed_share: d.removed_share,
            translated: d.translated_score,
            mentions: rows.mentions.len() as i64,
            artifacts: rows.artifacts.len() as i64,
            cluster_size: d.cluster_size,
            worth: worth::alone(rows),
        };
        self.list.push(head);
        (self.list.len() - 1) as u32
    }

    pub(crate) fn get(&self, number: u32) -> &Head {
        &self.list[number as usize]
    }
}

/// At most `most` characters of a text, with `…` where it was cut.
pub(crate) fn clip(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
