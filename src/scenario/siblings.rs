//! Scenarios that a file on disk includes from its own folder.

use super::Scenario;
use crate::finding::Findings;
use crate::input::{Parsed, parse, read_text};
use std::collections::BTreeSet;
use std::path::Path;

/// The scenarios in `folder` that `scenario` includes, and those that they include; what is not there is left out.
pub fn siblings(folder: &Path, scenario: &Scenario, findings: &mut Findings) -> Vec<(String, Parsed<Scenario>)> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::from([scenario.id.clone()]);
    let mut pending = scenario.includes.clone();
    while let Some(id) = pending.pop() {
        // An id names a file of this folder and no other.
        let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let path = folder.join(format!("{id}.toml"));
        if !plain || !seen.insert(id.clone()) || !path.is_file() {
            continue;
        }
        match read_text(&path) {
            Ok((text, _)) => {
                if let Some(parsed) = parse::<Scenario>(&text, findings) {
                    pending.extend(parsed.value.includes.iter().cloned());
                    found.push((id, parsed));
                }
            }
            Err(finding) => findings.push(finding),
        }
    }
    found
}
