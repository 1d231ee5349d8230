//! What the line model says of a page full of menus: first which lines are hardly the article, and, when all other rules
//! have spoken, which names those get that nobody named.
//!
//! Hit: the teasers and links around an article that was copied with its whole page. Miss: a tidy page, mostly prose: there
//! the model has seen too little to take a paragraph away, and it is silent. A very long line is the article's unless the
//! model is sure: it may be a whole page in one line.

use copydesk_model::Label;

use crate::cues::Role;
use crate::line::End;
use crate::model;
use crate::sheet::{SHORT, Sheet};

/// Least probability of a line that stays; this and the following from held-out pages, see `model/README.md`.
const KEEP: f32 = 0.5;
/// The same on a page with few menus.
const KEEP_TIDY: f32 = 0.2;
/// The same for a very long line.
const KEEP_LONG: f32 = 0.1;
/// Code points of a very long line.
const LONG: usize = 1_500;
/// Below this share of short lines without an end mark a page has few menus.
const TIDY: f32 = 0.35;
/// A page of fewer lines is left to the other rules, unless nearly all of it are menus.
const LINES: usize = 70;
const FEW_LINES: usize = 30;
const MENUS: f32 = 0.65;
/// What a change between lines that stay and lines that fall costs, in log-odds.
const SWITCH: f32 = 0.2;
/// Probability at which the removal of a line is sure enough for the recall setting.
const SURE: f32 = 0.08;

/// Asks the model; its word counts for the rules that follow, which see no running text where there is none.
pub(super) fn ask(sheet: &mut Sheet<'_>) {
    let short = |l: &&crate::sheet::Line<'_>| l.chars < 40 && l.end == End::Open;
    let menus = sheet.lines.iter().filter(short).count() as f32 / sheet.len().max(1) as f32;
    if sheet.len() < FEW_LINES || (sheet.len() < LINES && menus < MENUS) {
        return;
    }
    let keep = if menus < TIDY { KEEP_TIDY } else { KEEP };
    let p = sheet.said.take().unwrap_or_else(|| model::probabilities(sheet));
    let least = |l: &crate::sheet::Line<'_>| if l.chars >= LONG { KEEP_LONG } else { keep };
    let odds: Vec<f32> = p
        .iter()
        .zip(&sheet.lines)
        .map(|(&p, l)| log_odds(p) - log_odds(least(l)))
        .collect();
    let stay = runs(&odds);
    let doubts: Vec<Option<f32>> = p.iter().zip(stay).map(|(&p, s)| (!s).then(|| sureness(p))).collect();
    // A page on which nothing is left is for the rules that judge whole pages.
    if doubts.iter().any(Option::is_none) {
        sheet.doubts = doubts;
    }
}

fn log_odds(p: f32) -> f32 {
    let p = f64::from(p).clamp(1e-5, 1.0 - 1e-5);
    libm::log(p / (1.0 - p)) as f32
}

/// Which lines stay, as the likeliest sequence when to begin and to end a run of lines costs `SWITCH` each (Viterbi): a
/// line about which the model is undecided goes with its neighbours.
fn runs(odds: &[f32]) -> Vec<bool> {
    // The best sums of sequences that end in a line that falls, and in one that stays; and whether the line before stays in each.
    let (mut falls, mut stays) = (0.0_f32, -SWITCH);
    let before: Vec<(bool, bool)> = odds
        .iter()
        .map(|odds| {
            let from = (stays - SWITCH > falls, stays >= falls - SWITCH);
            (falls, stays) = (falls.max(stays - SWITCH), stays.max(falls - SWITCH) + odds);
            from
        })
        .collect();
    let mut now = stays > falls;
    let mut out = vec![false; odds.len()];
    for (stays, from) in out.iter_mut().zip(&before).rev() {
        *stays = now;
        now = if now { from.1 } else { from.0 };
    }
    out
}

/// The score of a removal: 0.5 at the default threshold, 0.9 at that of the recall setting, 1 for a line that is hopeless.
fn sureness(p: f32) -> f32 {
    if p < SURE {
        1.0 - 0.1 * p / SURE
    } else {
        0.9 - 0.4 * ((p - SURE) / (KEEP - SURE)).min(1.0)
    }
}

/// Names for the lines that the model doubts and no rule has named.
pub(super) fn name(sheet: &mut Sheet<'_>) {
    let stays = |s: &Sheet<'_>, i: &usize| s.free(*i) && s.doubt(*i).is_none();
    let first = (0..sheet.len()).find(|i| stays(sheet, i)).unwrap_or(sheet.len());
    let last = (0..sheet.len()).rev().find(|i| stays(sheet, i)).unwrap_or(0);
    let mut thread = false;
    for i in 0..sheet.len() {
        thread |= i > last && matches!(sheet.label(i), Some(Label::Comment));
        let Some(score) = sheet.doubt(i) else { continue };
        if !sheet.free(i) {
            continue;
        }
        let named = sheet.cues(i).find(|c| {
            matches!(
                c.role,
                Role::Line | Role::Edge | Role::Head | Role::Gate | Role::Member | Role::Control | Role::Reply
            )
        });
        if let Some(cue) = named.filter(|c| !c.label.kept()).copied() {
            sheet.set_by_cue(i, cue);
            continue;
        }
        let sentence = sheet.says_something(i);
        let long = sheet.lines[i].chars >= SHORT;
        let (label, id) = match (i < first, i > last) {
            (true, _) if sentence => (Label::Other, "model/text-above"),
            (true, _) => (Label::Nav, "model/menu-above"),
            (_, true) if thread => (Label::Comment, "model/thread-below"),
            (_, true) if sentence || long => (Label::Related, "model/teaser-below"),
            (_, true) => (Label::Nav, "model/menu-below"),
            _ if sentence => (Label::Other, "model/text-between"),
            _ if long => (Label::Related, "model/teaser-between"),
            _ => (Label::Widget, "model/short-between"),
        };
        sheet.set(
            i,
            label,
            id,
            score,
            Some("length, neighbours and place are no article's".into()),
        );
    }
}
