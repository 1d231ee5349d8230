//! What a run tells while it goes on. xtask draws bars from it; tests and other callers stay silent.

use copydesk_model::Reject;

/// The two passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Each document alone.
    Read,
    /// Each document with the facts of all.
    Write,
}

/// Listens to a run; called from many threads.
pub trait Observer: Sync {
    /// A pass begins; `bytes` of work are known to lie before it.
    fn begin(&self, phase: Phase, bytes: u64);
    /// `bytes` more are done; `source` was the last of them.
    fn advance(&self, source: &str, bytes: u64);
    /// An input gave no row.
    fn rejected(&self, reject: &Reject);
    /// The pass is over.
    fn end(&self, phase: Phase);
}

/// Listens and says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {
    fn begin(&self, _: Phase, _: u64) {}
    fn advance(&self, _: &str, _: u64) {}
    fn rejected(&self, _: &Reject) {}
    fn end(&self, _: Phase) {}
}
