//! The shape a file must have, read from the JSON Schema of the Rust type, so that both can never differ.

use super::node::{Entry, Value};
use regex_lite::Regex;
use schemars::JsonSchema;
use serde_json::Value as Json;
use std::any::TypeId;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// What may stand in one place.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A table with these keys and no other.
    Table(Table),
    /// A table whose keys depend on the value of its key `tag`.
    Variants { tag: String, tables: BTreeMap<String, Table>, order: Vec<String> },
    /// A list.
    List(Box<Self>),
    /// A text, perhaps of a certain form.
    Text { pattern: Option<Regex> },
    /// One of a few words.
    Choice(Vec<String>),
    /// A number from `min` to `max`.
    Number { min: f64, max: f64, whole: bool },
    /// One of several kinds of values, each told by what is written.
    Either(Vec<Self>),
    /// `true` or `false`.
    Truth,
    /// Whatever serde makes of it.
    Any,
}

/// The keys of a table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    pub fields: BTreeMap<String, Field>,
    /// Shape of what stands under any other key, if keys are free.
    pub rest: Option<Box<Shape>>,
}

impl Table {
    /// The only key of this table under which a table may have `key`; none if there are several.
    pub fn within(&self, key: &str) -> Option<&str> {
        let has = |shape: &Shape| match shape {
            Shape::Table(table) => table.fields.contains_key(key),
            Shape::Variants { tables, .. } => tables.values().any(|table| table.fields.contains_key(key)),
            _ => false,
        };
        let mut inner = self.fields.iter().filter(|(_, field)| has(&field.shape)).map(|(name, _)| name.as_str());
        inner.next().filter(|_| inner.next().is_none())
    }
}

/// One key of a table.
#[derive(Debug, Clone)]
pub struct Field {
    pub shape: Shape,
    pub required: bool,
    /// The key beside which it is not required: of a table that says the same in one of two ways.
    pub unless: Option<String>,
    /// What may stand there instead, beside some values of another key.
    pub otherwise: Option<Otherwise>,
    /// The doc comment.
    pub about: String,
}

/// The shape of a key where the `tag` of its neighbour is another word than the one for which the key is made.
#[derive(Debug, Clone)]
pub struct Otherwise {
    neighbour: String,
    tag: String,
    word: String,
    /// Its range beside that word.
    range: String,
    /// Its shape beside any other.
    pub shape: Shape,
}

impl Otherwise {
    /// Whether `entries` of `table` have a neighbour that asks for the other shape; one that says nothing asks nothing.
    pub fn holds(&self, table: &Table, entries: &BTreeMap<String, Entry>) -> bool {
        let known = |word: &str| match table.fields.get(&self.neighbour).map(|field| &field.shape) {
            Some(Shape::Variants { tables, .. }) => tables.contains_key(word),
            _ => false,
        };
        let tag = entries.get(&self.neighbour).and_then(|entry| entry.node.entry(&self.tag));
        tag.and_then(|tag| tag.node.as_str()).is_some_and(|word| known(word) && word != self.word)
    }
}

impl fmt::Display for Otherwise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { neighbour, tag, word, range, .. } = self;
        write!(f, "only where `{tag}` of `{neighbour}` is `{word}` it may be a number{range}")
    }
}

