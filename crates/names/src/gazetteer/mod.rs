//! The gazetteer: entities, their forms in many languages, and the look-ups that the rules need.
//!
//! The rows are data (`gazetteer/*.tsv`); users may add files of their own. Case forms are made here, once.
//! What a form means in a text is for the rules: this module only says whose form it is.

mod check;
mod rows;

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{LazyLock, OnceLock};

use copydesk_model::{EntityId, EntityType};

use crate::fold::{Fnv, fold, is_cyrillic, is_word, key_of};
use crate::inflect::{Gender, case_keys, phrases};
use crate::key::{Skeleton, skeletons};
use crate::style::Style;
use crate::words::{Candidate, Surname, Words};

use rows::{Form, Row, Shape};

/// One person, organisation or place of the gazetteer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Stable id, such as `by-lukashenko-a`.
    pub id: EntityId,
    /// The form that stands for all its spellings.
    pub canonical: String,
    /// Person, organisation or place.
    pub kind: EntityType,
    /// Wikidata item, where it has been checked.
    pub wikidata: Option<String>,
}

/// A line of a gazetteer file that cannot be used, or that contradicts another.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {reason} ({hint})")]
pub struct GazetteerError {
    /// The file.
    pub file: String,
    /// 1-based line.
    pub line: usize,
    /// What is wrong.
    pub reason: String,
    /// What would mend it.
    pub hint: String,
}

/// A form that is looked for in texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phrase {
    /// Folded, with its capitals.
    pub(crate) text: String,
    /// What must stand directly before it, folded.
    pub(crate) before: String,
    /// What must stand directly behind it, folded.
    pub(crate) after: String,
    /// Whose form it is; none: a trap, which is no mention at all; several: the document decides.
    pub(crate) entities: Vec<u32>,
    /// Only after a longer form of the same entity in the same document.
    pub(crate) short: bool,
    /// Never beside another capitalised word.
    pub(crate) alone: bool,
}

/// Entities and their forms.
pub struct Gazetteer {
    /// Those of this crate are read when somebody asks for them.
    tables: OnceLock<Tables>,
    style: Option<Style>,
    digest: String,
}

/// What the files come to.
struct Tables {
    rows: Vec<Row>,
    entities: Vec<Entity>,
    by_id: BTreeMap<EntityId, u32>,
    words: Words,
    phrases: Vec<Phrase>,
    /// Skeletons of each person's surname.
    surname_keys: Vec<Vec<Skeleton>>,
    /// Persons by class of their given name.
    of_class: BTreeMap<u16, Vec<u32>>,
}

const FILES: &[(&str, &str)] = &[
    ("persons-by.tsv", include_str!("../../gazetteer/persons-by.tsv")),
    ("persons-ru.tsv", include_str!("../../gazetteer/persons-ru.tsv")),
    ("persons-ua.tsv", include_str!("../../gazetteer/persons-ua.tsv")),
    ("persons-world.tsv", include_str!("../../gazetteer/persons-world.tsv")),
    ("countries.tsv", include_str!("../../gazetteer/countries.tsv")),
    ("places.tsv", include_str!("../../gazetteer/places.tsv")),
    ("organisations.tsv", include_str!("../../gazetteer/organisations.tsv")),
    ("media.tsv", include_str!("../../gazetteer/media.tsv")),
    ("traps.tsv", include_str!("../../gazetteer/traps.tsv")),
];

static BUILT_IN: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer {
    tables: OnceLock::new(),
    style: None,
    digest: digest(FILES.iter().copied(), FILES.iter().map(|f| rows::count(f.1)).sum()),
});

/// A short text that changes whenever a row does.
fn digest<'f>(files: impl Iterator<Item = (&'f str, &'f str)>, rows: usize) -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, text) in files {
        hasher.update(name.as_bytes());
        hasher.update(text.as_bytes());
    }
    let hash = hasher.finalize().to_hex();
    format!("names-1-{rows}-{}", &hash[..16])
}

