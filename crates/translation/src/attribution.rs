//! Quotations that lost who said them, or do not end.

use copydesk_model::ArtifactKind;

use crate::{finding::Finding, marks::Seen, tongue::Tongue};

/// A quoted sentence of so many words and so many commas is several sentences.
const RUN_ON_WORDS: usize = 30;
const RUN_ON_COMMAS: usize = 5;
/// Shorter ones cannot have so many words.
const LEAST_RUN_ON: usize = 120;

/// Verbs that follow or precede a speaker's name where a line holds nothing else.
const SAID: &[&str] = &[
    "said",
    "says",
    "added",
    "stressed",
    "told",
    "noted",
    "wrote",
    "explained",
    "concluded",
    "replied",
    "insisted",
    "stated",
];

/// Goes from line to line: a line that ends with comma and mark waits for its speaker.
pub(crate) struct Attribution {
    english: bool,
    waiting: bool,
}

impl Attribution {
    pub(crate) fn new(tongue: &Tongue) -> Attribution {
        Attribution {
            english: tongue.english,
            waiting: false,
        }
    }

    pub(crate) fn line(&mut self, line: &str, seen: &Seen, found: &mut Vec<Finding>) {
        if self.waiting && is_speaker(line) {
            let f = Finding::new(0, line.len(), ArtifactKind::SplitAttribution, "attribution/split", 0.8);
            found.push(f.because("the line before ends with a comma inside a quotation"));
        }
        self.waiting = false;
        let mut back = line.char_indices().rev();
        if let (Some((_, '”' | '"' | '»' | '“')), Some((comma, ','))) = (back.next(), back.next()) {
            found.push(Finding::new(
                comma,
                line.len(),
                ArtifactKind::DanglingAttribution,
                "attribution/dangling",
                0.9,
            ));
            self.waiting = true;
        }
        if !self.english {
            return;
        }
        for &(start, end) in &seen.quotations {
            run_on(line, start, end, found);
        }
        if let Some((start, end)) = seen.unclosed
            && end - start >= 100
            && line[start..end]
                .trim_end()
                .trim_end_matches(['.', '!', '?'])
                .contains(['.', '!', '?'])
        {
            let f = Finding::new(
                start,
                end,
                ArtifactKind::RunOnQuotation,
                "attribution/run-on-unclosed",
                0.6,
            );
            found.push(f.because("opens and does not close"));
        }
    }
}

/// A line that holds nothing but who spoke: `Anna Novak.`, `said the minister.`
fn is_speaker(line: &str) -> bool {
    let Some(core) = line.strip_suffix('.') else {
        return false;
    };
    let core = core.trim_start_matches(['—', '–', '-', ' ']);
    let words: Vec<&str> = core.split_whitespace().take(9).collect();
    let capital = |w: &&str| w.starts_with(char::is_uppercase);
    let name = (1..=4).contains(&words.len()) && words.iter().all(capital) && !core.contains(['.', ',', '!', '?', ':']);
    let said =
        (2..=8).contains(&words.len()) && words.iter().take(3).any(|w| SAID.contains(&w.to_lowercase().as_str()));
    name || said
}

/// Sentences of a quotation that go on and on.
fn run_on(line: &str, start: usize, end: usize, found: &mut Vec<Finding>) {
    if end - start < LEAST_RUN_ON {
        return;
    }
    let mut at = start;
    for sentence in line[start..end].split_inclusive(['.', '!', '?', ';', '–', '—']) {
        let from = at;
        at += sentence.len();
        if sentence.len() < LEAST_RUN_ON {
            continue;
        }
        let commas =
            sentence.matches(", ").count() + usize::from(sentence.ends_with(",”") || sentence.ends_with(",\""));
        let words = sentence.split_whitespace().count();
        if commas >= RUN_ON_COMMAS && words >= RUN_ON_WORDS {
            let from = from + (sentence.len() - sentence.trim_start().len());
            let f = Finding::new(from, at, ArtifactKind::RunOnQuotation, "attribution/run-on", 0.6);
            found.push(f.because(format!("{words} words, {commas} commas")));
        }
    }
}
