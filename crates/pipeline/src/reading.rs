//! Pass 1 over files: rounds of parallel reading and parallel work, so that a thousand small files and one large archive
//! keep all threads busy, and memory does not grow with either.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use copydesk_dataset::Account;
use copydesk_model::{Reject, RejectReason};
use copydesk_sources::{End, Input, Item, RawRecord, Records};
use rayon::prelude::*;

use crate::desk::Desk;
use crate::error::Error;
use crate::observer::Observer;
use crate::record::{Bench, Found};
use crate::store::{Entry, SegmentWriter, Short};
use crate::takedown::Marks;

/// A thread reads at most this many bytes of records in one round, and one record more.
pub(crate) const ROUND_BYTES: u64 = 8 << 20;
/// What an item weighs in a round beside its bytes, so that a round of refusals ends too.
const ITEM_BYTES: u64 = 256;
/// Files in a round, for each thread.
const ROUND_FILES: usize = 256;

/// What pass 1 left, beside the documents in the segment.
#[derive(Default)]
pub(crate) struct Read {
    /// Documents, in the order of ids.
    pub(crate) entries: Vec<Entry>,
    pub(crate) rejects: Vec<Reject>,
    /// The same for the cache: id, key, reason.
    pub(crate) known: Vec<(String, Short, Reject)>,
    /// Documents that were made in the run before.
    pub(crate) reused: u64,
    /// What became of the files.
    pub(crate) files: Account,
    /// What became of their records.
    pub(crate) records: Account,
    /// Skipped records, by the name of the reason.
    pub(crate) skipped: BTreeMap<&'static str, u64>,
    /// What was known of an archive only when all of it was read, by source.
    pub(crate) ends: BTreeMap<String, End>,
    /// Readings whose documents are not to be used, since the file changed meanwhile.
    withdrawn: BTreeSet<u32>,
    /// Documents with the number of their reading.
    numbered: Vec<(u32, Entry)>,
}

/// One file while it is read.
struct Reading<'i> {
    input: &'i Input,
    number: u32,
    /// `None` before the first item and after the last.
    records: Option<Records>,
    /// It changed once before.
    again: bool,
    account: Account,
    rejects: Vec<Reject>,
    skipped: BTreeMap<&'static str, u64>,
    archive: bool,
    /// Set when the last item was taken.
    end: Option<End>,
    /// Bytes told to the observer.
    told: u64,
}

/// Reads all inputs through pass 1, at most `budget` bytes of records at a time.
pub(crate) fn read_all(
    inputs: &[Input],
    budget: u64,
    bench: Bench<'_>,
    observer: &dyn Observer,
    stop: &AtomicBool,
    segment: &mut SegmentWriter,
) -> Result<Read, Error> {
    let threads = rayon::current_num_threads();
    let share = (budget / threads as u64).clamp(1, ROUND_BYTES);
    let mut read = Read::default();
    let mut rest = inputs.iter().peekable();
    let mut open: Vec<Reading<'_>> = Vec::new();
    let mut number = 0;
    loop {
        // A file may give `share` bytes in a round, whatever its size, so it weighs no more than that.
        let mut weight = share * open.len() as u64;
        while let Some(input) = rest.next_if(|i| {
            let fits = weight + i.bytes.min(share) <= budget && open.len() < ROUND_FILES * threads;
            fits || open.is_empty()
        }) {
            weight += input.bytes.min(share);
            open.push(Reading::new(input, number, false));
            number += 1;
        }
        if stop.load(Ordering::Relaxed) {
            return Err(Error::Stopped);
        }
        if open.is_empty() {
            read.known.sort();
            let numbered = std::mem::take(&mut read.numbered).into_iter();
            read.entries = numbered
                .filter(|(n, _)| !read.withdrawn.contains(n))
                .map(|(_, e)| e)
                .collect();
            read.entries.sort_unstable_by(|a, b| a.id.cmp(&b.id));
            return Ok(read);
        }
        let pulled: Vec<_> = open
            .par_iter_mut()
            .map(|r| r.pull(share, bench.desk, observer))
            .collect();
        let records: Vec<_> = pulled
            .into_iter()
            .enumerate()
            .flat_map(|(k, records)| records.into_iter().map(move |r| (k, r)))
            .collect();
        let done: Vec<_> = records
            .into_par_iter()
            .map(|(k, r)| (k, (!stop.load(Ordering::Relaxed)).then(|| bench.first_pass(r))))
            .collect();
        for (k, found) in done {
            let reading = &mut open[k];
            let entry = match found {
                None => return Err(Error::Stopped),
                Some(Found::Reject(known, reject)) => {
                    read.known.extend(known.map(|(id, key)| (id, key, reject.clone())));
                    reading.rejects.push(reject);
                    continue;
                }
                Some(Found::Same(entry)) => {
                    read.reused += 1;
                    entry
                }
                Some(Found::New(id, key, packed)) => segment.push(id, key, &packed)?,
            };
            reading.account.rows += 1;
            read.numbered.push((reading.number, entry));
        }
        for mut reading in std::mem::take(&mut open) {
            match reading.end.take() {
                None => open.push(reading),
                Some(end) if end.changed && !reading.again => {
                    read.withdrawn.insert(reading.number);
                    open.push(Reading::new(reading.input, number, true));
                    number += 1;
                }
                Some(end) => {
                    let hash = end.blake3.as_deref().unwrap_or_default();
                    let words = bench.takedown.find(&Marks::of_hash(hash)).filter(|_| reading.archive);
                    reading.close(&end, words, &mut read, observer);
                }
            }
        }
    }
}

