//! The table of an indicator: CSV with the columns that its definition names, each with a range if need be.

use super::{Field, Group, Indicator, Kind, Row, consistency};
use crate::finding::{Finding, Findings, Place, SourceText};
use crate::input::cells::{Cell, Rows};
use crate::input::decode::decode;
use crate::input::thousands::Thousands;
use crate::input::{Bytes, mended, nearest, total};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Names that the column of groups may have.
const GROUP: [&str; 4] = ["group", "product", "material", "mineral"];

/// What people call the ends of a range.
const END_WORDS: [(&str, &str); 10] = [
    ("lo", "low"),
    ("lower", "low"),
    ("min", "low"),
    ("minimum", "low"),
    ("from", "low"),
    ("hi", "high"),
    ("upper", "high"),
    ("max", "high"),
    ("maximum", "high"),
    ("to", "high"),
];

/// A figure with its range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    /// The figure.
    pub value: f64,
    /// Low end of its range.
    pub low: f64,
    /// High end.
    pub high: f64,
}

/// A row as read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SheetRow {
    /// Words by column.
    pub words: BTreeMap<&'static str, String>,
    /// Figures by column.
    pub figures: BTreeMap<&'static str, Quantity>,
}

/// The rows of one group as read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SheetGroup {
    /// Its name, empty if the table has no groups.
    pub name: String,
    /// Its rows.
    pub rows: Vec<SheetRow>,
}

impl SheetGroup {
    /// The figures as they stand.
    #[must_use]
    pub fn plain(&self) -> Group {
        let row = |row: &SheetRow| Row {
            words: row.words.clone(),
            numbers: row.figures.iter().map(|(name, figure)| (*name, figure.value)).collect(),
        };
        Group { name: self.name.clone(), rows: self.rows.iter().map(row).collect() }
    }
}

/// Where the columns of the definition stand: value, low, high.
struct Place3 {
    field: Field,
    at: [Option<usize>; 3],
}

struct Reader<'a> {
    source: &'a Arc<SourceText>,
    findings: Findings,
    columns: Vec<Place3>,
    /// What the points in each of them may mean.
    thousands: Vec<Thousands>,
    group: Option<usize>,
    economies: &'a [String],
}

/// Reads the table of `indicator` in `input`; three capital letters that are none of `economies` are doubted.
///
/// # Errors
/// All that is wrong with it: encoding, columns, rows, values, ranges, contradictions and sums.
pub fn read_sheet(
    input: &Bytes,
    indicator: &Indicator,
    economies: &[String],
) -> Result<(Vec<SheetGroup>, Findings), Findings> {
    let source = decode(input)
        .map_err(|finding| if finding.help.is_none() { finding.help(reads(indicator)) } else { finding })?;
    let mut rows = Rows::of(source.text());
    let header = rows.next().unwrap_or_default();
    let thousands = vec![Thousands::default(); indicator.fields.len()];
    let (findings, columns) = (Findings::new(), Vec::new());
    let mut reader = Reader { source: &source, findings, columns, thousands, group: None, economies };
    reader.find_columns(&header, indicator);
    if reader.findings.has_errors() {
        return Err(reader.findings.sorted());
    }
    let mut groups: Vec<SheetGroup> = Vec::new();
    let mut places: Vec<Vec<Place>> = Vec::new();
    let mut seen: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for row in rows {
        let whole = row[0].span.start..row[row.len() - 1].span.end;
        if row.len() != header.len() {
            let message = format!("this row has {} cells: the header has {}", row.len(), header.len());
            reader.findings.push(Finding::error(message).at(Place::new(&source, whole)));
            continue;
        }
        let Some((name, read)) = reader.row(&row) else { continue };
        let key: Vec<String> = std::iter::once(&name).chain(read.words.values()).cloned().collect();
        let year = read.figures.get("year").map_or(String::new(), |year| year.value.to_string());
        let (line, _) = source.line_column(whole.start);
        let single = indicator.fields.iter().all(|field| matches!(field.kind, Kind::Number(..)));
        if let Some(before) = seen.insert([key, vec![year]].concat(), line) {
            let (finding, help) = if single {
                let message = format!("a second row of one group: the first stands in line {before}");
                (Finding::error(message), "this indicator reads one row a group: name groups in a column `group`")
            } else {
                let message = format!("duplicate row: the same stands in line {before}");
                (Finding::error(message), "add the rows up, or remove the wrong one")
            };
            reader.findings.push(finding.at(Place::new(&source, whole)).help(help));
            continue;
        }
        let at = groups.iter().position(|group| group.name == name).unwrap_or_else(|| {
            groups.push(SheetGroup { name, rows: Vec::new() });
            places.push(Vec::new());
            groups.len() - 1
        });
        groups[at].rows.push(read);
        places[at].push(Place::new(&source, whole));
    }
    if groups.is_empty() && !reader.findings.has_errors() {
        reader.findings.push(Finding::error("this table has a header and no rows").in_file(source.name()));
    }
    let Reader { thousands, mut findings, .. } = reader;
    for column in &thousands {
        column.tell(&source, &mut findings);
    }
    consistency::wholes(&groups, indicator, &places, &mut findings);
    consistency::agreement(&groups, indicator, &places, &mut findings);
    consistency::largest(&groups, &places, &mut findings);
    findings.sorted().unless_errors(groups)
}

