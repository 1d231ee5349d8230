//! What each rule costs, beside what it finds.

use copydesk_model::{Document, RuleId};
use copydesk_pipeline::{Desk, Outcome, pass_one};
use copydesk_rules::RuleSet;
use copydesk_sources::RawRecord;

use crate::clock::{median, time};

/// A rule with a pattern, and what it had to do.
#[derive(Clone, Debug)]
pub struct RuleCost {
    /// The rule.
    pub rule: RuleId,
    /// Lines on which its pattern was run, as they showed what it needs.
    pub lines: usize,
    /// Places where it fits.
    pub hits: usize,
    /// Median processor seconds of those runs.
    pub seconds: f64,
}

/// What the cues of boilerplate cost over the lines of some documents.
#[derive(Clone, Debug, Default)]
pub struct RuleCosts {
    /// Lines of all documents.
    pub lines: usize,
    /// Seconds to match all cues: folding, phrases, and the search for what patterns need among it.
    pub seconds: f64,
    /// The rules whose patterns were run, the dearest first.
    pub rules: Vec<RuleCost>,
}

/// Measures each rule alone on the lines on which it is run.
pub(crate) fn costs(records: &[RawRecord], rounds: usize, desk: &Desk) -> RuleCosts {
    let read = |record: &RawRecord| match pass_one(record.clone(), desk) {
        Outcome::Document(doc) => Some(*doc),
        Outcome::Reject(_) => None,
    };
    let docs: Vec<Document> = records.iter().filter_map(read).collect();
    let lines: Vec<&str> = docs
        .iter()
        .flat_map(|d| d.blocks.iter().map(|b| b.span.trimmed(d.text()).of(d.text())))
        .filter(|line| !line.is_empty())
        .collect();
    of_lines(&lines, rounds, desk.boilerplate.set())
}

fn of_lines(lines: &[&str], rounds: usize, set: &RuleSet) -> RuleCosts {
    let mut asked = vec![Vec::new(); set.rules().len()];
    let mut hits = Vec::new();
    let mut matcher = set.matcher();
    for line in lines {
        matcher.matches(line, &mut hits);
        matcher.asked().for_each(|rule| asked[rule].push(*line));
    }
    let over = |work: &mut dyn FnMut()| median((0..rounds).map(|_| time(&mut *work).1.cpu).collect());
    let seconds = over(&mut || lines.iter().for_each(|line| matcher.matches(line, &mut hits)));
    let mut rules = Vec::new();
    for (index, lines) in asked.iter().enumerate().filter(|(_, lines)| !lines.is_empty()) {
        let mut hits = 0;
        let seconds = over(&mut || hits = lines.iter().map(|line| set.hits_of_pattern(index, line)).sum());
        rules.push(RuleCost {
            rule: set.rules()[index].id.clone(),
            lines: lines.len(),
            hits,
            seconds,
        });
    }
    rules.sort_by(|a, b| b.seconds.total_cmp(&a.seconds).then_with(|| a.rule.cmp(&b.rule)));
    RuleCosts {
        lines: lines.len(),
        seconds,
        rules,
    }
}

impl RuleCosts {
    /// The dearest `most` rules as a table.
    pub fn table(&self, most: usize) -> String {
        let patterns: f64 = self.rules.iter().map(|r| r.seconds).sum();
        let idle = self
            .rules
            .iter()
            .filter(|r| r.hits == 0)
            .map(|r| r.seconds)
            .sum::<f64>();
        let share = |part: f64| 100.0 * part / self.seconds.max(f64::MIN_POSITIVE);
        let mut out = format!(
            "{} lines: {:.3} s for all cues, of it patterns {:.1} %, those that hit nothing {:.1} %\n\n\
             {:44} {:>8} {:>8} {:>9} {:>7}\n",
            self.lines,
            self.seconds,
            share(patterns),
            share(idle),
            "pattern of",
            "run on",
            "hits",
            "µs a hit",
            "share"
        );
        for r in self.rules.iter().take(most) {
            let each = match r.hits {
                0 => "-".to_owned(),
                hits => format!("{:.2}", r.seconds * 1e6 / hits as f64),
            };
            out.push_str(&format!(
                "{:44} {:8} {:8} {each:>9} {:5.1} %\n",
                r.rule.as_str(),
                r.lines,
                r.hits,
                share(r.seconds)
            ));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_charged_for_the_lines_that_show_what_it_needs() {
        let file = r#"
            [[rule]]
            id = "controls/views"
            what = "share_counts"
            pattern = 'views: \d+'
            score = 0.9
            source = "written for this test"
            hits = ["views: 12"]
            misses = ["views"]
        "#;
        let files = [("own.toml".to_owned(), file.to_owned())];
        let set = RuleSet::parse("boilerplate", &files, &["share_counts"]).expect("a rule file");
        let costs = of_lines(&["Views: 12", "Their views: none", "Nothing of the kind"], 1, &set);
        let found = &costs.rules[0];
        assert_eq!((costs.rules.len(), found.lines, found.hits), (1, 2, 1), "{costs:?}");
        let table = costs.table(9);
        assert!(table.contains("boilerplate/controls/views"), "{table}");
    }
}
