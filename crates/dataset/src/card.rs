//! The dataset card: `README.md` with a Hugging Face head, what a dataset says to people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use arrow_schema::DataType;
use serde::{Deserialize, Serialize};

use crate::manifest::Accounts;
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

/// The dataset card.
pub fn card(counts: &Counts, accounts: &Accounts, rules: &str) -> String {
    let mut out = head(counts);
    out.push_str("# News pages, cleaned and explained\n\n");
    _ = write!(
        out,
        "{} articles made by copydesk (schema {SCHEMA_VERSION}, rules `{}`). Every character of every page is kept or removed by a \
         named rule; offsets count Unicode code points, so `page_text[start:end]` works as it stands in Python.\n\n{USE}",
        counts.documents,
        rules.get(..12).unwrap_or(rules),
    );
    _ = write!(out, "## How it was made\n\n{MADE}");
    _ = write!(
        out,
        "## Accounts\n\nInputs = rows + rejected + skipped; the build stops when a sum does not hold.\n\n- files: {}\n- records: {}\n\n",
        accounts.files, accounts.records
    );
    let all = (counts.kept_chars + counts.removed_chars).max(1);
    _ = write!(
        out,
        "Kept: {} characters ({:.1} %), removed: {} characters, blanks aside. Near-copies: {} clusters. Repairs in place: {}.\n\n",
        counts.kept_chars,
        counts.kept_chars as f64 * 100.0 / all as f64,
        counts.removed_chars,
        counts.clusters,
        counts.repaired,
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

/// The YAML that the Hugging Face hub and its library read: one configuration for each table that has rows, since the
/// library loads no empty one.
fn head(counts: &Counts) -> String {
    let mut out = String::from("---\npretty_name: News pages, cleaned and explained\n");
    let languages: Vec<&String> = counts.languages.keys().filter(|l| *l != "und").collect();
    if !languages.is_empty() {
        out.push_str("language:\n");
        languages.iter().for_each(|l| _ = writeln!(out, "- {l}"));
    }
    let size = match counts.documents {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        1_000_000..10_000_000 => "1M<n<10M",
        10_000_000..100_000_000 => "10M<n<100M",
        100_000_000..1_000_000_000 => "100M<n<1B",
        _ => "n>1B",
    };
    _ = write!(
        out,
        "license: other\nlicense_name: none-given\nannotations_creators:\n- machine-generated\nlanguage_creators:\n- found\n\
         source_datasets:\n- original\nsize_categories:\n- {size}\ntask_categories:\n- text-generation\n- token-classification\n\
         tags:\n- news\n- text-cleaning\n- boilerplate-removal\n- named-entities\n- translationese\nconfigs:\n"
    );
    for (k, table) in dictionary().iter().enumerate() {
        let default = if k == 0 { "  default: true\n" } else { "" };
        if !counts.is_empty(table.name) {
            _ = write!(
                out,
                "- config_name: {0}\n{default}  data_files: {0}.parquet\n",
                table.name
            );
        }
    }
    out.push_str("---\n\n");
    out
}

impl Counts {
    /// Whether that table has no row.
    fn is_empty(&self, table: &str) -> bool {
        match table {
            "mentions" => self.mentions.is_empty(),
            "entities" => self.entities == 0,
            "artifacts" => self.artifacts.is_empty(),
            "rejects" => self.rejects.is_empty(),
            _ => self.documents == 0,
        }
    }
}

const USE: &str = "```python\nimport duckdb\nduckdb.sql(\"select title, language, published, text from 'documents.parquet'\")\n```\n\n\
The tables join by `id` (names by `entity_id`). Every one opens with no option in pyarrow, DuckDB, Polars, pandas, Spark, ClickHouse and \
Hugging Face `datasets`, whose library has a configuration for each table but not for one without rows; `croissant.json` describes them \
to programs.\n\n";

const MADE: &str = "1. Every raw file is read once and hashed; the strongest evidence decides its charset.\n\
2. Text or HTML becomes a page of lines. Rules and small trained models label each piece; `body` and `heading` are kept.\n\
3. Language, names, defects and traces of translation are found in what is kept; safe repairs are applied to `text`, never to the page.\n\
4. What only the corpus shows comes last: lines that a site repeats, names that no gazetteer knows, near-copies. Nothing is deleted.\n\n\
No step reads a clock, the network or a random number: the same raw files and rules give the same bytes. `manifest.json` holds the hash of \
every file. No person has looked at the labels of this dataset; each row names the rule that decided and how sure it is.\n\n";

const LIMITS: &str = "## Limits\n\n\
- Rules and cues cover the languages named in the project best; pages in others keep more of what is not the article.\n\
- `published` is null unless the page states a date; `translated_score` is null where nothing was judged.\n\
- Entities with `known = false` are proposals found by spelling, not checked by a person.\n\
- Persons are named as the pages name them. Whoever takes a page down builds again without it; nothing of it stays.\n\
- Near-copies are marked, not removed: keep `cluster_head` to count a story once.\n\
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
