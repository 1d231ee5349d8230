//! What a build leaves for the next: `.<name>.cache` beside the dataset. It may be removed at any time.
//!
//! `index` says which raw bytes gave which document, and which row groups of the dataset hold which documents with which
//! facts. It is written last, by a rename. It holds a digest of everything that decides and of the code itself, and a hash of its own:
//! whatever is truncated, edited, of another version or of another user counts as missing, and is made anew.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use copydesk_dataset::{Counts, Disk, Parts, Tally};
use copydesk_model::Reject;
use copydesk_names::corpus::Clusters;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::store::{Entry, SegmentWriter, Short, Store};

const MAGIC: &[u8; 16] = b"copydesk cache 1";
const INDEX: &str = "index";
/// More segments than this are made one.
const MOST_SEGMENTS: usize = 24;

/// Everything that the cache knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Index {
    /// Digest of all that decides.
    pub(crate) desk: String,
    /// Number and bytes of each segment.
    pub(crate) segments: Vec<(u32, u64)>,
    /// Documents, in the order of ids.
    pub(crate) entries: Vec<Entry>,
    /// Records that gave no row: id, key, reason.
    pub(crate) rejects: Vec<(String, Short, Reject)>,
    /// BLAKE3 of the manifest of the dataset that holds the groups.
    pub(crate) manifest: Option<[u8; 32]>,
    /// The row groups of that dataset, in order.
    pub(crate) groups: Vec<GroupRecord>,
    /// Clusters of unknown names.
    pub(crate) names: Clusters,
    /// What that build said.
    pub(crate) said: Option<Said>,
}

/// What a build said, for one that finds nothing changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Said {
    /// Hash of all that reaches the dataset and is not in the entries.
    pub(crate) beside: Short,
    pub(crate) counts: Counts,
    pub(crate) entities: Vec<(String, i32, usize)>,
    pub(crate) removed: Vec<(String, f64)>,
}

/// One group of the published dataset.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct GroupRecord {
    /// Hash of its documents and of their facts.
    pub(crate) key: [u8; 32],
    /// Row groups in each table.
    pub(crate) parts: Parts,
    /// What was counted in it.
    pub(crate) tally: Tally,
}

/// The cache of one dataset, as the run before left it.
pub(crate) struct Cache {
    disk: Disk,
    dir: PathBuf,
    desk: String,
    pub(crate) index: Index,
    rejects: BTreeMap<String, usize>,
    next: u32,
}

/// What is known of a record.
pub(crate) enum Known<'c> {
    Document(&'c Entry),
    Reject(&'c Reject),
}

impl Cache {
    /// Opens the cache in `dir`, and the segments in it; what does not fit is missing. `ours` is a folder that this run has made.
    pub(crate) fn open(disk: &Disk, dir: &Path, ours: &Path, desk: String) -> (Cache, Store) {
        let mut store = Store::default();
        let index = load(disk, dir, ours, &desk, &mut store).unwrap_or_else(|| {
            store = Store::default();
            Index::default()
        });
        let rejects = index
            .rejects
            .iter()
            .enumerate()
            .map(|(k, r)| (r.0.clone(), k))
            .collect();
        let next = index.segments.iter().map(|s| s.0 + 1).max().unwrap_or(0);
        let cache = Cache {
            disk: disk.clone(),
            dir: dir.to_owned(),
            desk,
            index,
            rejects,
            next,
        };
        (cache, store)
    }

    /// The same with nothing in it.
    pub(crate) fn empty(disk: &Disk, dir: &Path, desk: String) -> (Cache, Store) {
        let cache = Cache {
            disk: disk.clone(),
            dir: dir.to_owned(),
            desk,
            index: Index::default(),
            rejects: BTreeMap::new(),
            next: 0,
        };
        (cache, Store::default())
    }

    /// The number of the segment that this run writes.
    pub(crate) fn next_segment(&self) -> u32 {
        self.next
    }

    /// What the record of that id gave, when its key is the same.
    pub(crate) fn get(&self, id: &str, key: &Short) -> Option<Known<'_>> {
        let entries = &self.index.entries;
        if let Ok(k) = entries.binary_search_by(|e| e.id.0.as_str().cmp(id)) {
            return (entries[k].key == *key).then_some(Known::Document(&entries[k]));
        }
        let (_, known, reject) = &self.index.rejects[*self.rejects.get(id)?];
        (known == key).then_some(Known::Reject(reject))
    }

    /// Leaves `index` and the segments it needs for the next run, nothing else. `fresh` is the segment of this run. With
    /// `forget` nothing stays that no entry needs: what was taken down is gone from the disk.
    pub(crate) fn commit(self, mut index: Index, store: Store, fresh: &Path, forget: bool) -> Result<(), Error> {
        let failed = |e| Error::io("write", &self.dir, e);
        if !self.dir.is_dir() {
            self.disk.create_dir(&self.dir).map_err(failed)?;
        }
        let mut store = store;
        let live: u64 = index.entries.iter().map(Entry::bytes).sum();
        let all: u64 = store.segments().map(|s| s.1).sum();
        let dead = all.saturating_sub(live);
        let many = store.segments().count() > MOST_SEGMENTS;
        let mut number = self.next;
        let mut path = fresh.to_owned();
        if dead > live.max(1 << 20) || (forget && dead > 0) || many {
            number += 1;
            path = fresh.with_file_name("compact");
            let mut writer = SegmentWriter::create(&self.disk, &path, number)?;
            for entry in &mut index.entries {
                let packed = store.packed(entry)?;
                *entry = writer.push(entry.id.clone(), entry.key, &packed)?;
            }
            store = Store::default();
            store.add(writer)?;
        }
        index.segments = store.segments().filter(|s| s.1 > 0).collect();
        index.desk.clone_from(&self.desk);
        if index.segments.iter().any(|s| s.0 == number) {
            store.sync(number).map_err(failed)?;
            self.disk.rename(&path, &segment(&self.dir, number)).map_err(failed)?;
        }
        let new = fresh.with_file_name("index");
        self.disk.write(&new, &seal(&index)).map_err(failed)?;
        self.disk.sync_dir(&self.dir).map_err(failed)?;
        self.disk.rename(&new, &self.dir.join(INDEX)).map_err(failed)?;
        self.disk.sync_dir(&self.dir).map_err(failed)?;
        sweep(&self.disk, &self.dir, &index).map_err(failed)
    }
}

