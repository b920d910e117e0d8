//! Holds what was typed against the shape of the type: every problem of the file becomes a finding with its place.
//!
//! What comes back is the tree mended (unknown keys left out, a stand-in where a needed value is unusable), so that
//! the meaning of the rest can be checked in the same run.

use super::names::shortened;
use super::nearest;
use super::node::{Entry, Node, Value};
use super::shape::{Field, Otherwise, Shape, Table, quoted};
use super::stand_in::stand_in;
use super::wording::{found, in_words, join, of, rounded, tidy};
use crate::finding::{Finding, Findings, Place, SourceText};
use regex_lite::Regex;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A file with more problems than this is not what it claims to be.
const MOST_FINDINGS: usize = 500;

/// Which findings are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// All.
    Whole,
    /// Numbers out of range only: after a slip in the syntax, keys are lost or land in the wrong table.
    Broken,
}

/// Checks `node` against `shape`; returns the findings and the mended tree.
pub fn walk(source: &Arc<SourceText>, shape: &Shape, node: &Node, trust: Trust) -> (Findings, Node) {
    let mut walker =
        Walker { source, trust, above: Vec::new(), otherwise: None, findings: Findings::new(), left_out: 0 };
    let mended =
        walker.value(shape, node, "").unwrap_or_else(|| Node::stand_in(stand_in(shape, &(0..0)), node.span.clone()));
    let Walker { mut findings, left_out, .. } = walker;
    if left_out > 0 {
        let finding = Finding::error(format!("{left_out} more problems in this file are not listed"));
        // At its end, so that it comes after those that are.
        findings.push(finding.at(Place::new(source, node.span.end..node.span.end)));
    }
    (findings, mended)
}

struct Walker<'a> {
    source: &'a Arc<SourceText>,
    trust: Trust,
    /// The tables around the one at hand: their paths and their keys.
    above: Vec<(String, &'a Table)>,
    /// Why the value at hand has a range of its own.
    otherwise: Option<&'a Otherwise>,
    findings: Findings,
    left_out: usize,
}

impl<'a> Walker<'a> {
    /// The usable form of `node`, or none after saying why there is none.
    fn value(&mut self, shape: &'a Shape, node: &Node, path: &str) -> Option<Node> {
        let keep = |value| Some(Node { value, span: node.span.clone(), mended: false, left_out: Vec::new() });
        match (shape, &node.value) {
            (Shape::Any, _) | (Shape::Truth, Value::Boolean(_)) => Some(node.clone()),
            (Shape::Either(_), Value::Float(_, number)) if *number == f64::INFINITY && shape.may_be_infinite() => {
                Some(node.clone())
            }
            (Shape::Either(options), written) => match options.iter().find(|option| option.is_kind_of(written)) {
                Some(option) => self.value(option, node, path),
                None => self.wrong_type(shape, node, path),
            },
            (Shape::Table(table), Value::Table(entries)) => Some(self.table(table, entries, None, node, path)),
            (Shape::Variants { tag, tables, order }, Value::Table(entries)) => {
                self.variant(tag, tables, order, entries, node, path)
            }
            (Shape::List(item), Value::Array(items)) => {
                let kept = items.iter().map(|entry| {
                    let fallback = || Node::stand_in(stand_in(item, &entry.span), entry.span.clone());
                    self.value(item, entry, path).unwrap_or_else(fallback)
                });
                keep(Value::Array(kept.collect()))
            }
            (Shape::Text { pattern }, Value::String(text)) => {
                pattern.as_ref().is_none_or(|pattern| self.form(pattern, text, node, path)).then(|| node.clone())
            }
            (Shape::Choice(words), Value::String(text)) => {
                words.contains(text).then(|| node.clone()).or_else(|| self.no_choice(words, text, node, path))
            }
            (Shape::Number { min, max, whole }, Value::Integer(..) | Value::Float(..)) => {
                self.number((*min, *max, *whole), shape, node, path).then(|| node.clone())
            }
            _ => self.wrong_type(shape, node, path),
        }
    }

