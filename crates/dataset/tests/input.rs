//! Tables of strangers: read as they are, refused when they lie, never a panic.

use std::fs::{self, File};
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BinaryArray, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use copydesk_dataset::{InputRow, input_rows};
use copydesk_model::Refusal;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use serde_json::json;

fn table(columns: Vec<(&str, ArrayRef)>, compression: Compression) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

fn pages(compression: Compression) -> Vec<u8> {
    let mut tags = ListBuilder::new(StringBuilder::new());
    tags.values().append_value("a");
    tags.append(true);
    tags.append(false);
    let text = ["Мінск, one two three. ".repeat(50), "two".to_owned()];
    table(
        vec![
            ("text", Arc::new(StringArray::from(text.to_vec()))),
            ("raw", Arc::new(BinaryArray::from(vec![&b"\xcc"[..], b"x"]))),
            ("id", Arc::new(Int64Array::from(vec![Some(7), None]))),
            ("score", Arc::new(Float64Array::from(vec![0.5, f64::NAN]))),
            (
                "date",
                Arc::new(TimestampMicrosecondArray::from(vec![0, 1]).with_timezone("UTC")),
            ),
            ("tags", Arc::new(tags.finish())),
        ],
        compression,
    )
}

fn read(bytes: &[u8]) -> Result<Vec<Result<InputRow, Refusal>>, Refusal> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    Ok(input_rows(File::open(file.path()).unwrap(), 64 << 20)?.collect())
}

#[test]
fn rows_come_as_json() {
    let codecs = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::LZ4_RAW,
        Compression::ZSTD(Default::default()),
    ];
    for codec in codecs.into_iter().chain([Compression::GZIP(Default::default())]) {
        let rows = read(&pages(codec)).unwrap();
        let [Ok((one, bytes)), Ok((two, _))] = &rows[..] else {
            panic!("{codec}: {rows:?}")
        };
        assert!(one["text"].as_str().unwrap().starts_with("Мінск"));
        assert_eq!(
            (&one["id"], &one["score"], &one["tags"]),
            (&json!(7), &json!(0.5), &json!(["a"]))
        );
        assert_eq!(one["date"], "1970-01-01T00:00:00Z");
        assert_eq!(bytes, &[("raw".to_owned(), b"\xcc".to_vec())]);
        assert_eq!(
            serde_json::to_value(two).unwrap(),
            json!({"text": "two", "date": "1970-01-01T00:00:00.000001Z"})
        );
    }
}

#[track_caller]
fn refused(bytes: &[u8], why: &str) {
    let refusal = read(bytes).err().unwrap_or_else(|| panic!("{why}: it reads"));
    assert!(refusal.detail.contains(why), "{refusal}");
}

#[test]
fn sizes_that_lie_are_refused_before_anything_is_made_for_them() {
    let good = pages(Compression::SNAPPY);
    refused(b"PAR1", "too short");
    refused(&good[..good.len() - 1], "its end is missing");
    refused(&good[..good.len() / 2], "its end is missing");
    let with_footer = |footer: &[u8]| [b"PAR1", footer, &(footer.len() as u32).to_le_bytes(), b"PAR1"].concat();
    // A list that says it has two thousand million elements.
    refused(
        &with_footer(b"\x15\x02\x19\xfc\xff\xff\xff\xff\x07"),
        "a list longer than its bytes",
    );
    refused(&with_footer(&b"\x1c".repeat(5000)), "structures too deep");
    refused(
        &[b"PAR1", &b"x"[..], &u32::MAX.to_le_bytes(), b"PAR1"].concat(),
        "a footer of 4294967295 bytes",
    );
    // A thousand groups of one column each, inside one another: an element is { 4: name "a", 5: 1 child }.
    let element = b"\x48\x01a\x15\x02\x00";
    let deep = [&b"\x15\x02\x19\xfc\xe8\x07"[..], &element.repeat(1000), b"\x00"].concat();
    refused(&with_footer(&deep), "columns more than 32 deep");
    refused(&[&good[..good.len() - 4], b"PARE"].concat(), "encrypted");
}

#[test]
fn damage_anywhere_is_a_refusal_and_never_a_panic() {
    let good = pages(Compression::ZSTD(Default::default()));
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % n as u64) as usize
    };
    let (mut read_well, mut refusals) = (0, 0);
    for _ in 0..1500 {
        let mut bytes = good.clone();
        for _ in 0..=next(4) {
            let at = next(bytes.len());
            bytes[at] = next(256) as u8;
        }
        match read(&bytes) {
            Err(_) => refusals += 1,
            Ok(rows) if rows.iter().any(Result::is_err) => refusals += 1,
            Ok(_) => read_well += 1,
        }
    }
    assert!(refusals > 500 && read_well > 50, "{refusals} {read_well}");
}
