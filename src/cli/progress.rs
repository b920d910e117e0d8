//! Progress bars: on a terminal only, and only for what takes longer than a second.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Once;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(1);

/// Progress of one piece of work; may be advanced from any thread.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    began: Instant,
    wanted: bool,
    shown: Once,
}

impl Progress {
    /// Over `steps` of `what`; never shown unless `wanted` and standard error is a terminal.
    #[must_use]
    pub fn new(what: &str, steps: u64, wanted: bool) -> Self {
        let style = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}, {eta} left");
        let bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::hidden())
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "))
            .with_message(what.to_owned());
        let wanted = wanted && std::io::stderr().is_terminal();
        Self { bar, began: Instant::now(), wanted, shown: Once::new() }
    }

    /// So many steps were done before, which say nothing of how fast it goes.
    pub fn begin_at(&self, steps: u64) {
        self.bar.set_position(steps);
        self.bar.reset_eta();
    }

    /// `steps` more are done.
    pub fn advance(&self, steps: u64) {
        if self.wanted && self.began.elapsed() > PATIENCE {
            self.shown.call_once(|| self.bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
        self.bar.inc(steps);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
