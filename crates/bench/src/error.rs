//! What can stop a measurement.

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The raw files that documents are made from.
    #[error("the texts to make documents from: {0}")]
    Seeds(String),
    /// The disk.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A build.
    #[error("{0}")]
    Build(#[from] copydesk_pipeline::Error),
    /// The tables.
    #[error("{0}")]
    Dataset(#[from] copydesk_dataset::Error),
    /// The other side of a comparison.
    #[error("the peers: {0}")]
    Peers(String),
}
