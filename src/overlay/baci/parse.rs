//! A row of trade: year, exporter, importer, code, value and weight.

use super::header::Header;
use crate::finding::Finding;
use std::ops::Range;

/// Values and weights are kept in millionths, as whole numbers: sums then do not depend on the order of the rows.
pub const MILLIONTHS: f64 = 1e6;
/// Largest value or weight: a thousand times the trade of the world.
const MOST: f64 = 1e12;
const YEARS: std::ops::RangeInclusive<u16> = 1988..=2100;
/// Marks a country that is named by an ISO code and not by a number.
const ISO: u32 = 1 << 24;

/// What can be wrong with a row, each counted by itself.
pub const SORTS: [&str; 6] = [
    "rows of another length",
    "years that are none",
    "country codes that are none",
    "HS codes of another form",
    "values and weights that are no numbers",
    "values and weights below zero or too large",
];

/// A country as a file names it: a number, or an ISO code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(u32);

impl Country {
    /// The number of a country list.
    #[must_use]
    pub const fn number(self) -> Option<u32> {
        if self.0 < ISO { Some(self.0) } else { None }
    }

    /// The ISO code.
    #[must_use]
    pub fn iso(self) -> Option<String> {
        (self.0 >= ISO).then(|| self.0.to_be_bytes()[1..].iter().map(|byte| char::from(*byte)).collect())
    }

    fn parse(cell: &[u8], numbered: bool) -> Option<Self> {
        match cell {
            [a, b, c] if !numbered => {
                let form = cell.iter().all(u8::is_ascii_alphanumeric);
                let [a, b, c] = [a, b, c].map(u8::to_ascii_uppercase);
                form.then(|| Self(u32::from_be_bytes([1, a, b, c])))
            }
            _ if numbered => digits(cell, 1..=6).map(Self),
            _ => None,
        }
    }
}

/// What tells one row from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Year.
    pub year: u16,
    /// HS code.
    pub code: u32,
    /// Who sells.
    pub exporter: Country,
    /// Who buys.
    pub importer: Country,
}

/// A row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// What tells it from others.
    pub key: Key,
    /// Value, millionths of a thousand USD.
    pub value: u64,
    /// Weight, millionths of a tonne, if known.
    pub weight: Option<u64>,
}

/// Takes what is wrong with a row: its sort (of [`SORTS`]), its place, and the finding, made only if it is shown.
pub type Fault<'a> = dyn FnMut(usize, Range<usize>, &dyn Fn() -> Finding) + 'a;

/// The row whose cells stand at `spans` of `line`; each thing wrong with it goes to `fault` with its sort and place.
pub fn row(line: &[u8], spans: &[Range<usize>], header: &Header, fault: &mut Fault<'_>) -> Option<Row> {
    if spans.len() != header.width {
        let message = || format!("this row has {} cells: the header has {}", spans.len(), header.width);
        fault(0, 0..line.len(), &|| Finding::error(message()));
        return None;
    }
    let span = |column: usize| spans[header.columns[column]].clone();
    let cell = |column: usize| &line[span(column)];
    let shown = |column: usize| crate::table::draft::shortened(&String::from_utf8_lossy(cell(column)));
    let year = digits(cell(0), 4..=4).map(|year| year as u16).filter(|year| YEARS.contains(year));
    if year.is_none() {
        fault(1, span(0), &|| Finding::error(format!("`{}` is not a year", shown(0))).help("years have four digits"));
    }
    let mut country = |column: usize| {
        let country = Country::parse(cell(column), header.numbered);
        if country.is_none() {
            let help = if header.numbered { "wanted is a number of the country list" } else { "wanted is ISO alpha-3" };
            fault(2, span(column), &|| Finding::error(format!("`{}` is not a country code", shown(column))).help(help));
        }
        country
    };
    let (exporter, importer) = (country(1), country(2));
    let code = digits(cell(3), 6..=6);
    if code.is_none() {
        fault(3, span(3), &|| wrong_code(&shown(3)));
    }
    let value = amount(cell(4), &shown(4), &mut |sort, finding| fault(sort, span(4), finding));
    let weight = match cell(5) {
        b"" | b"NA" | b"na" | b"NaN" => Some(None),
        text => amount(text, &shown(5), &mut |sort, finding| fault(sort, span(5), finding)).map(Some),
    };
    let key = Key { year: year?, code: code?, exporter: exporter?, importer: importer? };
    Some(Row { key, value: value?, weight: weight? })
}

fn wrong_code(text: &str) -> Finding {
    let length = text.chars().count();
    let finding = Finding::error(format!("`{text}` is not an HS code of six digits"));
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        finding.help("codes are digits alone")
    } else if length == 5 {
        finding.help(format!("was a zero lost in front (0{text})? read codes as text, not as numbers"))
    } else {
        finding.help(format!("it has {length} digits: BACI has six"))
    }
}

fn amount(cell: &[u8], shown: &str, fault: &mut dyn FnMut(usize, &dyn Fn() -> Finding)) -> Option<u64> {
    let number = std::str::from_utf8(cell).ok().and_then(|text| text.parse::<f64>().ok());
    match number.filter(|number| number.is_finite()) {
        Some(number) if (0.0..=MOST).contains(&number) => Some((number * MILLIONTHS).round() as u64),
        Some(number) => {
            let message = if number < 0.0 { "is below zero" } else { "is more than all trade of the world" };
            fault(5, &|| Finding::error(format!("{shown} {message}")).help(format!("admissible is 0 to {MOST:e}")));
            None
        }
        None => {
            fault(4, &|| {
                let finding = Finding::error(format!("`{shown}` is not a number"));
                finding.help("a plain number with a decimal point; a weight that is not known is empty or NA")
            });
            None
        }
    }
}

/// The whole number in `cell`, if it is digits in admissible number.
fn digits(cell: &[u8], length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let fits = length.contains(&cell.len()) && cell.iter().all(u8::is_ascii_digit);
    fits.then(|| cell.iter().fold(0, |number, byte| number * 10 + u32::from(byte - b'0')))
}
