//! `build`: raw files in, dataset out.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use copydesk_dataset::{
    Account, Accounts, Counts, Disk, EntityRow, Manifest, Staging, Tally, card, croissant, reject_row, verify,
};
use copydesk_model::{EntityId, Reject, View, pieces, rendered_text};
use copydesk_names::corpus::Clusters;
use copydesk_sources::{End, Listing, SkipReason, Skipped, list};

use crate::cache::{self, Cache, Index, Said};
use crate::desk::Desk;
use crate::error::Error;
use crate::facts::{Facts, Touches};
use crate::observer::{Observer, Phase};
use crate::reading::{ROUND_BYTES, Read, read_all};
use crate::record::Bench;
use crate::store::{Entry, SegmentWriter, Short, Store, short};
use crate::takedown::{TAKEDOWN_FILE, Takedown};
use crate::write::Written;

/// Memory that a byte of input in work takes at most, measured on pages of many short lines.
const MEMORY_OF_INPUT: u64 = 24;
/// Largest share of all characters, in percent, that one rule of the user may remove.
pub const MOST_REMOVED: f64 = 50.0;

/// What to build, from what, and how.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// Folder of raw files.
    pub seeds: PathBuf,
    /// Folder of the dataset.
    pub out: PathBuf,
    /// Threads; 0 = one for each core.
    pub threads: usize,
    /// Memory to work in, in bytes, apart from some KiB for each document (most of it names); `None` = 8 MiB of input for each thread.
    pub memory: Option<u64>,
    /// Who this run is, for another run that finds the output locked.
    pub holder: String,
    /// Whether to wait for another run to end.
    pub wait: bool,
    /// Whether to use and to leave a cache beside the dataset.
    pub cache: bool,
    /// The takedown list; `None` = `takedown.tsv` in the seeds, when there is one.
    pub takedown: Option<PathBuf>,
    /// Largest share of all characters, in percent, that one rule of the user may remove before the run stops.
    pub most_removed: f64,
    /// Set by the caller when the run is to end; the old dataset stays.
    pub stop: Arc<AtomicBool>,
    /// The way to the disk.
    pub disk: Disk,
}

impl BuildOptions {
    /// A build with everything else as it usually is.
    pub fn new(seeds: impl Into<PathBuf>, out: impl Into<PathBuf>) -> BuildOptions {
        BuildOptions {
            seeds: seeds.into(),
            out: out.into(),
            threads: 0,
            memory: None,
            holder: String::new(),
            wait: false,
            cache: true,
            takedown: None,
            most_removed: MOST_REMOVED,
            stop: Arc::default(),
            disk: Disk::default(),
        }
    }
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
    /// Rules that removed most: id, and its share of all characters in percent.
    pub removed: Vec<(String, f64)>,
    /// Documents that were taken over from the run before.
    pub reused: u64,
    /// Why there is no cache for the next run, when it could not be written.
    pub cache_trouble: Option<String>,
    /// The dataset's files and their hashes.
    pub manifest: Manifest,
}

/// Rebuilds the dataset: a reader sees the old one or the new one, never part of one. What the run before made of the same
/// bytes by the same rules is taken over; the result is the same as without.
///
/// # Errors
/// When the run cannot be done; the old dataset is then untouched. Bad input is no error but a row in `rejects`.
pub fn build(options: &BuildOptions, desk: &Desk, observer: &dyn Observer) -> Result<Summary, Error> {
    let mut listing = list(&options.seeds)?;
    let takedown = takedown(options, &mut listing)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build()
        .map_err(|e| Error::Setting(format!("threads: {e}")))?;
    let staging = Staging::begin(&options.disk, &options.out, &options.holder, options.wait)?;
    let run = Run {
        options,
        desk,
        observer,
        takedown: &takedown,
        listing: &listing,
        staging: &staging,
    };
    pool.install(|| match run.run(options.cache) {
        // What the cache said was there is not: the same again without it.
        Err(Error::Cache) => {
            let segment = run.segment();
            options
                .disk
                .remove_file(&segment)
                .map_err(|e| Error::io("remove", &segment, e))?;
            options
                .disk
                .empty_dir(&staging.dir())
                .map_err(|e| Error::io("clear", &staging.dir(), e))?;
            run.run(false)
        }
        done => done,
    })
}

