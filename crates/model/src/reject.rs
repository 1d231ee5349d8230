//! Inputs that gave no row, and why. Nothing vanishes silently.

use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($(#[doc = $doc:expr])* $variant:ident = $name:literal, $hint:literal;)*) => {
        /// Why an input gave no row. A closed list: the column `rejects.reason` holds these names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum RejectReason { $($(#[doc = $doc])* $variant,)* }

        impl RejectReason {
            /// Every reason.
            pub const ALL: &'static [RejectReason] = &[$(RejectReason::$variant,)*];

            /// The name in the column `rejects.reason`.
            pub fn name(self) -> &'static str {
                match self { $(RejectReason::$variant => $name,)* }
            }

            /// What a person can do about it.
            pub fn hint(self) -> &'static str {
                match self { $(RejectReason::$variant => $hint,)* }
            }
        }
    };
}

reasons! {
    /// No text in it.
    Empty = "empty", "nothing to read; remove the file or save the page again";
    /// Over a size limit.
    TooLarge = "too-large", "split the input, or raise the limit";
    /// Not a text.
    Binary = "binary", "seeds hold text and HTML; convert it first";
    /// The system refused to open it.
    Permission = "permission", "make the file readable";
    /// Its path cannot be used.
    Path = "path", "shorten or rename the path";
    /// It changed while it was read.
    Changed = "changed", "build again when nothing writes to it";
    /// Reading failed.
    Io = "io", "check the disk and build again";
    /// Compressed in a way that is not read.
    UnsupportedCompression = "unsupported-compression", "decompress the file first";
    /// A container that is not read.
    UnsupportedContainer = "unsupported-container", "unpack its documents into single files";
    /// One JSON value over many lines, where there should be one object on each.
    NotJsonl = "not-jsonl", "write one JSON object on each line, as `jq -c '.[]'` does with an array";
    /// A record or container that breaks the rules of its format.
    Malformed = "malformed", "mend the record, or fetch the file again";
    /// A record with neither text nor page.
    NoText = "no-text", "give the record a string field `text` or `html`";
    /// Compressed twice.
    NestedCompression = "nested-compression", "decompress it once";
    /// Ends before its end.
    Truncated = "truncated", "fetch the file again";
    /// A checksum does not fit.
    Crc = "crc", "fetch the file again";
    /// Elements nested too deeply.
    TooDeep = "too-deep", "the page is broken or hostile; save its text instead";
    /// Too many nodes.
    TooManyNodes = "too-many-nodes", "the page is broken or hostile; save its text instead";
    /// Too many attributes in one tag.
    TooManyAttributes = "too-many-attributes", "the page is broken or hostile; save its text instead";
    /// No charset gives a text.
    Undecodable = "undecodable", "declare the charset in outlet.toml";
    /// On the takedown list.
    TakenDown = "taken-down", "it is on the takedown list; take its row from the list to have it back";
    /// A fault of ours; counts as a bug.
    Internal = "internal", "please report this with the file";
}

/// One input, or one record of it, that gave no row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reject {
    /// Path under `seeds/`, escaped as in `documents.source`.
    pub source: String,
    /// The record inside a container.
    pub record: Option<String>,
    /// The stage that refused it: `sources`, `decode`, `extract`, `pipeline`.
    pub stage: String,
    /// Why.
    pub reason: RejectReason,
    /// What was found, with the place.
    pub detail: String,
    /// Hash of the bytes that were read.
    pub source_blake3: Option<String>,
}

/// Why one input cannot be used; the pipeline turns it into a [`Reject`] with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub reason: RejectReason,
    /// What was found and where, and the limit's value when one was passed.
    pub detail: String,
}

impl Refusal {
    /// A refusal with what was found.
    pub fn new(reason: RejectReason, detail: impl Into<String>) -> Refusal {
        Refusal {
            reason,
            detail: detail.into(),
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.reason.name(), self.detail)
    }
}

impl std::error::Error for Refusal {}
