//! Takes the compression off: gzip, zstd, bzip2, xz, all members or frames of a file, and says what was wrong with it.

use std::collections::VecDeque;
use std::io::{BufRead as _, ErrorKind, Read as _};

use bzip2::bufread::BzDecoder;
use copydesk_model::Flag;
use lzma_rust2::XzReader;
use zstd::stream::read::Decoder as ZstdDecoder;

use crate::gzip::{self, Gunzip};
use crate::raw::{AHEAD, Raw};

/// Most memory that an xz stream may ask for, in KiB: its largest preset needs 65 MiB.
const XZ_KIB: u32 = 96 << 10;
/// Largest zstd window, as a power of two: what the format asks every reader to support in the long mode, 128 MiB.
const ZSTD_WINDOW: u32 = 27;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    Plain,
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

impl Codec {
    /// The codec that the first bytes name.
    pub(crate) fn of(bytes: &[u8]) -> Codec {
        let bzip2 = bytes.starts_with(b"BZh")
            && (bytes.get(4..10) == Some(b"1AY&SY") || bytes.get(4..10) == Some(b"\x17\x72\x45\x38\x50\x90"));
        let skippable = bytes.get(1..4) == Some(b"\x2a\x4d\x18") && bytes[0] & 0xf0 == 0x50;
        match bytes {
            b if b.starts_with(&gzip::MAGIC) => Codec::Gzip,
            b if b.starts_with(b"\x28\xb5\x2f\xfd") || skippable => Codec::Zstd,
            b if b.starts_with(b"\xfd7zXZ\0") => Codec::Xz,
            _ if bzip2 => Codec::Bzip2,
            _ => Codec::Plain,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Codec::Plain => "plain",
            Codec::Gzip => "gzip",
            Codec::Zstd => "zstd",
            Codec::Bzip2 => "bzip2",
            Codec::Xz => "xz",
        }
    }

    /// Whether another member or frame begins here.
    fn begins(self, bytes: &[u8]) -> bool {
        match self {
            Codec::Gzip => gzip::begins(bytes),
            // An xz stream begins with six bytes; fewer are a cut one.
            Codec::Xz => !bytes.is_empty() && b"\xfd7zXZ\0".starts_with(&bytes[..bytes.len().min(6)]),
            other => Codec::of(bytes) == other,
        }
    }
}

/// What one step of a decoder gave.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Bytes, and there may be more.
    Bytes(usize),
    /// Bytes, and the member is complete.
    End(usize),
    /// Bytes, and the member is complete but for its checksum.
    EndCut(usize),
    /// Bytes, and the checksum does not fit them.
    EndWrong(usize),
    /// The file ends here.
    Cut,
    /// The data make no sense from here on.
    Damaged,
}

/// Something wrong with the compression, and the byte of the file where its member begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The file ends inside the member; second: where it ends.
    Truncated(u64, u64),
    /// The checksum does not fit.
    Crc(u64),
    /// The data make no sense; what follows in the member is lost.
    Damaged(u64),
    /// Something else than zeros follows the last member.
    Trailing(u64),
}

impl Fault {
    /// The flags of the text that came out nevertheless.
    pub(crate) fn flags(&self) -> &'static [Flag] {
        match self {
            Fault::Truncated(..) => &[Flag::TruncatedSource],
            Fault::Crc(_) => &[Flag::BadChecksum],
            Fault::Damaged(_) => &[Flag::TruncatedSource, Flag::BadChecksum],
            Fault::Trailing(_) => &[Flag::TrailingBytes],
        }
    }
}

