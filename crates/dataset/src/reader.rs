//! Reads the tables of a dataset: a row at a time, or a document at a time with all that is said of it.
//!
//! Nothing here holds more than a batch of each table, so a dataset may be far larger than the memory.

use std::fs::File;
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::vec::IntoIter;

use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use crate::error::Error;
use crate::rows::DocumentRows;
use crate::schema::{ArtifactRow, DocumentRow, MentionRow, PageRow, SpanRow, Table};

/// Rows decoded at one time; few, for a row of `pages` may be a large page.
const BATCH_ROWS: usize = 128;

/// The rows of one table, in the order of the file.
pub struct Rows<T> {
    path: PathBuf,
    reader: ParquetRecordBatchReader,
    batch: IntoIter<T>,
}

/// Opens one table of a dataset that this program wrote.
///
/// # Errors
/// When the file is missing or is not Parquet.
pub fn open<T: Table>(dir: &Path) -> Result<Rows<T>, Error> {
    let path = dir.join(format!("{}.parquet", T::NAME));
    let file = File::open(&path).map_err(|e| Error::io("open", &path, e))?;
    let failed = |e| Error::parquet(&path, e);
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .map_err(failed)?
        .with_batch_size(BATCH_ROWS)
        .build()
        .map_err(failed)?;
    Ok(Rows {
        path,
        reader,
        batch: Vec::new().into_iter(),
    })
}

/// All rows of one table of a dataset that this program wrote.
///
/// # Errors
/// When the file is missing or is not such a table.
pub fn read<T: Table>(dir: &Path) -> Result<Vec<T>, Error> {
    open(dir)?.collect()
}

impl<T: Table> Iterator for Rows<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.batch.next() {
                return Some(Ok(row));
            }
            let failed = |e| Error::arrow(&self.path, e);
            match self.reader.next()?.and_then(|batch| T::rows(&batch)) {
                Ok(rows) => self.batch = rows.into_iter(),
                Err(e) => return Some(Err(failed(e))),
            }
        }
    }
}

/// The documents of a dataset with their rows in every table, in the order of ids.
pub struct Documents {
    documents: Rows<DocumentRow>,
    pages: Peekable<Rows<PageRow>>,
    spans: Peekable<Rows<SpanRow>>,
    mentions: Peekable<Rows<MentionRow>>,
    artifacts: Peekable<Rows<ArtifactRow>>,
}

/// Opens a dataset to read it a document at a time.
///
/// # Errors
/// When a table is missing or is not Parquet.
pub fn documents(dir: &Path) -> Result<Documents, Error> {
    Ok(Documents {
        documents: open(dir)?,
        pages: open(dir)?.peekable(),
        spans: open(dir)?.peekable(),
        mentions: open(dir)?.peekable(),
        artifacts: open(dir)?.peekable(),
    })
}

impl Iterator for Documents {
    type Item = Result<DocumentRows, Error>;

    /// The next document. Every table is in the order of ids, so its rows are the next ones in each.
    fn next(&mut self) -> Option<Self::Item> {
        let document = match self.documents.next()? {
            Ok(document) => document,
            Err(e) => return Some(Err(e)),
        };
        Some(self.whole(document))
    }
}

impl Documents {
    fn whole(&mut self, document: DocumentRow) -> Result<DocumentRows, Error> {
        let id = &document.id;
        let page = take(&mut self.pages, |r| &r.id == id)?
            .pop()
            .ok_or_else(|| Error::Disagree {
                id: id.clone(),
                table: PageRow::NAME,
            })?;
        Ok(DocumentRows {
            page,
            spans: take(&mut self.spans, |r| &r.id == id)?,
            mentions: take(&mut self.mentions, |r| &r.id == id)?,
            artifacts: take(&mut self.artifacts, |r| &r.id == id)?,
            document,
        })
    }
}

fn take<T: Table>(rows: &mut Peekable<Rows<T>>, mine: impl Fn(&T) -> bool) -> Result<Vec<T>, Error> {
    let mut out = Vec::new();
    while let Some(row) = rows.next_if(|row| row.as_ref().map_or(true, &mine)) {
        out.push(row?);
    }
    Ok(out)
}