impl Gazetteer {
    /// The gazetteer of this crate.
    pub fn built_in() -> &'static Gazetteer {
        &BUILT_IN
    }

    /// The gazetteer of this crate with the rows of the user's files, each (name, TSV). A row with the id of a
    /// built-in entity adds its forms to it, and its canonical form and Wikidata item take their place if given.
    pub fn with_user_files(files: &[(String, String)]) -> Result<Gazetteer, Vec<GazetteerError>> {
        let own = FILES.iter().copied();
        let theirs = files.iter().map(|(n, t)| (n.as_str(), t.as_str()));
        let all = own.chain(theirs);
        let (tables, mut errors) = Tables::build(all.clone());
        errors.extend(check::check(&tables.rows, &tables.words));
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Gazetteer {
            digest: digest(all, tables.rows.len()),
            tables: tables.into(),
            style: None,
        })
    }

    fn tables(&self) -> &Tables {
        self.tables.get_or_init(|| {
            let (tables, errors) = Tables::build(FILES.iter().copied());
            // The rows are ours; a test holds that there are none.
            debug_assert!(errors.is_empty(), "{errors:?}");
            tables
        })
    }

    /// Words, and what is known of them.
    pub(crate) fn words(&self) -> &Words {
        &self.tables().words
    }

    /// Forms that are looked for in texts.
    pub(crate) fn phrases(&self) -> &[Phrase] {
        &self.tables().phrases
    }

    /// The same gazetteer with the canonical forms of a style.
    ///
    /// # Errors
    /// When the style speaks of an id that the gazetteer lacks.
    pub fn with_style(mut self, style: Style) -> Result<Gazetteer, Vec<GazetteerError>> {
        let by_id = &self.tables().by_id;
        let missing = style.ids().filter(|id| !by_id.contains_key(&EntityId::new(id)));
        let errors: Vec<GazetteerError> = missing
            .map(|id| GazetteerError {
                file: "style".into(),
                line: 0,
                reason: format!("no entity has the id `{id}`"),
                hint: "take the id of a row of the gazetteer, or add the row in names/*.tsv".into(),
            })
            .collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        self.digest = format!("{}-{}", self.digest, style.digest());
        self.style = Some(style);
        Ok(self)
    }

    /// Whether the corpus says which form stands for an entity.
    pub(crate) fn is_majority(&self) -> bool {
        self.style.as_ref().is_some_and(Style::is_majority)
    }

    /// What stands for an entity in a text of that language (ISO 639-3), published on that day.
    pub(crate) fn canonical(&self, k: u32, language: &str, day: Option<&str>) -> &str {
        let e = self.at(k);
        let styled = self.style.as_ref().and_then(|s| s.form(e.id.as_str(), language, day));
        styled.unwrap_or(&e.canonical)
    }

    /// The entity of that id.
    pub fn entity(&self, id: &EntityId) -> Option<&Entity> {
        let tables = self.tables();
        tables.by_id.get(id).map(|&k| &tables.entities[k as usize])
    }

    /// How many entities there are.
    pub fn len(&self) -> usize {
        self.tables().entities.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.tables().entities.is_empty()
    }

    /// A short text that changes whenever a row or a table of words does.
    pub fn digest(&self) -> String {
        self.digest.clone()
    }

    /// Contradictions between rows: a form of two entities, an id or a Wikidata item given twice, a common word.
    pub fn check(&self) -> Vec<GazetteerError> {
        check::check(&self.tables().rows, self.words())
    }

    pub(crate) fn at(&self, k: u32) -> &Entity {
        &self.tables().entities[k as usize]
    }

    pub(crate) fn row(&self, k: u32) -> &Row {
        &self.tables().rows[k as usize]
    }

    /// Persons whose given name is of that class.
    pub(crate) fn of_class(&self, class: u16) -> &[u32] {
        self.tables().of_class.get(&class).map_or(&[], Vec::as_slice)
    }

    /// Skeletons of a person's surname.
    pub(crate) fn surname_keys(&self, k: u32) -> &[Skeleton] {
        &self.tables().surname_keys[k as usize]
    }
}

impl Tables {
    fn build<'f>(files: impl Iterator<Item = (&'f str, &'f str)>) -> (Tables, Vec<GazetteerError>) {
        let mut errors = Vec::new();
        let mut all: Vec<Row> = Vec::new();
        let mut own = BTreeMap::new();
        for (k, (name, text)) in files.enumerate() {
            let (rows, bad) = rows::read(name, text);
            errors.extend(bad);
            for row in rows {
                match own.get(&row.id) {
                    Some(&at) if k >= FILES.len() => {
                        if let Err(error) = Row::merge(&mut all[at], row) {
                            errors.push(error);
                        }
                    }
                    _ => {
                        own.entry(row.id.clone()).or_insert(all.len());
                        all.push(row);
                    }
                }
            }
        }
        let mut made = Tables {
            rows: Vec::new(),
            entities: Vec::new(),
            by_id: BTreeMap::new(),
            words: Words::built_in(),
            phrases: Vec::new(),
            surname_keys: Vec::new(),
            of_class: BTreeMap::new(),
        };
        let mut maker = Maker {
            made: &mut made,
            known: HashMap::with_capacity_and_hasher(16_384, BuildHasherDefault::default()),
            before: Vec::new(),
        };
        for row in &mut all {
            maker.add(row);
        }
        made.rows = all;
        let lengths: Vec<usize> = made
            .phrases
            .iter()
            .map(|p| p.text.len() + p.before.len() + p.after.len())
            .collect();
        made.words.order_phrases(|p| lengths[p as usize]);
        (made, errors)
    }
}

