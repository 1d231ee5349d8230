//! The working sheet of one document: its lines with their cues, and what has been decided so far.

use copydesk_model::{Annotation, ArtifactKind, Document, Label, MediaType, Policy, RuleId, Span, pieces};
use copydesk_rules::fold;

use crate::cues::{Role, Rules};
use crate::line::{self, End};

/// Lines of fewer code points may fall by a cue alone.
pub(crate) const SHORT: usize = 80;

/// Labels of appeals and boxes.
pub(crate) const BOXES: &[Label] = &[
    Label::Paywall,
    Label::Newsletter,
    Label::CookieNotice,
    Label::Advertisement,
];

/// One line (block) of the page and what can be told of it alone.
pub(crate) struct Line<'d> {
    pub(crate) span: Span,
    pub(crate) text: &'d str,
    pub(crate) chars: usize,
    pub(crate) words: usize,
    pub(crate) end: End,
    /// Of its folded text: of lines that differ here the texts differ too.
    pub(crate) hash: u64,
    /// Its cues, as a range of [`Sheet::cues`].
    cues: (usize, usize),
    /// How many words outside quotations speak as the outlet or to the reader.
    pub(crate) voice: usize,
    /// Whether a word outside quotations says that somebody spoke.
    pub(crate) tells: bool,
    /// Kept by `extract` (always so in text files).
    pub(crate) open: bool,
    /// Removed by `extract` without a better name than `other`.
    pub(crate) unnamed: bool,
}

/// A cue in a line.
#[derive(Clone, Copy)]
pub(crate) struct Cue {
    pub(crate) rule: usize,
    pub(crate) role: Role,
    pub(crate) label: Label,
    /// Bytes of the line.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Inside a direct quotation.
    pub(crate) quoted: bool,
}

/// What a line was found to be.
#[derive(Clone)]
pub(crate) struct Verdict {
    pub(crate) label: Label,
    rule: RuleId,
    score: f32,
    evidence: Option<String>,
}

/// The sheet that structural rules read and write.
pub(crate) struct Sheet<'d> {
    pub(crate) doc: &'d Document,
    pub(crate) rules: &'d Rules,
    pub(crate) lines: Vec<Line<'d>>,
    cues: Vec<Cue>,
    verdicts: Vec<Option<Verdict>>,
    parts: Vec<Annotation>,
    /// The structural rules that have spoken: made once, not for each line.
    ids: Vec<(&'static str, RuleId)>,
    /// For each line how sure the line model is that it is not the article; `None` where it does not doubt it.
    pub(crate) doubts: Vec<Option<f32>>,
    /// What the line model is to say, when others say it.
    pub(crate) said: Option<Vec<f32>>,
    /// Line of the title, once found.
    pub(crate) title: Option<usize>,
}

