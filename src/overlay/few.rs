//! Findings of one sort about one file: the first few, then how many more.

use crate::finding::{Finding, Findings};

/// Findings of one sort that are shown one by one.
const SHOWN: usize = 10;

/// Findings of one sort about one file.
#[derive(Debug)]
pub struct Few {
    what: &'static str,
    first: Vec<Finding>,
    count: usize,
}

impl Few {
    /// None yet, of `what` ("rows of another length").
    pub const fn new(what: &'static str) -> Self {
        Self { what, first: Vec::new(), count: 0 }
    }

    /// Adds one, made only if it will be shown.
    pub fn push(&mut self, finding: impl FnOnce() -> Finding) {
        self.count += 1;
        if self.count <= SHOWN {
            self.first.push(finding());
        }
    }

    /// Hands them over; `file` is where those not shown stand.
    pub fn into_findings(self, file: &str, findings: &mut Findings) {
        let more = self.count - self.first.len();
        for finding in self.first {
            findings.push(finding);
        }
        if more > 0 {
            findings.push(Finding::error(format!("there are {more} more {}", self.what)).in_file(file));
        }
    }
}
