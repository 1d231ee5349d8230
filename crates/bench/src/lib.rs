//! Speed, measured: generated input at three sizes, the share of each stage, whole runs, the physical floors, and peers
//! on the same documents in the same run.
//!
//! Times are processor seconds (`CLOCK_PROCESS_CPUTIME_ID`), medians over rounds in which ours and theirs take turns, on
//! one thread unless said otherwise. What this crate leaves to others: setting up the peers' environment, and printing.

mod clock;
mod corpus;
mod error;
mod peers;
mod report;
mod rules;
mod runs;
mod stages;

use std::path::{Path, PathBuf};

use copydesk_pipeline::Desk;
use copydesk_sources::{Item, RawRecord, list};

use corpus::{Shape, Stocks};
use peers::Peers;
use runs::Input;

pub use error::Error;
pub use report::{Report, Row};
pub use rules::{RuleCost, RuleCosts};

/// What to measure.
#[derive(Clone, Debug)]
pub struct Options {
    /// Raw files whose texts the documents are made of.
    pub seeds: PathBuf,
    /// The program that has the verbs, for the time of a start.
    pub program: PathBuf,
    /// Python with the peers, and their script; without it ours are measured alone.
    pub peers: Option<(PathBuf, PathBuf)>,
    /// Rounds of each measurement.
    pub rounds: usize,
    /// Documents of the smallest input; the others are 10 and 100 times that.
    pub documents: usize,
    /// A folder of pages to measure instead of generated ones, for the rows that ask for no size.
    pub pages: Option<PathBuf>,
}

/// What peers are measured on each shape of input, with what of ours: their name, and what it is called in the table.
const HTML_PEERS: &[(&str, &str)] = &[
    ("trafilatura_with_metadata", "trafilatura, text and metadata"),
    ("trafilatura_text", "trafilatura, text alone"),
    ("charset_normalizer", "charset-normalizer alone"),
    ("datatrove_html", "datatrove: extract, language, MinHash, write"),
];
const TEXT_PEERS: &[(&str, &str)] = &[
    ("ftfy", "ftfy alone"),
    ("charset_normalizer", "charset-normalizer alone"),
    ("datatrove_text", "datatrove: language, MinHash, write"),
];

/// Measures everything; `say` hears what is under way.
///
/// # Errors
/// When the input cannot be made, a build fails, or a peer gives no time.
pub fn measure(options: &Options, desk: &Desk, say: &mut dyn FnMut(&str)) -> Result<Report, Error> {
    let mut report = Report::default();
    let folder = tempfile::tempdir()?;
    say("making documents");
    let stocks = Stocks::of(&options.seeds, desk)?;
    for (shape, name, peers) in [(Shape::Text, "text", TEXT_PEERS), (Shape::Html, "html", HTML_PEERS)] {
        let home = folder.path().join(name);
        let small =
            |n: usize, times: usize| runs::input(home.join(n.to_string()), &stocks, shape, options.documents * times);
        let first = small(0, 1)?;
        let given = options.pages.clone().filter(|_| shape == Shape::Html);
        let input = match given {
            Some(pages) => Input::of(pages, desk)?,
            None => small(1, 4)?,
        };
        say(&format!("{name}: whole runs and peers, {} documents", input.documents));
        whole(&mut report, name, &input, peers, options, desk)?;
        say(&format!("{name}: stages and floors"));
        parts(&mut report, name, &input, shape, options.rounds, desk)?;
        say(&format!("{name}: growth"));
        let inputs = [first, small(2, 10)?, small(3, 100)?];
        growth(&mut report, name, &inputs, desk)?;
        say(&format!("{name}: builds again"));
        rebuilds(&mut report, name, &inputs[2], options.rounds, desk)?;
    }
    say("starts");
    starts(&mut report, folder.path(), &stocks, options)?;
    Ok(report)
}

/// Writes `documents` generated raw files under `folder`, HTML or text, made of the texts of `seeds`.
///
/// # Errors
/// When `seeds` holds no article, or the disk refuses.
pub fn generate(seeds: &Path, folder: &Path, html: bool, documents: usize, desk: &Desk) -> Result<(), Error> {
    let shape = if html { Shape::Html } else { Shape::Text };
    runs::input(folder.to_owned(), &Stocks::of(seeds, desk)?, shape, documents)?;
    Ok(())
}

/// The share of each stage over the raw files of a folder.
///
/// # Errors
/// When the folder cannot be listed, or the temporary tables cannot be written.
pub fn stages_of(folder: &Path, rounds: usize, desk: &Desk) -> Result<Report, Error> {
    let input = Input::of(folder.to_owned(), desk)?;
    let mut report = Report::default();
    for (stage, seconds) in stages::shares(&input.records(desk)?, rounds, desk)? {
        report.stage("given", stage, seconds, &input);
    }
    Ok(report)
}

/// What each rule costs and finds over the raw files of a folder, or, without one, over generated texts.
///
/// # Errors
/// When the folder cannot be listed, or no documents can be made.
pub fn rules_of(options: &Options, desk: &Desk) -> Result<RuleCosts, Error> {
    let folder = tempfile::tempdir()?;
    let input = match &options.pages {
        Some(pages) => Input::of(pages.clone(), desk)?,
        None => {
            let stocks = Stocks::of(&options.seeds, desk)?;
            runs::input(folder.path().join("text"), &stocks, Shape::Text, options.documents * 10)?
        }
    };
    Ok(rules::costs(&input.records(desk)?, options.rounds, desk))
}

