//! Trains the language model of copydesk: `cargo run --release -- MEDIAWIKI WORDFREQ MODEL [--held FOLDER] [--without SOURCE]`.
//!
//! The README beside this says where the sources come from, what was measured, and how.

mod learn;
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use copydesk_language::model::{Model, Reading, Table};
use copydesk_model::Code;

use learn::{Learner, softmax};
use sources::Random;

/// Rows of the tables.
const ROWS: [(&str, u32); 4] = [("Latn", 60_000), ("Cyrl", 32_000), ("Arab", 4_000), ("Deva", 4_000)];
/// Words drawn from each source for a column.
const WORDS: usize = 300_000;
/// Lines of a column of weight 1 in one pass.
const LINES: f64 = 30_000.0;
const PASSES: usize = 3;
const RATE: f32 = 0.5;
/// Letters of a line, drawn so that each doubling is as likely.
const LETTERS: (f64, f64) = (12.0, 150.0);
/// Shares of the sources where a column has all three.
const SHARES: [f64; 3] = [0.5, 0.35, 0.15];
/// One line in so many holds a word of another column: a name.
const STRANGER: usize = 6;

struct Column {
    language: Code,
    script: Code,
    weight: f64,
    bias: f32,
    /// Words of lingua's tables, words of wordfreq, lines of messages.
    sources: [Vec<String>; 3],
}

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mut option = |name: &str| {
        let at = args.iter().position(|a| a == name)?;
        args.remove(at);
        Some(args.remove(at))
    };
    let without = option("--without").unwrap_or_default();
    let keep = option("--keep").map(PathBuf::from);
    let held = option("--held").map(PathBuf::from);
    let words_file = option("--words").map(PathBuf::from);
    let [mediawiki, wordfreq, out] = args.as_slice() else {
        panic!(
            "usage: train MEDIAWIKI_FOLDER WORDFREQ_DATA_FOLDER OUT [--held FOLDER] [--without lingua|wordfreq|messages]"
        );
    };
    let mut columns = columns();
    let words: Vec<[Vec<String>; 3]> = match words_file.as_ref().and_then(|path| std::fs::read(path).ok()) {
        Some(kept) => serde_json::from_slice(&kept).expect("words as this program wrote them"),
        None => draw(&columns, Path::new(mediawiki), Path::new(wordfreq)),
    };
    if let Some(path) = words_file {
        std::fs::write(path, serde_json::to_vec(&words).expect("JSON")).expect("writes the words");
    }
    for (column, words) in columns.iter_mut().zip(words) {
        column.sources = words;
        for (name, source) in ["lingua", "wordfreq", "messages"].into_iter().zip(&mut column.sources) {
            if name == without && column.language != Code::UND {
                source.clear();
            }
        }
        let [a, b, c] = column.sources.each_ref().map(Vec::len);
        eprintln!(
            "{} {}: {a} + {b} words, {c} lines",
            column.language.as_str(),
            column.script.as_str()
        );
    }
    let mut tables = Vec::new();
    for (script, rows) in ROWS {
        let own: Vec<&Column> = columns.iter().filter(|c| c.script.as_str() == script).collect();
        let kept = keep.as_ref().and_then(|path| {
            let bytes: &'static [u8] = std::fs::read(path).expect("the model to keep").leak();
            let mut model = Model::read(bytes).expect("a model");
            model.take(Code::new(script))
        });
        let same = |table: &Table| table.rows == rows && table.languages.iter().eq(own.iter().map(|c| &c.language));
        tables.push(match kept.filter(same) {
            Some(table) => Table {
                bias: own.iter().map(|c| c.bias).collect(),
                ..table
            },
            None => train(&own, rows),
        });
    }
    let model = Model::new(tables);
    std::fs::write(out, model.bytes()).expect("writes the model");
    if let Some(held) = held {
        measure(&model, &held);
    }
}

/// The columns of `classes.tsv`, without words.
fn columns() -> Vec<Column> {
    fields()
        .iter()
        .filter(|f| f[0] != "not")
        .map(|f| Column {
            language: Code::new(f[0]),
            script: Code::new(f[1]),
            weight: f.get(5).map_or(1.0, |w| w.parse().expect("a share")),
            bias: f.get(6).map_or(0.0, |b| b.parse().expect("a bias")),
            sources: Default::default(),
        })
        .collect()
}

