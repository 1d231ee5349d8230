//! What the words of class and id names say of an element; the words are data (`data/tokens.tsv`).

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};
use std::sync::OnceLock;

macro_rules! groups {
    ($($variant:ident = $name:literal,)*) => {
        /// One kind of thing that a name can say. The contexts that exclude come first, strongest first: where an
        /// element's names say several things, the first counts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Group { $($variant,)* }

        impl Group {
            /// Every group.
            pub(crate) const ALL: &[Group] = &[$(Group::$variant,)*];

            /// Whether it says that an element is not part of the article.
            pub(crate) fn excludes(self) -> bool {
                self < Group::Hidden
            }

            fn from_name(name: &str) -> Option<Group> {
                match name { $($name => Some(Group::$variant),)* _ => None }
            }
        }
    };
}

groups! {
    Comments = "comments",
    CommentForm = "comment_form",
    Cookie = "cookie",
    Ad = "ad",
    Paywall = "paywall",
    Newsletter = "newsletter",
    Related = "related",
    Breadcrumb = "breadcrumb",
    Share = "share",
    Nav = "nav",
    Footer = "footer",
    Sidebar = "sidebar",
    Widget = "widget",
    Bio = "bio",
    Credit = "credit",
    Caption = "caption",
    Byline = "byline",
    Date = "date",
    Meta = "meta",
    Tags = "tags",
    Legal = "legal",
    Title = "title",
    Standfirst = "standfirst",
    Box = "box",
    Header = "header",
    Hidden = "hidden",
    Body = "body",
    Article = "article",
    Not = "not",
}

/// A set of groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Groups(u32);

impl Groups {
    /// Whether it holds `group`.
    pub(crate) fn has(self, group: Group) -> bool {
        self.0 & (1 << group as u32) != 0
    }

    /// With `group`.
    pub(crate) fn add(&mut self, group: Group) {
        self.0 |= 1 << group as u32;
    }

    /// One bit for each group, by its number.
    pub(crate) fn bits(self) -> u32 {
        self.0
    }

    /// Without any.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// With all of another set.
    fn add_all(&mut self, other: Groups) {
        self.0 |= other.0;
    }
}

/// What the value of a `class` or `id` says.
#[derive(Clone, Copy, Default)]
pub(crate) struct Said {
    groups: Groups,
    cue: Option<(Group, &'static str)>,
    /// The same for the same value of one page, and never 0.
    pub(crate) number: u32,
}

impl Said {
    /// Adds it to what is known of an element; `cue` becomes the strongest group with its phrase.
    pub(crate) fn add_to(self, groups: &mut Groups, cue: &mut Option<(Group, &'static str)>) {
        groups.add_all(self.groups);
        if let Some(own) = self.cue
            && cue.is_none_or(|c| own.0 < c.0)
        {
            *cue = Some(own);
        }
    }
}

/// So many values of a page are remembered: enough for real ones, and values made to share one slot of the map cannot
/// slow it down by more.
const MOST: usize = 2048;

/// Reads the names of one page; most of them stand there many times.
#[derive(Default)]
pub(crate) struct Reader<'t> {
    values: HashMap<&'t str, Said, BuildHasherDefault<Mix>>,
    names: HashMap<&'t str, Option<(Group, &'static str)>, BuildHasherDefault<Mix>>,
}

impl<'t> Reader<'t> {
    /// What the names of an attribute say.
    pub(crate) fn read(&mut self, names: &'t str) -> Said {
        if let Some(said) = self.values.get(names) {
            return *said;
        }
        let mut said = self.say(names);
        if self.values.len() < MOST {
            said.number = self.values.len() as u32 + 1;
            self.values.insert(names, said);
        } else {
            said.number = BuildHasherDefault::<Mix>::default().hash_one(names) as u32 | 1 << 31;
        }
        said
    }

    fn say(&mut self, names: &'t str) -> Said {
        let mut said = Said::default();
        // A page may give an element thousands of names; what decides stands among the first.
        for name in names.split_ascii_whitespace().take(24) {
            let found = match self.names.get(name) {
                Some(found) => *found,
                None => {
                    let found = of_name(table(), name);
                    if self.names.len() < MOST {
                        self.names.insert(name, found);
                    }
                    found
                }
            };
            if let Some((group, phrase)) = found {
                said.groups.add(group);
                if said.cue.is_none_or(|c| group < c.0) {
                    said.cue = Some((group, phrase));
                }
            }
        }
        said
    }
}

const WORDS: usize = 12;

