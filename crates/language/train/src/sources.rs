//! Words and lines to train on: lingua's tables of letter n-grams, wordfreq's lists, MediaWiki's messages.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use fst::Streamer;

/// A generator of numbers that is the same everywhere (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// From 0 to below 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Where the packages' sources stand, by lingua's name of the language, as `cargo metadata` tells.
pub fn lingua_folders() -> BTreeMap<String, PathBuf> {
    let found = std::process::Command::new("cargo")
        .args([
            "metadata",
            "--format-version",
            "1",
            "--manifest-path",
            concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
        ])
        .output()
        .expect("cargo metadata runs");
    let metadata: serde_json::Value = serde_json::from_slice(&found.stdout).expect("cargo metadata writes JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .filter_map(|package| {
            let name = package["name"]
                .as_str()?
                .strip_prefix("lingua-")?
                .strip_suffix("-language-model")?;
            let folder = Path::new(package["manifest_path"].as_str()?).parent()?;
            Some((name.to_owned(), folder.join("models/ngrams.fst")))
        })
        .collect()
}

/// Letters of a gram in one number, 21 bits each, the last letter lowest.
type Gram = u128;
const LETTER: u32 = 21;

fn packed(letters: impl IntoIterator<Item = char>) -> Gram {
    letters
        .into_iter()
        .fold(0, |gram, c| gram << LETTER | Gram::from(c as u32))
}

fn size(gram: Gram) -> u32 {
    (Gram::BITS - gram.leading_zeros()).div_ceil(LETTER)
}

/// Letters with how often each follows.
type Next = BTreeMap<Gram, Vec<(char, f64)>>;

