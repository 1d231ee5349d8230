//! Everything that decides, loaded once: rules, names, limits, policy.

use std::fs;
use std::path::Path;

use copydesk_model::Policy;
use copydesk_names::Gazetteer;
use copydesk_sources::{Input, Limits, Records};

use crate::error::Error;

/// Rules, names and limits of a run.
pub struct Desk {
    /// Cues and rules for what is not the article.
    pub boilerplate: Held<copydesk_boilerplate::Rules>,
    /// Rules for traces of translation and typography.
    pub translation: Held<copydesk_translation::Rules>,
    /// Who and what is known by name.
    pub gazetteer: Held<Gazetteer>,
    /// Limits on files.
    pub limits: Limits,
    /// Limits on HTML.
    pub html: copydesk_extract::Limits,
    /// How sure a removal must be.
    pub policy: Policy,
    digest: String,
}

/// A value that is built in, or was loaded with the user's files.
pub enum Held<T: 'static> {
    /// As it came with the program.
    BuiltIn(&'static T),
    /// With the user's files.
    Loaded(Box<T>),
}

impl<T> std::ops::Deref for Held<T> {
    type Target = T;
    fn deref(&self) -> &T {
        match self {
            Held::BuiltIn(t) => t,
            Held::Loaded(t) => t,
        }
    }
}

impl Desk {
    /// The desk with the built-in rules, and those of `rules` when given: `boilerplate/*.toml`, `translation/*.toml` and
    /// `names/*.tsv` in that folder.
    ///
    /// # Errors
    /// When a file of the user does not read; the error names file, line, and what was expected.
    pub fn open(rules: Option<&Path>, policy: Policy) -> Result<Desk, Error> {
        Desk::open_in_style(rules, policy, None)
    }

    /// The same with a style of canonical names: `ap`, `native`, `majority`, or the path of a table. Without one the
    /// gazetteer's own forms hold.
    ///
    /// # Errors
    /// As [`Desk::open`]; and when there is no such style, or its table does not read.
    pub fn open_in_style(rules: Option<&Path>, policy: Policy, style: Option<&str>) -> Result<Desk, Error> {
        let mut desk = Desk {
            boilerplate: Held::BuiltIn(copydesk_boilerplate::Rules::built_in()),
            translation: Held::BuiltIn(copydesk_translation::Rules::built_in()),
            gazetteer: Held::BuiltIn(Gazetteer::built_in()),
            limits: Limits::default(),
            html: copydesk_extract::Limits::default(),
            policy,
            digest: String::new(),
        };
        if let Some(dir) = rules {
            desk.load(dir)?;
        }
        if let Some(style) = style {
            desk.set_style(style)?;
        }
        desk.digest = desk.make_digest();
        Ok(desk)
    }

