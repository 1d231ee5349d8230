//! The tables: names, types and meanings, as the contract has them. The data dictionary is made from here.
//!
//! A name, type or meaning changes only with [`SCHEMA_VERSION`] and a line in the CHANGELOG; columns may be added.

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use std::sync::Arc;

use crate::column::{Column, Micros};

/// Version of the contract.
pub const SCHEMA_VERSION: u32 = 1;

/// One column as people read of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnDoc {
    /// Name.
    pub name: &'static str,
    /// What it means, with its unit.
    pub meaning: &'static str,
}

/// A table: a row type, its Arrow schema, and the way between rows and batches.
pub trait Table: Sized + Send {
    /// File name without its ending.
    const NAME: &'static str;
    /// What one row is.
    const MEANING: &'static str;
    /// Columns with their meaning, in order.
    const COLUMNS: &'static [ColumnDoc];
    /// Holds the cells of a batch while it grows.
    type Builders: Default + Send;
    /// The Arrow schema.
    fn schema() -> SchemaRef;
    /// Adds a row; gives its weight in bytes.
    fn append(&self, builders: &mut Self::Builders) -> usize;
    /// The batch of all rows added since the last one.
    ///
    /// # Errors
    /// When the arrays do not fit the schema, which would be a fault of ours.
    fn batch(builders: &mut Self::Builders) -> Result<RecordBatch, ArrowError>;
    /// The rows of a batch with this table's columns.
    ///
    /// # Errors
    /// When a column is missing or has another type.
    fn rows(batch: &RecordBatch) -> Result<Vec<Self>, ArrowError>;
}

macro_rules! table {
    ($(#[doc = $doc:expr])* $row:ident $cells:ident $builders:ident $name:literal { $($(#[doc = $meaning:expr])* $column:ident: $type:ty = $cname:literal,)* }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $row { $($(#[doc = $meaning])* pub $column: $type,)* }

        /// The same row, lent from where it is found: what is only written need not be copied before.
        #[derive(Clone, Copy)]
        pub(crate) struct $cells<'a> { $(pub(crate) $column: <$type as Column>::Cell<'a>,)* }

        impl $cells<'_> {
            /// Adds the row; gives its weight in bytes.
            pub(crate) fn append(self, builders: &mut $builders) -> usize {
                let mut weight = 0;
                $(<$type as Column>::append(self.$column, &mut builders.$column);
                weight += <$type as Column>::weight(self.$column);)*
                weight
            }

            #[allow(dead_code, reason = "not every table is collected")]
            pub(crate) fn owned(self) -> $row {
                $row { $($column: <$type as Column>::owned(self.$column),)* }
            }
        }

        impl $row {
            pub(crate) fn cells(&self) -> $cells<'_> {
                $cells { $($column: self.$column.cell(),)* }
            }
        }

        #[doc(hidden)]
        #[derive(Debug)]
        #[allow(missing_docs, reason = "the row type documents the columns")]
        pub struct $builders { $($column: <$type as Column>::Builder,)* }

        impl Default for $builders {
            fn default() -> Self {
                $builders { $($column: <$type as Column>::builder(),)* }
            }
        }

        impl Table for $row {
            const NAME: &'static str = $name;
            const MEANING: &'static str = concat!($($doc),*).trim_ascii();
            const COLUMNS: &'static [ColumnDoc] =
                &[$(ColumnDoc { name: $cname, meaning: concat!($($meaning),*).trim_ascii() },)*];
            type Builders = $builders;

            fn schema() -> SchemaRef {
                Arc::new(Schema::new(vec![$(<$type as Column>::field($cname),)*]))
            }

            fn append(&self, builders: &mut $builders) -> usize {
                self.cells().append(builders)
            }

            fn batch(builders: &mut $builders) -> Result<RecordBatch, ArrowError> {
                let columns: Vec<ArrayRef> = vec![$(<$type as Column>::finish(&mut builders.$column),)*];
                RecordBatch::try_new(Self::schema(), columns)
            }

            fn rows(batch: &RecordBatch) -> Result<Vec<$row>, ArrowError> {
                $(let $column = find(batch, $cname, &<$type as Column>::data_type())?;)*
                Ok((0..batch.num_rows()).map(|k| $row { $($column: <$type as Column>::read($column, k),)* }).collect())
            }
        }
    };
}

fn find<'b>(batch: &'b RecordBatch, name: &str, want: &arrow_schema::DataType) -> Result<&'b ArrayRef, ArrowError> {
    let column = batch
        .column_by_name(name)
        .ok_or_else(|| ArrowError::SchemaError(format!("column {name} is missing")))?;
    let same = column.data_type() == want
        || matches!(
            (column.data_type(), want),
            (arrow_schema::DataType::List(_), arrow_schema::DataType::List(_))
        );
    if same {
        Ok(column)
    } else {
        Err(ArrowError::SchemaError(format!(
            "column {name} is {}, not {want}",
            column.data_type()
        )))
    }
}