fn fields() -> Vec<Vec<&'static str>> {
    let table = include_str!("../classes.tsv");
    table
        .lines()
        .filter(|l| !l.starts_with('#'))
        .map(|l| l.split('\t').collect())
        .collect()
}

/// Words and lines of every column.
fn draw(columns: &[Column], mediawiki: &Path, wordfreq: &Path) -> Vec<[Vec<String>; 3]> {
    let folders = sources::lingua_folders();
    let messages = sources::messages(mediawiki);
    let lines = fields();
    let named: BTreeSet<&str> = lines.iter().flat_map(|f| f[4].split(',')).collect();
    let listed = |field: &str| -> Vec<String> { field.split(',').filter(|f| *f != "-").map(str::to_owned).collect() };
    let mut out = Vec::new();
    for (n, (fields, column)) in lines.iter().filter(|f| f[0] != "not").zip(columns).enumerate() {
        let mut random = Random(n as u64);
        let script = column.script;
        let mut drawn: Vec<String> = Vec::new();
        for name in listed(fields[2]) {
            let count = WORDS / listed(fields[2]).len();
            drawn.extend(sources::lingua_words(&folders[&name], count, &mut random));
        }
        let latin: Option<fn(&str) -> String> = match (fields[0], fields[1]) {
            ("srp", "Latn") => Some(serbian),
            ("bel", "Latn") => Some(belarusian),
            _ => None,
        };
        if let Some(latin) = latin {
            drawn.iter_mut().for_each(|w| *w = latin(w));
        }
        let mut frequent = Vec::new();
        for list in listed(fields[3]) {
            frequent.extend(sources::wordfreq_words(wordfreq, &list, WORDS, &mut random));
        }
        let mut said: Vec<String> = Vec::new();
        if fields[0] == "und" {
            // As many lines of each language, so that none of them is the picture of all.
            let own: BTreeSet<String> = listed(fields[4]).into_iter().collect();
            let wanted = |code: &str| {
                if fields[4] == "*" {
                    !named.contains(code)
                } else {
                    own.contains(code)
                }
            };
            for lines in messages.iter().filter(|(code, _)| wanted(code)).map(|m| m.1) {
                let lines: Vec<&String> = lines.iter().filter(|l| of_script(l, script)).collect();
                let count = lines.len().min(if fields[4] == "*" { 600 } else { 2_000 });
                said.extend((0..count).map(|k| lines[k * lines.len() / count].clone()));
            }
        } else {
            for code in listed(fields[4]) {
                said.extend(
                    messages
                        .get(&code)
                        .into_iter()
                        .flatten()
                        .filter(|l| of_script(l, script))
                        .cloned(),
                );
            }
        }
        eprintln!("{} {}", fields[0], fields[1]);
        out.push([drawn, frequent, said]);
    }
    out
}

fn of_script(line: &str, script: Code) -> bool {
    let mut own = 0;
    copydesk_language::model::grams(line, script, 1, |_| own += 1);
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    // About four n-grams a letter.
    own >= letters * 3
}

/// Belarusian in Latin letters, as Taraskievic's grammar has them (Lacinka).
fn belarusian(word: &str) -> String {
    let letters: Vec<char> = word.to_lowercase().chars().collect();
    let vowel = |c: char| "аеёіоуыэюя".contains(c);
    let soft = |c: char| "еёіюяь".contains(c);
    let mut out = String::new();
    for (n, &c) in letters.iter().enumerate() {
        let next = letters.get(n + 1).copied().unwrap_or(' ');
        let before = n.checked_sub(1).map(|p| letters[p]);
        let own = match c {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' => "h",
            'ґ' => "g",
            'д' => "d",
            'ж' => "ž",
            'й' => "j",
            'к' => "k",
            'м' => "m",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'т' => "t",
            'у' => "u",
            'ў' => "ŭ",
            'ф' => "f",
            'х' => "ch",
            'ч' => "č",
            'ш' => "š",
            'ы' => "y",
            'э' => "e",
            'і' => "i",
            'л' if soft(next) => "l",
            'л' => "ł",
            'з' if next == 'ь' => "ź",
            'з' => "z",
            'с' if next == 'ь' => "ś",
            'с' => "s",
            'ц' if next == 'ь' => "ć",
            'ц' => "c",
            'н' if next == 'ь' => "ń",
            'н' => "n",
            'е' | 'ё' | 'ю' | 'я' => {
                match before {
                    Some('л') => {}
                    Some(b) if !vowel(b) && !"ўь'’".contains(b) => out.push('i'),
                    _ => out.push('j'),
                }
                match c {
                    'е' => "e",
                    'ё' => "o",
                    'ю' => "u",
                    _ => "a",
                }
            }
            _ => "",
        };
        out.push_str(own);
    }
    out
}