struct Maker<'g> {
    made: &'g mut Tables,
    /// Phrases by a hash of their text and surroundings; the last made of those that share one.
    known: HashMap<u64, u32, BuildHasherDefault<Fnv>>,
    /// For each phrase the one made before it that shares its hash.
    before: Vec<Option<u32>>,
}

impl Maker<'_> {
    fn add(&mut self, row: &mut Row) {
        let k = self.made.entities.len() as u32;
        let id = EntityId::new(&row.id);
        self.made.by_id.entry(id.clone()).or_insert(k);
        let kind = row.kind.unwrap_or(EntityType::Org);
        let wikidata = (!row.wikidata.is_empty()).then(|| row.wikidata.clone());
        self.made.entities.push(Entity {
            id,
            canonical: row.canonical.clone(),
            kind,
            wikidata,
        });
        let gender = if kind == EntityType::Person {
            self.given(row)
        } else {
            Gender::Thing
        };
        let owner = row.kind.map(|_| k);
        self.made.surname_keys.push(Vec::new());
        if kind == EntityType::Person {
            self.skeletons(k, row);
        }
        for form in row.forms.clone() {
            if kind == EntityType::Person && !form.text.is_empty() {
                self.person(k, row, &form, gender);
            } else {
                self.phrase(owner, row, &form, &form.text);
                for case in phrases(&form.text, Gender::Thing, form.how) {
                    self.phrase(owner, row, &form, &case);
                }
            }
        }
    }

    /// Indexes the surname by its skeletons. Where Cyrillic forms are known only theirs count: a Polish form read
    /// as a Dutch one would let in another surname.
    fn skeletons(&mut self, k: u32, row: &Row) {
        let last = |form: &Form| form.text.rsplit(' ').next().unwrap_or("").to_owned();
        let all: Vec<String> = row.forms.iter().map(last).filter(|s| !s.is_empty()).collect();
        let cyrillic: Vec<&String> = all.iter().filter(|s| s.chars().any(is_cyrillic)).collect();
        let sources = if cyrillic.is_empty() {
            all.iter().collect()
        } else {
            cyrillic
        };
        let keys = &mut self.made.surname_keys[k as usize];
        keys.extend(sources.into_iter().flat_map(|s| skeletons(s)));
        keys.sort_unstable();
        keys.dedup();
        for &class in &row.classes {
            self.made.of_class.entry(class).or_default().push(k);
        }
    }

    /// Finds the given name's classes from the canonical form.
    fn given(&mut self, row: &mut Row) -> Gender {
        let first = row.canonical.split(' ').next().unwrap_or("");
        let classes: Vec<u16> = self
            .made
            .words
            .get(first)
            .map(|i| i.given.iter().filter(|g| !g.oblique).map(|g| g.class).collect())
            .unwrap_or_default();
        row.classes.clone_from(&classes);
        match classes.first() {
            Some(&c) => self.made.words.classes[c as usize].gender,
            None => Gender::Man,
        }
    }

    fn person(&mut self, k: u32, row: &Row, form: &Form, gender: Gender) {
        let given_first = form.text.split_once(' ').filter(|(g, _)| {
            self.made
                .words
                .get(g)
                .is_some_and(|i| i.given.iter().any(|g| row.classes.contains(&g.class)))
        });
        let surname = match (form.shape, given_first) {
            (Shape::Surname, _) => &form.text,
            (_, Some((_, surname))) => surname,
            // The given name is in no table: the form counts as a whole.
            (_, None) => return self.phrase(Some(k), row, form, &form.text),
        };
        if form.shape == Shape::Whole {
            self.phrase(Some(k), row, form, &form.text);
        }
        let (prefix, last) = surname.rsplit_once(' ').map_or((None, surname), |(p, l)| (Some(p), l));
        if prefix.is_some_and(|p| p.starts_with(char::is_uppercase)) {
            // A surname of two capitalised words is a phrase of its own as well.
            let whole = Form {
                shape: Shape::Whole,
                ..form.clone()
            };
            return self.phrase(Some(k), row, &whole, surname);
        }
        let mut add = |key: &str| {
            let surnames = &mut self.made.words.of_key(key).surnames;
            if surnames.iter().all(|s| s.entity != k) {
                surnames.push(Surname {
                    entity: k,
                    prefix: prefix.map(|p| format!("{p} ").into()),
                });
            }
        };
        add(&key_of(last));
        case_keys(last, gender, form.how, &mut add);
    }

    fn phrase(&mut self, owner: Option<u32>, row: &Row, form: &Form, text: &str) {
        let text = fold(text);
        if text.is_empty() {
            return;
        }
        let next = self.made.phrases.len() as u32;
        let mut hash = Fnv::default();
        for part in [&text, &form.before, &form.after] {
            hash.write(part.as_bytes());
        }
        let hash = hash.finish();
        let mut same = self.known.get(&hash).copied();
        while let Some(p) = same {
            let phrase = &self.made.phrases[p as usize];
            if phrase.text == text && phrase.before == form.before && phrase.after == form.after {
                break;
            }
            same = self.before[p as usize];
        }
        let at = same.unwrap_or(next);
        if at == next {
            self.before.push(self.known.insert(hash, next));
            let first = first_word(&text);
            if text.starts_with(char::is_uppercase) || text.starts_with(|c: char| c.is_ascii_digit()) {
                let candidate = Candidate::new(at, &text[first.len()..], form.short);
                self.made.words.of_key(&key_of(first)).phrases.push(candidate);
            } else if text.starts_with(char::is_lowercase) {
                self.made.words.small.add(at, &text);
            }
            self.made.phrases.push(Phrase {
                text,
                before: form.before.clone(),
                after: form.after.clone(),
                entities: Vec::new(),
                short: form.short,
                alone: row.has("alone"),
            });
        }
        let phrase = &mut self.made.phrases[at as usize];
        if phrase.short && !form.short {
            phrase.short = false;
            let first = first_word(&phrase.text);
            for candidate in &mut self.made.words.entry(first).phrases {
                candidate.short &= candidate.phrase != at;
            }
        }
        if let Some(owner) = owner
            && !phrase.entities.contains(&owner)
        {
            phrase.entities.push(owner);
        }
    }
}