/// Whole runs on one thread and on two, in turns with the peers.
fn whole(
    report: &mut Report,
    name: &str,
    input: &Input,
    of: &[(&str, &str)],
    options: &Options,
    desk: &Desk,
) -> Result<(), Error> {
    let mut peers = match &options.peers {
        Some((python, script)) => Some(Peers::start(python, script, &input.folder)?),
        None => None,
    };
    let mut ours = Vec::new();
    let mut two = Vec::new();
    let mut theirs = vec![Vec::new(); of.len()];
    for _ in 0..options.rounds {
        ours.push(runs::rounds(input, 1, 1, desk)?);
        two.push(runs::rounds(input, 1, 2, desk)?.took.wall);
        if let Some(peers) = &mut peers {
            for ((peer, _), seconds) in of.iter().zip(&mut theirs) {
                seconds.push(peers.round(peer)?);
            }
        }
    }
    let cpu = clock::median(ours.iter().map(|r| r.took.cpu).collect());
    let wall = clock::median(ours.iter().map(|r| r.took.wall).collect());
    report.run(name, "whole run to Parquet, one thread", cpu, input);
    report.ratio(name, "second thread (wall, whole run)", wall / clock::median(two), "x");
    if let Some(memory) = ours.iter().filter_map(|r| r.memory).max() {
        report.ratio(
            name,
            "peak memory over idle, one thread",
            memory as f64 / f64::from(1 << 20),
            "MiB",
        );
    }
    for ((_, peer), seconds) in of.iter().zip(theirs).filter(|(_, s)| !s.is_empty()) {
        report.peer(name, peer, clock::median(seconds), cpu, input);
    }
    Ok(())
}

/// The stages of the same input in memory, and what lies beneath them.
fn parts(
    report: &mut Report,
    name: &str,
    input: &Input,
    shape: Shape,
    rounds: usize,
    desk: &Desk,
) -> Result<(), Error> {
    let records = input.records(desk)?;
    for (stage, seconds) in stages::shares(&records, rounds, desk)? {
        report.stage(name, stage, seconds, input);
    }
    for (floor, seconds) in stages::floors(&records, rounds, shape == Shape::Html) {
        report.floor(name, floor, seconds, input);
    }
    Ok(())
}

/// 1, 10 and 100 times the input: time and memory against bytes.
fn growth(report: &mut Report, name: &str, inputs: &[Input], desk: &Desk) -> Result<(), Error> {
    let mut points = Vec::new();
    for (k, input) in inputs.iter().enumerate() {
        // The smallest takes a blink, so it is done more often.
        let run = runs::rounds(input, if k == 0 { 5 } else { 1 }, 1, desk)?;
        points.push((input.bytes as f64, run.took.cpu));
        report.run(
            name,
            &format!("growth, {} documents", input.documents),
            run.took.cpu,
            input,
        );
        if let Some(memory) = run.memory {
            let what = format!("growth, peak memory at {} documents", input.documents);
            report.ratio(name, &what, memory as f64 / f64::from(1 << 20), "MiB");
        }
    }
    report.ratio(
        name,
        "growth, slope of time over bytes (log-log)",
        runs::slope(&points),
        "",
    );
    Ok(())
}

/// What a build takes that finds a cache, in percent of a clean one.
fn rebuilds(report: &mut Report, name: &str, input: &Input, rounds: usize, desk: &Desk) -> Result<(), Error> {
    let [clean, same, changed] = runs::rebuilds(input, rounds, desk)?;
    let all = input.documents;
    for (what, seconds) in [("nothing", same), ("one file", changed)] {
        let what = format!("build again, {what} of {all} documents changed, of a clean build");
        report.ratio(name, &what, seconds * 100.0 / clean, "%");
    }
    Ok(())
}

/// How long a person waits before anything happens.
fn starts(report: &mut Report, folder: &Path, stocks: &Stocks, options: &Options) -> Result<(), Error> {
    let empty = folder.join("empty");
    std::fs::create_dir_all(&empty)?;
    let seeds = empty.to_string_lossy();
    let rounds = options.rounds.max(9);
    // A new folder each time, or all but the first would find a dataset.
    let build = |round: usize| {
        let out = folder.join(format!("empty-dataset-{round}"));
        ["build", "--seeds", &seeds, "--out", &out.to_string_lossy()]
            .map(str::to_owned)
            .to_vec()
    };
    let milliseconds = runs::command(&options.program, &build, rounds)?;
    report.ratio("start", "build on an empty folder (wall)", milliseconds, "ms");
    let file = folder.join("one.txt");
    std::fs::write(&file, stocks.document(0, Shape::Text))?;
    let explain = |_| vec!["explain".to_owned(), file.to_string_lossy().into_owned()];
    let milliseconds = runs::command(&options.program, &explain, rounds)?;
    report.ratio("start", "explain on one file (wall)", milliseconds, "ms");
    Ok(())
}

impl Input {
    /// A folder of pages that lie there already; packed ones count as unpacked.
    fn of(folder: PathBuf, desk: &Desk) -> Result<Input, Error> {
        let mut input = Input {
            folder,
            documents: 0,
            bytes: 0,
        };
        let records = input.records(desk)?;
        input.documents = records.len();
        input.bytes = records.iter().map(|r| r.bytes.len() as u64).sum();
        Ok(input)
    }

    /// All records, in memory.
    fn records(&self, desk: &Desk) -> Result<Vec<RawRecord>, Error> {
        let mut records = Vec::with_capacity(self.documents);
        for input in list(&self.folder).map_err(|e| Error::Seeds(e.to_string()))?.inputs {
            for item in desk.records(&input) {
                if let Item::Record(record) = item {
                    records.push(*record);
                }
            }
        }
        Ok(records)
    }
}
