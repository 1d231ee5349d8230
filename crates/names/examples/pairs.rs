//! Judges pairs of names: `a TAB b [TAB gold]` on standard input; score, whether one, and rule are added to each line.
#![allow(clippy::print_stdout, reason = "an example speaks to its user")]

use std::io::Read;

use copydesk_names::{Gazetteer, same};

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let gazetteer = Gazetteer::built_in();
    let mut out = String::new();
    for line in text.lines() {
        let mut cells = line.split('\t');
        let (a, b) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
        let (one, score, rule) = same(a, b, gazetteer);
        out.push_str(&format!("{line}\t{score:.3}\t{one}\t{rule}\n"));
    }
    print!("{out}");
    Ok(())
}
