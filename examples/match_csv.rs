//! dev
use secretariat::domain::matching::decisions::Decisions;
use secretariat::domain::matching::engine::{Engine, Settings};
use secretariat::domain::matching::identity::{Email, Identity, StableId};
use std::io::Write;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let mut reader = csv::Reader::from_path(&args[1]).unwrap();
    let headers = reader.headers().unwrap().clone();
    let col = |name: &str| headers.iter().position(|h| h == name);
    let (i, s, l, d, e) = (
        col("account_id").unwrap(),
        col("service").unwrap(),
        col("login").unwrap(),
        col("display_name").unwrap(),
        col("email").unwrap(),
    );
    let mut ids = Vec::new();
    let mut all = Vec::new();
    for (n, r) in reader.records().enumerate() {
        let r = r.unwrap();
        ids.push(r[i].to_owned());
        let mut id = Identity {
            account: n as u32,
            service: r[s].to_owned(),
            login: r[l].to_owned(),
            display_name: r[d].to_owned(),
            emails: r[e]
                .split(';')
                .filter(|e| !e.is_empty())
                .map(Email::asserted)
                .collect(),
            ..Identity::default()
        };
        if &r[s] == "github" && !r[l].is_empty() {
            id.stable_ids.push(StableId {
                issuer: "github".into(),
                subject: format!("login:{}", r[l].to_lowercase()),
            });
        }
        all.push(id);
    }
    let t = std::time::Instant::now();
    let settings = Settings {
        ignore_service: args.iter().any(|a| a == "--ignore-service"),
        threads: 2,
    };
    let out = Engine::build(all, Decisions::default(), settings);
    eprintln!(
        "{:?} links {} suggestions {}",
        t.elapsed(),
        out.links().len(),
        out.suggestions().len()
    );
    let mut p = std::io::BufWriter::new(std::fs::File::create(&args[2]).unwrap());
    writeln!(p, "account_id,cluster_id").unwrap();
    for (n, id) in ids.iter().enumerate() {
        writeln!(p, "{},c{}", id, out.group(n as u32).unwrap()).unwrap();
    }
    let mut p = std::io::BufWriter::new(std::fs::File::create(&args[3]).unwrap());
    writeln!(p, "account_a,account_b,score").unwrap();
    for (n, s) in out.suggestions().iter().enumerate() {
        writeln!(
            p,
            "{},{},{}",
            ids[s.a as usize],
            ids[s.b as usize],
            f64::from(s.bits) - n as f64 * 1e-6
        )
        .unwrap();
    }
    let mut p =
        std::io::BufWriter::new(std::fs::File::create(format!("{}.links", args[2])).unwrap());
    for s in out.links() {
        writeln!(
            p,
            "{},{},{:?},0",
            ids[s.a as usize], ids[s.b as usize], s.rule
        )
        .unwrap();
    }
}