/// Takes the cache of a dataset away.
pub(crate) fn remove(disk: &Disk, dir: &Path) -> std::io::Result<()> {
    if !dir.is_dir() {
        return Ok(());
    }
    disk.empty_dir(dir)?;
    disk.remove_dir(dir)
}

/// The index as a file holds it: what it is, its hash, and itself.
fn seal(index: &Index) -> Vec<u8> {
    let payload = postcard::to_stdvec(index).unwrap_or_default();
    [MAGIC, blake3::hash(&payload).as_bytes().as_slice(), &payload].concat()
}

/// The index that such a file holds; `None` when it is not one.
fn unseal(bytes: &[u8]) -> Option<Index> {
    let (hash, payload) = bytes.strip_prefix(MAGIC)?.split_at_checked(32)?;
    if blake3::hash(payload).as_bytes() != hash {
        return None;
    }
    postcard::from_bytes(payload).ok()
}

fn segment(dir: &Path, number: u32) -> PathBuf {
    dir.join(format!("segment-{number:06}"))
}

fn load(disk: &Disk, dir: &Path, ours: &Path, desk: &str, store: &mut Store) -> Option<Index> {
    let meta = fs::symlink_metadata(dir).ok()?;
    if !meta.is_dir() || meta.uid() != fs::symlink_metadata(ours).ok()?.uid() {
        return None;
    }
    let mut file = disk.open(&dir.join(INDEX)).ok()?;
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut file, &mut bytes).ok()?;
    let index = unseal(&bytes)?;
    let sorted = index.entries.is_sorted_by(|a, b| a.id < b.id);
    if index.desk != desk || !sorted {
        return None;
    }
    for &(number, bytes) in &index.segments {
        let path = segment(dir, number);
        if fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file)?.len() != bytes {
            return None;
        }
        store.open(disk, &path, number, bytes).ok()?;
    }
    Some(index)
}

/// Removes what the index does not need.
fn sweep(disk: &Disk, dir: &Path, index: &Index) -> std::io::Result<()> {
    let needed: Vec<PathBuf> = index.segments.iter().map(|s| segment(dir, s.0)).collect();
    let mut paths: Vec<PathBuf> = fs::read_dir(dir)?.flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths.iter().filter(|p| !p.ends_with(INDEX) && !needed.contains(p)) {
        if path.is_dir() {
            disk.empty_dir(path)?;
            disk.remove_dir(path)?;
        } else {
            disk.remove_file(path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_model::DocumentId;

    fn index() -> Index {
        let temp = tempfile::tempdir().unwrap();
        let mut writer = SegmentWriter::create(&Disk::default(), &temp.path().join("s"), 3).unwrap();
        let doc = copydesk_model::Document::from_lines("A title\n\nSome text.");
        let observation = crate::Observation {
            marks: crate::takedown::Marks::of(&doc),
            lines: Default::default(),
            names: Default::default(),
            sketch: None,
        };
        let packed = crate::store::Packed::new(&doc, &observation).unwrap();
        let entry = writer.push(DocumentId("a.txt".into()), [7; 16], &packed).unwrap();
        Index {
            desk: "d".into(),
            segments: vec![(3, writer.bytes())],
            entries: vec![entry],
            groups: vec![GroupRecord::default()],
            manifest: Some([1; 32]),
            ..Index::default()
        }
    }

    /// S18, and the fuzzing of what reads the cache: no change of any byte, and no cut, is taken for an index.
    #[test]
    fn s18_a_damaged_index_is_no_index() {
        let index = index();
        let sealed = seal(&index);
        assert_eq!(unseal(&sealed), Some(index));
        for at in 0..sealed.len() {
            assert_eq!(unseal(&sealed[..at]), None, "cut at {at}");
            for bit in 0..8 {
                let mut damaged = sealed.clone();
                damaged[at] ^= 1 << bit;
                assert_eq!(unseal(&damaged), None, "bit {bit} of byte {at}");
            }
        }
        assert_eq!(unseal(&[sealed.as_slice(), b"x"].concat()), None);
        assert_eq!(unseal(b""), None);
    }

    /// Behind a right hash anything may stand, from another version of the program: it is read without a panic, and no room
    /// is made for what is only said to be there.
    #[test]
    fn any_payload_is_read_without_a_panic() {
        let sealed = seal(&index());
        let payload = &sealed[MAGIC.len() + 32..];
        let mut state = 1u64;
        for round in 0..4_000 {
            let mut bytes = payload.to_vec();
            for _ in 0..1 + round % 4 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let at = (state >> 33) as usize % bytes.len();
                bytes[at] = (state >> 25) as u8;
            }
            bytes.truncate(bytes.len() - (state >> 60) as usize % bytes.len());
            let whole = [MAGIC, blake3::hash(&bytes).as_bytes().as_slice(), &bytes].concat();
            let Some(read) = unseal(&whole) else { continue };
            let store = Store::default();
            for entry in &read.entries {
                assert!(store.document(entry).is_err() && store.observation(entry).is_err());
            }
        }
    }
}
