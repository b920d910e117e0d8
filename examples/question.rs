//! A question put to the library: what stops in India and Japan if China stops heavy rare earths for half a year?
//!
//! `cargo run --release --example question`
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use linchpin::model::{Model, ModelSource, set};
use linchpin::scenario::{Scenario, adhoc};
use linchpin::study::{RunOptions, Study};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // The model that comes with the program; `ModelSource::Folder` reads another.
    let mut model = Model::load(&ModelSource::Embedded)?.value;

    // One figure set by hand: users in Japan hold ten days of magnets.
    set(&mut model, "ndfeb_magnet.JPN.cover=10")?;
    let study = Study::new(model)?;

    // The shock in one line, in a scenario of its own; `Library::resolve` gives those that come with a model.
    let shock =
        adhoc::parse("export CHN>ree_heavy_separated,ndfeb_magnet 90% 180d").map_err(|errors| errors[0].clone())?;
    let scenario = Scenario::of("heavy-rare-earths", "China holds heavy rare earths back", vec![shock]);
    // A misspelt id is told with the nearest spelling.
    let findings = scenario.check(study.model());
    if findings.has_errors() {
        return Err(findings.into());
    }
    let result = study.run(&scenario, &RunOptions::default())?;

    println!("Hardest-hit products, days of need lost in {} days:", result.horizon_days);
    let mut products: Vec<_> = result.products.iter().collect();
    products.sort_by(|a, b| b.lost_days.total_cmp(&a.lost_days));
    for row in products.iter().take(8) {
        let first = row.time_to_survive_days.map_or_else(|| "never".to_owned(), |day| format!("day {day}"));
        println!("  {} {:24} {:6.1}  below 95 %: {first}", row.economy, row.product, row.lost_days);
    }

    println!("\nSectors, time to survive:");
    for row in &result.results {
        let survive = row.time_to_survive_days.map_or_else(|| "holds".to_owned(), |day| format!("{day} days"));
        println!("  {} {:18} {survive:>9}, resilience {:5.1}", row.economy, row.sector, row.resilience);
    }
    Ok(())
}
