//! What is outside the article, whatever its words: sentences to the reader above the headline, below what ends an article, or above
//! a button that repeats them.
//!
//! Hit: `Our spring drive closes on Sunday. Will you step in?` and its button above the headline, its byline and the text; the same
//! below the line about the author. Miss: a first paragraph; the last paragraph of an article below a link to another story, unless
//! it speaks to the reader, and the article does not.

use copydesk_model::Label;

use crate::line::{self, End};
use crate::rules::head::{is_name, signed};
use crate::rules::{dates, pleas};
use crate::sheet::{BOXES, Sheet};

/// Lines from the top in which the headline is sought below a box.
const TOP: usize = 9;
/// Longest sentence of a box, and longest label in one.
const SENTENCE: usize = 420;
const LABEL: usize = 60;
/// Longest name of a section.
const SECTION: usize = 30;
/// Longest headline.
const TITLE: usize = 150;
/// Least words of a headline above a box.
const HEADLINE: usize = 4;
/// Longest button, and most words of one.
const BUTTON: usize = 40;
const WORDS: usize = 5;
/// Letters of a word that stay when its ending changes.
const STEM: usize = 5;
/// Most sentences of boxes below the end.
const BELOW: usize = 6;

/// Sentences and buttons above a headline that is followed by a date or a byline, and then by text.
pub(super) fn above(sheet: &mut Sheet<'_>) {
    let Some(title) = (1..sheet.len().min(TOP)).find(|&t| is_headline(sheet, t)) else {
        return;
    };
    let asks = |i: usize| speaks(sheet, i) || (sheet.says_so(i) && pleas::names(sheet, i));
    let says = (0..title).find(|&i| asks(i));
    // A headline above the first of them is the page's own.
    let headline = |i: usize| label(sheet, i) && sheet.lines[i].words >= HEADLINE;
    if says.is_none_or(|first| (0..first).any(headline))
        || !(0..title).all(|i| !sheet.free(i) || label(sheet, i) || asks(i))
    {
        return;
    }
    for i in 0..title {
        let (name, id) = if label(sheet, i) {
            (Label::Widget, "controls/above-headline")
        } else {
            (Label::Paywall, "paywall/above-headline")
        };
        let why = "speaks to the reader above the headline".to_owned();
        sheet.set(i, name, id, 0.75, Some(why));
    }
}

/// A short line with a date or a byline below it, and text below that.
fn is_headline(sheet: &Sheet<'_>, t: usize) -> bool {
    let l = &sheet.lines[t];
    let shaped = sheet.free(t) && matches!(l.end, End::Open | End::Ask) && l.words >= 2 && l.chars <= TITLE;
    let own = |k: usize| dates::is_date(sheet, k) || signed(sheet, k).is_some();
    // A bare name or a section counts where a button stands above the headline.
    let name = |k: usize| {
        let l = &sheet.lines[k];
        let short = l.chars <= SECTION && l.words <= 3 && l.end == End::Open;
        t >= 2 && label(sheet, t - 1) && (short || is_name(sheet, l.text))
    };
    let meta = (t + 1..sheet.len().min(t + 3)).find(|&k| own(k) || (k == t + 1 && name(k)));
    let prose = |k: usize| sheet.prose(k);
    let text = |from: usize| (from..sheet.len().min(from + 4)).any(prose);
    shaped && !own(t) && meta.is_some_and(|k| !(t..k).any(prose) && text(k + 1))
}

/// The label of a button or a field, or a lone word.
fn label(sheet: &Sheet<'_>, i: usize) -> bool {
    let l = &sheet.lines[i];
    l.chars <= LABEL && matches!(l.end, End::Open | End::Ask | End::Colon) && line::quoted(l.text).is_empty()
}

/// A sentence that speaks to the reader.
pub(super) fn speaks(sheet: &Sheet<'_>, i: usize) -> bool {
    let l = &sheet.lines[i];
    let pleads = || pleas::speaks(sheet, i);
    sheet.says_so(i)
        && l.chars <= SENTENCE
        && (l.voice > 0 || pleads())
        && !l.tells
        && !line::opens_speech(l.text)
        && (!line::speaker(l.text) || l.voice > 0)
        && line::quoted(l.text).is_empty()
}

