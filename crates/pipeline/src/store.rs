//! Documents and observations of pass 1: on disk, so that memory does not grow with the corpus, and so that the next build
//! finds them again.
//!
//! They lie one behind the other in segments. A run writes one segment of its own and reads those of the cache; every piece
//! is checked against its hash when it is read.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use copydesk_dataset::{Disk, DiskFile};
use copydesk_model::{Document, DocumentId};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::facts::Observation;

/// Sixteen bytes of BLAKE3.
pub(crate) type Short = [u8; 16];

/// Where one document lies; about 150 bytes with its id, and all that memory holds of it in pass 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) id: DocumentId,
    /// Hash of the raw bytes and all that was said about them.
    pub(crate) key: Short,
    pub(crate) segment: u32,
    start: u64,
    observation: u32,
    document: u64,
    observation_hash: Short,
    document_hash: Short,
}

impl Entry {
    /// Bytes of the packed document: the measure of work in pass 2.
    pub(crate) fn weight(&self) -> u64 {
        self.document
    }

    /// Bytes it takes of its segment.
    pub(crate) fn bytes(&self) -> u64 {
        u64::from(self.observation) + self.document
    }
}

/// A document and its observation as bytes.
pub(crate) struct Packed {
    observation: Vec<u8>,
    document: Vec<u8>,
    observation_hash: Short,
    document_hash: Short,
}

impl Packed {
    pub(crate) fn new(doc: &Document, observation: &Observation) -> Result<Packed, postcard::Error> {
        let observation = postcard::to_stdvec(observation)?;
        let document = postcard::to_stdvec(doc)?;
        Ok(Packed {
            observation_hash: short(&observation),
            document_hash: short(&document),
            observation,
            document,
        })
    }
}

/// The first sixteen bytes of the BLAKE3 hash.
pub(crate) fn short(bytes: &[u8]) -> Short {
    let mut out = Short::default();
    out.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    out
}

/// Grows while pass 1 runs.
pub(crate) struct SegmentWriter {
    path: PathBuf,
    file: BufWriter<DiskFile>,
    number: u32,
    at: u64,
}

impl SegmentWriter {
    pub(crate) fn create(disk: &Disk, path: &Path, number: u32) -> Result<SegmentWriter, Error> {
        let file = disk.create(path).map_err(|e| Error::io("create", path, e))?;
        Ok(SegmentWriter {
            path: path.to_owned(),
            file: BufWriter::with_capacity(1 << 18, file),
            number,
            at: 0,
        })
    }

    pub(crate) fn push(&mut self, id: DocumentId, key: Short, packed: &Packed) -> Result<Entry, Error> {
        let entry = Entry {
            id,
            key,
            segment: self.number,
            start: self.at,
            observation: packed.observation.len() as u32,
            document: packed.document.len() as u64,
            observation_hash: packed.observation_hash,
            document_hash: packed.document_hash,
        };
        self.file
            .write_all(&packed.observation)
            .and_then(|()| self.file.write_all(&packed.document))
            .map_err(|e| Error::io("write", &self.path, e))?;
        self.at += entry.bytes();
        Ok(entry)
    }

    /// Bytes written so far.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> u64 {
        self.at
    }

    fn finish(self) -> Result<DiskFile, Error> {
        let failed = |e| Error::io("write", &self.path, e);
        self.file.into_inner().map_err(|e| failed(e.into_error()))
    }
}

/// Segments that can be read.
#[derive(Default)]
pub(crate) struct Store {
    segments: BTreeMap<u32, Segment>,
}

struct Segment {
    file: DiskFile,
    bytes: u64,
}

impl Store {
    /// Opens a segment that is there.
    pub(crate) fn open(&mut self, disk: &Disk, path: &Path, number: u32, bytes: u64) -> Result<(), Error> {
        let file = disk.open(path).map_err(|e| Error::io("open", path, e))?;
        self.segments.insert(number, Segment { file, bytes });
        Ok(())
    }

