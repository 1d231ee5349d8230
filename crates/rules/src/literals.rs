//! What a text must hold for a pattern to match in it, read off the pattern's syntax.

use regex_syntax::hir::literal::Extractor;
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::fold::fold;

/// A class of more characters says too little.
const CLASS: usize = 8;
/// More literals for one pattern say too little.
const LITERALS: usize = 400;

/// Folded literals of which every text that `pattern` matches holds at least one, folded; `None` when there are none.
pub(crate) fn required(pattern: &str) -> Option<Vec<String>> {
    let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
    let mut literals = of(&hir)?;
    literals.sort_unstable();
    literals.dedup();
    // A literal that holds another one is found by that.
    let all = literals.clone();
    literals.retain(|l| !all.iter().any(|other| other != l && l.contains(other.as_str())));
    Some(literals)
}

/// Folded literals of which every text that `pattern` matches at its start begins with at least one, folded.
pub(crate) fn prefixes(pattern: &str) -> Option<Vec<String>> {
    let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
    let found = Extractor::new().limit_total(LITERALS).extract(&hir);
    let mut prefixes = Vec::new();
    for literal in found.literals()? {
        // The extractor may cut inside a character.
        let bytes = literal.as_bytes();
        let whole = std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), str::len);
        let folded = fold(std::str::from_utf8(&bytes[..whole]).ok()?);
        if folded.is_empty() {
            return None;
        }
        prefixes.push(folded);
    }
    prefixes.sort_unstable();
    prefixes.dedup();
    (!prefixes.is_empty()).then_some(prefixes)
}

/// The syntax tree is as deep as the parser lets it be, which has a limit.
fn of(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => None,
        HirKind::Literal(literal) => {
            let folded = fold(std::str::from_utf8(&literal.0).ok()?);
            (!folded.is_empty()).then(|| vec![folded])
        }
        HirKind::Class(Class::Unicode(class)) => {
            let size: usize = class.ranges().iter().map(|r| r.len()).sum();
            let chars = || class.ranges().iter().flat_map(|r| r.start()..=r.end());
            let folded: Vec<String> = if size <= CLASS {
                chars().map(|c| fold(c.encode_utf8(&mut [0; 4]))).collect()
            } else {
                return None;
            };
            folded.iter().all(|f| !f.is_empty()).then_some(folded)
        }
        HirKind::Class(Class::Bytes(_)) => None,
        HirKind::Repetition(repetition) => (repetition.min > 0).then(|| of(&repetition.sub)).flatten(),
        HirKind::Capture(capture) => of(&capture.sub),
        // Of all that must follow each other, the part whose shortest literal is longest says most.
        HirKind::Concat(parts) => parts
            .iter()
            .filter_map(of)
            .max_by_key(|l| (l.iter().map(String::len).min(), std::cmp::Reverse(l.len()))),
        HirKind::Alternation(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(of(part)?);
            }
            (all.len() <= LITERALS).then_some(all)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::required;

    #[test]
    fn what_a_pattern_needs() {
        for (pattern, want) in [
            (r"\d+ (?:comments?|коммент\w*)", Some(vec!["comment", "коммент"])),
            (r"(?:by )?staff.*", Some(vec!["staff"])),
            (r"a|\d", None),
            (r"\p{L}+", None),
            (r"(?:photo|photograph)\s*:", Some(vec!["photo"])),
            (r"[Ss]ee  Also", Some(vec!["ee also"])),
            (r"x*", None),
        ] {
            let want = want.map(|w| w.into_iter().map(str::to_owned).collect());
            assert_eq!(required(pattern), want, "{pattern}");
        }
    }
}
