//! One sector and home economy of a batch.

use super::super::batch::YEAR;
use super::super::by_source::BySource;
use super::{BatchRow, Contribution, Converged, Level, Returned};
use crate::montecarlo::contributions::{Contributions, Worst};
use crate::montecarlo::estimates::{Estimate, Interval, mean, probability, standard_deviation};
use crate::montecarlo::exceedance::{Curve, clopper_pearson};
use crate::montecarlo::tails::{self, LEVEL, Tail};
use crate::montecarlo::year_loss::{Cell, Measure, YearLossTable};
use std::collections::BTreeMap;

/// Confidence of the intervals.
pub(super) const CONFIDENCE: f64 = 0.95;
/// The levels that are told one by one.
const LEVELS: [f64; 4] = [0.9, 0.95, 0.99, 0.995];
/// Return periods of the curves, years.
const PERIODS: [f64; 9] = [2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0];
/// Suppliers that are named; the others go together.
const MOST_SUPPLIERS: usize = 20;
/// The first prefix of a convergence table.
const FIRST_PREFIX: u64 = 64;

/// Value and standard error, where they are numbers.
fn both(estimate: Option<Estimate>) -> (Option<f64>, Option<f64>) {
    let value = estimate.map(|estimate| estimate.value).filter(|value| value.is_finite());
    (value, estimate.and_then(|estimate| estimate.known_error()))
}

/// The statistics of `cell`; `sources` tell its losses apart and hold the largest event's part of every row.
pub(super) fn row(table: &YearLossTable, cell: usize, sources: Option<(&BySource, &[f64])>) -> BatchRow {
    let losses = |measure| table.losses(cell, measure);
    let in_order = losses(Measure::LostDays).unwrap_or_default();
    let average = mean(&in_order);
    let (sd_lost_days, sd_lost_days_se) = both(Some(standard_deviation(&in_order)));
    let convergence = convergence(&in_order);
    let own: &[(usize, &[f64])] = &[(cell, &in_order)];
    let first = table.trials().start;
    let contributions = sources.map_or_else(Vec::new, |(by, _)| contributions(by, own, &in_order, first));
    let occurrence = sources.map(|(_, largest)| Curve::of_years(largest_events(table, cell, largest)));
    let curve = Curve::of_years(in_order);
    let tail = curve.tail();
    let at_risk = tail.value_at_risk(LEVEL, CONFIDENCE);
    let shortfall = tail.expected_shortfall(LEVEL);
    let final_use = mean(&losses(Measure::FinalUseLostDays).unwrap_or_default());
    let resilience = tails::resilience(&losses(Measure::WeakestFifthLostDays).unwrap_or_default(), YEAR, 1.0 - LEVEL);
    let (within_year_lost_days, within_year_lost_days_se) = both(losses(Measure::WithinYearLostDays).map(|l| mean(&l)));
    let (lost_value_usd, lost_value_usd_se) = both(losses(Measure::LostValueUsd).map(|l| mean(&l)));
    let of_trials = |hits: u64| -> (Estimate, Interval) {
        (probability(hits, table.len()), clopper_pearson(hits, table.len(), CONFIDENCE))
    };
    let (any, any_within) = of_trials(tail.above(0.0));
    let times = Times::of(table, cell);
    let (below, below_within) = of_trials(times.survive.len() as u64);
    let (not_recovered, not_recovered_within) = of_trials(times.survive.len() as u64 - times.recover.len() as u64);
    let (time_to_survive_days, time_to_survive_days_se) = Times::mean(&times.survive);
    let (time_to_recover_days, time_to_recover_days_se) = Times::mean(&times.recover);
    let Cell { sector, economy } = table.cells()[cell].clone();
    BatchRow {
        sector,
        economy,
        mean_lost_days: average.value,
        mean_lost_days_se: average.standard_error,
        var95_lost_days: at_risk.value,
        var95_lost_days_low: at_risk.low,
        var95_lost_days_high: at_risk.high,
        es95_lost_days: shortfall.value,
        es95_lost_days_se: shortfall.standard_error,
        final_use_lost_days: final_use.value,
        final_use_lost_days_se: final_use.standard_error,
        resilience: resilience.value,
        resilience_se: resilience.standard_error,
        sd_lost_days,
        sd_lost_days_se,
        within_year_lost_days,
        within_year_lost_days_se,
        lost_value_usd,
        lost_value_usd_se,
        loss_probability: any.value,
        loss_probability_se: any.standard_error,
        loss_probability_low: any_within.low,
        loss_probability_high: any_within.high,
        below_threshold_probability: below.value,
        below_threshold_probability_se: below.standard_error,
        below_threshold_probability_low: below_within.low,
        below_threshold_probability_high: below_within.high,
        time_to_survive_days,
        time_to_survive_days_se,
        time_to_recover_days,
        time_to_recover_days_se,
        not_recovered_probability: not_recovered.value,
        not_recovered_probability_se: not_recovered.standard_error,
        not_recovered_probability_low: not_recovered_within.low,
        not_recovered_probability_high: not_recovered_within.high,
        levels: at_levels(tail),
        aggregate_exceedance: returned(&curve),
        occurrence_exceedance: occurrence.as_ref().map_or_else(Vec::new, returned),
        contributions,
        convergence,
    }
}

/// Value at risk and expected shortfall at all levels.
pub(super) fn at_levels(tail: &Tail) -> Vec<Level> {
    LEVELS.map(|level| at(tail, level)).to_vec()
}