enum Layer {
    /// Before a member.
    Between(Raw),
    Plain(Raw),
    Gzip(Raw, Box<Gunzip>),
    Zstd(ZstdDecoder<'static, Raw>),
    Bzip2(BzDecoder<Raw>),
    Xz(Box<XzReader<Raw>>),
    /// Nothing more comes.
    Done(Raw),
    /// Only while a layer is exchanged.
    Gone,
}

/// The unpacked bytes of a file.
pub(crate) struct Unpacker {
    codec: Codec,
    layer: Layer,
    /// Unpacked bytes so far.
    out: u64,
    /// Where the member began in the file.
    member: u64,
    /// Where members began: in the unpacked bytes and in the file. The one who reads takes them away.
    pub(crate) members: VecDeque<(u64, u64)>,
    /// What was wrong, in order.
    pub(crate) faults: Vec<Fault>,
    /// After damaged data, go on at the next thing that looks like a member.
    pub(crate) go_on: bool,
    /// Kept between members of gzip, where there may be one for each record.
    spare: Option<Box<Gunzip>>,
}

impl Unpacker {
    /// The buffer that whoever reads ahead wants: as large as that of the file where nothing is packed.
    pub(crate) fn room(&mut self) -> usize {
        match self.codec {
            Codec::Plain => self.raw().map_or(AHEAD, |raw| raw.room()),
            _ => AHEAD,
        }
    }

    pub(crate) fn new(mut raw: Raw) -> Unpacker {
        let codec = Codec::of(raw.peek(16));
        Unpacker {
            codec,
            layer: Layer::Between(raw),
            out: 0,
            member: 0,
            members: VecDeque::new(),
            faults: Vec::new(),
            go_on: false,
            spare: None,
        }
    }

    pub(crate) fn codec(&self) -> Codec {
        self.codec
    }

    pub(crate) fn raw(&mut self) -> Option<&mut Raw> {
        match &mut self.layer {
            Layer::Between(raw) | Layer::Plain(raw) | Layer::Done(raw) | Layer::Gzip(raw, _) => Some(raw),
            Layer::Zstd(d) => Some(d.get_mut()),
            Layer::Bzip2(d) => Some(d.get_mut()),
            Layer::Xz(d) => Some(d.inner_mut()),
            Layer::Gone => None,
        }
    }

    /// Whether the file ended too early.
    pub(crate) fn is_cut(&self) -> bool {
        self.faults
            .iter()
            .any(|f| matches!(f, Fault::Truncated(..) | Fault::Damaged(_)))
    }

    /// The next unpacked bytes; 0 at the end. `out` is not empty.
    pub(crate) fn read(&mut self, out: &mut [u8]) -> usize {
        loop {
            let step = match &mut self.layer {
                Layer::Done(_) | Layer::Gone => return 0,
                Layer::Between(_) => {
                    self.begin();
                    continue;
                }
                Layer::Plain(raw) => {
                    let n = raw.read(out).unwrap_or_default();
                    self.out += n as u64;
                    return n;
                }
                Layer::Gzip(raw, gunzip) => gunzip.read(raw, out),
                Layer::Zstd(d) => of_read(d.read(out)),
                Layer::Bzip2(d) => of_read(d.read(out)),
                Layer::Xz(d) => of_read(d.read(out)),
            };
            let came = self.take(step);
            if came > 0 {
                return came;
            }
        }
    }

    /// Notes what a step says beside its bytes, and gives their number.
    fn take(&mut self, step: Step) -> usize {
        let member = self.member;
        let came = match step {
            Step::Bytes(n) => {
                self.out += n as u64;
                return n;
            }
            Step::End(n) => n,
            Step::EndWrong(n) => {
                self.faults.push(Fault::Crc(member));
                n
            }
            Step::EndCut(n) => {
                let at = self.raw().map_or(0, |r| r.offset());
                self.faults.push(Fault::Truncated(member, at));
                n
            }
            Step::Cut => {
                let at = self.raw().map_or(0, |r| r.offset());
                self.faults.push(Fault::Truncated(member, at));
                0
            }
            Step::Damaged => {
                self.faults.push(Fault::Damaged(member));
                0
            }
        };
        self.out += came as u64;
        let damaged = matches!(step, Step::Damaged);
        let mut raw = match std::mem::replace(&mut self.layer, Layer::Gone) {
            Layer::Gzip(raw, gunzip) => {
                self.spare = Some(gunzip);
                raw
            }
            Layer::Zstd(d) => d.finish(),
            Layer::Bzip2(d) => d.into_inner(),
            Layer::Xz(d) => d.into_inner(),
            Layer::Between(raw) | Layer::Plain(raw) | Layer::Done(raw) => raw,
            Layer::Gone => return came,
        };
        let over = matches!(step, Step::Cut | Step::EndCut(_)) || (damaged && !(self.go_on && self.seek(&mut raw)));
        self.layer = if over { Layer::Done(raw) } else { Layer::Between(raw) };
        came
    }