impl<'d> Sheet<'d> {
    pub(crate) fn new(doc: &'d Document, rules: &'d Rules) -> Sheet<'d> {
        let mut sheet = Sheet {
            doc,
            rules,
            lines: Vec::with_capacity(doc.blocks.len()),
            cues: Vec::new(),
            verdicts: Vec::new(),
            parts: Vec::new(),
            ids: Vec::new(),
            doubts: Vec::new(),
            said: None,
            title: None,
        };
        let text = doc.text();
        let mut matcher = rules.set().matcher();
        let mut hits = Vec::new();
        let said = match doc.media {
            MediaType::Text => Vec::new(),
            MediaType::Html => pieces(doc, Policy::DEFAULT),
        };
        let mut piece = 0;
        for block in &doc.blocks {
            let span = block.span.trimmed(text);
            if span.is_empty() {
                continue;
            }
            while piece < said.len() && said[piece].span.end() <= span.start() {
                piece += 1;
            }
            let open = said.get(piece).is_none_or(|p| p.kept());
            let slice = span.of(text);
            let from = sheet.cues.len();
            matcher.matches(slice, &mut hits);
            let quoted = if hits.is_empty() {
                Vec::new()
            } else {
                line::quoted(slice)
            };
            let mut range = 0;
            let mut voice = 0;
            let mut tells = false;
            for hit in &hits {
                while range < quoted.len() && quoted[range].1 <= hit.start {
                    range += 1;
                }
                let inside = quoted.get(range).is_some_and(|q| q.0 <= hit.start && hit.end <= q.1);
                let (role, label) = rules.kind(hit.index);
                if role == Role::Speech {
                    tells |= !inside;
                    continue;
                }
                if matches!(role, Role::Voice | Role::Formal) {
                    let word = &slice[hit.start..hit.end];
                    let speaks = match role {
                        Role::Formal => line::formal(&slice[..hit.start], word),
                        // A country.
                        _ => word != "US",
                    };
                    voice += usize::from(!inside && speaks);
                    continue;
                }
                sheet.cues.push(Cue {
                    rule: hit.index,
                    role,
                    label,
                    start: hit.start,
                    end: hit.end,
                    quoted: inside,
                });
            }
            sheet.lines.push(Line {
                span,
                text: slice,
                chars: slice.chars().count(),
                words: line::count_words(slice),
                end: line::end(slice),
                hash: line::hash(matcher.folded()),
                cues: (from, sheet.cues.len()),
                voice,
                tells,
                open,
                unnamed: said.get(piece).is_some_and(|p| p.label == Label::Other),
            });
        }
        sheet.verdicts.resize(sheet.lines.len(), None);
        sheet
    }

    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The cues of line `i` that stand outside quotations.
    pub(crate) fn cues(&self, i: usize) -> impl Iterator<Item = &Cue> {
        let (from, to) = self.lines[i].cues;
        self.cues[from..to].iter().filter(|c| !c.quoted)
    }

    /// The first cue of line `i` with one of these roles, outside quotations.
    pub(crate) fn cue(&self, i: usize, roles: &[Role]) -> Option<Cue> {
        self.cues(i).find(|c| roles.contains(&c.role)).copied()
    }

    /// The cues of appeals and boxes in line `i`, outside quotations.
    pub(crate) fn boxes(&self, i: usize) -> impl Iterator<Item = &Cue> {
        let opens = |c: &&Cue| matches!(c.role, Role::Head | Role::Gate | Role::Member) && BOXES.contains(&c.label);
        self.cues(i).filter(opens)
    }

    /// At how many places of line `i` such a cue begins.
    pub(crate) fn box_words(&self, i: usize) -> usize {
        let mut places: Vec<usize> = self.boxes(i).map(|c| c.start).collect();
        places.dedup();
        places.len()
    }

    /// Whether a line is still undecided and ours to decide.
    pub(crate) fn free(&self, i: usize) -> bool {
        self.lines.get(i).is_some_and(|l| l.open) && self.verdicts[i].is_none()
    }

    /// The label that was decided for a line.
    pub(crate) fn label(&self, i: usize) -> Option<Label> {
        self.verdicts.get(i)?.as_ref().map(|v| v.label)
    }

    /// Whether line `i` has been decided to be of an appeal or a box.
    pub(crate) fn boxed(&self, i: usize) -> bool {
        self.label(i).is_some_and(|label| BOXES.contains(&label))
    }

    /// Whether line `i` has been decided not to be the article.
    pub(crate) fn removed(&self, i: usize) -> bool {
        self.lines.get(i).is_some_and(|l| !l.open) || self.label(i).is_some_and(|l| !l.kept())
    }

    /// Whether a line reads as running text of an article.
    pub(crate) fn prose(&self, i: usize) -> bool {
        let l = &self.lines[i];
        self.free(i)
            && self.doubt(i).is_none()
            && ((l.chars >= 60 && matches!(l.end, End::Stop | End::Ask)) || l.chars >= 200)
    }

    /// Whether a line is a sentence, however short.
    pub(crate) fn sentence(&self, i: usize) -> bool {
        self.prose(i) || (self.free(i) && self.doubt(i).is_none() && self.says_something(i))
    }

    /// Whether a line ends as a sentence does, wherever it stands.
    pub(crate) fn says_something(&self, i: usize) -> bool {
        self.lines[i].end == End::Stop && self.lines[i].words >= 3
    }

    /// Whether a line ends as a sentence or a cry does.
    pub(crate) fn says_so(&self, i: usize) -> bool {
        matches!(self.lines[i].end, End::Stop | End::Ask) && self.lines[i].words >= 3
    }

    /// Whether the line model was asked and takes line `i` for the article's.
    pub(crate) fn trusted(&self, i: usize) -> bool {
        self.doubts.get(i).is_some_and(Option::is_none)
    }

    /// How sure the line model is that line `i` is not the article, when it doubts it.
    pub(crate) fn doubt(&self, i: usize) -> Option<f32> {
        self.doubts.get(i).copied().flatten()
    }

    /// The next undecided line after `i`.
    pub(crate) fn next_free(&self, i: usize) -> Option<usize> {
        (i + 1..self.len()).find(|&k| self.free(k))
    }

    /// Folded text of line `i`.
    pub(crate) fn folded(&self, i: usize) -> String {
        fold(self.lines[i].text)
    }

    /// The structural rule `id`, given without the area.
    fn rule(&mut self, id: &'static str) -> RuleId {
        if let Some((_, rule)) = self.ids.iter().find(|(known, _)| *known == id) {
            return rule.clone();
        }
        let rule = RuleId::new(&format!("boilerplate/{id}"));
        self.ids.push((id, rule.clone()));
        rule
    }

    /// Decides line `i` by a structural rule `id` (without the area).
    pub(crate) fn set(&mut self, i: usize, label: Label, id: &'static str, score: f32, evidence: Option<String>) {
        if self.free(i) {
            let rule = self.rule(id);
            self.verdicts[i] = Some(Verdict {
                label,
                rule,
                score,
                evidence,
            });
        }
    }

    /// Decides line `i` by a cue in it.
    pub(crate) fn set_by_cue(&mut self, i: usize, cue: Cue) {
        self.set_as(i, cue.label, cue);
    }

    /// Decides line `i` by a cue in it, under another label than the cue's own.
    pub(crate) fn set_as(&mut self, i: usize, label: Label, cue: Cue) {
        if self.free(i) {
            let rule = &self.rules.set().rules()[cue.rule];
            self.verdicts[i] = Some(Verdict {
                label,
                rule: rule.id.clone(),
                score: rule.score,
                evidence: Some(format!("“{}”", &self.lines[i].text[cue.start..cue.end])),
            });
        }
    }

    /// Gives a decided line another label; the rule that decided stays the evidence.
    pub(crate) fn relabel(&mut self, i: usize, label: Label, id: &'static str, score: f32, evidence: String) {
        self.verdicts[i] = None;
        self.set(i, label, id, score, Some(evidence));
    }

    /// Labels a part of a line, given in bytes of the line.
    pub(crate) fn part(&mut self, i: usize, range: (usize, usize), label: Label, id: &'static str, score: f32) {
        if let Some(span) = self.lines[i].span.within(self.doc.text(), range.0, range.1) {
            let rule = self.rule(id);
            self.parts.push(Annotation::label(span, label, &rule, score));
        }
    }

    /// Reports a defect in a part of a line, given in bytes of the line.
    pub(crate) fn artifact(
        &mut self,
        i: usize,
        range: (usize, usize),
        kind: ArtifactKind,
        id: &'static str,
        why: &str,
    ) {
        if let Some(span) = self.lines[i].span.within(self.doc.text(), range.0, range.1) {
            let rule = self.rule(id);
            self.parts
                .push(Annotation::artifact(span, kind, &rule, 0.9).because(why));
        }
    }

    /// What was found: first whole lines, then parts of lines.
    pub(crate) fn into_annotations(self) -> Vec<Annotation> {
        let body = RuleId::new("boilerplate/body/prose");
        let rest = RuleId::new("boilerplate/body/nothing-said");
        let mut out = Vec::with_capacity(self.lines.len() + self.parts.len());
        for (i, (l, verdict)) in self.lines.iter().zip(&self.verdicts).enumerate() {
            match verdict {
                Some(v) => out.push(Annotation {
                    evidence: v.evidence.as_deref().map(Into::into),
                    // Two that agree are as sure as the surer one.
                    ..Annotation::label(
                        l.span,
                        v.label,
                        &v.rule,
                        self.doubt(i).map_or(v.score, |d| v.score.max(d)),
                    )
                }),
                None if self.doc.media == MediaType::Text => {
                    let (rule, score) = if self.prose(i) { (&body, 0.9) } else { (&rest, 0.6) };
                    out.push(Annotation::label(l.span, Label::Body, rule, score));
                }
                None => {}
            }
        }
        out.extend(self.parts);
        out
    }
}
