//! Whole builds, from a folder of raw files to the dataset.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use copydesk_pipeline::{BuildOptions, Desk, Silent, Summary, build};
use copydesk_sources::list;

use crate::clock::{Took, forget_peak, held, median, peak, time};
use crate::corpus::{Shape, Stocks};
use crate::error::Error;

/// A folder of generated raw files.
pub(crate) struct Input {
    pub(crate) folder: PathBuf,
    pub(crate) documents: usize,
    pub(crate) bytes: u64,
}

/// Files in one folder of the input; a folder is an outlet.
const OUTLET: usize = 200;

/// Writes `documents` generated files under `folder`.
pub(crate) fn input(folder: PathBuf, stocks: &Stocks, shape: Shape, documents: usize) -> Result<Input, Error> {
    let ending = match shape {
        Shape::Text => "txt",
        Shape::Html => "html",
    };
    let mut bytes = 0;
    for k in 0..documents {
        let outlet = folder.join(format!("outlet-{:04}", k / OUTLET));
        if k % OUTLET == 0 {
            std::fs::create_dir_all(&outlet)?;
        }
        let document = stocks.document(k, shape);
        bytes += document.len() as u64;
        std::fs::write(outlet.join(format!("{k:07}.{ending}")), document)?;
    }
    Ok(Input {
        folder,
        documents,
        bytes,
    })
}

impl Input {
    /// One of its files, in the middle.
    fn a_file(&self) -> Result<PathBuf, Error> {
        let listing = list(&self.folder).map_err(|e| Error::Seeds(e.to_string()))?;
        let file = listing.inputs.get(listing.inputs.len() / 2);
        file.map(|f| f.path.clone())
            .ok_or_else(|| Error::Seeds(format!("{} holds no file", self.folder.display())))
    }
}

/// What a build took, and the most memory it held over what was held before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) took: Took,
    pub(crate) memory: Option<u64>,
}

/// Builds `input` into `out`, a folder that does not exist.
pub(crate) fn run(input: &Input, out: &Path, threads: usize, desk: &Desk) -> Result<(Summary, Run), Error> {
    let options = BuildOptions {
        threads,
        cache: false,
        ..BuildOptions::new(&input.folder, out)
    };
    forget_peak();
    let before = held();
    let (summary, took) = time(|| build(&options, desk, &Silent));
    let memory = peak().zip(before).map(|(peak, before)| peak.saturating_sub(before));
    Ok((summary?, Run { took, memory }))
}

/// The same into a folder that goes away, `rounds` times: medians, and the most memory of all.
pub(crate) fn rounds(input: &Input, rounds: usize, threads: usize, desk: &Desk) -> Result<Run, Error> {
    let mut runs = Vec::new();
    for _ in 0..rounds {
        let folder = tempfile::tempdir()?;
        runs.push(run(input, &folder.path().join("dataset"), threads, desk)?.1);
    }
    Ok(Run {
        took: Took {
            cpu: median(runs.iter().map(|r| r.took.cpu).collect()),
            wall: median(runs.iter().map(|r| r.took.wall).collect()),
        },
        memory: runs.iter().filter_map(|r| r.memory).max(),
    })
}

/// Processor seconds of a build that leaves a cache, of one that finds nothing changed (the median of the rounds), and of
/// one that finds one file changed. The documents are as they were afterwards.
pub(crate) fn rebuilds(input: &Input, rounds: usize, desk: &Desk) -> Result<[f64; 3], Error> {
    let folder = tempfile::tempdir()?;
    let options = BuildOptions {
        threads: 1,
        ..BuildOptions::new(&input.folder, folder.path().join("dataset"))
    };
    let again = || -> Result<f64, Error> {
        let (summary, took) = time(|| build(&options, desk, &Silent));
        summary?;
        Ok(took.cpu)
    };
    let clean = again()?;
    let same = (0..rounds).map(|_| again()).collect::<Result<_, _>>()?;
    let file = input.a_file()?;
    let before = std::fs::read(&file)?;
    let mut changed = Vec::new();
    for round in 0..rounds {
        let line = format!("A line that was not there before, number {round}, and it ends the page.\n");
        std::fs::write(&file, [before.as_slice(), line.as_bytes()].concat())?;
        changed.push(again()?);
    }
    std::fs::write(&file, before)?;
    Ok([clean, median(same), median(changed)])
}

/// Slope of the line through (log x, log y): 1 when twice the input takes twice the time.
pub(crate) fn slope(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let n = logs.len() as f64;
    let (mx, my) = (
        logs.iter().map(|p| p.0).sum::<f64>() / n,
        logs.iter().map(|p| p.1).sum::<f64>() / n,
    );
    let over: f64 = logs.iter().map(|(x, y)| (x - mx) * (y - my)).sum();
    over / logs.iter().map(|(x, _)| (x - mx).powi(2)).sum::<f64>()
}

/// Milliseconds from start to end of a command, the median of the rounds; its words go nowhere. `arguments` gives those of
/// each round.
pub(crate) fn command(program: &Path, arguments: &dyn Fn(usize) -> Vec<String>, rounds: usize) -> Result<f64, Error> {
    let mut times = Vec::new();
    for round in 0..rounds {
        let arguments = arguments(round);
        let start = Instant::now();
        let ended = Command::new(program)
            .args(&arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
        // 3 says that something was rejected: an empty folder has nothing to reject.
        if !ended.success() {
            return Err(Error::Peers(format!(
                "{} {} ended with {ended}",
                program.display(),
                arguments.join(" ")
            )));
        }
    }
    Ok(median(times))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_the_time_for_twice_the_input_is_a_slope_of_one() {
        let line = slope(&[(1.0, 3.0), (10.0, 30.0), (100.0, 300.0)]);
        assert!((line - 1.0).abs() < 1e-9, "{line}");
        let square = slope(&[(1.0, 1.0), (10.0, 100.0)]);
        assert!((square - 2.0).abs() < 1e-9, "{square}");
    }
}
