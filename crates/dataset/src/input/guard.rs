//! A stranger's Parquet file before the library reads it: footer, schema and page headers against the file's own size.

use std::fs::File;
use std::os::unix::fs::FileExt;

use parquet::file::metadata::ParquetMetaData;

use super::thrift::{Seen, Walk};

/// A longer footer is none.
const FOOTER_BYTES: u64 = 64 << 20;
/// A longer page header is none; statistics in it may hold whole values.
const HEADER_BYTES: u64 = 1 << 20;
/// A page that unpacks to more is not read.
const PAGE_BYTES: i64 = 256 << 20;
/// Above this a page may unpack to 200 times its size.
const PAGE_RATIO_FROM: i64 = 64 << 20;
/// Columns and groups of columns inside one another; the library builds them by recursion.
const SCHEMA_DEPTH: usize = 32;
/// More columns are no table of texts.
const COLUMNS: usize = 10_000;
const DELTA_BYTE_ARRAY: i64 = 7;

/// Checks tail and footer.
pub(super) fn footer(file: &File, len: u64) -> Result<(), String> {
    let mut tail = [0; 8];
    let at = len.checked_sub(12).ok_or("too short for Parquet")? + 4;
    read_at(file, &mut tail, at)?;
    let [a, b, c, d, magic @ ..] = tail;
    if magic != *b"PAR1" {
        let encrypted = magic == *b"PARE";
        return Err(if encrypted {
            "it is encrypted"
        } else {
            "its end is missing"
        }
        .to_owned());
    }
    let footer = u64::from(u32::from_le_bytes([a, b, c, d]));
    if footer > len - 12 || footer > FOOTER_BYTES {
        return Err(format!("a footer of {footer} bytes in a file of {len}"));
    }
    let mut bytes = vec![0; footer as usize];
    read_at(file, &mut bytes, len - 8 - footer)?;
    // Children of each element of the schema, in the order of a walk from the root.
    let mut children: Vec<i64> = Vec::new();
    let mut fields = 0usize;
    Walk::new(&bytes)
        .structure(&mut Vec::new(), &mut |path, seen| {
            fields += 1;
            match (path, seen) {
                // The name stands in every element, before the number of its children.
                ([2, 4], _) => children.push(0),
                ([2, 5], Seen::Number(n)) => {
                    if let Some(last) = children.last_mut() {
                        *last = n;
                    }
                }
                _ => {}
            }
        })
        .map_err(|why| format!("the footer has {why}"))?;
    schema(&children)
}

fn schema(children: &[i64]) -> Result<(), String> {
    if children.len() > COLUMNS {
        return Err(format!("{} columns; the limit is {COLUMNS}", children.len()));
    }
    let mut open: Vec<i64> = Vec::new();
    for &n in children {
        if !(0..=COLUMNS as i64).contains(&n) {
            return Err(format!("a group of {n} columns"));
        }
        if n > 0 {
            open.push(n);
            if open.len() > SCHEMA_DEPTH {
                return Err(format!("columns more than {SCHEMA_DEPTH} deep"));
            }
            continue;
        }
        // A column closes its group when it is the last of it, and so on outwards.
        while let Some(last) = open.last_mut() {
            *last -= 1;
            if *last > 0 {
                break;
            }
            open.pop();
        }
    }
    Ok(())
}

/// Checks every page header; gives the most bytes that one value of each column may expand to, summed.
pub(super) fn pages(file: &File, len: u64, metadata: &ParquetMetaData) -> Result<u64, String> {
    let mut values: Vec<u64> = Vec::new();
    for group in metadata.row_groups() {
        values.resize(values.len().max(group.columns().len()), 0);
        for (k, column) in group.columns().iter().enumerate() {
            let first = column
                .dictionary_page_offset()
                .filter(|&at| at > 0)
                .unwrap_or(column.data_page_offset());
            let first = first.min(column.data_page_offset());
            let start = u64::try_from(first).map_err(|_| "a page before the file")?;
            let size = u64::try_from(column.compressed_size()).map_err(|_| "a column of negative size")?;
            let end = start
                .checked_add(size)
                .filter(|&end| end <= len)
                .ok_or("a column beyond the file's end")?;
            values[k] = values[k].max(chunk(file, start, end)?);
        }
    }
    Ok(values.iter().sum())
}

/// The pages of one column chunk; gives the most bytes that one value may expand to beside its own.
fn chunk(file: &File, mut at: u64, end: u64) -> Result<u64, String> {
    let mut value = 0;
    let mut buffer = Vec::new();
    while at < end {
        let page = page_header(file, at, end, &mut buffer)?;
        let body = u64::try_from(page.packed).map_err(|_| "a page of negative size")?;
        let next = at.checked_add(page.header + body).filter(|&next| next <= end);
        at = next.ok_or("a page beyond its column")?;
        let by_ratio = page.packed.saturating_mul(200).max(PAGE_RATIO_FROM);
        if page.unpacked < 0 || page.unpacked > by_ratio.min(PAGE_BYTES) {
            return Err(format!(
                "a page of {} bytes that says it unpacks to {}",
                page.packed, page.unpacked
            ));
        }
        if page.dictionary_values > page.unpacked.saturating_mul(8) {
            return Err(format!(
                "a dictionary of {} values in {} bytes",
                page.dictionary_values, page.unpacked
            ));
        }
        if page.is_dictionary || page.encoding == DELTA_BYTE_ARRAY {
            value = value.max(page.unpacked as u64);
        }
    }
    Ok(value)
}

#[derive(Default)]
struct Page {
    header: u64,
    packed: i64,
    unpacked: i64,
    is_dictionary: bool,
    dictionary_values: i64,
    encoding: i64,
}

fn page_header(file: &File, at: u64, end: u64, buffer: &mut Vec<u8>) -> Result<Page, String> {
    let mut want = 512;
    loop {
        buffer.resize(want.min(end - at) as usize, 0);
        read_at(file, buffer, at)?;
        let mut page = Page {
            packed: -1,
            unpacked: -1,
            ..Page::default()
        };
        let mut walk = Walk::new(buffer);
        let walked = walk.structure(&mut Vec::new(), &mut |path, seen| match (path, seen) {
            ([2], Seen::Number(n)) => page.unpacked = n,
            ([3], Seen::Number(n)) => page.packed = n,
            ([7], _) => page.is_dictionary = true,
            ([7, 1], Seen::Number(n)) => page.dictionary_values = n,
            ([5, 2] | [8, 4], Seen::Number(n)) => page.encoding = n,
            _ => {}
        });
        match walked {
            Ok(()) => {
                page.header = walk.read() as u64;
                return Ok(page);
            }
            Err(_) if want < HEADER_BYTES && want < end - at => want *= 8,
            Err(why) => return Err(format!("a page header at byte {at} has {why}")),
        }
    }
}

fn read_at(file: &File, into: &mut [u8], at: u64) -> Result<(), String> {
    file.read_exact_at(into, at).map_err(|e| e.to_string())
}
