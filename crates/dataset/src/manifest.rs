//! What a dataset says of itself: the last file written, the first one read.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::schema::SCHEMA_VERSION;

/// `manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the contract.
    pub schema_version: u32,
    /// Digest of all rules and data that decide.
    pub rules: String,
    /// Whether inputs add up: files, and records inside them.
    pub accounts: Accounts,
    /// Every file of the dataset but this one.
    pub files: Vec<FileEntry>,
}

/// One file of the dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// File name.
    pub name: String,
    /// Rows, for a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Length in bytes.
    pub bytes: u64,
    /// BLAKE3, in hex.
    pub blake3: String,
}

/// Inputs = rows + rejected + skipped, at file and at record level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accounts {
    /// Entries found under `seeds/`.
    pub files: Account,
    /// Records inside the files that were opened.
    pub records: Account,
}

/// One sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What came in.
    pub inputs: u64,
    /// What gave at least one row.
    pub rows: u64,
    /// What gave none, for a reason in `rejects`.
    pub rejected: u64,
    /// What is no input.
    pub skipped: u64,
}

impl Account {
    /// Whether nothing was lost.
    pub fn balances(&self) -> bool {
        self.inputs == self.rows + self.rejected + self.skipped
    }
}

impl std::fmt::Display for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} = {} rows + {} rejected + {} skipped",
            self.inputs, self.rows, self.rejected, self.skipped
        )
    }
}

impl Manifest {
    /// Name of the file.
    pub const FILE: &'static str = "manifest.json";

    /// The manifest of the dataset in `dir`.
    ///
    /// # Errors
    /// When there is none, it cannot be read as one, or another version of the contract wrote it.
    pub fn read(dir: &Path) -> Result<Manifest, Error> {
        let path = dir.join(Manifest::FILE);
        let json = std::fs::read_to_string(&path).map_err(|e| Error::io("read", &path, e))?;
        Manifest::parse(&json).map_err(|reason| Error::Manifest { path, reason })
    }

    /// The manifest that a text holds.
    ///
    /// # Errors
    /// With what is wrong with it.
    pub fn parse(json: &str) -> Result<Manifest, String> {
        // The version comes first: of another version nothing else need fit.
        #[derive(Deserialize)]
        struct Version {
            schema_version: u32,
        }
        let unreadable = |e: serde_json::Error| format!("not a manifest: {e}; build the dataset again");
        let Version { schema_version } = serde_json::from_str(json).map_err(unreadable)?;
        if schema_version != SCHEMA_VERSION {
            return Err(format!(
                "written with schema version {schema_version}, this program reads {SCHEMA_VERSION}; build the dataset again"
            ));
        }
        serde_json::from_str(json).map_err(unreadable)
    }

    /// As JSON, for people and programs.
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }
}
