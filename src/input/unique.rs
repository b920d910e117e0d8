//! Rows that say the same thing twice.

use super::Cursor;
use crate::finding::{Finding, Findings, Place};
use std::collections::BTreeMap;

/// Watches a list for a second row with the same key.
#[derive(Debug)]
pub struct Unique<'a, K> {
    what: &'a str,
    first: BTreeMap<K, Place>,
}

impl<'a, K: Ord> Unique<'a, K> {
    /// For rows that people call a `what`.
    #[must_use]
    pub const fn new(what: &'a str) -> Self {
        Self { what, first: BTreeMap::new() }
    }

    /// Adds a finding if a row before had the same `key`, which `shown` writes out.
    pub fn see(&mut self, key: K, shown: &str, cursor: Cursor<'_>, findings: &mut Findings) {
        if cursor.is_mended() {
            return;
        }
        let place = cursor.place();
        let Some(first) = self.first.get(&key) else {
            self.first.insert(key, place);
            return;
        };
        let (line, _) = first.line_column().unwrap_or_default();
        let finding = Finding::error(format!("duplicate {}: `{shown}`", self.what)).label("said before");
        let finding = finding.help(format!("the first stands at {}:{line}; keep one of them", first.name()));
        findings.push(finding.at(place));
    }
}
