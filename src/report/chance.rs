//! Estimates from trials as people read them: what did not happen is told as that, and not as 0 ± 0.

use super::Cell;
use crate::montecarlo::exceedance::clopper_pearson;

/// What stands for an error where all trials were alike.
const UNTOLD: &str = "–";

/// An estimate of days and its standard error, as two cells: of a mean of which no trial has any, that, and no error where
/// trials that are all alike tell nothing of it.
#[must_use]
pub fn with_error(value: f64, error: f64) -> [Cell; 2] {
    let none = value == 0.0 && error == 0.0;
    let value = if none { Cell::Worded(value, "none".to_owned()) } else { value.into() };
    [value, error_alone(error)]
}

/// A standard error by itself.
#[must_use]
pub fn error_alone(error: f64) -> Cell {
    if error == 0.0 { Cell::Worded(error, UNTOLD.to_owned()) } else { error.into() }
}

/// The same in running text, with so many decimals.
#[must_use]
pub fn in_words(value: f64, error: f64, decimals: usize) -> String {
    if value == 0.0 && error == 0.0 {
        "none".to_owned()
    } else if error == 0.0 || !error.is_finite() {
        format!("{value:.decimals$}")
    } else {
        format!("{value:.decimals$} ± {error:.decimals$}")
    }
}

/// A level, of which 0 does not mean "none", and its standard error: `n/a` where the trials are too few for one.
#[must_use]
pub fn level_in_words(value: f64, error: f64, decimals: usize) -> String {
    if !value.is_finite() {
        "n/a".to_owned()
    } else if error.is_finite() {
        format!("{value:.decimals$} ± {error:.decimals$}")
    } else {
        format!("{value:.decimals$} ± n/a")
    }
}

/// A probability with its 95 % interval: `14 % (11 to 17)`, and a bound alone of what never or always happened.
#[must_use]
pub fn probability(value: f64, low: f64, high: f64) -> String {
    if value <= 0.0 {
        format!("0 (below {} %)", percent(high))
    } else if value >= 1.0 {
        format!("100 % (above {} %)", percent(low))
    } else {
        format!("{} % ({} to {})", percent(value), percent(low), percent(high))
    }
}

/// What `none` means below a table of so many trials in which it stands; nothing if it does not.
#[must_use]
pub fn legend_of_none(stands: bool, trials: u64) -> String {
    if stands { format!("\nNone: {}.", no_loss(trials)) } else { String::new() }
}

/// What is known of a loss that none of so many trials has.
#[must_use]
pub fn no_loss(trials: u64) -> String {
    let high = percent(clopper_pearson(0, trials, 0.95).high);
    format!("no loss in {trials} trials, which leaves up to {high} % of years that have one (95 %)")
}

/// In per cent, with two digits of what it lacks to 0 or to 100.
fn percent(share: f64) -> String {
    let (percent, lacking) = (100.0 * share, 100.0 * share.min(1.0 - share));
    let decimals = if lacking <= 0.0 { 0 } else { (1.0 - libm::log10(lacking).floor()).clamp(0.0, 8.0) as usize };
    format!("{percent:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_have_an_interval_and_never_nothing_to_spare() {
        let told = |hits: u64, trials: u64| {
            let interval = clopper_pearson(hits, trials, 0.95);
            probability(hits as f64 / trials as f64, interval.low, interval.high)
        };
        assert_eq!(told(0, 500), "0 (below 0.74 %)");
        assert_eq!(told(500, 500), "100 % (above 99.26 %)");
        assert_eq!(told(70, 500), "14 % (11 to 17)");
        assert_eq!(told(1, 100_000), "0.0010 % (0.000025 to 0.0056)");
        assert_eq!(told(0, 1), "0 (below 97.5 %)");
    }

    #[test]
    fn what_no_trial_has_is_no_number_with_an_error() {
        assert_eq!(with_error(0.0, 0.0), [Cell::Worded(0.0, "none".to_owned()), Cell::Worded(0.0, "–".to_owned())]);
        assert_eq!(with_error(2.0, 0.0), [2.0.into(), Cell::Worded(0.0, "–".to_owned())]);
        assert_eq!(with_error(2.0, 0.5), [2.0.into(), 0.5.into()]);
        assert_eq!(with_error(2.0, f64::NAN), [2.0.into(), Cell::Missing]);
        let words =
            [(0.0, 0.0), (2.0, 0.0), (2.0, 0.25), (2.0, f64::NAN)].map(|(value, error)| in_words(value, error, 1));
        assert_eq!(words, ["none", "2.0", "2.0 ± 0.2", "2.0"]);
        let levels =
            [(40.2, 1.0), (100.0, 0.0), (40.2, f64::NAN)].map(|(value, error)| level_in_words(value, error, 0));
        assert_eq!(levels, ["40 ± 1", "100 ± 0", "40 ± n/a"]);
        assert_eq!(no_loss(500), "no loss in 500 trials, which leaves up to 0.74 % of years that have one (95 %)");
    }
}
