//! LU decomposition with partial pivoting, in blocks (Golub & Van Loan 2013, alg. 3.4.1), and the inverse from it.
//!
//! Blocks are cut the same way whatever the number of threads, so results are identical to the bit.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayView2, ArrayViewMut2, Axis, concatenate, s};
use rayon::prelude::*;

/// Columns that are eliminated together.
const BLOCK: usize = 64;
/// Rows, or columns of the inverse, that one thread works on at a time.
const PANEL: usize = 128;
/// Pivots below this share of the largest cell count as zero.
const TINY: f64 = 1e-13;

/// L and U in one square, and which row went where.
#[derive(Debug, Clone)]
pub struct Lu {
    factors: Array2<f64>,
    /// Row of the matrix that stands in each row of the factors.
    rows: Vec<usize>,
}

/// The matrix has no inverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the matrix is singular in column {column}")]
pub struct Singular {
    /// The first column that depends on those before it.
    pub column: usize,
}

impl Lu {
    /// Of a square `matrix`.
    ///
    /// # Errors
    /// When it is singular.
    ///
    /// # Panics
    /// When it is not square.
    pub fn of(matrix: &Array2<f64>) -> Result<Self, Singular> {
        assert!(matrix.is_square(), "only square matrices have an inverse");
        let n = matrix.nrows();
        let tiny = TINY * matrix.iter().fold(0.0_f64, |largest, cell| largest.max(cell.abs()));
        let mut cells: Vec<f64> = matrix.iter().copied().collect();
        let mut rows: Vec<usize> = (0..n).collect();
        for start in (0..n).step_by(BLOCK) {
            let end = (start + BLOCK).min(n);
            eliminate(&mut cells, n, start..end, &mut rows, tiny)?;
            update(&mut cells, n, start, end);
        }
        let factors = Array2::from_shape_vec((n, n), cells).unwrap_or_else(|_| Array2::zeros((n, n)));
        Ok(Self { factors, rows })
    }

    /// The inverse of the matrix.
    #[must_use]
    pub fn inverse(&self) -> Array2<f64> {
        let n = self.rows.len();
        let starts: Vec<usize> = (0..n).step_by(PANEL).collect();
        let panels: Vec<Array2<f64>> = starts
            .into_par_iter()
            .map(|start| {
                let width = PANEL.min(n - start);
                let mut panel = Array2::zeros((n, width));
                for (row, &from) in self.rows.iter().enumerate() {
                    if (start..start + width).contains(&from) {
                        panel[[row, from - start]] = 1.0;
                    }
                }
                self.solve_in_place(&mut panel);
                panel
            })
            .collect();
        let views: Vec<ArrayView2<'_, f64>> = panels.iter().map(|panel| panel.view()).collect();
        concatenate(Axis(1), &views).unwrap_or_else(|_| Array2::zeros((n, n)))
    }

    /// x with matrix · x = `wanted`.
    #[must_use]
    pub fn solve(&self, wanted: &Array1<f64>) -> Array1<f64> {
        let mut panel = Array2::from_shape_fn((self.rows.len(), 1), |(row, _)| wanted[self.rows[row]]);
        self.solve_in_place(&mut panel);
        panel.column(0).to_owned()
    }

    /// Forward, then backward substitution on rows that are permuted already.
    fn solve_in_place(&self, panel: &mut Array2<f64>) {
        let n = self.rows.len();
        for start in (0..n).step_by(BLOCK) {
            let end = (start + BLOCK).min(n);
            for row in start..end {
                let (done, mut rest) = panel.view_mut().split_at(Axis(0), row);
                let mut own = rest.row_mut(0);
                for column in start..row {
                    own.scaled_add(-self.factors[[row, column]], &done.row(column));
                }
            }
            let (done, mut rest) = panel.view_mut().split_at(Axis(0), end);
            let below = self.factors.slice(s![end.., start..end]);
            general_mat_mul(-1.0, &below, &done.slice(s![start.., ..]), 1.0, &mut rest);
        }
        for start in (0..n).step_by(BLOCK).rev() {
            let end = (start + BLOCK).min(n);
            for row in (start..end).rev() {
                let (mut head, done) = panel.view_mut().split_at(Axis(0), row + 1);
                let mut own = head.row_mut(row);
                for column in row + 1..end {
                    own.scaled_add(-self.factors[[row, column]], &done.row(column - row - 1));
                }
                own /= self.factors[[row, row]];
            }
            let (mut rest, done) = panel.view_mut().split_at(Axis(0), start);
            let above = self.factors.slice(s![..start, start..end]);
            general_mat_mul(-1.0, &above, &done.slice(s![..end - start, ..]), 1.0, &mut rest);
        }
    }
}

