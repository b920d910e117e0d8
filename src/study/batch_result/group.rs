//! All sectors of a home economy together, from the losses of the group's own years: curves of sectors must not be added
//! up, since their worst years are not the same ones.

use super::super::by_source::BySource;
use super::row::{CONFIDENCE, at_levels, contributions, returned};
use super::{Counted, GroupRow, GroupValue, ReturnedValue};
use crate::montecarlo::estimates::{Estimate, mean};
use crate::montecarlo::exceedance::Curve;
use crate::montecarlo::tails::{LEVEL, Quantile};
use crate::montecarlo::year_loss::{Measure, YearLossTable};

/// The home economies of `table` that have several sectors, in its order; `counted` says what its cells can lose,
/// `sources` tell losses apart.
pub(super) fn groups(table: &YearLossTable, counted: &[Counted], sources: Option<&BySource>) -> Vec<GroupRow> {
    let mut economies: Vec<&str> = Vec::new();
    for cell in table.cells() {
        if !economies.contains(&cell.economy.as_str()) {
            economies.push(&cell.economy);
        }
    }
    let all = || table.cells().iter().zip(counted).enumerate();
    let cells = |economy: &str, counts: fn(&Counted) -> bool| -> Vec<usize> {
        let own = all().filter(|(_, (cell, counted))| cell.economy == economy && counts(counted));
        own.map(|(place, _)| place).collect()
    };
    let groups = economies.into_iter().map(|economy| (economy, cells(economy, |counted| counted.days)));
    let several = groups.filter(|(_, of_days)| of_days.len() > 1 && !table.is_empty());
    let row = |(economy, of_days): (&str, Vec<usize>)| {
        let money = cells(economy, |counted| counted.money);
        group(table, (economy, &of_days, &money), sources)
    };
    several.map(row).collect()
}

fn group(
    table: &YearLossTable,
    (economy, cells, priced): (&str, &[usize], &[usize]),
    sources: Option<&BySource>,
) -> GroupRow {
    let by_cell = losses(table, cells, Measure::LostDays);
    let mut days = sum(table, &by_cell);
    for days in &mut days {
        *days /= by_cell.len().max(1) as f64;
    }
    let parts: Vec<(usize, &[f64])> = by_cell.iter().map(|(cell, losses)| (*cell, losses.as_slice())).collect();
    let first = table.trials().start;
    let contributions = sources.map_or_else(Vec::new, |by| contributions(by, &parts, &days, first));
    let curve = Curve::of_years(days);
    let (average, at_risk, shortfall) = estimates(&curve);
    GroupRow {
        economy: economy.to_owned(),
        sectors: cells.len() as u64,
        mean_lost_days: average.value,
        mean_lost_days_se: average.standard_error,
        var95_lost_days: at_risk.value,
        var95_lost_days_low: at_risk.low,
        var95_lost_days_high: at_risk.high,
        es95_lost_days: shortfall.value,
        es95_lost_days_se: shortfall.standard_error,
        levels: at_levels(curve.tail()),
        aggregate_exceedance: returned(&curve),
        contributions,
        lost_value: (!priced.is_empty()).then(|| money(table, priced)),
    }
}

/// What each trial lost in these cells, those in which it is known.
fn losses(table: &YearLossTable, cells: &[usize], measure: Measure) -> Vec<(usize, Vec<f64>)> {
    cells.iter().filter_map(|&cell| Some((cell, table.losses(cell, measure)?))).collect()
}

/// The same, all cells together.
fn sum(table: &YearLossTable, by_cell: &[(usize, Vec<f64>)]) -> Vec<f64> {
    let mut sums = vec![0.0; table.len() as usize];
    for (_, losses) in by_cell {
        for (sum, loss) in sums.iter_mut().zip(losses) {
            *sum += loss;
        }
    }
    sums
}

/// Mean, value at risk and expected shortfall of the years of a curve.
fn estimates(curve: &Curve) -> (Estimate, Quantile, Estimate) {
    let tail = curve.tail();
    (mean(tail.ascending()), tail.value_at_risk(LEVEL, CONFIDENCE), tail.expected_shortfall(LEVEL))
}