/// Which columns the table of `indicator` has.
fn reads(indicator: &Indicator) -> String {
    let all: Vec<&str> = indicator.fields.iter().map(|field| field.name).collect();
    format!("`{}` reads the columns {}", indicator.name, all.join(", "))
}

impl Reader<'_> {
    fn find_columns(&mut self, header: &[Cell<'_>], indicator: &Indicator) {
        let names: Vec<String> = header.iter().map(|cell| cell.text.to_lowercase().replace(['-', ' '], "_")).collect();
        let at = |wanted: &str| names.iter().position(|name| name == wanted);
        self.group = GROUP.iter().find_map(|name| at(name));
        for field in indicator.fields {
            let ends = [at(field.name), at(&format!("{}_low", field.name)), at(&format!("{}_high", field.name))];
            self.columns.push(Place3 { field: *field, at: ends });
        }
        let taken =
            |place: usize| Some(place) == self.group || self.columns.iter().any(|c| c.at.contains(&Some(place)));
        for (place, cell) in header.iter().enumerate() {
            let first = at(&names[place]);
            if let Some(first) = first.filter(|&first| first < place && taken(first)) {
                let message = format!("the column `{}` stands here twice", header[first].text);
                self.findings.push(Finding::error(message).at(Place::new(self.source, cell.span.clone())));
            }
        }
        let mut free: Vec<usize> = (0..names.len()).filter(|place| !taken(*place)).collect();
        let whole = || {
            let end = header.last().map_or(0, |cell| cell.span.end);
            Place::new(self.source, 0..end)
        };
        for column in self.columns.iter().filter(|column| column.at[0].is_none()) {
            let like = nearest(column.field.name, free.iter().map(|place| names[*place].as_str()));
            let Some(like) = like else {
                if column.field.required {
                    let finding = Finding::error(format!("the column `{}` is missing", column.field.name)).at(whole());
                    self.findings.push(finding.help(reads(indicator)));
                }
                continue;
            };
            let place = names.iter().position(|name| name == like).unwrap_or(0);
            free.retain(|other| *other != place);
            let message = format!("`{}` is not a column of `{}`", header[place].text, indicator.name);
            let finding = if column.field.required { Finding::error(message) } else { Finding::warning(message) };
            let at = Place::new(self.source, header[place].span.clone());
            self.findings.push(finding.at(at).help(format!("did you mean `{}`?", column.field.name)));
        }
        for place in free {
            if let Some(meant) = self.nearly_read(&names[place]) {
                let finding = Finding::warning(format!("the column `{}` is not read", header[place].text));
                let at = Place::new(self.source, header[place].span.clone());
                self.findings.push(finding.at(at).help(format!("did you mean `{meant}`?")));
            }
        }
    }

    /// The column that `name`, which is none, was probably meant for: of groups, or an end of a range.
    fn nearly_read(&self, name: &str) -> Option<String> {
        let ends = self.columns.iter().flat_map(|column| {
            let missing = ["low", "high"].into_iter().zip(column.at[1..].iter().copied());
            missing.filter(|(_, at)| at.is_none()).map(|(end, _)| (column.field, end))
        });
        let ends = ends.filter(|(field, _)| matches!(field.kind, Kind::Number(..) | Kind::Share));
        let ends: Vec<(Field, &str)> = ends.collect();
        let meant = ends.iter().find(|(field, end)| {
            let rest = name.strip_prefix(field.name).and_then(|rest| rest.strip_prefix('_'));
            rest.is_some_and(|rest| END_WORDS.iter().any(|(word, of)| *word == rest && of == end))
        });
        if let Some((field, end)) = meant {
            return Some(format!("{}_{end}", field.name));
        }
        let ends: Vec<String> = ends.iter().map(|(field, end)| format!("{}_{end}", field.name)).collect();
        let groups = GROUP.into_iter().filter(|_| self.group.is_none());
        nearest(name, ends.iter().map(String::as_str).chain(groups)).map(str::to_owned)
    }

    /// The group and what the row says; none if any of it cannot be used.
    fn row(&mut self, row: &[Cell<'_>]) -> Option<(String, SheetRow)> {
        let before = self.findings.len();
        let warnings = self.findings.count(crate::finding::Kind::Warning);
        let name = self.group.map(|place| row[place].text.clone().into_owned()).unwrap_or_default();
        let mut read = SheetRow::default();
        for index in 0..self.columns.len() {
            let (field, at) = (self.columns[index].field, self.columns[index].at);
            let cell = at[0].map(|place| &row[place]).filter(|cell| !cell.text.is_empty());
            let Some(cell) = cell else {
                if field.required {
                    let span = at[0].map_or(row[0].span.clone(), |place| row[place].span.clone());
                    let finding = Finding::error(format!("this row has no {}", field.name));
                    self.findings.push(finding.at(Place::new(self.source, span)));
                }
                continue;
            };
            if matches!(field.kind, Kind::Number(_, high) if high >= super::ANY) {
                self.thousands[index].see(cell);
            }
            if matches!(field.kind, Kind::Number(..) | Kind::Share) {
                if let Some(figure) = self.figure(field, cell, [at[1], at[2]].map(|end| end.map(|place| &row[place]))) {
                    read.figures.insert(field.name, figure);
                }
            } else if let Some(word) = self.word(field, cell) {
                read.words.insert(field.name, word);
            }
        }
        let warned = self.findings.count(crate::finding::Kind::Warning) - warnings;
        (self.findings.len() - before == warned).then_some((name, read))
    }

    fn word(&mut self, field: Field, cell: &Cell<'_>) -> Option<String> {
        let (text, at) = (cell.text.as_ref(), Place::new(self.source, cell.span.clone()));
        if let Kind::OneOf(words) = field.kind {
            let word = words.iter().find(|word| word.eq_ignore_ascii_case(text));
            if word.is_none() {
                let finding =
                    Finding::error(format!("`{text}` is no {}: admissible are {}", field.name, words.join(", ")));
                let like = nearest(text, words.iter().copied());
                self.findings.push(match like {
                    Some(like) => finding.at(at).help(format!("did you mean `{like}`?")),
                    None => finding.at(at),
                });
            }
            return word.map(|word| (*word).to_owned());
        }
        if let Some(finding) = total(text).filter(|_| field.kind == Kind::Economy) {
            self.findings.push(finding.at(at));
            return None;
        }
        let code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        if field.kind == Kind::Economy && code && !self.economies.iter().any(|id| id == text) {
            let finding = Finding::warning(format!("the model knows no economy `{text}`")).at(at);
            let like = nearest(text, self.economies.iter().map(String::as_str));
            self.findings.push(match like {
                Some(like) => finding.help(format!("did you mean `{like}`? It is taken as it is")),
                None => finding.help("it is taken as it is"),
            });
        }
        Some(text.to_owned())
    }

    fn figure(&mut self, field: Field, cell: &Cell<'_>, ends: [Option<&Cell<'_>>; 2]) -> Option<Quantity> {
        let value = self.number(field, cell)?;
        let mut quantity = Quantity { value, low: value, high: value };
        let mut own = |end: Option<&Cell<'_>>| match end.filter(|cell| !cell.text.is_empty()) {
            Some(cell) => self.number(field, cell).map(|number| (number, Some(cell.span.clone()))),
            None => Some((value, None)),
        };
        let (low, high) = (own(ends[0])?, own(ends[1])?);
        for ((end, span), wrong) in [(&low, low.0 > value), (&high, high.0 < value)] {
            if let (true, Some(span)) = (wrong, span) {
                let message = format!("{end} is no end of the range of {value}: admissible are low ≤ value ≤ high");
                self.findings.push(Finding::error(message).at(Place::new(self.source, span.clone())));
                return None;
            }
        }
        (quantity.low, quantity.high) = (low.0, high.0);
        Some(quantity)
    }

    fn number(&mut self, field: Field, cell: &Cell<'_>) -> Option<f64> {
        let (low, high) = if let Kind::Number(low, high) = field.kind { (low, high) } else { (0.0, 1.0) };
        let shown: String = cell.text.chars().take(40).collect();
        let admissible = if high < super::ANY { format!("{low} to {high}") } else { format!("{low} and above") };
        let finding = match cell.text.parse::<f64>() {
            Ok(value) if value.is_finite() && (low..=high).contains(&value) => return Some(value),
            Ok(value) if value < 0.0 && low == 0.0 => {
                Finding::error(format!("{shown} is negative: admissible are {admissible}"))
            }
            Ok(_) => Finding::error(format!("{shown} is no {}: admissible are {admissible}", field.name)),
            Err(_) => Finding::error(format!("`{shown}` is not a number: admissible are {admissible}")),
        };
        let finding = finding.at(Place::new(self.source, cell.span.clone()));
        let bare = cell.text.strip_suffix('%');
        // Other figures up to one, of risk or growth, are no parts of anything.
        let part = field.kind == Kind::Share || matches!(field.name, "import_reliance" | "recycling_rate");
        let percent = bare.unwrap_or(&cell.text).trim().parse::<f64>().ok();
        let percent = percent.filter(|value| (0.0..=100.0).contains(value) && (bare.is_some() || *value > 1.0));
        let mended = mended(&cell.text).filter(|_| bare.is_none() && cell.text.parse::<f64>().is_err());
        let fits = |number: &String| number.parse().is_ok_and(|number: f64| (low..=high).contains(&number));
        self.findings.push(match (percent.filter(|_| high == 1.0 && (part || bare.is_some())), mended.filter(fits)) {
            (Some(value), _) => finding.help(format!("write percent as a fraction: {}", value / 100.0)),
            (None, Some(number)) => finding.help(format!("write {number}")),
            (None, None) => finding,
        });
        None
    }
}