    /// Adds the segment of this run.
    pub(crate) fn add(&mut self, writer: SegmentWriter) -> Result<(), Error> {
        let (number, bytes) = (writer.number, writer.at);
        let file = writer.finish()?;
        self.segments.insert(number, Segment { file, bytes });
        Ok(())
    }

    /// Number and bytes of each segment.
    pub(crate) fn segments(&self) -> impl Iterator<Item = (u32, u64)> {
        self.segments.iter().map(|(number, s)| (*number, s.bytes))
    }

    /// Waits until a segment lies on the disk.
    pub(crate) fn sync(&self, number: u32) -> std::io::Result<()> {
        self.segments.get(&number).map_or(Ok(()), |s| s.file.sync())
    }

    /// What pass 1 saw in a document. May be called from many threads.
    pub(crate) fn observation(&self, entry: &Entry) -> Result<Observation, Error> {
        let bytes = self.read(entry, 0, u64::from(entry.observation), &entry.observation_hash)?;
        postcard::from_bytes(&bytes).map_err(|_| Error::Cache)
    }

    /// A document. May be called from many threads.
    pub(crate) fn document(&self, entry: &Entry) -> Result<Document, Error> {
        let bytes = self.read(
            entry,
            u64::from(entry.observation),
            entry.document,
            &entry.document_hash,
        )?;
        postcard::from_bytes(&bytes).map_err(|_| Error::Cache)
    }

    /// Both as they lie there.
    pub(crate) fn packed(&self, entry: &Entry) -> Result<Packed, Error> {
        let observation = u64::from(entry.observation);
        Ok(Packed {
            observation: self.read(entry, 0, observation, &entry.observation_hash)?,
            document: self.read(entry, observation, entry.document, &entry.document_hash)?,
            observation_hash: entry.observation_hash,
            document_hash: entry.document_hash,
        })
    }

    fn read(&self, entry: &Entry, skip: u64, bytes: u64, hash: &Short) -> Result<Vec<u8>, Error> {
        let segment = self.segments.get(&entry.segment).ok_or(Error::Cache)?;
        // No room is made for what a damaged index only says is there.
        let at = entry.start.checked_add(skip).ok_or(Error::Cache)?;
        if at.checked_add(bytes).is_none_or(|end| end > segment.bytes) {
            return Err(Error::Cache);
        }
        let mut buffer = vec![0; bytes as usize];
        segment.file.read_exact_at(&mut buffer, at).map_err(|_| Error::Cache)?;
        if short(&buffer) == *hash {
            Ok(buffer)
        } else {
            Err(Error::Cache)
        }
    }
}

#[cfg(test)]
mod tests {
    use copydesk_model::{Annotation, ArtifactKind, Label, RuleId, Span};

    use super::*;

    /// Rules stand once in the packed document, and each finding gets its own back.
    #[test]
    fn a_document_comes_back_as_it_was() {
        let text = "A title\n\nSome  text, here.";
        let mut doc = Document::from_lines(text);
        let (title, gap) = (RuleId::new("test/title"), RuleId::new("test/gap"));
        let span = |at, end| Span::new(text, at, end).unwrap();
        doc.annotate(vec![
            Annotation::label(span(0, 7), Label::Title, &title, 0.5).because("the first line"),
            Annotation::repair(span(13, 15), ArtifactKind::DoubleSpace, " ", true, &gap, 1.0),
            Annotation::label(span(0, 7), Label::Heading, &title, 0.75),
        ]);
        doc.annotate(vec![Annotation::artifact(
            span(15, 19),
            ArtifactKind::Calque,
            &gap,
            0.25,
        )]);
        let bytes = postcard::to_stdvec(&doc).unwrap();
        assert_eq!(postcard::from_bytes::<Document>(&bytes).unwrap(), doc);
        assert_eq!(bytes.windows(10).filter(|w| w == b"test/title").count(), 1);
        let rules: Vec<_> = doc.annotations().iter().map(|a| a.rule.as_str()).collect();
        assert_eq!(rules, ["test/title", "test/gap", "test/title", "test/gap"]);
    }
}
