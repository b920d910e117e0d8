//! What is wrong with an input: kind, message, place and how to mend it, collected over all files and shown together.

mod json;
mod render;
mod source_text;

pub use render::wants_colour;
pub use source_text::SourceText;

use std::ops::Range;
use std::sync::Arc;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The input cannot be used.
    Error,
    /// The input can be used, but probably does not say what was meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl Kind {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A stretch of an input file, or a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    source: Arc<SourceText>,
    span: Option<Range<usize>>,
}

impl Place {
    /// The bytes `span` of `source`; spans outside the text are brought back into it.
    #[must_use]
    pub fn new(source: &Arc<SourceText>, span: Range<usize>) -> Self {
        Self { source: Arc::clone(source), span: Some(source.clamp(span)) }
    }

    /// A file as a whole: missing, unreadable, or wrong in what it does not say.
    #[must_use]
    pub fn file(name: &str) -> Self {
        Self { source: Arc::new(SourceText::new(name, String::new())), span: None }
    }

    /// Name of the file.
    #[must_use]
    pub fn name(&self) -> &str {
        self.source.name()
    }

    /// Line and column of its first character, counted from 1; none for a file as a whole.
    #[must_use]
    pub fn line_column(&self) -> Option<(usize, usize)> {
        self.span.as_ref().map(|span| self.source.line_column(span.start))
    }

    /// What places of one file are put in order by.
    fn start(&self) -> (usize, usize) {
        (self.source.lines_before(), self.span.as_ref().map_or(0, |span| span.start))
    }
}

/// One thing that is wrong, or worth knowing, about an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub kind: Kind,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
    /// What is written under the place.
    pub label: Option<String>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Finding {
    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), place: None, label: None, help: None }
    }

    /// An error.
    #[must_use]
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Kind::Error, message)
    }

    /// A warning.
    #[must_use]
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Kind::Warning, message)
    }

    /// A note.
    #[must_use]
    pub fn note(message: impl Into<String>) -> Self {
        Self::new(Kind::Note, message)
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Says where, when only the file is known.
    #[must_use]
    pub fn in_file(self, name: &str) -> Self {
        self.at(Place::file(name))
    }

    /// Writes `label` under the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Findings over all files of an input, kept in the order of files, lines and columns.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Findings {
    all: Vec<Finding>,
}

impl Findings {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { all: Vec::new() }
    }

    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.all.push(finding);
    }

    /// Adds those of another collection.
    pub fn extend(&mut self, other: Self) {
        self.all.extend(other.all);
    }

    /// True if any of them is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Kind::Error) > 0
    }

    /// How many there are of `kind`.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.all.iter().filter(|finding| finding.kind == kind).count()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// True if there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.all.iter()
    }

    /// Keeps those for which `wanted` holds.
    pub fn retain(&mut self, wanted: impl FnMut(&Finding) -> bool) {
        self.all.retain(wanted);
    }

    /// The same findings in the order of files, lines and columns, each once.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        let key = |finding: &Finding| {
            let place = finding.place.as_ref();
            (
                place.map(|place| place.name().to_owned()),
                place.map(Place::start),
                finding.kind,
                finding.message.clone(),
                finding.help.clone(),
            )
        };
        self.all.sort_by_cached_key(key);
        self.all.dedup_by(|a, b| key(a) == key(b));
        self
    }

    /// `Ok(value)` with the warnings and notes, or all findings if any of them is an error.
    ///
    /// # Errors
    /// When any finding is an error.
    pub fn unless_errors<T>(self, value: T) -> Result<(T, Self), Self> {
        if self.has_errors() { Err(self) } else { Ok((value, self)) }
    }
}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Self {
        Self { all: vec![finding] }
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}

impl std::fmt::Display for Findings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.render(false))
    }
}

/// As [`Display`](std::fmt::Display): what a `main` that returns them, or a test that expected none, shows.
impl std::fmt::Debug for Findings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for Findings {}

#[cfg(test)]
mod tests;
