//! The functions of the package. The examples in their docs run in `tests/test_examples.py`.

use copydesk_dataset::DocumentRows;
use copydesk_decode::Hints;
use copydesk_pipeline::{Raw, alone, article};
use pyo3::prelude::*;

use crate::arguments::{Input, input};
use crate::convert::{self, list};
use crate::guard::{free, refused, rejected, with_desk};
use crate::results::{Cleaned, Decoded, Edit, Extracted, Language, Repaired, ResolvedName, SameName, Translation};

/// Bytes to text, by the strongest evidence there is: a mark, UTF-8, what was declared, ``<meta>``, the letters.
///
/// ``declared`` is the charset of a transport header, ``url`` where the page came from; both are evidence, not commands.
/// Bytes that hold no text raise ``ValueError`` with the reason.
///
/// >>> import copydesk
/// >>> page = copydesk.decode("Мост через Двину откроют осенью.".encode("windows-1251"))
/// >>> page.text, page.charset, page.charset_source
/// ('Мост через Двину откроют осенью.', 'windows-1251', 'detected')
/// >>> copydesk.decode(b"\x00\x01\x02\x03")
/// Traceback (most recent call last):
///     ...
/// ValueError: binary: ...
#[pyfunction]
#[pyo3(signature = (data, *, declared=None, url=None))]
pub(crate) fn decode(data: &Bound<'_, PyAny>, declared: Option<&str>, url: Option<&str>) -> PyResult<Decoded> {
    let data_in = input(data, false)?;
    let bytes = data_in.bytes();
    let bytes: &[u8] = &bytes;
    let hints = Hints {
        declared,
        url,
        language: None,
    };
    let found = free(data.py(), || copydesk_decode::decode(bytes, &hints))?.map_err(|r| refused(&r))?;
    Ok(Decoded {
        text: found.text,
        charset: found.charset.name,
        charset_source: found.charset.source.name().to_owned(),
        charset_conflict: found.charset.conflict,
        replaced_chars: found.charset.replaced_chars,
    })
}

/// Mends mojibake: text that had been decoded by the wrong charset before, once or several times.
///
/// Each edit says which code points of ``text`` it changed, and by which rule; clean text comes back as it is.
///
/// >>> import copydesk
/// >>> mended = copydesk.repair("The cafÃ© was full.")
/// >>> mended.text
/// 'The café was full.'
/// >>> [(e.start, e.end, e.before, e.after) for e in mended.edits]
/// [(7, 9, 'Ã©', 'é')]
#[pyfunction]
pub(crate) fn repair(py: Python<'_>, text: &str) -> PyResult<Repaired> {
    let (mended, edits) = free(py, || {
        let mut mended = String::with_capacity(text.len());
        let mut edits = Vec::new();
        let (mut at, mut chars) = (0, 0);
        for repair in copydesk_decode::repair(text) {
            let (between, before) = (&text[at..repair.range.start], &text[repair.range.clone()]);
            mended.extend([between, &repair.after]);
            let start = chars + between.chars().count();
            chars = start + before.chars().count();
            at = repair.range.end;
            edits.push(Edit {
                start,
                end: chars,
                before: before.to_owned(),
                after: repair.after,
                rule: repair.rule.to_string(),
            });
        }
        mended.push_str(&text[at..]);
        (mended, edits)
    })?;
    Ok(Repaired {
        text: mended,
        edits: list(py, edits, |e| e)?,
    })
}

/// The language of a text: ISO 639-3, or ``und`` where the letters leave it open, with a calibrated probability.
///
/// >>> import copydesk
/// >>> found = copydesk.language("Дзяржава павінна дапамагаць людзям, якія засталіся без працы.")
/// >>> found.language, found.language_script
/// ('bel', 'Cyrl')
/// >>> copydesk.language("42").language
/// 'und'
#[pyfunction]
pub(crate) fn language(py: Python<'_>, text: &str) -> PyResult<Language> {
    let found = free(py, || copydesk_language::of_text(text))?;
    Ok(Language {
        language: found.language.to_string(),
        language_score: found.score,
        language_script: found.script.to_string(),
    })
}

/// The article of an HTML page: text, title, authors, dates, and every piece of the page with the rule that kept or removed it.
///
/// ``url`` is where the page came from. The offsets of ``spans`` are code points of ``page_text``.
///
/// >>> import copydesk
/// >>> page = copydesk.extract('''<html><head><title>Trains return - The Post</title></head><body>
/// ... <nav><a href="/">Home</a> <a href="/world">World</a></nav>
/// ... <article><h1>Trains return</h1><p>The night train between the two capitals runs again from Monday on,
/// ... the railway said in the morning.</p><p>Tickets are sold at all stations of the line.</p></article>
/// ... <footer>All rights reserved.</footer></body></html>''', url="https://post.example/trains")
/// >>> page.title, page.site
/// ('Trains return', 'post.example')
/// >>> print(page.text)
/// The night train between the two capitals runs again from Monday on, the railway said in the morning.
/// <BLANKLINE>
/// Tickets are sold at all stations of the line.
/// >>> all(page.page_text[s.start:s.end] == s.text for s in page.spans)
/// True
#[pyfunction]
#[pyo3(signature = (html, *, url=None))]
pub(crate) fn extract(html: &Bound<'_, PyAny>, url: Option<String>) -> PyResult<Extracted> {
    let rows = rows(html, url, Some("text/html"))?;
    convert::extracted(html.py(), rows)
}

