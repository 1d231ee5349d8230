//! The dataset card (`README.md` with a Hugging Face head) and `croissant.json`: what a dataset says to people and to programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use arrow_schema::DataType;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::manifest::{Accounts, FileEntry};
use crate::rows::DocumentRows;
use crate::schema::{SCHEMA_VERSION, dictionary};

/// What a build counted, for the card and for the terminal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// Documents.
    pub documents: u64,
    /// Documents by language, ISO 639-3.
    pub languages: BTreeMap<String, u64>,
    /// Code points by label.
    pub chars: BTreeMap<String, u64>,
    /// Code points kept.
    pub kept_chars: u64,
    /// Code points removed, blanks aside.
    pub removed_chars: u64,
    /// Mentions by type.
    pub mentions: BTreeMap<String, u64>,
    /// Distinct entities.
    pub entities: u64,
    /// Artifacts by group.
    pub artifacts: BTreeMap<String, u64>,
    /// Repairs put in place.
    pub repaired: u64,
    /// Rejects by reason.
    pub rejects: BTreeMap<String, u64>,
    /// Near-duplicate clusters.
    pub clusters: u64,
}

impl Counts {
    /// Counts one document.
    pub fn add(&mut self, rows: &DocumentRows) {
        self.documents += 1;
        *self.languages.entry(rows.document.language.clone()).or_default() += 1;
        for span in &rows.spans {
            let chars = (span.end - span.start) as u64;
            *self.chars.entry(span.label.clone()).or_default() += chars;
            match (span.kept, span.label.as_str()) {
                (true, _) => self.kept_chars += chars,
                (false, "blank") => {}
                (false, _) => self.removed_chars += chars,
            }
        }
        for mention in &rows.mentions {
            *self.mentions.entry(mention.kind.clone()).or_default() += 1;
        }
        for artifact in &rows.artifacts {
            *self.artifacts.entry(artifact.group.clone()).or_default() += 1;
            self.repaired += u64::from(artifact.applied);
        }
    }
}

/// The dataset card.
pub fn card(counts: &Counts, accounts: &Accounts, rules: &str) -> String {
    let mut out = String::from("---\npretty_name: copydesk\n");
    let languages: Vec<&String> = counts.languages.keys().filter(|l| *l != "und").collect();
    if !languages.is_empty() {
        out.push_str("language:\n");
        languages.iter().for_each(|l| _ = writeln!(out, "- {l}"));
    }
    out.push_str("tags:\n- news\n- text-cleaning\nconfigs:\n");
    for (k, table) in dictionary().iter().enumerate() {
        let default = if k == 0 { "  default: true\n" } else { "" };
        _ = write!(
            out,
            "- config_name: {0}\n{default}  data_files: {0}.parquet\n",
            table.name
        );
    }
    out.push_str("---\n\n# News pages, cleaned and explained\n\n");
    _ = write!(
        out,
        "Made by copydesk (schema {SCHEMA_VERSION}, rules `{}`). Every character of every page is kept or removed by a named rule; \
         offsets count Unicode code points, so `page_text[start:end]` works as it stands in Python.\n\n\
         ```python\nimport duckdb\nduckdb.sql(\"select title, language, published, text from 'documents.parquet'\")\n```\n\n",
        rules.get(..12).unwrap_or(rules),
    );
    _ = write!(
        out,
        "## Accounts\n\n- files: {}\n- records: {}\n\n",
        accounts.files, accounts.records
    );
    count_table(
        &mut out,
        "Languages",
        "language (ISO 639-3)",
        "documents",
        &counts.languages,
    );
    count_table(&mut out, "Characters by label", "label", "characters", &counts.chars);
    count_table(&mut out, "Names", "type", "mentions", &counts.mentions);
    count_table(&mut out, "Artifacts", "group", "found", &counts.artifacts);
    count_table(&mut out, "Rejects", "reason", "inputs", &counts.rejects);
    out.push_str("## Tables\n\n");
    for table in dictionary() {
        _ = write!(
            out,
            "### {}.parquet\n\n{}\n\n| column | type | meaning |\n|---|---|---|\n",
            table.name, table.meaning
        );
        for (column, field) in table.columns.iter().zip(table.schema.fields()) {
            let null = if field.is_nullable() { "?" } else { "" };
            _ = writeln!(
                out,
                "| {} | {}{null} | {} |",
                column.name,
                type_name(field.data_type()),
                column.meaning
            );
        }
        out.push('\n');
    }
    out.push_str(LIMITS);
    out
}

