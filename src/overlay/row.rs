//! A row of a model file with its figure, as the text it is written as.

use crate::model::Confidence;

/// A share with where it comes from, for a row of `imports` or `supply`.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareRow {
    /// Keys and values before the share: the importer, the exporter, the maker.
    pub names: Vec<(&'static str, String)>,
    /// The share.
    pub share: f64,
    /// Its range, if it is not that of its confidence class.
    pub range: Option<(f64, f64)>,
    /// Year it describes.
    pub year: i32,
    /// Source id.
    pub source: &'static str,
    /// How it is known.
    pub confidence: Confidence,
    /// Note.
    pub note: String,
}

impl ShareRow {
    /// As an inline table of TOML.
    #[must_use]
    pub fn table(&self) -> toml_edit::InlineTable {
        let mut table = toml_edit::InlineTable::new();
        for (key, value) in &self.names {
            table.insert(*key, value.as_str().into());
        }
        table.insert("share", self.share.into());
        if let Some((low, high)) = self.range {
            table.insert("low", low.into());
            table.insert("high", high.into());
        }
        table.insert("year", i64::from(self.year).into());
        table.insert("source", self.source.into());
        table.insert("confidence", self.confidence.id().into());
        if !self.note.is_empty() {
            table.insert("note", self.note.as_str().into());
        }
        table
    }
}
