//! What the key `what` of a rule may say; the build script asks too.

use copydesk_model::{ArtifactKind, Label};

pub(crate) fn whats() -> Vec<&'static str> {
    let labels = Label::ALL.iter().map(|l| l.name());
    labels.chain([ArtifactKind::UnfilledPlaceholder.name()]).collect()
}