fn at(tail: &Tail, level: f64) -> Level {
    let (at_risk, shortfall) = (tail.value_at_risk(level, CONFIDENCE), tail.expected_shortfall(level));
    Level {
        level,
        var: at_risk.value,
        var_low: at_risk.low,
        var_high: at_risk.high,
        es: shortfall.value,
        es_se: shortfall.known_error(),
    }
}

/// The curve at all return periods.
pub(super) fn returned(curve: &Curve) -> Vec<Returned> {
    let point = |years: f64| {
        let loss = (curve.years() as f64 >= years).then(|| curve.loss_at(years, CONFIDENCE));
        Returned {
            return_period_years: years,
            lost_days: loss.map(|loss| loss.value),
            low: loss.and_then(|loss| loss.low),
            high: loss.and_then(|loss| loss.high),
        }
    };
    PERIODS.map(point).to_vec()
}

/// The part of every trial's loss that is due to its largest event.
fn largest_events(table: &YearLossTable, cell: usize, largest: &[f64]) -> Vec<f64> {
    let mut losses = vec![0.0; table.len() as usize];
    for (row, share) in table.rows().zip(largest).filter(|(row, _)| row.cell as usize == cell) {
        losses[(row.trial - table.trials().start) as usize] = share * row.loss.lost_days;
    }
    losses
}

/// Days to the first fall below the threshold and from there back, of the years that have them.
struct Times {
    survive: Vec<f64>,
    recover: Vec<f64>,
}

impl Times {
    fn of(table: &YearLossTable, cell: usize) -> Self {
        let mut times = Self { survive: Vec::new(), recover: Vec::new() };
        for row in table.rows().filter(|row| row.cell as usize == cell) {
            let Some(first) = row.loss.time_to_survive_days else { continue };
            times.survive.push(first);
            times.recover.extend(row.loss.time_to_recover_days.map(|last| last - first));
        }
        times
    }

    fn mean(days: &[f64]) -> (Option<f64>, Option<f64>) {
        both((!days.is_empty()).then(|| mean(days)))
    }
}

/// Prefixes of 64, 128, … trials, and all of them.
fn convergence(losses: &[f64]) -> Vec<Converged> {
    let all = losses.len() as u64;
    let prefixes = std::iter::successors(Some(FIRST_PREFIX), |n| n.checked_mul(2)).take_while(|n| *n < all);
    let estimates = |trials: u64| {
        let first = &losses[..trials as usize];
        let (average, shortfall) = (mean(first), Tail::new(first.to_vec()).expected_shortfall(LEVEL));
        Converged {
            trials,
            mean_lost_days: average.value,
            mean_lost_days_se: average.known_error(),
            es95_lost_days: shortfall.value,
            es95_lost_days_se: shortfall.known_error(),
        }
    };
    prefixes.chain((all > 0).then_some(all)).map(estimates).collect()
}

/// What the worst years are made of, of all `losses` of these cells with those of each, from trial `first` on.
pub(super) fn contributions(by: &BySource, cells: &[(usize, &[f64])], losses: &[f64], first: u64) -> Vec<Contribution> {
    let found = by.contributions(&Worst::of(losses, LEVEL), cells, first);
    let mut hazards: BTreeMap<String, BTreeMap<usize, f64>> = BTreeMap::new();
    let mut economies = hazards.clone();
    let mut suppliers = hazards.clone();
    for (place, (source, _)) in found.iter().enumerate() {
        *hazards.entry(by.hazard(source)).or_default().entry(place).or_default() += 1.0;
        for &(struck, share) in by.struck(source) {
            let (economy, supplier) = by.names(struck);
            *economies.entry(economy.to_owned()).or_default().entry(place).or_default() += share;
            *suppliers.entry(supplier.to_owned()).or_default().entry(place).or_default() += share;
        }
    }
    let mut all = listed("hazard", hazards, &found, usize::MAX);
    all.extend(listed("economy", economies, &found, usize::MAX));
    all.extend(listed("supplier", suppliers, &found, MOST_SUPPLIERS));
    all
}

/// The contributions of one kind, largest first, those beyond `most` together under `others`; a group is the shares it
/// has of each source by place.
fn listed<K: Ord>(
    kind: &'static str,
    groups: BTreeMap<String, BTreeMap<usize, f64>>,
    found: &Contributions<K>,
    most: usize,
) -> Vec<Contribution> {
    let values: Vec<f64> = found.iter().map(|(_, value)| value).collect();
    let total: f64 = values.iter().sum();
    let value = |shares: &BTreeMap<usize, f64>| shares.iter().map(|(place, share)| share * values[*place]).sum::<f64>();
    let mut ranked: Vec<(String, BTreeMap<usize, f64>)> = groups.into_iter().collect();
    ranked.sort_by(|a, b| value(&b.1).total_cmp(&value(&a.1)).then_with(|| a.0.cmp(&b.0)));
    let mut rest = BTreeMap::new();
    for (_, shares) in ranked.split_off(most.min(ranked.len())) {
        for (place, share) in shares {
            *rest.entry(place).or_insert(0.0) += share;
        }
    }
    ranked.extend((!rest.is_empty()).then(|| ("others".to_owned(), rest)));
    let contribution = |(id, shares): (String, BTreeMap<usize, f64>)| {
        let estimate = found.part_by_place(|place| shares.get(&place).copied().unwrap_or(0.0));
        Contribution {
            kind,
            id,
            es95_lost_days: estimate.value,
            es95_lost_days_se: estimate.known_error(),
            share: if total == 0.0 { 0.0 } else { estimate.value / total },
        }
    };
    ranked.into_iter().map(contribution).filter(|c| c.es95_lost_days != 0.0).collect()
}
