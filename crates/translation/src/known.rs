//! What the key `what` of a rule may say; the build script asks too.

use copydesk_model::{ArtifactGroup, ArtifactKind};

pub(crate) fn whats() -> Vec<&'static str> {
    let kinds = ArtifactKind::ALL.iter();
    let of_group = kinds.filter(|k| k.group() == ArtifactGroup::Translation);
    of_group.map(|k| k.name()).collect()
}