table! {
    /// One row per article: the table most people want.
    DocumentRow DocumentCells DocumentBuilders "documents" {
        /// Path of the raw file under `seeds/`, plus `#<record>` inside a container; joins all tables.
        id: String = "id",
        /// Path under `seeds/`.
        source: String = "source",
        /// BLAKE3 of the very bytes that were read, in hex.
        source_blake3: String = "source_blake3",
        /// First folder under `seeds/`, else the site, else empty.
        outlet: String = "outlet",
        /// Where the page came from, when the input says so.
        url: Option<String> = "url",
        /// Host or name of the site, when the input says so.
        site: Option<String> = "site",
        /// `text/plain` or `text/html`, decided by content.
        media_type: String = "media_type",
        /// WHATWG name of the charset used to decode.
        charset: String = "charset",
        /// What decided it: `bom`, `utf8`, `declared`, `meta`, `detected`, `fallback`.
        charset_source: String = "charset_source",
        /// A declaration said otherwise.
        charset_conflict: bool = "charset_conflict",
        /// U+FFFD made by decoding.
        replaced_chars: i32 = "replaced_chars",
        /// Characters changed by repairs.
        repaired_chars: i32 = "repaired_chars",
        /// Headline, without the site's name.
        title: Option<String> = "title",
        /// People who signed it; empty when nobody did.
        authors: Vec<String> = "authors",
        /// Signature as printed.
        byline: Option<String> = "byline",
        /// First publication, UTC; null, never a guess.
        published: Option<Micros> = "published",
        /// Last change, UTC.
        modified: Option<Micros> = "modified",
        /// What says `published`: `json-ld`, `meta`, `time-element`, `url`, `dateline`, or `record`, a field of its container.
        published_source: Option<String> = "published_source",
        /// ISO 639-3 of the kept text, `und` when unsure.
        language: String = "language",
        /// ISO 15924.
        language_script: String = "language_script",
        /// Calibrated probability that `language` is right.
        language_score: f32 = "language_score",
        /// Probability that the text is a translation; null = not judged.
        translated_score: Option<f32> = "translated_score",
        /// Given a translation, that a machine made it; null = not judged.
        machine_score: Option<f32> = "machine_score",
        /// Likely language it was translated from.
        source_language: Option<String> = "source_language",
        /// `full`, `stub` (cut by a paywall) or `unknown`.
        access: String = "access",
        /// What says so.
        access_evidence: Option<String> = "access_evidence",
        /// The article: kept spans, paragraphs parted by a blank line, safe repairs applied.
        text: String = "text",
        /// `text` with every resolved name in its canonical form, direct quotations untouched.
        text_normalized: String = "text_normalized",
        /// Code points of `text`.
        chars: i32 = "chars",
        /// Words of `text`: runs between white space that hold a letter or digit.
        words: i32 = "words",
        /// Removed characters over page characters, blanks aside.
        removed_share: f32 = "removed_share",
        /// Near-duplicate cluster of the syndicated copies; nothing is deleted.
        cluster: Option<String> = "cluster",
        /// Documents in it; 1 without a cluster.
        cluster_size: i32 = "cluster_size",
        /// Whether this row stands for its cluster; true without a cluster.
        cluster_head: bool = "cluster_head",
        /// Defects survived on the way, e.g. `truncated-source`, `no-body`.
        flags: Vec<String> = "flags",
        /// When the page was fetched, UTC, when its container says so.
        fetched: Option<Micros> = "fetched",
        /// What else its container says of it: a JSON object, such as `{"warc_record_id":"…"}` or the other fields of a JSONL line.
        metadata: Option<String> = "metadata",
        /// What the page declares as its day of publication, word for word, where that is no date or where two of them contradict
        /// each other (the flag `date-conflict`); several are parted by ` | `.
        published_raw: Option<String> = "published_raw",
    }
}

table! {
    /// One row per article: the decoded page text that all offsets refer to.
    PageRow PageCells PageBuilders "pages" {
        /// See `documents.id`.
        id: String = "id",
        /// For a text file, the decoded file, character for character; for HTML, all visible text, one block per line.
        page_text: String = "page_text",
    }
}