    fn table(
        &mut self,
        table: &'a Table,
        entries: &BTreeMap<String, Entry>,
        tag: Option<&str>,
        node: &Node,
        path: &str,
    ) -> Node {
        let mut kept = BTreeMap::new();
        let mut left_out = Vec::new();
        self.above.push((path.to_owned(), table));
        for (key, entry) in entries {
            if Some(key.as_str()) == tag {
                kept.insert(key.clone(), entry.clone());
            } else if let Some(shape) = self.shape_of(table, key, entries) {
                match self.value(shape, &entry.node, &join(path, key)) {
                    Some(node) => drop(kept.insert(key.clone(), Entry { key_span: entry.key_span.clone(), node })),
                    None => left_out.push(key.clone()),
                }
                self.otherwise = None;
            } else {
                let free = table.fields.keys().map(String::as_str).filter(|field| !entries.contains_key(*field));
                left_out.extend(nearest(key, free).map(str::to_owned));
                self.unknown_key(table, key, entry, path, tag);
            }
        }
        self.above.pop();
        let spared = |field: &Field| field.unless.as_ref().is_some_and(|other| entries.contains_key(other));
        for (key, field) in table.fields.iter().filter(|(_, field)| field.required && !spared(field)) {
            if !entries.contains_key(key) && !left_out.contains(key) {
                self.missing(key, field, node, path);
            }
            kept.entry(key.clone()).or_insert_with(|| {
                let span = entries.get(key).map_or(&node.span, |entry| &entry.node.span);
                let node = Node::stand_in(stand_in(&field.shape, span), span.clone());
                Entry { key_span: span.clone(), node }
            });
        }
        Node { value: Value::Table(kept), span: node.span.clone(), mended: false, left_out }
    }

