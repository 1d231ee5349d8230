//! What lies under `seeds/`: inputs, entries that are no inputs, and entries that cannot be used.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use copydesk_model::{Reject, RejectReason};

use crate::outlet;
use crate::{ConfigError, OutletConfig, escape_path};

/// A file that is to be read.
#[derive(Clone, Debug)]
pub struct Input {
    /// Path under the seeds, in the one-line form of [`escape_path`]; the id of a plain file.
    pub source: String,
    /// Where to open it.
    pub path: PathBuf,
    /// Size when it was listed: a figure for progress, never trusted.
    pub bytes: u64,
    /// First folder under the seeds; empty for a flat file.
    pub outlet: String,
    /// What the folder's `outlet.toml` says.
    pub config: Option<Arc<OutletConfig>>,
}

macro_rules! skip_reasons {
    ($($(#[doc = $doc:expr])* $variant:ident = $name:literal,)*) => {
        /// Why an entry is no input, or a record no document. A closed list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SkipReason { $($(#[doc = $doc])* $variant,)* }

        impl SkipReason {
            /// Every reason.
            pub const ALL: &'static [SkipReason] = &[$(SkipReason::$variant,)*];

            /// The name for people and reports.
            pub fn name(self) -> &'static str {
                match self { $(SkipReason::$variant => $name,)* }
            }
        }
    };
}

skip_reasons! {
    /// The name begins with a dot; a hidden folder is skipped with all that is in it.
    Hidden = "hidden",
    /// An editor's backup or lock file: `x~`, `x.swp`, `x.bak`, `#x#`.
    Backup = "backup",
    /// A file that desktops leave in folders: `Thumbs.db`, `desktop.ini`.
    Desktop = "desktop",
    /// A symbolic link; links are not followed.
    Symlink = "symlink",
    /// A pipe, socket or device.
    SpecialFile = "special-file",
    /// The `outlet.toml` of an outlet, or the `<file>.meta.toml` beside a raw file.
    Config = "config",
    /// A record of a web archive that holds no page: a request, a description of the archive.
    NotAPage = "not-a-page",
    /// A page that the server did not give: a redirect, an error.
    HttpStatus = "http-status",
    /// A record that its server calls an image, a script, a feed or the like.
    MediaType = "media-type",
    /// A record that says a page was the same as before.
    Revisit = "revisit",
    /// An `outlet.toml` outside of a first-level folder; it has no effect.
    MisplacedConfig = "misplaced-config",
}

/// An entry that is no input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Path under the seeds, in the one-line form.
    pub source: String,
    /// Why.
    pub reason: SkipReason,
}

/// Everything under the seeds, each list sorted by the bytes of `source`.
///
/// An input takes some 100 bytes, its path under the seeds and its whole path: with paths of 60 bytes, a million files take
/// about 250 MB.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Files to read.
    pub inputs: Vec<Input>,
    /// Entries that are no inputs.
    pub skipped: Vec<Skipped>,
    /// Folders and entries that could not be looked at.
    pub rejects: Vec<Reject>,
}

/// Why nothing can be listed: all of them are faults of use or configuration.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// Nothing there.
    #[error("{0}: no such file or folder")]
    Missing(String),
    /// Something else than a folder.
    #[error("{0}: not a folder")]
    NotAFolder(String),
    /// Something else than a regular file.
    #[error("{0}: not a regular file")]
    NotAFile(String),
    /// The system refused.
    #[error("{path}: {error}")]
    Io {
        /// What was looked at, in the one-line form.
        path: String,
        /// What the system said.
        error: io::Error,
    },
    /// Faults in descriptions of outlets, all of them.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
    Config(Vec<ConfigError>),
}

/// Lists the seeds. Only `outlet.toml` files are opened.
///
/// # Errors
/// When `seeds` is missing or no folder, or when an `outlet.toml` has a fault.
pub fn list(seeds: &Path) -> Result<Listing, ListError> {
    let meta = std::fs::metadata(seeds).map_err(|e| at(seeds, e))?;
    if !meta.is_dir() {
        return Err(ListError::NotAFolder(escape_path(seeds)));
    }
    let mut listing = Listing::default();
    let mut configs = BTreeMap::new();
    // Folders yet to be walked, relative to the seeds; an own stack because depth is the input's choice.
    let mut folders = vec![PathBuf::new()];
    let mut root = true;
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(seeds.join(&folder)) {
            Ok(entries) => entries,
            Err(e) if root => return Err(at(seeds, e)),
            Err(e) => {
                listing
                    .rejects
                    .push(refused(&folder, &e, "the folder cannot be listed"));
                continue;
            }
        };
        root = false;
        for entry in entries {
            match entry {
                Ok(entry) => visit(&entry, &folder, &mut folders, &mut configs, &mut listing),
                Err(e) => {
                    listing
                        .rejects
                        .push(refused(&folder, &e, "the rest of the folder cannot be listed"));
                    break;
                }
            }
        }
    }
    let configs = load_configs(&configs)?;
    for input in &mut listing.inputs {
        input.config = configs.get(&input.outlet).cloned();
    }
    listing.inputs.sort_unstable_by(|a, b| a.source.cmp(&b.source));
    listing.skipped.sort_unstable();
    listing.rejects.sort_unstable();
    Ok(listing)
}