/// The takedown list, which is no input when it lies in the seeds.
fn takedown(options: &BuildOptions, listing: &mut Listing) -> Result<Takedown, Error> {
    if let Some(at) = listing.inputs.iter().position(|i| i.source == TAKEDOWN_FILE) {
        let source = listing.inputs.remove(at).source;
        let reason = SkipReason::Config;
        listing.skipped.push(Skipped { source, reason });
        listing.skipped.sort_unstable();
    }
    match &options.takedown {
        Some(path) => Takedown::open(path, true),
        None => Takedown::open(&options.seeds.join(TAKEDOWN_FILE), false),
    }
}

/// One run of a build.
pub(crate) struct Run<'a> {
    pub(crate) options: &'a BuildOptions,
    pub(crate) desk: &'a Desk,
    pub(crate) observer: &'a dyn Observer,
    takedown: &'a Takedown,
    listing: &'a Listing,
    pub(crate) staging: &'a Staging,
}

/// What was known of an archive only when all of it was read, by source.
pub(crate) type Ends = BTreeMap<String, End>;

impl Run<'_> {
    fn segment(&self) -> PathBuf {
        self.staging.scratch().join("pass-1")
    }

    fn run(&self, cached: bool) -> Result<Summary, Error> {
        let Run {
            options,
            desk,
            staging,
            listing,
            ..
        } = *self;
        let (disk, cache_dir) = (&options.disk, staging.cache_dir());
        let (cache, mut store) = if cached {
            Cache::open(disk, &cache_dir, &staging.scratch(), desk.cache_digest())
        } else {
            Cache::empty(disk, &cache_dir, desk.cache_digest())
        };
        let threads = rayon::current_num_threads() as u64;
        let budget = options.memory.map_or(ROUND_BYTES * threads, |m| m / MEMORY_OF_INPUT);
        self.observer
            .begin(Phase::Read, listing.inputs.iter().map(|i| i.bytes).sum());
        let bench = Bench {
            desk,
            takedown: self.takedown,
            cache: &cache,
            store: &store,
        };
        let mut segment = SegmentWriter::create(disk, &self.segment(), cache.next_segment())?;
        let (budget, stop) = (budget.max(1 << 20), &options.stop);
        let read = read_all(&listing.inputs, budget, bench, self.observer, stop, &mut segment)?;
        self.observer.end(Phase::Read);
        store.add(segment)?;
        let Read {
            entries,
            mut rejects,
            known,
            files,
            records,
            reused,
            skipped,
            ends,
            ..
        } = read;
        rejects.extend(listing.rejects.iter().cloned());
        rejects.sort();

        let accounts = close(files, records, listing)?;
        let beside = beside(&rejects, &ends, &accounts, listing)?;
        if let Some(summary) = self.unchanged(&cache, &entries, beside, (&rejects, accounts)) {
            return Ok(Summary {
                skipped_records: skipped,
                ..summary
            });
        }
        let (facts, touches, names) = self.facts(&store, &entries, &cache)?;
        let Written {
            mut tally,
            records: groups,
            writer,
        } = self.write(&cache, &store, (&entries, &ends), &touches, &facts)?;
        drop(touches);
        let removed = self.shares(&tally)?;
        tally.counts.clusters = facts.cluster_count as u64;
        let known_entity = |id: &EntityId| desk.gazetteer.entity(id).map(|e| e.wikidata.clone());
        let entities = std::mem::take(&mut tally.entities).rows(&known_entity);
        tally.counts.entities = entities.len() as u64;
        for reject in &rejects {
            *tally.counts.rejects.entry(reject.reason.name().to_owned()).or_default() += 1;
        }
        let reject_rows: Vec<_> = rejects.iter().map(reject_row).collect();
        let mut written = writer.finish(&entities, &reject_rows)?;
        written.push(staging.write("README.md", &card(&tally.counts, &accounts, desk.digest()))?);
        written.push(staging.write("croissant.json", &croissant(&written, &staging.dir())?)?);
        written.push(staging.write("proposals.tsv", &copydesk_names::corpus::proposals_tsv(&facts.names))?);
        let manifest = Manifest {
            schema_version: copydesk_dataset::SCHEMA_VERSION,
            rules: desk.digest().to_owned(),
            accounts,
            files: written,
        };
        self.observer.end(Phase::Write);
        self.check_stop()?;
        let foreign = staging.publish(&manifest)?;
        let index = Index {
            entries,
            rejects: known,
            manifest: Some(*blake3::hash(manifest.to_json().as_bytes()).as_bytes()),
            groups,
            names,
            said: Some(Said {
                beside,
                counts: tally.counts.clone(),
                entities: most_named(&entities),
                removed: removed.clone(),
            }),
            ..Index::default()
        };
        let cache_trouble = self.leave(cache, index, store);
        Ok(Summary {
            counts: tally.counts,
            accounts,
            rejects,
            skipped: listing.skipped.clone(),
            skipped_records: skipped,
            foreign,
            entities: most_named(&entities),
            removed,
            reused,
            cache_trouble,
            manifest,
        })
    }

    /// What the build before said, when nothing has changed since and every byte of its dataset is still there: then it
    /// stays as it is, and the cache with it.
    fn unchanged(
        &self,
        cache: &Cache,
        entries: &[Entry],
        beside: Short,
        (rejects, accounts): (&[Reject], Accounts),
    ) -> Option<Summary> {
        let index = &cache.index;
        let said = index
            .said
            .as_ref()
            .filter(|s| s.beside == beside && self.takedown.is_empty())?;
        if entries != index.entries.as_slice() {
            return None;
        }
        let most = self.options.most_removed;
        let mut mine = self.desk.boilerplate.user_ids();
        if mine.any(|id| {
            said.removed
                .iter()
                .any(|(rule, share)| rule == id.as_str() && *share > most)
        }) {
            return None;
        }
        let manifest = known_manifest(self.staging, index)?;
        let intact = verify(self.staging.out()).ok()?;
        let foreign = self.staging.foreign();
        if intact.len() != foreign.len() {
            return None;
        }
        self.observer.begin(Phase::Write, 0);
        self.observer.end(Phase::Write);
        Some(Summary {
            counts: said.counts.clone(),
            accounts,
            rejects: rejects.to_vec(),
            skipped: self.listing.skipped.clone(),
            skipped_records: BTreeMap::new(),
            foreign,
            entities: said.entities.clone(),
            removed: said.removed.clone(),
            reused: entries.len() as u64,
            cache_trouble: None,
            manifest,
        })
    }

    fn facts(&self, store: &Store, entries: &[Entry], cache: &Cache) -> Result<(Facts, Vec<Touches>, Clusters), Error> {
        let ids: Vec<_> = entries.iter().map(|e| &e.id).collect();
        let failed = RefCell::new(None);
        let text_of = |k: usize| match store.document(&entries[k]) {
            Ok(doc) => rendered_text(&doc, &pieces(&doc, self.desk.policy), View::Clean),
            Err(e) => {
                failed.borrow_mut().get_or_insert(e);
                String::new()
            }
        };
        let facts = Facts::collect(
            &ids,
            self.desk,
            &|k| store.observation(&entries[k]),
            &text_of,
            &cache.index.names,
        )?;
        tracing::debug!(clusters = facts.0.cluster_count, "facts");
        failed.into_inner().map_or(Ok(facts), Err)
    }

    /// Shares of the rules that removed most, in percent of all characters.
    fn shares(&self, tally: &Tally) -> Result<Vec<(String, f64)>, Error> {
        let all = (tally.counts.kept_chars + tally.counts.removed_chars).max(1) as f64;
        let share = |n: &u64| *n as f64 * 100.0 / all;
        for rule in self.desk.boilerplate.user_ids() {
            let removed = tally.removed.get(rule.as_str()).map_or(0.0, share);
            if removed > self.options.most_removed {
                return Err(Error::RemovesTooMuch {
                    rule: rule.to_string(),
                    share: removed,
                    most: self.options.most_removed,
                });
            }
        }
        let mut shares: Vec<_> = tally.removed.iter().map(|(rule, n)| (rule.clone(), share(n))).collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        shares.truncate(5);
        Ok(shares)
    }

    /// Leaves the cache for the next run. A dataset without a cache is whole, so trouble here is told, not an error.
    fn leave(&self, cache: Cache, index: Index, store: Store) -> Option<String> {
        let (disk, dir) = (&self.options.disk, self.staging.cache_dir());
        let trouble = if self.options.cache {
            cache
                .commit(index, store, &self.segment(), !self.takedown.is_empty())
                .err()?
                .to_string()
        } else {
            String::new()
        };
        // Nothing of an older run stays: it might hold what was taken down.
        match cache::remove(disk, &dir) {
            Err(e) => Some(
                format!("{trouble} {}: {e}; remove that folder", dir.display())
                    .trim()
                    .to_owned(),
            ),
            Ok(()) => Some(trouble).filter(|t| !t.is_empty()),
        }
    }

    pub(crate) fn check_stop(&self) -> Result<(), Error> {
        if self.options.stop.load(Ordering::Relaxed) {
            return Err(Error::Stopped);
        }
        Ok(())
    }
}

