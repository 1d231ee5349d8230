//! A dataset against its manifest: every file there, none beside it, each byte and each row as it says.

use std::fs::File;
use std::path::Path;

use parquet::file::metadata::ParquetMetaDataReader;

use crate::error::Error;
use crate::manifest::{FileEntry, Manifest};
use crate::schema::{SCHEMA_VERSION, dictionary};
use crate::writer::hash_file;

/// Reads the manifest and compares the folder with it; gives what does not fit, one sentence each.
///
/// # Errors
/// When there is no manifest to compare with, or another version of the contract wrote it.
pub fn verify(dir: &Path) -> Result<Vec<String>, Error> {
    let manifest = Manifest::read(dir)?;
    let mut wrong: Vec<String> = manifest
        .files
        .iter()
        .filter_map(|entry| check(dir, entry).err())
        .collect();
    for table in dictionary() {
        let file = format!("{}.parquet", table.name);
        if !manifest.files.iter().any(|f| f.name == file) {
            wrong.push(format!("{file}: the manifest does not name it"));
        }
    }
    for account in [
        ("files", manifest.accounts.files),
        ("records", manifest.accounts.records),
    ] {
        if !account.1.balances() {
            wrong.push(format!(
                "{}: the accounts of {} do not add up",
                Manifest::FILE,
                account.0
            ));
        }
    }
    let entries = std::fs::read_dir(dir).map_err(|e| Error::io("read", dir, e))?;
    let mut names: Vec<String> = entries
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    for name in names.iter().filter(|n| *n != Manifest::FILE) {
        if !manifest.files.iter().any(|f| f.name == *name) {
            let shown: String = name.chars().flat_map(char::escape_debug).collect();
            wrong.push(format!("{shown}: not in the manifest; no build wrote it"));
        }
    }
    Ok(wrong)
}

fn check(dir: &Path, entry: &FileEntry) -> Result<(), String> {
    let name = &entry.name;
    // A name that leads out of the folder is no name of ours.
    if Path::new(name).file_name().is_none_or(|n| n != name.as_str()) {
        return Err(format!("{name:?}: not a file name"));
    }
    let path = dir.join(name);
    let file = File::open(&path).map_err(|e| format!("{name}: missing or not readable: {e}"))?;
    let (blake3, bytes) = hash_file(&path, &file).map_err(|e| e.to_string())?;
    if bytes < entry.bytes {
        return Err(format!("{name}: cut off, {bytes} bytes of {}", entry.bytes));
    }
    if bytes > entry.bytes {
        return Err(format!("{name}: {bytes} bytes, the manifest says {}", entry.bytes));
    }
    if blake3 != entry.blake3 {
        return Err(format!("{name}: the content differs from the manifest's hash"));
    }
    let Some(table) = dictionary()
        .into_iter()
        .find(|t| name.strip_suffix(".parquet") == Some(t.name))
    else {
        return Ok(());
    };
    let metadata = ParquetMetaDataReader::new()
        .parse_and_finish(&file)
        .map_err(|e| format!("{name}: {e}"))?;
    let footer = metadata.file_metadata();
    let rows = footer.num_rows().max(0) as u64;
    if Some(rows) != entry.rows {
        let said = entry.rows.map_or_else(|| "none".to_owned(), |n| n.to_string());
        return Err(format!("{name}: {rows} rows, the manifest says {said}"));
    }
    let version = footer
        .key_value_metadata()
        .into_iter()
        .flatten()
        .find(|k| k.key == "copydesk.schema_version");
    if version.and_then(|k| k.value.as_deref()) != Some(SCHEMA_VERSION.to_string().as_str()) {
        return Err(format!("{name}: not written with schema version {SCHEMA_VERSION}"));
    }
    let columns = footer.schema_descr().root_schema().get_fields();
    let names: Vec<&str> = columns.iter().map(|c| c.name()).collect();
    if names != table.columns.iter().map(|c| c.name).collect::<Vec<_>>() {
        return Err(format!(
            "{name}: other columns than schema version {SCHEMA_VERSION} has"
        ));
    }
    Ok(())
}