/// Serbian in Latin letters.
fn serbian(word: &str) -> String {
    const PAIRS: [(char, &str); 30] = [
        ('а', "a"),
        ('б', "b"),
        ('в', "v"),
        ('г', "g"),
        ('д', "d"),
        ('ђ', "đ"),
        ('е', "e"),
        ('ж', "ž"),
        ('з', "z"),
        ('и', "i"),
        ('ј', "j"),
        ('к', "k"),
        ('л', "l"),
        ('љ', "lj"),
        ('м', "m"),
        ('н', "n"),
        ('њ', "nj"),
        ('о', "o"),
        ('п', "p"),
        ('р', "r"),
        ('с', "s"),
        ('т', "t"),
        ('ћ', "ć"),
        ('у', "u"),
        ('ф', "f"),
        ('х', "h"),
        ('ц', "c"),
        ('ч', "č"),
        ('џ', "dž"),
        ('ш', "š"),
    ];
    word.chars()
        .flat_map(|c| {
            PAIRS
                .iter()
                .find(|p| p.0 == c)
                .map_or_else(|| c.to_string(), |p| p.1.to_owned())
                .chars()
                .collect::<Vec<_>>()
        })
        .collect()
}

/// A line of about `letters` letters of a column.
fn line(columns: &[&Column], column: usize, letters: f64, random: &mut Random) -> String {
    let own = columns[column];
    let shares: Vec<f64> = own
        .sources
        .iter()
        .zip(SHARES)
        .map(|(s, share)| if s.is_empty() { 0.0 } else { share })
        .collect();
    let mut at = random.unit() * shares.iter().sum::<f64>();
    let mut source = 0;
    while source < 2 && (at >= shares[source] || shares[source] == 0.0) {
        at -= shares[source];
        source += 1;
    }
    let pool = &own.sources[source];
    let mut text = String::new();
    let stranger = random.below(STRANGER) == 0;
    while (text.chars().count() as f64) < letters {
        text.push_str(&pool[random.below(pool.len())]);
        text.push(' ');
    }
    if source == 2 {
        let words: Vec<&str> = text.split(' ').collect();
        let from = random.below(words.len().div_ceil(2));
        text = words[from..].join(" ");
    }
    let mut text: String = text.chars().take(letters as usize + 4).collect();
    if let Some(cut) = text.rfind(' ').filter(|c| *c > 8) {
        text.truncate(cut);
    }
    if stranger {
        let other = columns[random.below(columns.len())];
        if let Some(pool) = other.sources[..2].iter().find(|p| !p.is_empty()) {
            text.push(' ');
            text.push_str(&pool[random.below(pool.len())]);
        }
    }
    text
}

fn length(random: &mut Random) -> f64 {
    LETTERS.0 * (LETTERS.1 / LETTERS.0).powf(random.unit())
}

fn train(columns: &[&Column], rows: u32) -> Table {
    let script = columns[0].script;
    let mut learner = Learner::new(script, columns.len(), rows);
    let mut random = Random(7);
    for pass in 0..PASSES {
        let mut order: Vec<usize> = columns
            .iter()
            .enumerate()
            .flat_map(|(n, c)| std::iter::repeat_n(n, (LINES * c.weight) as usize))
            .collect();
        for n in (1..order.len()).rev() {
            order.swap(n, random.below(n + 1));
        }
        for column in order {
            let letters = length(&mut random);
            let text = line(columns, column, letters, &mut random);
            learner.step(&text, column, RATE / (1 << pass) as f32);
        }
    }
    let mut sizes: Vec<f32> = learner.weights.iter().map(|w| w.abs()).collect();
    sizes.sort_by(f32::total_cmp);
    let unit = sizes[sizes.len() - 1 - sizes.len() / 20_000] / 127.0;
    let weights = learner
        .weights
        .iter()
        .map(|w| ((w / unit).round().clamp(-127.0, 127.0) as i8).cast_unsigned())
        .collect::<Vec<_>>();
    let sharpness = sharpness(&mut learner, columns, &mut random);
    eprintln!(
        "{}: {} rows, unit {unit}, greatest {}, sharpness {sharpness:?}",
        script.as_str(),
        rows,
        sizes[sizes.len() - 1]
    );
    Table {
        script,
        languages: columns.iter().map(|c| c.language).collect(),
        rows,
        unit,
        bias: columns.iter().map(|c| c.bias).collect(),
        sharpness,
        weights: weights.into(),
    }
}

