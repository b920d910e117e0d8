//! Delimited text (RFC 4180) as rows of cells, each with the bytes it stands at, so that a finding can point at it.

use std::borrow::Cow;
use std::ops::Range;

/// One cell, without its quotes and the blanks round it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell<'a> {
    /// What it says.
    pub text: Cow<'a, str>,
    /// Where it stands in the text, quotes included.
    pub span: Range<usize>,
    /// What is wrong with its quotes.
    pub fault: Option<Fault>,
}

/// What can be wrong with quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The quote that opens the cell is never closed.
    Unclosed,
    /// Something follows the quote that closes the cell.
    TextAfterQuote,
}

/// The rows of a text; rows in which every cell is empty are skipped.
#[derive(Debug, Clone)]
pub struct Rows<'a> {
    text: &'a str,
    at: usize,
    delimiter: u8,
}

impl<'a> Rows<'a> {
    /// The rows of `text`; comma, semicolon or tab, whichever the first line has most of, parts the cells.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        Self { text, at: 0, delimiter: delimiter(text) }
    }

    /// What parts the cells.
    #[must_use]
    pub const fn delimiter(&self) -> u8 {
        self.delimiter
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn ends_cell(&self, byte: u8) -> bool {
        byte == self.delimiter || byte == b'\n' || byte == b'\r'
    }

    fn skip_blanks(&mut self) {
        while self.byte().is_some_and(|byte| (byte == b' ' || byte == b'\t') && !self.ends_cell(byte)) {
            self.at += 1;
        }
    }

    fn skip_to_end_of_cell(&mut self) {
        while self.byte().is_some_and(|byte| !self.ends_cell(byte)) {
            self.at += 1;
        }
    }

    fn cell(&mut self) -> Cell<'a> {
        self.skip_blanks();
        if self.byte() == Some(b'"') { self.quoted() } else { self.bare() }
    }

    fn bare(&mut self) -> Cell<'a> {
        let start = self.at;
        self.skip_to_end_of_cell();
        let text = self.text[start..self.at].trim_end();
        let lead = text.len() - text.trim_start().len();
        Cell { text: Cow::Borrowed(text.trim_start()), span: start + lead..start + text.len(), fault: None }
    }

    fn quoted(&mut self) -> Cell<'a> {
        let start = self.at;
        let mut text = Cow::Borrowed("");
        let mut from = start + 1;
        let unclosed = loop {
            let Some(quote) = self.text[from..].find('"').map(|offset| from + offset) else {
                text += &self.text[from..];
                self.at = self.text.len();
                break true;
            };
            text += &self.text[from..quote];
            self.at = quote + 1;
            if self.byte() != Some(b'"') {
                break false;
            }
            text += "\"";
            from = quote + 2;
        };
        let span = start..self.at;
        self.skip_blanks();
        let trailing = self.byte().is_some_and(|byte| !self.ends_cell(byte));
        self.skip_to_end_of_cell();
        let fault = if unclosed { Some(Fault::Unclosed) } else { trailing.then_some(Fault::TextAfterQuote) };
        Cell { text: Cow::Owned(text.trim().to_owned()), span, fault }
    }

    fn row(&mut self) -> Vec<Cell<'a>> {
        let mut cells = vec![self.cell()];
        while self.byte() == Some(self.delimiter) {
            self.at += 1;
            cells.push(self.cell());
        }
        if self.byte() == Some(b'\r') {
            self.at += 1;
        }
        if self.byte() == Some(b'\n') {
            self.at += 1;
        }
        cells
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Vec<Cell<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.text.len() {
            let cells = self.row();
            if cells.iter().any(|cell| !cell.text.is_empty() || cell.fault.is_some()) {
                return Some(cells);
            }
        }
        None
    }
}

fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in first.bytes() {
        quoted ^= byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(byte == *delimiter && !quoted);
        }
    }
    // The first of equals: a comma before the others.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        Rows::of(text).map(|row| row.into_iter().map(|cell| cell.text.into_owned()).collect()).collect()
    }

    #[test]
    fn quotes_blanks_and_empty_rows() {
        let text = "entity, share \r\n\"Korea, South\",0.5\n,\n\n\"say \"\"x\"\"\" ,\n";
        assert_eq!(texts(text), [vec!["entity", "share"], vec!["Korea, South", "0.5"], vec!["say \"x\"", ""]]);
    }

    #[test]
    fn semicolons_and_tabs_are_told_from_commas() {
        assert_eq!(texts("\"a,b\";c\n1;2"), [["a,b", "c"], ["1", "2"]]);
        assert_eq!(texts("a\tb\n1\t\n"), [["a", "b"], ["1", ""]]);
        assert_eq!(Rows::of("lonely").delimiter(), b',');
    }

    #[test]
    fn spans_point_at_the_cell() {
        let text = "é, \"b\" ;c\n";
        let row = Rows::of(text).next().expect("a row");
        assert_eq!(&text[row[1].span.clone()], "\"b\"");
        assert_eq!(row[1].fault, Some(Fault::TextAfterQuote));
        let open = Rows::of("a,\"b\nc,d").next().expect("a row");
        assert_eq!((open[1].text.as_ref(), open[1].fault), ("b\nc,d", Some(Fault::Unclosed)));
    }
}
