//! Every verb and flag.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

const CODES: &str = "Exit codes: 0 done · 1 could not finish (the old dataset is untouched), or a check failed · \
2 wrong use or configuration (nothing was read or written) · 3 finished, but something was rejected";

/// Turns a folder of raw news files into one clean, explained, repeatable dataset.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = CODES, max_term_width = 100)]
pub(crate) struct Flags {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Rebuilds the dataset
    #[command(after_help = CODES)]
    Build(Build),
    /// Shows one page: what was kept, what was cut and by which rule, artifacts, names
    #[command(after_help = CODES)]
    Explain(Explain),
    /// Puts raw files into seeds/ and shows what would become of them
    #[command(after_help = CODES)]
    Add(Add),
    /// Validates rules, gazetteer, seeds and takedown list; writes nothing
    #[command(after_help = CODES)]
    Check(Check),
    /// Resolves a list of names: one per line in, TSV out
    #[command(after_help = CODES)]
    Names(Names),
    /// Makes the review pages of a dataset: static files to open in a browser
    #[command(after_help = CODES)]
    Report(Report),
    /// Shows what changed between two datasets
    #[command(after_help = CODES)]
    Diff(Diff),
    /// Compares a dataset with its manifest
    #[command(after_help = CODES)]
    Verify(Verify),
    /// Measures quality against gold, with floors
    #[command(after_help = CODES)]
    Eval(Eval),
    /// Measures speed, side by side with peers on the same documents
    #[command(after_help = CODES)]
    Bench(Bench),
    /// Sets up what the tests need and runs all of them
    #[command(after_help = CODES)]
    Test(Test),
}

#[derive(Args)]
pub(crate) struct Build {
    /// Folder of raw files
    #[arg(long, value_name = "DIR", default_value = "seeds")]
    pub(crate) seeds: PathBuf,
    /// Folder of the dataset, replaced whole
    #[arg(long, value_name = "DIR", default_value = "data/clean")]
    pub(crate) out: PathBuf,
    /// Threads; 0 = one for each core
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) threads: usize,
    /// Memory to work in, such as 256M or 2G, apart from some KiB for each document
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) memory: Option<u64>,
    /// Your own rules and names: boilerplate/*.toml, translation/*.toml, names/*.tsv
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// Canonical forms of names: ap, native, majority, or a table of your own (id, from, any, en, ru, be, uk, ...)
    #[arg(long, value_name = "STYLE")]
    pub(crate) style: Option<String>,
    /// Keeps what a rule is not sure to remove
    #[arg(long)]
    pub(crate) keep_when_unsure: bool,
    /// Waits while another run builds the same dataset
    #[arg(long)]
    pub(crate) wait: bool,
    /// Builds from the raw files alone, and leaves nothing beside the dataset
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// The takedown list: tab-separated kind (url, host, hash, author), value, date, why [default: takedown.tsv in the seeds]
    #[arg(long, value_name = "FILE")]
    pub(crate) takedown: Option<PathBuf>,
    /// Stops when one rule of your own removes more than this share of all characters
    #[arg(long, value_name = "PERCENT", default_value_t = copydesk_pipeline::MOST_REMOVED)]
    pub(crate) most_removed: f64,
}

#[derive(Args)]
pub(crate) struct Explain {
    /// A raw file, or the id of a document (its path under seeds/)
    #[arg(value_name = "FILE OR ID")]
    pub(crate) what: PathBuf,
    /// Folder of raw files, for ids
    #[arg(long, value_name = "DIR", default_value = "seeds")]
    pub(crate) seeds: PathBuf,
    /// Your own rules and names
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// Canonical forms of names: ap, native, majority, or a table of your own (id, from, any, en, ru, be, uk, ...)
    #[arg(long, value_name = "STYLE")]
    pub(crate) style: Option<String>,
    /// Keeps what a rule is not sure to remove
    #[arg(long)]
    pub(crate) keep_when_unsure: bool,
}

