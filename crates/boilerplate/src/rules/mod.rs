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
mod marks;
mod related;
mod tail;
mod whole_page;

use crate::sheet::Sheet;

type Rule = fn(&mut Sheet<'_>);

/// For text files. The order matters: what is plain goes first, so that the later rules see a smaller page.
pub(crate) const TEXT: &[Rule] = &[
    // Lines that say themselves what they are.
    cue_lines::run,
    captions::run,
    // Boxes and threads, which reach from a head to their own end.
    comments::run,
    appeals::run,
    related::run,
    // Both ends of the article, now that the boxes are gone; a banner on top must not be taken for the title.
    edges::run,
    head::run,
    tail::run,
    // Inside the article.
    headings::run,
    duplicates::run,
    // Defects, and the verdict on the page as a whole, which needs all of the above.
    marks::run,
    whole_page::run,
];

/// For HTML: title, byline and dates were read from the markup.
pub(crate) const HTML: &[Rule] = &[
    cue_lines::run,
    captions::run,
    comments::run,
    appeals::run,
    related::run,
    marks::run,
    whole_page::run,
];
