//! Row groups: the rows of some documents that follow each other, encoded once and put into tables as they are.
//!
//! A table is its groups one behind the other, whether a group was encoded in this run or lies in the dataset of the run
//! before. Which documents make a group is for the caller; the bytes of a group depend on its rows and nothing else.

use bytes::Bytes;
use copydesk_model::{Document, Piece};
use parquet::arrow::ArrowWriter;
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::reader::ChunkReader;
use parquet::file::writer::SerializedFileWriter;
use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::disk::Disk;
use crate::error::Error;
use crate::manifest::Manifest;
use crate::rows::{ClusterOf, DocumentRows, emit};
use crate::schema::{
    ArtifactCells, ArtifactRow, DocumentCells, DocumentRow, MentionCells, MentionRow, PageCells, PageRow, SpanCells,
    SpanRow, Table,
};
use crate::sink::Sink;
use crate::tally::Tally;
use crate::writer::{BATCH_BYTES, hash_file, properties};

/// Tables that have rows for each document, in the order of a group's parts.
pub const GROUPED: [&str; 5] = [
    DocumentRow::NAME,
    PageRow::NAME,
    SpanRow::NAME,
    MentionRow::NAME,
    ArtifactRow::NAME,
];

/// Row groups of a group in each of [`GROUPED`]; a table that has no rows for it has none.
pub type Parts = [u32; GROUPED.len()];

/// Encodes the rows of one group.
pub struct GroupWriter {
    documents: Part<DocumentRow>,
    pages: Part<PageRow>,
    spans: Part<SpanRow>,
    mentions: Part<MentionRow>,
    artifacts: Part<ArtifactRow>,
}

/// One group, encoded; in memory, and compressed.
#[derive(Debug)]
pub struct Group {
    pub(crate) tables: [Option<Bytes>; GROUPED.len()],
}

/// A part of a table as a Parquet file in memory.
struct Part<T: Table> {
    writer: Option<ArrowWriter<Vec<u8>>>,
    builders: T::Builders,
    weight: usize,
}

impl<T: Table> Part<T> {
    fn new() -> Part<T> {
        Part {
            writer: None,
            builders: T::Builders::default(),
            weight: 0,
        }
    }

    /// Adds a row by what appends it to the columns and tells its weight.
    fn push(&mut self, append: impl FnOnce(&mut T::Builders) -> usize) -> Result<(), Error> {
        self.weight += append(&mut self.builders);
        if self.weight >= BATCH_BYTES {
            self.flush()
        } else {
            Ok(())
        }
    }

    fn flush(&mut self) -> Result<(), Error> {
        if self.weight == 0 {
            return Ok(());
        }
        self.weight = 0;
        let place = Path::new(T::NAME);
        let batch = T::batch(&mut self.builders).map_err(|e| Error::arrow(place, e))?;
        let failed = |e| Error::parquet(place, e);
        if self.writer.is_none() {
            let writer =
                ArrowWriter::try_new(Vec::new(), T::schema(), Some(properties(T::NAME, ""))).map_err(failed)?;
            self.writer = Some(writer);
        }
        self.writer.as_mut().map_or(Ok(()), |w| w.write(&batch)).map_err(failed)
    }

    fn finish(mut self) -> Result<Option<Bytes>, Error> {
        self.flush()?;
        let failed = |e| Error::parquet(Path::new(T::NAME), e);
        let bytes = self.writer.map(ArrowWriter::into_inner).transpose().map_err(failed)?;
        Ok(bytes.map(Bytes::from))
    }
}

impl Default for GroupWriter {
    fn default() -> Self {
        GroupWriter {
            documents: Part::new(),
            pages: Part::new(),
            spans: Part::new(),
            mentions: Part::new(),
            artifacts: Part::new(),
        }
    }
}

impl Sink for GroupWriter {
    type Error = Error;

    fn page(&mut self, row: PageCells<'_>) -> Result<(), Error> {
        self.pages.push(|b| row.append(b))
    }

    fn span(&mut self, row: SpanCells<'_>) -> Result<(), Error> {
        self.spans.push(|b| row.append(b))
    }

    fn mention(&mut self, row: MentionCells<'_>) -> Result<(), Error> {
        self.mentions.push(|b| row.append(b))
    }

    fn artifact(&mut self, row: ArtifactCells<'_>) -> Result<(), Error> {
        self.artifacts.push(|b| row.append(b))
    }

