//! What the words of class and id names say of an element; the words are data (`data/tokens.tsv`).

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
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

    /// Without any.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What the names of an attribute say, added to what is known; `cue` becomes the strongest group with its phrase.
    pub(crate) fn read(&mut self, names: &str, cue: &mut Option<(Group, &'static str)>) {
        let table = table();
        // A page may give an element thousands of names; what decides stands among the first.
        for name in names.split_ascii_whitespace().take(24) {
            if let Some((group, phrase)) = of_name(table, name) {
                self.add(group);
                if cue.is_none_or(|c| group < c.0) {
                    *cue = Some((group, phrase));
                }
            }
        }
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
        let mut hit = None;
        for n in (1..=4.min(words - k)).rev() {
            if let Some(&(group, phrase)) = table.get(&buffer[start(k)..ends[k + n - 1]]) {
                hit = Some((n, group, phrase));
                break;
            }
        }
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

type Table = HashMap<&'static [u8], (Group, &'static str), BuildHasherDefault<Fnv>>;

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = include_str!("../data/tokens.tsv").lines();
        lines
            .filter(|l| !l.starts_with('#'))
            .filter_map(|l| l.split_once('\t'))
            .flat_map(|(group, phrases)| {
                let group = Group::from_name(group);
                phrases
                    .split(',')
                    .filter_map(move |p| Some((p.trim().as_bytes(), (group?, p.trim()))))
            })
            .collect()
    })
}

/// FNV-1a: the keys are a few bytes long and looked up some thousand times a page.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.0 = (self.0 ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
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
