//! Writes the block model's rows of a folder of HTML pages, for `train/train.py`.
//!
//! `features <folder> <out> [<scores>]` writes `<out>.f32` (little-endian, all values of a row together) and
//! `<out>.json` (names of the columns; for each page its stem and its lines with the rules' label). `<scores>` holds one
//! little-endian f32 for each row of all pages, the first stage's probability; with it the rows are the second stage's.

use std::fs;
use std::path::PathBuf;

use copydesk_extract::training::rows;
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, out, rest @ ..] = args.as_slice() else {
        return Err("usage: features <folder> <out> [<scores>]".into());
    };
    let scores: Option<Vec<f32>> = match rest.first() {
        Some(file) => Some(
            fs::read(file)?
                .chunks_exact(4)
                .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
                .collect(),
        ),
        None => None,
    };
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|e| Ok(e?.path()))
        .collect::<std::io::Result<_>>()?;
    files.sort();
    let (mut values, mut pages, mut names, mut done) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for file in &files {
        let raw = fs::read(file)?;
        let source = String::from_utf8_lossy(&raw);
        let page = match &scores {
            Some(scores) => {
                let count = rows(&source, None)?.lines.len();
                done += count;
                rows(&source, Some(&scores[done - count..done]))?
            }
            None => rows(&source, None)?,
        };
        values.extend(page.values.iter().flat_map(|v| v.to_le_bytes()));
        pages.push(json!([
            file.file_stem().unwrap_or_default().to_string_lossy(),
            page.lines
        ]));
        names = page.names;
    }
    fs::write(format!("{out}.f32"), values)?;
    fs::write(
        format!("{out}.json"),
        serde_json::to_vec(&json!({"names": names, "pages": pages}))?,
    )?;
    Ok(())
}
