//! Tables on disk: one Parquet file each, the manifest last.

use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::arrow::{ArrowSchemaConverter, ArrowWriter, add_encoded_arrow_schema_to_metadata};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

use crate::disk::{Disk, DiskFile};
use crate::error::Error;
use crate::group::{GROUPED, Group, GroupWriter, Parts, Published, append, indexed};
use crate::manifest::FileEntry;
use crate::rows::DocumentRows;
use crate::schema::{DocumentRow, EntityRow, PageRow, RejectRow, SCHEMA_VERSION, SpanRow, Table, dictionary};

/// A batch goes to the file when its cells weigh this much; far below the 2 GiB that one string array holds.
pub(crate) const BATCH_BYTES: usize = 8 << 20;
/// A row group closes when its encoded columns weigh this much.
const GROUP_BYTES: usize = 24 << 20;
/// Columns whose values hardly return within a table, where a dictionary only costs.
const UNLIKE: [(&str, &[&str]); 3] = [
    (
        DocumentRow::NAME,
        &[
            "id",
            "source",
            "source_blake3",
            "url",
            "title",
            "text",
            "text_normalized",
        ],
    ),
    (PageRow::NAME, &["id", "page_text"]),
    (SpanRow::NAME, &["text"]),
];

/// A file that is hashed on its way to the disk.
struct Hashed {
    file: DiskFile,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl Hashed {
    fn create(disk: &Disk, path: &Path) -> Result<Hashed, Error> {
        let file = disk.create(path).map_err(|e| Error::io("create", path, e))?;
        Ok(Hashed {
            file,
            hasher: blake3::Hasher::new(),
            bytes: 0,
        })
    }

    fn finish(self, path: &Path, rows: u64) -> Result<FileEntry, Error> {
        self.file.sync().map_err(|e| Error::io("sync", path, e))?;
        Ok(FileEntry {
            name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            rows: Some(rows),
            bytes: self.bytes,
            blake3: self.hasher.finalize().to_hex().to_string(),
        })
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

pub(crate) fn properties(table: &str, rules: &str) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        // Fixed, so that the bytes do not change with the version of the library's name.
        .set_created_by("copydesk".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).unwrap_or_default()))
        .set_key_value_metadata(Some(vec![
            KeyValue::new("copydesk.rules".to_owned(), rules.to_owned()),
            KeyValue::new("copydesk.schema_version".to_owned(), SCHEMA_VERSION.to_string()),
            KeyValue::new("copydesk.table".to_owned(), table.to_owned()),
        ]));
    for column in UNLIKE.iter().filter(|t| t.0 == table).flat_map(|t| t.1) {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(*column), false);
    }
    properties.build()
}

/// A table that is put together from row groups.
struct GroupedTable {
    path: PathBuf,
    writer: SerializedFileWriter<Hashed>,
    rows: u64,
}

impl GroupedTable {
    fn create(disk: &Disk, dir: &Path, table: &str, rules: &str) -> Result<GroupedTable, Error> {
        let path = dir.join(format!("{table}.parquet"));
        let schema = dictionary().into_iter().find(|t| t.name == table).map(|t| t.schema);
        let schema = schema.unwrap_or_else(|| Arc::new(arrow_schema::Schema::empty()));
        let mut properties = properties(table, rules);
        add_encoded_arrow_schema_to_metadata(&schema, &mut properties);
        let failed = |e| Error::parquet(&path, e);
        let columns = ArrowSchemaConverter::new().convert(&schema).map_err(failed)?;
        let file = Hashed::create(disk, &path)?;
        let writer =
            SerializedFileWriter::new(file, columns.root_schema_ptr(), Arc::new(properties)).map_err(failed)?;
        Ok(GroupedTable { path, writer, rows: 0 })
    }

    fn finish(self) -> Result<FileEntry, Error> {
        let failed = |e| Error::parquet(&self.path, e);
        let file = self.writer.into_inner().map_err(failed)?;
        file.finish(&self.path, self.rows)
    }
}

/// Writes all tables of a dataset into an empty folder.
pub struct DatasetWriter {
    disk: Disk,
    dir: PathBuf,
    tables: Vec<GroupedTable>,
    rules: String,
}

