//! gzip, all members of a file, under a limit. Faults do not lose what came before them.
//!
//! The members are walked here and not by the library's multi-member reader, because the library treats zero
//! padding, garbage, a cut and a wrong checksum alike as errors, and each means something else to the reader.

use flate2::{Crc, Decompress, FlushDecompress, Status};

/// The first bytes of every member.
pub(crate) const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// What came out of a gzip file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Unpacked {
    pub(crate) bytes: Vec<u8>,
    /// The file ends inside a member.
    pub(crate) truncated: bool,
    /// A member's checksum or length does not fit its bytes, or its data are damaged.
    pub(crate) damaged: bool,
    /// Something else than zeros follows the last member; where it begins.
    pub(crate) trailing: Option<usize>,
    /// More than the limit would come out; `bytes` is not to be used.
    pub(crate) over_limit: bool,
    /// The first member is compressed by another method than deflate.
    pub(crate) method: Option<u8>,
}

/// Unpacks all members, at most `limit` bytes.
pub(crate) fn unpack(file: &[u8], limit: u64) -> Unpacked {
    let mut out = Unpacked::default();
    let mut at = 0;
    while at < file.len() {
        let member = &file[at..];
        let header = match header(member) {
            Header::Ends(len) => len,
            Header::Cut => {
                out.truncated = true;
                break;
            }
            Header::Method(method) if at == 0 => {
                out.method = Some(method);
                break;
            }
            Header::Method(_) | Header::None => {
                if member.iter().any(|&b| b != 0) {
                    out.trailing = Some(at);
                }
                break;
            }
        };
        let start = out.bytes.len();
        let used = match inflate(&member[header..], &mut out.bytes, limit) {
            Inflated::End(used) => header + used,
            Inflated::Cut => {
                out.truncated = true;
                break;
            }
            Inflated::Damaged => {
                out.damaged = true;
                out.truncated = true;
                break;
            }
            Inflated::OverLimit => {
                out.over_limit = true;
                break;
            }
        };
        let Some(trailer) = member.get(used..used + 8) else {
            out.truncated = true;
            break;
        };
        let data = &out.bytes[start..];
        let mut crc = Crc::new();
        crc.update(data);
        out.damaged |= trailer[..4] != crc.sum().to_le_bytes() || trailer[4..] != (data.len() as u32).to_le_bytes();
        at += used + 8;
    }
    out
}

enum Header {
    Ends(usize),
    Cut,
    Method(u8),
    None,
}

/// The length of a member's header. The stored name and comment are skipped and never used.
fn header(member: &[u8]) -> Header {
    if !member.starts_with(&MAGIC) {
        return Header::None;
    }
    if let Some(&method) = member.get(2).filter(|&&m| m != 8) {
        return Header::Method(method);
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

enum Inflated {
    /// Bytes of input that the data took.
    End(usize),
    Cut,
    Damaged,
    OverLimit,
}

fn inflate(data: &[u8], out: &mut Vec<u8>, limit: u64) -> Inflated {
    let mut inflate = Decompress::new(false);
    let mut buffer = vec![0; 64 << 10];
    loop {
        let (read, written) = (inflate.total_in(), inflate.total_out());
        let status = inflate.decompress(&data[read as usize..], &mut buffer, FlushDecompress::None);
        let came = (inflate.total_out() - written) as usize;
        out.extend_from_slice(&buffer[..came]);
        if out.len() as u64 > limit {
            return Inflated::OverLimit;
        }
        match status {
            Ok(Status::StreamEnd) => return Inflated::End(inflate.total_in() as usize),
            Ok(_) if came == 0 && inflate.total_in() == read => return Inflated::Cut,
            Ok(_) => {}
            Err(_) => return Inflated::Damaged,
        }
    }
}
