//! One article and all that is known of it.

use serde::{Deserialize, Serialize};

use crate::{Annotation, Code, Page, Span};

/// The path of the raw file under `seeds/`, plus `#<record>` inside a container. It survives a rebuild.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocumentId(pub String);

impl std::fmt::Display for DocumentId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// Where the bytes came from, and what was said about them there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// Path under `seeds/`, in a lossless form on one line.
    pub source: String,
    /// BLAKE3 of the very bytes that were read, in hex.
    pub source_blake3: String,
    /// First folder under `seeds/`; empty for a flat file.
    pub outlet: String,
    /// Where the page came from, when the input says so.
    pub url: Option<String>,
    /// Host of the site, from `outlet.toml` or the container.
    pub site: Option<String>,
    /// Charset that a transport header or `outlet.toml` declares.
    pub declared_charset: Option<String>,
    /// Media type that a transport header declares.
    pub declared_media_type: Option<String>,
    /// Language that `outlet.toml` declares; a hint, never a verdict.
    pub declared_language: Option<String>,
    /// When the page was fetched, as its container says; microseconds since 1970-01-01T00:00:00Z.
    pub fetched: Option<i64>,
    /// When the article was published, as its container says; counts only where the page itself says nothing.
    pub declared_published: Option<i64>,
    /// What else its container says of it, as a JSON object.
    pub metadata: Option<String>,
}

/// Plain text or HTML, decided by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaType {
    /// `text/plain`
    Text,
    /// `text/html`
    Html,
}

impl MediaType {
    /// The name in the column `documents.media_type`.
    pub fn name(self) -> &'static str {
        match self {
            MediaType::Text => "text/plain",
            MediaType::Html => "text/html",
        }
    }
}

/// What decided the charset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CharsetSource {
    /// A byte-order mark.
    Bom,
    /// The bytes are valid UTF-8.
    Utf8,
    /// The transport or `outlet.toml` said so.
    Declared,
    /// A `<meta>` said so.
    Meta,
    /// Letter statistics.
    Detected,
    /// Nothing did.
    Fallback,
}

impl CharsetSource {
    /// The name in the column `documents.charset_source`.
    pub fn name(self) -> &'static str {
        match self {
            CharsetSource::Bom => "bom",
            CharsetSource::Utf8 => "utf8",
            CharsetSource::Declared => "declared",
            CharsetSource::Meta => "meta",
            CharsetSource::Detected => "detected",
            CharsetSource::Fallback => "fallback",
        }
    }
}

/// How bytes became text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charset {
    /// WHATWG name.
    pub name: String,
    /// What decided.
    pub source: CharsetSource,
    /// A declaration said otherwise.
    pub conflict: bool,
    /// U+FFFD made by decoding, not those that stood in the file.
    pub replaced_chars: u32,
}

/// What a block is in its page's own structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// Running text, or a line of a text file.
    Paragraph,
    /// A heading, with its level from 1 to 6.
    Heading(u8),
    /// An item of a list.
    ListItem,
    /// A quotation set apart.
    Quote,
    /// A row of a table.
    TableRow,
    /// Preformatted text.
    Code,
    /// The caption of a figure.
    Caption,
    /// A label, a button, an option: text of a control.
    Control,
}

/// The part of the page a block stands in, as its markup says; text files know only `Main`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Region {
    /// The article, or nothing else is known.
    Main,
    /// A page header.
    Header,
    /// A menu.
    Nav,
    /// Beside the article.
    Aside,
    /// A page footer.
    Footer,
    /// Readers' comments.
    Comments,
    /// A form.
    Form,
    /// A figure of the article.
    Figure,
    /// Not shown by a browser.
    Hidden,
}

/// A line of the page that belongs together: paragraph, heading, caption, item.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// Bytes of [`Document::text`]; blocks follow one another without overlap.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands.
    pub region: Region,
    /// Bytes of it that are link text.
    pub link_bytes: u32,
}

/// What says when an article was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateSource {
    /// Structured data.
    JsonLd,
    /// A `<meta>` element.
    Meta,
    /// A `<time>` element.
    TimeElement,
    /// The page's address.
    Url,
    /// A date line of the text.
    Dateline,
    /// The container that the page came in.
    Record,
}

impl DateSource {
    /// The name in the column `documents.published_source`.
    pub fn name(self) -> &'static str {
        match self {
            DateSource::JsonLd => "json-ld",
            DateSource::Meta => "meta",
            DateSource::TimeElement => "time-element",
            DateSource::Url => "url",
            DateSource::Dateline => "dateline",
            DateSource::Record => "record",
        }
    }
}

