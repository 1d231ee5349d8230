//! Written whole or not at all: a dataset grows beside the old one and takes its place in one step.
//!
//! `<out>` is built as `.<name>.building/new`. The folder `.<name>.building` is locked while a run lives; the system
//! releases the lock on death, and the next run sweeps what is left. The step is an atomic exchange of two
//! folders; a reader sees the old dataset or the new one.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::manifest::Manifest;
use crate::schema::dictionary;

/// A folder in which one run builds a dataset.
pub struct Staging {
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
    pub fn begin(out: &Path, holder: &str, wait: bool) -> Result<Staging, Error> {
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
        sweep(&work, &out)?;
        let owner = work.join("owner");
        write_synced(&owner, holder.as_bytes())?;
        let new = work.join("new");
        fs::create_dir(&new).map_err(|e| Error::io("create", &new, e))?;
        Ok(Staging { out, work, lock })
    }

    /// The empty folder to build in.
    pub fn dir(&self) -> PathBuf {
        self.work.join("new")
    }

    /// A folder for what only this run needs; gone when it ends.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn scratch(&self) -> Result<PathBuf, Error> {
        let dir = self.work.join("scratch");
        fs::create_dir_all(&dir).map_err(|e| Error::io("create", &dir, e))?;
        Ok(dir)
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
        write_synced(&path, content.as_bytes())?;
        crate::manifest::FileEntry::of(&path, None)
    }

    /// Puts the new dataset in the place of the old one. Files in the old folder that no run wrote are taken over,
    /// and their names given back.
    ///
    /// # Errors
    /// When the disk refuses; the old dataset is then untouched.
    pub fn publish(self, manifest: &Manifest) -> Result<Vec<String>, Error> {
        let new = self.dir();
        let path = new.join(Manifest::FILE);
        write_synced(&path, manifest.to_json().as_bytes())?;
        sync_dir(&new)?;
        let foreign = foreign_files(&self.out);
        if self.out.is_dir() {
            exchange(&new, &self.out)?;
            // `new` now holds the old dataset; after a kill here, the next sweep does the same.
            carry_foreign(&new, &self.out)?;
        } else {
            fs::rename(&new, &self.out).map_err(|e| Error::io("put in place", &self.out, e))?;
        }
        if let Some(parent) = self.out.parent() {
            sync_dir(parent)?;
        }
        Ok(foreign.iter().map(|n| n.to_string_lossy().into_owned()).collect())
    }
}

impl Drop for Staging {
    /// Leaves nothing behind; after a kill the next run does.
    fn drop(&mut self) {
        if sweep(&self.work, &self.out).is_ok() {
            let _ = fs::remove_dir(&self.work);
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
fn sweep(work: &Path, out: &Path) -> Result<(), Error> {
    for name in ["new", "old"] {
        let left = work.join(name);
        if left.join(Manifest::FILE).is_file() && out.is_dir() {
            carry_foreign(&left, out)?;
        }
    }
    let entries = fs::read_dir(work).map_err(|e| Error::io("read", work, e))?;
    for entry in entries.flatten() {
        let path = entry.path();
        let is_folder = entry.file_type().is_ok_and(|t| t.is_dir());
        let done = if is_folder {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        done.map_err(|e| Error::io("remove", &path, e))?;
    }
    Ok(())
}

/// Moves what no run wrote from one folder to the other; a name that is taken there stays where it is.
fn carry_foreign(from: &Path, to: &Path) -> Result<(), Error> {
    for name in foreign_files(from) {
        let target = to.join(&name);
        if fs::symlink_metadata(&target).is_err() {
            fs::rename(from.join(&name), &target).map_err(|e| Error::io("move", &target, e))?;
        }
    }
    Ok(())
}

fn exchange(new: &Path, out: &Path) -> Result<(), Error> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, new, CWD, out, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // A file system without exchange: two renames, with a moment between them in which `out` is missing.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {
            let old = new.with_file_name("old");
            fs::rename(out, &old).map_err(|e| Error::io("move away", out, e))?;
            if let Err(e) = fs::rename(new, out) {
                let _ = fs::rename(&old, out);
                return Err(Error::io("put in place", out, e));
            }
            fs::rename(&old, new).map_err(|e| Error::io("move", &old, e))
        }
        Err(e) => Err(Error::io("exchange", out, e.into())),
    }
}

fn write_synced(path: &Path, content: &[u8]) -> Result<(), Error> {
    let mut file = File::create(path).map_err(|e| Error::io("create", path, e))?;
    file.write_all(content).map_err(|e| Error::io("write", path, e))?;
    file.sync_all().map_err(|e| Error::io("sync", path, e))
}

fn sync_dir(dir: &Path) -> Result<(), Error> {
    File::open(dir)
        .and_then(|d| d.sync_all())
        .map_err(|e| Error::io("sync", dir, e))
}
