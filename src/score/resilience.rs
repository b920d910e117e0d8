//! Resilience of a run: availability, time to survive, time to recover, depth, lost days (Bruneau 2003;
//! Simchi-Levi 2015 for the two times).

use super::fifth::{fifth_weights, weakest_fifth};

/// How a run is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Days per step.
    pub step_days: f64,
    /// Days over which losses count, from the first onset.
    pub horizon_days: f64,
    /// Availability below which something counts as down.
    pub threshold: f64,
}

impl Reading {
    fn horizon_steps(&self) -> usize {
        (self.horizon_days / self.step_days).round() as usize
    }
}

/// What happened to one product in one economy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Mean availability over the horizon, 0 to 1.
    pub mean: f64,
    /// Days of need lost over the horizon.
    pub lost_days: f64,
    /// Deepest fall over the whole run, 0 to 1.
    pub depth: f64,
    /// First day below the threshold.
    pub time_to_survive: Option<f64>,
    /// Day after the last day below the threshold; `None` if it never fell or did not come back.
    pub time_to_recover: Option<f64>,
    /// Whole again at the end of the run.
    pub recovered: bool,
}

/// Whether an availability is below `threshold`. Rounding must never read as down, that of single precision included: batches
/// and runs of one trial ask the same.
#[must_use]
pub fn is_down(value: f64, threshold: f64) -> bool {
    value < threshold - 1e-6
}

/// Reads a series of availabilities per step; what lies beyond its end counts as whole.
#[must_use]
pub fn outcome(series: &[f64], reading: &Reading) -> Outcome {
    let steps = reading.horizon_steps().max(1);
    let lost: f64 = series.iter().take(steps).map(|value| 1.0 - value).sum();
    Outcome { mean: 1.0 - lost / steps as f64, lost_days: lost * reading.step_days, ..times(series, series, reading) }
}

/// Times and depth of `fall`; mean and lost days are left at those of an undisturbed run.
fn times(fall: &[f64], full: &[f64], reading: &Reading) -> Outcome {
    let down = |value: &f64| is_down(*value, reading.threshold);
    let first = fall.iter().position(down);
    let last = fall.iter().rposition(down);
    let recovered = last.is_none_or(|last| last + 1 < full.len());
    Outcome {
        mean: 1.0,
        lost_days: 0.0,
        depth: 1.0 - fall.iter().copied().fold(1.0, f64::min),
        time_to_survive: first.map(|step| step as f64 * reading.step_days),
        time_to_recover: last.filter(|_| recovered).map(|step| (step + 1) as f64 * reading.step_days),
        recovered,
    }
}

/// What happened to a sector in one economy.
#[derive(Debug, Clone, PartialEq)]
pub struct SectorOutcome {
    /// Mean over the horizon of the weakest fifth (ranked by mean over the horizon), 0 to 1.
    pub resilience: f64,
    /// Mean over the horizon of all products.
    pub mean: f64,
    /// Days lost by the mean of all products over the horizon.
    pub lost_days: f64,
    /// Days lost by the weakest fifth over the horizon.
    pub fifth_lost_days: f64,
    /// Times and depth of the daily weakest fifth.
    pub depth: f64,
    /// First day any fifth of the sector is below the threshold.
    pub time_to_survive: Option<f64>,
    /// Day after the last such day.
    pub time_to_recover: Option<f64>,
    /// No fifth is below the threshold at the end of the run.
    pub recovered: bool,
    /// Index of the product with the lowest mean, if any lost anything.
    pub worst: Option<usize>,
    /// Mean of all products per step.
    pub mean_series: Vec<f64>,
    /// Weakest fifth per step.
    pub fifth_series: Vec<f64>,
}

