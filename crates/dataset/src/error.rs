//! What can go wrong when a dataset is written or read.

use std::path::{Path, PathBuf};

/// A failure at one file of a dataset.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system refused.
    #[error("{action} {}: {source}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Parquet refused.
    #[error("{}: {source}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the library said.
        source: parquet::errors::ParquetError,
    },
    /// Arrow refused.
    #[error("{}: {source}", path.display())]
    Arrow {
        /// The file.
        path: PathBuf,
        /// What the library said.
        source: arrow_schema::ArrowError,
    },
    /// The manifest does not read as one.
    #[error("{}: {reason}", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The tables do not speak of the same documents.
    #[error("{id}: no row in {table} where it should stand; the tables are not of one build")]
    Disagree {
        /// The document.
        id: String,
        /// The table that lacks it.
        table: &'static str,
    },
    /// Another run holds the output.
    #[error("{} is being built by another run ({holder}); wait for it, or use --wait", out.display())]
    Locked {
        /// The dataset's folder.
        out: PathBuf,
        /// Who holds it.
        holder: String,
    },
    /// The output cannot be a dataset.
    #[error("{}: {reason}", out.display())]
    Output {
        /// The dataset's folder.
        out: PathBuf,
        /// Why, and what to do.
        reason: String,
    },
}

impl Error {
    pub(crate) fn io(action: &'static str, path: &Path, source: std::io::Error) -> Error {
        Error::Io {
            action,
            path: path.to_owned(),
            source,
        }
    }

    pub(crate) fn parquet(path: &Path, source: parquet::errors::ParquetError) -> Error {
        Error::Parquet {
            path: path.to_owned(),
            source,
        }
    }

    pub(crate) fn arrow(path: &Path, source: arrow_schema::ArrowError) -> Error {
        Error::Arrow {
            path: path.to_owned(),
            source,
        }
    }
}
