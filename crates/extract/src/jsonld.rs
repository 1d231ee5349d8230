//! What a page's structured data says: JSON-LD of an article, its authors, dates, title.
//!
//! Values are evidence, not truth: a date must stand in the calendar, an author must look like a person. Broken
//! blocks are noted and passed over. serde_json stops at 128 levels by itself; the search keeps its own stack.

use serde_json::{Map, Value};

use crate::text::unescape;

/// What the structured data gives, unjudged.
#[derive(Debug, Default)]
pub(crate) struct Structured {
    /// A block was not valid JSON, or holds values of types that say nothing.
    pub(crate) broken: bool,
    pub(crate) headline: Option<String>,
    pub(crate) authors: Vec<Author>,
    pub(crate) published: Option<String>,
    pub(crate) modified: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) url: Option<String>,
    /// The name of the body that published it.
    pub(crate) publisher: Option<String>,
    /// News, by the type of the article or of the body that publishes it.
    pub(crate) newsroom: bool,
    pub(crate) free: Option<bool>,
    pub(crate) body: Option<String>,
}

/// One author and whether the data says that it is a person.
#[derive(Debug, PartialEq)]
pub(crate) struct Author {
    pub(crate) name: String,
    pub(crate) person: bool,
}

const ARTICLES: &[&str] = &[
    "NewsArticle",
    "Article",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "SatiricalArticle",
    "LiveBlogPosting",
    "BlogPosting",
    "Report",
    "TechArticle",
    "ScholarlyArticle",
    "SocialMediaPosting",
    "AdvertiserContentArticle",
    "MedicalScholarlyArticle",
];

/// What hangs below an article and has a headline, an author and a date of its own.
const APART: &[&str] = &["liveBlogUpdate", "comment", "review", "reviews"];

/// At most so many objects of one page are looked at.
const OBJECTS: usize = 5000;

/// Reads the blocks of a page.
pub(crate) fn read(blocks: &[String]) -> Structured {
    let mut out = Structured::default();
    let values: Vec<Value> = blocks
        .iter()
        .filter_map(|b| {
            let value = parse(b);
            out.broken |= value.is_none() && !b.trim().is_empty();
            value
        })
        .collect();
    let objects = objects(&values);
    let is = |o: &Map<String, Value>, names: &[&str]| types(o).any(|t| names.contains(&t));
    // Of equals the first one counts, and `max_by_key` would give the last.
    let article = objects
        .iter()
        .enumerate()
        .filter(|(_, o)| is(o, ARTICLES))
        .max_by_key(|(k, o)| {
            let fields = ["headline", "datePublished", "author", "articleBody"];
            (
                fields.iter().filter(|f| o.contains_key(**f)).count(),
                std::cmp::Reverse(*k),
            )
        })
        .map(|(_, o)| *o);
    let page = objects.iter().find(|o| is(o, &["WebPage", "ItemPage"])).copied();
    let text = |key: &str| article.and_then(|o| string(o.get(key)?));
    out.headline = text("headline").or_else(|| text("name"));
    out.section = text("articleSection");
    out.description = text("description");
    out.language = text("inLanguage");
    out.url = text("url").or_else(|| text("mainEntityOfPage"));
    out.body = text("articleBody");
    // A person who publishes alone is the author.
    let body =
        |o: &&Map<String, Value>| types(o).any(|t| t.ends_with("Organization")) && !types(o).any(|t| t == "Person");
    out.publisher = article
        .and_then(|o| o.get("publisher")?.as_object())
        .and_then(|p| {
            Some(p).filter(|p| p.contains_key("name")).or_else(|| {
                let id = p.get("@id")?;
                objects
                    .iter()
                    .copied()
                    .find(|o| o.get("@id") == Some(id) && o.contains_key("name"))
            })
        })
        .filter(body)
        .and_then(|p| string(p.get("name")?));
    out.newsroom = article.is_some_and(|o| types(o).any(|t| t.ends_with("NewsArticle")))
        || objects.iter().any(|o| is(o, &["NewsMediaOrganization"]));
    let date = |key: &str| text(key).or_else(|| string(page?.get(key)?));
    out.published = date("datePublished");
    out.modified = date("dateModified");
    out.free = article
        .and_then(|o| o.get("isAccessibleForFree"))
        .or_else(|| page?.get("isAccessibleForFree"))
        .and_then(truth);
    // A number for an author, a list of objects for a headline: it can be read, but says nothing.
    let given = |key: &str| article.and_then(|o| o.get(key)).filter(|v| !v.is_null());
    out.broken |= given("author").is_some_and(|v| v.is_number() || v.is_boolean())
        || ["headline", "datePublished"]
            .iter()
            .any(|key| given(key).is_some_and(|v| string(v).is_none()));
    if let Some(value) = article.and_then(|o| o.get("author").or_else(|| o.get("creator"))) {
        out.authors = authors(value, &objects);
    }
    out
}

/// Some pages wrap the block in comments or put line breaks into strings.
fn parse(block: &str) -> Option<Value> {
    let block = block.trim();
    let block = block
        .strip_prefix("<!--")
        .map_or(block, |b| b.trim_end().trim_end_matches("-->"));
    let block = block.trim().trim_start_matches("//").trim_start();
    let block = block
        .strip_prefix("<![CDATA[")
        .map_or(block, |b| b.trim_end().trim_end_matches("]]>"));
    let block = block.trim().trim_end_matches([';', '/']).trim_end();
    if let Ok(value) = serde_json::from_str(block) {
        return Some(value);
    }
    let spaced: String = block.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    serde_json::from_str(&spaced).ok()
}

