//! Runs the matcher on a table: `match_csv FILE PRED SUGGESTIONS [--ignore-service]`. For work on
//! the matcher; everybody else has `secretariat match`.

use std::fs::File;
use std::io::{BufReader, BufWriter};

use secretariat::workflows::match_csv;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, table, pred, sug, flags @ ..] = args.as_slice() else {
        return Err("match_csv FILE PRED SUGGESTIONS [--ignore-service]".into());
    };
    let summary = match_csv::run(
        BufReader::new(File::open(table)?),
        flags.iter().any(|flag| flag == "--ignore-service"),
        BufWriter::new(File::create(pred)?),
        BufWriter::new(File::create(sug)?),
    );
    eprintln!("{summary:?}");
    Ok(())
}
