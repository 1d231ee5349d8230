//! How much one input may cost.

/// How much one input may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest document: a file as it lies on the disk, a record of an archive as it lies in it.
    pub file_bytes: u64,
    /// Largest document after unpacking; also the longest line of JSON.
    pub unpacked_bytes: u64,
    /// Unpacked over packed bytes; judged above 1 MiB unpacked, since short dull texts pack well, and in archives above 4 GiB.
    pub ratio: u64,
    /// Largest archive, as it lies on the disk.
    pub archive_bytes: u64,
    /// An archive with more refused records than this is read no further.
    pub rejects: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 64 << 20,
            unpacked_bytes: 64 << 20,
            ratio: 200,
            archive_bytes: 64 << 30,
            rejects: 10_000,
        }
    }
}
