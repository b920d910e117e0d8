//! Chance and ignorance told apart: variance components of a crossed layout, in which every draw of the figures meets the
//! same years (Searle, Casella and `McCulloch` 1992, two-way random model with one observation a cell).

use super::estimates::Estimate;
use super::tails::{Tail, shortfalls_without_one};
use crate::score::sum::sum;
use serde::Serialize;

/// Parts of the variance of a year's loss; they sum to it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Components {
    /// Of the mean over years, between draws of the figures: what is not known.
    pub ignorance: Estimate,
    /// Of the mean over draws, between years: chance.
    pub chance: Estimate,
    /// What neither explains alone: years that are bad for some figures only.
    pub together: Estimate,
    /// The first as a share of all three.
    #[serde(skip)]
    pub ignorance_share: Estimate,
}

/// Sums that the components are made of.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    rows: f64,
    columns: f64,
    total: f64,
    squares: f64,
    /// Σ (sum of a row)².
    of_rows: f64,
    /// Σ (sum of a column)².
    of_columns: f64,
}

impl Sums {
    /// Unbiased components of rows, columns and the rest, by mean squares, not below 0; and the share of the first.
    fn components(&self) -> [f64; 4] {
        let (k, n) = (self.rows, self.columns);
        let mean = self.total * self.total / (k * n);
        let (rows, columns) = (self.of_rows / n - mean, self.of_columns / k - mean);
        let rest = ((self.squares - mean - rows - columns) / ((k - 1.0) * (n - 1.0))).max(0.0);
        let between = |squares: f64, own: f64, other: f64| ((squares / (own - 1.0) - rest) / other).max(0.0);
        let (rows, columns) = (between(rows, k, n), between(columns, n, k));
        let whole = rows + columns + rest;
        [rows, columns, rest, if whole > 0.0 { rows / whole } else { 0.0 }]
    }
}

/// The components of `losses`, a row a draw, a column a year: at least three of each, all rows as long.
///
/// Standard errors are jackknifed, once leaving out each draw and once each year, and the two added in squares.
#[must_use]
pub fn components(losses: &[Vec<f64>]) -> Components {
    let columns = losses.first().map_or(0, Vec::len);
    let of_rows: Vec<f64> = losses.iter().map(|row| sum(row.iter().copied())).collect();
    let of_columns: Vec<f64> = (0..columns).map(|t| sum(losses.iter().map(|row| row[t]))).collect();
    let square = |values: &[f64]| sum(values.iter().map(|value| value * value));
    let row_squares: Vec<f64> = losses.iter().map(|row| square(row)).collect();
    let column_squares: Vec<f64> = (0..columns).map(|t| sum(losses.iter().map(|row| row[t] * row[t]))).collect();
    let all = Sums {
        rows: losses.len() as f64,
        columns: columns as f64,
        total: sum(of_rows.iter().copied()),
        squares: sum(row_squares.iter().copied()),
        of_rows: square(&of_rows),
        of_columns: square(&of_columns),
    };
    let without_row = |k: usize| {
        let others = of_columns.iter().zip(&losses[k]).map(|(whole, own)| (whole - own) * (whole - own));
        Sums {
            rows: all.rows - 1.0,
            total: all.total - of_rows[k],
            squares: all.squares - row_squares[k],
            of_rows: all.of_rows - of_rows[k] * of_rows[k],
            of_columns: sum(others),
            ..all
        }
    };
    let without_column = |t: usize| {
        let others = of_rows.iter().zip(losses).map(|(whole, row)| (whole - row[t]) * (whole - row[t]));
        Sums {
            columns: all.columns - 1.0,
            total: all.total - of_columns[t],
            squares: all.squares - column_squares[t],
            of_rows: sum(others),
            of_columns: all.of_columns - of_columns[t] * of_columns[t],
            ..all
        }
    };
    let by_rows = jackknife(&(0..losses.len()).map(|k| without_row(k).components()).collect::<Vec<_>>());
    let by_columns = jackknife(&(0..columns).map(|t| without_column(t).components()).collect::<Vec<_>>());
    let values = all.components();
    let estimate = |at: usize| Estimate { value: values[at], standard_error: (by_rows[at] + by_columns[at]).sqrt() };
    Components { ignorance: estimate(0), chance: estimate(1), together: estimate(2), ignorance_share: estimate(3) }
}

/// Variances by Tukey's jackknife, from the values with one left out each.
fn jackknife<const N: usize>(values: &[[f64; N]]) -> [f64; N] {
    let n = values.len() as f64;
    std::array::from_fn(|at| {
        let mean = sum(values.iter().map(|value| value[at])) / n;
        (n - 1.0) / n * sum(values.iter().map(|value| (value[at] - mean) * (value[at] - mean)))
    })
}

