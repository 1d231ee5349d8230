//! What a person who writes rule files notices.

use copydesk_rules::{RuleError, RuleSet};

const KNOWN: &[&str] = &["nav", "paywall", "newsletter"];

fn parse(text: &str) -> Result<RuleSet, Vec<RuleError>> {
    RuleSet::parse("test", &[("cues.toml".into(), text.into())], KNOWN)
}

/// A rule from the lines that matter.
fn rule(lines: &str) -> String {
    format!(
        "[[rule]]\nid = \"a/b\"\nwhat = \"nav\"\nscore = 0.9\nsource = \"test\"\nhits = [\"x\"]\nmisses = [\"y\"]\n{lines}\n"
    )
}

/// The texts in `block` that the rule hits.
fn check(lines: &str, block: &str, want: &[&str]) {
    let set = parse(&rule(lines)).unwrap();
    let got: Vec<&str> = set.matches(block).iter().map(|h| &block[h.start..h.end]).collect();
    assert_eq!(got, want, "{lines} in {block:?}");
}

#[test]
fn phrases_ignore_case_spaces_and_marks() {
    check(
        "phrases = [\"don't miss\"]",
        "Please DON’T \u{a0}miss it, don't missile.",
        &["DON’T \u{a0}miss"],
    );
    check(
        "phrases = [\"падпішыцеся на канал\"]",
        "Падпішыцеся  на канал!",
        &["Падпішыцеся  на канал"],
    );
    check("phrases = [\"канал\"]", "каналы", &[]);
    check("phrases = [\"x\"]", "", &[]);
    check("phrases = [\"read more\"]", "Read\u{200b} more", &["Read\u{200b} more"]);
    check("phrases = [\"straße\"]", "STRAßE", &["STRAßE"]);
}

#[test]
fn a_stem_stands_for_all_its_words() {
    let errors = parse(&rule("phrases = [\"our donat*\"]")).unwrap_err();
    assert!(
        errors[0].message.contains("one word of 4 letters or more"),
        "{}",
        errors[0]
    );
    check(
        "phrases = [\"donat*\"]",
        "Donate! A DONATION, predonated",
        &["Donate", "DONATION"],
    );
    check(
        "phrases = [\"рэдакцы*\"]",
        "Наша рэдакцыя, без рэдакцыі",
        &["рэдакцыя", "рэдакцыі"],
    );
    check("phrases = [\"email *\"]", "Emails; email *", &["email *"]);
}

#[test]
fn the_place_in_the_block_counts() {
    let cue = |at: &str| format!("phrases = [\"read more\"]\nat = \"{at}\"");
    check(&cue("line"), "→ Read more »", &["Read more"]);
    check(&cue("line"), "Read more books", &[]);
    check(&cue("line"), "“Read more”", &[]);
    check(&cue("start"), "* Read more books", &["Read more"]);
    check(&cue("start"), "Do read more", &[]);
    check(&cue("end"), "Do read more!", &["read more"]);
    check(&cue("end"), "Do read more now", &[]);
    check(&cue("anywhere"), "read more, READ MORE", &["read more", "READ MORE"]);
}

#[test]
fn patterns_ignore_case_and_know_their_place() {
    check("pattern = 'a\\d+|b'\nat = \"line\"", " A12 ", &[" A12 "]);
    check("pattern = 'a\\d+|b'\nat = \"line\"", "a12 b", &[]);
    check("pattern = '%[sd]'", "to %s and %d", &["%s", "%d"]);
    check("pattern = 'x*'", "yyxx", &["xx"]);
}

#[test]
fn the_length_of_the_block_counts_in_code_points() {
    check("phrases = [\"мы\"]\nmost_chars = 4", "мы да", &[]);
    check("phrases = [\"мы\"]\nmost_chars = 5", "мы да", &["мы"]);
    check("phrases = [\"мы\"]\nleast_chars = 6", " мы да ", &[]);
}

