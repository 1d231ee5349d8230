//! Languages near to one another.

use copydesk_model::Code;

/// Groups inside which languages are taken for one another on a paragraph.
const NEIGHBOURS: &[&[&str]] = &[
    &["rus", "ukr", "bel", "bul", "mkd", "srp"],
    &["nob", "dan", "swe", "nno"],
    &["hrv", "srp", "slv", "bos"],
    &["ces", "slk", "pol"],
    &["spa", "por", "cat", "glg", "ita", "ron", "lat"],
    &["ind", "jav", "msa", "tgl"],
    &["deu", "nld", "afr", "yid"],
    &["tur", "aze", "tuk", "uzb"],
    &["ara", "pes", "urd"],
    &["hin", "mar", "nep"],
    &["est", "fin"],
    &["lit", "lav"],
];

/// Whether two languages are taken for one another.
pub(crate) fn are(a: Code, b: Code) -> bool {
    NEIGHBOURS
        .iter()
        .any(|g| g.contains(&a.as_str()) && g.contains(&b.as_str()))
}
