//! Writes a dataset of invented documents, as many as are asked for: `large <dir> <documents> [text]`.
//!
//! It stands in for a build where only the size matters: the same number gives the same bytes. The text, if there is one,
//! is put into every column that strangers can write to.
#![allow(clippy::print_stderr, reason = "an example is its own edge")]

use std::path::Path;
use std::process::ExitCode;

use copydesk_dataset::{
    Account, Accounts, ArtifactRow, DatasetWriter, Disk, DocumentRow, DocumentRows, EntityCounts, Manifest, MentionRow,
    Micros, PageRow, RejectRow, SCHEMA_VERSION, SpanRow, Staging,
};

const PEOPLE: &[(&str, &[&str])] = &[
    ("Darya Kulik", &["Darya Kulik", "Daria Kulik", "Дар’я Кулік", "Kulik"]),
    ("Tomas Brand", &["Tomas Brand", "Tomáš Brand", "Brand"]),
    (
        "Ilya Moroz",
        &["Ilya Moroz", "Il’ya Moroz", "Илья Мороз", "Illia Maroz"],
    ),
    ("Anna Weiss", &["Anna Weiss", "Anna Weiß"]),
];
const WORDS: &[&str] = &[
    "bridge",
    "council",
    "river",
    "winter",
    "market",
    "train",
    "school",
    "border",
    "festival",
    "library",
    "harvest",
    "ferry",
    "museum",
    "budget",
    "garden",
    "station",
    "theatre",
    "forest",
    "harbour",
    "concert",
    "мост",
    "рынак",
    "école",
    "straße",
];
const LANGUAGES: &[(&str, &str)] = &[
    ("eng", "Latn"),
    ("rus", "Cyrl"),
    ("bel", "Cyrl"),
    ("fra", "Latn"),
    ("deu", "Latn"),
];

/// A linear congruential generator; good enough to spread.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
    fn sentence(&mut self, words: usize) -> String {
        (0..words).map(|_| *self.of(WORDS)).collect::<Vec<_>>().join(" ")
    }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let (Some(dir), Some(n)) = (args.get(1), args.get(2).and_then(|n| n.parse().ok())) else {
        eprintln!("usage: large <dir> <documents> [text]");
        return ExitCode::from(2);
    };
    match write(Path::new(dir), n, args.get(3).map_or("", String::as_str)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}

/// Documents of a row group.
const GROUP: usize = 128;

fn write(dir: &Path, documents: usize, with: &str) -> Result<(), copydesk_dataset::Error> {
    let disk = Disk::default();
    let staging = Staging::begin(&disk, dir, "large", false)?;
    let mut writer = DatasetWriter::create(&disk, &staging.dir(), "invented")?;
    let mut entities = EntityCounts::default();
    let mut dice = Dice(7);
    for first in (0..documents).step_by(GROUP) {
        let group = first..(first + GROUP).min(documents);
        let rows: Vec<DocumentRows> = group.map(|k| document(k, &mut dice, with)).collect();
        rows.iter().for_each(|rows| entities.add(rows));
        writer.push(&rows)?;
    }
    let reject = RejectRow {
        source: format!("wire/{with}.txt"),
        record: Some(with.to_owned()),
        stage: "sources".into(),
        reason: "empty".into(),
        detail: format!("0 bytes {with}"),
        hint: "delete the file, or fetch it again".into(),
        source_blake3: None,
    };
    let files = writer.finish(
        &entities.rows(&|id| (!id.as_str().starts_with("x-")).then_some(None)),
        &[reject],
    )?;
    let count = documents as u64;
    let account = Account {
        inputs: count + 2,
        rows: count,
        rejected: 1,
        skipped: 1,
    };
    let manifest = Manifest {
        schema_version: SCHEMA_VERSION,
        rules: "invented".into(),
        accounts: Accounts {
            files: account,
            records: account,
        },
        files,
    };
    staging.publish(&manifest)?;
    Ok(())
}

/// Pieces of a page while it grows, in code points.
#[derive(Default)]
struct Page {
    text: String,
    length: i32,
    spans: Vec<SpanRow>,
    mentions: Vec<MentionRow>,
    artifacts: Vec<ArtifactRow>,
    clean: Vec<String>,
}

impl Page {
    fn piece(&mut self, id: &str, label: &str, rule: &str, score: f32, text: &str) -> i32 {
        if self.length > 0 && label != "blank" {
            self.piece(id, "blank", "model/blank", 1.0, "\n\n");
        }
        let start = self.length;
        self.length += text.chars().count() as i32;
        self.text.push_str(text);
        if label == "body" {
            self.clean.push(text.to_owned());
        }
        self.spans.push(SpanRow {
            id: id.to_owned(),
            seq: self.spans.len() as i32,
            start,
            end: self.length,
            label: label.to_owned(),
            kept: label == "body",
            rule: rule.to_owned(),
            score,
            text: text.to_owned(),
            evidence: (label == "nav").then(|| text.to_owned()),
            language: None,
        });
        start
    }
}

