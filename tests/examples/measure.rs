//! Measures a build. `measure corpus <seeds> <documents>` writes a made-up corpus, `measure build <seeds> <out>` builds it.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement prints and reads the clock"
)]

use copydesk_model::Policy;
use copydesk_pipeline::{BuildOptions, Desk, Silent, build};
use copydesk_tests::corpus;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    match args[1].as_str() {
        "corpus" => {
            let bytes = corpus::write(1, args[3].parse().unwrap(), args[2].as_ref()).unwrap();
            println!("{bytes} bytes");
        }
        "desk" => {
            let desk = Desk::open(None, Policy::DEFAULT).unwrap();
            println!("{}", desk.digest());
        }
        _ => {
            let desk = Desk::open(None, Policy::DEFAULT).unwrap();
            let options = BuildOptions {
                threads: 1,
                cache: args.get(4).is_none(),
                ..BuildOptions::new(&args[2], &args[3])
            };
            let t = std::time::Instant::now();
            let s = build(&options, &desk, &Silent).unwrap();
            println!(
                "{} documents, {} reused, {:.2}s {:?}",
                s.counts.documents,
                s.reused,
                t.elapsed().as_secs_f64(),
                s.cache_trouble
            );
        }
    }
}