    /// Goes on to what looks like the next member of gzip or frame of zstd.
    fn seek(&self, raw: &mut Raw) -> bool {
        let sign: &[u8] = match self.codec {
            Codec::Gzip => b"\x1f\x8b\x08",
            Codec::Zstd => b"\x28\xb5\x2f\xfd",
            _ => return false,
        };
        let from = raw.offset();
        // A member that was damaged at its first byte would be found again.
        if from == self.member {
            raw.consume(1);
        }
        loop {
            let ahead = raw.peek(64 << 10);
            if let Some(at) = memchr::memmem::find(ahead, sign) {
                let fits = self.codec.begins(&ahead[at..]);
                raw.consume(if fits { at } else { at + 1 });
                if fits {
                    return true;
                }
                continue;
            }
            let (len, keep) = (ahead.len(), sign.len() - 1);
            if len <= keep {
                raw.consume(len);
                return false;
            }
            raw.consume(len - keep);
        }
    }

    /// Begins the next member, or finds the end.
    fn begin(&mut self) {
        let Layer::Between(mut raw) = std::mem::replace(&mut self.layer, Layer::Gone) else {
            return;
        };
        let at = raw.offset();
        let first = self.members.is_empty() && self.out == 0 && at == 0;
        if !first && !self.codec.begins(raw.peek(16)) {
            if !only_zeros(&mut raw) {
                self.faults.push(Fault::Trailing(at));
            }
            self.layer = Layer::Done(raw);
            return;
        }
        self.member = at;
        // Of members that give nothing only the last counts, so a million empty ones take no room.
        if self.members.back().is_some_and(|(out, _)| *out == self.out) {
            self.members.pop_back();
        }
        self.members.push_back((self.out, at));
        self.layer = match self.codec {
            Codec::Plain => Layer::Plain(raw),
            Codec::Gzip => {
                let gunzip = self.spare.take().unwrap_or_else(|| Box::new(Gunzip::new()));
                Layer::Gzip(raw, gunzip)
            }
            Codec::Bzip2 => Layer::Bzip2(BzDecoder::new(raw)),
            Codec::Xz => Layer::Xz(Box::new(XzReader::new_mem_limit(raw, false, XZ_KIB))),
            Codec::Zstd => match ZstdDecoder::with_buffer(raw) {
                Ok(mut decoder) => {
                    let _ = decoder.window_log_max(ZSTD_WINDOW);
                    Layer::Zstd(decoder.single_frame())
                }
                // Only a lack of memory makes it fail, and the file is gone with it.
                Err(_) => {
                    self.faults.push(Fault::Damaged(at));
                    Layer::Gone
                }
            },
        };
    }
}

/// What a reader of the library says, as a step.
fn of_read(read: std::io::Result<usize>) -> Step {
    match read {
        Ok(0) => Step::End(0),
        Ok(n) => Step::Bytes(n),
        Err(e) if e.kind() == ErrorKind::UnexpectedEof => Step::Cut,
        Err(_) => Step::Damaged,
    }
}

fn only_zeros(raw: &mut Raw) -> bool {
    loop {
        let ahead = raw.fill_buf().unwrap_or_default();
        if ahead.is_empty() {
            return true;
        }
        if ahead.iter().any(|&b| b != 0) {
            return false;
        }
        let n = ahead.len();
        raw.consume(n);
    }
}