/// Every object of the values, outermost first.
fn objects(values: &[Value]) -> Vec<&Map<String, Value>> {
    let mut queue: std::collections::VecDeque<&Value> = values.iter().collect();
    let mut out = Vec::new();
    while let Some(value) = queue.pop_front() {
        if out.len() >= OBJECTS {
            break;
        }
        match value {
            Value::Array(list) => queue.extend(list),
            Value::Object(o) => {
                out.push(o);
                let inner = o.iter().filter(|(k, _)| !APART.contains(&k.as_str())).map(|(_, v)| v);
                queue.extend(inner.filter(|v| v.is_array() || v.is_object()));
            }
            _ => {}
        }
    }
    out
}

fn types(o: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let list = match o.get("@type") {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    list.iter()
        .filter_map(Value::as_str)
        .map(|t| t.rsplit(['/', ':']).next().unwrap_or(t))
}

fn string(value: &Value) -> Option<String> {
    let s = match value {
        Value::String(s) => unescape(s),
        Value::Array(list) => return list.iter().find_map(string),
        Value::Object(o) => return string(o.get("@id").or_else(|| o.get("name"))?),
        _ => return None,
    };
    (!s.is_empty()).then_some(s)
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(b) => Some(*b),
        Value::String(s) => match s.trim().to_ascii_lowercase().rsplit('/').next() {
            Some("true" | "yes") => Some(true),
            Some("false" | "no") => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Authors may be an object, a list, a string, or a reference to an object elsewhere in the data.
fn authors(value: &Value, objects: &[&Map<String, Value>]) -> Vec<Author> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut out: Vec<Author> = Vec::new();
    for value in list.iter().take(30) {
        let found = match value {
            Value::String(s) => vec![Author {
                name: unescape(s),
                person: false,
            }],
            Value::Object(o) => {
                let known = o.get("name").map_or_else(
                    || {
                        let id = o.get("@id")?;
                        objects
                            .iter()
                            .copied()
                            .find(|p| p.get("@id") == Some(id) && p.contains_key("name"))
                    },
                    |_| Some(o),
                );
                let names = match known.and_then(|o| o.get("name")) {
                    Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
                    Some(Value::String(s)) => vec![s.as_str()],
                    _ => Vec::new(),
                };
                // A reference may carry the name and leave the type to the object it points at.
                let target = o.get("@id").and_then(|id| {
                    let mut same = objects.iter().copied().filter(|p| p.get("@id") == Some(id));
                    same.find(|p| p.contains_key("@type"))
                });
                let is = |fits: fn(&str) -> bool| [known, target].into_iter().flatten().any(|o| types(o).any(fits));
                let person = is(|t| t == "Person");
                let org = !person && is(|t| t.ends_with("Organization") || t == "Corporation" || t == "Brand");
                let parts = known.is_none().then(|| full_name(o)).flatten();
                if let Some(name) = parts.filter(|_| !org) {
                    out.push(Author { name, person });
                    continue;
                }
                let names = names.into_iter().filter(|_| !org);
                names
                    .map(|n| Author {
                        name: unescape(n),
                        person,
                    })
                    .collect()
            }
            _ => Vec::new(),
        };
        for author in found {
            if !author.name.is_empty() && !out.contains(&author) {
                out.push(author);
            }
        }
    }
    out
}

/// `givenName` and `familyName` where there is no `name`.
fn full_name(o: &Map<String, Value>) -> Option<String> {
    let part = |key: &str| o.get(key).and_then(string);
    Some(format!("{} {}", part("givenName")?, part("familyName")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(block: &str) -> Structured {
        read(&[block.to_owned()])
    }

    #[test]
    fn reads_graphs_lists_and_references() {
        let s = check(
            r##"{"@graph":[{"@type":"WebPage","name":"Page"},{"@type":["Article","X"],"headline":"A &amp; B",
            "author":{"@id":"#p"},"datePublished":"2020-08-19"},{"@id":"#p","@type":"Person","name":"Jane Doe"}]}"##,
        );
        assert_eq!(s.headline.as_deref(), Some("A & B"));
        assert_eq!(s.authors[0].name, "Jane Doe");
        assert!(s.authors[0].person && !s.broken);
    }

    #[test]
    fn broken_blocks_are_noted_and_passed_over() {
        assert!(check("{\"a\":").broken);
        assert!(check(&"[".repeat(50_000)).broken);
        assert!(!check("  ").broken);
        let odd = check(r#"{"@type":"NewsArticle","author":[1,{"name":["A B",2]},"C D",null],"headline":["x"]}"#);
        let names: Vec<_> = odd.authors.iter().map(|a| a.name.as_str()).collect();
        assert_eq!((odd.headline.as_deref(), names), (Some("x"), vec!["A B", "C D"]));
        let wrapped = check("<!--\n//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"a\nb\"}\n//]]>\n-->");
        assert_eq!(wrapped.headline.as_deref(), Some("a b"));
    }
}
