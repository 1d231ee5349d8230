//! `build`

use std::time::Instant;

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
    let desk = desk(f.rules.as_deref(), f.keep_when_unsure)?;
    let options = BuildOptions {
        seeds: f.seeds.clone(),
        out: f.out.clone(),
        threads: f.threads,
        memory: f.memory,
        holder: format!("process {}", std::process::id()),
        wait: f.wait,
    };
    let summary = build(&options, &desk, &Bars::new())?;
    say(&format!(
        "\n{}\n",
        summary_table(&summary, started.elapsed().as_secs_f64())
    ));
    for reject in summary.rejects.iter().take(SHOWN) {
        let detail = reject.detail.replace(char::is_control, "·");
        say(&format!(
            "  rejected  {}: {}: {detail}\n            {}\n",
            reject.source,
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