/// A moment and what says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Microseconds since 1970-01-01T00:00:00Z. A bare date is its midnight in UTC.
    pub micros: i64,
    /// What says so.
    pub source: DateSource,
}

/// What a page says of itself. Every field is empty unless there is evidence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// Headline without the site's name.
    pub title: Option<String>,
    /// People who signed it.
    pub authors: Vec<String>,
    /// The signature as printed.
    pub byline: Option<String>,
    /// First publication.
    pub published: Option<Stamp>,
    /// What the page declares as the day of publication, word for word, where that is no date or where it contradicts itself.
    pub published_raw: Option<String>,
    /// Last change.
    pub modified: Option<Stamp>,
    /// Canonical address.
    pub url: Option<String>,
    /// Host or name of the site.
    pub site: Option<String>,
    /// Language that the page declares.
    pub language: Option<String>,
    /// Section.
    pub section: Option<String>,
    /// Summary.
    pub description: Option<String>,
    /// `isAccessibleForFree` of the structured data.
    pub accessible_for_free: Option<bool>,
    /// A translation plugin's mark, such as `X-Translated-By`.
    pub translated_by: Option<String>,
}

/// The language of the kept text.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LanguageVerdict {
    /// ISO 639-3, `und` when unsure.
    pub language: Code,
    /// ISO 15924.
    pub script: Code,
    /// Probability that `language` is right.
    pub score: f32,
}

impl Default for LanguageVerdict {
    fn default() -> Self {
        LanguageVerdict {
            language: Code::UND,
            script: Code::ZYYY,
            score: 0.0,
        }
    }
}

/// Whether the whole article is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Access {
    /// All of it.
    Full,
    /// Cut by a paywall.
    Stub,
    /// Nothing says.
    #[default]
    Unknown,
}

impl Access {
    /// The name in the column `documents.access`.
    pub fn name(self) -> &'static str {
        match self {
            Access::Full => "full",
            Access::Stub => "stub",
            Access::Unknown => "unknown",
        }
    }
}

/// Whether the whole article is there, and what says so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessVerdict {
    /// Full, stub or unknown.
    pub access: Access,
    /// What says so.
    pub evidence: Option<String>,
}

/// Whether the text is a translation; `None` = not judged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TranslationVerdict {
    /// Probability that the text is a translation.
    pub translated: Option<f32>,
    /// Given a translation, that a machine made it.
    pub machine: Option<f32>,
    /// Likely language it was translated from, ISO 639-3 or a family's code.
    pub source_language: Option<String>,
    /// What the judgement rests on, in words; `None` where nothing was judged.
    pub evidence: Option<String>,
}

macro_rules! flags {
    ($($(#[doc = $doc:expr])* $variant:ident = $name:literal,)*) => {
        /// A defect that was survived on the way; the column `documents.flags` holds these names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Flag { $($(#[doc = $doc])* $variant,)* }

        impl Flag {
            /// Every flag.
            pub const ALL: &'static [Flag] = &[$(Flag::$variant,)*];

            /// The name in the column `documents.flags`.
            pub fn name(self) -> &'static str {
                match self { $(Flag::$variant => $name,)* }
            }
        }
    };
}

flags! {
    /// The compressed file ends before its end; what came before is used.
    TruncatedSource = "truncated-source",
    /// A checksum did not fit; the text is used.
    BadChecksum = "bad-checksum",
    /// Bytes after the end of a compressed file.
    TrailingBytes = "trailing-bytes",
    /// The file's name says another type than its content.
    NameMismatch = "name-mismatch",
    /// Two charsets in one file.
    MixedCharset = "mixed-charset",
    /// Text that had been decoded wrongly before was repaired.
    Mojibake = "mojibake",
    /// Structured data could not be read.
    BrokenMetadata = "broken-metadata",
    /// Dates of the page contradict each other or the calendar.
    DateConflict = "date-conflict",
    /// Nothing of the page is an article.
    NoBody = "no-body",
    /// The same paragraph many times.
    Repetition = "repetition",
    /// Controls of direction that show a text in another order; they left the text.
    BidiControl = "bidi-control",
    /// Invisible characters that spell a text of their own; they left the text.
    TagCharacters = "tag-characters",
    /// More marks on one letter than any script writes; those beyond left the text.
    CombiningMarks = "combining-marks",
    /// A word of letters of two scripts that look alike.
    MixedScript = "mixed-script",
    /// The text comes from several articles of one page, each with a headline of its own.
    SeveralArticles = "several-articles",
}

/// One article: where it came from, its text, and everything found in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Joins all tables.
    pub id: DocumentId,
    /// Where the bytes came from.
    pub origin: Origin,
    /// Plain text or HTML.
    pub media: MediaType,
    /// How bytes became text.
    pub charset: Charset,
    /// What the page says of itself.
    pub meta: Meta,
    /// Language of the kept text.
    pub language: LanguageVerdict,
    /// Full, stub or unknown.
    pub access: AccessVerdict,
    /// Whether it is a translation.
    pub translation: TranslationVerdict,
    /// Lines of the page, in order.
    pub blocks: Vec<Block>,
    page: Page,
    flags: Vec<Flag>,
    #[serde(with = "crate::packed")]
    annotations: Vec<Annotation>,
}