impl Shape {
    /// The shape of `T`, made once.
    pub fn shared<T: JsonSchema + 'static>() -> Arc<Self> {
        static MADE: Mutex<BTreeMap<TypeId, Arc<Shape>>> = Mutex::new(BTreeMap::new());
        // A thread that failed has left whole shapes or none.
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(made.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(Self::of::<T>())))
    }

    /// The shape of `T`.
    pub fn of<T: JsonSchema>() -> Self {
        let schema = schemars::schema_for!(T).to_value();
        Reader { definitions: &schema["$defs"] }.shape(&schema, 0)
    }

    /// Says what is wanted, for messages.
    pub fn wanted(&self) -> String {
        match self {
            Self::Table(_) | Self::Variants { .. } => "a table".to_owned(),
            Self::List(item) => match item.as_ref() {
                Self::Text { .. } => "a list of texts".to_owned(),
                Self::Table(_) | Self::Variants { .. } => "a list of tables".to_owned(),
                _ => "a list".to_owned(),
            },
            Self::Text { .. } => "a text".to_owned(),
            Self::Either(options) => options.iter().map(Self::wanted).collect::<Vec<_>>().join(" or "),
            Self::Choice(words) if words.len() == 1 => quoted(words.iter().map(String::as_str)),
            Self::Choice(words) => format!("one of {}", quoted(words.iter().map(String::as_str))),
            Self::Number { whole, .. } => {
                format!("a {}number{}", if *whole { "whole " } else { "" }, self.range().unwrap_or_default())
            }
            Self::Truth => "`true` or `false`".to_owned(),
            Self::Any => "something else".to_owned(),
        }
    }

    /// Whether `value` is of this kind, however wrong it may be otherwise.
    pub const fn is_kind_of(&self, value: &Value) -> bool {
        match self {
            Self::Table(_) | Self::Variants { .. } => matches!(value, Value::Table(_)),
            Self::List(_) => matches!(value, Value::Array(_)),
            Self::Text { .. } | Self::Choice(_) => matches!(value, Value::String(_)),
            Self::Number { .. } => matches!(value, Value::Integer(..) | Value::Float(..)),
            Self::Truth => matches!(value, Value::Boolean(_)),
            Self::Either(_) | Self::Any => true,
        }
    }

    /// Whether infinity may be written in place of a word of the same meaning.
    pub fn may_be_infinite(&self) -> bool {
        let endless =
            |option: &Self| matches!(option, Self::Choice(words) if words.iter().any(|word| word == "infinite"));
        matches!(self, Self::Either(options) if options.iter().any(endless))
    }

    /// ` from MIN to MAX` of a number that has bounds.
    pub fn range(&self) -> Option<String> {
        let Self::Number { min, max, .. } = self else { return None };
        match (min.is_finite(), max.is_finite() && *max < 1e15) {
            (true, true) => Some(format!(" from {min} to {max}")),
            (true, false) => Some(format!(" of at least {min}")),
            (false, true) => Some(format!(" of at most {max}")),
            (false, false) => None,
        }
    }
}

/// `a`, `b` and `c`, each in backquotes.
pub fn quoted<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// References deeper than this are a type that contains itself, which no model file does.
const DEEPEST: usize = 32;

struct Reader<'a> {
    definitions: &'a Json,
}

