//! Progress of a build: a bar for each pass, in bytes; plain lines where there is no terminal.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use copydesk_model::Reject;
use copydesk_pipeline::{Observer, Phase};
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

/// Seconds between two plain lines.
const PLAIN_EVERY: Duration = Duration::from_secs(10);

/// Draws the two passes.
pub(crate) struct Bars {
    bar: Mutex<Option<ProgressBar>>,
    plain: bool,
    state: Mutex<Plain>,
}

struct Plain {
    done: u64,
    all: u64,
    rejects: u64,
    started: Instant,
    last: Instant,
}

impl Bars {
    pub(crate) fn new() -> Bars {
        let now = Instant::now();
        let state = Plain {
            done: 0,
            all: 0,
            rejects: 0,
            started: now,
            last: now,
        };
        Bars {
            bar: Mutex::new(None),
            plain: !std::io::stderr().is_terminal(),
            state: Mutex::new(state),
        }
    }
}

fn title(phase: Phase) -> &'static str {
    match phase {
        Phase::Read => "pass 1 read ",
        Phase::Write => "pass 2 write",
    }
}

impl Observer for Bars {
    fn begin(&self, phase: Phase, bytes: u64) {
        let now = Instant::now();
        if let Ok(mut state) = self.state.lock() {
            *state = Plain {
                done: 0,
                all: bytes,
                rejects: state.rejects,
                started: now,
                last: now,
            };
        }
        if self.plain {
            return;
        }
        let bar = ProgressBar::new(bytes);
        let colour = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        let template = if colour {
            "{prefix} {bar:28.cyan/blue} {bytes:>10} of {total_bytes} {bytes_per_sec:>12} eta {eta:>4} {wide_msg:.dim}"
        } else {
            "{prefix} {bar:28} {bytes:>10} of {total_bytes} {bytes_per_sec:>12} eta {eta:>4} {wide_msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        bar.set_prefix(title(phase));
        if let Ok(mut slot) = self.bar.lock() {
            *slot = Some(bar);
        }
    }

    fn advance(&self, source: &str, bytes: u64) {
        let Ok(mut state) = self.state.lock() else { return };
        state.done += bytes;
        let rejects = if state.rejects > 0 {
            format!("{} rejected · ", state.rejects)
        } else {
            String::new()
        };
        if !self.plain {
            if let Ok(slot) = self.bar.lock()
                && let Some(bar) = &*slot
            {
                bar.set_message(format!("{rejects}{source}"));
                bar.inc(bytes);
            }
        } else if state.last.elapsed() >= PLAIN_EVERY {
            state.last = Instant::now();
            let seconds = state.started.elapsed().as_secs_f64();
            let rate = state.done as f64 / seconds.max(0.001);
            let eta = state.all.saturating_sub(state.done) as f64 / rate.max(1.0);
            let (done, all, rate) = (HumanBytes(state.done), HumanBytes(state.all), HumanBytes(rate as u64));
            crate::terminal::remark(&format!(
                "{done} of {all}, {rate}/s, eta {eta:.0} s · {rejects}{source}"
            ));
        }
    }

    fn rejected(&self, _: &Reject) {
        if let Ok(mut state) = self.state.lock() {
            state.rejects += 1;
        }
    }

    fn end(&self, phase: Phase) {
        let Ok(state) = self.state.lock() else { return };
        if self.plain {
            let seconds = state.started.elapsed().as_secs_f64();
            // A short run has nothing to report to a file.
            if state.started.elapsed() < PLAIN_EVERY {
                return;
            }
            crate::terminal::remark(&format!(
                "{}: {} in {seconds:.1} s",
                title(phase).trim_end(),
                HumanBytes(state.all)
            ));
        } else if let Ok(mut slot) = self.bar.lock()
            && let Some(bar) = slot.take()
        {
            bar.set_message("");
            bar.finish();
        }
    }
}