impl Document {
    /// A document of which only text and origin are known; the other fields are public and filled by their stages.
    pub fn new(id: DocumentId, origin: Origin, media: MediaType, charset: Charset, page: Page) -> Document {
        Document {
            id,
            origin,
            media,
            charset,
            meta: Meta::default(),
            language: LanguageVerdict::default(),
            access: AccessVerdict::default(),
            translation: TranslationVerdict::default(),
            blocks: Vec::new(),
            page,
            flags: Vec::new(),
            annotations: Vec::new(),
        }
    }

    /// A plain-text document for tests and examples: every non-blank line is a paragraph block.
    pub fn from_lines(text: &str) -> Document {
        let charset = Charset {
            name: "UTF-8".into(),
            source: CharsetSource::Utf8,
            conflict: false,
            replaced_chars: 0,
        };
        let origin = Origin {
            source: "example.txt".into(),
            ..Origin::default()
        };
        let page = Page::new(text.to_owned());
        let mut doc = Document::new(DocumentId("example.txt".into()), origin, MediaType::Text, charset, page);
        doc.blocks = text
            .split('\n')
            .filter_map(|line| Span::of_slice(text, line.trim()).filter(|s| !s.is_empty()))
            .map(|span| Block {
                span,
                kind: BlockKind::Paragraph,
                region: Region::Main,
                link_bytes: 0,
            })
            .collect();
        doc
    }

    /// The text that stages read and all spans refer to.
    pub fn text(&self) -> &str {
        self.page.reading()
    }

    /// The page behind it, and the way there.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Everything found so far, in the order in which it was added.
    pub fn annotations(&self) -> &[Annotation] {
        &self.annotations
    }

    /// Adds findings behind those that stand there. Annotations that do not fit the text are left out;
    /// that would be a fault of ours, and debug builds stop on it.
    pub fn annotate(&mut self, mut found: Vec<Annotation>) {
        let fits = |a: &Annotation| Span::new(self.page.reading(), a.span.start(), a.span.end()).is_some();
        found.retain(|a| {
            let ok = fits(a);
            debug_assert!(ok, "{a:?} leaves the text");
            ok
        });
        // The few go to the many, so that many are never there twice.
        if found.len() > self.annotations.len() {
            found.reserve_exact(self.annotations.len());
            found.splice(..0, std::mem::take(&mut self.annotations));
            self.annotations = found;
        } else {
            self.annotations.reserve_exact(found.len());
            self.annotations.append(&mut found);
        }
    }

    /// Changes mentions in place: pass 2 gives names that no gazetteer knows their corpus-wide id.
    pub fn mentions_mut(&mut self) -> impl Iterator<Item = (Span, &mut crate::Mention, &mut crate::RuleId)> {
        self.annotations.iter_mut().filter_map(|a| match &mut a.mark {
            crate::Mark::Mention(m) => Some((a.span, m.as_mut(), &mut a.rule)),
            _ => None,
        })
    }

    /// Notes a defect that was survived; once is enough.
    pub fn flag(&mut self, flag: Flag) {
        if let Err(at) = self.flags.binary_search(&flag) {
            self.flags.insert(at, flag);
        }
    }

    /// Takes in what is known of an archive only when all of it was read: the hash of its bytes and its defects.
    pub fn read_to_end(&mut self, blake3: Option<&str>, flags: &[Flag]) {
        self.origin.source_blake3 = blake3.unwrap_or_default().to_owned();
        flags.iter().for_each(|flag| self.flag(*flag));
    }

    /// Defects survived on the way, sorted.
    pub fn flags(&self) -> &[Flag] {
        &self.flags
    }
}
