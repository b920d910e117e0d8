//! A shock in one line, for a question without a file: `export CHN>ree_heavy_separated>JPN 90% 180d`.

use super::story::{Recovery, Shock, Target};
use crate::units::{Change, Days};

/// The forms that [`parse`] understands, for help texts.
pub const FORMS: &str = "\
capacity ECONOMY>PRODUCT     plants stand still
capital ECONOMY>PRODUCT      productive capital is destroyed
export ECONOMY>PRODUCT[>TO]  exports stop, home use goes on
trade ECONOMY                all exports and imports of goods stop
input ECONOMY<PRODUCT        deliveries to the users of an economy stop
route CHOKEPOINT             a strait or canal closes
asset ASSET                  a port or cable stops
demand PRODUCT[@ECONOMY]     more (+17%) or less (-5%) is wanted
stock PRODUCT[@ECONOMY]      the users' stock is lost
reserve PRODUCT[@ECONOMY]    the strategic reserve is lost
Lists take commas; * is every ECONOMY or PRODUCT of capacity, capital, export, stock and reserve;
then a severity (90%), a duration at its worst (180d or forever) and, if wanted,
start=10d onset=14d recovery=60d shape=s-curve (or step, linear, exponential, concave, convex)";

/// Why a line is no shock: what, where in the line, how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ShockError {
    /// What is wrong.
    pub message: String,
    /// Bytes of the line it is about.
    pub span: std::ops::Range<usize>,
    /// How to mend it.
    pub help: String,
}

/// Reads a shock from one line; ids are not looked up.
///
/// # Errors
/// Every problem of the line at once.
pub fn parse(line: &str) -> Result<Shock, Vec<ShockError>> {
    let words = words(line);
    let mut errors = Vec::new();
    let mut words = words.into_iter();
    let end = line.len()..line.len();
    let Some(kind) = words.next() else {
        return Err(vec![error("the shock is empty", 0..line.len(), format!("write one of:\n{FORMS}"))]);
    };
    let Some(place) = words.next() else {
        return Err(vec![error(&format!("`{}` does not say what it hits", kind.0), end, FORMS.to_owned())]);
    };
    let hits = target(&kind, &place).map_err(|problem| errors.push(problem)).ok();
    let mut shock = Shock {
        hits: hits.unwrap_or(Target::Route { chokepoints: Vec::new() }),
        severity: change(1.0),
        start_day: days(0.0),
        onset_days: days(0.0),
        duration_days: None,
        recovery_days: days(0.0),
        recovery: Recovery::Linear,
        note: None,
    };
    let growth = kind.0 == "demand";
    let (mut severity, mut duration) = (false, false);
    let mut settings = Vec::new();
    for word in words {
        let found = match word.0.split_once('=') {
            Some((key, _)) if settings.contains(&key) => {
                let help = format!("say `{key}` once");
                Err(error(&format!("`{}` is a second {key}", word.0), word.1.clone(), help))
            }
            Some((key, value)) => {
                settings.push(key);
                setting(&mut shock, key, value, &word)
            }
            None if word.0 == "forever" => once(&mut duration, "duration", &word),
            None if word.0.ends_with('d') => once(&mut duration, "duration", &word)
                .and_then(|()| length(word.0, &word))
                .map(|value| shock.duration_days = Some(value)),
            None => {
                if let Some(days) = in_days(word.0) {
                    // What cannot be read is not missing.
                    duration = true;
                    Err(error(&format!("`{}` is no number of days", word.0), word.1.clone(), format!("write {days}")))
                } else {
                    once(&mut severity, "severity", &word)
                        .and_then(|()| strength(word.0, growth, &word))
                        .map(|value| shock.severity = value)
                }
            }
        };
        errors.extend(found.err());
    }
    if !severity {
        errors.push(error("no severity given", end.clone(), "add the share lost, for example `90%`".to_owned()));
    }
    if !duration && !matches!(kind.0, "stock" | "reserve") {
        errors.push(error(
            "no duration given",
            end,
            "add the days at its worst, for example `180d`, or `forever`".to_owned(),
        ));
    }
    if errors.is_empty() { Ok(shock) } else { Err(errors) }
}

/// What the line `line` hits, even if the rest of it cannot be read: for ids that do not exist.
#[must_use]
pub fn target_of(line: &str) -> Option<Target> {
    let words = words(line);
    let (kind, place) = (words.first()?, words.get(1)?);
    target(kind, place).ok()
}

/// How a length in other units, or with its unit written out, is written in days (`2w`: `14d`).
fn in_days(text: &str) -> Option<String> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number: f64 = text[..text.len() - unit.len()].parse().ok()?;
    let days = match unit.to_lowercase().as_str() {
        "day" | "days" => 1.0,
        "w" | "wk" | "week" | "weeks" => 7.0,
        "m" | "mo" | "month" | "months" => 30.0,
        "y" | "yr" | "year" | "years" => 365.0,
        _ => return None,
    };
    Days::new(number * days).ok().map(|days| format!("{}d", days.get()))
}

/// Marks `seen`; the second time is a mistake.
fn once(seen: &mut bool, what: &str, word: &Word) -> Result<(), ShockError> {
    if std::mem::replace(seen, true) {
        let help = "write one shock per --shock".to_owned();
        return Err(error(&format!("`{}` is a second {what}", word.0), word.1.clone(), help));
    }
    Ok(())
}

/// What parts the ids of a target.
pub const SEPARATORS: [char; 4] = ['>', '<', '@', ','];

type Word<'a> = (&'a str, std::ops::Range<usize>);

