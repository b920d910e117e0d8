//! One figure set by its path, for a question without a file: `lng.IND.cover=20`.

use super::figure::{Confidence, DaysFigure, FactorFigure, FractionFigure};
use super::product::{EconomyDays, EconomyShare, Goods, Reserve, Supply};
use super::revise::Unit;
use super::{Measure, Model, revise};
use crate::preset::inoue_todo::Rationing;
use crate::units::{Days, Factor, Fraction, OutOfRange};
use std::collections::BTreeMap;

/// Source id of a figure that was set on the command line.
pub const SET: &str = "set-by-hand";

/// Why a figure cannot be set.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SetError {
    /// No `=`.
    #[error("`{0}` sets nothing: write PATH=VALUE, for example `lng.IND.cover=20`")]
    NoValue(String),
    /// The value is no number.
    #[error("`{0}` is not a number")]
    NoNumber(String),
    /// The value is none of the words that stand there.
    #[error("`{value}` is no rule of `{path}`: admissible are {choices}")]
    NoChoice {
        /// The path that was given.
        path: String,
        /// The value that was given.
        value: String,
        /// What can stand there, in words.
        choices: String,
    },
    /// No figure stands there, and none can be put there.
    #[error("the model has no figure `{path}`")]
    NoFigure {
        /// The path that was given.
        path: String,
        /// All paths of the model, for the nearest spelling.
        paths: Vec<String>,
    },
    /// A number of another unit.
    #[error("`{text}` is not {}: admissible are {} to {}", .unit.what, .unit.min, .unit.max)]
    Unit {
        /// The value that was given.
        text: String,
        /// What the figure is measured in.
        unit: Measure,
    },
    /// Outside the unit's range.
    #[error("{0}")]
    Range(#[from] OutOfRange),
}

/// Sets the figure that `assignment`, `PATH=VALUE`, names, or puts it there where the model has none yet. [`Site::path`](super::Site::path)
/// lists the forms of paths; `linchpin show PRODUCT` prints those of a product. Days may end in `d`, shares in `%`, and nothing else in either.;
/// `dynamics.inoue-todo.rationing` is a word.
///
/// # Errors
/// When it is no assignment, names no figure, or its value is out of range or of another unit.
pub fn set(model: &mut Model, assignment: &str) -> Result<(), SetError> {
    let Some((path, text)) = assignment.split_once('=') else {
        return Err(SetError::NoValue(assignment.to_owned()));
    };
    let (path, text) = (path.trim(), text.trim());
    if path == RATIONING {
        return put_rule(model, text);
    }
    let value = Written::parse(text).ok_or_else(|| SetError::NoNumber(text.to_owned()))?;
    let mut other = None;
    let changed = revise(model, &mut |site| {
        if site.path != path {
            return None;
        }
        match value.in_unit(site.unit) {
            Ok(number) => Some(number),
            Err(error) => {
                other = Some(error);
                None
            }
        }
    })?;
    if let Some(error) = other {
        return Err(error);
    }
    if changed > 0 || put(model, path, value)? {
        return Ok(());
    }
    let mut paths = Vec::new();
    revise(model, &mut |site| {
        paths.push(site.path.to_owned());
        None
    })?;
    paths.extend(SETTINGS.map(|setting| format!("dynamics.{setting}")));
    paths.push(RATIONING.to_owned());
    Err(SetError::NoFigure { path: path.to_owned(), paths })
}

/// Shares of one whole that sum to more than it, with their sum in parts of it: a share set by hand does not lower the others.
/// Firms are parts of the economy that their plants stand in.
///
/// # Panics
/// Never: the walk changes nothing.
#[must_use]
pub fn oversubscribed(model: &Model) -> Vec<(String, f64)> {
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    let mut looked_at = model.clone();
    revise(&mut looked_at, &mut |site| {
        if let Some(table) = site.table {
            *sums.entry(table.to_owned()).or_default() += site.figure.value;
        }
        None
    })
    .expect("looking sets nothing");
    for (_, product) in &model.products {
        for row in product.supply.iter().filter(|row| row.share.get() > 0.0) {
            let sum = product.share_of_firms(&row.economy) / row.share.get();
            sums.insert(format!("{}.{}.*.firms", product.id, row.economy), sum);
        }
    }
    sums.into_iter().filter(|(_, sum)| *sum > 1.0 + 1e-6).collect()
}

/// A value as it was written: `20`, `20d`, `30%`.
#[derive(Debug, Clone, Copy)]
struct Written<'a> {
    text: &'a str,
    /// The number before the suffix.
    number: f64,
    suffix: Option<char>,
}

impl<'a> Written<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let suffix = text.chars().last().filter(|last| ['%', 'd'].contains(last));
        let number = suffix.and_then(|suffix| text.strip_suffix(suffix)).unwrap_or(text).trim().parse().ok()?;
        Some(Self { text, number, suffix })
    }

    /// The number it is in `unit`; an error if it names another one.
    fn in_unit(self, unit: Measure) -> Result<f64, SetError> {
        if self.suffix.is_some() && self.suffix != unit.suffix {
            return Err(SetError::Unit { text: self.text.to_owned(), unit });
        }
        Ok(if self.suffix == Some('%') { self.number / 100.0 } else { self.number })
    }

    fn get<U: Unit>(self) -> Result<U, SetError> {
        Ok(U::from_number(self.in_unit(U::MEASURE)?)?)
    }
}

/// A figure set by hand.
macro_rules! figure {
    ($figure:ident, $unit:ident, $value:expr, $year:expr) => {
        Some($figure {
            value: $value.get::<$unit>()?,
            low: None,
            high: None,
            year: $year,
            source: SET.to_owned(),
            confidence: Confidence::Estimate,
            note: None,
        })
    };
}

