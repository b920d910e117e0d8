//! Values that stand in for what a file did not say in a usable way, so that the rest of it can be checked.

use super::node::{Entry, Node, Value};
use super::shape::{Shape, Table};
use std::collections::BTreeMap;
use std::ops::Range;

/// Something of the right shape that says nothing.
pub fn stand_in(shape: &Shape, span: &Range<usize>) -> Value {
    match shape {
        Shape::Table(table) => Value::Table(stand_ins(table, span)),
        Shape::Variants { tag, tables, order } => {
            let word = order.first().cloned().unwrap_or_default();
            let mut entries = tables.get(&word).map(|table| stand_ins(table, span)).unwrap_or_default();
            let node = Node::stand_in(Value::String(word), span.clone());
            entries.insert(tag.clone(), Entry { key_span: span.clone(), node });
            Value::Table(entries)
        }
        Shape::List(_) => Value::Array(Vec::new()),
        Shape::Text { .. } | Shape::Any => Value::String(String::new()),
        Shape::Choice(words) => Value::String(words.first().cloned().unwrap_or_default()),
        Shape::Number { min, max, whole } => {
            let least = 0.0_f64.clamp(*min, *max);
            if *whole { Value::Integer(String::new(), Some(least as i64)) } else { Value::Float(String::new(), least) }
        }
        Shape::Either(options) => options.first().map_or(Value::Boolean(false), |first| stand_in(first, span)),
        Shape::Truth => Value::Boolean(false),
    }
}

fn stand_ins(table: &Table, span: &Range<usize>) -> BTreeMap<String, Entry> {
    let required = table.fields.iter().filter(|(_, field)| field.required);
    required
        .map(|(key, field)| {
            let node = Node::stand_in(stand_in(&field.shape, span), span.clone());
            (key.clone(), Entry { key_span: span.clone(), node })
        })
        .collect()
}
