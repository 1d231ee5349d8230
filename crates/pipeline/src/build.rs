//! `build`: raw files in, dataset out.

use std::collections::BTreeMap;
use std::path::PathBuf;

use copydesk_dataset::{
    Account, Accounts, Counts, DatasetWriter, EntityCounts, Manifest, Staging, card, croissant, reject_row,
};
use copydesk_model::{EntityId, Reject, View, pieces, render};
use copydesk_sources::{End, Input, Skipped, list};
use rayon::prelude::*;

use crate::desk::Desk;
use crate::error::Error;
use crate::facts::{Facts, Observation};
use crate::observer::{Observer, Phase};
use crate::reading::{ROUND_BYTES, ROUND_FILES, read_all};
use crate::spill::{Spill, SpillWriter};
use crate::stages::pass_two;

/// What to build, from what, and how.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// Folder of raw files.
    pub seeds: PathBuf,
    /// Folder of the dataset.
    pub out: PathBuf,
    /// Threads; 0 = one for each core.
    pub threads: usize,
    /// Most bytes of records in work at one time; `None` = 8 MiB for each thread.
    pub memory: Option<u64>,
    /// Who this run is, for another run that finds the output locked.
    pub holder: String,
    /// Whether to wait for another run to end.
    pub wait: bool,
}

/// What a build did.
#[derive(Clone, Debug)]
pub struct Summary {
    /// What was counted.
    pub counts: Counts,
    /// Whether inputs add up; they do, or there is no summary.
    pub accounts: Accounts,
    /// Inputs that gave no row, sorted.
    pub rejects: Vec<Reject>,
    /// What is no input, sorted.
    pub skipped: Vec<Skipped>,
    /// Records of archives that are no documents, by reason.
    pub skipped_records: BTreeMap<&'static str, u64>,
    /// Files in the dataset's folder that no run wrote; they were left there.
    pub foreign: Vec<String>,
    /// Entities with most documents: canonical form, documents, spellings.
    pub entities: Vec<(String, i32, usize)>,
    /// The dataset's files and their hashes.
    pub manifest: Manifest,
}

/// Rebuilds the dataset: a reader sees the old one or the new one, never part of one.
///
/// # Errors
/// When the run cannot be done; the old dataset is then untouched. Bad input is no error but a row in `rejects`.
pub fn build(options: &BuildOptions, desk: &Desk, observer: &dyn Observer) -> Result<Summary, Error> {
    let listing = list(&options.seeds)?;
    let staging = Staging::begin(&options.out, &options.holder, options.wait)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build()
        .map_err(|e| Error::Setting(format!("threads: {e}")))?;
    pool.install(|| {
        let mut run = Run {
            desk,
            observer,
            rejects: listing.rejects,
            accounts: Accounts::default(),
            skipped_records: BTreeMap::new(),
            ends: BTreeMap::new(),
        };
        let (observations, spill) = run.read(&listing.inputs, options, &staging)?;
        let facts = Facts::collect(observations, desk, &|k| clean_text(&spill, k, desk));
        tracing::debug!(clusters = facts.cluster_count, "facts");
        let mut summary = run.write(&spill, &facts, &staging, listing.skipped)?;
        summary.foreign = staging.publish(&summary.manifest)?;
        Ok(summary)
    })
}

struct Run<'a> {
    desk: &'a Desk,
    observer: &'a dyn Observer,
    rejects: Vec<Reject>,
    accounts: Accounts,
    skipped_records: BTreeMap<&'static str, u64>,
    ends: BTreeMap<String, End>,
}

