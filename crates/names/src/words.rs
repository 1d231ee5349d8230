//! What is known of single words: given names, titles, common words, heads of organisations' names.
//!
//! All of it is data (`data/*.tsv`); this file reads it. One look-up per capitalised word answers for all tables,
//! the gazetteer's included.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::few::Few;
use crate::fold::key_of;
use crate::given::Sounds;
use crate::inflect::{Declension, Gender, case_keys};
use crate::small::Small;
use crate::table::Table;

/// What is known of a word.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordInfo {
    /// Phrases of the gazetteer that begin with it, longest first.
    pub(crate) phrases: Vec<Candidate>,
    /// Persons of the gazetteer whose surname ends with it.
    pub(crate) surnames: Vec<Surname>,
    /// Given names it may be.
    pub(crate) given: Few<Given>,
    /// What else it is.
    pub(crate) roles: Roles,
}

/// A phrase of the gazetteer as its first word shows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) phrase: u32,
    /// The bytes behind the first word, and which of them count.
    next: u32,
    mask: u32,
    /// Whether it counts only after a longer form.
    pub(crate) short: bool,
}

impl Candidate {
    /// The phrase of that index, whose text goes on with `rest` behind its first word.
    pub(crate) fn new(phrase: u32, rest: &str, short: bool) -> Candidate {
        let rest = rest.as_bytes();
        let known = rest.iter().take(4).take_while(|b| is_plain(**b)).count();
        let mut next = [0; 4];
        next[..known].copy_from_slice(&rest[..known]);
        let mask = if known == 4 { u32::MAX } else { (1 << (8 * known)) - 1 };
        Candidate {
            phrase,
            next: u32::from_le_bytes(next),
            mask,
            short,
        }
    }

    /// Whether the phrase may go on with these bytes, which [`Candidate::behind`] has read.
    pub(crate) fn may_go_on(self, behind: Option<u32>) -> bool {
        behind.is_none_or(|b| (b ^ self.next) & self.mask == 0)
    }

    /// The bytes behind a word, when all of them stand for themselves.
    pub(crate) fn behind(bytes: &[u8]) -> Option<u32> {
        let four = bytes.first_chunk::<4>()?;
        let plain = four.iter().all(|b| is_plain(*b)) && !four.windows(2).any(|w| w == b"  ");
        plain.then(|| u32::from_le_bytes(*four))
    }
}

/// Whether a byte is compared as it is: no look-alike is folded into it, and no mark or soft hyphen begins with it.
fn is_plain(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b' '
}

/// A surname of the gazetteer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Surname {
    /// Index of the entity.
    pub(crate) entity: u32,
    /// `von der `, when particles belong to it.
    pub(crate) prefix: Option<Box<str>>,
}

/// A reading of a word as a given name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    /// Index of the class of names that are the same in other languages.
    pub(crate) class: u16,
    /// A case form, good for known persons only.
    pub(crate) oblique: bool,
}

/// Roles of a word, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Roles(u32);

macro_rules! roles {
    ($($name:ident $bit:literal $text:literal,)*) => {
        impl Roles {
            $(pub(crate) const $name: Roles = Roles(1 << $bit);)*
            fn from_name(name: &str) -> Option<Roles> {
                match name { $($text => Some(Roles::$name),)* _ => None }
            }
        }
    };
}

roles! {
    COMMON 0 "common",
    TITLE 1 "title",
    ORG_HEAD 2 "org-head",
    MEDIA_HEAD 3 "media-head",
    DEMONYM 4 "demonym",
    SPEECH 5 "speech",
    BYLINE 6 "byline",
    CHANNEL 7 "channel",
    WORK 8 "work",
    WEAK_GIVEN 9 "weak-given",
    CALENDAR 10 "calendar",
    PART 11 "part",
    ORG_FIRST 12 "first",
    ORG_ADJECTIVE 13 "adjective",
    ORG_SMALL_HEAD 14 "head",
    ORG_BEHIND 15 "behind",
    ORG_NEAR 16 "near",
}

