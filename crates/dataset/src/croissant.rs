//! `croissant.json` (Croissant 1.1): what a dataset says to programs. Every table is a flat record set.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use arrow_schema::{DataType, Field};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::manifest::FileEntry;
use crate::schema::{ColumnDoc, TableDoc, dictionary};

/// The description of the tables among `files`, which lie in `dir`; they are read for the hash that the format asks for.
///
/// # Errors
/// When a file cannot be read.
pub fn croissant(files: &[FileEntry], dir: &Path) -> Result<String, Error> {
    let tables = files.iter().filter(|f| f.name.ends_with(".parquet"));
    let distribution: Vec<Value> = tables.map(|f| object(f, dir)).collect::<Result<_, Error>>()?;
    let croissant = json!({
        "@context": context(),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": "copydesk",
        "description": "News pages, cleaned and explained: every character kept or removed by a named rule.",
        "citeAs": "copydesk: news pages, cleaned and explained.",
        "license": "Texts belong to their publishers; a licence for them is not given here.",
        "version": "1.0.0",
        "distribution": distribution,
        "recordSet": dictionary().iter().map(record_set).collect::<Vec<_>>(),
    });
    let mut json = serde_json::to_string_pretty(&croissant).unwrap_or_default();
    json.push('\n');
    Ok(json)
}

fn object(file: &FileEntry, dir: &Path) -> Result<Value, Error> {
    Ok(json!({
        "@type": "cr:FileObject", "@id": file.name, "name": file.name, "contentUrl": file.name,
        "encodingFormat": "application/x-parquet", "contentSize": format!("{} B", file.bytes),
        "sha256": sha256(&dir.join(&file.name))?,
    }))
}

fn sha256(path: &Path) -> Result<String, Error> {
    let failed = |e| Error::io("read", path, e);
    let mut file = File::open(path).map_err(failed)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let n = file.read(&mut buffer).map_err(failed)?;
        if n == 0 {
            break;
        }
        hasher.update(&buffer[..n]);
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn record_set(table: &TableDoc) -> Value {
    let columns = table.columns.iter().zip(table.schema.fields());
    let fields: Vec<Value> = columns.map(|(column, f)| field(table.name, column, f)).collect();
    json!({
        "@type": "cr:RecordSet", "@id": table.name, "name": table.name, "description": table.meaning, "field": fields,
    })
}

fn field(table: &str, column: &ColumnDoc, field: &Field) -> Value {
    let (item, is_list) = match field.data_type() {
        DataType::List(item) => (item.data_type(), true),
        other => (other, false),
    };
    let data_type = match item {
        DataType::Boolean => "sc:Boolean",
        DataType::Int32 => "sc:Integer",
        DataType::Float32 => "sc:Float",
        DataType::Timestamp(..) => "sc:DateTime",
        _ => "sc:Text",
    };
    let mut field = json!({
        "@type": "cr:Field", "@id": format!("{table}/{}", column.name), "name": column.name,
        "description": column.meaning, "dataType": data_type,
        "source": { "fileObject": { "@id": format!("{table}.parquet") }, "extract": { "column": column.name } },
    });
    if is_list {
        field["isArray"] = json!(true);
        field["arrayShape"] = json!("-1");
    }
    field
}

/// The context of the standard, key by key: readers warn of any other.
fn context() -> Value {
    json!({
        "@language": "en",
        "@vocab": "https://schema.org/",
        "arrayShape": "cr:arrayShape",
        "citeAs": "cr:citeAs",
        "column": "cr:column",
        "conformsTo": "dct:conformsTo",
        "containedIn": "cr:containedIn",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "data": { "@id": "cr:data", "@type": "@json" },
        "dataType": { "@id": "cr:dataType", "@type": "@vocab" },
        "dct": "http://purl.org/dc/terms/",
        "description": { "@container": "@language" },
        "equivalentProperty": "cr:equivalentProperty",
        "examples": { "@id": "cr:examples", "@type": "@json" },
        "extract": "cr:extract",
        "field": "cr:field",
        "fileProperty": "cr:fileProperty",
        "fileObject": "cr:fileObject",
        "fileSet": "cr:fileSet",
        "format": "cr:format",
        "includes": "cr:includes",
        "isArray": "cr:isArray",
        "isLiveDataset": "cr:isLiveDataset",
        "jsonPath": "cr:jsonPath",
        "key": "cr:key",
        "md5": "cr:md5",
        "name": { "@container": "@language" },
        "parentField": "cr:parentField",
        "path": "cr:path",
        "recordSet": "cr:recordSet",
        "references": "cr:references",
        "regex": "cr:regex",
        "repeated": "cr:repeated",
        "replace": "cr:replace",
        "samplingRate": "cr:samplingRate",
        "sc": "https://schema.org/",
        "separator": "cr:separator",
        "source": "cr:source",
        "subField": "cr:subField",
        "transform": "cr:transform",
    })
}