/// The manifest of the published dataset, when it is the one that the cache knows.
pub(crate) fn known_manifest(staging: &Staging, index: &Index) -> Option<Manifest> {
    let json = std::fs::read(staging.out().join(Manifest::FILE)).ok()?;
    if *blake3::hash(&json).as_bytes() != index.manifest? {
        return None;
    }
    Manifest::parse(std::str::from_utf8(&json).ok()?).ok()
}

/// Hash of what reaches the dataset beside its documents.
fn beside(rejects: &[Reject], ends: &Ends, accounts: &Accounts, listing: &Listing) -> Result<Short, Error> {
    let all = postcard::to_stdvec(&(rejects, format!("{ends:?} {:?}", listing.skipped), accounts));
    all.map(|bytes| short(&bytes))
        .map_err(|e| Error::Setting(e.to_string()))
}

/// The sums, or the error that ends the run: nothing may vanish silently.
fn close(mut files: Account, records: Account, listing: &Listing) -> Result<Accounts, Error> {
    let (rejected, skipped) = (listing.rejects.len() as u64, listing.skipped.len() as u64);
    files.rejected += rejected;
    files.skipped += skipped;
    files.inputs = listing.inputs.len() as u64 + rejected + skipped;
    match (files.balances(), records.balances()) {
        (true, true) => Ok(Accounts { files, records }),
        (false, _) => Err(Error::Accounts(format!("files: {files}"))),
        (_, false) => Err(Error::Accounts(format!("records: {records}"))),
    }
}

/// So many entities are told of at the end of a build.
const MOST_NAMED: usize = 8;

/// The entities that most documents name.
fn most_named(entities: &[EntityRow]) -> Vec<(String, i32, usize)> {
    let mut top: Vec<&EntityRow> = entities.iter().collect();
    let order = |a: &&EntityRow, b: &&EntityRow| {
        let key = |e: &EntityRow| (std::cmp::Reverse(e.documents), std::cmp::Reverse(e.aliases.len()));
        let rest = || (&a.canonical, &a.entity_id).cmp(&(&b.canonical, &b.entity_id));
        key(a).cmp(&key(b)).then_with(rest)
    };
    if top.len() > MOST_NAMED {
        top.select_nth_unstable_by(MOST_NAMED, order);
        top.truncate(MOST_NAMED);
    }
    top.sort_by(order);
    top.into_iter()
        .map(|e| (e.canonical.clone(), e.documents, e.aliases.len()))
        .collect()
}