impl Roles {
    pub(crate) fn is(self, role: Roles) -> bool {
        self.0 & role.0 != 0
    }
    pub(crate) fn any(self, roles: &[Roles]) -> bool {
        roles.iter().any(|r| self.is(*r))
    }
}

/// Given names that are one name in several languages.
#[derive(Clone, Debug)]
pub(crate) struct GivenClass {
    pub(crate) gender: Gender,
    /// First letters of its forms, small, for initials.
    pub(crate) initials: BTreeSet<char>,
}

/// All words that anything is known of.
#[derive(Clone)]
pub(crate) struct Words {
    table: Table<WordInfo>,
    /// Forms of the gazetteer that begin with a small letter.
    pub(crate) small: Small,
    /// First bytes of the words that stand behind the name of a medium.
    channel: BTreeSet<u8>,
    /// Small words between the words of an organisation's name.
    of: BTreeSet<&'static str>,
    pub(crate) classes: Vec<GivenClass>,
    /// Made when the first list of names asks for it.
    sounds: OnceLock<Sounds>,
}

const GIVEN: &str = include_str!("../data/given.tsv");
const GIVEN_PLAIN: &str = include_str!("../data/given-plain.tsv");
const ROLES: &str = include_str!("../data/words.tsv");
const ORGANISATIONS: &str = include_str!("../data/organisations.tsv");

impl Words {
    /// The words of the data files, without a gazetteer.
    pub(crate) fn built_in() -> Words {
        let mut words = Words {
            // What the data files come to with their case forms, so that the table need not grow.
            table: Table::with_capacity(57_000),
            small: Small::default(),
            channel: BTreeSet::new(),
            of: BTreeSet::new(),
            classes: Vec::new(),
            sounds: OnceLock::new(),
        };
        for line in rows(GIVEN) {
            let mut cells = line.split('\t');
            let gender = gender(cells.next().unwrap_or(""));
            let all: Vec<&str> = cells.flat_map(|c| c.split(' ')).filter(|f| !f.is_empty()).collect();
            words.class(gender, &all);
        }
        for line in rows(GIVEN_PLAIN) {
            let mut cells = line.split('\t');
            let gender = gender(cells.next().unwrap_or(""));
            for form in cells.flat_map(|c| c.split(' ')).filter(|f| !f.is_empty()) {
                if words.get(form).is_none_or(|i| i.given.iter().all(|g| g.oblique)) {
                    words.class(gender, &[form]);
                }
            }
        }
        for line in rows(ROLES) {
            let mut cells = line.split('\t');
            let Some(role) = cells.next().and_then(Roles::from_name) else {
                continue;
            };
            for word in cells.skip(1).flat_map(|c| c.split(' ')).filter(|f| !f.is_empty()) {
                if role == Roles::CHANNEL {
                    words.channel.extend(word.bytes().next());
                }
                let roles = &mut words.entry(word).roles;
                roles.0 |= role.0;
            }
        }
        for line in rows(ORGANISATIONS) {
            words.organisations(line);
        }
        words
    }

    /// Reads a line of the words that organisations' names turn on.
    fn organisations(&mut self, line: &'static str) {
        let mut cells = line.split('\t');
        let (role, language) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
        let all = cells.flat_map(|c| c.split(' ')).filter(|f| !f.is_empty());
        let Some(role) = Roles::from_name(role) else {
            self.of.extend(all);
            return;
        };
        let how = match language {
            "ru" => Declension::Russian,
            "uk" => Declension::Ukrainian,
            "be" => Declension::Belarusian,
            "pl" => Declension::Polish,
            _ => Declension::None,
        };
        for word in all {
            self.entry(word).roles.0 |= role.0;
            // What stands behind is in the genitive already.
            if role != Roles::ORG_BEHIND {
                case_keys(word, Gender::Thing, how, |key| self.of_key(key).roles.0 |= role.0);
            }
        }
    }

