//! The cues: rule files made ready, with the part each cue plays.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use copydesk_model::Label;
use copydesk_rules::{Rule, RuleError, RuleSet, fold, nearest};

use crate::known;
use crate::model;

/// The files of the folder `rules`, read by the build script.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.packed"));

/// Changes when a structural rule changes what it finds; part of the digest.
const STRUCTURE: u32 = 7;

/// A rule with this score or less is a guess, which counts among others only.
const GUESS: f32 = 0.8;

/// What a cue does to its line; the key `role` of the rule files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The line is boilerplate wherever it stands; only short lines. (No role given.)
    Line,
    /// The same, but only at the edge of the article or next to other boilerplate.
    Edge,
    /// Opens a box or an appeal; a long line needs proof by its place.
    Head,
    /// A head that also says the rest of the article is not shown.
    Gate,
    /// Belongs to an appeal or box when it stands in one.
    Member,
    /// A button or an option under an appeal.
    Control,
    /// Money, or the time that is paid for: both in a short line are an offer.
    Price,
    /// A word that speaks as the outlet or to the reader.
    Voice,
    /// The same when it is written with a capital inside a sentence, as the formal address of German is.
    Formal,
    /// A word of a date line.
    Date,
    /// The name of a weekday.
    Weekday,
    /// A picture agency.
    Agency,
    /// A link label that may stick to the end of a sentence.
    Glued,
    /// A control or stamp under a reader's comment.
    Reply,
    /// Says that the whole page is a notice and no article.
    Page,
    /// The first step of a breadcrumb.
    Crumb,
    /// Stands before the names of those who signed.
    By,
    /// What an author is: correspondent, fellow.
    Work,
    /// Parts of a name that are written small: van, de.
    Particle,
    /// A slot of a template that was never filled.
    Slot,
    /// A line about an author: the name, and what its bearer is.
    Bio,
    /// A word that says that somebody spoke.
    Speech,
    /// One of the things of which an outlet speaks that asks for money.
    Plea,
    /// A field or button of a form for comments.
    Field,
}

const ROLES: &[(&str, Role)] = &[
    ("edge", Role::Edge),
    ("head", Role::Head),
    ("gate", Role::Gate),
    ("member", Role::Member),
    ("control", Role::Control),
    ("price", Role::Price),
    ("voice", Role::Voice),
    ("formal", Role::Formal),
    ("date", Role::Date),
    ("weekday", Role::Weekday),
    ("agency", Role::Agency),
    ("glued", Role::Glued),
    ("reply", Role::Reply),
    ("page", Role::Page),
    ("crumb", Role::Crumb),
    ("by", Role::By),
    ("work", Role::Work),
    ("particle", Role::Particle),
    ("slot", Role::Slot),
    ("bio", Role::Bio),
    ("speech", Role::Speech),
    ("plea", Role::Plea),
    ("field", Role::Field),
];

/// The cues of this crate, made ready to be matched.
#[derive(Debug)]
pub struct Rules {
    set: RuleSet,
    /// For each rule of `set`, its role and label.
    kinds: Vec<(Role, Label)>,
    /// Folded small words of names.
    particles: BTreeSet<String>,
}

impl Rules {
    /// The cues that come with the crate.
    pub fn built_in() -> &'static Rules {
        static BUILT_IN: LazyLock<Rules> = LazyLock::new(|| {
            // A test reads the same files; they cannot fail for a user.
            Rules::with_user_files(&[]).unwrap_or_else(|errors| panic!("built-in rules: {}", errors[0]))
        });
        &BUILT_IN
    }

    /// The same with further files, given as names and contents, behind them.
    pub fn with_user_files(files: &[(String, String)]) -> Result<Rules, Vec<RuleError>> {
        let set = RuleSet::unpack(PACKED).and("boilerplate", files, &known::whats())?;
        let mut errors = Vec::new();
        let mut kinds = Vec::new();
        for rule in set.rules() {
            match role(rule) {
                Ok(role) => kinds.push((role, Label::from_name(&rule.what).unwrap_or(Label::Other))),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() {
            let of_names = set
                .rules()
                .iter()
                .zip(&kinds)
                .filter(|(_, kind)| kind.0 == Role::Particle);
            let particles = of_names
                .flat_map(|(rule, _)| rule.phrases.iter().map(|p| fold(p)))
                .collect();
            Ok(Rules { set, kinds, particles })
        } else {
            Err(errors)
        }
    }

    /// A hash of everything that decides what is found.
    pub fn digest(&self) -> String {
        let weights = model::WEIGHTS.map(|w| blake3::hash(w).to_hex());
        let input = format!("{STRUCTURE}\n{weights:?}\n{}", self.set.digest_input());
        blake3::hash(input.as_bytes()).to_hex().to_string()
    }

    /// The ids of the rules of the user's files.
    pub fn user_ids(&self) -> impl Iterator<Item = &copydesk_model::RuleId> {
        // The built-in files come first.
        let built_in = Rules::built_in().set.rules().len();
        self.set.rules().iter().skip(built_in).map(|r| &r.id)
    }

    /// Runs the examples of all rules.
    pub fn check(&self) -> Vec<RuleError> {
        self.set.check()
    }

    /// The cues as rules that are matched.
    pub fn set(&self) -> &RuleSet {
        &self.set
    }

    pub(crate) fn particles(&self) -> &BTreeSet<String> {
        &self.particles
    }

    /// Whether a rule says enough alone to be a feature of the line model: words of a box are rather many guesses.
    pub(crate) fn telling(&self, index: usize) -> bool {
        self.set.rules().get(index).is_some_and(|rule| rule.score > GUESS)
    }

    pub(crate) fn kind(&self, index: usize) -> (Role, Label) {
        self.kinds.get(index).copied().unwrap_or((Role::Member, Label::Other))
    }
}

fn role(rule: &Rule) -> Result<Role, RuleError> {
    let Some(name) = rule.role.as_deref() else {
        return Ok(Role::Line);
    };
    let found = ROLES.iter().find(|(n, _)| *n == name).map(|(_, role)| *role);
    found.ok_or_else(|| {
        let names: Vec<&str> = ROLES.iter().map(|(n, _)| *n).collect();
        let hint = nearest(name, &names).map(|n| format!("did you mean `{n}`?"));
        RuleError::at(&rule.place, format!("the role `{name}` of `{}` is not known", rule.id)).hint(hint)
    })
}
