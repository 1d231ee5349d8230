//! The features of text files for the training script: `line_features LIST OUT [LOGITS]`.
//!
//! LIST names a file per line. OUT gets, for all lines of all files, their features as f32, row by row, behind one another;
//! OUT.names the names of the columns, and OUT.judged a byte for each line, 1 where the model is asked. LOGITS holds the first stage's log-odds as f32, one for each of the same lines.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::io::Write;

use copydesk_boilerplate::{Rules, training};
use copydesk_model::Document;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let files = std::fs::read_to_string(&args[1]).expect("a list of files");
    let logits: Option<Vec<f32>> = args.get(3).map(|path| {
        let bytes = std::fs::read(path).expect("log-odds");
        bytes
            .chunks_exact(4)
            .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
            .collect()
    });
    let mut out = std::io::BufWriter::new(std::fs::File::create(&args[2]).expect("a place to write"));
    std::fs::write(format!("{}.names", args[2]), training::names().join("\n")).expect("a place to write");
    let mut judged = Vec::new();
    let mut at = 0;
    for file in files.lines() {
        let text = std::fs::read_to_string(file).expect("a readable file");
        let doc = Document::from_lines(&text);
        let lines = doc.blocks.len();
        let own = logits.as_ref().map(|z| z[at..at + lines].to_vec());
        at += lines;
        judged.resize(at, 0_u8);
        for line in training::judged(&doc, Rules::built_in()) {
            judged[at - lines + line] = 1;
        }
        let table = training::features(&doc, Rules::built_in(), own);
        for row in 0..table.rows() {
            for column in 0..table.columns() {
                out.write_all(&table.get(row, column).to_le_bytes())
                    .expect("a place to write");
            }
        }
    }
    std::fs::write(format!("{}.judged", args[2]), judged).expect("a place to write");
    println!("{at} lines");
}
