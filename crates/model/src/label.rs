//! What a piece of a page is. A closed list: a new label is a schema change and should be felt.

use serde::{Deserialize, Serialize};

macro_rules! labels {
    ($($(#[doc = $doc:expr])* $variant:ident = $name:literal,)*) => {
        /// What a piece of a page is; `Body` and `Heading` are kept, the rest is removed from the clean text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Label { $($(#[doc = $doc])* $variant,)* }

        impl Label {
            /// Every label, in the order of the data dictionary.
            pub const ALL: &'static [Label] = &[$(Label::$variant,)*];

            /// The name in the column `spans.label`.
            pub fn name(self) -> &'static str {
                match self { $(Label::$variant => $name,)* }
            }

            /// The label of that name.
            pub fn from_name(name: &str) -> Option<Label> {
                match name { $($name => Some(Label::$variant),)* _ => None }
            }

            /// One sentence for people.
            pub fn meaning(self) -> &'static str {
                match self { $(Label::$variant => concat!($($doc),*).trim_ascii(),)* }
            }
        }
    };
}

labels! {
    /// A paragraph of the article.
    Body = "body",
    /// A heading inside the article.
    Heading = "heading",
    /// The headline.
    Title = "title",
    /// The summary under the headline.
    Standfirst = "standfirst",
    /// Who signed the article.
    Byline = "byline",
    /// A line about the author.
    AuthorBio = "author_bio",
    /// The article's own date line.
    Dateline = "dateline",
    /// The caption of a picture.
    PhotoCaption = "photo_caption",
    /// Who made or owns a picture.
    PhotoCredit = "photo_credit",
    /// The path to the page on its site.
    Breadcrumb = "breadcrumb",
    /// Menus and links to elsewhere.
    Nav = "nav",
    /// Sections, tags and topics.
    Category = "category",
    /// The day the page was viewed; never the publication date.
    PageDate = "page_date",
    /// Counters and buttons for sharing.
    ShareCounts = "share_counts",
    /// A subscription, support or donation appeal.
    Paywall = "paywall",
    /// A box that asks for an e-mail address, or to follow a channel.
    Newsletter = "newsletter",
    /// The form for a reader's comment.
    CommentForm = "comment_form",
    /// A reader's comment.
    Comment = "comment",
    /// Teasers of other stories.
    Related = "related",
    /// An advertisement or its label.
    Advertisement = "advertisement",
    /// A notice about cookies or consent.
    CookieNotice = "cookie_notice",
    /// Leftover controls: buttons, tickers, players.
    Widget = "widget",
    /// Copyright, terms, privacy, imprint.
    Legal = "legal",
    /// A second copy of what is kept elsewhere.
    Duplicate = "duplicate",
    /// White space between pieces.
    Blank = "blank",
    /// Not the article, and none of the above.
    Other = "other",
}

impl Label {
    /// Whether text under this label stays in the article.
    pub fn kept(self) -> bool {
        matches!(self, Label::Body | Label::Heading)
    }
}

impl std::fmt::Display for Label {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Label;

    #[test]
    fn names_lead_back_to_their_labels() {
        for &label in Label::ALL {
            assert_eq!(Label::from_name(label.name()), Some(label));
            assert!(label.meaning().ends_with('.'), "{label} has no sentence");
        }
        assert_eq!(Label::ALL.iter().filter(|l| l.kept()).count(), 2);
    }
}
