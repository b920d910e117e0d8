//! Whole numbers on the command line.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Reads a whole number of `range`; what is refused is told what would do.
pub fn whole<T>(range: RangeInclusive<T>) -> impl Fn(&str) -> Result<T, String> + Clone
where
    T: FromStr + PartialOrd + Display + Clone,
{
    move |text| match text.parse() {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => Err(format!("admissible are whole numbers from {} to {}", range.start(), range.end())),
    }
}

/// Reads a finite amount from 0 on.
pub fn amount(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number >= 0.0 => Ok(number),
        _ => Err("admissible are numbers from 0 on".to_owned()),
    }
}

/// Fewest draws of figures whose 5th and 95th percentile mean something.
const FEWEST_DRAWS: u32 = 10;
const MOST_DRAWS: u32 = 10_000;

/// Reads how many draws of the figures are wanted; 0 for none if there may be none. The ends of the range of a few draws
/// are single draws, and may both lie on one side of the value.
pub fn draws(none: bool) -> impl Fn(&str) -> Result<u32, String> + Clone {
    move |text| match text.parse() {
        Ok(0) if none => Ok(0),
        Ok(number) if (FEWEST_DRAWS..=MOST_DRAWS).contains(&number) => Ok(number),
        _ => {
            let none = if none { "0 for none, or " } else { "" };
            Err(format!("admissible are {none}whole numbers from {FEWEST_DRAWS} to {MOST_DRAWS}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{amount, draws, whole};

    #[test]
    fn a_range_needs_a_few_draws() {
        assert_eq!(["0", "10", "10000"].map(draws(true)), [Ok(0), Ok(10), Ok(10_000)]);
        assert!(["1", "9", "-1", "10001", "many"].map(draws(true)).iter().all(Result::is_err));
        assert_eq!(draws(false)("0"), Err("admissible are whole numbers from 10 to 10000".to_owned()));
    }

    #[test]
    fn amounts_are_finite_and_from_zero() {
        assert_eq!(["0", "1e3", "0.5"].map(amount), [Ok(0.0), Ok(1000.0), Ok(0.5)]);
        assert!(["-1", "nan", "inf", "x", ""].map(amount).iter().all(Result::is_err));
    }

    #[test]
    fn what_is_refused_is_told_what_would_do() {
        let few = whole(8_u64..=100);
        assert_eq!(["8", "100"].map(&few), [Ok(8), Ok(100)]);
        for wrong in ["7", "101", "-1", "1e1", "9.5", "NaN", "1_0", "", "99999999999999999999"] {
            assert_eq!(few(wrong), Err("admissible are whole numbers from 8 to 100".to_owned()), "{wrong}");
        }
    }
}
