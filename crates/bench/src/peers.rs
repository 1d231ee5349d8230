//! The other side: a Python program that holds the same documents in memory and does one peer's work when told to.
//!
//! One line in names the peer, one line out gives the processor seconds it took over all documents, so that rounds of
//! ours and theirs take turns in one run. Which peers there are, and what each is asked to do, stands in `peers/peers.py`.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::error::Error;

/// The running program.
pub(crate) struct Peers {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Peers {
    /// Starts it over the files of `folder`.
    pub(crate) fn start(python: &Path, script: &Path, folder: &Path) -> Result<Peers, Error> {
        let mut child = Command::new(python)
            .arg(script)
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Error::Peers("no pipe to the program".into()));
        };
        Ok(Peers {
            child,
            to,
            from: BufReader::new(from),
        })
    }

    /// Processor seconds of one round of a peer.
    pub(crate) fn round(&mut self, peer: &str) -> Result<f64, Error> {
        writeln!(self.to, "{peer}")?;
        self.to.flush()?;
        let mut line = String::new();
        self.from.read_line(&mut line)?;
        line.trim()
            .parse()
            .map_err(|_| Error::Peers(format!("{peer}: no time came, but {:?}; see above", line.trim())))
    }
}

impl Drop for Peers {
    fn drop(&mut self) {
        // It ends by itself when its input does; a program that hangs must not hold up ours.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
