//! The rule files: every example of every rule does what it says.

use copydesk_boilerplate::Rules;

#[test]
fn every_hit_hits_and_every_miss_misses() {
    let errors = Rules::built_in().check();
    let shown: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
}

#[test]
fn an_unknown_role_is_told_with_its_neighbour() {
    let file = "[[rule]]\nid = \"a\"\nwhat = \"nav\"\nrole = \"hed\"\nphrases = [\"x\"]\nscore = 1.0\nsource = \"test\"\nhits = [\"x\"]\nmisses = [\"y\"]\n";
    let errors = Rules::with_user_files(&[("mine.toml".into(), file.into())]).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0].file.as_str(), errors[0].line), ("mine.toml", 2));
    assert_eq!(errors[0].hint.as_deref(), Some("did you mean `head`?"));
}

#[test]
fn user_rules_change_the_digest() {
    let file = "[[rule]]\nid = \"mine/a\"\nwhat = \"nav\"\nphrases = [\"zzz\"]\nscore = 1.0\nsource = \"test\"\nhits = [\"zzz\"]\nmisses = [\"y\"]\n";
    let mine = Rules::with_user_files(&[("mine.toml".into(), file.into())]).unwrap();
    assert_ne!(mine.digest(), Rules::built_in().digest());
    assert!(mine.check().is_empty());
}
