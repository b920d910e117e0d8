//! How paths, values and patterns read in messages.

use super::names::shortened;
use super::node::Value;

/// `key` under `path`.
pub fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// What stands at `path`, as the subject of a message.
pub fn of(path: &str) -> String {
    if path.is_empty() { "this file".to_owned() } else { format!("`{path}`") }
}

/// Without the noise of a division.
pub fn rounded(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}

/// `text` in lower case, `separator` for whatever is no letter or digit.
pub fn tidy(text: &str, separator: char) -> String {
    text.trim().chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { separator }).collect()
}

/// What was typed.
pub fn found(value: &Value) -> String {
    match value {
        Value::String(text) => format!("the text \"{}\"", shortened(text)),
        Value::Integer(written, _) | Value::Float(written, _) => format!("the number {}", shortened(written)),
        Value::Boolean(truth) => format!("`{truth}`"),
        Value::Datetime(moment) => format!("the date {moment}"),
        Value::Array(_) => "a list".to_owned(),
        Value::Table(_) => "a table".to_owned(),
    }
}

/// A pattern for people.
pub fn in_words(pattern: &str) -> String {
    match pattern {
        "^[A-Z]{3,5}$" => "wanted three to five capital letters".to_owned(),
        "^[a-z][a-z0-9_]*$" => "wanted lower-case letters, digits and `_`, a letter first".to_owned(),
        "^[a-z0-9][a-z0-9-]*$" => "wanted lower-case letters, digits and `-`".to_owned(),
        "^[a-z][a-z0-9-]*$" => "wanted lower-case letters, digits and `-`, a letter first".to_owned(),
        other => format!("wanted the form {other}"),
    }
}