/// A paragraph to the reader in an article that else speaks to nobody, above a button that says one of its words again:
/// `… leave us a gratuity.` and `A gratuity`. Miss: a heading below a paragraph of a column.
pub(super) fn amid(sheet: &mut Sheet<'_>) {
    let said: Vec<usize> = (0..sheet.len()).filter(|&i| sheet.sentence(i)).collect();
    let own = said.iter().filter(|&&i| speaks(sheet, i)).count();
    let Some(&first) = said.first() else { return };
    if own == 0 || own * 4 > said.len() + 3 {
        return;
    }
    for i in first + 1..sheet.len().saturating_sub(1) {
        let below = &sheet.lines[i + 1];
        let short = below.words <= WORDS && below.chars <= BUTTON && below.end == End::Open && sheet.free(i + 1);
        if short && sheet.prose(i) && !sheet.trusted(i) && speaks(sheet, i) && echoes(sheet.lines[i].text, below.text) {
            let why = "speaks to the reader above a button that repeats its words".to_owned();
            sheet.set(i, Label::Paywall, "paywall/above-echo", 0.75, Some(why.clone()));
            sheet.set(i + 1, Label::Widget, "controls/echo", 0.75, Some(why));
        }
    }
}

/// Whether a label has a word of a text, endings aside.
fn echoes(text: &str, label: &str) -> bool {
    let stem = |word: &str| -> Option<String> {
        let small: String = word.chars().flat_map(char::to_lowercase).take(STEM).collect();
        (small.chars().count() == STEM).then_some(small)
    };
    line::words(label)
        .filter_map(stem)
        .any(|wanted| line::words(text).filter_map(stem).any(|word| word == wanted))
}

/// All that follows the first removed line below which nothing but labels and sentences to the reader stands.
pub(super) fn below(sheet: &mut Sheet<'_>) {
    let article: Vec<usize> = (0..sheet.len()).filter(|&i| sheet.sentence(i)).collect();
    // From the end upwards, as long as nothing can be the article's.
    let mut end = sheet.len();
    let mut said = 0;
    for i in (0..sheet.len()).rev() {
        let next = end == sheet.len() || !sheet.free(end) || label(sheet, end) || speaks(sheet, end);
        let sentence = sheet.free(i) && sheet.says_so(i);
        // What the line model takes for the article's is no box's, or an advertising text would lose its end.
        let addressed = speaks(sheet, i) && next && !sheet.trusted(i);
        if sheet.free(i) && !(sentence && addressed) && !(!sentence && label(sheet, i) && !sheet.trusted(i)) {
            break;
        }
        said += usize::from(sentence);
        end = i;
    }
    let Some(from) = (end..sheet.len()).find(|&i| ends(sheet, i)) else {
        return;
    };
    let before = article.iter().filter(|&&i| i < from).count();
    let own = |i: &&usize| **i < from && sheet.lines[**i].voice > 0 && !line::opens_speech(sheet.lines[**i].text);
    let own = article.iter().filter(own).count();
    if before < 2 || own * 3 > before || said > BELOW {
        return;
    }
    for i in from + 1..sheet.len() {
        let (name, id) = if sheet.says_so(i) {
            (Label::Paywall, "paywall/below-end")
        } else {
            (Label::Widget, "controls/below-end")
        };
        let why = "speaks to the reader below the end of the article".to_owned();
        sheet.set(i, name, id, 0.75, Some(why));
    }
}

/// A removed line that stands below articles, not amid them.
fn ends(sheet: &Sheet<'_>, i: usize) -> bool {
    sheet.label(i).is_some_and(|label| {
        BOXES.contains(&label)
            || matches!(
                label,
                Label::AuthorBio
                    | Label::Category
                    | Label::Legal
                    | Label::CommentForm
                    | Label::Comment
                    | Label::ShareCounts
            )
    })
}