fn document(k: usize, dice: &mut Dice, with: &str) -> DocumentRows {
    let outlet = format!("outlet-{:03}{with}", k % 300);
    let id = format!("wire/{k:06}{with}.txt");
    let (language, script) = *dice.of(LANGUAGES);
    let title = format!("{with}{}", dice.sentence(6));
    let mut page = Page::default();
    page.piece(
        &id,
        "nav",
        "boilerplate/nav/menu",
        0.91,
        &format!("{}{with}", dice.sentence(8)),
    );
    page.piece(&id, "title", &format!("boilerplate/title{with}"), 0.9, &title);
    for paragraph in 0..3 {
        let (canonical, forms) = *dice.of(PEOPLE);
        let form = *dice.of(forms);
        let before = format!("{} ", dice.sentence(12));
        let text = format!("{before}{form} {}  {}{with}.", dice.sentence(9), dice.sentence(5));
        let start = page.piece(
            &id,
            "body",
            "boilerplate/model/body",
            0.7 + 0.03 * dice.below(9) as f32,
            &text,
        );
        let at = start + before.chars().count() as i32;
        let clean_before: i32 = page.clean[..paragraph]
            .iter()
            .map(|p| p.chars().count() as i32 + 2)
            .sum();
        let in_text = clean_before + before.chars().count() as i32;
        let length = form.chars().count() as i32;
        page.mentions.push(MentionRow {
            id: id.clone(),
            start: at,
            end: at + length,
            text_start: Some(in_text),
            text_end: Some(in_text + length),
            surface: form.to_owned(),
            entity_id: Some(format!(
                "x-{:08x}{with}",
                canonical.len() * 7919 + dice.below(2) * dice.below(20_000)
            )),
            canonical: Some(format!("{with}{canonical}")),
            kind: "person".to_owned(),
            rule: "names/gazetteer/exact".to_owned(),
            score: 0.95,
            in_quote: false,
        });
        let blank = text
            .chars()
            .collect::<Vec<_>>()
            .windows(2)
            .position(|w| w == [' ', ' '])
            .unwrap_or(0) as i32;
        page.artifacts.push(ArtifactRow {
            id: id.clone(),
            start: start + blank,
            end: start + blank + 2,
            kind: "double_space".to_owned(),
            group: "typography".to_owned(),
            severity: "C".to_owned(),
            surface: "  ".to_owned(),
            repair: Some(format!(" {with}")),
            applied: false,
            rule: "translation/typography/double-space".to_owned(),
            score: 0.99,
        });
    }
    if dice.below(3) == 0 {
        page.piece(
            &id,
            "paywall",
            "boilerplate/paywall/en/support-banner",
            0.9,
            "Please support us: our work is free.",
        );
    }
    let (removed, all) = page
        .spans
        .iter()
        .filter(|s| s.label != "blank")
        .fold((0, 0), |(removed, all), s| {
            (
                removed + if s.kept { 0 } else { s.end - s.start },
                all + s.end - s.start,
            )
        });
    let text = page.clean.join("\n\n");
    let pair = k % 40 < 2 && k >= 40;
    DocumentRows {
        document: DocumentRow {
            id: id.clone(),
            source: id.clone(),
            source_blake3: format!("{k:064x}"),
            outlet,
            fetched: None,
            metadata: None,
            published_raw: None,
            url: (!with.is_empty()).then(|| format!("javascript:{with}")),
            site: None,
            media_type: "text/plain".to_owned(),
            charset: "UTF-8".to_owned(),
            charset_source: "utf8".to_owned(),
            charset_conflict: dice.below(200) == 0,
            replaced_chars: 0,
            repaired_chars: 0,
            title: Some(title),
            authors: vec![format!("{with}Reporter")],
            byline: Some(format!("{with}By a reporter")),
            published: (dice.below(5) > 0).then(|| Micros((15_000 + dice.below(4_000) as i64) * 86_400_000_000)),
            modified: None,
            published_source: Some("meta".to_owned()),
            language: language.to_owned(),
            language_script: script.to_owned(),
            language_score: 0.5 + 0.05 * dice.below(10) as f32,
            translated_score: Some(dice.below(100) as f32 / 100.0),
            machine_score: None,
            source_language: None,
            access: "full".to_owned(),
            access_evidence: Some(with.to_owned()),
            chars: text.chars().count() as i32,
            words: text.split_whitespace().count() as i32,
            text_normalized: text.clone(),
            text,
            removed_share: removed as f32 / all.max(1) as f32,
            cluster: pair.then(|| format!("c{:07}", k / 40)),
            cluster_size: if pair { 2 } else { 1 },
            cluster_head: !pair || k.is_multiple_of(40),
            flags: Vec::new(),
        },
        page: PageRow {
            id,
            page_text: page.text,
        },
        spans: page.spans,
        mentions: page.mentions,
        artifacts: page.artifacts,
    }
}