/// Eliminates the columns `block` in all rows below, with the largest cell of each column as its pivot.
fn eliminate(
    cells: &mut [f64],
    n: usize,
    block: std::ops::Range<usize>,
    rows: &mut [usize],
    tiny: f64,
) -> Result<(), Singular> {
    for column in block.clone() {
        let size = |row: &usize| cells[row * n + column].abs();
        let pivot = (column..n).rev().max_by(|a, b| size(a).total_cmp(&size(b))).unwrap_or(column);
        if size(&pivot) <= tiny {
            return Err(Singular { column });
        }
        if pivot != column {
            let (head, tail) = cells.split_at_mut(pivot * n);
            head[column * n..(column + 1) * n].swap_with_slice(&mut tail[..n]);
            rows.swap(column, pivot);
        }
        let (head, tail) = cells.split_at_mut((column + 1) * n);
        let own = &head[column * n..];
        for row in tail.chunks_exact_mut(n) {
            let factor = row[column] / own[column];
            row[column] = factor;
            if factor != 0.0 {
                for (cell, above) in row[column + 1..block.end].iter_mut().zip(&own[column + 1..block.end]) {
                    *cell -= factor * above;
                }
            }
        }
    }
    Ok(())
}

/// Carries the elimination of the columns `start..end` to the columns right of them.
fn update(cells: &mut [f64], n: usize, start: usize, end: usize) {
    for row in start + 1..end {
        let (head, tail) = cells.split_at_mut(row * n);
        for column in start..row {
            let factor = tail[column];
            let above = &head[column * n..(column + 1) * n];
            for (cell, above) in tail[end..n].iter_mut().zip(&above[end..]) {
                *cell -= factor * above;
            }
        }
    }
    let (head, tail) = cells.split_at_mut(end * n);
    let Ok(pivots) = ArrayView2::from_shape((end - start, n), &head[start * n..]) else { return };
    let right = pivots.slice(s![.., end..]);
    tail.par_chunks_mut(PANEL * n).for_each(|chunk| {
        let height = chunk.len() / n;
        let Ok(view) = ArrayViewMut2::from_shape((height, n), chunk) else { return };
        let (left, mut rest) = view.split_at(Axis(1), end);
        general_mat_mul(-1.0, &left.slice(s![.., start..]), &right, 1.0, &mut rest);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    /// Cells that look like chance and are the same every time.
    fn sample(n: usize) -> Array2<f64> {
        let mut state = 1_u64;
        Array2::from_shape_simple_fn((n, n), || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
        })
    }

    #[test]
    fn the_inverse_undoes_the_matrix_whatever_its_size() {
        for n in [1, 2, 63, 64, 65, 129, 200] {
            let matrix = sample(n);
            let lu = Lu::of(&matrix).expect("regular");
            let gap = (matrix.dot(&lu.inverse()) - Array2::<f64>::eye(n)).mapv(f64::abs);
            assert!(gap.iter().all(|cell| *cell < 1e-9), "{n}");
            let wanted = Array1::from_iter((0..n).map(|row| row as f64));
            let found = matrix.dot(&lu.solve(&wanted));
            assert!((found - &wanted).iter().all(|gap| gap.abs() < 1e-9), "{n}");
        }
    }

    #[test]
    fn rows_are_exchanged_where_a_pivot_is_zero() {
        let inverse = Lu::of(&array![[0.0, 2.0], [4.0, 1.0]]).expect("regular").inverse();
        assert_eq!(inverse, array![[-0.125, 0.25], [0.5, 0.0]]);
    }

    #[test]
    fn a_singular_matrix_is_refused() {
        assert_eq!(Lu::of(&array![[1.0, 2.0], [2.0, 4.0]]).err(), Some(Singular { column: 1 }));
        assert_eq!(Lu::of(&Array2::zeros((3, 3))).err(), Some(Singular { column: 0 }));
    }
}
