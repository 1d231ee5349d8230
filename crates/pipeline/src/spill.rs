//! Documents between the passes: on disk, so that memory does not grow with the corpus.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use copydesk_model::{Document, DocumentId};

use crate::error::Error;

/// Grows while pass 1 runs.
pub(crate) struct SpillWriter {
    path: PathBuf,
    file: BufWriter<File>,
    at: u64,
    index: Vec<Entry>,
}

/// Where one document lies.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: DocumentId,
    start: u64,
    pub(crate) bytes: usize,
    /// The reading of a file that it came from.
    reading: u32,
}

/// All documents of pass 1, in the order of their ids.
pub(crate) struct Spill {
    path: PathBuf,
    file: File,
    index: Vec<Entry>,
}

impl SpillWriter {
    pub(crate) fn create(dir: &Path) -> Result<SpillWriter, Error> {
        let path = dir.join("pass-1");
        let file = File::options()
            .create_new(true)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|e| Error::io("create", &path, e))?;
        Ok(SpillWriter {
            path,
            file: BufWriter::new(file),
            at: 0,
            index: Vec::new(),
        })
    }

    pub(crate) fn push(&mut self, id: DocumentId, packed: &[u8], reading: u32) -> Result<(), Error> {
        self.file
            .write_all(packed)
            .map_err(|e| Error::io("write", &self.path, e))?;
        self.index.push(Entry {
            id,
            start: self.at,
            bytes: packed.len(),
            reading,
        });
        self.at += packed.len() as u64;
        Ok(())
    }

    /// Closes the spill; documents of the `withdrawn` readings are left out.
    pub(crate) fn finish(mut self, withdrawn: &BTreeSet<u32>) -> Result<Spill, Error> {
        self.index.retain(|e| !withdrawn.contains(&e.reading));
        self.index.sort_by(|a, b| a.id.cmp(&b.id));
        let file = self
            .file
            .into_inner()
            .map_err(|e| Error::io("write", &self.path, e.into_error()))?;
        Ok(Spill {
            path: self.path,
            file,
            index: self.index,
        })
    }
}

impl Spill {
    pub(crate) fn index(&self) -> &[Entry] {
        &self.index
    }

    /// The document at that place of the index. May be called from many threads.
    pub(crate) fn get(&self, k: usize) -> Result<Document, Error> {
        let entry = &self.index[k];
        let mut bytes = vec![0; entry.bytes];
        self.file
            .read_exact_at(&mut bytes, entry.start)
            .map_err(|e| Error::io("read", &self.path, e))?;
        unpack(&bytes).map_err(|e| Error::io("read", &self.path, std::io::Error::other(e)))
    }
}

/// A document as bytes.
pub(crate) fn pack(doc: &Document) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_stdvec(doc)
}

fn unpack(bytes: &[u8]) -> Result<Document, postcard::Error> {
    postcard::from_bytes(bytes)
}