/// Variance between the draws of the expected shortfall at `level`, of `losses` as for [`components`]; its error jackknifed
/// and added up as there. Not a number where less than two years make up a tail without one of them.
#[must_use]
pub fn shortfall_variance(losses: &[Vec<f64>], level: f64) -> Estimate {
    let years = losses.first().map_or(0, Vec::len);
    let shortfall = |row: &Vec<f64>| Tail::new(row.clone()).expected_shortfall(level).value;
    let tails: Vec<f64> = losses.iter().map(shortfall).collect();
    let (k, centre) = (tails.len() as f64, sum(tails.iter().copied()) / tails.len() as f64);
    let variance = |n: f64, whole: f64, squares: f64| ((squares - whole * whole / n) / (n - 1.0)).max(0.0);
    // Deviations from one centre throughout: the squares of small ones lose nothing to rounding.
    let deviations = || tails.iter().map(|tail| tail - centre);
    let (whole, squares) = (sum(deviations()), sum(deviations().map(|d| d * d)));
    let without_draw = |d: f64| [variance(k - 1.0, whole - d, squares - d * d)];
    let by_draws = jackknife(&deviations().map(without_draw).collect::<Vec<_>>());
    let mut of_years = vec![(0.0, 0.0); years];
    for row in losses {
        for (year, tail) in of_years.iter_mut().zip(shortfalls_without_one(row, level)) {
            let d = tail - centre;
            *year = (year.0 + d, year.1 + d * d);
        }
    }
    let without_year = |(whole, squares): (f64, f64)| [variance(k, whole, squares)];
    let by_years = jackknife(&of_years.into_iter().map(without_year).collect::<Vec<_>>());
    let told = (years as f64 - 1.0) * (1.0 - level) > 2.0 - 1e-9;
    let standard_error = if told { (by_draws[0] + by_years[0]).sqrt() } else { f64::NAN };
    Estimate { value: variance(k, whole, squares), standard_error }
}

#[cfg(test)]
mod tests {
    use super::super::draws::{Channel, Use};
    use super::super::normal::normal_quantile;
    use super::*;

    /// Draws × years with these standard deviations of draw, year and the rest.
    fn layout(draws: u64, years: u32, [a, b, c]: [f64; 3]) -> Vec<Vec<f64>> {
        let normal = |name: &str, trial: u64, item: u32| {
            normal_quantile(Channel::new(5, Use::Figure, &[name]).uniform(trial, item))
        };
        let value = |k: u64, t: u32| 7.0 + a * normal("a", k, 0) + b * normal("b", 0, t) + c * normal("c", k, t);
        (0..draws).map(|k| (0..years).map(|t| value(k, t)).collect()).collect()
    }

    #[test]
    fn components_of_a_made_up_layout_come_back() {
        for sizes in [[2.0, 3.0, 1.0], [0.5, 4.0, 2.0]] {
            let found = components(&layout(60, 200, sizes));
            for (part, size) in [found.ignorance, found.chance, found.together].into_iter().zip(sizes) {
                assert!(part.standard_error > 0.0 && part.standard_error < size * size, "{part:?}");
                assert!((part.value - size * size).abs() < 3.5 * part.standard_error, "{part:?} for {size}²");
            }
        }
    }

    #[test]
    fn what_does_not_vary_has_no_part() {
        let only_years = components(&layout(10, 50, [0.0, 3.0, 0.0]));
        assert!(only_years.ignorance.value < 1e-10 && only_years.together.value < 1e-10);
        let only_draws = components(&layout(10, 50, [3.0, 0.0, 0.0]));
        assert!(only_draws.chance.value < 1e-10 && only_draws.ignorance.value > 1.0);
    }

    #[test]
    fn no_part_is_below_nothing() {
        // Of noise alone, the mean squares of draws and of years are as often below that of the rest as above.
        let mut none = 0;
        for noise in layout(80, 20, [0.0, 0.0, 1.0]).chunks(4) {
            let found = components(noise);
            for part in [found.ignorance, found.chance, found.ignorance_share] {
                assert!(part.value >= 0.0, "{found:?}");
                none += u32::from(part.value == 0.0);
            }
        }
        assert!(none > 10, "{none}");
    }