impl Run<'_> {
    /// Pass 1: every file alone.
    fn read(
        &mut self,
        inputs: &[Input],
        options: &BuildOptions,
        staging: &Staging,
    ) -> Result<(Vec<Observation>, Spill), Error> {
        let mut spill = SpillWriter::create(&staging.scratch()?)?;
        let budget = options
            .memory
            .unwrap_or(ROUND_BYTES * rayon::current_num_threads() as u64);
        self.observer.begin(Phase::Read, inputs.iter().map(|i| i.bytes).sum());
        let mut read = read_all(inputs, budget.max(1), self.desk, self.observer, &mut spill)?;
        self.observer.end(Phase::Read);
        let unlisted = self.rejects.len() as u64;
        read.files.inputs += unlisted;
        read.files.rejected += unlisted;
        self.rejects.append(&mut read.rejects);
        self.accounts = Accounts {
            files: read.files,
            records: read.records,
        };
        self.skipped_records = read.skipped;
        self.ends = read.ends;
        read.observations
            .retain(|(reading, _)| !read.withdrawn.contains(reading));
        let mut observations: Vec<_> = read.observations.into_iter().map(|(_, o)| o).collect();
        observations.sort_by(|a, b| a.id.cmp(&b.id));
        Ok((observations, spill.finish(&read.withdrawn)?))
    }

    /// Pass 2: every document with the facts of all, in the order of ids.
    fn write(
        mut self,
        spill: &Spill,
        facts: &Facts,
        staging: &Staging,
        mut skipped: Vec<Skipped>,
    ) -> Result<Summary, Error> {
        let mut writer = DatasetWriter::create(&staging.dir(), self.desk.digest())?;
        let mut entities = EntityCounts::default();
        let mut counts = Counts {
            clusters: facts.cluster_count as u64,
            ..Counts::default()
        };
        let index = spill.index();
        self.observer
            .begin(Phase::Write, index.iter().map(|e| e.bytes as u64).sum());
        let threads = rayon::current_num_threads();
        let mut from = 0;
        while from < index.len() {
            let rest = &index[from..];
            let to = from
                + round(rest, ROUND_BYTES * threads as u64, ROUND_FILES * threads, |e| {
                    e.bytes as u64
                });
            let rows: Vec<_> = (from..to)
                .into_par_iter()
                .map(|k| {
                    let mut doc = spill.get(k)?;
                    if let Some(end) = self.ends.get(&doc.origin.source) {
                        doc.origin.source_blake3 = end.blake3.clone().unwrap_or_default();
                        end.flags.iter().for_each(|f| doc.flag(*f));
                    }
                    let rows = pass_two(doc, facts, self.desk);
                    self.observer.advance(&index[k].id.0, index[k].bytes as u64);
                    Ok(rows)
                })
                .collect::<Result<_, Error>>()?;
            for rows in &rows {
                counts.add(rows);
                entities.add(rows);
                writer.push(rows)?;
            }
            from = to;
        }
        let known = |id: &EntityId| self.desk.gazetteer.entity(id).map(|e| e.wikidata.clone());
        let entities = entities.rows(&known);
        counts.entities = entities.len() as u64;
        self.rejects.sort();
        for reject in &self.rejects {
            *counts.rejects.entry(reject.reason.name().to_owned()).or_default() += 1;
        }
        let reject_rows: Vec<_> = self.rejects.iter().map(reject_row).collect();
        let mut files = writer.finish(&entities, &reject_rows)?;
        skipped.sort_by(|a, b| a.source.cmp(&b.source));
        let accounts = self.close(skipped.len() as u64)?;
        files.push(staging.write("README.md", &card(&counts, &accounts, self.desk.digest()))?);
        files.push(staging.write("croissant.json", &croissant(&files))?);
        files.push(staging.write("proposals.tsv", &copydesk_names::corpus::proposals_tsv(&facts.names))?);
        let manifest = Manifest {
            schema_version: copydesk_dataset::SCHEMA_VERSION,
            rules: self.desk.digest().to_owned(),
            accounts,
            files,
        };
        self.observer.end(Phase::Write);
        let mut top: Vec<_> = entities
            .iter()
            .map(|e| (e.canonical.clone(), e.documents, e.aliases.len()))
            .collect();
        top.sort_by(|a, b| (b.1, b.2, &a.0).cmp(&(a.1, a.2, &b.0)));
        top.truncate(8);
        Ok(Summary {
            counts,
            accounts,
            rejects: self.rejects,
            skipped,
            skipped_records: self.skipped_records,
            foreign: Vec::new(),
            entities: top,
            manifest,
        })
    }

    /// The sums, or the error that ends the run: nothing may vanish silently.
    fn close(&mut self, skipped: u64) -> Result<Accounts, Error> {
        self.accounts.files.inputs += skipped;
        self.accounts.files.skipped += skipped;
        let Accounts { files, records } = self.accounts;
        let wrong = |level: &str, a: &Account| format!("{level}: {a}");
        match (files.balances(), records.balances()) {
            (true, true) => Ok(self.accounts),
            (false, _) => Err(Error::Accounts(wrong("files", &files))),
            (_, false) => Err(Error::Accounts(wrong("records", &records))),
        }
    }
}

/// How many of the first items make a round: at least one, at most `most`, and no more than `budget` bytes.
fn round<T>(items: &[T], budget: u64, most: usize, bytes: impl Fn(&T) -> u64) -> usize {
    let mut sum = 0;
    let fits = items.iter().take(most).take_while(|i| {
        sum += bytes(i);
        sum <= budget
    });
    fits.count().max(1)
}

fn clean_text(spill: &Spill, k: usize, desk: &Desk) -> String {
    let Ok(doc) = spill.get(k) else { return String::new() };
    render(&doc, &pieces(&doc, desk.policy), View::Clean).text
}
