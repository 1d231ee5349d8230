//! The bytes of a file as they lie there: counted, hashed as they come by, and looked at before they are taken.

use std::io::{self, BufRead, Read};

/// The most bytes that can be looked at ahead.
pub(crate) const AHEAD: usize = 256 << 10;

/// Buffered reading of a file.
pub(crate) struct Raw {
    from: Box<dyn Read + Send>,
    hasher: Option<blake3::Hasher>,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    /// Bytes that came from the file so far.
    read: u64,
    ended: bool,
    /// What the system said when it refused; reading ends there.
    pub(crate) error: Option<io::Error>,
}

impl Raw {
    /// `hashed`: whether a hash of all bytes will be wanted. `len`: the bytes that are expected, so that a small file needs no
    /// large buffer; more may come.
    pub(crate) fn new(from: Box<dyn Read + Send>, hashed: bool, len: u64) -> Raw {
        // One byte more, into which nothing comes, says that the file has ended.
        let room = AHEAD.min(usize::try_from(len).unwrap_or(AHEAD).saturating_add(1));
        Raw {
            from,
            hasher: hashed.then(blake3::Hasher::new),
            buffer: vec![0; room].into_boxed_slice(),
            start: 0,
            end: 0,
            read: 0,
            ended: false,
            error: None,
        }
    }

    /// Bytes of the buffer.
    pub(crate) fn room(&self) -> usize {
        self.buffer.len()
    }

    /// Where the next byte lies in the file.
    pub(crate) fn offset(&self) -> u64 {
        self.read - (self.end - self.start) as u64
    }

    /// Bytes that came from the file so far.
    pub(crate) fn read_so_far(&self) -> u64 {
        self.read
    }

    /// The next bytes without taking them: at least `want` (up to [`AHEAD`]) unless the file ends before.
    pub(crate) fn peek(&mut self, want: usize) -> &[u8] {
        if self.end - self.start < want && self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        while self.end - self.start < want.min(AHEAD) && !self.ended {
            if self.end == self.buffer.len() {
                self.grow();
            }
            self.fill();
        }
        &self.buffer[self.start..self.end]
    }

    /// More came than was expected.
    fn grow(&mut self) {
        let mut larger = vec![0; AHEAD].into_boxed_slice();
        larger[..self.end].copy_from_slice(&self.buffer[..self.end]);
        self.buffer = larger;
    }

    fn fill(&mut self) {
        match self.from.read(&mut self.buffer[self.end..]) {
            Ok(0) => self.ended = true,
            Ok(n) => {
                if let Some(hasher) = &mut self.hasher {
                    hasher.update(&self.buffer[self.end..self.end + n]);
                }
                self.end += n;
                self.read += n as u64;
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => {
                self.error = Some(e);
                self.ended = true;
            }
        }
    }

    /// Reads what is left, and gives the hash of all bytes; `None` when the system refused to read.
    pub(crate) fn finish(&mut self) -> Option<String> {
        while !self.ended {
            (self.start, self.end) = (0, 0);
            self.fill();
        }
        if self.error.is_some() {
            return None;
        }
        self.hasher.as_ref().map(|h| h.finalize().to_hex().to_string())
    }
}

impl Read for Raw {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let from = self.fill_buf()?;
        let n = from.len().min(out.len());
        out[..n].copy_from_slice(&from[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Raw {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            while self.end == 0 && !self.ended {
                self.fill();
            }
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn consume(&mut self, n: usize) {
        self.start = (self.start + n).min(self.end);
    }
}
