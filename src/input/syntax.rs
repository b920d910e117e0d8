//! Text to a tree of TOML, with all errors of its syntax.

use super::node::Node;
use crate::finding::{Finding, Findings, Place, SourceText};
use std::sync::Arc;
use toml::de::DeTable;

/// Errors of syntax that are told of one file: one missing bracket makes hundreds.
const MOST_ERRORS: usize = 20;

/// The tree of `source` and the errors of its syntax.
pub fn read_toml(source: &Arc<SourceText>) -> (Node, Findings) {
    let text = source.text();
    let (table, mut errors) = DeTable::parse_recoverable(text);
    errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
    let mut findings = Findings::new();
    let untold = errors.split_off(MOST_ERRORS.min(errors.len()));
    for error in errors {
        let finding = Finding::error(format!("not valid TOML: {}", error.message().trim()));
        let finding = match error.span() {
            Some(span) => {
                let finding = match decimal_comma(text, span.start) {
                    Some(better) => finding.help(format!("decimals are written with a point: {better}")),
                    None => finding,
                };
                finding.at(Place::new(source, span))
            }
            None => finding.in_file(source.name()),
        };
        findings.push(finding);
    }
    if let Some(next) = untold.first() {
        let number = untold.len();
        let finding = Finding::error(format!("{number} more errors of syntax, which probably follow from the first"));
        // From where they begin, so that they come after those that are told.
        findings.push(finding.at(Place::new(source, next.span().unwrap_or(text.len()..text.len()))));
    }
    (Node::document(table.get_ref(), text.len()), findings)
}

/// `0.5` if the line around byte `at` has `0,5` for a value.
fn decimal_comma(text: &str, at: usize) -> Option<String> {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at))?;
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next()?;
    let value = line.split_once('=')?.1.split('#').next()?.trim();
    let (whole, part) = value.split_once(',')?;
    let digits = |text: &str| !text.is_empty() && text.len() < 20 && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(part)).then(|| format!("{whole}.{part}"))
}
