//! One rule, as it was read.

use std::sync::Arc;

use copydesk_model::RuleId;
use serde::{Deserialize, Serialize};

/// Where in a block a cue must stand. Punctuation and white space around it do not count, quotation marks do:
/// a quoted sentence does not begin with the cue inside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum At {
    /// The cue is the whole block.
    Line,
    /// The block begins with it.
    Start,
    /// The block ends with it.
    End,
    /// It stands anywhere, on word borders.
    #[default]
    Anywhere,
}

impl At {
    /// The name in rule files.
    pub fn name(self) -> &'static str {
        match self {
            At::Line => "line",
            At::Start => "start",
            At::End => "end",
            At::Anywhere => "anywhere",
        }
    }
}

/// A place in a rule file, for errors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Name of the file.
    pub file: Arc<str>,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in code points.
    pub column: usize,
    /// The line itself.
    pub line_text: String,
}

/// A text that a rule must hit, or must not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The text of one block.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// One cue: what it says of a block, how it looks, and texts that prove it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// The area and the id of the file: `boilerplate/paywall/en/small-favor`.
    pub id: RuleId,
    /// The label or kind that the rule speaks for; one of the names its crate knows.
    pub what: String,
    /// The language it was written for, as in the file.
    pub language: Option<String>,
    /// Any of these, compared folded (see [`crate::fold`]). `subscri*` stands for all words that begin so.
    pub phrases: Vec<String>,
    /// Or this regular expression, compared with the text as it is.
    pub pattern: Option<String>,
    /// Where in the block.
    pub at: At,
    /// The block has at least so many code points.
    pub least_chars: Option<u32>,
    /// The block has at most so many code points.
    pub most_chars: Option<u32>,
    /// From 0 to 1: stated or measured precision.
    pub score: f32,
    /// Where the cue comes from.
    pub source: String,
    /// What part it plays, in words of the crate that owns the rules.
    pub role: Option<String>,
    /// Texts it must hit.
    pub hits: Vec<Example>,
    /// Near texts it must not hit.
    pub misses: Vec<Example>,
    /// Where the rule stands.
    pub place: Place,
}

impl Rule {
    /// Whether a block of `chars` code points has a length this rule speaks of.
    pub(crate) fn fits(&self, chars: usize) -> bool {
        self.least_chars.is_none_or(|least| chars >= least as usize)
            && self.most_chars.is_none_or(|most| chars <= most as usize)
    }
}
