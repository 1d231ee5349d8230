//! Short lists below a heading that says what they are: tags, and the lines about an author.
//!
//! Hit: `Topics`, then `Salt` and `Sea wall`; `About the author`, then two sentences about her. Miss: the same word above a
//! paragraph, which is a heading of the article.

use copydesk_model::Label;

use crate::cues::Role;
use crate::line::End;
use crate::sheet::Sheet;

/// Longest tag, and how many of them.
const TAG: usize = 40;
const TAGS: usize = 12;
/// Longest line about an author.
const ABOUT: usize = 700;

pub(super) fn run(sheet: &mut Sheet<'_>) {
    let first = (0..sheet.len()).find(|&i| sheet.sentence(i)).unwrap_or(sheet.len());
    let first_prose = (0..sheet.len()).find(|&i| sheet.prose(i)).unwrap_or(sheet.len());
    let last = (0..sheet.len()).rev().find(|&i| sheet.prose(i)).unwrap_or(0);
    for i in 0..sheet.len() {
        let Some(cue) = sheet.cue(i, &[Role::Head]).filter(|_| sheet.free(i)) else {
            continue;
        };
        match cue.label {
            Label::Category => {
                let end = tags_end(sheet, i + 1);
                // Above the article its title would be the last of them, and a lone word says nothing.
                if end > i + 1 && first < i {
                    sheet.set_by_cue(i, cue);
                    for k in i + 1..end {
                        let why = "in a list of tags".to_owned();
                        sheet.set(k, Label::Category, "category/below-head", 0.8, Some(why));
                    }
                }
            }
            Label::AuthorBio if i > 0 && i + 2 >= last => {
                let about = |k: usize| sheet.free(k) && sheet.lines[k].chars <= ABOUT;
                if about(i + 1) && first_prose < i {
                    sheet.set_by_cue(i, cue);
                    let why = "below the head of a note on the author".to_owned();
                    sheet.set(i + 1, Label::AuthorBio, "author-bio/below-head", 0.8, Some(why));
                }
            }
            _ => {}
        }
    }
}

/// The first line from `from` on that is no tag.
fn tags_end(sheet: &Sheet<'_>, from: usize) -> usize {
    let tag = |k: &usize| {
        let l = &sheet.lines[*k];
        sheet.free(*k) && l.end == End::Open && l.chars <= TAG && l.words <= 4
    };
    let end = (from..sheet.len().min(from + TAGS)).take_while(tag).count() + from;
    // The line right above a paragraph is its heading.
    if end < sheet.len() && sheet.prose(end) && end > from {
        end - 1
    } else {
        end
    }
}
