//! ESRI of all firms: `cargo bench --bench systemic [-- FIRMS]`.
//!
//! `LINCHPIN_BENCH_WHOLE=1` asks for all firms of the largest network, not for some hundreds drawn at random: minutes.
//!
//! Prints, for networks of 1,000, 10,000 and 100,000 firms with some eight customers each and for several kinds of inputs,
//! the processor time per firm, firms a second and the links looked at (once for every cascade).

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

#[path = "../tests/support/mod.rs"]
mod support;

use linchpin::firm::FirmNetwork;
use linchpin::systemic::{Cascade, Class, Conventions, Essentiality, Replacement, Shocks};
use std::time::Instant;
use support::chance::Dice;
use support::firms::{essentiality, even, scale_free};

fn main() {
    let wanted: Option<usize> = std::env::args().find_map(|argument| argument.parse().ok());
    for (firms, sectors) in [(1_000, 40), (10_000, 150), (100_000, 600)] {
        if wanted.is_some_and(|wanted| wanted != firms) {
            continue;
        }
        let mixed = essentiality(sectors, 0.25, 0.5, 7);
        let essential = Essentiality::uniform(Class::Essential);
        let replaced = Conventions::default();
        let rigid = Conventions { replacement: Replacement::Nobody, ..replaced };
        let even = even(firms, sectors, 42);
        println!("{firms} firms, {} deliveries by pure chance, {sectors} sectors", even.buyers.len());
        measure("mixed inputs", &even, &mixed, replaced);
        measure("all essential", &even, &essential, replaced);
        let uneven = scale_free(firms, sectors, 42);
        println!("{firms} firms, {} deliveries by a power law, {sectors} sectors", uneven.buyers.len());
        measure("mixed inputs", &uneven, &mixed, replaced);
        measure("all essential", &uneven, &essential, replaced);
        if firms <= 10_000 {
            measure("all essential, nobody replaced", &uneven, &essential, rigid);
        }
    }
}

fn measure(what: &str, network: &FirmNetwork, essentiality: &Essentiality, conventions: Conventions) {
    let began = Instant::now();
    let cascade = Cascade::new(network, essentiality, &conventions).expect("a cascade");
    let built = began.elapsed().as_secs_f64();
    // What a firm takes does not depend on how many are asked for.
    let firms = network.firms.len();
    let whole = firms <= 10_000 || std::env::var_os("LINCHPIN_BENCH_WHOLE").is_some();
    let mut dice = Dice::new(1);
    let chosen: Vec<u32> =
        if whole { (0..firms as u32).collect() } else { (0..500).map(|_| dice.pick(0, firms) as u32).collect() };
    let all = Shocks::failures(&chosen);
    let (began, worked) = (Instant::now(), processor_seconds());
    let losses = cascade.losses(&all, &|_| ());
    let elapsed = began.elapsed().as_secs_f64();
    let threads = rayon::current_num_threads();
    let seconds = match (worked, processor_seconds()) {
        (Some(before), Some(after)) => after - before,
        _ => elapsed * threads as f64,
    };
    let sweeps: f64 = losses.losses.iter().map(|loss| f64::from(loss.sweeps)).sum();
    let mean: f64 = losses.losses.iter().map(|loss| loss.combined).sum();
    let count = chosen.len() as f64;
    println!(
        "  {what:<31} built in {built:5.3} s; {elapsed:7.3} s on {threads} threads, {seconds:7.3} s of processor: {:8.1} µs \
         a firm; {:4.1} sweeps and {:8.0} visits a firm, {:4.1} % in lanes, {:5.3} ns a visit, mean index {:.4}",
        seconds / count * 1e6,
        sweeps / count,
        losses.visits as f64 / count,
        losses.in_lanes as f64 / count * 100.0,
        seconds / losses.visits as f64 * 1e9,
        mean / count,
    );
}

/// Processor time of all threads of this process so far, where the system tells (Linux): the clock on the wall says
/// nothing on a busy machine.
fn processor_seconds() -> Option<f64> {
    let tasks = std::fs::read_dir("/proc/self/task").ok()?;
    let spent = |task: std::io::Result<std::fs::DirEntry>| {
        let text = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok()
    };
    tasks.map(spent).sum::<Option<f64>>().map(|nanoseconds| nanoseconds * 1e-9)
}
