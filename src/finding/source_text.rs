//! The text of an input file with its name, and the line and column of any byte of it.

use std::ops::Range;

/// A named text.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceText {
    name: String,
    text: String,
    line_starts: Vec<usize>,
    lines_before: usize,
}

// The text of a model file runs to hundreds of kilobytes: of no use in a failed assertion.
impl std::fmt::Debug for SourceText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SourceText({}, {} bytes)", self.name, self.text.len())
    }
}

impl SourceText {
    /// `text` as read from the file called `name`.
    #[must_use]
    pub fn new(name: impl Into<String>, text: String) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(newlines.map(|(at, _)| at + 1)).collect();
        Self { name: name.into(), text, line_starts, lines_before: 0 }
    }

    /// `text` as a stretch of a file too large to be held whole, after its first `lines_before` lines.
    #[must_use]
    pub fn stretch(name: impl Into<String>, text: String, lines_before: usize) -> Self {
        Self { lines_before, ..Self::new(name, text) }
    }

    /// Lines of the file that stand before the text.
    #[must_use]
    pub const fn lines_before(&self) -> usize {
        self.lines_before
    }

    /// Name of the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column (in characters) of byte `at`, counted from 1.
    #[must_use]
    pub fn line_column(&self, at: usize) -> (usize, usize) {
        let at = self.boundary(at);
        let line = self.line_of(at);
        (self.lines_before + line + 1, self.text[self.line_starts[line]..at].chars().count() + 1)
    }

    /// The line (without its end) that holds byte `at`: its number from 0 and its bytes.
    pub(super) fn line(&self, at: usize) -> (usize, Range<usize>) {
        let line = self.line_of(self.boundary(at));
        let start = self.line_starts[line];
        let end = self.line_starts.get(line + 1).map_or(self.text.len(), |next| next - 1);
        let end = if self.text[start..end].ends_with('\r') { end - 1 } else { end };
        (self.lines_before + line, start..end)
    }

    /// `span` brought into the text and onto character boundaries.
    pub(super) fn clamp(&self, span: Range<usize>) -> Range<usize> {
        let start = self.boundary(span.start);
        start..self.boundary(span.end).max(start)
    }

    fn line_of(&self, at: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    fn boundary(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}
