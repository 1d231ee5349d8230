//! Quotation marks of one line: which opens, which closes, and what stands on the wrong side.
//!
//! Straight marks are paired by the spaces around them, curly marks by their shape as far as the language opens
//! with “ and closes with ”. Guillemets and low marks are judged in English alone, where they are foreign.

use copydesk_model::ArtifactKind;

use crate::{
    finding::Finding,
    marks::{Seen, after, before},
    tongue::Tongue,
};

/// What stands beside a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// The line begins or ends.
    Edge,
    Blank,
    /// A letter or a digit.
    Word,
    /// An opening bracket, a dash, a slash.
    Open,
    Close,
    /// , . ; : ! ? …
    Point,
    /// Another quotation mark.
    Mark,
    Other,
}

/// One quotation mark with its sides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quote {
    at: usize,
    mark: char,
    left: Side,
    right: Side,
    /// First byte of the white space before it, one past that behind it.
    from: usize,
    to: usize,
}

impl Quote {
    pub(crate) fn new(line: &str, at: usize, mark: char) -> Quote {
        let end = at + mark.len_utf8();
        let (head, tail) = (&line[..at], &line[end..]);
        Quote {
            at,
            mark,
            left: side(head.chars().next_back(), true),
            right: side(tail.chars().next(), false),
            from: head.trim_end().len(),
            to: end + (tail.len() - tail.trim_start().len()),
        }
    }

    fn end(&self) -> usize {
        self.at + self.mark.len_utf8()
    }

    /// From the start of the character on its left.
    fn with_left(&self, line: &str) -> usize {
        self.at - before(line, self.at).map_or(0, char::len_utf8)
    }

    fn with_right(&self, line: &str) -> usize {
        self.end() + after(line, self.end()).map_or(0, char::len_utf8)
    }
}

fn side(c: Option<char>, left: bool) -> Side {
    match c {
        None => Side::Edge,
        Some(c) if c.is_whitespace() => Side::Blank,
        Some(c) if c.is_alphanumeric() => Side::Word,
        Some('(' | '[' | '{') => Side::Open,
        Some(')' | ']' | '}') => Side::Close,
        Some('-' | '–' | '—' | '/') if left => Side::Open,
        Some(',' | '.' | ';' | ':' | '!' | '?' | '…') => Side::Point,
        Some('"' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'') => Side::Mark,
        Some(_) => Side::Other,
    }
}

/// Whether a line begins with a quotation.
pub(crate) fn opens(line: &str) -> bool {
    line.starts_with(['"', '“', '«', '„', '‘', '\''])
}

/// Judges the marks of a line.
pub(crate) fn judge(
    line: &str,
    marks: &[Quote],
    tongue: &Tongue,
    goes_on: bool,
    found: &mut Vec<Finding>,
    seen: &mut Seen,
) {
    if marks.is_empty() {
        return;
    }
    let styled = marks.iter().filter(|q| matches!(q.mark, '"' | '“' | '”'));
    seen.style.extend(styled.map(|q| (q.at, q.mark != '"', q.mark)));
    let taken = if tongue.english {
        foreign(marks, found)
    } else {
        Vec::new()
    };
    let free = |q: &&Quote| !taken.contains(&q.at);
    let straight: Vec<Quote> = marks.iter().filter(|q| q.mark == '"').filter(free).copied().collect();
    let curly: Vec<Quote> = marks
        .iter()
        .filter(|q| matches!(q.mark, '“' | '”'))
        .filter(free)
        .copied()
        .collect();
    let low = marks.iter().any(|q| q.mark == '„' && !taken.contains(&q.at));
    let mut pairs = Vec::new();
    let mut open = straight_marks(line, &straight, tongue, &mut pairs, found);
    if tongue.curly_opens && !low {
        let open_curly = curly_marks(line, &curly, &mut pairs, found);
        // One of each without a partner: a quotation whose marks differ, which the mixed style says already.
        open = if open.is_some() && open_curly.is_some() {
            None
        } else {
            open.or(open_curly)
        };
        if straight.len() % 2 == 1 && open_curly.is_some() {
            open = None;
        }
    }
    if let Some(q) = open.filter(|_| !goes_on) {
        found.push(Finding::new(
            q.at,
            q.end(),
            ArtifactKind::UnclosedQuote,
            "quote/unclosed",
            0.8,
        ));
        let next = marks.iter().map(|m| m.at).find(|&at| at > q.at).unwrap_or(line.len());
        seen.unclosed = Some((q.at, next));
    }
    pairs.sort_by_key(|p| p.0.at);
    for (o, c) in pairs {
        seen.quotations.push((o.at, c.end()));
        if matches!(before(line, c.at), Some(',' | '.')) {
            seen.inside += 1;
        } else if matches!(after(line, c.end()), Some(',' | '.')) {
            seen.outside.push((c.at, c.end() + 1));
        }
    }
}

