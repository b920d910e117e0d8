//! What is read off a course in per cent of normal: onset lag, depth, time to recover, total loss, front-loading.

use super::event::MeasureKind;
use super::period::Period;

/// A course: periods in order of time with their values in per cent of normal.
pub type Course = [(Period, f64)];

/// What is read off a course.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The value; none for a lag or recovery where nothing ever was down.
    pub value: Option<f64>,
    /// It was still down at the end of the course: the value is the least it can be.
    pub open: bool,
}

impl Reading {
    const fn of(value: Option<f64>) -> Self {
        Self { value, open: false }
    }
}

/// Reads `kind` off `course`; `threshold` in per cent. Only what lies at or after day 0 counts, front-loading apart.
///
/// Both sides of a comparison are read over the same periods, so that a month is compared with a month.
#[must_use]
pub fn read(kind: MeasureKind, course: &Course, threshold: f64) -> Reading {
    let after: Vec<&(Period, f64)> = course.iter().filter(|(period, _)| period.counts()).collect();
    // Rounding must never read as down.
    let down = |(_, value): &&(Period, f64)| *value < threshold - 1e-7;
    match kind {
        MeasureKind::Lag => Reading::of(after.iter().copied().find(down).map(|(period, _)| period.from.max(0) as f64)),
        MeasureKind::Depth => {
            let lowest = after.iter().map(|(_, value)| *value).fold(100.0, f64::min);
            Reading::of(Some(100.0 - lowest))
        }
        MeasureKind::Recovery => {
            let Some(last) = after.iter().rposition(down) else { return Reading::of(None) };
            Reading { value: Some(after[last].0.to as f64), open: last + 1 == after.len() }
        }
        MeasureKind::Loss => {
            // What is made up for later is not taken off: the days were lost to those who waited.
            let missing = |(period, value): &&(Period, f64)| (1.0 - value / 100.0).max(0.0) * period.days();
            Reading::of(Some(after.iter().map(missing).sum()))
        }
        MeasureKind::FrontLoading => {
            let before = course.iter().rev().find(|(period, _)| !period.counts());
            Reading::of(before.map(|(_, value)| (value - 100.0).max(0.0)))
        }
        // A price is a mark of its own, not part of a course of quantities.
        MeasureKind::Price => Reading::of(None),
    }
}

/// The mean over each of `periods` of a daily course that begins on day 0; before it and beyond its end all is normal.
#[must_use]
pub fn averaged(daily: &[f64], periods: &[Period]) -> Vec<(Period, f64)> {
    let at = |day: i64| usize::try_from(day).ok().and_then(|day| daily.get(day)).copied().unwrap_or(100.0);
    let mean = |period: &Period| (period.from..period.to).map(at).sum::<f64>() / period.days();
    periods.iter().map(|period| (*period, mean(period))).collect()
}

/// Each day of a daily course as a period of its own.
#[must_use]
pub fn by_day(daily: &[f64]) -> Vec<(Period, f64)> {
    (0..).zip(daily).map(|(day, value)| (Period { from: day, to: day + 1 }, *value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(values: &[f64]) -> Vec<(Period, f64)> {
        (0..).zip(values).map(|(k, value)| (Period { from: 30 * k - 40, to: 30 * k - 10 }, *value)).collect()
    }

    fn all(course: &Course) -> [(Option<f64>, bool); 5] {
        let kinds =
            [MeasureKind::Lag, MeasureKind::Depth, MeasureKind::Recovery, MeasureKind::Loss, MeasureKind::FrontLoading];
        kinds.map(|kind| read(kind, course, 95.0)).map(|reading| (reading.value, reading.open))
    }

    #[test]
    fn measures_are_those_of_a_hand_computed_course() {
        // Periods −40..−10, −10..20, 20..50, 50..80, 80..110.
        let course = months(&[150.0, 96.0, 40.0, 120.0, 100.0]);
        // (0.04 + 0.60) × 30 days are lost; the excess of the fourth month is not taken off.
        let expected = [(20.0, false), (60.0, false), (50.0, false), (19.2, false), (50.0, false)];
        for ((found, open), (value, wanted)) in all(&course).into_iter().zip(expected) {
            assert!((found.expect("a value") - value).abs() < 1e-9, "{found:?} {value}");
            assert_eq!(open, wanted);
        }
    }

    #[test]
    fn a_month_that_holds_the_onset_falls_at_once_and_what_does_not_end_is_open() {
        let course = months(&[100.0, 50.0, 50.0]);
        let [lag, depth, recovery, loss, before] = all(&course);
        assert_eq!((lag, depth), ((Some(0.0), false), (Some(50.0), false)));
        assert_eq!((recovery, before), ((Some(50.0), true), (Some(0.0), false)));
        assert_eq!(loss, (Some(30.0), false));
    }

    #[test]
    fn what_never_falls_has_no_lag_and_no_recovery() {
        let [lag, depth, recovery, loss, before] = all(&by_day(&[100.0, 99.0, 100.0]));
        assert_eq!((lag.0, depth.0, recovery.0, before.0), (None, Some(1.0), None, None));
        assert!((loss.0.expect("a loss") - 0.01).abs() < 1e-12);
    }

    #[test]
    fn a_simulated_course_is_averaged_over_the_measured_periods() {
        let daily = [40.0, 60.0, 80.0];
        let periods = [Period { from: -2, to: 2 }, Period { from: 2, to: 6 }];
        let found: Vec<f64> = averaged(&daily, &periods).into_iter().map(|(_, value)| value).collect();
        assert_eq!(found, [75.0, 95.0]);
    }
}
