//! The structural rules, a file each, in order. Each works on the sheet and decides only lines that are still free.

mod appeals;
mod captions;
mod comments;
mod cue_lines;
mod dates;
mod duplicates;
mod edges;
mod head;
mod headings;
mod line_model;
mod lists;
mod marks;
mod outside;
mod pleas;
mod related;
mod rest;
mod tail;
mod threads;
mod whole_page;

use crate::sheet::Sheet;

/// A structural rule.
pub(crate) type Rule = fn(&mut Sheet<'_>);

/// For text files. The order matters: what is plain goes first, so that the later rules see a smaller page.
pub(crate) const TEXT: &[(&str, Rule)] = &[
    // Which lines are hardly the article: the others take no menu for running text.
    ("line model", line_model::ask),
    // Lines that say themselves what they are.
    ("cue_lines", cue_lines::run),
    ("captions", captions::run),
    // Boxes and threads, which reach from a head to their own end.
    ("comments", comments::run),
    ("threads", threads::run),
    ("above the headline", outside::above),
    ("amid the article", outside::amid),
    ("known author", tail::known_author),
    ("pleas", pleas::run),
    ("appeals", appeals::run),
    ("related", related::run),
    ("lists", lists::run),
    ("below the end", outside::below),
    ("pleas beside boxes", pleas::beside),
    ("behind a gate", rest::behind_gate),
    ("above the last box", rest::above_last_box),
    // Both ends of the article, now that the boxes are gone; a banner on top must not be taken for the title.
    ("edges", edges::run),
    ("head", head::run),
    ("tail", tail::run),
    // Inside the article.
    ("headings", headings::run),
    ("duplicates", duplicates::run),
    // What the model doubts and nobody named.
    ("line model names", line_model::name),
    // Defects, and the verdict on the page as a whole, which needs all of the above.
    ("marks", marks::run),
    ("whole_page", whole_page::run),
];

/// For HTML: title, byline and dates were read from the markup.
pub(crate) const HTML: &[(&str, Rule)] = &[
    ("cue_lines", cue_lines::run),
    ("captions", captions::run),
    ("comments", comments::run),
    ("pleas", pleas::run),
    ("appeals", appeals::run),
    ("related", related::run),
    ("lists", lists::run),
    ("marks", marks::run),
    ("whole_page", whole_page::run),
];