    fn document(&mut self, row: DocumentCells<'_>) -> Result<(), Error> {
        self.documents.push(|b| row.append(b))
    }
}

impl GroupWriter {
    /// Adds the rows of one document; documents come in the order of their ids.
    ///
    /// # Errors
    /// When the rows cannot be encoded.
    pub fn push(&mut self, rows: &DocumentRows) -> Result<(), Error> {
        rows.emit(self)
    }

    /// Adds the rows of a document whose stages are done, `parts` being its pieces, and counts them.
    ///
    /// # Errors
    /// When the rows cannot be encoded.
    pub fn add(
        &mut self,
        doc: &Document,
        parts: &[Piece],
        cluster: Option<&ClusterOf>,
        tally: &mut Tally,
    ) -> Result<(), Error> {
        emit(doc, parts, cluster, &mut (self, tally))
    }

    /// The group.
    ///
    /// # Errors
    /// When the rows cannot be encoded.
    pub fn finish(self) -> Result<Group, Error> {
        Ok(Group {
            tables: [
                self.documents.finish()?,
                self.pages.finish()?,
                self.spans.finish()?,
                self.mentions.finish()?,
                self.artifacts.finish()?,
            ],
        })
    }
}

/// The tables of a dataset that was published before, held open so that their row groups can be taken over.
pub struct Published {
    tables: Vec<(PathBuf, File, ParquetMetaData)>,
}

impl Published {
    /// Opens the grouped tables of a dataset, when every one of them is what the manifest says.
    ///
    /// # Errors
    /// When one is not.
    pub fn open(disk: &Disk, dir: &Path, manifest: &Manifest) -> Result<Published, Error> {
        let mut tables = Vec::with_capacity(GROUPED.len());
        for name in GROUPED {
            let path = dir.join(format!("{name}.parquet"));
            let changed = || Error::Manifest {
                path: path.clone(),
                reason: "not what the manifest says".to_owned(),
            };
            let entry = manifest
                .files
                .iter()
                .find(|f| path.ends_with(&f.name))
                .ok_or_else(changed)?;
            let file = disk.open(&path).map_err(|e| Error::io("open", &path, e))?.into_file();
            let (blake3, bytes) = hash_file(&path, &file)?;
            if (&blake3, bytes) != (&entry.blake3, entry.bytes) {
                return Err(changed());
            }
            let metadata = indexed(&file).map_err(|e| Error::parquet(&path, e))?;
            tables.push((path, file, metadata));
        }
        Ok(Published { tables })
    }

    /// Row groups of each table.
    pub fn parts(&self) -> Parts {
        std::array::from_fn(|t| self.tables[t].2.num_row_groups() as u32)
    }

    pub(crate) fn table(&self, t: usize) -> (&File, &ParquetMetaData) {
        let (_, file, metadata) = &self.tables[t];
        (file, metadata)
    }
}

/// The footer of a file with the indexes of its pages.
pub(crate) fn indexed<R: ChunkReader>(file: &R) -> Result<ParquetMetaData, ParquetError> {
    ParquetMetaDataReader::new()
        .with_page_index_policy(PageIndexPolicy::Required)
        .parse_and_finish(file)
}

/// Puts row groups of one file behind those that another has already; gives the rows added.
pub(crate) fn append<W: Write + Send, R: ChunkReader>(
    to: &mut SerializedFileWriter<W>,
    from: &R,
    metadata: &ParquetMetaData,
    groups: Range<usize>,
) -> Result<u64, ParquetError> {
    let mut rows = 0;
    for k in groups {
        let group = metadata
            .row_groups()
            .get(k)
            .ok_or_else(|| ParquetError::General(format!("no row group {k}")))?;
        let mut out = to.next_row_group()?;
        for (c, column) in group.columns().iter().enumerate() {
            let close = ColumnCloseResult {
                bytes_written: column.compressed_size() as u64,
                rows_written: group.num_rows() as u64,
                metadata: column.clone(),
                bloom_filter: None,
                column_index: metadata.column_index().and_then(|i| i.get(k)?.get(c)).cloned(),
                offset_index: metadata.offset_index().and_then(|i| i.get(k)?.get(c)).cloned(),
            };
            out.append_column(from, close)?;
        }
        rows += group.num_rows() as u64;
        out.close()?;
    }
    Ok(rows)
}
