//! Rule files that come with a program, read when it is built: a run neither parses them nor reads off their patterns
//! what those need, which took longer than to clean a page.

use crate::index::Needs;
use crate::{Rule, RuleError, RuleSet, file};

/// Reads rule files, given as names and contents, as [`RuleSet::parse`] does, and gives them as bytes for
/// [`RuleSet::unpack`]. For build scripts. Patterns are not compiled here: [`RuleSet::check`] does so in a test.
///
/// # Errors
/// All mistakes of all files.
pub fn pack(area: &str, files: &[(&str, &str)], known_whats: &[&str]) -> Result<Vec<u8>, Vec<RuleError>> {
    let files = files.iter().map(|&(name, text)| (name, text, false));
    let rules = file::read(area, Vec::new(), files, known_whats)?;
    let needs: Vec<Needs> = rules.iter().filter_map(Needs::of).collect();
    // Plain values, which the format can always hold.
    Ok(postcard::to_stdvec(&(&rules, &needs)).unwrap_or_default())
}

impl RuleSet {
    /// The rules that [`pack`] gave; none of bytes that it did not give.
    pub fn unpack(packed: &[u8]) -> RuleSet {
        let (rules, needs): (Vec<Rule>, Vec<Needs>) = postcard::from_bytes(packed).unwrap_or_default();
        RuleSet::with_needs(rules, needs)
    }
}
