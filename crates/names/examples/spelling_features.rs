//! For `train/weights.py`: pairs of words on standard input, parted by a tab; their features on standard output.
//! With the argument `persons` the pairs are names of persons; a pair that needs no weights gives an empty line.
#![allow(clippy::print_stdout, reason = "an example speaks to its user")]

use std::io::Read;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let persons = std::env::args().nth(1).is_some_and(|a| a == "persons");
    let mut out = String::new();
    for line in text.lines() {
        let (a, b) = line.split_once('\t').unwrap_or((line, ""));
        if persons {
            let features = copydesk_names::person_features(a, b);
            let cells: Vec<String> = features.iter().map(|f| format!("{f:.4}")).collect();
            out.push_str(&format!("{}\n", cells.join("\t")));
            continue;
        }
        let (features, score) = copydesk_names::spelling_features(a, b);
        for f in features {
            out.push_str(&format!("{f:.4}\t"));
        }
        out.push_str(&format!("{score:.4}\n"));
    }
    print!("{out}");
    Ok(())
}
