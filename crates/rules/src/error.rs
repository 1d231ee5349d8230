//! What is wrong with a rule file, said to the person who wrote it.

use std::fmt;

use crate::Place;

/// One mistake in a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// Name of the file.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in code points.
    pub column: usize,
    /// The line as it stands in the file.
    pub line_text: String,
    /// What is wrong, as a fragment that reads after "failed to read the rule:".
    pub message: String,
    /// What would help, such as the nearest known name.
    pub hint: Option<String>,
}

impl RuleError {
    /// A mistake at `place`; the crate that owns the rules reports its own findings with it.
    pub fn at(place: &Place, message: impl Into<String>) -> RuleError {
        RuleError {
            file: place.file.to_string(),
            line: place.line,
            column: place.column,
            line_text: place.line_text.clone(),
            message: message.into(),
            hint: None,
        }
    }

    /// The same with what would help.
    #[must_use]
    pub fn hint(mut self, hint: Option<String>) -> RuleError {
        self.hint = hint;
        self
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        writeln!(f, "  | {}", self.line_text)?;
        // Tabs are copied, so that the caret stands under the mistake in any terminal.
        let lead = self.line_text.chars().take(self.column.saturating_sub(1));
        let lead: String = lead.map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        write!(f, "  | {lead}^")?;
        match &self.hint {
            Some(hint) => write!(f, " {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for RuleError {}

/// The name among `known` that is nearest to `wrong`, when it is near enough to be meant.
pub fn nearest<'k>(wrong: &str, known: &[&'k str]) -> Option<&'k str> {
    let limit = 1 + wrong.chars().count() / 3;
    known
        .iter()
        .map(|name| (distance(wrong, name, limit), *name))
        .filter(|(d, _)| *d <= limit)
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein distance; anything over `limit` may be reported as `limit + 1`.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let b: Vec<char> = b.chars().collect();
    if a.chars().count().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, &cb) in b.iter().enumerate() {
            let swap = corner + usize::from(ca != cb);
            corner = row[j + 1];
            row[j + 1] = swap.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_misspelt_name_finds_its_neighbour() {
        let known = ["paywall", "newsletter", "related"];
        assert_eq!(nearest("paywal", &known), Some("paywall"));
        assert_eq!(nearest("news-letter", &known), Some("newsletter"));
        assert_eq!(nearest("cookies", &known), None);
        assert_eq!(nearest("", &known), None);
    }
}
