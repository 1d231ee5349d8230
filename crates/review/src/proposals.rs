//! The file `proposals.tsv` that a build writes beside the tables: names no gazetteer knows, and why forms were merged.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::Error;

/// One proposal, by its id in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Proposal {
    pub(crate) forms: Vec<String>,
    /// A sentence for each merge.
    pub(crate) why: Vec<String>,
}

/// All proposals of a dataset; none when it has no such file.
pub(crate) fn read(dataset: &Path) -> Result<BTreeMap<String, Proposal>, Error> {
    let path = dataset.join("proposals.tsv");
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(parse(&text)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(e) => Err(Error::io("read", &path, e)),
    }
}

/// Columns are found by their names in the head line, so that the file may grow.
fn parse(text: &str) -> BTreeMap<String, Proposal> {
    let mut lines = text.lines().filter(|l| !l.starts_with('#'));
    let names: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let place = |name: &str| names.iter().position(|n| *n == name);
    let (id, forms, why) = (place("id"), place("forms"), place("why"));
    let mut out = BTreeMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).copied().unwrap_or_default();
        let parts = |text: &str, sign: &str| -> Vec<String> {
            text.split(sign)
                .map(str::trim)
                .filter(|p| !p.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let proposal = Proposal {
            forms: parts(cell(forms), "|"),
            why: parts(cell(why), "; "),
        };
        if !cell(id).is_empty() {
            out.insert(cell(id).to_owned(), proposal);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_line_is_a_proposal() {
        let file = "# head\nid\ttype\tcanonical\tforms\tdocuments\tmentions\twhy\n\
            x-1\tperson\tA B\tA B|A Bee\t2\t3\tA Bee = A B [names/model 0.91]\n\nx-2\torg\tC\n";
        let found = parse(file);
        assert_eq!(found["x-1"].forms, ["A B", "A Bee"]);
        assert_eq!(found["x-1"].why, ["A Bee = A B [names/model 0.91]"]);
        assert!(found["x-2"].forms.is_empty());
        assert!(parse("").is_empty());
    }
}
