//! `<file>.meta.toml` beside a raw file: what its collector knows of it and the bytes do not say.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

const ENDING: &str = ".meta.toml";
/// A file of this size is no note.
const MAX_BYTES: u64 = 64 << 10;

/// What a collector knows of one raw file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Where the page came from; http or https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Charset that the server declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charset: Option<String>,
}

/// Where the note of a raw file lies.
pub fn note_path(raw: &Path) -> PathBuf {
    let mut path = raw.as_os_str().to_owned();
    path.push(ENDING);
    path.into()
}

/// The note as a file holds it.
///
/// # Errors
/// When the url is not one of http or https with a host.
pub fn note_text(note: &Note) -> Result<String, String> {
    if let Some(url) = note.url.as_deref().filter(|u| host(u).is_none()) {
        return Err(format!("{url} is not an address of http or https"));
    }
    toml::to_string(note).map_err(|e| e.to_string())
}

/// The note beside a raw file; an empty one when there is none, `None` when it does not read.
pub(crate) fn beside(raw: &Path) -> Option<Note> {
    let path = note_path(raw);
    match fs::symlink_metadata(&path) {
        // A name so long that no note can bear it has none.
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::InvalidFilename) => return Some(Note::default()),
        Ok(meta) if meta.is_file() && meta.len() <= MAX_BYTES => {}
        _ => return None,
    }
    let note: Note = toml::from_str(&fs::read_to_string(&path).ok()?).ok()?;
    note.url.as_deref().is_none_or(|u| host(u).is_some()).then_some(note)
}

/// Whether the entry is the note of a raw file that lies beside it; a note without a file is an input like any other.
pub(crate) fn is_note_of_a_file(path: &Path) -> bool {
    let Some(raw) = path.to_str().and_then(|p| p.strip_suffix(ENDING)) else {
        return false;
    };
    fs::symlink_metadata(raw).is_ok_and(|m| m.is_file())
}

/// The host of an address of http or https, lower-cased, without `www.` and port.
pub fn host(url: &str) -> Option<String> {
    let rest = ["https://", "http://"].iter().find_map(|p| {
        url.get(..p.len())
            .filter(|s| s.eq_ignore_ascii_case(p))
            .map(|_| &url[p.len()..])
    })?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let fits = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || c.is_control());
    fits.then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_whose_name_is_as_long_as_names_may_be_has_no_note() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(beside(&dir.path().join("x".repeat(250))), Some(Note::default()));
    }

    #[test]
    fn a_note_gives_its_file_an_address() {
        let dir = tempfile::tempdir().unwrap();
        let raw = dir.path().join("a.html");
        fs::write(&raw, "x").unwrap();
        assert_eq!(beside(&raw), Some(Note::default()));
        let note = Note {
            url: Some("https://www.News.example:443/a".into()),
            charset: None,
        };
        fs::write(note_path(&raw), note_text(&note).unwrap()).unwrap();
        assert_eq!(beside(&raw), Some(note));
        assert!(is_note_of_a_file(&note_path(&raw)));
        assert!(!is_note_of_a_file(&dir.path().join("b.html.meta.toml")));
        fs::write(note_path(&raw), "ulr = 'https://news.example'").unwrap();
        assert_eq!(beside(&raw), None);
    }

    #[test]
    fn hosts_come_from_web_addresses_only() {
        assert_eq!(
            host("https://www.News.example:443/a?b").as_deref(),
            Some("news.example")
        );
        for url in [
            "file:///etc/passwd",
            "news.example",
            "https://",
            "javascript:alert(1)",
            "https:// x/",
        ] {
            assert_eq!(host(url), None, "{url}");
        }
        assert!(
            note_text(&Note {
                url: Some("../x".into()),
                charset: None
            })
            .is_err()
        );
    }
}