#[test]
fn hits_come_in_a_fixed_order() {
    let two = rule("phrases = [\"one two\", \"two\"]") + &rule("pattern = 'two'").replace("a/b", "c/d");
    let set = parse(&two).unwrap();
    let got: Vec<(usize, &str)> = set
        .matches("one two")
        .iter()
        .map(|h| (h.start, h.rule.id.as_str()))
        .collect();
    assert_eq!(got, [(0, "test/a/b"), (4, "test/a/b"), (4, "test/c/d")]);
}

#[track_caller]
fn check_error(text: &str, line: usize, message: &str, hint: Option<&str>) {
    let errors = parse(text).unwrap_err();
    let found = errors.iter().find(|e| e.message.contains(message));
    let found = found.unwrap_or_else(|| panic!("{message:?} not among {errors:#?}"));
    assert_eq!((found.line, found.file.as_str()), (line, "cues.toml"), "{found}");
    assert_eq!(found.hint.as_deref(), hint, "{found}");
}

#[test]
fn mistakes_are_told_with_their_place() {
    let good = rule("phrases = [\"x\"]");
    check_error(
        &good.replace("\"nav\"", "\"paywal\""),
        3,
        "`paywal` is not known",
        Some("did you mean `paywall`?"),
    );
    check_error(
        &good.replace("phrases", "phrase"),
        8,
        "unknown field",
        Some("did you mean `phrases`?"),
    );
    check_error(
        &(good.clone() + "at = \"lines\""),
        9,
        "unknown variant",
        Some("did you mean `line`?"),
    );
    check_error(&good.replace("0.9", "1.5"), 4, "the score 1.5", None);
    check_error(
        &good.replace("[\"y\"]", "[]"),
        2,
        "has no misses",
        Some("add `misses = [\"…\"]` with at least one text"),
    );
    check_error(
        &good.replace("phrases = [\"x\"]", ""),
        2,
        "neither phrases nor a pattern",
        None,
    );
    check_error(&rule("phrases = [\" — \"]"), 8, "the phrase is empty", None);
    check_error(
        &rule("pattern = '('"),
        8,
        "the pattern cannot be used: unclosed group",
        None,
    );
    check_error(&rule("pattern = '\\w{9000}'"), 8, "the pattern cannot be used", None);
    check_error(
        &(good.clone() + &good),
        10,
        "used twice",
        Some("first used in cues.toml:2"),
    );
    check_error(
        &good.replace("a/b", "A b"),
        2,
        "is not made of",
        Some("such as `paywall/en/small-favor`"),
    );
    check_error("[[rule", 1, "", None);
    check_error(&good.replace("\"test\"", "\"\""), 5, "the source is empty", None);
}

#[test]
fn an_error_shows_the_line_and_a_caret() {
    let text = rule("phrases = [\"x\"]").replace("\"nav\"", "\"paywal\"");
    let shown = parse(&text).unwrap_err()[0].to_string();
    let want = "cues.toml:3:8: `paywal` is not known here\n  | what = \"paywal\"\n  |        ^ did you mean `paywall`?";
    assert_eq!(shown, want);
}

#[test]
fn examples_prove_the_rule() {
    let set = parse(&rule("phrases = [\"z\"]")).unwrap();
    let errors = set.check();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].message.contains("should hit"), "{}", errors[0]);
    assert_eq!(errors[0].line, 6);
    assert!(parse(&rule("phrases = [\"x\"]")).unwrap().check().is_empty());
    let errors = parse(&rule("phrases = [\"x\", \"y\"]")).unwrap().check();
    assert!(errors[0].message.contains("must not hit"), "{}", errors[0]);
}

#[test]
fn the_digest_follows_what_the_rules_do() {
    let one = parse(&rule("phrases = [\"x\"]")).unwrap().digest_input();
    let two = parse(&rule("phrases = [\"x\"]\nat = \"line\"")).unwrap().digest_input();
    let comment = parse(&("# why\n".to_owned() + &rule("phrases = [\"x\"]")))
        .unwrap()
        .digest_input();
    assert_ne!(one, two);
    assert_eq!(one, comment);
}

#[test]
fn no_rules_match_nothing() {
    let set = RuleSet::parse("test", &[], KNOWN).unwrap();
    assert!(set.matches("Read more").is_empty());
    assert!(set.rules().is_empty() && set.check().is_empty());
}
