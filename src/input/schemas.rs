//! JSON Schemas of all input files, for editors and for whoever writes files by program.

use crate::backtest::Event;
use crate::model::{EconomiesFile, Manifest, RoutesFile, SectorFile, SourcesFile};
use crate::scenario::{HazardFile, Scenario};
use serde_json::Value;

/// Names of the kinds of files, in the order of [`schemas`].
pub const FILE_KINDS: [&str; 8] =
    ["model", "economies", "routes", "sources", "sector", "scenario", "hazards", "backtest"];

/// Name and JSON Schema of each kind of file.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("model", schemars::schema_for!(Manifest).to_value()),
        ("economies", schemars::schema_for!(EconomiesFile).to_value()),
        ("routes", schemars::schema_for!(RoutesFile).to_value()),
        ("sources", schemars::schema_for!(SourcesFile).to_value()),
        ("sector", schemars::schema_for!(SectorFile).to_value()),
        ("scenario", schemars::schema_for!(Scenario).to_value()),
        ("hazards", schemars::schema_for!(HazardFile).to_value()),
        ("backtest", schemars::schema_for!(Event).to_value()),
    ]
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn kinds_are_those_that_have_a_schema() {
        assert!(super::schemas().iter().map(|(name, _)| *name).eq(super::FILE_KINDS));
    }

    /// `UPDATE_SCHEMAS=1 cargo test --lib schemas` writes them anew.
    #[test]
    fn the_committed_schemas_are_current() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema");
        for (name, schema) in super::schemas() {
            let path = folder.join(format!("{name}.schema.json"));
            let text = format!("{schema:#}\n");
            if std::env::var_os("UPDATE_SCHEMAS").is_some() {
                std::fs::create_dir_all(&folder).expect("docs/ can be written");
                std::fs::write(&path, &text).expect("docs/ can be written");
            }
            let committed = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(committed == text, "{} is not current: UPDATE_SCHEMAS=1 cargo test --lib schemas", path.display());
        }
    }
}