/// One file that a person named, inside the seeds or elsewhere. A link is followed, since it was asked for.
///
/// # Errors
/// When there is no regular file at `path`, or its `outlet.toml` has a fault.
pub fn one(path: &Path, seeds: Option<&Path>) -> Result<Input, ListError> {
    let real = std::fs::canonicalize(path).map_err(|e| at(path, e))?;
    let meta = std::fs::symlink_metadata(&real).map_err(|e| at(path, e))?;
    if !meta.is_file() {
        return Err(ListError::NotAFile(escape_path(path)));
    }
    let seeds = seeds.and_then(|s| std::fs::canonicalize(s).ok());
    let inside = seeds.as_deref().and_then(|s| Some((s, real.strip_prefix(s).ok()?)));
    let (source, outlet, config) = match inside {
        None => (escape_path(path), String::new(), None),
        Some((seeds, relative)) => {
            let outlet = outlet_of(relative);
            let file = relative
                .components()
                .next()
                .map(|first| seeds.join(first).join(outlet::FILE));
            let file = file.filter(|f| !outlet.is_empty() && std::fs::symlink_metadata(f).is_ok_and(|m| m.is_file()));
            let found: BTreeMap<_, _> = file.into_iter().map(|f| (outlet.clone(), f)).collect();
            let config = load_configs(&found)?.remove(&outlet);
            (escape_path(relative), outlet, config)
        }
    };
    Ok(Input {
        source,
        path: real,
        bytes: meta.len(),
        outlet,
        config,
    })
}

fn visit(
    entry: &std::fs::DirEntry,
    folder: &Path,
    folders: &mut Vec<PathBuf>,
    configs: &mut BTreeMap<String, PathBuf>,
    listing: &mut Listing,
) {
    let name = entry.file_name();
    let relative = folder.join(&name);
    // The type of the entry itself: nothing is followed and nothing opened, since opening a pipe waits for ever.
    let kind = match entry.file_type() {
        Ok(kind) => kind,
        Err(e) => return listing.rejects.push(refused(&relative, &e, "its type cannot be told")),
    };
    let depth = relative.components().count();
    let skip = if kind.is_symlink() {
        Some(SkipReason::Symlink)
    } else if !kind.is_dir() && !kind.is_file() {
        Some(SkipReason::SpecialFile)
    } else if let Some(reason) = skip_by_name(name.as_encoded_bytes(), kind.is_dir()) {
        Some(reason)
    } else if kind.is_file() && crate::note::is_note_of_a_file(&entry.path()) {
        Some(SkipReason::Config)
    } else if kind.is_file() && name == outlet::FILE {
        if depth == 2 {
            configs.insert(outlet_of(&relative), entry.path());
            Some(SkipReason::Config)
        } else {
            Some(SkipReason::MisplacedConfig)
        }
    } else {
        None
    };
    if let Some(reason) = skip {
        let source = escape_path(&relative);
        return listing.skipped.push(Skipped { source, reason });
    }
    if kind.is_dir() {
        return folders.push(relative);
    }
    match entry.metadata() {
        Ok(meta) => listing.inputs.push(Input {
            source: escape_path(&relative),
            path: entry.path(),
            bytes: meta.len(),
            outlet: outlet_of(&relative),
            config: None,
        }),
        Err(e) => listing.rejects.push(refused(&relative, &e, "its size cannot be told")),
    }
}

fn skip_by_name(name: &[u8], is_folder: bool) -> Option<SkipReason> {
    if name.starts_with(b".") && !name.starts_with(b"..") {
        return Some(SkipReason::Hidden);
    }
    if is_folder {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let backup = [&b"~"[..], b".swp", b".swo", b".bak"]
        .iter()
        .any(|end| lower.ends_with(end))
        || (lower.len() > 1 && lower.starts_with(b"#") && lower.ends_with(b"#"));
    let desktop = lower == b"thumbs.db" || lower == b"desktop.ini";
    match (backup, desktop) {
        (true, _) => Some(SkipReason::Backup),
        (_, true) => Some(SkipReason::Desktop),
        _ => None,
    }
}

/// The first folder, when there is one.
fn outlet_of(relative: &Path) -> String {
    let mut parts = relative.components();
    let first = parts.next();
    match (first, parts.next()) {
        (Some(first), Some(_)) => escape_path(Path::new(first.as_os_str())),
        _ => String::new(),
    }
}

fn load_configs(files: &BTreeMap<String, PathBuf>) -> Result<BTreeMap<String, Arc<OutletConfig>>, ListError> {
    let mut configs = BTreeMap::new();
    let mut faults = Vec::new();
    for (outlet, file) in files {
        match outlet::load(file) {
            Ok(config) => drop(configs.insert(outlet.clone(), Arc::new(config))),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() {
        Ok(configs)
    } else {
        Err(ListError::Config(faults))
    }
}

fn at(path: &Path, error: io::Error) -> ListError {
    let path = escape_path(path);
    match error.kind() {
        io::ErrorKind::NotFound => ListError::Missing(path),
        io::ErrorKind::NotADirectory => ListError::NotAFolder(path),
        _ => ListError::Io { path, error },
    }
}

fn refused(relative: &Path, error: &io::Error, what: &str) -> Reject {
    Reject {
        source: escape_path(relative),
        record: None,
        stage: "sources".into(),
        reason: reason_of(error),
        detail: format!("{what}: {error}"),
        source_blake3: None,
    }
}

/// What an error of the system means for the one who must act on it.
pub(crate) fn reason_of(error: &io::Error) -> RejectReason {
    match error.kind() {
        io::ErrorKind::PermissionDenied => RejectReason::Permission,
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => RejectReason::Changed,
        io::ErrorKind::InvalidFilename => RejectReason::Path,
        _ => RejectReason::Io,
    }
}