/// Words drawn from lingua's table, which is a Markov chain over letters: the natural logarithm of P(last letter | the letters
/// before), for one to five letters inside a word.
pub fn lingua_words(path: &Path, count: usize, random: &mut Random) -> Vec<String> {
    let map = fst::Map::new(fs::read(path).expect("lingua's table")).expect("an fst");
    let mut conditional: Vec<(Gram, f64)> = Vec::with_capacity(map.len());
    let mut stream = map.stream();
    while let Some((gram, bits)) = stream.next() {
        conditional.push((
            packed(std::str::from_utf8(gram).expect("UTF-8").chars()),
            f64::from_bits(bits).exp(),
        ));
    }
    // Sorted, a gram stands behind its beginning, which is one letter shorter.
    conditional.sort_by_key(|c| (size(c.0), c.0));
    // How often a gram stands in the text, relative to all letters.
    let mut joint: HashMap<Gram, f64> = HashMap::with_capacity(conditional.len());
    let mut starts: HashMap<Gram, f64> = HashMap::new();
    let mut followers = Next::new();
    for &(gram, p) in &conditional {
        let all = joint
            .get(&(gram >> LETTER))
            .copied()
            .unwrap_or(if size(gram) == 1 { 1.0 } else { 0.0 })
            * p;
        let letter = char::from_u32((gram & ((1 << LETTER) - 1)) as u32).expect("a letter");
        if size(gram) == 5 {
            followers.entry(gram >> LETTER).or_default().push((letter, p));
        } else {
            joint.insert(gram, all);
            // How often it begins a word: less all its stands behind another letter.
            *starts.entry(gram).or_default() += all;
        }
        if size(gram) >= 2 {
            *starts
                .entry(gram & ((1 << (LETTER * (size(gram) - 1))) - 1))
                .or_default() -= all;
        }
    }
    let mut first: Vec<(Gram, f64)> = starts.iter().map(|(g, n)| (*g, *n)).filter(|s| s.1 > 1e-12).collect();
    first.sort_by_key(|s| s.0);
    let mut children = Next::new();
    for (gram, n) in first {
        let letter = char::from_u32((gram & ((1 << LETTER) - 1)) as u32).expect("a letter");
        children.entry(gram >> LETTER).or_default().push((letter, n));
    }
    let all: f64 = children[&0].iter().map(|c| c.1).sum();
    let mut words = Vec::with_capacity(count);
    while words.len() < count {
        let (mut word, mut gram) = (String::new(), 0);
        for length in 0..30 {
            let (next, whole) = match length {
                0 => (children.get(&0), all),
                1..4 => (children.get(&gram), starts.get(&gram).copied().unwrap_or(0.0)),
                _ => (followers.get(&gram), 1.0),
            };
            let mut at = random.unit() * whole;
            let chosen = next.into_iter().flatten().find(|(_, n)| {
                at -= n;
                at < 0.0
            });
            let Some(&(letter, _)) = chosen else { break };
            word.push(letter);
            gram = (gram << LETTER | Gram::from(letter as u32)) & ((1 << (4 * LETTER)) - 1);
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}

/// Words drawn by their frequency from a list of wordfreq, the large one where there is one.
pub fn wordfreq_words(folder: &Path, list: &str, count: usize, random: &mut Random) -> Vec<String> {
    let path = ["large", "small"].map(|size| folder.join(format!("{size}_{list}.msgpack.gz")));
    let path = path
        .iter()
        .find(|p| p.exists())
        .unwrap_or_else(|| panic!("no list {list}"));
    let file = flate2::read::GzDecoder::new(fs::File::open(path).expect("opens"));
    // A header, then for each hundredth of a power of ten the words of that frequency.
    let rows: Vec<serde_json::Value> = rmp_serde::from_read(file).expect("MessagePack");
    let mut words: Vec<(String, f64)> = Vec::new();
    for (n, row) in rows[1..].iter().enumerate() {
        for word in row.as_array().into_iter().flatten().filter_map(|w| w.as_str()) {
            if word.chars().any(char::is_alphabetic) {
                words.push((word.to_owned(), 10_f64.powf(-(n as f64) / 100.0)));
            }
        }
    }
    let mut sum = 0.0;
    let bounds: Vec<f64> = words
        .iter()
        .map(|w| {
            sum += w.1;
            sum
        })
        .collect();
    (0..count)
        .map(|_| {
            let at = random.unit() * sum;
            words[bounds.partition_point(|b| *b <= at).min(words.len() - 1)]
                .0
                .clone()
        })
        .collect()
}

/// Lines of MediaWiki's messages by code: those that differ from the English ones, without markup, once each.
pub fn messages(root: &Path) -> BTreeMap<String, Vec<String>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "json") && path.to_string_lossy().contains("i18n") {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        let code = file.file_stem().expect("a name").to_string_lossy().to_lowercase();
        let Ok(value) = serde_json::from_slice::<serde_json::Value>(&fs::read(&file).unwrap_or_default()) else {
            continue;
        };
        let english: serde_json::Value = fs::read(file.with_file_name("en.json"))
            .ok()
            .and_then(|b| serde_json::from_slice(&b).ok())
            .unwrap_or_default();
        for (key, text) in value.as_object().into_iter().flatten() {
            let Some(text) = text.as_str().filter(|_| !key.starts_with('@')) else {
                continue;
            };
            if code != "en" && english.get(key).and_then(|e| e.as_str()) == Some(text) {
                continue;
            }
            for line in plain(text).split(['\n', '.']).map(str::trim) {
                let letters = line.chars().filter(|c| c.is_alphabetic()).count();
                if letters >= 12 && letters * 10 >= line.chars().count() * 6 {
                    out.entry(code.clone()).or_default().insert(line.to_owned());
                }
            }
        }
    }
    out.into_iter()
        .map(|(code, lines)| (code, lines.into_iter().collect()))
        .collect()
}

/// A message without templates, links' targets, tags and parameters.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut tag = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '<' => tag = true,
            '>' => tag = false,
            _ if depth > 0 || tag => {}
            '$' | '%' => {
                while chars.peek().is_some_and(char::is_ascii_alphanumeric) {
                    chars.next();
                }
                out.push(' ');
            }
            '[' | ']' | '|' | '_' | '=' | '#' | '*' => out.push(' '),
            c => out.push(c),
        }
    }
    out.split(' ')
        .filter(|w| !w.contains(['/', ':', '@', '\\']))
        .collect::<Vec<_>>()
        .join(" ")
}
