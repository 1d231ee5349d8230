//! Packs the rule files, so that a run need not read them.

#[path = "src/known.rs"]
mod known;

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("rules/", $name)))
    };
}

/// Names and contents of the files that are matched together.
type Files = &'static [(&'static str, &'static str)];

/// The parts of `src/rules.rs`.
const PARTS: &[(&str, Files)] = &[
    ("notices", &[file!("notices.toml")]),
    ("notes", &[file!("notes.toml")]),
    ("residue", &[file!("residue.toml")]),
    ("numbers", &[file!("numbers.en.toml")]),
    ("names", &[file!("names.en.toml"), file!("calques.en.toml")]),
    ("patterns", &[file!("patterns.en.toml")]),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR")?);
    for (name, files) in PARTS {
        let packed = copydesk_rules::pack("translation", files, &known::whats()).map_err(|errors| {
            let errors: Vec<String> = errors.iter().map(|e| format!("crates/translation/rules/{e}")).collect();
            errors.join("\n")
        })?;
        std::fs::write(out.join(format!("{name}.packed")), packed)?;
    }
    // The files are part of this script: a change of one builds it anew.
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}
