//! Why a run could not be done.

use copydesk_rules::RuleError;

/// A failure of a whole run; bad input is never one, it becomes a row in `rejects`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Rules or names of the user do not read.
    #[error("{} in the rules:\n\n{}", plural(.0.len(), "mistake"), .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
    Rules(Vec<RuleError>),
    /// Names of the user do not read.
    #[error("{} in the gazetteer:\n\n{}", plural(.0.len(), "mistake"), .0.join("\n"))]
    Gazetteer(Vec<String>),
    /// The seeds cannot be listed.
    #[error(transparent)]
    Seeds(#[from] copydesk_sources::ListError),
    /// The dataset cannot be written or read.
    #[error(transparent)]
    Dataset(#[from] copydesk_dataset::Error),
    /// A file of the run itself cannot be read or written.
    #[error("{action} {path}: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// Where.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The sum of the inputs does not hold: a fault of ours.
    #[error("the accounts do not balance ({0}); nothing was published. Please report this")]
    Accounts(String),
    /// One rule of the user removes most of the corpus.
    #[error(
        "the rule {rule} removes {share:.1} % of all characters, more than {most} %; nothing was published. If that is meant, \
         allow it with --most-removed PERCENT"
    )]
    RemovesTooMuch {
        /// The rule.
        rule: String,
        /// Its share in percent.
        share: f64,
        /// The limit in percent.
        most: f64,
    },
    /// The caller asked for an end.
    #[error("stopped; the old dataset is in place")]
    Stopped,
    /// What the cache said is not there; the run is done again without it.
    #[error("the cache is damaged; remove it and build again")]
    Cache,
    /// A setting that cannot be.
    #[error("{0}")]
    Setting(String),
}

impl Error {
    /// Whether the command or its configuration is at fault, and nothing was read or written.
    pub fn is_configuration(&self) -> bool {
        matches!(
            self,
            Error::Rules(_)
                | Error::Gazetteer(_)
                | Error::Seeds(_)
                | Error::Setting(_)
                | Error::Dataset(copydesk_dataset::Error::Output { .. })
        )
    }

    pub(crate) fn io(action: &'static str, path: &std::path::Path, source: std::io::Error) -> Error {
        Error::Io {
            action,
            path: path.display().to_string(),
            source,
        }
    }
}

fn plural(n: usize, word: &str) -> String {
    if n == 1 {
        format!("1 {word}")
    } else {
        format!("{n} {word}s")
    }
}
