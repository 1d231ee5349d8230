//! Tables on disk: one Parquet file each, the manifest last.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;

use crate::error::Error;
use crate::manifest::{FileEntry, Manifest};
use crate::rows::DocumentRows;
use crate::schema::{
    ArtifactRow, DocumentRow, EntityRow, MentionRow, PageRow, RejectRow, SCHEMA_VERSION, SpanRow, Table,
};

/// A batch goes to the file when its cells weigh this much; far below the 2 GiB that one string array holds.
const BATCH_BYTES: usize = 8 << 20;
/// A row group closes when its encoded columns weigh this much.
const GROUP_BYTES: usize = 24 << 20;
/// Columns of free text, where a dictionary only costs.
const FREE_TEXT: [&str; 3] = ["text", "text_normalized", "page_text"];

/// Writes one table.
struct TableWriter<T: Table> {
    path: PathBuf,
    writer: ArrowWriter<File>,
    builders: T::Builders,
    weight: usize,
    rows: u64,
}

impl<T: Table> TableWriter<T> {
    fn create(dir: &Path, rules: &str) -> Result<TableWriter<T>, Error> {
        let path = dir.join(format!("{}.parquet", T::NAME));
        let file = File::create_new(&path).map_err(|e| Error::io("create", &path, e))?;
        let writer = ArrowWriter::try_new(file, T::schema(), Some(properties(T::NAME, rules)))
            .map_err(|e| Error::parquet(&path, e))?;
        Ok(TableWriter {
            path,
            writer,
            builders: T::Builders::default(),
            weight: 0,
            rows: 0,
        })
    }

    fn push(&mut self, row: &T) -> Result<(), Error> {
        self.weight += row.append(&mut self.builders);
        self.rows += 1;
        if self.weight >= BATCH_BYTES {
            self.flush()
        } else {
            Ok(())
        }
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.weight = 0;
        let batch = T::batch(&mut self.builders).map_err(|e| Error::arrow(&self.path, e))?;
        let failed = |e| Error::parquet(&self.path, e);
        self.writer.write(&batch).map_err(failed)?;
        if self.writer.in_progress_size() >= GROUP_BYTES {
            self.writer.flush().map_err(failed)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<FileEntry, Error> {
        self.flush()?;
        let file = self.writer.into_inner().map_err(|e| Error::parquet(&self.path, e))?;
        file.sync_all().map_err(|e| Error::io("sync", &self.path, e))?;
        FileEntry::of(&self.path, Some(self.rows))
    }
}

fn properties(table: &str, rules: &str) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        // Fixed, so that the bytes do not change with the version of the library's name.
        .set_created_by("copydesk".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).unwrap_or_default()))
        .set_key_value_metadata(Some(vec![
            KeyValue::new("copydesk.rules".to_owned(), rules.to_owned()),
            KeyValue::new("copydesk.schema_version".to_owned(), SCHEMA_VERSION.to_string()),
            KeyValue::new("copydesk.table".to_owned(), table.to_owned()),
        ]));
    for column in FREE_TEXT {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(column), false);
    }
    properties.build()
}

/// Writes all tables of a dataset into an empty folder.
pub struct DatasetWriter {
    dir: PathBuf,
    documents: TableWriter<DocumentRow>,
    pages: TableWriter<PageRow>,
    spans: TableWriter<SpanRow>,
    mentions: TableWriter<MentionRow>,
    artifacts: TableWriter<ArtifactRow>,
    rules: String,
}

impl DatasetWriter {
    /// Starts the tables in `dir`; `rules` is the digest of all rules and data that decide.
    ///
    /// # Errors
    /// When a file cannot be made.
    pub fn create(dir: &Path, rules: &str) -> Result<DatasetWriter, Error> {
        Ok(DatasetWriter {
            dir: dir.to_owned(),
            documents: TableWriter::create(dir, rules)?,
            pages: TableWriter::create(dir, rules)?,
            spans: TableWriter::create(dir, rules)?,
            mentions: TableWriter::create(dir, rules)?,
            artifacts: TableWriter::create(dir, rules)?,
            rules: rules.to_owned(),
        })
    }

    /// Adds the rows of one document; documents come in the order of their ids.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn push(&mut self, rows: &DocumentRows) -> Result<(), Error> {
        self.documents.push(&rows.document)?;
        self.pages.push(&rows.page)?;
        rows.spans.iter().try_for_each(|r| self.spans.push(r))?;
        rows.mentions.iter().try_for_each(|r| self.mentions.push(r))?;
        rows.artifacts.iter().try_for_each(|r| self.artifacts.push(r))
    }

    /// Writes the small tables and closes all; gives the entries of the manifest, in the order of the contract.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(self, entities: &[EntityRow], rejects: &[RejectRow]) -> Result<Vec<FileEntry>, Error> {
        let small_entities = write_all(&self.dir, &self.rules, entities)?;
        let small_rejects = write_all(&self.dir, &self.rules, rejects)?;
        Ok(vec![
            self.documents.finish()?,
            self.pages.finish()?,
            self.spans.finish()?,
            self.mentions.finish()?,
            small_entities,
            self.artifacts.finish()?,
            small_rejects,
        ])
    }
}

fn write_all<T: Table>(dir: &Path, rules: &str, rows: &[T]) -> Result<FileEntry, Error> {
    let mut writer = TableWriter::<T>::create(dir, rules)?;
    rows.iter().try_for_each(|r| writer.push(r))?;
    writer.finish()
}

/// All rows of one table of a dataset that this program wrote.
///
/// # Errors
/// When the file is missing or is not such a table.
pub fn read<T: Table>(dir: &Path) -> Result<Vec<T>, Error> {
    let path = dir.join(format!("{}.parquet", T::NAME));
    let file = File::open(&path).map_err(|e| Error::io("open", &path, e))?;
    let failed = |e| Error::parquet(&path, e);
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .map_err(failed)?
        .build()
        .map_err(failed)?;
    let mut rows = Vec::new();
    for batch in reader {
        let batch = batch.map_err(|e| Error::arrow(&path, e))?;
        rows.extend(T::rows(&batch).map_err(|e| Error::arrow(&path, e))?);
    }
    Ok(rows)
}

/// Reads the manifest and compares every file with it; gives what does not fit, one sentence each.
///
/// # Errors
/// When there is no manifest to compare with.
pub fn verify(dir: &Path) -> Result<Vec<String>, Error> {
    let manifest = Manifest::read(dir)?;
    let mut wrong = Vec::new();
    for entry in &manifest.files {
        match FileEntry::of(&dir.join(&entry.name), None) {
            Err(e) => wrong.push(e.to_string()),
            Ok(found) if found.bytes != entry.bytes => {
                wrong.push(format!(
                    "{}: {} bytes, the manifest says {}",
                    entry.name, found.bytes, entry.bytes
                ));
            }
            Ok(found) if found.blake3 != entry.blake3 => {
                wrong.push(format!("{}: the content differs from the manifest's hash", entry.name))
            }
            Ok(_) => {}
        }
    }
    Ok(wrong)
}

/// BLAKE3 of a file, in hex, and its length in bytes.
pub(crate) fn hash_file(path: &Path) -> Result<(String, u64), Error> {
    let mut file = File::open(path).map_err(|e| Error::io("open", path, e))?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let n = file.read(&mut buffer).map_err(|e| Error::io("read", path, e))?;
        if n == 0 {
            return Ok((hasher.finalize().to_hex().to_string(), bytes));
        }
        hasher.update(&buffer[..n]);
        bytes += n as u64;
    }
}
