//! A corpus of made-up news pages, from a seed: the same seed gives the same bytes, of any number of documents.
//!
//! What it says is nonsense; what it is made of is what costs a build its time: sites with menus and notices that
//! return on every page, running text in two alphabets, names that are known and names that are not, copies.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// A small generator of numbers (`SplitMix64`): a few lines, and the same on every machine.
#[derive(Clone, Debug)]
pub struct Seed(pub u64);

impl Seed {
    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.number() % n.max(1) as u64) as usize
    }

    /// One of them.
    pub fn of<'t, T: ?Sized>(&mut self, all: &[&'t T]) -> &'t T {
        all[self.below(all.len())]
    }
}

const ENGLISH: &str = "the of and to in a is that for it was on are as with his they at be this from have or by one had not but what all were when we there can an your which their said if do will each about how up out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after words called just where most know";
const RUSSIAN: &str = "и в не на я быть он с что а по это она этот к но они мы весь который из у за свой от так о для ты же все год человек один такой тот или если только его бы себя время когда другой наш говорить знать мочь дело жизнь первый очень день новый рука раз стать работа город власть народ страна вопрос совет письмо дорога решение министр область";
const KNOWN: &[&str] = &[
    "Alexander Lukashenko",
    "Vladimir Putin",
    "Volodymyr Zelensky",
    "Angela Merkel",
    "Andrzej Duda",
];
const SYLLABLES: &[&str] = &[
    "ba", "kor", "lin", "mas", "ten", "vol", "dra", "she", "rus", "nik", "pol", "gar", "zen", "tir", "hal", "mov",
];
const GIVEN: &[&str] = &[
    "Anna", "Dmitry", "Maria", "Sergei", "Olga", "Pavel", "Irina", "Viktor", "Elena", "Andrei",
];

fn surname(seed: &mut Seed) -> String {
    let mut name: String = (0..2 + seed.below(2)).map(|_| seed.of(SYLLABLES)).collect();
    name.push_str(seed.of(&["ov", "enko", "sky", "in", "ich"]));
    name[..1].to_uppercase() + &name[1..]
}

fn sentence(seed: &mut Seed, words: &[&str], out: &mut String) {
    let start = out.len();
    for k in 0..8 + seed.below(14) {
        if k > 0 {
            out.push(' ');
        }
        if k == 4 && seed.below(5) == 0 {
            if seed.below(2) == 0 {
                out.push_str(seed.of(KNOWN));
            } else {
                _ = write!(out, "{} {}", seed.of(GIVEN), surname(seed));
            }
        } else {
            out.push_str(seed.of(words));
        }
    }
    out.push_str(". ");
    if let Some(first) = out[start..].chars().next() {
        let upper: String = first.to_uppercase().collect();
        out.replace_range(start..start + first.len_utf8(), &upper);
    }
}

/// The path and the bytes of the n-th page of a corpus.
pub fn page(corpus: u64, n: usize) -> (String, Vec<u8>) {
    let mut seed = Seed(corpus.wrapping_mul(0x1234_5678_9abc_def1) ^ n as u64);
    // One in fifty repeats the words of an earlier one: a syndicated copy.
    let mut words = if n > 50 && seed.below(50) == 0 {
        Seed(corpus ^ (n as u64 - 37) ^ 0xabcd)
    } else {
        Seed(corpus ^ n as u64 ^ 0xabcd)
    };
    let site = n % 40;
    let list: Vec<&str> = if site % 4 == 3 { RUSSIAN } else { ENGLISH }.split(' ').collect();
    let mut title = String::new();
    sentence(&mut words, &list, &mut title);
    let title = title.trim_end_matches(['.', ' ']).to_owned();
    let mut paragraphs = Vec::new();
    for _ in 0..5 + words.below(8) {
        let mut text = String::new();
        (0..2 + words.below(4)).for_each(|_| sentence(&mut words, &list, &mut text));
        paragraphs.push(text.trim_end().to_owned());
    }
    let day = 1 + seed.below(28);
    let by = format!("{} {}", seed.of(GIVEN), surname(&mut seed));
    let mut out = String::new();
    if site.is_multiple_of(3) {
        _ = write!(
            out,
            "<!doctype html><html><head><title>{title} | Site {site}</title>\n<meta property=\"article:published_time\" content=\"2021-05-{day:02}T10:00:00Z\"></head>\n<body><nav><a href=\"/\">Home</a> <a href=\"/news\">News</a> <a href=\"/sport\">Sport</a></nav>\n<article><h1>{title}</h1><p class=\"byline\">By {by}</p>\n"
        );
        paragraphs.iter().for_each(|p| _ = writeln!(out, "<p>{p}</p>"));
        out.push_str("</article><footer><p>Subscribe to our newsletter</p>\n");
        _ = writeln!(
            out,
            "<p>Copyright Site {site}. All rights reserved.</p></footer></body></html>"
        );
        return (format!("site-{site:02}/{n:07}.html"), out.into_bytes());
    }
    _ = write!(out, "{title}\n\nBy {by}\n\nMay {day}, 2021\n\n");
    paragraphs.iter().for_each(|p| _ = write!(out, "{p}\n\n"));
    _ = write!(
        out,
        "Read more news from our desk {site}\n\nSubscribe to our newsletter\n\nShare this article\n"
    );
    (format!("site-{site:02}/{n:07}.txt"), out.into_bytes())
}

/// Writes that many pages under a folder.
///
/// # Errors
/// When the disk refuses.
pub fn write(corpus: u64, documents: usize, to: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for n in 0..documents {
        let (path, page) = page(corpus, n);
        let path = to.join(path);
        if let Some(parent) = path.parent().filter(|_| n < 100) {
            fs::create_dir_all(parent)?;
        }
        bytes += page.len() as u64;
        fs::write(path, page)?;
    }
    Ok(bytes)
}