    /// Given names by their sound.
    pub(crate) fn sounds(&self) -> &Sounds {
        self.sounds.get_or_init(|| {
            let mut sounds = Sounds::default();
            for (form, info) in self.table.iter() {
                if form.chars().any(crate::fold::is_cyrillic) {
                    for given in info.given.iter().filter(|g| !g.oblique) {
                        let man = self.classes[usize::from(given.class)].gender == Gender::Man;
                        sounds.add(form, given.class, man);
                    }
                }
            }
            sounds
        })
    }

    /// Whether a small word may join the words of an organisation's name.
    pub(crate) fn is_of(&self, word: &str) -> bool {
        self.of.contains(word)
    }

    fn class(&mut self, gender: Gender, all: &[&str]) {
        let class = self.classes.len() as u16;
        let initials = all
            .iter()
            .filter_map(|f| f.chars().next())
            .flat_map(char::to_lowercase)
            .collect();
        self.classes.push(GivenClass { gender, initials });
        for form in all {
            let given = &mut self.entry(form).given;
            given.retain(|g| g.class != class);
            given.push(Given { class, oblique: false });
        }
        for form in all {
            let cyrillic = form.chars().any(crate::fold::is_cyrillic);
            let ways: &[Declension] = if cyrillic {
                &[Declension::Russian, Declension::Belarusian, Declension::Ukrainian]
            } else {
                &[Declension::Polish]
            };
            for how in ways {
                case_keys(form, gender, *how, |key| {
                    let given = &mut self.of_key(key).given;
                    if given.iter().all(|g| g.class != class) {
                        given.push(Given { class, oblique: true });
                    }
                });
            }
        }
    }

    /// What is known of a word as it stands in a text.
    pub(crate) fn get(&self, word: &str) -> Option<&WordInfo> {
        self.look_up(word).0
    }

    /// The same, and the first four bytes of the word's key.
    pub(crate) fn look_up(&self, word: &str) -> (Option<&WordInfo>, u32) {
        let bytes = word.as_bytes();
        let mut small = [0u8; 32];
        if bytes.len() <= small.len() && word.is_ascii() {
            let small = &mut small[..bytes.len()];
            small.copy_from_slice(bytes);
            small.make_ascii_lowercase();
            return (self.table.get(small), head_of(small));
        }
        if bytes.len() > 256 {
            return (None, 0);
        }
        let key = key_of(word);
        (self.table.get(key.as_bytes()), head_of(key.as_bytes()))
    }

    /// The entry of a word, made when there is none.
    pub(crate) fn entry(&mut self, word: &str) -> &mut WordInfo {
        self.of_key(&key_of(word))
    }

    /// The same for a key.
    pub(crate) fn of_key(&mut self, key: &str) -> &mut WordInfo {
        self.table.entry(key)
    }

    /// Whether a word has one of these roles.
    pub(crate) fn is(&self, word: &str, roles: &[Roles]) -> bool {
        self.get(word).is_some_and(|i| i.roles.any(roles))
    }

    /// Whether a word that begins with this byte may be a channel.
    pub(crate) fn may_be_channel(&self, first: u8) -> bool {
        self.channel.contains(&first)
    }

    /// Puts longer phrases first everywhere; `length` is that of a phrase.
    pub(crate) fn order_phrases(&mut self, length: impl Fn(u32) -> usize) {
        for info in self.table.values_mut().filter(|i| i.phrases.len() > 1) {
            info.phrases
                .sort_by_key(|p| (std::cmp::Reverse(length(p.phrase)), p.phrase));
        }
    }
}

/// The first four bytes of a key.
pub(crate) fn head_of(key: &[u8]) -> u32 {
    let mut head = [0; 4];
    let known = key.len().min(4);
    head[..known].copy_from_slice(&key[..known]);
    u32::from_le_bytes(head)
}

/// Lines of a data file, without comments.
pub(crate) fn rows(file: &str) -> impl Iterator<Item = &str> {
    file.lines()
        .map(|l| l.trim_end_matches('\r'))
        .filter(|l| !l.trim().is_empty() && !l.starts_with('#'))
}

fn gender(cell: &str) -> Gender {
    match cell {
        "f" => Gender::Woman,
        _ => Gender::Man,
    }
}
