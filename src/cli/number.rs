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

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn what_is_refused_is_told_what_would_do() {
        let few = whole(8_u64..=100);
        assert_eq!(["8", "100"].map(&few), [Ok(8), Ok(100)]);
        for wrong in ["7", "101", "-1", "1e1", "9.5", "NaN", "1_0", "", "99999999999999999999"] {
            assert_eq!(few(wrong), Err("admissible are whole numbers from 8 to 100".to_owned()), "{wrong}");
        }
    }
}
