//! `build`

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use anyhow::Context as _;
use copydesk_pipeline::{BuildOptions, build, summary_table};

use super::desk;
use crate::Ended;
use crate::flags::Build;
use crate::progress::Bars;
use crate::terminal::{remark, say};

/// Rejects and skipped files that are listed in the terminal; the tables hold all.
const SHOWN: usize = 12;

pub(crate) fn run(f: &Build) -> anyhow::Result<Ended> {
    let started = Instant::now();
    let desk = desk(f.rules.as_deref(), f.keep_when_unsure, f.style.as_deref())?;
    let options = BuildOptions {
        threads: f.threads,
        memory: f.memory,
        holder: format!(
            "process {}, started {}",
            std::process::id(),
            jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S UTC")
        ),
        wait: f.wait,
        cache: !f.no_cache,
        takedown: f.takedown.clone(),
        most_removed: f.most_removed,
        stop: stop_on_signals()?,
        ..BuildOptions::new(&f.seeds, &f.out)
    };
    let summary = build(&options, &desk, &Bars::new())?;
    say(&format!(
        "\n{}\n",
        summary_table(&summary, started.elapsed().as_secs_f64())
    ));
    for reject in summary.rejects.iter().take(SHOWN) {
        let clean = |text: &str| text.replace(char::is_control, "·");
        let (detail, record) = (clean(&reject.detail), reject.record.as_deref().map(clean));
        say(&format!(
            "  rejected  {}{}: {}: {detail}\n            {}\n",
            reject.source,
            record.map_or_else(String::new, |r| format!("#{r}")),
            reject.reason.name(),
            reject.reason.hint()
        ));
    }
    if summary.rejects.len() > SHOWN {
        say(&format!("  and {} more rejects\n", summary.rejects.len() - SHOWN));
    }
    for skipped in summary.skipped.iter().take(SHOWN) {
        say(&format!("  skipped   {}: {}\n", skipped.source, skipped.reason.name()));
    }
    for name in &summary.foreign {
        remark(&format!(
            "note: {} in the dataset's folder is not ours; it was left there",
            name
        ));
    }
    if let Some(trouble) = &summary.cache_trouble {
        remark(&format!("note: no cache for the next build: {trouble}"));
    }
    let out = f.out.display();
    if summary.rejects.is_empty() {
        say(&format!("  written to {out}\n"));
        return Ok(Ended::Done);
    }
    say(&format!(
        "  written to {out}; {} rejected, listed in {out}/rejects.parquet\n",
        summary.rejects.len()
    ));
    Ok(Ended::Rejected)
}

/// A flag that Ctrl-C and a request to end set: the build looks at it, sweeps what it made and leaves the old dataset. The
/// second Ctrl-C ends the program at once; the next build sweeps.
fn stop_on_signals() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register_conditional_shutdown(signal, 1, Arc::clone(&stop))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&stop)))
            .context("listen to signals")?;
    }
    Ok(stop)
}
