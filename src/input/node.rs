//! What was typed: a TOML document as a tree of values with their places, owned and free of lifetimes.

use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A value and the bytes it stands on.
#[derive(Debug, Clone)]
pub struct Node {
    pub value: Value,
    pub span: Range<usize>,
    /// Put in where the file had nothing usable, so that the rest can be checked; never the place of a further finding.
    pub mended: bool,
    /// Keys of this table that were meant to be said, but not in a usable way: left out, which an earlier finding says.
    pub left_out: Vec<String>,
}

/// A table's entry: where its key stands, and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    pub key_span: Range<usize>,
    pub node: Node,
}

#[derive(Debug, Clone)]
pub enum Value {
    String(String),
    /// As written, and as a number if it fits one.
    Integer(String, Option<i64>),
    Float(String, f64),
    Boolean(bool),
    Datetime(toml::value::Datetime),
    Array(Vec<Node>),
    Table(BTreeMap<String, Entry>),
}

impl Node {
    /// The tree of a parsed document of `length` bytes.
    pub fn document(table: &DeTable<'_>, length: usize) -> Self {
        Self { value: Value::Table(entries(table)), span: 0..length, mended: false, left_out: Vec::new() }
    }

    /// A stand-in at `span`.
    pub const fn stand_in(value: Value, span: Range<usize>) -> Self {
        Self { value, span, mended: true, left_out: Vec::new() }
    }

    fn new(value: &DeValue<'_>, span: Range<usize>) -> Self {
        let value = match value {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Integer(digits) => {
                Value::Integer(digits.to_string(), i64::from_str_radix(digits.as_str(), digits.radix()).ok())
            }
            DeValue::Float(digits) => Value::Float(digits.to_string(), digits.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(truth) => Value::Boolean(*truth),
            DeValue::Datetime(moment) => Value::Datetime(*moment),
            DeValue::Array(items) => {
                Value::Array(items.iter().map(|item| Self::new(item.get_ref(), item.span())).collect())
            }
            DeValue::Table(table) => Value::Table(entries(table)),
        };
        Self { value, span, mended: false, left_out: Vec::new() }
    }

    /// The entry `key` of a table.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Table(entries) => entries.get(key),
            _ => None,
        }
    }

    /// The items of an array; none of anything else.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    pub const fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        }
    }

    /// True if this or anything below it is a stand-in, or lacks what was meant to be there.
    pub fn any_mended(&self) -> bool {
        self.mended
            || !self.left_out.is_empty()
            || match &self.value {
                Value::Array(items) => items.iter().any(Self::any_mended),
                Value::Table(entries) => entries.values().any(|entry| entry.node.any_mended()),
                _ => false,
            }
    }

    /// The value without its places, for serde.
    pub fn plain(&self) -> toml::Value {
        match &self.value {
            Value::String(text) => toml::Value::String(text.clone()),
            Value::Integer(_, number) => toml::Value::Integer(number.unwrap_or_default()),
            Value::Float(_, number) => toml::Value::Float(*number),
            Value::Boolean(truth) => toml::Value::Boolean(*truth),
            Value::Datetime(moment) => toml::Value::Datetime(*moment),
            Value::Array(items) => toml::Value::Array(items.iter().map(Self::plain).collect()),
            Value::Table(entries) => {
                toml::Value::Table(entries.iter().map(|(key, entry)| (key.clone(), entry.node.plain())).collect())
            }
        }
    }
}

fn entries(table: &DeTable<'_>) -> BTreeMap<String, Entry> {
    table
        .iter()
        .map(|(key, value)| {
            let node = Node::new(value.get_ref(), value.span());
            (key.get_ref().to_string(), Entry { key_span: key.span(), node })
        })
        .collect()
}
