//! Defects found in a text. A closed list, as the labels are.

use serde::{Deserialize, Serialize};

/// What kind of work an artifact belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ArtifactGroup {
    /// Bytes that were read or stored wrongly.
    Encoding,
    /// Marks and spaces.
    Typography,
    /// The order and wholeness of the page's parts.
    Structure,
    /// Traces of a translation.
    Translation,
}

impl ArtifactGroup {
    /// The name in the column `artifacts.group`.
    pub fn name(self) -> &'static str {
        match self {
            ArtifactGroup::Encoding => "encoding",
            ArtifactGroup::Typography => "typography",
            ArtifactGroup::Structure => "structure",
            ArtifactGroup::Translation => "translation",
        }
    }
}

/// How much a defect costs the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Damages the meaning.
    A,
    /// Disfluent.
    B,
    /// Cosmetic.
    C,
}

impl Severity {
    /// The name in the column `artifacts.severity`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::A => "A",
            Severity::B => "B",
            Severity::C => "C",
        }
    }
}

macro_rules! kinds {
    ($($group:ident { $($variant:ident = $name:literal $severity:ident,)* })*) => {
        /// One kind of defect; each belongs to one group and has one severity.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "the names are the documentation; the contract lists them")]
        pub enum ArtifactKind { $($($variant,)*)* }

        impl ArtifactKind {
            /// Every kind, by group.
            pub const ALL: &'static [ArtifactKind] = &[$($(ArtifactKind::$variant,)*)*];

            /// The name in the column `artifacts.kind`.
            pub fn name(self) -> &'static str {
                match self { $($(ArtifactKind::$variant => $name,)*)* }
            }

            /// The kind of that name.
            pub fn from_name(name: &str) -> Option<ArtifactKind> {
                match name { $($($name => Some(ArtifactKind::$variant),)*)* _ => None }
            }

            /// The group it belongs to.
            pub fn group(self) -> ArtifactGroup {
                match self { $($(ArtifactKind::$variant => ArtifactGroup::$group,)*)* }
            }

            /// How much it costs the reader.
            pub fn severity(self) -> Severity {
                match self { $($(ArtifactKind::$variant => Severity::$severity,)*)* }
            }
        }
    };
}

kinds! {
    Encoding {
        Mojibake = "mojibake" A,
        ReplacementCharacter = "replacement_character" A,
        ControlCharacter = "control_character" C,
        ZeroWidth = "zero_width" C,
        BidiControl = "bidi_control" C,
        MixedScript = "mixed_script" B,
    }
    Typography {
        Nbsp = "nbsp" C,
        DoubleSpace = "double_space" C,
        SpaceBeforePunctuation = "space_before_punctuation" C,
        MissingSpace = "missing_space" C,
        MisplacedQuote = "misplaced_quote" B,
        GluedQuote = "glued_quote" C,
        SpacedQuote = "spaced_quote" C,
        UnclosedQuote = "unclosed_quote" B,
        MixedQuoteStyle = "mixed_quote_style" C,
        PunctuationOutsideQuote = "punctuation_outside_quote" C,
        UnbalancedBracket = "unbalanced_bracket" C,
        LeadingEllipsis = "leading_ellipsis" C,
        AsciiEllipsis = "ascii_ellipsis" C,
        HyphenForDash = "hyphen_for_dash" C,
    }
    Structure {
        DuplicateTitle = "duplicate_title" C,
        DuplicateText = "duplicate_text" C,
        CaptionCreditMerged = "caption_credit_merged" C,
        GluedLinkText = "glued_link_text" C,
        UnfilledPlaceholder = "unfilled_placeholder" C,
        EmptyField = "empty_field" C,
        SplitAttribution = "split_attribution" B,
        DanglingAttribution = "dangling_attribution" B,
        RunOnQuotation = "run_on_quotation" B,
        PageViewDate = "page_view_date" A,
        ExtraBlankLine = "extra_blank_line" C,
        NoFinalNewline = "no_final_newline" C,
    }
    Translation {
        UntranslatedToken = "untranslated_token" A,
        ForeignQuote = "foreign_quote" C,
        CjkPunctuation = "cjk_punctuation" C,
        InvertedPunctuation = "inverted_punctuation" C,
        ForeignNumber = "foreign_number" A,
        ForeignDate = "foreign_date" C,
        ForeignAcronym = "foreign_acronym" A,
        ForeignExonym = "foreign_exonym" B,
        MistranslatedName = "mistranslated_name" A,
        MixedRomanization = "mixed_romanization" C,
        TranslatorNote = "translator_note" C,
        TranslationNotice = "translation_notice" C,
        MtResidue = "mt_residue" B,
        RepeatedLoop = "repeated_loop" A,
        Calque = "calque" B,
        BrokenSentence = "broken_sentence" A,
    }
}

impl std::fmt::Display for ArtifactKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::ArtifactKind;

    #[test]
    fn names_lead_back_to_their_kinds() {
        for &kind in ArtifactKind::ALL {
            assert_eq!(ArtifactKind::from_name(kind.name()), Some(kind));
        }
    }
}
