//! What was measured, as rows: for people as a table, for programs as JSON.

use serde::Serialize;

use crate::runs::Input;

/// One figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Which input: `text`, `html` or `start`.
    pub input: String,
    /// What kind of figure: `run`, `peer`, `stage`, `floor` or `figure`.
    pub kind: &'static str,
    /// What was measured.
    pub what: String,
    /// Median processor seconds over the whole input, where that is what was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// Megabytes (10^6 bytes) of input a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub megabytes: Option<f64>,
    /// Documents a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents: Option<f64>,
    /// For a peer: its seconds over those of our whole run. For other figures the figure itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figure: Option<f64>,
    /// Unit of `figure`.
    pub unit: &'static str,
}

/// All figures, in the order in which they were measured.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The rows.
    pub rows: Vec<Row>,
}

impl Report {
    fn seconds(&mut self, kind: &'static str, input: &str, what: &str, seconds: f64, over: &Input) -> &mut Row {
        self.rows.push(Row {
            input: input.to_owned(),
            kind,
            what: what.to_owned(),
            seconds: Some(seconds),
            megabytes: Some(over.bytes as f64 / 1e6 / seconds),
            documents: Some(over.documents as f64 / seconds),
            figure: None,
            unit: "",
        });
        let last = self.rows.len() - 1;
        &mut self.rows[last]
    }

    pub(crate) fn run(&mut self, input: &str, what: &str, seconds: f64, over: &Input) {
        self.seconds("run", input, what, seconds, over);
    }

    pub(crate) fn stage(&mut self, input: &str, what: &str, seconds: f64, over: &Input) {
        self.seconds("stage", input, what, seconds, over);
    }

    pub(crate) fn floor(&mut self, input: &str, what: &str, seconds: f64, over: &Input) {
        self.seconds("floor", input, what, seconds, over);
    }

    pub(crate) fn peer(&mut self, input: &str, what: &str, seconds: f64, ours: f64, over: &Input) {
        let row = self.seconds("peer", input, what, seconds, over);
        row.figure = Some(seconds / ours);
        row.unit = "x";
    }

    pub(crate) fn ratio(&mut self, input: &str, what: &str, figure: f64, unit: &'static str) {
        self.rows.push(Row {
            input: input.to_owned(),
            kind: "figure",
            what: what.to_owned(),
            seconds: None,
            megabytes: None,
            documents: None,
            figure: Some(figure),
            unit,
        });
    }

    /// The table: shares of the stages behind their seconds, ratios behind the peers.
    pub fn table(&self) -> String {
        let mut out = String::new();
        let mut heading = (String::new(), "");
        for row in &self.rows {
            if heading != (row.input.clone(), row.kind) {
                heading = (row.input.clone(), row.kind);
                let about = match row.kind {
                    "run" => "whole runs                                          seconds     MB/s    docs/s",
                    "peer" => {
                        "peers, same documents                               seconds     MB/s    docs/s  over ours"
                    }
                    "stage" => "stages, documents in memory                         seconds     MB/s    docs/s  share",
                    "floor" => "floors                                              seconds     MB/s    docs/s",
                    _ => "",
                };
                out.push_str(&format!("\n{:5} {about}\n", row.input));
            }
            let what = format!("      {:46}", row.what);
            let last = match (row.kind, row.figure) {
                ("stage", _) => format!(
                    "  {:4.1} %",
                    100.0 * row.seconds.unwrap_or(0.0) / self.stages(&row.input)
                ),
                ("peer", Some(figure)) => format!("  {figure:.1} x"),
                _ => String::new(),
            };
            let line = match (row.seconds, row.figure) {
                (Some(seconds), _) => format!(
                    "{what} {seconds:10.3} {:8.1} {:9.0}{last}",
                    row.megabytes.unwrap_or(0.0),
                    row.documents.unwrap_or(0.0)
                ),
                (None, Some(figure)) => format!("{what} {figure:10.2} {}", row.unit),
                (None, None) => what,
            };
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    fn stages(&self, input: &str) -> f64 {
        let of = self.rows.iter().filter(|r| r.kind == "stage" && r.input == input);
        of.filter_map(|r| r.seconds).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_is_told_as_a_multiple_of_ours() {
        let input = Input {
            folder: "pages".into(),
            documents: 100,
            bytes: 10_000_000,
        };
        let mut report = Report::default();
        report.run("html", "whole run", 0.5, &input);
        report.peer("html", "a slow one", 10.0, 0.5, &input);
        report.stage("html", "decode", 0.1, &input);
        report.stage("html", "extract", 0.3, &input);
        let table = report.table();
        assert!(table.contains("a slow one") && table.contains("20.0 x"), "{table}");
        assert!(
            table.contains("20.0       200"),
            "megabytes and documents a second: {table}"
        );
        assert!(table.contains("75.0 %"), "{table}");
    }
}
