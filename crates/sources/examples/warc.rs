//! Reads a web archive for the time, and once more for a digest of every record that `warc.py` compares with FastWARC's.
//!
//! `cargo run --release -p copydesk-sources --example warc -- FILE [DIGESTS]`

#![allow(clippy::print_stdout, reason = "an example")]

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::time::Instant;

use copydesk_sources::warc::{Entry, Reader};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let path = arguments.next().ok_or(std::io::ErrorKind::InvalidInput)?;
    let reader = || Ok::<_, std::io::Error>(Reader::new(Box::new(File::open(&path)?), 1 << 30));
    let started = Instant::now();
    let (mut records, mut broken, mut bytes) = (0, 0, 0);
    for entry in reader()? {
        match entry {
            Entry::Record { block, .. } => {
                records += 1;
                bytes += block.len();
            }
            Entry::Broken { .. } => broken += 1,
        }
    }
    println!("{records} {broken} {bytes} {:.4}", started.elapsed().as_secs_f64());
    if let Some(path) = arguments.next() {
        let mut out = BufWriter::new(File::create(path)?);
        for entry in reader()? {
            if let Entry::Record { head, block, .. } = entry {
                let kind = head.get("warc-type").unwrap_or_default();
                let id = head.get("warc-record-id").unwrap_or_default();
                writeln!(out, "{kind} {id} {} {:08x}", block.len(), crc(&block))?;
            }
        }
    }
    Ok(())
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}
