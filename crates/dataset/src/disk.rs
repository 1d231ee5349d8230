//! The file layer: every write, sync, rename, open and remove of a build goes through here.
//!
//! In a run it only hands on to the system. In a test it carries a [`Fault`] and counts: the n-th operation fails, is torn,
//! or is the last that this "process" does. So a test can walk through every place where a build may break.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What breaks, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The n-th operation fails, as on a full disk for a moment; those after it work.
    Once(u64),
    /// From the n-th operation on nothing works any more, as after a kill.
    Dead(u64),
    /// The same, and when the n-th operation is a write, half of its bytes still reach the disk.
    Torn(u64),
}

/// The way to the disk; clones share one count.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    plan: Option<Arc<Plan>>,
}

#[derive(Debug)]
struct Plan {
    fault: Fault,
    done: AtomicU64,
}

/// A file reached through a [`Disk`].
#[derive(Debug)]
pub struct DiskFile {
    file: File,
    disk: Disk,
}

enum Step {
    Works,
    Fails,
    Tears,
}

impl Disk {
    /// A disk that breaks as told. It does not wait for the hardware either: what is synced is for a test to count.
    pub fn with_fault(fault: Fault) -> Disk {
        let done = AtomicU64::new(0);
        Disk {
            plan: Some(Arc::new(Plan { fault, done })),
        }
    }

    /// Whether the fault has come about.
    pub fn is_broken(&self) -> bool {
        self.plan.as_ref().is_some_and(|plan| {
            let (Fault::Once(n) | Fault::Dead(n) | Fault::Torn(n)) = plan.fault;
            plan.done.load(Ordering::SeqCst) > n
        })
    }

    fn next(&self) -> Step {
        let Some(plan) = &self.plan else { return Step::Works };
        let k = plan.done.fetch_add(1, Ordering::SeqCst);
        match plan.fault {
            Fault::Once(n) if k == n => Step::Fails,
            Fault::Dead(n) if k >= n => Step::Fails,
            Fault::Torn(n) if k == n => Step::Tears,
            Fault::Torn(n) if k > n => Step::Fails,
            _ => Step::Works,
        }
    }

    fn step(&self) -> io::Result<()> {
        match self.next() {
            Step::Works => Ok(()),
            Step::Fails | Step::Tears => Err(fault()),
        }
    }

    /// Makes a file that is not there yet, to be written and read.
    ///
    /// # Errors
    /// As the system says; so for all operations here.
    pub fn create(&self, path: &Path) -> io::Result<DiskFile> {
        self.step()?;
        let file = File::options().create_new(true).read(true).write(true).open(path)?;
        Ok(DiskFile {
            file,
            disk: self.clone(),
        })
    }

    /// Opens a file to read.
    ///
    /// # Errors
    /// As the system says.
    pub fn open(&self, path: &Path) -> io::Result<DiskFile> {
        self.step()?;
        let file = File::open(path)?;
        Ok(DiskFile {
            file,
            disk: self.clone(),
        })
    }

    /// Writes a small file whole, over one that may be there, and waits until it lies on the disk.
    ///
    /// # Errors
    /// As the system says.
    pub fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        match fs::remove_file(path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let mut file = self.create(path)?;
        file.write_all(content)?;
        file.sync()
    }

    /// Makes a folder.
    ///
    /// # Errors
    /// As the system says.
    pub fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::create_dir(path)
    }

    /// Gives an entry another name on the same file system.
    ///
    /// # Errors
    /// As the system says.
    pub fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        fs::rename(from, to)
    }

    /// Lets two folders change places in one step.
    ///
    /// # Errors
    /// `Unsupported` where the file system cannot do it, else as the system says.
    pub fn exchange(&self, a: &Path, b: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        self.step()?;
        renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(|e| match e {
            Errno::INVAL | Errno::NOSYS | Errno::NOTSUP => io::ErrorKind::Unsupported.into(),
            e => e.into(),
        })
    }

    /// Removes a file.
    ///
    /// # Errors
    /// As the system says.
    pub fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::remove_file(path)
    }

    /// Removes an empty folder.
    ///
    /// # Errors
    /// As the system says.
    pub fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::remove_dir(path)
    }

    /// Removes everything in a folder, in the order of names; links are removed, not followed.
    ///
    /// # Errors
    /// As the system says.
    pub fn empty_dir(&self, path: &Path) -> io::Result<()> {
        // An own stack: how deep folders of strangers lie in ours is not for us to say.
        let mut work = vec![(path.to_owned(), false)];
        while let Some((dir, emptied)) = work.pop() {
            if emptied {
                self.remove_dir(&dir)?;
                continue;
            }
            if dir != path {
                work.push((dir.clone(), true));
            }
            let mut entries: Vec<_> = fs::read_dir(&dir)?.collect::<io::Result<_>>()?;
            entries.sort_by_key(fs::DirEntry::file_name);
            for entry in entries {
                if entry.file_type()?.is_dir() {
                    work.push((entry.path(), false));
                } else {
                    self.remove_file(&entry.path())?;
                }
            }
        }
        Ok(())
    }

    /// Waits until the names in a folder lie on the disk.
    ///
    /// # Errors
    /// As the system says.
    pub fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.open(path)?.sync()
    }
}

impl DiskFile {
    /// Waits until the content lies on the disk.
    ///
    /// # Errors
    /// As the system says.
    pub fn sync(&self) -> io::Result<()> {
        self.disk.step()?;
        if self.disk.plan.is_some() {
            return Ok(());
        }
        self.file.sync_all()
    }

    /// Reads at a place; may be called from many threads.
    ///
    /// # Errors
    /// As the system says, and when the file ends before.
    pub fn read_exact_at(&self, buffer: &mut [u8], at: u64) -> io::Result<()> {
        self.file.read_exact_at(buffer, at)
    }

    /// The file itself, for a library that reads from one.
    pub fn into_file(self) -> File {
        self.file
    }
}

impl Read for DiskFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

impl Write for DiskFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.disk.next() {
            Step::Works => self.file.write(bytes),
            Step::Fails => Err(fault()),
            Step::Tears => {
                self.file.write_all(&bytes[..bytes.len() / 2])?;
                Err(fault())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn fault() -> io::Error {
    io::Error::other("a fault that a test asked for")
}