/// What one name says: the longest phrase in it, the later one of two.
fn of_name(table: &Table, name: &str) -> Option<(Group, &'static str)> {
    let mut buffer = [0_u8; 96];
    let mut ends = [0_usize; WORDS];
    let (mut len, mut words) = (0, 0);
    let mut before = b'-';
    for &b in name.as_bytes() {
        let breaks = !b.is_ascii_alphanumeric() && b < 0x80;
        let hump = b.is_ascii_uppercase() && before.is_ascii_lowercase();
        if (breaks || hump) && len > 0 && buffer[len - 1] != b' ' {
            ends[words] = len;
            words += 1;
            if words == WORDS {
                break;
            }
            buffer[len] = b' ';
            len += 1;
        }
        if !breaks {
            // Longer names are made by machines.
            if len + 2 >= buffer.len() {
                return None;
            }
            buffer[len] = b.to_ascii_lowercase();
            len += 1;
        }
        before = b;
    }
    if words < WORDS && len > 0 && buffer[len - 1] != b' ' {
        ends[words] = len;
        words += 1;
    }
    let start = |k: usize| if k == 0 { 0 } else { ends[k - 1] + 1 };
    let mut found: Option<(usize, Group, &'static str)> = None;
    let mut off = false;
    for k in 0..words {
        let starts = table.get(&buffer[start(k)..ends[k]]).map_or(&[][..], Vec::as_slice);
        let fits =
            |p: &&Phrase| k + p.words <= words && &buffer[start(k)..ends[k + p.words - 1]] == p.phrase.as_bytes();
        let hit = starts.iter().find(fits).map(|p| (p.words, p.group, p.phrase));
        match hit {
            Some((_, Group::Not, _)) => off = true,
            Some((n, group, phrase)) if !off && found.is_none_or(|(m, g, _)| n >= m || g == Group::Article) => {
                found = Some((n, group, phrase));
                off = false;
            }
            _ => off = false,
        }
    }
    found.map(|f| (f.1, f.2))
}

/// A phrase of the table.
struct Phrase {
    words: usize,
    group: Group,
    phrase: &'static str,
}

/// Phrases by their first word, the longest first.
type Table = HashMap<&'static [u8], Vec<Phrase>, BuildHasherDefault<Mix>>;

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table::default();
        for line in include_str!("../data/tokens.tsv")
            .lines()
            .filter(|l| !l.starts_with('#'))
        {
            let Some((group, phrases)) = line.split_once('\t') else {
                continue;
            };
            let Some(group) = Group::from_name(group) else { continue };
            for phrase in phrases.split(',').map(str::trim) {
                let words: Vec<&str> = phrase.split(' ').collect();
                let same: &mut Vec<Phrase> = table.entry(words[0].as_bytes()).or_default();
                // Of two lines with one phrase the later counts.
                same.retain(|p| p.phrase != phrase);
                same.push(Phrase {
                    words: words.len(),
                    group,
                    phrase,
                });
                same.sort_by_key(|p| std::cmp::Reverse(p.words));
            }
        }
        table
    })
}

/// Eight bytes a step: keys are short, and looked up some thousand times a page.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..piece.len()].copy_from_slice(piece);
            let mixed = (self.0.rotate_left(23) ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            self.0 = mixed ^ (mixed >> 32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, want: Option<Group>) {
        assert_eq!(of_name(table(), name).map(|f| f.0), want, "{name}");
    }

    #[test]
    fn names_are_read_word_by_word() {
        check("article-body", Some(Group::Body));
        check("c-articleBody__inner", Some(Group::Body));
        check("ARTICLE_BODY", Some(Group::Body));
        check("share-buttons", Some(Group::Share));
        check("post-content-newsletter", Some(Group::Body));
        check("td-ad-wrap", Some(Group::Ad));
        check("shareholders", None);
        check("gradient-header", None);
        check("layout--has-sidebar", None);
        check("no-comments", None);
        check("", None);
        check("---", None);
        check("été", None);
        check(&"a-".repeat(500), None);
        for n in 80..110 {
            check(&format!("{}-b", "a".repeat(n)), None);
            check(&format!("{}bC", "a".repeat(n)), None);
        }
    }

    #[test]
    fn every_line_of_the_table_names_a_group() {
        for line in include_str!("../data/tokens.tsv")
            .lines()
            .filter(|l| !l.starts_with('#'))
        {
            let (group, phrases) = line.split_once('\t').expect("a tab between group and phrases");
            assert!(Group::from_name(group).is_some(), "{group}");
            assert!(phrases.split(',').all(|p| !p.trim().is_empty()), "{group}");
        }
    }
}
