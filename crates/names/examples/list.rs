//! Resolves a plain list on standard input, as the verb `names` does: name, entity, canonical form, rule, score.
#![allow(clippy::print_stdout, reason = "an example speaks to its user")]

use std::io::Read;

use copydesk_names::{Gazetteer, resolve};

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let names: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut out = String::new();
    for r in resolve(&names, Gazetteer::built_in()) {
        out.push_str(&format!(
            "{}\t{}\t{}\t{}\t{:.3}\n",
            r.name, r.entity, r.canonical, r.rule, r.score
        ));
    }
    print!("{out}");
    Ok(())
}
