//! How languages and standards write the sounds of Slavic names in Latin letters: the table behind `key`.

use std::sync::LazyLock;

/// How one language or standard writes sounds; the longest fitting group wins, single letters fall to [`letter`].
pub(crate) struct Reader {
    groups: Vec<Group>,
    /// For each first byte where its groups begin; the next entry says where they end.
    first: [u8; 257],
    /// `au`, `ou` before a consonant or at the end is aŭ.
    pub(crate) short_u: bool,
    /// A final e after a consonant is silent.
    pub(crate) silent_e: bool,
    /// Endings that the language gives to names of men from abroad: `Putinas`, `Putins`.
    pub(crate) endings: &'static [&'static str],
}

/// One or two letters of a skeleton; a zero where there is no second.
pub(crate) type Sound = [u8; 2];

/// The sound that a table writes as text.
pub(crate) const fn sound(text: &str) -> Sound {
    match text.as_bytes() {
        [] => [0, 0],
        [a] => [*a, 0],
        [a, b, ..] => [*a, *b],
    }
}

/// Letters that one sound is written with.
pub(crate) struct Group {
    /// The bytes of the letters, at most eight, and which of eight count.
    letters: u64,
    mask: u64,
    pub(crate) sound: Sound,
    /// How many letters these are.
    pub(crate) count: usize,
}

impl Group {
    fn new(letters: &str, text: &str) -> Group {
        let bytes = letters.as_bytes();
        debug_assert!(bytes.len() < 8, "{letters} is longer than a group may be");
        Group {
            letters: bytes.iter().rev().fold(0, |all, &b| all << 8 | u64::from(b)),
            mask: (1 << (8 * bytes.len())) - 1,
            sound: sound(text),
            count: letters.chars().count(),
        }
    }

    fn first(&self) -> usize {
        (self.letters & 0xff) as usize
    }

    /// Whether the letters open eight bytes of a word.
    pub(crate) fn stands_in(&self, eight: u64) -> bool {
        (eight ^ self.letters) & self.mask == 0
    }
}

impl Reader {
    fn new(table: &Table) -> Reader {
        let mut groups: Vec<Group> = table
            .groups
            .iter()
            .map(|&(letters, sound)| Group::new(letters, sound))
            .collect();
        // The order within one first byte stays: long before short.
        groups.sort_by_key(Group::first);
        let mut first = [0; 257];
        for (byte, place) in first.iter_mut().enumerate() {
            *place = groups.partition_point(|g| g.first() < byte) as u8;
        }
        Reader {
            groups,
            first,
            short_u: table.short_u,
            silent_e: table.silent_e,
            endings: table.endings,
        }
    }

    /// The groups that begin with a byte, long ones first.
    pub(crate) fn beginning_with(&self, byte: u8) -> &[Group] {
        &self.groups[self.first[byte as usize] as usize..self.first[byte as usize + 1] as usize]
    }
}

/// Which readers may read a word in another way than letter by letter, by what stands in it; a bit for each.
pub(crate) struct Triggers {
    /// By two neighbouring ASCII letters.
    pairs: Box<[u16; 26 * 26]>,
    /// By one.
    singles: [u16; 26],
    /// Readers that look at the end of a word, or at a `u`.
    ends: u16,
}

impl Triggers {
    /// The readers to ask about a word in small letters; the first is always among them.
    pub(crate) fn of(&self, word: &str) -> u16 {
        let mut out = 1;
        let mut before: Option<usize> = None;
        for b in word.bytes() {
            if !b.is_ascii() {
                return u16::MAX;
            }
            let here = b.is_ascii_lowercase().then(|| (b - b'a') as usize);
            if let Some(h) = here {
                out |= self.singles[h];
                if let Some(b) = before {
                    out |= self.pairs[b * 26 + h];
                }
            }
            before = here;
        }
        if word.ends_with(['e', 's']) || word.contains('u') {
            out |= self.ends;
        }
        out
    }
}

/// See [`Triggers`].
pub(crate) static TRIGGERS: LazyLock<Triggers> = LazyLock::new(|| {
    let mut out = Triggers {
        pairs: Box::new([0; 26 * 26]),
        singles: [0; 26],
        ends: 0,
    };
    for (n, table) in TABLES.iter().enumerate() {
        if table.short_u || table.silent_e || !table.endings.is_empty() {
            out.ends |= 1 << n;
        }
        for (letters, _) in table.groups {
            match *letters.as_bytes() {
                [a, b, ..] if a.is_ascii() && b.is_ascii() => {
                    out.pairs[(a - b'a') as usize * 26 + (b - b'a') as usize] |= 1 << n;
                }
                [a] if a.is_ascii() => out.singles[(a - b'a') as usize] |= 1 << n,
                // Words with other letters are read by all.
                _ => {}
            }
        }
    }
    out
});

/// All readers.
pub(crate) static READERS: LazyLock<Vec<Reader>> = LazyLock::new(|| TABLES.iter().map(Reader::new).collect());

struct Table {
    groups: &'static [(&'static str, &'static str)],
    short_u: bool,
    silent_e: bool,
    endings: &'static [&'static str],
}

const fn reader(groups: &'static [(&'static str, &'static str)]) -> Table {
    Table {
        groups,
        short_u: false,
        silent_e: false,
        endings: &[],
    }
}

/// Groups stand from long to short.
const TABLES: &[Table] = &[
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
    // The same with j as in James, and x and shh as GOST 7.79 has them.
    reader(&[
        ("shch", "X"),
        ("shh", "X"),
        ("sh", "X"),
        ("zh", "X"),
        ("ch", "Q"),
        ("kh", "G"),
        ("ts", "T"),
        ("dz", "D"),
        ("j", "DX"),
        ("x", "G"),
    ]),
    // Belarusian: BGN/PCGN and the national one.
    Table {
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
        endings: &[],
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
    Table {
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
        endings: &[],
    },
    // French.
    Table {
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
        endings: &[],
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
    Table {
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
        endings: &[],
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
    // Lithuanian and Latvian, which give a name their own ending.
    Table {
        groups: &[
            ("ch", "G"),
            ("dž", "DX"),
            ("ie", "A"),
            ("ts", "T"),
            ("dz", "D"),
            ("c", "T"),
        ],
        short_u: false,
        silent_e: false,
        endings: &["as", "is", "us", "ys", "js", "s"],
    },
    // Turkish and Azerbaijani.
    reader(&[("ç", "Q"), ("c", "DX"), ("j", "X")]),
];

/// What a single Latin letter sounds like when no group of the reader takes it.
pub(crate) fn letter(c: char) -> Sound {
    sound(match c {
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
    })
}
