//! Names that stand in a hundred thousand rows, kept once.

use std::collections::BTreeMap;

/// Numbers for names, in the order of arrival.
#[derive(Debug, Default)]
pub(crate) struct Intern {
    numbers: BTreeMap<String, u32>,
    names: Vec<String>,
}

impl Intern {
    pub(crate) fn number(&mut self, name: &str) -> u32 {
        if let Some(n) = self.numbers.get(name) {
            return *n;
        }
        let n = self.names.len() as u32;
        self.numbers.insert(name.to_owned(), n);
        self.names.push(name.to_owned());
        n
    }

    pub(crate) fn name(&self, number: u32) -> &str {
        self.names.get(number as usize).map_or("", String::as_str)
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }
}