/// The first word as texts are read: an apostrophe between Cyrillic letters is one of them.
fn first_word(text: &str) -> &str {
    let end = text.char_indices().find(|(at, c)| {
        let inside = *c == '\'' && text[..*at].ends_with(is_cyrillic) && text[at + 1..].starts_with(is_cyrillic);
        !is_word(*c) && !inside
    });
    end.map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_hold_together() {
        let gazetteer = Gazetteer::built_in();
        let errors = gazetteer.check();
        assert!(
            errors.is_empty(),
            "{}",
            errors.iter().map(|e| format!("{e}\n")).collect::<String>()
        );
        assert!(gazetteer.len() >= 250, "{}", gazetteer.len());
        // What is told before the rows are read is what they come to.
        assert_eq!(gazetteer.digest(), digest(FILES.iter().copied(), gazetteer.len()));
    }

    fn check_user(tsv: &str, expected: &str) {
        let found = Gazetteer::with_user_files(&[("mine.tsv".into(), tsv.into())]);
        let said = match found {
            Ok(_) => "fine".to_owned(),
            Err(errors) => errors[0].to_string(),
        };
        assert!(said.contains(expected), "{said}");
    }

    #[test]
    fn users_add_rows_and_are_told_what_is_wrong() {
        let head = "id\ttype\tcanonical\tflags\ten\tru\n";
        check_user("", "fine");
        check_user(
            &format!("{head}zz-mill\torg\tOld Mill Society\t\tOld Mill Society|OMSO\t\n"),
            "fine",
        );
        check_user(
            &format!("{head}zz-mill\thouse\tOld Mill\t\tOld Mill\t\n"),
            "mine.tsv:2: unknown type `house`",
        );
        check_user(&format!("{head}\torg\tOld Mill\t\tOld Mill\t\n"), "mine.tsv:2: no id");
        check_user("name\tform\nx\ty\n", "mine.tsv:1: no column `id`");
        check_user(
            &format!("{head}zz-minsk\tplace\tMinsk\t\tMinsk\t\n"),
            "mine.tsv:2: the form `Minsk` belongs to `minsk` too",
        );
        check_user(
            &format!("{head}by-lukashenko-a\tplace\t\t\tX\t\n"),
            "mine.tsv:2: `by-lukashenko-a` is a person",
        );
    }

    #[test]
    fn a_user_row_with_a_known_id_adds_to_it() {
        let tsv = "id\ttype\tcanonical\ten\nby-lukashenko-a\tperson\tAliaksandr Lukashenka\t*Lucaschenca\n";
        let gazetteer = Gazetteer::with_user_files(&[("style.tsv".into(), tsv.into())]).unwrap();
        let entity = gazetteer.entity(&EntityId::new("by-lukashenko-a")).unwrap();
        assert_eq!(entity.canonical, "Aliaksandr Lukashenka");
        assert_ne!(gazetteer.digest(), Gazetteer::built_in().digest());
    }
}