/// Reads a sector from its products' (weight, series of availabilities); all series have the same length.
#[must_use]
pub fn sector_outcome(products: &[(f64, &[f64])], reading: &Reading) -> SectorOutcome {
    let steps = products.iter().map(|(_, series)| series.len()).max().unwrap_or(0);
    let total: f64 = products.iter().map(|(weight, _)| weight).sum();
    let mut mean_series = Vec::with_capacity(steps);
    let mut fifth_series = Vec::with_capacity(steps);
    let mut day = Vec::with_capacity(products.len());
    for step in 0..steps {
        day.clear();
        day.extend(products.iter().map(|(weight, series)| (series[step], *weight)));
        let lost: f64 = day.iter().map(|(value, weight)| weight * (1.0 - value)).sum();
        mean_series.push(if total > 0.0 { 1.0 - lost / total } else { 1.0 });
        fifth_series.push(weakest_fifth(&mut day));
    }
    let means: Vec<(f64, f64)> =
        products.iter().map(|(weight, series)| (outcome(series, reading).mean, *weight)).collect();
    let weights = fifth_weights(&means);
    let share: f64 = weights.iter().sum();
    let lost: f64 = means.iter().zip(&weights).map(|(mean, weight)| weight * (1.0 - mean.0)).sum();
    let resilience = if share > 0.0 { 1.0 - lost / share } else { 1.0 };
    let whole = outcome(&mean_series, reading);
    let times = times(&fifth_series, &fifth_series, reading);
    let used = means.iter().enumerate().filter(|(_, (mean, weight))| *weight > 0.0 && *mean < 1.0 - 1e-9);
    SectorOutcome {
        resilience,
        mean: whole.mean,
        lost_days: whole.lost_days,
        fifth_lost_days: (1.0 - resilience) * reading.horizon_steps() as f64 * reading.step_days,
        depth: times.depth,
        time_to_survive: times.time_to_survive,
        time_to_recover: times.time_to_recover,
        recovered: times.recovered,
        worst: used.min_by(|a, b| a.1.0.total_cmp(&b.1.0)).map(|(index, _)| index),
        mean_series,
        fifth_series,
    }
}

/// Days lost by the mean of a sector's products and by its weakest fifth, from the days that each product lost over the
/// horizon (weight, days): what [`sector_outcome`] reads from series.
#[must_use]
pub fn sector_loss(products: &[(f64, f64)]) -> (f64, f64) {
    let mean = |weights: &[f64]| {
        let total: f64 = weights.iter().sum();
        let lost: f64 = products.iter().zip(weights).map(|((_, days), weight)| weight * days).sum();
        if total > 0.0 { lost / total } else { 0.0 }
    };
    let all: Vec<f64> = products.iter().map(|(weight, _)| *weight).collect();
    // Ranked by availability: who lost most comes first.
    let ranked: Vec<(f64, f64)> = products.iter().map(|(weight, days)| (-days, *weight)).collect();
    (mean(&all), mean(&fifth_weights(&ranked)))
}

/// When any fifth of a sector falls below the threshold, and when it is back for good.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Fall {
    /// First day on which the weakest fifth of the day is below; none if it never is.
    pub time_to_survive: Option<f64>,
    /// Day after the last such day; none if there is none, or if it is not back at the end.
    pub time_to_recover: Option<f64>,
}

