//! What everything in the house speaks: documents, spans, annotations, labels, rule ids, and the one renderer.
//!
//! A [`Document`] holds a text that nobody edits. Stages add [`Annotation`]s to it and nothing else.
//! [`pieces`] turns the label annotations into a partition of the page, and [`render`] is the only place
//! where text is cut or replaced. This crate does no input or output and knows no rule, no language,
//! no file format and no outside library but serde.
//!
//! Offsets inside the house are bytes of [`Document::text`]; the dataset turns them into code points of the page.

mod annotation;
mod artifact;
mod codes;
mod document;
mod label;
mod packed;
mod page;
mod partition;
mod reject;
mod render;
mod span;

pub use annotation::{Annotation, EntityId, EntityType, Mark, Mention, RuleId};
pub use artifact::{ArtifactGroup, ArtifactKind, Severity};
pub use codes::Code;
pub use document::{
    Access, AccessVerdict, Block, BlockKind, Charset, CharsetSource, DateSource, Document, DocumentId, Flag,
    LanguageVerdict, MediaType, Meta, Origin, Region, Stamp, TranslationVerdict,
};
pub use label::Label;
pub use page::{Page, Repair};
pub use partition::{Piece, Policy, pieces};
pub use reject::{Refusal, Reject, RejectReason};
pub use render::{OffsetMap, Rendered, View, render, rendered_text};
pub use span::Span;