#[derive(Args)]
pub(crate) struct Add {
    /// Raw files
    #[arg(required = true, value_name = "FILES")]
    pub(crate) files: Vec<PathBuf>,
    /// Outlet: a folder under seeds/
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
    /// Where the page came from; only for one file
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// Folder of raw files
    #[arg(long, value_name = "DIR", default_value = "seeds")]
    pub(crate) seeds: PathBuf,
}

#[derive(Args)]
pub(crate) struct Check {
    /// Folder of raw files
    #[arg(long, value_name = "DIR", default_value = "seeds")]
    pub(crate) seeds: PathBuf,
    /// Your own rules and names
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// The takedown list [default: takedown.tsv in the seeds]
    #[arg(long, value_name = "FILE")]
    pub(crate) takedown: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Names {
    /// A file with one name per line, or - for standard input
    #[arg(value_name = "FILE OR -", required_unless_present = "accept")]
    pub(crate) file: Option<PathBuf>,
    /// Your own rules and names
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// Canonical forms of names: ap, native, majority, or a table of your own (id, from, any, en, ru, be, uk, ...)
    #[arg(long, value_name = "STYLE")]
    pub(crate) style: Option<String>,
    /// Takes over proposals of a build by their id: adds rows to names/accepted.tsv in the folder of --rules
    #[arg(long, value_name = "ID", num_args = 1.., requires = "rules", conflicts_with = "file")]
    pub(crate) accept: Vec<String>,
    /// Shows the parts, skeletons and nearest known persons of each name instead
    #[arg(long)]
    pub(crate) explain: bool,
    /// The file of proposals
    #[arg(long, value_name = "FILE", default_value = "data/clean/proposals.tsv")]
    pub(crate) proposals: PathBuf,
}

#[derive(Args)]
pub(crate) struct Report {
    /// Folder of the dataset
    #[arg(default_value = "data/clean")]
    pub(crate) dir: PathBuf,
    /// Folder of the pages, replaced whole; default: beside the dataset, named like it with `-report`
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Diff {
    /// The dataset before
    pub(crate) old: PathBuf,
    /// The dataset after
    pub(crate) new: PathBuf,
    /// Makes pages of it too, in this folder, replaced whole
    #[arg(long, value_name = "DIR")]
    pub(crate) report: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Verify {
    /// Folder of the dataset
    #[arg(default_value = "data/clean")]
    pub(crate) dir: PathBuf,
}

#[derive(Args)]
pub(crate) struct Eval {
    /// Folder of HTML pages with gold: DIR/html and DIR/gold
    #[arg(long, value_name = "DIR")]
    pub(crate) pages: Vec<PathBuf>,
    /// Folder of line gold; the raw files lie beside it in a folder named seeds
    #[arg(long, value_name = "DIR")]
    pub(crate) gold: Vec<PathBuf>,
    /// Shows the N worst pages
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) worst: usize,
}

#[derive(Args)]
pub(crate) struct Bench {
    /// Rounds of each measurement; the median counts
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) rounds: usize,
    /// Documents of the smallest input; growth is measured at 10 and 100 times as many
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) documents: usize,
    /// Folder of HTML pages to measure instead of generated ones
    #[arg(long, value_name = "DIR")]
    pub(crate) pages: Option<PathBuf>,
    /// Only ours: no Python is set up
    #[arg(long)]
    pub(crate) no_peers: bool,
    /// Only what each rule costs, beside what it finds
    #[arg(long, conflicts_with = "json")]
    pub(crate) rules: bool,
    /// Writes the figures as JSON too
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Test {
    /// Only the Rust tests: no Python, no readers
    #[arg(long, conflicts_with = "all")]
    pub(crate) rust_only: bool,
    /// Also what needs Java: the build on a cluster of Spark
    #[arg(long)]
    pub(crate) all: bool,
}

fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text[digits.len()..]
        .to_ascii_uppercase()
        .trim_end_matches('B')
        .trim_end_matches('I')
    {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        other => return Err(format!("{other} is no unit; use K, M or G, as in 256M")),
    };
    let n: u64 = digits
        .parse()
        .map_err(|_| format!("{text} is no size; write it as 256M or 2G"))?;
    n.checked_mul(unit)
        .filter(|&n| n > 0)
        .ok_or_else(|| format!("{text} is no size that can be used"))
}
