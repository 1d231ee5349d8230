//! Rule files as data: their format, how they are loaded, matched and checked.
//!
//! A rule file is TOML with one `[[rule]]` per cue. It is written by people who need not know the code, so a mistake
//! in it is answered with file, line, a caret, and the nearest known name. What a hit means is left to the
//! crate that owns the rules: this crate knows no label, no document and no language.
//!
//! ```
//! let file = r#"
//! [[rule]]
//! id = "related/en/read-more"
//! what = "nav"
//! language = "en"
//! phrases = ["read more"]
//! at = "line"
//! score = 0.95
//! source = "link under a teaser on many sites"
//! hits = ["Read more »"]
//! misses = ["Read more books, the minister said."]
//! "#;
//! let files = [("related.en.toml".to_owned(), file.to_owned())];
//! let rules = copydesk_rules::RuleSet::parse("boilerplate", &files, &["nav"]).unwrap();
//! assert_eq!(rules.matches("Read  more »")[0].rule.id.as_str(), "boilerplate/related/en/read-more");
//! assert!(rules.check().is_empty());
//! ```

mod error;
mod file;
mod fold;
mod index;
mod literals;
mod packed;
mod rule;
mod set;

pub use error::{RuleError, nearest};
pub use fold::{Folded, fold};
pub use packed::pack;
pub use rule::{At, Example, Place, Rule};
pub use set::{Hit, Matcher, RuleSet};