/// Everything that one page or text says without any other: the columns of ``documents``, the page, its pieces, the
/// names and the defects in it.
///
/// ``data`` is text or HTML, as bytes or str; which of them it is, its content decides.
///
/// >>> import copydesk
/// >>> page = copydesk.clean("Night trains to return\n\nAlyaksandr Lukashenka met railway workers in Minsk on Tuesday, "
/// ...     "the agency said , and promised new carriages.\n\nSupport our work! Become a member today.\n")
/// >>> page.language
/// 'eng'
/// >>> [(m.surface, m.canonical) for m in page.mentions]
/// [('Alyaksandr Lukashenka', 'Alexander Lukashenko'), ('Minsk', 'Minsk')]
/// >>> [(a.kind, a.applied) for a in page.artifacts if a.group == "typography"]
/// [('space_before_punctuation', True)]
#[pyfunction]
#[pyo3(signature = (data, *, url=None))]
pub(crate) fn clean(data: &Bound<'_, PyAny>, url: Option<String>) -> PyResult<Cleaned> {
    let rows = rows(data, url, None)?;
    convert::cleaned(data.py(), rows)
}

fn rows(data: &Bound<'_, PyAny>, url: Option<String>, media_type: Option<&str>) -> PyResult<DocumentRows> {
    let given: Input<'_> = input(data, true)?;
    let raw = Raw {
        id: String::new(),
        bytes: given.bytes().into_owned(),
        url,
        // A str was decoded by its bearer.
        declared_charset: given.is_text().then(|| "utf-8".to_owned()),
        media_type: media_type.map(str::to_owned),
    };
    with_desk(data.py(), |desk| alone(raw.record(), desk))?.map_err(|r| rejected(&r))
}

/// One result for each name of a list; an equal ``entity_id`` is the same one, also for names that no gazetteer knows.
///
/// >>> import copydesk
/// >>> a, b, c, d = copydesk.resolve_names(["Лукашенко", "Lukaschenko", "Dzmitry Kavalenka", "Dmitry Kovalenko"])
/// >>> a.entity_id, a.entity_id == b.entity_id
/// ('by-lukashenko-a', True)
/// >>> c.entity_id == d.entity_id, c.entity_id == a.entity_id
/// (True, False)
#[pyfunction]
pub(crate) fn resolve_names(py: Python<'_>, names: Vec<String>) -> PyResult<Vec<ResolvedName>> {
    let found = with_desk(py, |desk| copydesk_names::resolve(&names, &desk.gazetteer))?;
    Ok(found.into_iter().map(convert::resolved).collect())
}

/// Whether two names stand for the same one, how likely that is, and by which rule.
///
/// >>> import copydesk
/// >>> copydesk.same_name("Volodymyr Zelenskyy", "Владимир Зеленский").same
/// True
/// >>> copydesk.same_name("Anna Kovalenko", "Dmitry Kovalenko").same
/// False
#[pyfunction]
pub(crate) fn same_name(py: Python<'_>, a: &str, b: &str) -> PyResult<SameName> {
    let (same, score, rule) = with_desk(py, |desk| copydesk_names::same(a, b, &desk.gazetteer))?;
    Ok(SameName {
        same,
        score,
        rule: rule.to_string(),
    })
}

/// Whether the text of an article is a translation, by a machine, from what; with the traces that were found.
///
/// Scores are ``None`` where nothing was judged: short texts, languages that the model does not know.
///
/// >>> import copydesk
/// >>> found = copydesk.translation("This article was automatically translated from Russian.\n\nThe bridge opens in May.")
/// >>> round(found.translated_score, 2), found.source_language
/// (0.99, 'rus')
/// >>> copydesk.translation("The bridge opens in May.").translated_score is None
/// True
#[pyfunction]
pub(crate) fn translation(py: Python<'_>, text: &str) -> PyResult<Translation> {
    let rows = with_desk(py, |desk| {
        let (doc, parts) = article(text, desk);
        copydesk_dataset::rows(&doc, &parts, None)
    })?;
    let mut traces = rows.artifacts;
    traces.retain(|a| a.group == copydesk_model::ArtifactGroup::Translation.name());
    Ok(Translation {
        translated_score: rows.document.translated_score,
        machine_score: rows.document.machine_score,
        source_language: rows.document.source_language,
        artifacts: list(py, traces, convert::artifact)?,
    })
}
