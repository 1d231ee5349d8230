//! How fast pages are read: CPU seconds of one thread, pages in memory and decoded.
//!
//! `speed <folder> [rounds]` reads every file of a folder (`.gz` too) and prints documents and megabytes a second,
//! the median round, the share of each phase and the slowest pages for their size.

#![allow(clippy::print_stdout, reason = "an example speaks to the person who runs it")]

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use copydesk_extract::{Limits, Phase, html_in_phases};
use rustix::time::{ClockId, clock_gettime};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("usage: speed <folder> [rounds]")?;
    let rounds: usize = args.next().map_or(Ok(5), |n| n.parse())?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|e| Ok(e?.path()))
        .collect::<std::io::Result<_>>()?;
    files.sort();
    let pages: Vec<String> = files.iter().map(|f| read(f)).collect::<std::io::Result<_>>()?;
    let bytes: usize = pages.iter().map(String::len).sum();

    let mut totals = Vec::new();
    let mut best = vec![Duration::MAX; pages.len()];
    let mut phases = [Duration::ZERO; Phase::ALL.len()];
    for _ in 0..rounds {
        let mut total = Duration::ZERO;
        for (page, best) in pages.iter().zip(&mut best) {
            let start = now();
            let mut last = start;
            let found = html_in_phases(page, None, &Limits::default(), &mut |phase| {
                let here = now();
                phases[phase as usize] += here - last;
                last = here;
            });
            drop(std::hint::black_box(found));
            let took = now() - start;
            total += took;
            *best = (*best).min(took);
        }
        totals.push(total);
    }
    totals.sort();
    let median = totals[totals.len() / 2].as_secs_f64();
    println!(
        "{} pages, {:.1} MB, {rounds} rounds: {:.0} docs/s, {:.0} MB/s (median; CPU seconds, one thread)",
        pages.len(),
        bytes as f64 / 1e6,
        pages.len() as f64 / median,
        bytes as f64 / median / 1e6
    );
    let all: Duration = phases.iter().sum();
    for phase in Phase::ALL {
        let spent = phases[*phase as usize];
        println!("  {:5.1} %  {phase:?}", 100.0 * spent.as_secs_f64() / all.as_secs_f64());
    }
    let rate = |k: usize| best[k].as_secs_f64() * 1e3 / (pages[k].len() as f64 / 1e6);
    let mut slow: Vec<usize> = (0..pages.len()).collect();
    slow.sort_by(|&a, &b| rate(b).total_cmp(&rate(a)));
    for k in slow.into_iter().take(3) {
        println!(
            "  {:.1} ms per MB ({:.2} ms): {}",
            rate(k),
            best[k].as_secs_f64() * 1e3,
            files[k].file_name().unwrap_or_default().to_string_lossy()
        );
    }
    Ok(())
}

fn read(path: &Path) -> std::io::Result<String> {
    let mut bytes = std::fs::read(path)?;
    if path.extension().is_some_and(|e| e == "gz") {
        let packed = std::mem::take(&mut bytes);
        flate2::read::MultiGzDecoder::new(packed.as_slice()).read_to_end(&mut bytes)?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// CPU time of this thread.
fn now() -> Duration {
    let t = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(t.tv_sec.unsigned_abs(), u32::try_from(t.tv_nsec).unwrap_or(0))
}
