//! A parsed document: the typed value, and where in the file every part of it stands.

use super::node::{Node, Value};
use super::shape::Shape;
use super::syntax::read_toml;
use super::walk::{Trust, walk};
use crate::finding::{Finding, Findings, Place, SourceText};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// A file's text and the tree of what stands in it.
#[derive(Debug, Clone)]
pub struct Document {
    source: Arc<SourceText>,
    root: Node,
}

/// A file as a typed value with its document.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    /// What the file says; where it had errors, the rest of it with stand-ins.
    pub value: T,
    /// Where it says so.
    pub document: Document,
}

/// Reads `source` as a `T`: syntax, then shape; all problems of a step are added to `findings`.
///
/// Something comes back even from a file with errors of shape, so that what the rest means can be checked too;
/// `None` only if there is nothing to go on.
pub fn parse<T: DeserializeOwned + JsonSchema + 'static>(
    source: &Arc<SourceText>,
    findings: &mut Findings,
) -> Option<Parsed<T>> {
    let (raw, syntax) = read_toml(source);
    let broken = !syntax.is_empty();
    findings.extend(syntax);
    let trust = if broken { Trust::Broken } else { Trust::Whole };
    let (shape, root) = walk(source, &Shape::shared::<T>(), &raw, trust);
    let had_errors = shape.has_errors();
    findings.extend(shape);
    if broken {
        return None;
    }
    match root.plain().try_into::<T>() {
        Ok(value) => Some(Parsed { value, document: Document { source: Arc::clone(source), root } }),
        Err(error) => {
            // The shape comes from the same type, so this is a rule that a schema cannot state.
            if !had_errors {
                findings.push(Finding::error(error.message().trim().to_owned()).in_file(source.name()));
            }
            None
        }
    }
}

impl Document {
    /// Name of the file.
    #[must_use]
    pub fn name(&self) -> &str {
        self.source.name()
    }

    /// The whole document, to go down from.
    #[must_use]
    pub fn root(&self) -> Cursor<'_> {
        Cursor { document: self, node: &self.root }
    }

    /// True if anything in it had to be mended.
    #[must_use]
    pub fn is_mended(&self) -> bool {
        self.root.any_mended()
    }
}

/// A part of a document, found by going down keys and rows as the typed value does.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'a> {
    document: &'a Document,
    node: &'a Node,
}

impl<'a> Cursor<'a> {
    /// The entry `key`; where the file does not state it, the table that could.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.node.entry(key).map_or(self, |entry| Self { node: &entry.node, ..self })
    }

    /// The entry `key`, if the file states it.
    #[must_use]
    pub fn stated(self, key: &str) -> Option<Self> {
        self.node.entry(key).map(|entry| Self { node: &entry.node, ..self })
    }

    /// Row `index`; where there is none, the list.
    #[must_use]
    pub fn row(self, index: usize) -> Self {
        self.node.items().get(index).map_or(self, |node| Self { node, ..self })
    }

    /// Row `index` of the entry `key`.
    #[must_use]
    pub fn at(self, key: &str, index: usize) -> Self {
        self.key(key).row(index)
    }

    /// True if the file had nothing usable here and a stand-in took its place, which an earlier finding says.
    #[must_use]
    pub const fn is_mended(self) -> bool {
        self.node.mended
    }

    /// True if the file means to say `key` here, but not in a usable way, which an earlier finding says.
    #[must_use]
    pub fn has_left_out(self, key: &str) -> bool {
        self.node.left_out.iter().any(|left_out| left_out == key)
    }

    /// True if this or anything below it is a stand-in, or lacks what was meant to be there.
    #[must_use]
    pub fn has_mended(self) -> bool {
        self.node.any_mended()
    }

    /// Adds `finding` here, unless a stand-in stands here: an earlier finding said why.
    pub fn report(self, finding: Finding, findings: &mut Findings) {
        if !self.is_mended() {
            findings.push(finding.at(self.place()));
        }
    }

    /// The text that stands here.
    #[must_use]
    pub const fn text(self) -> Option<&'a str> {
        self.node.as_str()
    }

    /// The number that stands here.
    #[must_use]
    pub const fn number(self) -> Option<f64> {
        match &self.node.value {
            Value::Integer(_, Some(number)) => Some(*number as f64),
            Value::Float(_, number) => Some(*number),
            _ => None,
        }
    }

    /// Calls `visit` for this and every table below it.
    pub fn tables(self, visit: &mut dyn FnMut(Self)) {
        match &self.node.value {
            Value::Table(entries) => {
                visit(self);
                for entry in entries.values() {
                    Self { node: &entry.node, ..self }.tables(visit);
                }
            }
            Value::Array(items) => {
                for node in items {
                    Self { node, ..self }.tables(visit);
                }
            }
            _ => {}
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn place(self) -> Place {
        Place::new(&self.document.source, self.node.span.clone())
    }
}