    fn load(&mut self, dir: &Path) -> Result<(), Error> {
        if !dir.is_dir() {
            return Err(Error::Setting(format!(
                "{} is not a folder; --rules wants one with boilerplate/, translation/ or names/",
                dir.display()
            )));
        }
        let known = ["boilerplate", "translation", "names"];
        for entry in fs::read_dir(dir).map_err(|e| Error::io("read", dir, e))?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !known.contains(&name.as_str()) && !name.starts_with('.') && !name.ends_with(".md") {
                return Err(Error::Setting(format!(
                    "{}: not one of {}",
                    entry.path().display(),
                    known.join(", ")
                )));
            }
        }
        let boilerplate = files(&dir.join("boilerplate"), "toml")?;
        let translation = files(&dir.join("translation"), "toml")?;
        let names = files(&dir.join("names"), "tsv")?;
        if !boilerplate.is_empty() {
            let rules = copydesk_boilerplate::Rules::with_user_files(&boilerplate).map_err(Error::Rules)?;
            self.boilerplate = Held::Loaded(Box::new(rules));
        }
        if !translation.is_empty() {
            let rules = copydesk_translation::Rules::with_user_files(&translation).map_err(Error::Rules)?;
            self.translation = Held::Loaded(Box::new(rules));
        }
        if !names.is_empty() {
            let spell = |errors: Vec<copydesk_names::GazetteerError>| {
                Error::Gazetteer(errors.iter().map(ToString::to_string).collect())
            };
            self.gazetteer = Held::Loaded(Box::new(Gazetteer::with_user_files(&names).map_err(spell)?));
        }
        Ok(())
    }

    fn set_style(&mut self, name: &str) -> Result<(), Error> {
        let spell = |errors: Vec<copydesk_names::GazetteerError>| {
            Error::Gazetteer(errors.iter().map(ToString::to_string).collect())
        };
        let style = match copydesk_names::Style::built_in(name) {
            Some(style) => style,
            None => {
                let path = Path::new(name);
                if !path.is_file() {
                    let known = copydesk_names::Style::NAMES.join(", ");
                    return Err(Error::Setting(format!(
                        "--style {name}: neither one of {known} nor a file"
                    )));
                }
                let text = fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
                copydesk_names::Style::read(name, &text).map_err(spell)?
            }
        };
        let built_in = Held::BuiltIn(Gazetteer::built_in());
        let own = match std::mem::replace(&mut self.gazetteer, built_in) {
            Held::Loaded(own) => *own,
            Held::BuiltIn(_) => Gazetteer::with_user_files(&[]).map_err(spell)?,
        };
        self.gazetteer = Held::Loaded(Box::new(own.with_style(style).map_err(spell)?));
        Ok(())
    }

    /// Has another thread read the gazetteer while the first document is still with the rules; without this, it is read when the
    /// first name asks.
    pub fn read_ahead(&self) {
        if let Held::BuiltIn(gazetteer) = self.gazetteer {
            std::thread::spawn(|| gazetteer.len());
        }
    }

    /// Opens one raw file under the desk's limits.
    pub fn records(&self, input: &Input) -> Records {
        copydesk_sources::open(input, &self.limits, crate::input::rows)
    }

    /// Runs the examples of every rule and checks the gazetteer; gives one sentence for each mistake.
    pub fn check(&self) -> Vec<String> {
        let rules = self
            .boilerplate
            .check()
            .into_iter()
            .chain(self.translation.check())
            .map(|e| e.to_string());
        rules
            .chain(self.gazetteer.check().iter().map(ToString::to_string))
            .collect()
    }

    /// Digest of everything that decides, in hex: it changes when a rule, name, weight, table or policy does.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Digest of everything that decides and of the code that does: what a cache holds fits only the very same.
    pub(crate) fn cache_digest(&self) -> String {
        let input = format!("{} {}", self.make_digest(), env!("COPYDESK_CODE"));
        blake3::hash(input.as_bytes()).to_hex().to_string()
    }

    fn make_digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let parts = [
            env!("CARGO_PKG_VERSION").to_owned(),
            // Rules, tables and the weights of every model, as they were compiled in.
            env!("COPYDESK_DATA").to_owned(),
            self.boilerplate.digest(),
            self.translation.digest(),
            self.gazetteer.digest(),
            format!("{:?} {:?} {:?}", self.policy, self.limits, self.html),
        ];
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// Files of a folder with that ending, by name: (path, content). A missing folder has none.
fn files(dir: &Path, ending: &str) -> Result<Vec<(String, String)>, Error> {
    if !dir.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths: Vec<_> = fs::read_dir(dir)
        .map_err(|e| Error::io("read", dir, e))?
        .flatten()
        .map(|e| e.path())
        .collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == ending));
    paths.sort();
    let read = |p: std::path::PathBuf| {
        let content = fs::read_to_string(&p).map_err(|e| Error::io("read", &p, e))?;
        Ok((p.display().to_string(), content))
    };
    paths.into_iter().map(read).collect()
}
