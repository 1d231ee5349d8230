//! Writes generated raw files, as the bench makes them: `corpus text|html DOCUMENTS FOLDER`.

use std::path::Path;

use copydesk_model::Policy;
use copydesk_pipeline::Desk;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("usage: corpus text|html DOCUMENTS FOLDER");
    let (shape, documents, folder) = (next()?, next()?.parse()?, next()?);
    let desk = Desk::open(None, Policy::DEFAULT)?;
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds");
    copydesk_bench::generate(&seeds, Path::new(&folder), shape == "html", documents, &desk)?;
    Ok(())
}
