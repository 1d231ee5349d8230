//! What keeps a dataset from being measured.

use std::path::{Path, PathBuf};

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The tables do not read.
    #[error(transparent)]
    Dataset(#[from] copydesk_dataset::Error),
    /// The system refused a gold file.
    #[error("read {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A gold file is not what it should be.
    #[error("{}: {reason}", path.display())]
    Gold {
        /// The file or folder.
        path: PathBuf,
        /// What was expected.
        reason: String,
    },
    /// Gold and dataset do not speak of the same text.
    #[error("{document}: {reason}")]
    Disagree {
        /// The document.
        document: String,
        /// Where they part.
        reason: String,
    },
    /// The floors do not read.
    #[error("floors: {0}")]
    Floors(String),
}

impl Error {
    pub(crate) fn io(path: &Path, source: std::io::Error) -> Error {
        Error::Io {
            path: path.to_owned(),
            source,
        }
    }

    pub(crate) fn gold(path: &Path, reason: impl Into<String>) -> Error {
        Error::Gold {
            path: path.to_owned(),
            reason: reason.into(),
        }
    }

    pub(crate) fn disagree(document: &str, reason: impl Into<String>) -> Error {
        Error::Disagree {
            document: document.to_owned(),
            reason: reason.into(),
        }
    }
}
