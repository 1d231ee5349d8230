//! Where the time goes on the raw files of a folder: `stages FOLDER [ROUNDS]`, one thread, records in memory.
#![allow(clippy::print_stdout, reason = "an example speaks to the person who runs it")]

use std::path::Path;

use copydesk_model::Policy;
use copydesk_pipeline::Desk;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: stages FOLDER [ROUNDS]")?;
    let rounds = arguments.next().map_or(Ok(5), |n| n.parse())?;
    let desk = Desk::open(None, Policy::DEFAULT)?;
    print!(
        "{}",
        copydesk_bench::stages_of(Path::new(&folder), rounds, &desk)?.table()
    );
    Ok(())
}