table! {
    /// Every piece of every page, kept or removed, with its label and the rule that decided.
    SpanRow SpanCells SpanBuilders "spans" {
        /// See `documents.id`.
        id: String = "id",
        /// Place among the pieces of its page, from 0.
        seq: i32 = "seq",
        /// First code point in the page.
        start: i32 = "start",
        /// One past the last code point.
        end: i32 = "end",
        /// What the piece is.
        label: String = "label",
        /// Whether it stays in `documents.text`.
        kept: bool = "kept",
        /// The rule that decided.
        rule: String = "rule",
        /// How sure the rule is, 0 to 1.
        score: f32 = "score",
        /// The piece itself.
        text: String = "text",
        /// What the rule saw: cue, count of pages, neighbour.
        evidence: Option<String> = "evidence",
        /// ISO 639-3 where a paragraph's language differs from its document's.
        language: Option<String> = "language",
    }
}

table! {
    /// Every named person, organisation and place.
    MentionRow MentionCells MentionBuilders "mentions" {
        /// See `documents.id`.
        id: String = "id",
        /// First code point in the page.
        start: i32 = "start",
        /// One past the last code point.
        end: i32 = "end",
        /// First code point in `documents.text`; null where removed.
        text_start: Option<i32> = "text_start",
        /// One past the last code point in `documents.text`.
        text_end: Option<i32> = "text_end",
        /// As printed, without a possessive ending; never changed.
        surface: String = "surface",
        /// The entity it stands for.
        entity_id: Option<String> = "entity_id",
        /// The form that stands for all spellings.
        canonical: Option<String> = "canonical",
        /// `person`, `org` or `place`.
        kind: String = "type",
        /// The rule that linked it.
        rule: String = "rule",
        /// How sure the rule is, 0 to 1.
        score: f32 = "score",
        /// Whether it stands inside a direct quotation.
        in_quote: bool = "in_quote",
    }
}

table! {
    /// One row per distinct entity named in the dataset.
    EntityRow EntityCells EntityBuilders "entities" {
        /// See `mentions.entity_id`.
        entity_id: String = "entity_id",
        /// The form that stands for all spellings.
        canonical: String = "canonical",
        /// `person`, `org` or `place`.
        kind: String = "type",
        /// Wikidata item, when checked.
        wikidata: Option<String> = "wikidata",
        /// Forms seen in this dataset, sorted.
        aliases: Vec<String> = "aliases",
        /// Mentions in the dataset.
        mentions: i32 = "mentions",
        /// Documents that name it.
        documents: i32 = "documents",
        /// In the gazetteer, or found by clustering this corpus.
        known: bool = "known",
    }
}

table! {
    /// Every defect found in a text, and whether it was repaired.
    ArtifactRow ArtifactCells ArtifactBuilders "artifacts" {
        /// See `documents.id`.
        id: String = "id",
        /// First code point in the page.
        start: i32 = "start",
        /// One past the last code point; equal to `start` for a place.
        end: i32 = "end",
        /// What is wrong.
        kind: String = "kind",
        /// `encoding`, `typography`, `structure` or `translation`.
        group: String = "group",
        /// `A` damages the meaning, `B` disfluent, `C` cosmetic.
        severity: String = "severity",
        /// As it stands in the page.
        surface: String = "surface",
        /// What should stand there.
        repair: Option<String> = "repair",
        /// Whether `documents.text` holds the repair.
        applied: bool = "applied",
        /// The rule that found it.
        rule: String = "rule",
        /// Precision of the rule, 0 to 1.
        score: f32 = "score",
    }
}

table! {
    /// Every input that gave no row, and why.
    RejectRow RejectCells RejectBuilders "rejects" {
        /// Path under `seeds/`.
        source: String = "source",
        /// Record inside a container.
        record: Option<String> = "record",
        /// Stage that refused it.
        stage: String = "stage",
        /// Why, from a closed list.
        reason: String = "reason",
        /// What was found and where.
        detail: String = "detail",
        /// What a person can do.
        hint: String = "hint",
        /// BLAKE3 of the bytes that were read, in hex.
        source_blake3: Option<String> = "source_blake3",
    }
}

/// One table of the data dictionary.
#[derive(Clone, Debug)]
pub struct TableDoc {
    /// File name without its ending.
    pub name: &'static str,
    /// What one row is.
    pub meaning: &'static str,
    /// Columns with their meaning.
    pub columns: &'static [ColumnDoc],
    /// The Arrow schema.
    pub schema: SchemaRef,
}

/// Every table, in the order of the contract.
pub fn dictionary() -> Vec<TableDoc> {
    fn of<T: Table>() -> TableDoc {
        TableDoc {
            name: T::NAME,
            meaning: T::MEANING,
            columns: T::COLUMNS,
            schema: T::schema(),
        }
    }
    vec![
        of::<DocumentRow>(),
        of::<PageRow>(),
        of::<SpanRow>(),
        of::<MentionRow>(),
        of::<EntityRow>(),
        of::<ArtifactRow>(),
        of::<RejectRow>(),
    ]
}
