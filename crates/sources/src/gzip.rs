//! gzip, member by member. Faults do not lose what came before them.
//!
//! The members are walked here and not by the library's multi-member reader, because the library treats zero
//! padding, garbage, a cut and a wrong checksum alike as errors, and each means something else to the reader.

use std::io::BufRead as _;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::raw::Raw;
use crate::unpack::Step;

/// The first bytes of every member.
pub(crate) const MAGIC: [u8; 2] = [0x1f, 0x8b];
/// A header with a longer stored name, comment or extra field is no header.
const HEADER_BYTES: usize = 192 << 10;

/// One member after the other.
pub(crate) struct Gunzip {
    inflate: Decompress,
    crc: Crc,
    inside: bool,
}

impl Gunzip {
    pub(crate) fn new() -> Gunzip {
        Gunzip {
            inflate: Decompress::new(false),
            crc: Crc::new(),
            inside: false,
        }
    }

    /// Unpacks into `out`, to the end of a member at most.
    pub(crate) fn read(&mut self, raw: &mut Raw, out: &mut [u8]) -> Step {
        if !self.inside {
            match begin(raw) {
                Header::Ends(len) => raw.consume(len),
                Header::Cut => return Step::Cut,
                Header::None => return Step::Damaged,
            }
            self.inflate.reset(false);
            self.crc.reset();
            self.inside = true;
        }
        loop {
            let input = raw.fill_buf().unwrap_or_default();
            let (read, written) = (self.inflate.total_in(), self.inflate.total_out());
            let at_end = input.is_empty();
            let status = self.inflate.decompress(input, out, FlushDecompress::None);
            let took = (self.inflate.total_in() - read) as usize;
            let came = (self.inflate.total_out() - written) as usize;
            raw.consume(took);
            self.crc.update(&out[..came]);
            match status {
                Ok(Status::StreamEnd) => {
                    self.inside = false;
                    return self.trailer(raw, came);
                }
                Ok(_) if came > 0 => return Step::Bytes(came),
                Ok(_) if at_end => return Step::Cut,
                Ok(_) => {}
                Err(_) => {
                    self.inside = false;
                    return Step::Damaged;
                }
            }
        }
    }

    fn trailer(&mut self, raw: &mut Raw, came: usize) -> Step {
        let (crc, len) = (self.crc.sum(), self.inflate.total_out() as u32);
        let Some(trailer) = raw.peek(8).get(..8) else {
            let left = raw.peek(8).len();
            raw.consume(left);
            return Step::EndCut(came);
        };
        let whole = trailer[..4] == crc.to_le_bytes() && trailer[4..] == len.to_le_bytes();
        raw.consume(8);
        if whole { Step::End(came) } else { Step::EndWrong(came) }
    }
}

/// Whether a member may begin here: magic, method, no reserved flag.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC) && bytes.get(2).is_none_or(|&m| m == 8) && bytes.get(3).is_none_or(|&f| f & 0xe0 == 0)
}

enum Header {
    Ends(usize),
    Cut,
    None,
}

fn begin(raw: &mut Raw) -> Header {
    match header(raw.peek(64)) {
        Header::Cut => {}
        other => return other,
    }
    let bytes = raw.peek(HEADER_BYTES);
    match header(bytes) {
        Header::Cut if bytes.len() >= HEADER_BYTES => Header::None,
        other => other,
    }
}

/// The length of a member's header. The stored name and comment are skipped and never used.
fn header(member: &[u8]) -> Header {
    if !begins(member) {
        return Header::None;
    }
    let Some(&flags) = member.get(3) else {
        return Header::Cut;
    };
    let mut at = 10;
    if flags & 0x04 != 0 {
        let Some(len) = member.get(at..at + 2) else {
            return Header::Cut;
        };
        at += 2 + usize::from(u16::from_le_bytes([len[0], len[1]]));
    }
    for flag in [0x08, 0x10] {
        if flags & flag != 0 {
            let Some(len) = member.get(at..).and_then(|rest| rest.iter().position(|&b| b == 0)) else {
                return Header::Cut;
            };
            at += len + 1;
        }
    }
    if flags & 0x02 != 0 {
        at += 2;
    }
    if at > member.len() {
        Header::Cut
    } else {
        Header::Ends(at)
    }
}