    #[test]
    fn errors_of_share_and_of_shortfalls_are_those_of_repeated_layouts() {
        // Thirty layouts of their own seeds: the standard errors are what the estimates vary by, on the whole.
        let repeats: Vec<(Estimate, Estimate)> = (0..30)
            .map(|seed| {
                let normal = |name: &str, trial: u64, item: u32| {
                    normal_quantile(Channel::new(100 + seed, Use::Figure, &[name]).uniform(trial, item))
                };
                let draws: Vec<f64> = (0..30).map(|k| 1.5 * normal("a", k, 0)).collect();
                let years: Vec<f64> = (0..100).map(|t| 2.0 * normal("b", 0, t)).collect();
                let rest = Channel::new(100 + seed, Use::Figure, &["c"]);
                let value =
                    |k: usize, t: usize| draws[k] + years[t] + normal_quantile(rest.uniform(k as u64, t as u32));
                let layout: Vec<Vec<f64>> = (0..30).map(|k| (0..100).map(|t| value(k, t)).collect()).collect();
                (components(&layout).ignorance_share, shortfall_variance(&layout, 0.9))
            })
            .collect();
        for pick in [|pair: &(Estimate, Estimate)| pair.0, |pair: &(Estimate, Estimate)| pair.1] {
            let found: Vec<Estimate> = repeats.iter().map(pick).collect();
            let values: Vec<f64> = found.iter().map(|estimate| estimate.value).collect();
            let spread = super::super::estimates::standard_deviation(&values).value;
            let said = sum(found.iter().map(|estimate| estimate.standard_error)) / 30.0;
            assert!((0.6..1.6).contains(&(said / spread)), "{said} for {spread}");
        }
        let share = sum(repeats.iter().map(|(share, _)| share.value)) / 30.0;
        assert!((share - 2.25 / 7.25).abs() < 0.05, "{share}");
    }

    #[test]
    fn draws_that_do_not_differ_have_no_variance() {
        let same = shortfall_variance(&vec![layout(1, 100, [0.0, 3.0, 0.0]).remove(0); 10], 0.95);
        assert!(same.value < 1e-20 && same.standard_error < 1e-12, "{same:?}");
        assert!(shortfall_variance(&layout(10, 40, [1.0, 3.0, 0.0]), 0.95).standard_error.is_nan());
        // Shifted by their draw, all years of a draw move its shortfall by as much: 0, 1 and 2 vary by 1.
        let years = layout(1, 100, [0.0, 3.0, 0.0]).remove(0);
        let shifted: Vec<Vec<f64>> = (0..3).map(|k| years.iter().map(|x| x + f64::from(k)).collect()).collect();
        let found = shortfall_variance(&shifted, 0.95);
        // Without one draw the other two vary by 0.5, 2 or 0.5; without a year nothing changes.
        let mean: f64 = (0.5 + 2.0 + 0.5) / 3.0;
        let expected = (2.0 / 3.0 * (2.0 * (0.5 - mean) * (0.5 - mean) + (2.0 - mean) * (2.0 - mean))).sqrt();
        assert!((found.value - 1.0).abs() < 1e-9 && (found.standard_error - expected).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn the_error_of_a_variance_of_shortfalls_is_jackknifed_over_draws_and_over_years() {
        let losses = layout(5, 60, [1.0, 2.0, 1.0]);
        let variance = |rows: &[Vec<f64>]| {
            let tails = rows.iter().map(|row| Tail::new(row.clone()).expected_shortfall(0.9).value);
            super::super::estimates::standard_deviation(&tails.collect::<Vec<f64>>()).value.powi(2)
        };
        let without = |row: &[f64], year: usize| [&row[..year], &row[year + 1..]].concat();
        let draw = |k: usize| variance(&[&losses[..k], &losses[k + 1..]].concat());
        let year = |t: usize| variance(&losses.iter().map(|row| without(row, t)).collect::<Vec<_>>());
        let spread = |values: Vec<f64>| {
            let (n, mean) = (values.len() as f64, values.iter().sum::<f64>() / values.len() as f64);
            (n - 1.0) / n * values.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
        };
        let (of_draws, of_years) = (spread((0..5).map(draw).collect()), spread((0..60).map(year).collect()));
        assert!(of_years > 0.0);
        let found = shortfall_variance(&losses, 0.9);
        assert!((found.value - variance(&losses)).abs() < 1e-9, "{found:?}");
        assert!((found.standard_error - (of_draws + of_years).sqrt()).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn components_by_hand() {
        // Rows (1, 3, 5), (2, 4, 6), (3, 5, 7): purely additive. Row means 3, 4, 5; column means 2, 4, 6.
        let found = components(&[vec![1.0, 3.0, 5.0], vec![2.0, 4.0, 6.0], vec![3.0, 5.0, 7.0]]);
        assert!((found.ignorance.value - 1.0).abs() < 1e-12);
        assert!((found.chance.value - 4.0).abs() < 1e-12 && found.together.value.abs() < 1e-12);
    }
}
