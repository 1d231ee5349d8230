//! Short codes from standards, held without an allocation.

use serde::{Deserialize, Serialize};

/// A code of up to eight ASCII letters: ISO 639-3 (`bel`), ISO 15924 (`Cyrl`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Code([u8; 8]);

impl Code {
    /// ISO 639-3 for a language that could not be told.
    pub const UND: Code = Code::new("und");
    /// ISO 15924 for a script that could not be told.
    pub const ZYYY: Code = Code::new("Zyyy");

    /// The code of that name.
    ///
    /// # Panics
    /// When `name` is longer than eight bytes or not ASCII; codes are constants of the source.
    pub const fn new(name: &str) -> Code {
        let bytes = name.as_bytes();
        assert!(
            bytes.len() <= 8 && name.is_ascii(),
            "a code is at most eight ASCII letters"
        );
        let mut code = [0; 8];
        let mut i = 0;
        while i < bytes.len() {
            code[i] = bytes[i];
            i += 1;
        }
        Code(code)
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|&b| b == 0).unwrap_or(8);
        std::str::from_utf8(&self.0[..end]).unwrap_or("und")
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