impl Reader<'_> {
    fn shape(&self, schema: &Json, depth: usize) -> Shape {
        if depth > DEEPEST {
            return Shape::Any;
        }
        if let Some(name) = schema["$ref"].as_str().and_then(|target| target.strip_prefix("#/$defs/")) {
            return self.shape(&self.definitions[name], depth + 1);
        }
        if let Some(options) = schema["anyOf"].as_array() {
            // `Option<T>` is T or null; TOML has no null.
            let real = options.iter().filter(|option| option["type"] != "null");
            let mut shapes: Vec<Shape> = real.map(|option| self.shape(option, depth + 1)).collect();
            return match shapes.len() {
                0 => Shape::Any,
                1 => shapes.remove(0),
                _ if shapes.iter().any(|shape| matches!(shape, Shape::Any | Shape::Either(_))) => Shape::Any,
                _ => Shape::Either(shapes),
            };
        }
        if let Some(options) = schema["oneOf"].as_array() {
            return self.one_of(options, depth);
        }
        if let Some(words) = schema["enum"].as_array() {
            return Shape::Choice(words.iter().filter_map(Json::as_str).map(str::to_owned).collect());
        }
        match type_name(schema) {
            Some("object") => Shape::Table(self.table(schema, depth, None)),
            Some("array") => Shape::List(Box::new(self.shape(&schema["items"], depth + 1))),
            Some("string") => {
                Shape::Text { pattern: schema["pattern"].as_str().and_then(|pattern| Regex::new(pattern).ok()) }
            }
            Some(kind @ ("number" | "integer")) => Shape::Number {
                min: schema["minimum"].as_f64().unwrap_or(f64::NEG_INFINITY),
                max: schema["maximum"].as_f64().unwrap_or(f64::INFINITY),
                whole: kind == "integer",
            },
            Some("boolean") => Shape::Truth,
            _ => Shape::Any,
        }
    }

    fn one_of(&self, options: &[Json], depth: usize) -> Shape {
        let words: Vec<String> = options
            .iter()
            .flat_map(|option| match option["enum"].as_array() {
                Some(words) => words.iter().collect(),
                None => vec![&option["const"]],
            })
            .filter_map(Json::as_str)
            .map(str::to_owned)
            .collect();
        if !words.is_empty() {
            return Shape::Choice(words);
        }
        let Some(tag) = options.iter().find_map(tag_of).map(|(tag, _)| tag.to_owned()) else { return Shape::Any };
        let mut tables = BTreeMap::new();
        let mut order = Vec::new();
        for option in options {
            let Some((_, word)) = tag_of(option) else { return Shape::Any };
            tables.insert(word.to_owned(), self.table(option, depth, Some(&tag)));
            order.push(word.to_owned());
        }
        Shape::Variants { tag, tables, order }
    }

    /// What `key` of a table may be unless `if` holds, where `if` asks for the tag of a neighbour.
    fn otherwise(&self, schema: &Json, key: &str, shape: &Shape, depth: usize) -> Option<Otherwise> {
        let other = schema["else"]["properties"].get(key)?;
        let (neighbour, asked) = schema["if"]["properties"].as_object()?.iter().next()?;
        let (tag, word) = tag_of(asked)?;
        Some(Otherwise {
            neighbour: neighbour.clone(),
            tag: tag.to_owned(),
            word: word.to_owned(),
            range: shape.range().unwrap_or_default(),
            shape: self.shape(other, depth + 1),
        })
    }

    fn table(&self, schema: &Json, depth: usize, tag: Option<&str>) -> Table {
        let among = |keys: &Json, key: &str| keys.as_array().is_some_and(|keys| keys.iter().any(|own| own == key));
        // `if` a key is there, others are not needed; `else` they are.
        let other = schema["if"]["required"][0].as_str();
        let spared = |key: &str| among(&schema["else"]["required"], key);
        let fields = schema["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(key, _)| Some(key.as_str()) != tag)
            .map(|(key, field)| {
                let shape = self.shape(field, depth + 1);
                let field = Field {
                    otherwise: self.otherwise(schema, key, &shape, depth),
                    shape,
                    required: among(&schema["required"], key) || spared(key),
                    unless: other.filter(|_| spared(key)).map(str::to_owned),
                    about: field["description"].as_str().unwrap_or_default().to_owned(),
                };
                (key.clone(), field)
            })
            .collect();
        let rest = &schema["additionalProperties"];
        Table { fields, rest: rest.is_object().then(|| Box::new(self.shape(rest, depth + 1))) }
    }
}

/// The key whose fixed value tells a variant from the others, and that value.
fn tag_of(option: &Json) -> Option<(&str, &str)> {
    let properties = option["properties"].as_object()?;
    properties.iter().find_map(|(key, field)| Some((key.as_str(), field["const"].as_str()?)))
}

fn type_name(schema: &Json) -> Option<&str> {
    match &schema["type"] {
        Json::String(name) => Some(name),
        Json::Array(names) => names.iter().filter_map(Json::as_str).find(|name| *name != "null"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EconomiesFile, Manifest, RoutesFile, SectorFile, SourcesFile};
    use crate::scenario::{HazardFile, Scenario};

    fn holes(shape: &Shape, path: &str, found: &mut Vec<String>) {
        let tables: Vec<&Table> = match shape {
            Shape::Table(table) => vec![table],
            Shape::Variants { tables, .. } => tables.values().collect(),
            Shape::List(item) => return holes(item, path, found),
            Shape::Either(options) => return options.iter().for_each(|option| holes(option, path, found)),
            Shape::Any => return found.push(path.to_owned()),
            _ => return,
        };
        for table in tables {
            for (key, field) in &table.fields {
                holes(&field.shape, &format!("{path}.{key}"), found);
            }
        }
    }

    #[test]
    fn every_place_of_every_file_has_a_known_shape() {
        let mut found = Vec::new();
        for (name, shape) in [
            ("model", Shape::of::<Manifest>()),
            ("economies", Shape::of::<EconomiesFile>()),
            ("routes", Shape::of::<RoutesFile>()),
            ("sources", Shape::of::<SourcesFile>()),
            ("sector", Shape::of::<SectorFile>()),
            ("scenario", Shape::of::<Scenario>()),
            ("hazards", Shape::of::<HazardFile>()),
        ] {
            holes(&shape, name, &mut found);
        }
        assert!(found.is_empty(), "{found:?}");
    }
}
