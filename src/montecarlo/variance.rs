//! Chance and ignorance told apart: variance components of a crossed layout, in which every draw of the figures meets the
//! same years (Searle, Casella and `McCulloch` 1992, two-way random model with one observation a cell).

use super::estimates::Estimate;
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
    /// Unbiased components of rows, columns and the rest, by mean squares; not below 0.
    fn components(&self) -> [f64; 3] {
        let (k, n) = (self.rows, self.columns);
        let mean = self.total * self.total / (k * n);
        let (rows, columns) = (self.of_rows / n - mean, self.of_columns / k - mean);
        let rest = ((self.squares - mean - rows - columns) / ((k - 1.0) * (n - 1.0))).max(0.0);
        let between = |squares: f64, own: f64, other: f64| ((squares / (own - 1.0) - rest) / other).max(0.0);
        [between(rows, k, n), between(columns, n, k), rest]
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
    Components { ignorance: estimate(0), chance: estimate(1), together: estimate(2) }
}

/// Variances by Tukey's jackknife, from the values with one left out each.
fn jackknife(values: &[[f64; 3]]) -> [f64; 3] {
    let n = values.len() as f64;
    [0, 1, 2].map(|at| {
        let mean = sum(values.iter().map(|value| value[at])) / n;
        (n - 1.0) / n * sum(values.iter().map(|value| (value[at] - mean) * (value[at] - mean)))
    })
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
    fn components_by_hand() {
        // Rows (1, 3, 5), (2, 4, 6), (3, 5, 7): purely additive. Row means 3, 4, 5; column means 2, 4, 6.
        let found = components(&[vec![1.0, 3.0, 5.0], vec![2.0, 4.0, 6.0], vec![3.0, 5.0, 7.0]]);
        assert!((found.ignorance.value - 1.0).abs() < 1e-12);
        assert!((found.chance.value - 4.0).abs() < 1e-12 && found.together.value.abs() < 1e-12);
    }
}
