//! The folder of pages: made beside the old one, put in its place when it is whole.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::Error;

/// What says that a folder holds pages of ours, so that replacing it loses nothing.
const MARK: &str = "desk.css";

/// Files that every folder of pages holds.
const ASSETS: &[(&str, &str)] = &[
    (MARK, include_str!("../assets/desk.css")),
    ("desk.js", include_str!("../assets/desk.js")),
    ("tables.js", include_str!("../assets/tables.js")),
    ("texts.js", include_str!("../assets/texts.js")),
    ("LICENSE.txt", include_str!("../assets/LICENSE.txt")),
];

/// A page: its file, its title, what it is for, and its own script.
pub(crate) struct Page {
    pub(crate) file: &'static str,
    pub(crate) title: &'static str,
    /// Name of the list that the page shows, for [`Page::script`] `list.js`; else empty.
    pub(crate) list: &'static str,
    pub(crate) script: &'static str,
    pub(crate) code: &'static str,
}

/// A folder that is being filled.
pub(crate) struct Folder {
    out: PathBuf,
    work: TempDir,
    nonce: String,
}

impl Folder {
    /// Begins a folder that will stand at `out`. `secret` is what no article in it can know.
    pub(crate) fn begin(out: &Path, secret: &[u8]) -> Result<Folder, Error> {
        let out = std::path::absolute(out).map_err(|e| Error::io("resolve", out, e))?;
        let unusable = |reason| Error::Output {
            path: out.clone(),
            reason,
        };
        let parent = out
            .parent()
            .ok_or_else(|| unusable("has no parent folder; give another --out"))?;
        let is_empty = || fs::read_dir(&out).is_ok_and(|mut d| d.next().is_none());
        match fs::symlink_metadata(&out) {
            Ok(meta) if !meta.is_dir() => {
                return Err(unusable("is not a folder; move it away or give another --out"));
            }
            Ok(_) if !out.join(MARK).is_file() && !is_empty() => {
                return Err(unusable(
                    "holds files but no pages; give an empty or new folder as --out",
                ));
            }
            _ => {}
        }
        fs::create_dir_all(parent).map_err(|e| Error::io("create", parent, e))?;
        let work = tempfile::Builder::new()
            .prefix(".pages.")
            .tempdir_in(parent)
            .map_err(|e| Error::io("create a folder in", parent, e))?;
        let nonce = blake3::hash(secret).to_hex()[..32].to_owned();
        Ok(Folder { out, work, nonce })
    }

    fn write(&self, name: &str, content: &str) -> Result<(), Error> {
        let path = self.work.path().join("new").join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|e| Error::io("create", parent, e))?;
        }
        fs::write(&path, content).map_err(|e| Error::io("write", &path, e))
    }

    /// Writes a data file; `json` is inert text of [`crate::json`].
    pub(crate) fn data(&self, name: &str, json: &str) -> Result<(), Error> {
        self.write(&format!("data/{name}.js"), &format!("desk.put(\"{name}\",{json});\n"))
    }

    /// Writes pages with what they share, and puts the folder in its place.
    pub(crate) fn finish(self, pages: &[Page]) -> Result<(), Error> {
        for (name, content) in ASSETS {
            self.write(name, content)?;
        }
        for page in pages {
            self.write(page.script, page.code)?;
            self.write(page.file, &self.shell(page, pages))?;
        }
        let (new, old) = (self.work.path().join("new"), self.work.path().join("old"));
        if self.out.is_dir() {
            fs::rename(&self.out, &old).map_err(|e| Error::io("move away", &self.out, e))?;
        }
        fs::rename(&new, &self.out).map_err(|e| Error::io("put in place", &self.out, e))
    }

    /// A page without content: texts of strangers are in data files alone.
    fn shell(&self, page: &Page, pages: &[Page]) -> String {
        let listed = pages.iter().filter(|p| !p.list.is_empty() || p.file == "index.html");
        let link = |p: &Page| {
            let current = if p.file == page.file {
                " aria-current=\"page\""
            } else {
                ""
            };
            format!("<a href=\"{}\"{current}>{}</a>", p.file, p.title)
        };
        include_str!("../assets/page.html")
            .replace("{nav}", &listed.map(link).collect::<Vec<_>>().join(" "))
            .replace("{title}", page.title)
            .replace("{list}", page.list)
            .replace("{script}", page.script)
            .replace("{nonce}", &self.nonce)
    }
}
