//! `cargo xtask <verb>`: the door of the house. Verbs, flags, progress bars and exit codes; nothing else.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is the one place that prints"
)]

mod flags;
mod progress;
mod terminal;
mod verbs;

use std::process::ExitCode;

use clap::Parser;

use flags::{Flags, Verb};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a run ended; the numbers are those of every verb's `--help`.
pub(crate) enum Ended {
    /// 0: done.
    Done,
    /// 1: could not finish, or a check failed.
    Failed,
    /// 2: wrong use or configuration; nothing was read or written.
    WrongUse,
    /// 3: finished, but something was rejected.
    Rejected,
}

fn main() -> ExitCode {
    let flags = Flags::parse();
    let ended = match &flags.verb {
        Verb::Build(f) => verbs::build::run(f),
        Verb::Explain(f) => verbs::explain::run(f),
        Verb::Add(f) => verbs::add::run(f),
        Verb::Check(f) => verbs::check::run(f),
        Verb::Names(f) => verbs::names::run(f),
        Verb::Report(f) => verbs::report::run(f),
        Verb::Diff(f) => verbs::diff::run(f),
        Verb::Verify(f) => verbs::verify::run(f),
        Verb::Eval(f) => verbs::eval::run(f),
        Verb::Bench(f) => verbs::bench::run(f),
        Verb::Test(f) => verbs::test::run(f),
    };
    let ended = ended.unwrap_or_else(|error| {
        let configuration = error
            .downcast_ref::<copydesk_pipeline::Error>()
            .is_some_and(copydesk_pipeline::Error::is_configuration)
            || error
                .downcast_ref::<copydesk_review::Error>()
                .is_some_and(copydesk_review::Error::is_wrong_use)
            || error.is::<copydesk_sources::ListError>()
            || error.is::<verbs::WrongUse>();
        terminal::complain(&format!("{error:#}"));
        if configuration { Ended::WrongUse } else { Ended::Failed }
    });
    ExitCode::from(match ended {
        Ended::Done => 0,
        Ended::Failed => 1,
        Ended::WrongUse => 2,
        Ended::Rejected => 3,
    })
}