/// Parameters of the presets that may be set; none need be stated.
const SETTINGS: [&str; 7] = [
    "ario.psi",
    "ario.inventory_days",
    "ario.restock_days",
    "ario.overproduction_max",
    "ario.overproduction_days",
    "inoue-todo.inventory_days",
    "inoue-todo.restock_days",
];

/// The one setting that is a word.
const RATIONING: &str = "dynamics.inoue-todo.rationing";

/// Sets who is served when a firm of the preset `inoue-todo` cannot serve all.
fn put_rule(model: &mut Model, text: &str) -> Result<(), SetError> {
    let Some(rule) = Rationing::named(text) else {
        let choices = Rationing::NAMED.map(|(number, word, _)| format!("{number} ({word})")).join(", ");
        return Err(SetError::NoChoice { path: RATIONING.to_owned(), value: text.to_owned(), choices });
    };
    model.manifest.dynamics.inoue_todo.rationing = Some(rule);
    Ok(())
}

/// Puts a parameter of a preset where the model states none.
fn put_setting(model: &mut Model, setting: &str, value: Written<'_>) -> Result<bool, SetError> {
    let year = year(model);
    let dynamics = &mut model.manifest.dynamics;
    match setting {
        "ario.psi" => dynamics.ario.psi = figure!(FractionFigure, Fraction, value, year),
        "ario.inventory_days" => dynamics.ario.inventory_days = figure!(DaysFigure, Days, value, year),
        "ario.restock_days" => dynamics.ario.restock_days = figure!(DaysFigure, Days, value, year),
        "ario.overproduction_max" => dynamics.ario.overproduction_max = figure!(FactorFigure, Factor, value, year),
        "ario.overproduction_days" => dynamics.ario.overproduction_days = figure!(DaysFigure, Days, value, year),
        "inoue-todo.inventory_days" => dynamics.inoue_todo.inventory_days = figure!(DaysFigure, Days, value, year),
        "inoue-todo.restock_days" => dynamics.inoue_todo.restock_days = figure!(DaysFigure, Days, value, year),
        _ => return Ok(false),
    }
    Ok(true)
}

/// Year of a figure set by hand.
fn year(model: &Model) -> i32 {
    model.manifest.as_of.get(..4).and_then(|year| year.parse().ok()).unwrap_or(2026)
}

/// Puts a figure where the model states none; `false` if the path means nothing.
fn put(model: &mut Model, path: &str, value: Written<'_>) -> Result<bool, SetError> {
    if let Some(setting) = path.strip_prefix("dynamics.") {
        return put_setting(model, setting, value);
    }
    let words: Vec<&str> = path.split('.').collect();
    // Users, their stocks and imports are by region; only shares of demand and supply may be those of a member.
    let known = |economy: &str, field: &str| {
        let mut rows = model.economies.iter();
        rows.any(|row| row.id == economy && (row.region == economy || ["demand", "supply"].contains(&field)))
    };
    let economy = match words.as_slice() {
        [_, economy, field] if known(economy, field) => Some((*economy).to_owned()),
        [_, _] => None,
        _ => return Ok(false),
    };
    let year = year(model);
    let Some((_, product)) = model.products.iter_mut().find(|(_, product)| product.id == words[0]) else {
        return Ok(false);
    };
    let (source, confidence) = (SET.to_owned(), Confidence::Estimate);
    match (economy, words[words.len() - 1]) {
        (None, "cover") => product.cover = figure!(DaysFigure, Days, value, year),
        (None, "lead_time") => product.lead_time = figure!(DaysFigure, Days, value, year),
        (None, "qualification") => product.qualification = figure!(DaysFigure, Days, value, year),
        (None, "substitute") => product.substitute = figure!(FractionFigure, Fraction, value, year),
        (None, "switching") => product.switching = figure!(FractionFigure, Fraction, value, year),
        (None, "recycling") => product.recycling = figure!(FractionFigure, Fraction, value, year),
        (None, "other_use") => product.other_use = figure!(FractionFigure, Fraction, value, year),
        (None, "overtime") => product.overtime = figure!(FactorFigure, Factor, value, year),
        (Some(economy), "cover") => {
            let days = value.get()?;
            product.covers.push(EconomyDays {
                economy,
                days,
                low: None,
                high: None,
                year,
                source,
                confidence,
                note: None,
            });
        }
        (Some(economy), field @ ("demand" | "import_dependence")) => {
            let share = value.get()?;
            let row = EconomyShare { economy, share, low: None, high: None, year, source, confidence, note: None };
            if field == "demand" { product.demand.push(row) } else { product.import_dependence.push(row) }
        }
        // What an end use makes is used where it is made: its shares of supply are those of its demand.
        (Some(economy), "supply") if product.goods != Goods::EndUse => {
            let share = value.get()?;
            product.supply.push(Supply { economy, share, low: None, high: None, year, source, confidence, note: None });
        }
        (Some(economy), "reserve") => product.reserves.push(Reserve {
            economy,
            days: value.get()?,
            low: None,
            high: None,
            // A reserve set by hand answers at once, meets the whole need, and is refilled over a hundred days.
            opens_below: Fraction::new(1.0)?,
            release_per_day: Fraction::new(1.0)?,
            refill_per_day: Fraction::new((value.number / 100.0).min(1.0))?,
            year,
            source,
            confidence,
            note: None,
        }),
        _ => return Ok(false),
    }
    Ok(true)
}