/// « » and „ “ in English: pairs become “ ”. Gives the places of all marks that were judged, sorted.
fn foreign(marks: &[Quote], found: &mut Vec<Finding>) -> Vec<usize> {
    let mut taken = Vec::new();
    let mut open: Option<Quote> = None;
    let single = |q: Quote, found: &mut Vec<Finding>| {
        found.push(Finding::new(
            q.at,
            q.end(),
            ArtifactKind::ForeignQuote,
            "quote/foreign",
            0.95,
        ));
    };
    for &q in marks {
        match (q.mark, open) {
            ('«' | '„', None) => open = Some(q),
            ('«' | '„', Some(o)) => {
                single(o, found);
                taken.push(o.at);
                open = Some(q);
            }
            ('»', Some(o)) if o.mark == '«' => {
                pair(o, q, found);
                taken.extend([o.at, q.at]);
                open = None;
            }
            ('“' | '”' | '"' | '‟', Some(o)) if o.mark == '„' => {
                pair(o, q, found);
                taken.extend([o.at, q.at]);
                open = None;
            }
            ('»', _) => {
                // Alone it is an arrow of a menu more often than a quotation mark.
                taken.push(q.at);
            }
            _ => {}
        }
    }
    if let Some(o) = open {
        single(o, found);
        taken.push(o.at);
    }
    taken.sort_unstable();
    return taken;

    fn pair(o: Quote, c: Quote, found: &mut Vec<Finding>) {
        let rule = "quote/foreign-pair";
        let sure = o.to <= c.from;
        let (inner, outer) = if sure { (o.to, c.from) } else { (o.end(), c.at) };
        found.push(Finding::new(o.at, inner, ArtifactKind::ForeignQuote, rule, 0.95).mend("“", sure));
        found.push(Finding::new(outer, c.end(), ArtifactKind::ForeignQuote, rule, 0.95).mend("”", sure));
    }
}

/// Pairs straight marks; gives one that opens and is never closed.
fn straight_marks(
    line: &str,
    marks: &[Quote],
    tongue: &Tongue,
    pairs: &mut Vec<(Quote, Quote)>,
    found: &mut Vec<Finding>,
) -> Option<Quote> {
    use Side::{Blank, Edge, Mark, Open, Other, Point, Word};
    let mut open: Option<Quote> = None;
    let mut lost: Option<Quote> = None;
    let mut clean = true;
    let first = pairs.len();
    for &q in marks {
        let can_open = matches!(q.left, Edge | Blank | Open | Mark) && !matches!(q.right, Blank | Edge | Point);
        match open {
            None if can_open || (q.left == Blank && q.right == Blank) => open = Some(q),
            None if q.left == Word && q.right == Word => {
                clean = false;
                // Digits before it: inches.
                if !before(line, q.at).is_some_and(|c| c.is_ascii_digit()) {
                    let f = Finding::new(q.with_left(line), q.end(), ArtifactKind::GluedQuote, "quote/glued", 0.7);
                    found.push(f);
                    open = Some(q);
                }
            }
            // Closes what an earlier line opened, or stands for inches.
            None => clean = false,
            Some(o) => {
                if q.left == Blank && can_open && o.right != Blank {
                    lost = lost.or(Some(o));
                    clean = false;
                    open = Some(q);
                    continue;
                }
                if q.right == Word && q.left != Blank && !suffix(line, q) {
                    clean = false;
                    let f = Finding::new(q.at, q.with_right(line), ArtifactKind::GluedQuote, "quote/glued", 0.7);
                    found.push(f);
                }
                clean &= matches!(o.left, Edge | Blank | Open) && !matches!(q.right, Word | Other);
                pairs.push((o, q));
                open = None;
            }
        }
    }
    let known = tongue.code != copydesk_model::Code::UND;
    let sure = clean && open.is_none() && lost.is_none() && known;
    for &(o, q) in &pairs[first..] {
        spaced_pair(o, q, sure, 0.95, found);
    }
    lost.or(open)
}

/// `" word "`: white space inside both marks, or inside one of them.
fn spaced_pair(o: Quote, q: Quote, sure: bool, score: f32, found: &mut Vec<Finding>) {
    let (opens, closes) = (o.right == Side::Blank, q.left == Side::Blank);
    let both = opens && closes && o.to < q.from;
    let rule = if both { "quote/spaced-pair" } else { "quote/spaced" };
    let score = if both { score } else { score - 0.15 };
    if opens && o.to <= q.at {
        let f = Finding::new(o.at, o.to, ArtifactKind::SpacedQuote, rule, score);
        found.push(f.mend(o.mark.to_string(), both && sure));
    }
    if closes && q.from >= o.end() {
        let f = Finding::new(q.from, q.end(), ArtifactKind::SpacedQuote, rule, score);
        found.push(f.mend(q.mark.to_string(), both && sure));
    }
}

