//! Small words that stand among the words of a name: particles, generations, titles.

/// Small words that come and go between spellings of one name.
pub(crate) const PARTICLES: &[&str] = &[
    "al", "el", "ul", "ad", "an", "as", "ar", "ash", "at", "az", "bin", "ibn", "ben", "bint", "abu", "de", "da", "do",
    "dos", "das", "del", "della", "di", "du", "la", "le", "las", "los", "van", "von", "der", "den", "ter", "ten", "zu",
    "af", "av", "y", "e", "i", "san", "st", "фон", "де", "дер", "ван", "аль", "эль", "ель", "ибн", "бин", "бен", "ди",
    "да", "ла", "ле",
];
/// What tells a son from his father.
pub(crate) const GENERATIONS: &[&str] = &[
    "jr",
    "sr",
    "junior",
    "senior",
    "ii",
    "iii",
    "iv",
    "мл",
    "ст",
    "младший",
    "старший",
];
/// What stands before a name without being part of it.
pub(crate) const TITLES: &[&str] = &[
    "dr",
    "mr",
    "mrs",
    "ms",
    "sir",
    "prof",
    "hon",
    "rev",
    "lord",
    "lady",
    "dame",
    "haji",
    "hajji",
    "sheikh",
    "shaykh",
    "mullah",
    "maulavi",
    "ayatollah",
    "general",
    "gen",
    "col",
    "д-р",
];