fn money(table: &YearLossTable, cells: &[usize]) -> GroupValue {
    let curve = Curve::of_years(sum(table, &losses(table, cells, Measure::LostValueUsd)));
    let (average, at_risk, shortfall) = estimates(&curve);
    let of_years = |point: super::Returned| ReturnedValue {
        return_period_years: point.return_period_years,
        usd: point.lost_days,
        low: point.low,
        high: point.high,
    };
    GroupValue {
        sectors: cells.len() as u64,
        mean_usd: average.value,
        mean_usd_se: average.standard_error,
        var95_usd: at_risk.value,
        var95_usd_low: at_risk.low,
        var95_usd_high: at_risk.high,
        es95_usd: shortfall.value,
        es95_usd_se: shortfall.standard_error,
        aggregate_exceedance: returned(&curve).into_iter().map(of_years).collect(),
        curve,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::montecarlo::tails::Tail;
    use crate::montecarlo::{Cell, CellLoss};

    /// Two sectors at home that never lose in the same year, the second of which has money; one sector elsewhere.
    fn table() -> YearLossTable {
        let cell = |sector: &str, economy: &str| Cell { sector: sector.to_owned(), economy: economy.to_owned() };
        let cells = vec![cell("ict", "IND"), cell("ict", "JPN"), cell("pharmaceuticals", "IND")];
        let mut table = YearLossTable::new(0, cells);
        for year in 0..200 {
            let lost = |every: u64, lost_days: f64, money: Option<f64>| {
                let lost_days = if year % 10 == every { lost_days } else { 0.0 };
                CellLoss { lost_days, lost_value_usd: money.map(|money| money * lost_days), ..CellLoss::default() }
            };
            table.push([], &[lost(1, 30.0, None), lost(2, 8.0, None), lost(3, 10.0, Some(2e9))]);
        }
        table
    }

    const COUNTED: [Counted; 3] = [
        Counted { days: true, money: false },
        Counted { days: true, money: true },
        Counted { days: true, money: true },
    ];

    #[test]
    fn a_group_has_its_own_worst_years() {
        let table = table();
        let groups = groups(&table, &COUNTED, None);
        assert_eq!(groups.len(), 1, "one sector is no group");
        let group = &groups[0];
        assert_eq!((group.economy.as_str(), group.sectors), ("IND", 2));
        // Sectors count the same: (30 + 10)/2 in ten years.
        assert_eq!(group.mean_lost_days, 2.0);
        // The worst tenth of its years are those of the first sector, half of whose days it is.
        let at = |level: f64| group.levels.iter().find(|row| row.level == level).expect("the level").es;
        assert!((at(0.9) - 15.0).abs() < 1e-12);
        let alone = |cell: usize| {
            let losses = table.losses(cell, Measure::LostDays).expect("days");
            Tail::new(losses).expected_shortfall(0.9).value
        };
        assert!(at(0.9) < 0.5 * (alone(0) + alone(2)), "curves that were added up would have 20");
        let points = &group.aggregate_exceedance;
        let once_in = |years: f64| points.iter().find(|point| point.return_period_years == years).expect("a point");
        assert_eq!((once_in(5.0).lost_days, once_in(20.0).lost_days), (Some(5.0), Some(15.0)));
        assert_eq!(once_in(1000.0).lost_days, None);
    }

    #[test]
    fn money_is_that_of_the_sectors_that_have_any() {
        let groups = groups(&table(), &COUNTED, None);
        let value = groups[0].lost_value.as_ref().expect("one sector has money");
        assert_eq!((value.sectors, value.mean_usd), (1, 2e9));
        assert_eq!(value.var95_usd, 20e9);
        assert!(value.mean_usd_se > 0.0 && value.es95_usd == 20e9);
        assert_eq!(super::groups(&YearLossTable::new(0, table().cells().to_vec()), &COUNTED, None), []);
        // A sector of which nothing is used does not count: one is left, which is no group.
        let unused = [COUNTED[0], COUNTED[1], Counted { days: false, money: false }];
        assert_eq!(super::groups(&table(), &unused, None), []);
    }
}
