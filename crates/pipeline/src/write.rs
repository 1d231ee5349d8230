//! Pass 2: every document with the facts of all, in the order of ids, by groups that share row groups. A group whose documents
//! and facts are those of the published dataset is taken from there, encoded as it is.

use std::collections::BTreeMap;
use std::ops::Range;

use copydesk_dataset::{DatasetWriter, Disk, Group, GroupWriter, Parts, Published, Staging, Tally};
use rayon::prelude::*;

use crate::build::{Ends, Run, known_manifest};
use crate::cache::{Cache, GroupRecord, Index};
use crate::error::Error;
use crate::facts::{Facts, Touches};
use crate::groups;
use crate::observer::Phase;
use crate::stages::with_facts;
use crate::store::{Entry, Store};

/// Memory that a thread takes in pass 2: a batch of rows and the compressed columns of a group.
const MEMORY_OF_GROUP: u64 = 64 << 20;

/// What pass 2 wrote.
pub(crate) struct Written {
    pub(crate) tally: Tally,
    pub(crate) records: Vec<GroupRecord>,
    pub(crate) writer: DatasetWriter,
}

/// A group of pass 2.
enum Done {
    /// Lies in the published dataset: its place among the groups there.
    Same(usize),
    New(Box<(Group, Tally)>),
}

impl Run<'_> {
    /// Pass 2: every document with the facts of all, in the order of ids; a group whose documents and facts are those of the
    /// published dataset is taken from there.
    pub(crate) fn write(
        &self,
        cache: &Cache,
        store: &Store,
        (entries, ends): (&[Entry], &Ends),
        touches: &[Touches],
        facts: &Facts,
    ) -> Result<Written, Error> {
        let Run {
            options, desk, staging, ..
        } = *self;
        self.observer
            .begin(Phase::Write, entries.iter().map(Entry::weight).sum());
        let groups = groups::groups(entries);
        let keys: Vec<[u8; 32]> = groups
            .iter()
            .map(|g| groups::key(&entries[g.clone()], &touches[g.clone()], facts, ends))
            .collect();
        let published = published(&options.disk, staging, &cache.index);
        let old = &cache.index.groups;
        let places = if published.is_some() {
            places(old)
        } else {
            BTreeMap::new()
        };
        let firsts = firsts(old);
        let threads = rayon::current_num_threads();
        // In a round of more groups than threads nobody waits for the slowest for long; with little memory it is one each.
        let at_once = options
            .memory
            .map_or(threads * 4, |m| (m / MEMORY_OF_GROUP) as usize)
            .max(1);
        let mut out = Written {
            tally: Tally::default(),
            records: Vec::with_capacity(groups.len()),
            writer: DatasetWriter::create(&options.disk, &staging.dir(), desk.digest())?,
        };
        let work: Vec<_> = groups.iter().zip(&keys).collect();
        let encode = |round: &[(&Range<usize>, &[u8; 32])]| -> Result<Vec<Done>, Error> {
            let one = |(group, key): &(&Range<usize>, &[u8; 32])| {
                let group = &entries[(*group).clone()];
                if let Some(&k) = places.get(*key) {
                    let bytes = group.iter().map(Entry::weight).sum();
                    self.observer
                        .advance(group.first().map_or("", |e| e.id.0.as_str()), bytes);
                    return Ok(Done::Same(k));
                }
                self.group((group, ends), store, facts)
            };
            round.par_iter().map(one).collect()
        };
        let mut append = |done: Vec<Done>, round: &[(&Range<usize>, &[u8; 32])]| -> Result<(), Error> {
            for (done, (_, key)) in done.into_iter().zip(round) {
                let record = match (done, &published) {
                    (Done::Same(k), Some(published)) => {
                        out.writer.reuse(published, &firsts[k], &old[k].parts)?;
                        old[k].clone()
                    }
                    (Done::New(new), _) => {
                        let (group, tally) = *new;
                        let parts = out.writer.append(&group)?;
                        GroupRecord {
                            key: **key,
                            parts,
                            tally,
                        }
                    }
                    (Done::Same(_), None) => return Err(Error::Cache),
                };
                out.tally.merge(&record.tally);
                out.records.push(record);
            }
            Ok(())
        };
        // One round goes to the disk while the next is encoded.
        let mut before: (Vec<Done>, &[_]) = (Vec::new(), &[]);
        for round in work.chunks(at_once) {
            let (done, groups) = std::mem::take(&mut before);
            let (encoded, appended) = rayon::join(|| encode(round), || append(done, groups));
            appended?;
            before = (encoded?, round);
        }
        append(before.0, before.1)?;
        Ok(out)
    }

    fn group(&self, (entries, ends): (&[Entry], &Ends), store: &Store, facts: &Facts) -> Result<Done, Error> {
        let mut writer = GroupWriter::default();
        let mut tally = Tally::default();
        for entry in entries {
            self.check_stop()?;
            let mut doc = store.document(entry)?;
            if let Some(end) = ends.get(&doc.origin.source) {
                doc.read_to_end(end.blake3.as_deref(), &end.flags);
            }
            let parts = with_facts(&mut doc, facts, self.desk);
            writer.add(&doc, &parts, facts.clusters.get(&doc.id), &mut tally)?;
            self.observer.advance(&entry.id.0, entry.weight());
        }
        Ok(Done::New(Box::new((writer.finish()?, tally))))
    }
}

/// The published dataset, when it is the one whose groups the cache knows.
fn published(disk: &Disk, staging: &Staging, index: &Index) -> Option<Published> {
    let manifest = known_manifest(staging, index)?;
    let published = Published::open(disk, staging.out(), &manifest).ok()?;
    let mut sum = Parts::default();
    for group in &index.groups {
        sum = std::array::from_fn(|t| sum[t].saturating_add(group.parts[t]));
    }
    (sum == published.parts()).then_some(published)
}

/// Where each group stands among those of the index.
fn places(groups: &[GroupRecord]) -> BTreeMap<[u8; 32], usize> {
    groups.iter().enumerate().map(|(k, g)| (g.key, k)).collect()
}

/// The first row group of each group in each table.
fn firsts(groups: &[GroupRecord]) -> Vec<Parts> {
    let mut sum = Parts::default();
    let next = groups.iter().map(|group| {
        let first = sum;
        sum = std::array::from_fn(|t| sum[t].saturating_add(group.parts[t]));
        first
    });
    next.collect()
}
