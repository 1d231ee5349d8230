//! How languages and standards write the sounds of Slavic names in Latin letters: the table behind `key`.

/// How one language or standard writes sounds; the longest fitting group wins, single letters fall to [`letter`].
pub(crate) struct Reader {
    pub(crate) groups: &'static [(&'static str, &'static str)],
    /// `au`, `ou` before a consonant or at the end is aŭ.
    pub(crate) short_u: bool,
    /// A final e after a consonant is silent.
    pub(crate) silent_e: bool,
}

const fn reader(groups: &'static [(&'static str, &'static str)]) -> Reader {
    Reader {
        groups,
        short_u: false,
        silent_e: false,
    }
}

/// Groups stand from long to short.
pub(crate) const READERS: &[Reader] = &[
    // English habit and BGN/PCGN of Russian and Ukrainian.
    reader(&[
        ("shch", "X"),
        ("dzh", "DX"),
        ("tch", "Q"),
        ("sh", "X"),
        ("zh", "X"),
        ("ch", "Q"),
        ("kh", "G"),
        ("ts", "T"),
        ("tz", "T"),
        ("dz", "D"),
        ("dj", "DX"),
        ("ph", "F"),
        ("th", "T"),
        ("ck", "K"),
    ]),
    // The same with j as in James.
    reader(&[
        ("shch", "X"),
        ("sh", "X"),
        ("zh", "X"),
        ("ch", "Q"),
        ("kh", "G"),
        ("ts", "T"),
        ("dz", "D"),
        ("j", "DX"),
    ]),
    // Belarusian: BGN/PCGN and the national one.
    Reader {
        groups: &[
            ("shch", "X"),
            ("dzh", "DX"),
            ("sh", "X"),
            ("zh", "X"),
            ("ch", "Q"),
            ("kh", "G"),
            ("ts", "T"),
            ("dz", "D"),
            ("c", "T"),
        ],
        short_u: true,
        silent_e: false,
    },
    // German.
    reader(&[
        ("schtsch", "X"),
        ("tsch", "Q"),
        ("dsch", "DX"),
        ("sch", "X"),
        ("ch", "G"),
        ("tz", "T"),
        ("ck", "K"),
        ("ts", "T"),
        ("dz", "D"),
        ("ph", "F"),
        ("z", "T"),
    ]),
    // German, Belarusian names.
    Reader {
        groups: &[
            ("schtsch", "X"),
            ("tsch", "Q"),
            ("dsch", "DX"),
            ("sch", "X"),
            ("sh", "X"),
            ("ch", "G"),
            ("dz", "D"),
            ("ds", "D"),
            ("z", "T"),
        ],
        short_u: true,
        silent_e: false,
    },
    // French.
    Reader {
        groups: &[
            ("chtch", "X"),
            ("gue", "GA"),
            ("gui", "GI"),
            ("tch", "Q"),
            ("eau", "A"),
            ("dj", "DX"),
            ("ch", "X"),
            ("ou", "U"),
            ("au", "A"),
            ("qu", "K"),
            ("ts", "T"),
            ("tz", "T"),
            ("dz", "D"),
            ("kh", "G"),
            ("ce", "SA"),
            ("ci", "SI"),
            ("ph", "F"),
            ("j", "X"),
            ("ç", "S"),
        ],
        short_u: false,
        silent_e: true,
    },
    // Polish.
    reader(&[
        ("szcz", "X"),
        ("dż", "DX"),
        ("cz", "Q"),
        ("sz", "X"),
        ("rz", "X"),
        ("ch", "G"),
        ("dz", "D"),
        ("dź", "D"),
        ("ś", "S"),
        ("ć", "T"),
        ("c", "T"),
        ("ó", "U"),
        ("ą", "AN"),
        ("ę", "AN"),
    ]),
    // Polish, Belarusian names.
    Reader {
        groups: &[
            ("cz", "Q"),
            ("sz", "X"),
            ("rz", "X"),
            ("ch", "G"),
            ("dz", "D"),
            ("dź", "D"),
            ("ś", "S"),
            ("ć", "T"),
            ("c", "T"),
        ],
        short_u: true,
        silent_e: false,
    },
    // Czech, Slovak, ISO 9, Łacinka, Baltic languages.
    reader(&[
        ("šč", "X"),
        ("ch", "G"),
        ("ts", "T"),
        ("dz", "D"),
        ("ś", "S"),
        ("ć", "T"),
        ("c", "T"),
    ]),
    // Spanish and Catalan.
    reader(&[
        ("gue", "GA"),
        ("gui", "GI"),
        ("ix", "X"),
        ("ch", "Q"),
        ("sh", "X"),
        ("zh", "X"),
        ("kh", "G"),
        ("ts", "T"),
        ("dz", "D"),
        ("qu", "K"),
        ("ll", "L"),
        ("j", "G"),
    ]),
    // Dutch and Scandinavian.
    reader(&[
        ("sjtsj", "X"),
        ("tsj", "Q"),
        ("dzj", "DX"),
        ("sj", "X"),
        ("zj", "X"),
        ("tj", "Q"),
        ("oe", "U"),
        ("ch", "G"),
        ("ij", "I"),
        ("ie", "I"),
        ("ts", "T"),
        ("dz", "D"),
    ]),
    // Hungarian.
    reader(&[
        ("dzs", "DX"),
        ("zs", "X"),
        ("sz", "S"),
        ("cs", "Q"),
        ("gy", "D"),
        ("ty", "T"),
        ("ny", "N"),
        ("ly", "L"),
        ("cz", "T"),
        ("c", "T"),
        ("s", "X"),
    ]),
];

/// What a single Latin letter sounds like when no group of the reader takes it.
pub(crate) fn letter(c: char) -> &'static str {
    match c {
        'a' | 'e' | 'o' | 'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' | 'ă' | 'é' | 'è' | 'ê' | 'ë' | 'ě' | 'ē' | 'ė'
        | 'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'ō' | 'ő' => "A",
        'ą' | 'ę' => "A",
        'i' | 'y' | 'j' | 'í' | 'ì' | 'î' | 'ï' | 'ī' | 'į' | 'ý' | 'ỳ' | 'ı' => "I",
        'u' | 'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'ů' | 'ų' | 'ű' => "U",
        'b' => "B",
        'c' | 'k' | 'q' | 'ķ' => "K",
        'd' | 'ď' | 'đ' => "D",
        'f' => "F",
        'g' | 'h' | 'ğ' | 'ģ' => "G",
        'l' | 'ł' | 'ľ' | 'ļ' | 'ĺ' => "L",
        'm' => "M",
        'n' | 'ñ' | 'ń' | 'ň' | 'ņ' => "N",
        'p' => "P",
        'r' | 'ř' | 'ŕ' => "R",
        's' | 'z' | 'ś' | 'ź' | 'ß' | 'ç' => "S",
        'š' | 'ž' | 'ż' | 'ş' | 'ș' => "X",
        'č' | 'ć' => "Q",
        't' | 'ť' | 'ţ' | 'ț' => "T",
        'v' | 'w' | 'ŭ' => "V",
        'x' => "KS",
        _ => "",
    }
}
