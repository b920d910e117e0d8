//! A table that can be read (aligned columns), scripted against (JSON: one object per row) and loaded (CSV).

use super::number::Digits;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// A column: its key in JSON and CSV, its title for people, and how its numbers are shown to them.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    key: &'static str,
    title: &'static str,
    digits: Digits,
    unit: f64,
    for_people: bool,
    blank: &'static str,
    to_the_right: bool,
    after: Option<&'static str>,
    listed: Option<usize>,
}

impl Column {
    /// A column called `key`, for people too; its numbers have four significant digits.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        let digits = Digits::Significant(4);
        Self {
            key,
            title: key,
            digits,
            unit: 1.0,
            for_people: true,
            blank: "n/a",
            to_the_right: false,
            after: None,
            listed: None,
        }
    }

    /// Gives it another title for people.
    #[must_use]
    pub const fn titled(self, title: &'static str) -> Self {
        Self { title, ..self }
    }

    /// Shows its numbers with this many decimals.
    #[must_use]
    pub const fn decimals(self, decimals: usize) -> Self {
        Self { digits: Digits::Decimals(decimals), ..self }
    }

    /// Shows people its numbers in this unit, which its title should name; scripts have them as they are.
    #[must_use]
    pub const fn per(self, unit: f64) -> Self {
        Self { unit, ..self }
    }

    /// Shows people this where there is nothing to say.
    #[must_use]
    pub const fn blank(self, blank: &'static str) -> Self {
        Self { blank, ..self }
    }

    /// Sets it to the right even where words stand among its numbers.
    #[must_use]
    pub const fn right(self) -> Self {
        Self { to_the_right: true, ..self }
    }

    /// Shows it to people behind the column called `key`; scripts find it where it stands, so that a column that came later
    /// can follow all others there.
    #[must_use]
    pub const fn shown_after(self, key: &'static str) -> Self {
        Self { after: Some(key), ..self }
    }

    /// Shows people the first `most` of what stands in it with `;` between, and how many more there are.
    #[must_use]
    pub const fn listed(self, most: usize) -> Self {
        Self { listed: Some(most), ..self }
    }

    /// Leaves it out of what people read.
    #[must_use]
    pub const fn for_scripts(self) -> Self {
        Self { for_people: false, ..self }
    }
}

/// What stands in one row and column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A whole number.
    Count(u64),
    /// A number, kept in full precision; none where it is not finite.
    Number(f64),
    /// A number that people read in these words.
    Worded(f64, String),
    /// Yes or no.
    Flag(bool),
    /// Nothing to say, which people read in these words.
    Unsaid(&'static str),
    /// Nothing to say.
    Missing,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        if number.is_finite() { Self::Number(number) } else { Self::Missing }
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

impl Cell {
    fn for_people(&self, column: &Column) -> String {
        match self {
            // A name from a file may hold anything, escape sequences of the terminal included.
            Self::Text(text) => {
                let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
                column.listed.map_or_else(|| text.clone(), |most| first_of(&text, most))
            }
            Self::Count(count) => count.to_string(),
            Self::Number(number) => column.digits.show(*number / column.unit),
            Self::Worded(_, words) => words.clone(),
            Self::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Self::Unsaid(words) => (*words).to_owned(),
            Self::Missing => column.blank.to_owned(),
        }
    }

    fn for_csv(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Number(number) | Self::Worded(number, _) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Unsaid(_) | Self::Missing => String::new(),
        }
    }

    const fn is_number(&self) -> bool {
        matches!(self, Self::Count(_) | Self::Number(_) | Self::Worded(..))
    }
}

/// The first `most` of a list with `;` between, and how many more there are.
fn first_of(list: &str, most: usize) -> String {
    let all: Vec<&str> = list.split(';').collect();
    let shown = all[..most.min(all.len())].join("; ");
    match all.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown}; {more} more"),
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Number(number) | Self::Worded(number, _) => serializer.serialize_f64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Unsaid(_) | Self::Missing => serializer.serialize_none(),
        }
    }
}

/// Columns and rows.
#[derive(Debug, Clone)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// An empty table with these columns.
    #[must_use]
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row with a cell for every column.
    ///
    /// # Panics
    /// When the row is not as long as the table is wide: that is a mistake of the program.
    pub fn push(&mut self, row: impl IntoIterator<Item = Cell>) {
        let row: Vec<Cell> = row.into_iter().collect();
        assert_eq!(row.len(), self.columns.len(), "a cell for every column");
        self.rows.push(row);
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True if it has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes it for people: columns aligned, numbers to the right.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        let order = self.order_for_people();
        let shown = || order.iter().map(|&at| (at, &self.columns[at]));
        let texts: Vec<Vec<String>> =
            shown().map(|(at, column)| self.rows.iter().map(|row| row[at].for_people(column)).collect()).collect();
        let titles: Vec<&str> = shown().map(|(_, column)| column.title).collect();
        let to_the_right: Vec<bool> =
            shown().map(|(at, column)| column.to_the_right || self.holds_numbers(at)).collect();
        let widths: Vec<usize> = texts
            .iter()
            .zip(&titles)
            .map(|(cells, title)| cells.iter().map(|cell| cell.width()).max().unwrap_or(0).max(title.width()))
            .collect();
        let line = |cells: &[&str]| {
            let padded = cells.iter().zip(&widths).zip(&to_the_right).map(|((cell, width), right)| {
                let blanks = " ".repeat(width - cell.width());
                if *right { format!("{blanks}{cell}") } else { format!("{cell}{blanks}") }
            });
            padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        writeln!(out, "{}", line(&titles))?;
        let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
        writeln!(out, "{}", rules.join("  "))?;
        for row in 0..self.rows.len() {
            let cells: Vec<&str> = texts.iter().map(|column| column[row].as_str()).collect();
            writeln!(out, "{}", line(&cells))?;
        }
        Ok(())
    }

    /// Places of the columns that people see, in their order.
    fn order_for_people(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.columns.len()).filter(|&at| self.columns[at].after.is_none()).collect();
        for (at, column) in self.columns.iter().enumerate() {
            if let Some(key) = column.after {
                let before = order.iter().position(|&other| self.columns[other].key == key);
                order.insert(before.map_or(order.len(), |place| place + 1), at);
            }
        }
        order.retain(|&at| self.columns[at].for_people);
        order
    }

    fn holds_numbers(&self, column: usize) -> bool {
        let mut cells = self.rows.iter().map(|row| &row[column]);
        cells.clone().any(Cell::is_number) && cells.all(|cell| cell.is_number() || *cell == Cell::Missing)
    }

    /// Writes it as CSV with a header, numbers in full precision, nothing where there is nothing to say.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(self.columns.iter().map(|column| column.key)).map_err(plain)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(Cell::for_csv)).map_err(plain)?;
        }
        writer.flush()
    }
}

/// An array with one object per row, keys in the order of the columns.
impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.rows.len()))?;
        for row in &self.rows {
            rows.serialize_element(&Object { columns: &self.columns, row })?;
        }
        rows.end()
    }
}

struct Object<'a> {
    columns: &'a [Column],
    row: &'a [Cell],
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.row.len()))?;
        for (column, cell) in self.columns.iter().zip(self.row) {
            object.serialize_entry(column.key, cell)?;
        }
        object.end()
    }
}

/// The error of reading or writing itself, its kind kept: a reader who has gone is told apart by it.
pub(super) fn plain(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests;
