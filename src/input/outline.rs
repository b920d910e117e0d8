//! What a file says at a glance: its keys and ids, for other files that refer to them.

use super::node::{Node, Value};
use super::syntax::read_toml;
use crate::finding::SourceText;
use std::sync::Arc;

/// What a file says at a glance, whatever is wrong with it.
#[derive(Debug, Clone)]
pub struct Outline {
    raw: Node,
    whole: bool,
}

impl Outline {
    /// The outline of `source`.
    #[must_use]
    pub fn of(source: &Arc<SourceText>) -> Self {
        let (raw, syntax) = read_toml(source);
        Self { raw, whole: syntax.is_empty() }
    }

    /// True if the file could be read in full.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.whole
    }

    /// The keys at its top.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        match &self.raw.value {
            Value::Table(entries) => entries.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// The strings at `path` (`["product", "id"]`: of every row of `product`).
    #[must_use]
    pub fn strings(&self, path: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        collect(&self.raw, path, &mut found);
        found
    }
}

fn collect(node: &Node, path: &[&str], found: &mut Vec<String>) {
    if let Value::Array(items) = &node.value {
        for item in items {
            collect(item, path, found);
        }
        return;
    }
    match path {
        [] => found.extend(node.as_str().map(str::to_owned)),
        [key, rest @ ..] => {
            if let Some(entry) = node.entry(key) {
                collect(&entry.node, rest, found);
            }
        }
    }
}
