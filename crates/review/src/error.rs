//! What keeps pages from being made.

use std::path::{Path, PathBuf};

/// Why there are no pages.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The tables do not read.
    #[error(transparent)]
    Dataset(#[from] copydesk_dataset::Error),
    /// The system refused.
    #[error("{action} {}: {source}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder cannot take the pages.
    #[error("{}: {reason}", path.display())]
    Output {
        /// The folder.
        path: PathBuf,
        /// Why, and what to do.
        reason: &'static str,
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

    /// Whether the command is at fault, not the disk.
    pub fn is_wrong_use(&self) -> bool {
        matches!(self, Error::Output { .. })
    }
}
