//! The package `copydesk` for Python: conversions, nothing else.
//!
//! Every function lets go of the interpreter's lock while Rust works, and a panic becomes an exception (`guard.rs`).
//! Results are small frozen classes with the column names of the dataset (`results.rs`); Arrow data comes and goes
//! through the C data interface without a copy (`batch.rs`, and for `copydesk.spark` `cluster.rs`). What the functions do is said by the crates below.

#[cfg(feature = "extension")]
mod arguments;
#[cfg(feature = "extension")]
mod batch;
#[cfg(feature = "extension")]
mod cluster;
#[cfg(feature = "extension")]
mod convert;
#[cfg(feature = "extension")]
mod first;
#[cfg(feature = "extension")]
mod functions;
#[cfg(feature = "extension")]
mod guard;
#[cfg(feature = "extension")]
mod results;

#[cfg(feature = "extension")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(feature = "extension")]
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use crate::batch::{clean_batch, clean_tables};
    #[pymodule_export]
    use crate::cluster::{Corpus, Entities, copies, empty, join, name_counts, pieces, reject_rows, templates};
    #[pymodule_export]
    use crate::first::{FilePass, list_seeds, pass_one_records};
    #[pymodule_export]
    use crate::functions::{clean, decode, extract, language, repair, resolve_names, same_name, translation};
    #[pymodule_export]
    use crate::results::{
        Artifact, Cleaned, Decoded, Edit, Extracted, Language, Mention, Repaired, ResolvedName, SameName, Span,
        Translation,
    };
}