    /// What may stand under `key` of `table`, beside its other `entries`.
    fn shape_of(&mut self, table: &'a Table, key: &str, entries: &BTreeMap<String, Entry>) -> Option<&'a Shape> {
        let Some(field) = table.fields.get(key) else { return table.rest.as_deref() };
        self.otherwise = field.otherwise.as_ref().filter(|other| other.holds(table, entries));
        Some(self.otherwise.map_or(&field.shape, |other| &other.shape))
    }

    fn variant(
        &mut self,
        tag: &str,
        tables: &'a BTreeMap<String, Table>,
        order: &[String],
        entries: &BTreeMap<String, Entry>,
        node: &Node,
        path: &str,
    ) -> Option<Node> {
        let Some(entry) = entries.get(tag) else {
            let finding = Finding::error(format!("{} has no `{tag}`", of(path)));
            let finding = finding.label(format!("`{tag}` is missing here"));
            self.report(finding.help(format!("`{tag}` is one of {}", quoted(order.iter().map(String::as_str)))), node);
            return None;
        };
        let path_of_tag = join(path, tag);
        let Some(word) = entry.node.as_str() else {
            self.wrong_type(&Shape::Choice(order.to_vec()), &entry.node, &path_of_tag);
            return None;
        };
        let Some(table) = tables.get(word) else {
            self.no_choice(order, word, &entry.node, &path_of_tag);
            return None;
        };
        Some(self.table(table, entries, Some(tag), node, path))
    }

    fn unknown_key(&mut self, table: &Table, key: &str, entry: &Entry, path: &str, tag: Option<&str>) {
        let known = || table.fields.keys().map(String::as_str).chain(tag);
        let help = match nearest(key, known()) {
            Some(near) if table.fields.get(near).is_some_and(|field| !field.about.is_empty()) => {
                format!("did you mean `{near}`? {}", table.fields[near].about)
            }
            Some(near) => format!("did you mean `{near}`?"),
            None => match self.owner_above(key) {
                Some(owner) => {
                    format!("it is a key of {owner}: it must stand above the first `[{path}]` or `[[{path}]]`")
                }
                None => format!("keys here: {}", quoted(known())),
            },
        };
        let inside = |inner: &str| format!("it is a key of `{inner}`: write it inside, `{inner} = {{ …, {key} = … }}`");
        let help = table.within(key).map_or(help, inside);
        let owner = of(path);
        let finding = Finding::error(format!("unknown key `{}`", shortened(key)));
        let finding = finding.label(format!("not a key of {owner}")).help(help);
        self.report_span(finding, entry.key_span.clone());
    }

    /// The table around the one at hand that has `key`: in TOML whatever follows a header belongs to it.
    fn owner_above(&self, key: &str) -> Option<String> {
        let (_, above) = self.above.split_last()?;
        above.iter().rev().find(|(_, table)| table.fields.contains_key(key)).map(|(path, _)| of(path))
    }

    fn missing(&mut self, key: &str, field: &Field, node: &Node, path: &str) {
        let about = if field.about.is_empty() { field.shape.wanted() } else { field.about.clone() };
        let finding = Finding::error(format!("{} has no `{key}`", of(path)));
        self.report(finding.label(format!("`{key}` is missing here")).help(format!("`{key}`: {about}")), node);
    }

    fn wrong_type(&mut self, shape: &Shape, node: &Node, path: &str) -> Option<Node> {
        let finding = Finding::error(format!("{} is {}, not {}", of(path), found(&node.value), shape.wanted()));
        let finding = match (shape, &node.value) {
            (Shape::Number { .. }, Value::String(text)) if text.trim().parse::<f64>().is_ok() => {
                finding.help(format!("write it without quotes: {}", text.trim()))
            }
            (Shape::Number { .. }, Value::String(text)) if text.trim().ends_with('%') => {
                finding.help("write a fraction, for example 0.25 for 25%")
            }
            (Shape::Text { .. }, Value::Datetime(moment)) => finding.help(format!("write it in quotes: \"{moment}\"")),
            (Shape::List(_), Value::Table(_)) => finding.help(format!("write `[[{path}]]`, once per row")),
            (Shape::List(_), Value::String(text)) => finding.help(format!("write [\"{}\"]", shortened(text))),
            _ => finding,
        };
        self.report(finding.label(format!("wanted {}", shape.wanted())), node);
        None
    }

    fn number(&mut self, (min, max, whole): (f64, f64, bool), shape: &Shape, node: &Node, path: &str) -> bool {
        let (written, number) = match &node.value {
            Value::Integer(written, Some(number)) => (written, *number as f64),
            Value::Integer(written, None) => (written, written.parse().unwrap_or(f64::INFINITY)),
            Value::Float(written, number) => (written, *number),
            _ => return false,
        };
        if whole && !matches!(node.value, Value::Integer(_, Some(_))) {
            self.wrong_type(shape, node, path);
            return false;
        }
        if number.is_finite() && (min..=max).contains(&number) && !matches!(node.value, Value::Integer(_, None)) {
            return true;
        }
        let admissible = shape.range().unwrap_or_else(|| " of finite size".to_owned());
        let finding = Finding::error(format!("{} is {}: wanted a number{admissible}", of(path), shortened(written)));
        let finding = finding.label(format!("admissible is a number{admissible}"));
        let percent = (max == 1.0 && number > 1.0 && number <= 100.0)
            .then(|| format!("if this is percent, write {}", rounded(number / 100.0)));
        let help: Vec<String> = percent.into_iter().chain(self.otherwise.map(ToString::to_string)).collect();
        self.report(if help.is_empty() { finding } else { finding.help(help.join("; ")) }, node);
        false
    }

    fn no_choice(&mut self, words: &[String], text: &str, node: &Node, path: &str) -> Option<Node> {
        let wanted = Shape::Choice(words.to_vec()).wanted();
        let finding = Finding::error(format!("{} is `{}`, not {wanted}", of(path), shortened(text)));
        let finding = match nearest(text, words.iter().map(String::as_str)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding,
        };
        self.report(finding.label("no such word here"), node);
        None
    }

    fn form(&mut self, pattern: &Regex, text: &str, node: &Node, path: &str) -> bool {
        if pattern.is_match(text) {
            return true;
        }
        let finding =
            Finding::error(format!("{} is `{}`, which is not of the form of an id", of(path), shortened(text)));
        let finding = finding.label(in_words(pattern.as_str()));
        let tidied = [tidy(text, '_'), tidy(text, '-'), text.trim().to_uppercase()];
        let finding = match tidied.iter().find(|candidate| pattern.is_match(candidate)) {
            Some(candidate) => finding.help(format!("did you mean `{}`?", shortened(candidate))),
            None => finding,
        };
        self.report(finding, node);
        false
    }

    fn report(&mut self, finding: Finding, node: &Node) {
        self.report_span(finding, node.span.clone());
    }

    fn report_span(&mut self, finding: Finding, span: Range<usize>) {
        if self.trust == Trust::Whole {
            self.push(finding, span);
        }
    }

    fn push(&mut self, finding: Finding, span: Range<usize>) {
        if self.findings.len() >= MOST_FINDINGS {
            self.left_out += 1;
        } else {
            self.findings.push(finding.at(Place::new(self.source, span)));
        }
    }
}
