//! What the ranges of the figures leave open of scenarios, as a table.

use super::number::Digits;
use super::{Cell, Column, Table, chance};
use crate::study::{Band, BandRow, Spread};

const COLUMNS: [Column; 16] = [
    Column::new("scenario").for_scripts(),
    Column::new("sector"),
    Column::new("economy"),
    Column::new("resilience").decimals(1),
    Column::new("resilience_low").titled("5 %").decimals(1),
    Column::new("resilience_median").titled("half").decimals(1),
    Column::new("resilience_high").titled("95 %").decimals(1),
    Column::new("lost_days").titled("lost days").decimals(1),
    Column::new("lost_days_low").titled("5 %").decimals(1),
    Column::new("lost_days_median").titled("half").decimals(1),
    Column::new("lost_days_high").titled("95 %").decimals(1),
    Column::new("falls_below_threshold").titled("falls"),
    Column::new("falls_below_threshold_low").for_scripts(),
    Column::new("falls_below_threshold_high").for_scripts(),
    Column::new("resilience_outside").for_scripts(),
    Column::new("lost_days_outside").for_scripts(),
];

/// What the columns of a band mean.
pub const LEGEND: &str = "\
With the figures as they stand, then what 5 %, half and 95 % of the draws over the figures' ranges do not exceed.
Falls: share of the draws in which any fifth of the sector falls below the threshold, with its 95 % interval.";

/// What the mark at a value means, where one stands; nothing else.
#[must_use]
pub fn legend_of_outside(bands: &[Band]) -> Option<&'static str> {
    let marked = |row: &BandRow| [&row.resilience, &row.lost_days].into_iter().any(is_marked);
    bands.iter().flat_map(|band| &band.results).any(marked).then_some(
        "* Outside the middle 90 % of its draws: figures of the model that stand at an end of their range can only be drawn to\n\
         the other side, so that nearly all draws are milder, or harsher, than the figures as they stand.",
    )
}

/// Whether a value lies outside its draws as far as people see.
fn is_marked(spread: &Spread) -> bool {
    let shown = |value: f64| Digits::Decimals(1).show(value);
    let end = if spread.value < spread.low { spread.low } else { spread.high };
    spread.outside && shown(spread.value) != shown(end)
}

/// A value with the draws around it, marked if it lies outside them.
fn spread(spread: &Spread) -> [Cell; 4] {
    let value = if is_marked(spread) {
        Cell::Worded(spread.value, format!("{}*", Digits::Decimals(1).show(spread.value)))
    } else {
        spread.value.into()
    };
    [value, spread.low.into(), spread.median.into(), spread.high.into()]
}

/// One row per scenario, sector and home economy with the middle 90 % over the figures' ranges.
#[must_use]
pub fn table(bands: &[Band]) -> Table {
    let mut table = Table::new(COLUMNS);
    for band in bands {
        for row in &band.results {
            let (low, high) = (row.falls_below_threshold_low, row.falls_below_threshold_high);
            let whose = [band.scenario.clone().into(), row.sector.clone().into(), row.economy.clone().into()];
            let falls = [
                Cell::Worded(row.falls_below_threshold, chance::probability(row.falls_below_threshold, low, high)),
                low.into(),
                high.into(),
                row.resilience.outside.into(),
                row.lost_days.outside.into(),
            ];
            let spreads = [&row.resilience, &row.lost_days].into_iter().flat_map(spread);
            table.push(whose.into_iter().chain(spreads).chain(falls));
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(lost: f64, draws: [f64; 3]) -> Band {
        let spread = |value: f64, draws: [f64; 3]| Spread::new(value, draws.to_vec());
        let row = BandRow {
            sector: "ict".to_owned(),
            economy: "IND".to_owned(),
            resilience: spread(98.0, [97.0, 98.0, 99.0]),
            lost_days: spread(lost, draws),
            final_use_lost_days: spread(0.0, [0.0; 3]),
            falls_below_threshold: 0.5,
            falls_below_threshold_low: 0.1,
            falls_below_threshold_high: 0.9,
            weakest_fifth: [Vec::new(), Vec::new(), Vec::new()],
        };
        Band { scenario: "hormuz-closure".to_owned(), draws: 3, seed: 1, results: vec![row] }
    }

    fn shown(band: &Band) -> (String, String) {
        let (table, mut text, mut csv) = (table(std::slice::from_ref(band)), Vec::new(), Vec::new());
        table.write_text(&mut text).expect("written");
        table.write_csv(&mut csv).expect("written");
        [text, csv].map(|bytes| String::from_utf8(bytes).expect("text")).into()
    }

    #[test]
    fn values_outside_their_draws_are_marked_and_explained() {
        let outside = band(1.4, [0.0, 0.1, 0.9]);
        let (text, csv) = shown(&outside);
        assert!(text.contains(" 1.4* ") && text.contains(" 98.0 "), "{text}");
        assert!(csv.contains(",1.4,") && csv.trim_end().ends_with(",false,true"), "{csv}");
        assert!(legend_of_outside(&[outside]).is_some_and(|words| words.starts_with('*')));
        // What people cannot see in the digits they are shown is not marked for them.
        for inside in [band(0.5, [0.0, 0.1, 0.9]), band(0.91, [0.0, 0.1, 0.9])] {
            assert!(!shown(&inside).0.contains('*') && legend_of_outside(&[inside]).is_none());
        }
    }
}
