//! Unpacked bytes as parsers of archives want them: looked at before they are taken, with their place in the file.

use std::io::{self, Read};

use crate::raw::AHEAD;
use crate::unpack::Unpacker;

/// Unpacked bytes under a limit.
pub(crate) struct Stream {
    pub(crate) unpacker: Unpacker,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Unpacked bytes that may come yet.
    left: u64,
    /// More would have come than may.
    pub(crate) over_limit: bool,
    ended: bool,
    /// Place of the next byte in the unpacked stream.
    at: u64,
    /// The member that holds it: where it begins unpacked, and in the file.
    member: (u64, u64),
}

impl Stream {
    pub(crate) fn new(mut unpacker: Unpacker) -> Stream {
        let room = unpacker.room();
        Stream {
            unpacker,
            buffer: vec![0; room],
            start: 0,
            end: 0,
            left: u64::MAX,
            over_limit: false,
            ended: false,
            at: 0,
            member: (0, 0),
        }
    }

    /// At most so many unpacked bytes in all.
    pub(crate) fn limit(&mut self, bytes: u64) {
        self.left = bytes.saturating_sub(self.at + (self.end - self.start) as u64);
    }

    /// Where the next byte lies: the offset of its member in the file, and how far into the unpacked member it is.
    pub(crate) fn place(&mut self) -> (u64, u64) {
        while let Some(&next) = self.unpacker.members.front().filter(|(out, _)| *out <= self.at) {
            self.member = next;
            self.unpacker.members.pop_front();
        }
        (self.member.1, self.at - self.member.0)
    }

    /// The place as the name of a record.
    pub(crate) fn record(&mut self) -> String {
        match self.place() {
            (member, 0) => member.to_string(),
            // Without compression there is one member, and its bytes are the file's.
            (member, inside) if self.unpacker.codec() == crate::unpack::Codec::Plain => (member + inside).to_string(),
            (member, inside) => format!("{member}+{inside}"),
        }
    }

    /// The next bytes without taking them: at least `want` (up to [`AHEAD`]) unless the stream ends before.
    pub(crate) fn peek(&mut self, want: usize) -> &[u8] {
        if self.end - self.start < want {
            if self.start > 0 {
                self.buffer.copy_within(self.start..self.end, 0);
                self.end -= self.start;
                self.start = 0;
            }
            while self.end < want.min(self.buffer.len()) && !self.ended {
                let n = self.unpack(None);
                self.end += n;
            }
        }
        &self.buffer[self.start..self.end]
    }

    /// Unpacks into the room behind the buffered bytes, or into `out`.
    fn unpack(&mut self, out: Option<&mut [u8]>) -> usize {
        let out = out.unwrap_or(&mut self.buffer[self.end..]);
        let n = self.unpacker.read(out);
        self.ended |= n == 0;
        if n as u64 > self.left {
            self.over_limit = true;
            self.ended = true;
            return 0;
        }
        self.left -= n as u64;
        n
    }

    pub(crate) fn consume(&mut self, n: usize) {
        let n = n.min(self.end - self.start);
        self.start += n;
        self.at += n as u64;
        if self.start == self.end && self.buffer.len() > AHEAD {
            self.buffer = vec![0; AHEAD];
            (self.start, self.end) = (0, 0);
        }
    }

    pub(crate) fn is_at_end(&mut self) -> bool {
        self.peek(1).is_empty()
    }

    /// Appends the next `n` bytes to `to`; less at the end. Memory follows what comes, not what was asked for.
    pub(crate) fn take_bytes(&mut self, n: u64, to: &mut Vec<u8>) -> u64 {
        to.reserve(n.min(1 << 20) as usize);
        io::Read::take(self, n).read_to_end(to).unwrap_or_default() as u64
    }

    /// Puts bytes that were taken last back in front; none from before the last call of [`Stream::place`].
    pub(crate) fn put_back(&mut self, bytes: &[u8]) {
        let rest = self.buffer[self.start..self.end].to_vec();
        self.buffer.clear();
        self.buffer.extend_from_slice(bytes);
        self.buffer.extend_from_slice(&rest);
        (self.start, self.end) = (0, self.buffer.len());
        if self.buffer.len() < AHEAD {
            self.buffer.resize(AHEAD, 0);
        }
        self.at -= bytes.len() as u64;
    }

    /// Appends the next line without its end to `to`, at most `most` bytes of it. Gives its whole length with its end.
    pub(crate) fn line(&mut self, most: usize, to: &mut Vec<u8>) -> u64 {
        let mut len = 0;
        loop {
            let ahead = self.peek(1);
            let found = memchr::memchr(b'\n', ahead);
            let n = found.map_or(ahead.len(), |at| at + 1);
            let room = most.saturating_sub(to.len()).min(found.unwrap_or(n));
            to.extend_from_slice(&ahead[..room]);
            let ended = n == 0 || found.is_some();
            self.consume(n);
            len += n as u64;
            if ended {
                return len;
            }
        }
    }
}

impl Read for Stream {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let ahead = self.end - self.start;
        if ahead > 0 {
            let n = ahead.min(out.len());
            out[..n].copy_from_slice(&self.buffer[self.start..self.start + n]);
            self.consume(n);
            return Ok(n);
        }
        if self.ended || out.is_empty() {
            return Ok(0);
        }
        // Large reads go past the buffer.
        if out.len() >= 4096 {
            let n = self.unpack(Some(out));
            self.at += n as u64;
            return Ok(n);
        }
        self.peek(1);
        if self.start == self.end { Ok(0) } else { self.read(out) }
    }
}
