//! Small defects of a page's parts: link labels stuck to a sentence, unfilled slots, fields without a value.

use copydesk_model::{ArtifactKind, Label};

use crate::cues::Role;
use crate::sheet::Sheet;

pub(super) fn run(sheet: &mut Sheet<'_>) {
    for i in 0..sheet.len() {
        if !sheet.lines[i].open {
            continue;
        }
        glued_label(sheet, i);
        let slots: Vec<_> = sheet
            .cues(i)
            .filter(|c| c.role == Role::Slot)
            .map(|c| (c.start, c.end))
            .collect();
        for range in slots {
            // Text that shows code is no template; a slot counts where the page was not written by an author.
            if sheet.removed(i) || sheet.lines[i].words <= 6 {
                sheet.artifact(
                    i,
                    range,
                    ArtifactKind::UnfilledPlaceholder,
                    "placeholder/slot",
                    "a slot of a template",
                );
            }
        }
        let text = sheet.lines[i].text;
        if sheet.label(i) == Some(Label::Category) && text.ends_with(':') {
            let range = (0, text.len());
            sheet.artifact(
                i,
                range,
                ArtifactKind::EmptyField,
                "category/field-without-value",
                "a field's name and no value",
            );
        }
    }
}

/// `You will find it on Friday. Preview`: the last word is a link.
fn glued_label(sheet: &mut Sheet<'_>, i: usize) {
    let Some(cue) = sheet.cue(i, &[Role::Glued]) else {
        return;
    };
    let text = sheet.lines[i].text;
    let before = text[..cue.start].trim_end();
    let after_sentence = before.ends_with(['.', '!', '?', '…', '”', '»']) && before.len() < cue.start;
    let capital = text[cue.start..].chars().next().is_some_and(char::is_uppercase);
    if after_sentence && capital && text.trim_end().len() == cue.end {
        let range = (cue.start, cue.end);
        sheet.part(i, range, Label::Nav, "nav/glued-link-text", 0.9);
        sheet.artifact(
            i,
            range,
            ArtifactKind::GluedLinkText,
            "nav/glued-link-text",
            "a link label at the end of a sentence",
        );
    }
}