/// What log-odds must be multiplied by so that probabilities come true, on fresh lines: the least log loss on a grid.
fn sharpness(learner: &mut Learner, columns: &[&Column], random: &mut Random) -> [f32; 2] {
    let lines: Vec<(usize, Vec<f32>, f32)> = (0..20_000)
        .map(|_| {
            let column = random.below(columns.len());
            let letters = length(random);
            let text = line(columns, column, letters, random);
            let (logits, count) = learner.logits(&text);
            (column, logits, (count.max(1) as f32).ln())
        })
        .collect();
    let mut best = (f32::INFINITY, [1.0, 0.0]);
    for base in 0..20 {
        for slope in -4..8 {
            let pair = [0.2 + base as f32 * 0.1, slope as f32 * 0.05];
            let loss: f32 = lines
                .iter()
                .map(|(column, logits, ln)| {
                    let factor = pair[0] + pair[1] * ln;
                    let scaled: Vec<f32> = logits.iter().map(|l| l * factor).collect();
                    -softmax(&scaled)[*column].max(1e-9).ln()
                })
                .sum();
            if loss < best.0 {
                best = (loss, pair);
            }
        }
    }
    best.1
}

/// Accuracy on files `<language>*.txt` of `folder`, one item a line, cut to lines of 40 letters and paragraphs of 200.
fn measure(model: &Model, folder: &Path) {
    let mut bins = [[(0_usize, 0_usize, 0.0_f32); 20]; 2];
    let mut items: BTreeMap<(String, usize), (usize, usize, BTreeMap<String, usize>)> = BTreeMap::new();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|e| e.expect("an entry").path())
        .collect();
    files.sort();
    for file in files {
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let language = &name[..3];
        let text = std::fs::read_to_string(&file).expect("text");
        for length in [40, 200] {
            for chunk in chunks(&text, length) {
                let found = [("Latn"), ("Cyrl")]
                    .into_iter()
                    .filter_map(|s| model.table(Code::new(s)))
                    .filter_map(|t| Some((t, t.best(&chunk, &Reading::Whole)?)))
                    .max_by_key(|(t, _)| {
                        let mut n = 0;
                        copydesk_language::model::grams(&chunk, t.script, 1, |_| n += 1);
                        n
                    });
                let Some((answer, p)) = found.map(|(_, (answer, p))| (answer.as_str().to_owned(), p)) else {
                    continue;
                };
                let bin = &mut bins[usize::from(length == 200)][((p * 20.0) as usize).min(19)];
                *bin = (bin.0 + 1, bin.1 + usize::from(answer == language), bin.2 + p);
                let entry = items.entry((language.to_owned(), length)).or_default();
                entry.0 += 1;
                if answer == language {
                    entry.1 += 1;
                } else {
                    *entry.2.entry(answer).or_default() += 1;
                }
            }
        }
    }
    for length in [40, 200] {
        let (mut all, mut right) = (0, 0);
        for ((language, _), (n, hits, wrong)) in items.iter().filter(|i| i.0.1 == length) {
            all += n;
            right += hits;
            println!(
                "{length} {language} {hits}/{n} {:.2} {wrong:?}",
                *hits as f64 / *n as f64 * 100.0
            );
        }
        let error: f32 = bins[usize::from(length == 200)]
            .iter()
            .map(|b| (b.1 as f32 - b.2).abs())
            .sum();
        println!(
            "{length} all {:.2} of {all}, calibration error {:.4}",
            right as f64 / all as f64 * 100.0,
            error / all as f32
        );
    }
}

/// Runs of whole words of about `length` letters.
fn chunks(text: &str, length: usize) -> Vec<String> {
    let mut out = vec![String::new()];
    for word in text.split_whitespace() {
        let last = out.last_mut().expect("one");
        if last.chars().count() + word.chars().count() > length {
            out.push(word.to_owned());
        } else {
            last.push(' ');
            last.push_str(word);
        }
    }
    out.pop();
    out
}