/// The times that [`sector_outcome`] reads from series, from what products lack: (step, place among `weights`, share lost) by
/// step, in any order within one. `steps` is how many were followed.
#[must_use]
pub fn fall(weights: &[f64], lacking: &[(u32, u32, f64)], steps: usize, reading: &Reading) -> Fall {
    let total: f64 = weights.iter().sum();
    let mut below: Option<(u32, u32)> = None;
    let mut day: Vec<(f64, f64)> = Vec::with_capacity(weights.len());
    for lacks in lacking.chunk_by(|a, b| a.0 == b.0) {
        // Were all of it in one fifth, that fifth would lack this much: mostly it is nothing, and nobody need be ranked.
        let lost: f64 = lacks.iter().map(|&(_, place, lost)| weights[place as usize] * lost).sum();
        if lost * 5.0 <= (1.0 - reading.threshold) * total * (1.0 - 1e-9) {
            continue;
        }
        day.clear();
        day.extend(weights.iter().map(|&weight| (1.0, weight)));
        for &(_, place, lost) in lacks {
            day[place as usize].0 = 1.0 - lost;
        }
        if is_down(weakest_fifth(&mut day), reading.threshold) {
            let step = lacks[0].0;
            below = Some((below.map_or(step, |(first, _)| first), step));
        }
    }
    let on = |step: u32| f64::from(step) * reading.step_days;
    let back = below.filter(|&(_, last)| last as usize + 1 < steps);
    Fall { time_to_survive: below.map(|(first, _)| on(first)), time_to_recover: back.map(|(_, last)| on(last + 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READING: Reading = Reading { step_days: 1.0, horizon_days: 10.0, threshold: 0.95 };

    #[test]
    fn a_triangle_is_read_as_bruneau_does() {
        let series = [1.0, 1.0, 0.5, 0.6, 0.8, 1.0];
        let found = outcome(&series, &READING);
        assert!((found.lost_days - 1.1).abs() < 1e-12);
        assert!((found.mean - 0.89).abs() < 1e-12);
        assert_eq!((found.time_to_survive, found.time_to_recover, found.recovered), (Some(2.0), Some(5.0), true));
        assert!((found.depth - 0.5).abs() < 1e-12);
    }

    #[test]
    fn the_threshold_itself_is_not_below_it_in_any_precision() {
        for (lost, down) in
            [(0.05, false), (f64::from(0.05_f32), false), (f64::from(1.0_f32 - 0.95_f32), false), (0.051, true)]
        {
            let series = outcome(&[1.0, 1.0 - lost], &READING).time_to_survive;
            let batch = fall(&[1.0], &[(1, 0, lost)], 10, &READING).time_to_survive;
            assert_eq!((series, batch), (down.then_some(1.0), down.then_some(1.0)), "{lost}");
        }
    }

    #[test]
    fn never_down_and_never_back_are_told_apart() {
        let never_down = outcome(&[1.0, 0.96, 1.0], &READING);
        assert_eq!((never_down.time_to_recover, never_down.recovered), (None, true));
        let never_back = outcome(&[1.0, 0.5, 0.5], &READING);
        assert_eq!((never_back.time_to_recover, never_back.recovered), (None, false));
    }

    #[test]
    fn losses_stop_at_the_horizon_but_recovery_is_sought_beyond() {
        let mut series = vec![0.0; 12];
        series.push(1.0);
        let found = outcome(&series, &READING);
        assert_eq!((found.lost_days, found.time_to_recover), (10.0, Some(12.0)));
    }

    #[test]
    fn the_weakest_fifth_is_ranked_over_the_horizon_for_losses_and_daily_for_times() {
        let (a, b, c) = ([0.0, 1.0, 1.0, 1.0], [1.0, 0.0, 1.0, 1.0], [1.0; 4]);
        let reading = Reading { horizon_days: 4.0, ..READING };
        let products: Vec<(f64, &[f64])> =
            vec![(1.0, &a[..]), (1.0, &b[..]), (1.0, &c[..]), (1.0, &c[..]), (1.0, &c[..])];
        let found = sector_outcome(&products, &reading);
        // One product is a fifth: over the horizon it lost one day of four.
        assert!((found.resilience - 0.75).abs() < 1e-12);
        assert_eq!((found.time_to_survive, found.time_to_recover), (Some(0.0), Some(2.0)));
        assert_eq!(found.worst, Some(0));
        assert!((found.lost_days - 0.4).abs() < 1e-12);
    }

    #[test]
    fn an_undisturbed_sector_is_whole() {
        let series = [1.0; 5];
        let found = sector_outcome(&[(1.0, &series[..])], &READING);
        assert_eq!((found.resilience, found.mean, found.worst, found.recovered), (1.0, 1.0, None, true));
    }

    #[test]
    fn times_read_from_what_lacks_are_those_read_from_series() {
        // Availabilities from a small generator: mostly whole, now and then short, in runs of steps.
        let mut seed = 7_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as f64 / f64::from(1_u32 << 31)
        };
        for case in 0..500 {
            let (products, steps) = (1 + case % 9, 12);
            let weights: Vec<f64> = (0..products).map(|_| next()).collect();
            let level = next();
            let series: Vec<Vec<f64>> = (0..products)
                .map(|_| (0..steps).map(|_| if next() < level { 1.0 } else { 1.0 - 0.4 * next() }).collect())
                .collect();
            let weighted: Vec<(f64, &[f64])> = weights.iter().copied().zip(series.iter().map(Vec::as_slice)).collect();
            let expected = sector_outcome(&weighted, &READING);
            let lacking: Vec<(u32, u32, f64)> = (0..steps)
                .flat_map(|step| (0..products).map(move |place| (step, place)))
                .map(|(step, place)| (step as u32, place as u32, 1.0 - series[place][step]))
                .filter(|lacks| lacks.2 > 0.0)
                .collect();
            let found = fall(&weights, &lacking, steps, &READING);
            assert_eq!(found.time_to_survive, expected.time_to_survive, "case {case}");
            assert_eq!(found.time_to_recover, expected.time_to_recover, "case {case}");
        }
    }

    #[test]
    fn losses_of_a_sector_are_those_of_its_series() {
        let series = [[0.2, 1.0, 0.9], [1.0, 0.5, 0.0], [1.0, 1.0, 1.0], [0.6, 0.6, 0.6]];
        let reading = Reading { horizon_days: 3.0, ..READING };
        let weighted: Vec<(f64, &[f64])> =
            [1.0, 0.3, 2.0, 0.0].into_iter().zip(series.iter().map(|s| &s[..])).collect();
        let found = sector_outcome(&weighted, &reading);
        let days = |series: &[f64]| outcome(series, &reading).lost_days;
        let lost: Vec<(f64, f64)> = weighted.iter().map(|(weight, series)| (*weight, days(series))).collect();
        let (mean, fifth) = sector_loss(&lost);
        assert!((mean - found.lost_days).abs() < 1e-12 && (fifth - found.fifth_lost_days).abs() < 1e-12);
        assert_eq!(sector_loss(&[]), (0.0, 0.0));
    }
}
