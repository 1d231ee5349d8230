//! Records of many, in data files that a page loads when it needs one of them.
//!
//! A hundred thousand documents as a page each would be as many small files, most of which nobody opens; one page
//! that draws the record it is asked for needs a few thousand files of some hundred kilobytes. A page opened from
//! disk may not fetch, but it may load a script: so every data file is a script with one call, `desk.put(name, data)`.
//! `<name>/index.js` holds the first key of each file; a page finds a key by halving.

use crate::error::Error;
use crate::folder::Folder;
use crate::json::Json;

/// A data file closes when it weighs this much: short enough to load at once, long enough to be few.
const FILE_BYTES: usize = 256 << 10;

/// Writes records in the order of their keys, which is the order of bytes.
pub(crate) struct Store<'f> {
    folder: &'f Folder,
    name: &'static str,
    firsts: Vec<String>,
    /// Records of the file that is being filled.
    open: Json,
    closed: usize,
}

impl<'f> Store<'f> {
    pub(crate) fn new(folder: &'f Folder, name: &'static str) -> Store<'f> {
        Store {
            folder,
            name,
            firsts: Vec::new(),
            open: Json::default(),
            closed: 0,
        }
    }

    /// Adds the record of `key`, which is greater than all before.
    pub(crate) fn push(&mut self, key: &str, record: impl FnOnce(&mut Json)) -> Result<(), Error> {
        if self.open.len() == 0 {
            self.firsts.push(key.to_owned());
        }
        self.open.list(|j| {
            j.text(key);
            j.object(record);
        });
        if self.open.len() >= FILE_BYTES {
            self.close()
        } else {
            Ok(())
        }
    }

    fn close(&mut self) -> Result<(), Error> {
        let records = std::mem::take(&mut self.open).into_string();
        let name = format!("{}/{}", self.name, self.closed);
        self.closed += 1;
        self.folder.data(&name, &format!("[{records}]"))
    }

    pub(crate) fn finish(mut self) -> Result<(), Error> {
        if self.open.len() > 0 {
            self.close()?;
        }
        let mut index = Json::default();
        index.texts(self.firsts.iter().map(String::as_str));
        self.folder.data(&format!("{}/index", self.name), &index.into_string())
    }
}
