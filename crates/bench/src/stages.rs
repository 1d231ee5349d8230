//! Where the time of one thread goes: each stage of the two passes over records in memory, and the floors beneath them,
//! which no pipeline can pass.

use copydesk_dataset::{DatasetWriter, Disk, DocumentRows};
use copydesk_extract::{Limits as HtmlLimits, Phase, html_in_phases};
use copydesk_model::{Document, View, pieces, rendered_text};
use copydesk_pipeline::{Desk, Facts, Observation, Outcome, Stage, observe, pass_one_in_stages, pass_two};
use copydesk_sources::RawRecord;

use crate::clock::{cpu, median, time};
use crate::error::Error;

/// What stands behind the stages of pass 1 in the list.
const BEHIND: [&str; 4] = ["observe", "facts", "pass two", "parquet"];

/// Processor seconds over all records, by what they were spent on: median of the rounds, in the order of the flow.
///
/// # Errors
/// When the temporary tables cannot be written.
pub(crate) fn shares(records: &[RawRecord], rounds: usize, desk: &Desk) -> Result<Vec<(&'static str, f64)>, Error> {
    let seconds = (0..rounds)
        .map(|_| round(records, desk))
        .collect::<Result<Vec<_>, Error>>()?;
    let names = Stage::ALL.iter().map(|s| s.name()).chain(BEHIND);
    let of = |k: usize| median(seconds.iter().map(|s| s[k]).collect());
    Ok(names.enumerate().map(|(k, name)| (name, of(k))).collect())
}

fn round(records: &[RawRecord], desk: &Desk) -> Result<Vec<f64>, Error> {
    let mut seconds = vec![0.0; Stage::ALL.len()];
    let mut docs: Vec<Document> = Vec::with_capacity(records.len());
    for record in records {
        let record = record.clone();
        let mut last = cpu();
        let outcome = pass_one_in_stages(record, desk, &mut |stage| {
            let now = cpu();
            seconds[stage as usize] += (now - last).as_secs_f64();
            last = now;
        });
        if let Outcome::Document(doc) = outcome {
            docs.push(*doc);
        }
    }
    docs.sort_by(|a, b| a.id.cmp(&b.id));
    let (observations, observing) = time(|| docs.iter().map(|d| observe(d, desk)).collect::<Vec<Observation>>());
    let clean = |k: usize| rendered_text(&docs[k], &pieces(&docs[k], desk.policy), View::Clean);
    let ids: Vec<_> = docs.iter().map(|d| &d.id).collect();
    let observed = |k: usize| Ok(observations[k].clone());
    let (facts, collecting) = time(|| Facts::collect(&ids, desk, &observed, &clean, &Default::default()));
    let (facts, ..) = facts?;
    let (rows, passing) = time(|| docs.into_iter().map(|d| pass_two(d, &facts, desk)).collect::<Vec<_>>());
    let (written, writing) = time(|| write(&rows, desk));
    written?;
    seconds.extend([observing, collecting, passing, writing].map(|t| t.cpu));
    Ok(seconds)
}

fn write(rows: &[DocumentRows], desk: &Desk) -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    let mut writer = DatasetWriter::create(&Disk::default(), folder.path(), desk.digest())?;
    writer.push(rows)?;
    writer.finish(&[], &[])?;
    Ok(())
}

/// Seconds for work that any such run does at least: to copy the bytes, to see that they are UTF-8, and, for HTML, to
/// parse them.
pub(crate) fn floors(records: &[RawRecord], rounds: usize, html: bool) -> Vec<(&'static str, f64)> {
    let over = |work: &mut dyn FnMut(&RawRecord)| {
        let seconds = (0..rounds).map(|_| time(|| records.iter().for_each(&mut *work)).1.cpu);
        median(seconds.collect())
    };
    let mut room: Vec<u8> = Vec::new();
    let mut floors = vec![
        (
            "memcpy",
            over(&mut |r| {
                room.clear();
                room.extend_from_slice(std::hint::black_box(&r.bytes));
            }),
        ),
        (
            "UTF-8 validation",
            over(&mut |r| {
                std::hint::black_box(std::str::from_utf8(&r.bytes).is_ok());
            }),
        ),
    ];
    if html {
        let pages: Vec<String> = records
            .iter()
            .map(|r| String::from_utf8_lossy(&r.bytes).into_owned())
            .collect();
        let parse = |page: &String| {
            let start = cpu();
            let mut parsed = start;
            let found = html_in_phases(page, None, &HtmlLimits::default(), &mut |phase| {
                if phase == Phase::Parse {
                    parsed = cpu();
                }
            });
            drop(std::hint::black_box(found));
            (parsed - start).as_secs_f64()
        };
        let seconds = (0..rounds).map(|_| pages.iter().map(parse).sum());
        floors.push(("our HTML parser alone", median(seconds.collect())));
    }
    floors
}
