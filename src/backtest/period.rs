//! Calendar periods as days from an onset.

/// A calendar period in days from day 0: from its first day to the day after its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: i64,
    /// Day after the last.
    pub to: i64,
}

impl Period {
    /// The period written `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, seen from `onset`, in days since 1970-01-01.
    #[must_use]
    pub fn parse(text: &str, onset: i64) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let digits = |part: &&str, wide: usize| part.len() == wide && part.bytes().all(|byte| byte.is_ascii_digit());
        let well_formed = parts.iter().enumerate().all(|(place, part)| digits(part, if place == 0 { 4 } else { 2 }));
        if !well_formed {
            return None;
        }
        let numbers: Vec<i64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
        let (from, to) = match numbers[..] {
            [year] => (civil(year, 1, 1), civil(year + 1, 1, 1)),
            [year, month @ 1..=12] => (civil(year, month, 1), civil(year + month / 12, month % 12 + 1, 1)),
            [_, _, _] => day(text).map(|day| (day, day + 1))?,
            _ => return None,
        };
        Some(Self { from: from - onset, to: to - onset })
    }

    /// Its length in days.
    #[must_use]
    pub const fn days(self) -> f64 {
        (self.to - self.from) as f64
    }

    /// Whether any of it lies at or after day 0.
    #[must_use]
    pub const fn counts(self) -> bool {
        self.to > 0
    }
}

/// Days since 1970-01-01 of a day written `YYYY-MM-DD`; `None` if there is no such day.
#[must_use]
pub fn day(text: &str) -> Option<i64> {
    let date: toml::value::Datetime = text.parse().ok()?;
    let date = (date.time.is_none() && date.offset.is_none()).then_some(date.date)??;
    Some(civil(i64::from(date.year), i64::from(date.month), i64::from(date.day)))
}

/// Days since 1970-01-01 in the Gregorian calendar (Hinnant 2013, "chrono-compatible low-level date algorithms").
const fn civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        assert_eq!(day("1970-01-01"), Some(0));
        assert_eq!(day("2000-03-01"), Some(11_017));
        assert_eq!(day("2011-03-11"), Some(15_044));
        for text in ["2011-02-29", "2011-13-01", "2011-03-11T00:00:00", "yesterday", "11-03-2011"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn periods_reach_to_the_day_after_their_last() {
        let onset = day("2011-03-11").expect("a day");
        let period = |text: &str| Period::parse(text, onset).map(|period| (period.from, period.to));
        assert_eq!(period("2011-03"), Some((-10, 21)));
        assert_eq!(period("2011-12"), Some((265, 296)));
        assert_eq!(period("2011-03-11"), Some((0, 1)));
        assert_eq!(period("2012").map(|(from, to)| to - from), Some(366));
        for text in ["2011-00", "2011-13", "2011-3", "2011-02-30", "March 2011", "", "2011-03-11-01", "-011"] {
            assert_eq!(period(text), None, "{text}");
        }
    }
}
