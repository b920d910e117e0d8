//! How long what is left of many like runs will take, foretold once the first are done.

use super::{Progress, Session};
use crate::finding::{Finding, Findings};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Fewest runs by which time is foretold.
const FIRST: u64 = 16;
/// What takes longer is foretold, seconds.
const LONG: f64 = 5.0;

/// Progress of many like runs, with a forecast; may be advanced from any thread.
#[derive(Debug)]
pub struct Forecast<'a> {
    session: &'a Session,
    progress: Progress,
    began: Instant,
    all: u64,
    /// Runs by which time is foretold.
    first: u64,
    done: AtomicU64,
    bytes_a_run: u64,
}

impl<'a> Forecast<'a> {
    /// Of `all` runs whose results take so many bytes each.
    pub fn new(session: &'a Session, all: u64, bytes_a_run: u64) -> Self {
        let progress = session.progress("runs", all);
        let first = first(session.options.threads.map_or_else(rayon::current_num_threads, usize::from) as u64);
        Self { session, progress, began: Instant::now(), all, first, done: AtomicU64::new(0), bytes_a_run }
    }

    /// One more run is done.
    pub fn advance(&self) {
        self.progress.advance(1);
        if self.done.fetch_add(1, Ordering::Relaxed) + 1 == self.first
            && let Some(foretold) = of_runs(self.first, self.began.elapsed().as_secs_f64(), self.all, self.bytes_a_run)
        {
            self.session.tell_all(&Findings::from(foretold));
        }
    }
}

/// Runs by which time is foretold where so many run at a time: every thread has done as many as the others, and two at
/// least, so that it is told how fast all of them are.
fn first(threads: u64) -> u64 {
    let threads = threads.max(1);
    FIRST.max(2 * threads).next_multiple_of(threads)
}

/// What is said of `all` runs after the `first` took `seconds`; nothing where little is left.
fn of_runs(first: u64, seconds: f64, all: u64, bytes_a_run: u64) -> Option<Finding> {
    let left = all.saturating_sub(first);
    let each = seconds.max(1e-6) / first as f64;
    let rate = format!("{:.1}", 1.0 / each);
    foretold(
        &format!("{left} more runs"),
        left as f64 * each,
        &rate,
        &memory(all as f64 * bytes_a_run as f64, resident()),
    )
}

/// That `what` is left, which takes so long at so many a second and so much [`memory`]; nothing where it is not long.
pub fn foretold(what: &str, seconds: f64, rate: &str, memory: &str) -> Option<Finding> {
    (seconds >= LONG).then(|| {
        let time = time(seconds);
        Finding::note(format!("{what} will take about {time} at {rate} a second and {memory}"))
    })
}

/// How much memory is taken in the end, for people: `held` bytes that the program has now, if that is known, and `more`.
pub fn memory(more: f64, held: Option<f64>) -> String {
    let megabytes = |bytes: f64| (bytes / 1e6).max(1.0);
    match held {
        Some(held) => format!("about {:.0} MB of memory in all", megabytes(held + more)),
        None => format!("about {:.0} MB more memory", megabytes(more)),
    }
}

/// Bytes of memory that the program has now, where the system says it.
pub fn resident() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok().map(|kilobytes| 1024.0 * kilobytes)
}

/// A length of time for people.
fn time(seconds: f64) -> String {
    match seconds {
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_is_foretold_and_what_is_short_is_not() {
        // Sixteen runs in eight seconds: two a second.
        let message = of_runs(16, 8.0, 1016, 80).map(|finding| finding.message).unwrap_or_default();
        assert!(message.starts_with("1000 more runs will take about 8 min at 2.0 a second and about "), "{message}");
        assert!(of_runs(16, 8.0, 24, 80).is_none() && of_runs(16, 0.0, 1_000_000, 80).is_none());
        let message = of_runs(16, 1.6, 1_000_016, 2_000).map(|finding| finding.message).unwrap_or_default();
        assert!(message.contains("27.8 h"), "{message}");
        assert_eq!(memory(2e9, None), "about 2000 MB more memory");
        assert_eq!(memory(2e9, Some(145e6)), "about 2145 MB of memory in all");
        if cfg!(target_os = "linux") {
            assert!(resident().is_some_and(|bytes| (1e6..1e12).contains(&bytes)));
        }
        // Whole rounds of the threads, twice at least.
        assert_eq!([1, 2, 3, 12, 16, 64].map(first), [16, 16, 18, 24, 32, 128]);
    }
}