impl DatasetWriter {
    /// Starts the tables in `dir`; `rules` is the digest of all rules and data that decide.
    ///
    /// # Errors
    /// When a file cannot be made.
    pub fn create(disk: &Disk, dir: &Path, rules: &str) -> Result<DatasetWriter, Error> {
        let tables = GROUPED.map(|name| GroupedTable::create(disk, dir, name, rules));
        Ok(DatasetWriter {
            disk: disk.clone(),
            dir: dir.to_owned(),
            tables: tables.into_iter().collect::<Result<_, _>>()?,
            rules: rules.to_owned(),
        })
    }

    /// Adds a group that was encoded in this run; groups come in the order of ids. Gives the row groups it takes.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn append(&mut self, group: &Group) -> Result<Parts, Error> {
        let mut parts = Parts::default();
        for ((table, bytes), part) in self.tables.iter_mut().zip(&group.tables).zip(&mut parts) {
            let Some(bytes) = bytes else { continue };
            let failed = |e| Error::parquet(&table.path, e);
            let metadata = indexed(bytes).map_err(failed)?;
            let groups = metadata.num_row_groups();
            table.rows += append(&mut table.writer, bytes, &metadata, 0..groups).map_err(failed)?;
            *part = groups as u32;
        }
        Ok(parts)
    }

    /// Encodes the rows of some documents as one group and adds it.
    ///
    /// # Errors
    /// When the rows cannot be encoded, or the disk refuses.
    pub fn push(&mut self, rows: &[DocumentRows]) -> Result<(), Error> {
        let mut group = GroupWriter::default();
        rows.iter().try_for_each(|row| group.push(row))?;
        self.append(&group.finish()?).map(drop)
    }

    /// Adds a group that lies in a published dataset: for each table `parts` row groups, from `first` on.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn reuse(&mut self, published: &Published, first: &Parts, parts: &Parts) -> Result<(), Error> {
        for (t, table) in self.tables.iter_mut().enumerate() {
            let (file, metadata) = published.table(t);
            let groups: Range<usize> = first[t] as usize..(first[t] + parts[t]) as usize;
            table.rows +=
                append(&mut table.writer, file, metadata, groups).map_err(|e| Error::parquet(&table.path, e))?;
        }
        Ok(())
    }

    /// Writes the small tables and closes all; gives the entries of the manifest, in the order of the contract.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(self, entities: &[EntityRow], rejects: &[RejectRow]) -> Result<Vec<FileEntry>, Error> {
        let mut entries = vec![
            write_all(&self.disk, &self.dir, &self.rules, entities)?,
            write_all(&self.disk, &self.dir, &self.rules, rejects)?,
        ];
        for table in self.tables {
            entries.push(table.finish()?);
        }
        let order = dictionary();
        let place = |e: &FileEntry| {
            order
                .iter()
                .position(|t| e.name.strip_suffix(".parquet") == Some(t.name))
        };
        entries.sort_by_key(place);
        Ok(entries)
    }
}

/// Writes a table that is made anew by every run.
fn write_all<T: Table>(disk: &Disk, dir: &Path, rules: &str, rows: &[T]) -> Result<FileEntry, Error> {
    let path = dir.join(format!("{}.parquet", T::NAME));
    let failed = |e| Error::parquet(&path, e);
    let file = Hashed::create(disk, &path)?;
    let mut writer = ArrowWriter::try_new(file, T::schema(), Some(properties(T::NAME, rules))).map_err(failed)?;
    let mut builders = T::Builders::default();
    let mut weight = 0;
    for (k, row) in rows.iter().enumerate() {
        weight += row.append(&mut builders);
        if weight >= BATCH_BYTES || k + 1 == rows.len() {
            weight = 0;
            let batch = T::batch(&mut builders).map_err(|e| Error::arrow(&path, e))?;
            writer.write(&batch).map_err(failed)?;
            if writer.in_progress_size() >= GROUP_BYTES {
                writer.flush().map_err(failed)?;
            }
        }
    }
    writer.into_inner().map_err(failed)?.finish(&path, rows.len() as u64)
}

/// BLAKE3 of a file, in hex, and its length in bytes.
pub(crate) fn hash_file(path: &Path, mut file: &File) -> Result<(String, u64), Error> {
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