const LIMITS: &str = "## Limits\n\n\
- Rules and cues cover the languages named in the project best; pages in others keep more of what is not the article.\n\
- `published` is null unless the page states a date; `translated_score` is null where nothing was judged.\n\
- Entities with `known = false` are proposals found by spelling, not checked by a person.\n\
- Texts belong to their publishers; a licence for them is not given here.\n";

fn count_table(out: &mut String, title: &str, of: &str, unit: &str, counts: &BTreeMap<String, u64>) {
    if counts.is_empty() {
        return;
    }
    _ = write!(out, "## {title}\n\n| {of} | {unit} |\n|---|---:|\n");
    counts.iter().for_each(|(k, n)| _ = writeln!(out, "| {k} | {n} |"));
    out.push('\n');
}

fn type_name(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Utf8 => "string",
        DataType::Boolean => "bool",
        DataType::Int32 => "int32",
        DataType::Float32 => "float32",
        DataType::Timestamp(..) => "timestamp[us, UTC]",
        DataType::List(_) => "list<string>",
        _ => "other",
    }
}

/// `croissant.json` (Croissant 1.1): every flat column of every table as a record set.
pub fn croissant(files: &[FileEntry]) -> String {
    let tables = dictionary();
    let distribution: Vec<Value> = files
        .iter()
        .filter(|f| f.name.ends_with(".parquet"))
        .map(|f| {
            json!({
                "@type": "cr:FileObject", "@id": f.name, "name": f.name, "contentUrl": f.name,
                "encodingFormat": "application/x-parquet", "contentSize": format!("{} B", f.bytes), "blake3": f.blake3,
            })
        })
        .collect();
    let record_sets: Vec<Value> = tables
        .iter()
        .map(|t| {
            let file = format!("{}.parquet", t.name);
            let fields: Vec<Value> = t
                .columns
                .iter()
                .zip(t.schema.fields())
                // A nested list fails to load in today's reader of the format.
                .filter(|(_, f)| !matches!(f.data_type(), DataType::List(_)))
                .map(|(c, f)| {
                    let data_type = match f.data_type() {
                        DataType::Boolean => "sc:Boolean",
                        DataType::Int32 => "sc:Integer",
                        DataType::Float32 => "sc:Float",
                        DataType::Timestamp(..) => "sc:DateTime",
                        _ => "sc:Text",
                    };
                    json!({
                        "@type": "cr:Field", "@id": format!("{}/{}", t.name, c.name), "name": c.name,
                        "description": c.meaning, "dataType": data_type,
                        "source": { "fileObject": { "@id": file }, "extract": { "column": c.name } },
                    })
                })
                .collect();
            json!({ "@type": "cr:RecordSet", "@id": t.name, "name": t.name, "description": t.meaning, "field": fields })
        })
        .collect();
    let croissant = json!({
        "@context": {
            "@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/",
            "cr": "http://mlcommons.org/croissant/", "dct": "http://purl.org/dc/terms/",
            "conformsTo": "dct:conformsTo", "column": "cr:column", "extract": "cr:extract", "field": "cr:field",
            "fileObject": "cr:fileObject", "recordSet": "cr:recordSet", "source": "cr:source",
            "dataType": { "@id": "cr:dataType", "@type": "@vocab" }, "blake3": "cr:blake3",
        },
        "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.1", "name": "copydesk",
        "description": "News pages, cleaned and explained: every character kept or removed by a named rule.",
        "distribution": distribution, "recordSet": record_sets,
    });
    let mut json = serde_json::to_string_pretty(&croissant).unwrap_or_default();
    json.push('\n');
    json
}