impl<'i> Reading<'i> {
    fn new(input: &'i Input, number: u32, again: bool) -> Reading<'i> {
        Reading {
            input,
            number,
            records: None,
            again,
            account: Account::default(),
            rejects: Vec::new(),
            skipped: BTreeMap::new(),
            archive: false,
            end: None,
            told: 0,
        }
    }

    /// Takes records until `share` bytes are there.
    fn pull(&mut self, share: u64, desk: &Desk, observer: &dyn Observer) -> Vec<RawRecord> {
        let records = self.records.get_or_insert_with(|| desk.records(self.input));
        let mut pulled = Vec::new();
        let mut bytes = 0;
        while bytes < share {
            let Some(item) = records.next() else {
                self.archive = records.is_archive();
                self.end = self.records.take().map(Records::end);
                self.tell(self.input.bytes, observer);
                return pulled;
            };
            self.account.inputs += 1;
            bytes += ITEM_BYTES;
            match item {
                Item::Record(record) => {
                    bytes += record.bytes.len() as u64;
                    pulled.push(*record);
                }
                Item::Reject(reject) => self.rejects.push(reject),
                Item::Skipped(reason) => *self.skipped.entry(reason.name()).or_default() += 1,
            }
        }
        let so_far = records.bytes_read();
        self.tell(so_far, observer);
        pulled
    }

    /// Tells the observer how far this file is. A second reading tells nothing twice, and none more than was announced.
    fn tell(&mut self, bytes: u64, observer: &dyn Observer) {
        let bytes = bytes.min(self.input.bytes);
        if !self.again && bytes >= self.told {
            observer.advance(&self.input.source, bytes - self.told);
            self.told = bytes;
        }
    }

    /// The file was read to its end: its sums, and what was known only now.
    fn close(mut self, end: &End, taken: Option<&str>, read: &mut Read, observer: &dyn Observer) {
        if end.changed || taken.is_some() {
            read.withdrawn.insert(self.number);
            self.account = Account {
                inputs: 1,
                ..Account::default()
            };
            self.skipped.clear();
            self.rejects = vec![Reject {
                source: self.input.source.clone(),
                record: None,
                stage: if taken.is_some() { "takedown" } else { "sources" }.to_owned(),
                reason: taken.map_or(RejectReason::Changed, |_| RejectReason::TakenDown),
                detail: taken.unwrap_or("the file changed twice while it was read").to_owned(),
                source_blake3: None,
            }];
        }
        self.account.rejected = self.rejects.len() as u64;
        self.account.skipped = self.skipped.values().sum();
        let files = &mut read.files;
        files.inputs += 1;
        match (self.account.rows, self.account.rejected) {
            (0, 0) => files.skipped += 1,
            (0, _) => files.rejected += 1,
            _ => files.rows += 1,
        }
        let (sum, mine) = (&mut read.records, self.account);
        sum.inputs += mine.inputs;
        sum.rows += mine.rows;
        sum.rejected += mine.rejected;
        sum.skipped += mine.skipped;
        for (reason, n) in self.skipped {
            *read.skipped.entry(reason).or_default() += n;
        }
        for mut reject in self.rejects {
            if self.archive {
                reject.source_blake3.clone_from(&end.blake3);
            }
            observer.rejected(&reject);
            read.rejects.push(reject);
        }
        if self.archive {
            read.ends.insert(self.input.source.clone(), end.clone());
        }
    }
}
