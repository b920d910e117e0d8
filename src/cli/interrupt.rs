//! Ctrl-C and the request to end, for work that can be gone on with later.

use crate::finding::{Finding, Findings};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};

/// Exit status after an interruption: 128 and the number of the signal, as shells count.
pub const INTERRUPTED: u8 = 130;

static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on the first Ctrl-C asks for an end, and the second one ends at once.
pub fn listen() {
    // Refused only if somebody listens already, or by the system; then Ctrl-C ends the program as ever.
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            process::exit(INTERRUPTED.into());
        }
        super::session::show(&Findings::from(
            Finding::note("the trials under way are finished and saved first").help("Ctrl-C again ends at once"),
        ));
    });
}

/// Whether an end was asked for.
pub fn is_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
