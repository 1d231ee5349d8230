//! Written whole or not at all: a dataset grows beside the old one and takes its place in one step.
//!
//! `<out>` is built as `.<name>.building/new`. The folder `.<name>.building` is locked while a run lives; the system
//! releases the lock on death, and the next run sweeps what is left. The step is an atomic exchange of two
//! folders; a reader sees the old dataset or the new one.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::disk::Disk;
use crate::error::Error;
use crate::manifest::Manifest;
use crate::schema::dictionary;

/// A folder in which one run builds a dataset.
pub struct Staging {
    disk: Disk,
    out: PathBuf,
    work: PathBuf,
    lock: File,
}

impl Staging {
    /// Locks `out` for this run and makes an empty folder to build in. `holder` says who this run is, for others;
    /// with `wait`, waits for another run to end.
    ///
    /// # Errors
    /// [`Error::Output`] when `out` cannot be a dataset's folder, [`Error::Locked`] when another run has it.
    pub fn begin(disk: &Disk, out: &Path, holder: &str, wait: bool) -> Result<Staging, Error> {
        let out = std::path::absolute(out).map_err(|e| Error::io("resolve", out, e))?;
        let unusable = |reason: &str| Error::Output {
            out: out.clone(),
            reason: reason.to_owned(),
        };
        let name = out
            .file_name()
            .ok_or_else(|| unusable("not a folder name; give --out DIR"))?
            .to_string_lossy()
            .into_owned();
        match fs::symlink_metadata(&out) {
            Ok(meta) if !meta.is_dir() => return Err(unusable("is not a folder; move it away or give another --out")),
            Ok(_) if !is_ours(&out) => {
                return Err(unusable(
                    "holds files but no copydesk dataset; give an empty or new folder as --out",
                ));
            }
            _ => {}
        }
        let parent = out.parent().ok_or_else(|| unusable("has no parent folder"))?.to_owned();
        fs::create_dir_all(&parent).map_err(|e| unusable(&format!("its parent folder cannot be made: {e}")))?;
        let work = parent.join(format!(".{name}.building"));
        let lock = lock(&out, &work, wait)?;
        let staging = Staging {
            disk: disk.clone(),
            out,
            work,
            lock,
        };
        sweep(disk, &staging.work, &staging.out)?;
        let owner = staging.work.join("owner");
        disk.write(&owner, holder.as_bytes())
            .map_err(|e| Error::io("write", &owner, e))?;
        for dir in [staging.dir(), staging.scratch()] {
            disk.create_dir(&dir).map_err(|e| Error::io("create", &dir, e))?;
        }
        Ok(staging)
    }

    /// Where the cache of this dataset lies: `.<name>.cache` beside it. It may be removed at any time.
    pub fn cache_dir(&self) -> PathBuf {
        let name = self.out.file_name().unwrap_or_default().to_string_lossy();
        self.out.with_file_name(format!(".{name}.cache"))
    }

    /// The dataset's folder, as an absolute path.
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// The empty folder to build in.
    pub fn dir(&self) -> PathBuf {
        self.work.join("new")
    }

    /// A folder for what only this run needs; gone when it ends.
    pub fn scratch(&self) -> PathBuf {
        self.work.join("scratch")
    }

    /// Writes one small file of the dataset.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(&self, name: &str, content: &str) -> Result<crate::manifest::FileEntry, Error> {
        debug_assert!(
            BESIDE.contains(&name),
            "{name} is not in BESIDE: the next run would take it for a stranger's"
        );
        let path = self.dir().join(name);
        self.disk
            .write(&path, content.as_bytes())
            .map_err(|e| Error::io("write", &path, e))?;
        Ok(crate::manifest::FileEntry {
            name: name.to_owned(),
            rows: None,
            bytes: content.len() as u64,
            blake3: blake3::hash(content.as_bytes()).to_hex().to_string(),
        })
    }

    /// Puts the new dataset in the place of the old one. Files in the old folder that no run wrote are taken over,
    /// and their names given back.
    ///
    /// # Errors
    /// When the disk refuses; the old dataset is then untouched.
    pub fn publish(&self, manifest: &Manifest) -> Result<Vec<String>, Error> {
        let (disk, new) = (&self.disk, self.dir());
        let path = new.join(Manifest::FILE);
        disk.write(&path, manifest.to_json().as_bytes())
            .map_err(|e| Error::io("write", &path, e))?;
        disk.sync_dir(&new).map_err(|e| Error::io("sync", &new, e))?;
        let foreign = self.foreign();
        if self.out.is_dir() {
            exchange(disk, &new, &self.out)?;
            // `new` now holds the old dataset; after a kill here, the next sweep does the same.
            carry_foreign(disk, &new, &self.out)?;
        } else {
            disk.rename(&new, &self.out)
                .map_err(|e| Error::io("put in place", &self.out, e))?;
        }
        if let Some(parent) = self.out.parent() {
            disk.sync_dir(parent).map_err(|e| Error::io("sync", parent, e))?;
        }
        Ok(foreign)
    }

    /// Names in the dataset's folder that no run wrote, sorted.
    pub fn foreign(&self) -> Vec<String> {
        let names = foreign_files(&self.out);
        names.iter().map(|n| n.to_string_lossy().into_owned()).collect()
    }
}