fn words(line: &str) -> Vec<Word<'_>> {
    line.split_whitespace()
        .map(|word| {
            let start = word.as_ptr() as usize - line.as_ptr() as usize;
            (word, start..start + word.len())
        })
        .collect()
}

fn error(message: &str, span: std::ops::Range<usize>, help: String) -> ShockError {
    ShockError { message: message.to_owned(), span, help }
}

fn list(text: &str) -> Option<Vec<String>> {
    (text != "*").then(|| text.split(',').map(str::to_owned).collect())
}

fn target(kind: &Word, place: &Word) -> Result<Target, ShockError> {
    let text = place.0;
    let parts: Vec<&str> = text.split('>').collect();
    let at = || text.split_once('@').map_or((text, "*"), |(product, economy)| (product, economy));
    let all = |text: &str| list(text).unwrap_or_default();
    if text.split(SEPARATORS).any(str::is_empty) {
        let help = "name something on either side, or `*` for everything".to_owned();
        return Err(error(&format!("`{text}` has an empty part"), place.1.clone(), help));
    }
    let named = match kind.0 {
        "trade" | "route" | "asset" | "input" => text.split(SEPARATORS).all(|id| id != "*"),
        "demand" => !at().0.split(',').any(|id| id == "*"),
        _ => true,
    };
    if !named {
        let help = form(kind.0).to_owned();
        return Err(error(&format!("`*` cannot stand here in `{}`: name what it hits", kind.0), place.1.clone(), help));
    }
    match (kind.0, parts.as_slice()) {
        ("capacity", [economies, products]) => {
            Ok(Target::Capacity { products: list(products), economies: list(economies), firm: None })
        }
        ("capital", [economies, products]) => {
            Ok(Target::Capital { products: list(products), economies: list(economies), firm: None, rebuild: None })
        }
        ("export", [from, products]) => {
            Ok(Target::Export { products: list(products), from: list(from), firm: None, to: None })
        }
        ("export", [from, products, to]) => {
            Ok(Target::Export { products: list(products), from: list(from), firm: None, to: list(to) })
        }
        ("trade", [economies]) => Ok(Target::Trade { economies: all(economies), products: None }),
        ("input", [_]) if text.contains('<') => {
            let (economies, products) = text.split_once('<').unwrap_or((text, ""));
            Ok(Target::Input { products: all(products), economies: all(economies) })
        }
        ("route", [chokepoints]) => Ok(Target::Route { chokepoints: all(chokepoints) }),
        ("asset", [asset]) => Ok(Target::Asset { asset: (*asset).to_owned() }),
        ("demand", [_]) => Ok(Target::Demand { products: all(at().0), economies: list(at().1) }),
        ("stock" | "reserve", [_]) => {
            let (products, economies) = at();
            Ok(Target::Stock { products: list(products), economies: list(economies), reserve: kind.0 == "reserve" })
        }
        (
            "capacity" | "capital" | "export" | "trade" | "input" | "route" | "asset" | "demand" | "stock" | "reserve",
            _,
        ) => Err(error(&format!("`{text}` is not a target of `{}`", kind.0), place.1.clone(), form(kind.0).to_owned())),
        _ => Err(error(&format!("`{}` is not a kind of shock", kind.0), kind.1.clone(), FORMS.to_owned())),
    }
}

/// The form of a shock of `kind`.
fn form(kind: &str) -> &'static str {
    FORMS.lines().find(|line| line.starts_with(kind)).unwrap_or(FORMS)
}

fn setting(shock: &mut Shock, key: &str, value: &str, word: &Word) -> Result<(), ShockError> {
    match key {
        "start" => shock.start_day = length(value, word)?,
        "onset" => shock.onset_days = length(value, word)?,
        "recovery" => shock.recovery_days = length(value, word)?,
        "shape" => {
            shock.recovery = match value {
                "step" => Recovery::Step,
                "linear" => Recovery::Linear,
                "exponential" => Recovery::Exponential,
                "s-curve" => Recovery::SCurve,
                "concave" => Recovery::Concave,
                "convex" => Recovery::Convex,
                _ => {
                    let help = "shapes are step, linear, exponential, s-curve, concave and convex".to_owned();
                    return Err(error(&format!("`{value}` is not a shape"), word.1.clone(), help));
                }
            }
        }
        _ => {
            let help = "settings are start, onset, recovery and shape".to_owned();
            return Err(error(&format!("`{key}` is not a setting"), word.1.clone(), help));
        }
    }
    Ok(())
}

fn length(text: &str, word: &Word) -> Result<Days, ShockError> {
    let number = text.strip_suffix('d').unwrap_or(text).parse::<f64>();
    number.ok().and_then(|number| Days::new(number).ok()).ok_or_else(|| {
        let help = format!("write days as `180d`, {} to {}", Days::MIN, Days::MAX);
        error(&format!("`{text}` is not a number of days"), word.1.clone(), help)
    })
}

fn strength(text: &str, growth: bool, word: &Word) -> Result<Change, ShockError> {
    let number = match text.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().map(|percent| percent / 100.0),
        None => text.parse::<f64>(),
    };
    let range = if growth { (Change::MIN, Change::MAX) } else { (0.0, 1.0) };
    let within = |number: &f64| (range.0..=range.1).contains(number);
    number.ok().filter(within).and_then(|number| Change::new(number).ok()).ok_or_else(|| {
        let help = format!("write a share as `90%` or `0.9`, {} to {}", range.0, range.1);
        error(&format!("`{text}` is not a severity"), word.1.clone(), help)
    })
}

fn days(value: f64) -> Days {
    Days::new(value).expect("a constant in range")
}

fn change(value: f64) -> Change {
    Change::new(value).expect("a constant in range")
}

#[cfg(test)]
mod tests;
