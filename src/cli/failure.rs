//! Why a command did not do what it was asked, and the exit status that says so.

use super::interrupt::INTERRUPTED;
use crate::finding::{Finding, Findings};
use std::io;
use std::path::Path;

/// Exit status when the input has errors.
pub const INPUT: u8 = 1;
/// Exit status of wrong usage, and of what cannot be read or written.
pub const USAGE: u8 = 2;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// The input has errors.
    Input(Findings),
    /// Wrong usage, or something could not be read or written.
    Usage(Findings),
    /// Somebody asked for an end; the work can be gone on with.
    Interrupted(Findings),
    /// All is said, on standard output for once: only the exit status is left.
    Told(u8),
    /// Whoever read the results has seen enough (`linchpin list … | head`): nothing to complain of.
    ReaderGone,
}

impl Failure {
    /// What the input asks for cannot be done.
    #[must_use]
    pub fn input(error: &dyn std::error::Error) -> Self {
        Self::Input(Finding::error(error.to_string()).into())
    }

    /// Something about `path` could not be done.
    #[must_use]
    pub fn io(what: &str, path: &Path, error: &io::Error) -> Self {
        let finding = Finding::error(format!("cannot {what}: {error}"));
        Self::Usage(finding.in_file(&path.display().to_string()).into())
    }

    /// Standard output could not be written to.
    #[must_use]
    pub fn printing(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::ReaderGone;
        }
        Self::Usage(Finding::error(format!("cannot write to standard output: {error}")).into())
    }

    /// The exit status.
    #[must_use]
    pub const fn status(&self) -> u8 {
        match self {
            Self::Input(_) => INPUT,
            Self::Usage(_) => USAGE,
            Self::Interrupted(_) => INTERRUPTED,
            Self::Told(status) => *status,
            Self::ReaderGone => 0,
        }
    }

    /// What is to be said of it.
    #[must_use]
    pub const fn findings(&self) -> Option<&Findings> {
        match self {
            Self::Input(findings) | Self::Usage(findings) | Self::Interrupted(findings) => Some(findings),
            Self::Told(_) | Self::ReaderGone => None,
        }
    }
}

impl From<Findings> for Failure {
    fn from(findings: Findings) -> Self {
        Self::Input(findings)
    }
}
