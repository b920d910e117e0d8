//! The published models on made-up tables and firms, for `benches/peers/preset_case.py`: processor time, and output to hold
//! against a peer's.
//!
//!     cargo run --release --example preset_case -- ario REGIONS SECTORS DAYS RUNS [OUTPUT.csv]
//!     cargo run --release --example preset_case -- inoue-todo FIRMS SALES DAYS RUNS
//!
//! Prints one line of JSON: processor seconds of the loop for all runs side by side, a median of five, and the work. With a
//! file, the output of the first run is written there, a line a day.

use linchpin::preset::Span;
use linchpin::preset::ario::{Event, Story};
use linchpin::preset::inoue_todo::Parameters;
use std::fmt::Write as _;
use std::fs;
use std::time::Instant;

#[path = "../benches/support/made_up.rs"]
mod made_up;

/// Processor seconds of this thread so far; of the clock where the system does not say.
fn seconds(start: Instant) -> f64 {
    let used = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = used.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds * 1e-9)
}

/// Seconds of a run: the median of five times that are long enough for the system to count them.
fn time(mut run: impl FnMut()) -> f64 {
    let begin = Instant::now();
    let mut once = || {
        let (start, mut count) = (seconds(begin), 0.0);
        loop {
            run();
            count += 1.0;
            let spent = seconds(begin) - start;
            if spent > 0.1 {
                return spent / count;
            }
        }
    };
    let mut times: Vec<f64> = (0..5).map(|_| once()).collect();
    times.sort_by(f64::total_cmp);
    times[2]
}

fn ario(regions: usize, sectors: usize, days: usize, runs: usize, out: Option<&String>) -> (f64, usize) {
    let table = made_up::table(regions, sectors);
    let ario = made_up::ario(&table);
    let events: Vec<Event> = (0..runs).map(|number| made_up::event(&ario, &table, number)).collect();
    let span = Span { days, first: 0, least: f64::INFINITY };
    let story = |event: &Event| Story { events: vec![event.clone()], shocks: &[], span };
    let stories: Vec<Story<'_>> = events.iter().map(story).collect();
    if let Some(path) = out {
        let mut text = String::new();
        let shown = ario.drive_batch(&stories, false, |number, day| {
            if number == 0 {
                let made: Vec<String> = day.production.iter().map(|made| made.to_string()).collect();
                writeln!(text, "{}", made.join(",")).expect("memory");
            }
        });
        shown.expect("events of this table");
        fs::write(path, text).expect("the file can be written");
    }
    let mut record = vec![0.0; table.industries()];
    let seconds = time(|| {
        let keep = |_, day: &linchpin::preset::LaneDay<'_>| {
            record.iter_mut().zip(day.production.iter()).for_each(|(record, made)| *record = made);
        };
        ario.drive_batch(&stories, false, keep).expect("events of this table");
    });
    (seconds, table.industries() * table.industries())
}

fn inoue_todo(firms: u32, sales: u32, days: usize, runs: u32) -> (f64, usize) {
    let firms = made_up::firms(firms, sales);
    let shocks: Vec<_> = (0..runs).map(|number| vec![made_up::outage(number)]).collect();
    let span = Span { days, first: 0, least: f64::INFINITY };
    let stories: Vec<_> = shocks.iter().map(|shocks| (&**shocks, span)).collect();
    let mut made = 0.0;
    let seconds = time(|| {
        firms.drive_batch(&Parameters::default(), &stories, false, |_, day| made += day.production.iter().sum::<f64>());
    });
    assert!(made > 0.0);
    (seconds, firms.links())
}

#[expect(clippy::print_stdout, reason = "an example")]
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize| arguments[place].parse::<usize>().expect("a number");
    let (days, runs) = (number(3), number(4));
    let (seconds, flows) = match arguments[0].as_str() {
        "ario" => ario(number(1), number(2), days, runs, arguments.get(5)),
        "inoue-todo" => inoue_todo(number(1) as u32, number(2) as u32, days, runs as u32),
        other => panic!("`{other}` is neither ario nor inoue-todo"),
    };
    println!("{{\"seconds\": {seconds}, \"flows\": {flows}, \"days\": {days}, \"runs\": {runs}}}");
}