impl Drop for Staging {
    /// Leaves nothing behind; after a kill the next run does.
    fn drop(&mut self) {
        if sweep(&self.disk, &self.work, &self.out).is_ok() {
            let _ = self.disk.remove_dir(&self.work);
        }
        let _ = self.lock.unlock();
    }
}

/// Whether a folder is empty or a dataset of ours, so that replacing it loses nothing.
fn is_ours(out: &Path) -> bool {
    out.join(Manifest::FILE).is_file() || fs::read_dir(out).is_ok_and(|mut d| d.next().is_none())
}

/// What a run writes beside tables and manifest.
const BESIDE: &[&str] = &["README.md", "croissant.json", "proposals.tsv"];

/// Names in a dataset's folder that no run wrote, sorted.
fn foreign_files(out: &Path) -> Vec<OsString> {
    let ours: Vec<String> = dictionary().iter().map(|t| format!("{}.parquet", t.name)).collect();
    let known =
        |n: &OsString| ours.iter().any(|o| n == o.as_str()) || [Manifest::FILE].iter().chain(BESIDE).any(|o| n == o);
    let names = fs::read_dir(out).into_iter().flatten().flatten().map(|e| e.file_name());
    let mut foreign: Vec<OsString> = names.filter(|n| !known(n)).collect();
    foreign.sort();
    foreign
}

fn lock(out: &Path, work: &Path, wait: bool) -> Result<File, Error> {
    loop {
        match fs::create_dir(work) {
            Err(e) if e.kind() != ErrorKind::AlreadyExists => {
                let reason = format!("the folder beside it cannot be written: {e}");
                return Err(Error::Output {
                    out: out.to_owned(),
                    reason,
                });
            }
            _ => {}
        }
        let Ok(folder) = File::open(work) else { continue };
        match folder.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) if wait => {
                folder.lock().map_err(|e| Error::io("lock", work, e))?;
            }
            Err(TryLockError::WouldBlock) => {
                let holder = fs::read_to_string(work.join("owner")).unwrap_or_else(|_| "just started".to_owned());
                return Err(Error::Locked {
                    out: out.to_owned(),
                    holder,
                });
            }
            Err(TryLockError::Error(e)) => return Err(Error::io("lock", work, e)),
        }
        // The run before us may have removed the folder between our open and our lock.
        if same_folder(&folder, work) {
            return Ok(folder);
        }
    }
}

fn same_folder(open: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (open.metadata(), fs::metadata(path)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

/// Clears what a run that died has left, but for files that it took from the dataset's folder and that are not ours.
fn sweep(disk: &Disk, work: &Path, out: &Path) -> Result<(), Error> {
    for name in ["new", "old"] {
        let left = work.join(name);
        if !left.join(Manifest::FILE).is_file() {
            continue;
        }
        if out.is_dir() {
            carry_foreign(disk, &left, out)?;
        } else if name == "old" {
            // A kill between the two renames of a file system without exchange: the old dataset goes back.
            disk.rename(&left, out).map_err(|e| Error::io("put back", out, e))?;
        }
    }
    disk.empty_dir(work).map_err(|e| Error::io("clear", work, e))
}

/// Moves what no run wrote from one folder to the other; a name that is taken there stays where it is.
fn carry_foreign(disk: &Disk, from: &Path, to: &Path) -> Result<(), Error> {
    for name in foreign_files(from) {
        let target = to.join(&name);
        if fs::symlink_metadata(&target).is_err() {
            disk.rename(&from.join(&name), &target)
                .map_err(|e| Error::io("move", &target, e))?;
        }
    }
    Ok(())
}

fn exchange(disk: &Disk, new: &Path, out: &Path) -> Result<(), Error> {
    match disk.exchange(new, out) {
        Ok(()) => Ok(()),
        // A file system without exchange: two renames, with a moment between them in which `out` is missing.
        Err(e) if e.kind() == ErrorKind::Unsupported => {
            let old = new.with_file_name("old");
            disk.rename(out, &old).map_err(|e| Error::io("move away", out, e))?;
            if let Err(e) = disk.rename(new, out) {
                let _ = disk.rename(&old, out);
                return Err(Error::io("put in place", out, e));
            }
            disk.rename(&old, new).map_err(|e| Error::io("move", &old, e))
        }
        Err(e) => Err(Error::io("exchange", out, e)),
    }
}