/// A short ending that belongs to the quoted word: “B”s, "MAGA"ism.
fn suffix(line: &str, q: Quote) -> bool {
    let tail = line[q.end()..].chars().take(6);
    let tail: String = tail.take_while(|c| c.is_alphanumeric()).collect();
    tail.chars().count() <= 4 && tail.chars().all(char::is_lowercase)
}

/// What an opening curly mark looks like.
#[derive(Clone, Copy, PartialEq)]
enum Look {
    Proper,
    Spaced,
    /// Glued to the word before it, a space behind it.
    Displaced,
    Glued,
    /// Opens no quotation.
    Stray,
    /// A closing mark that opens.
    Turned,
}

/// Pairs curly marks; gives one that opens and is never closed.
fn curly_marks(
    line: &str,
    marks: &[Quote],
    pairs: &mut Vec<(Quote, Quote)>,
    found: &mut Vec<Finding>,
) -> Option<Quote> {
    use Side::{Blank, Close, Edge, Open, Point, Word};
    let mut open: Option<(Quote, Look)> = None;
    let mut lost: Option<Quote> = None;
    // Repairs wait until the whole line is known to balance.
    let mut moves: Vec<Finding> = Vec::new();
    let mut spaced: Vec<(Quote, Quote, Look)> = Vec::new();
    let mut clean = true;
    let misplaced = |start, end| Finding::new(start, end, ArtifactKind::MisplacedQuote, "quote/misplaced", 0.95);
    let glued = |start, end| Finding::new(start, end, ArtifactKind::GluedQuote, "quote/glued", 0.9);
    for &q in marks {
        if q.mark == '“' {
            let inside = matches!(open, Some((_, Look::Proper | Look::Spaced)));
            let behind = matches!(q.left, Word | Point | Close);
            let look = match (q.left, q.right) {
                (Close, Word) => {
                    clean = false;
                    found.push(misplaced(q.at, q.end()).because("between a bracket and a sentence"));
                    Look::Stray
                }
                (Word | Point | Close, Edge | Point | Close) | (Word | Point, Blank) if inside || q.right != Blank => {
                    // It closes, and is turned the wrong way.
                    moves.push(misplaced(q.at, q.end()).mend("”", true));
                    match open.take() {
                        Some((o, look)) => {
                            pairs.push((o, q));
                            spaced.push((o, q, look));
                        }
                        None => clean = false,
                    }
                    continue;
                }
                (Word | Point | Close, Blank) => {
                    found.push(glued(q.with_left(line), q.end()));
                    moves.push(misplaced(q.at, q.to).mend(" “", true));
                    Look::Displaced
                }
                (Word, Word) => {
                    found.push(
                        glued(q.with_left(line), q.end()).suggest(format!("{} “", &line[q.with_left(line)..q.at])),
                    );
                    Look::Glued
                }
                (_, Blank) => Look::Spaced,
                _ => Look::Proper,
            };
            clean &= !behind || look == Look::Displaced;
            if let Some((o, Look::Proper | Look::Spaced)) = open {
                lost = lost.or(Some(o));
                clean = false;
            } else if open.is_some() {
                clean = false;
            }
            open = Some((q, look));
            continue;
        }
        match open.take() {
            None => match (q.left, q.right) {
                (Blank | Edge | Open, Word) => {
                    moves.push(misplaced(q.at, q.end()).mend("“", true));
                    open = Some((q, Look::Turned));
                }
                (Word | Point, Word) if !suffix(line, q) => {
                    clean = false;
                    found.push(glued(q.at, q.with_right(line)));
                }
                // Closes what an earlier line opened.
                _ => clean = false,
            },
            Some((o, look)) => {
                if q.left == Blank && q.right == Word {
                    found.push(glued(q.at, q.with_right(line)));
                    moves.push(misplaced(q.from, q.end()).mend("” ", true));
                } else if q.right == Word && !suffix(line, q) {
                    clean = false;
                    let end = q.with_right(line);
                    found.push(glued(q.at, end).suggest(format!("” {}", &line[q.end()..end])));
                }
                pairs.push((o, q));
                spaced.push((o, q, look));
            }
        }
    }
    let lost = lost.or(match open {
        Some((q, Look::Proper | Look::Spaced | Look::Turned)) => Some(q),
        _ => None,
    });
    let sure = clean && open.is_none() && lost.is_none();
    for mut f in moves {
        f.apply &= sure;
        found.push(f);
    }
    for (o, q, look) in spaced {
        let displaced = (q.left == Blank && q.right == Word) || look == Look::Displaced;
        if !displaced && matches!(look, Look::Proper | Look::Spaced) {
            spaced_pair(o, q, sure, 0.9, found);
        }
    }
    lost
}
