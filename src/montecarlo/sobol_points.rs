//! Scrambled Sobol points for the two samples of a design: more even than random numbers.
//!
//! The direction numbers are those of Joe and Kuo (2008), the scrambling is Owen's (1995) by the hash of Laine and Karras
//! as Burley (2020) and Vegdahl made it good; all three are the crate `sobol_burley`'s. A design has thousands of inputs and
//! often fewer than a hundred rows, where a set of so many dimensions is no longer even in most pairs of them. So the inputs
//! are dealt out to sets of a few, shuffled against each other: Owen's Latin supercube sampling (1998).

use super::draws::{Channel, Use};
use rand::Rng;
use sobol_burley::parts::{owen_scramble_rev, sobol_rev};

/// Independent scramblings that the rows of a design are dealt out to: enough for an interval by Student's t, few enough to
/// leave each its share of rows.
const REPLICATES: u64 = 8;
/// Points of a sequence: the crate's direction numbers have sixteen bits.
const POINTS: u64 = 1 << 16;

/// Most inputs of a set, which has two dimensions for each.
const MOST_INPUTS: u32 = 4;

/// How the points of a design of so many rows are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    replicates: u64,
    inputs: u32,
}

impl Layout {
    /// For a design of so many rows.
    ///
    /// Of 2^m points an even set of few dimensions can be had only: it takes one input for 8 points of a replicate and
    /// one more for each doubling, up to four.
    #[must_use]
    pub fn new(rows: u64) -> Self {
        let replicates = rows.div_ceil(POINTS).max(REPLICATES).min(rows.max(1));
        let bits = (rows / replicates).checked_ilog2().unwrap_or(0);
        Self { replicates, inputs: bits.saturating_sub(2).clamp(1, MOST_INPUTS) }
    }

    /// Independent scramblings: row r belongs to scrambling r modulo this.
    #[must_use]
    pub const fn replicates(self) -> u64 {
        self.replicates
    }
}

/// The points of one input in both samples, A and B, of a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    set: Channel,
    dimension: u32,
    replicates: u64,
}

impl Pair {
    /// Of input number `number` of those that belong to `room`. Neighbours in a room share sets; what one room holds does
    /// not matter to another.
    #[must_use]
    pub fn new(seed: u64, room: &str, number: u32, layout: Layout) -> Self {
        let set = (number / layout.inputs).to_string();
        let set = Channel::new(seed, Use::Figure, &["sobol points", room, &set]);
        Self { set, dimension: number % layout.inputs * 2, replicates: layout.replicates }
    }

    /// The uniform number of row `row`, strictly between 0 and 1: of sample B, or else of A.
    #[must_use]
    pub fn at(&self, row: u64, of_b: bool) -> f64 {
        let (replicate, index) = (row % self.replicates, row / self.replicates);
        // Neighbours, so that an input's two samples are even against each other first of all.
        let dimension = self.dimension + u32::from(of_b);
        let key = |item: u32| self.set.stream(replicate, item).next_u32();
        // Shuffled by a scrambling of the index too, so that all aligned powers of two of rows stay together.
        let index = owen_scramble_rev((index as u32).reverse_bits(), key(0));
        let point = owen_scramble_rev(sobol_rev(index, dimension), key(1 + dimension)).reverse_bits();
        // The middle of a cell of 2⁻³²: no end of the range, and never in another stratum.
        (f64::from(point) + 0.5) / (1_u64 << 32) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::super::sobol::{
        Design,
        test_functions::{G, ISHIGAMI, Known},
    };
    use super::*;

    /// Dimension `dimension` of point `index` as the crate has it, before scrambling.
    fn plain(index: u32, dimension: u32) -> f64 {
        f64::from(sobol_rev(index.reverse_bits(), dimension).reverse_bits()) / (1_u64 << 32) as f64
    }

    #[test]
    fn points_before_scrambling_are_those_of_joe_and_kuo() {
        // Dimension 0 is van der Corput's; 1 and 2 are worked out by hand from their table: s = 1, a = 0, m = 1 goes on with
        // 3, 5, and s = 2, a = 1, m = 1, 3 with 3.
        let first = |dimension: u32| (0..8).map(|index| plain(index, dimension)).collect::<Vec<f64>>();
        assert_eq!(first(0), [0.0, 0.5, 0.25, 0.75, 0.125, 0.625, 0.375, 0.875]);
        assert_eq!(first(1), [0.0, 0.5, 0.75, 0.25, 0.625, 0.125, 0.375, 0.875]);
        assert_eq!(first(2), [0.0, 0.5, 0.75, 0.25, 0.375, 0.875, 0.625, 0.125]);
    }

    #[test]
    fn every_replicate_of_a_power_of_two_has_a_point_in_each_stratum() {
        for bits in [3, 6, 8, 10] {
            let (pair, replicates) = (Pair::new(5, "gallium", 2, Layout::new(REPLICATES << bits)), REPLICATES);
            for (replicate, of_b) in [(0, false), (3, true)] {
                let stratum = |index: u64| {
                    let uniform = pair.at(index * replicates + replicate, of_b);
                    (uniform * f64::from(1_u32 << bits)) as u32
                };
                let mut found: Vec<u32> = (0..1 << bits).map(stratum).collect();
                found.sort_unstable();
                assert_eq!(found, (0..1 << bits).collect::<Vec<u32>>(), "{bits} bits");
            }
        }
    }

    #[test]
    fn the_two_samples_of_the_first_input_of_a_set_are_even_against_each_other() {
        // The first two dimensions are a (0, m, 2)-net: 64 points, one in each cell of 8 by 8.
        let pair = Pair { replicates: 1, ..Pair::new(2, "gallium", 4, Layout::new(512)) };
        let eighth = |row: u64, of_b: bool| (pair.at(row, of_b) * 8.0) as u32;
        let mut cells: Vec<(u32, u32)> = (0..64).map(|row| (eighth(row, false), eighth(row, true))).collect();
        cells.sort_unstable();
        cells.dedup();
        assert_eq!(cells.len(), 64);
    }

    #[test]
    fn numbers_are_pinned_and_differ_by_seed_room_number_replicate_and_sample() {
        let at = |seed, room, number, row, of_b| Pair::new(seed, room, number, Layout::new(512)).at(row, of_b);
        let base = at(1, "gallium", 0, 9, false);
        // Whoever changes this changes every published design. Computed apart, with Python's hashlib and integers.
        assert_eq!(base, 0.699_246_134_492_568_7);
        for other in [
            at(2, "gallium", 0, 9, false),
            at(1, "germanium", 0, 9, false),
            at(1, "gallium", 1, 9, false),
            at(1, "gallium", 4, 9, false),
            at(1, "gallium", 0, 10, false),
            at(1, "gallium", 0, 17, false),
            at(1, "gallium", 0, 9, true),
        ] {
            assert_ne!(base, other);
            assert!(0.0 < other && other < 1.0);
        }
    }

    #[test]
    fn few_rows_have_few_replicates_and_small_sets() {
        let layout = |rows: u64| (Layout::new(rows).replicates, Layout::new(rows).inputs);
        let found = [0, 1, 7, 8, 64, 128, 256, 512, 100_000].map(layout);
        assert_eq!(found, [(1, 1), (1, 1), (7, 1), (8, 1), (8, 1), (8, 2), (8, 3), (8, 4), (8, 4)]);
        assert_eq!(layout(8 * POINTS + 1).0, 9, "no more points than a sequence has");
        assert!(Pair::new(1, "", u32::MAX, Layout::new(0)).at(u64::MAX, true) > 0.0, "nothing is refused");
    }

    /// The design of a function by these points.
    fn design(of: &Known, rows: u64, seed: u64) -> Design {
        of.design(rows, |row, input, of_b| Pair::new(seed, "", input, Layout::new(rows)).at(row, of_b))
    }

    #[test]
    fn known_indices_lie_in_their_intervals() {
        for of in [&ISHIGAMI, &G] {
            let found = design(of, 4096, 21).indices_of_replicates(8, 0.99).expect("it varies");
            of.meets(&found);
        }
    }

    #[test]
    fn intervals_hold_the_truth_as_often_as_they_say() {
        for of in [&ISHIGAMI, &G] {
            let (mut held, mut all) = (0_u32, 0_u32);
            let truth = (of.indices)();
            for seed in 0..200 {
                let found = design(of, 512, seed).indices_of_replicates(8, 0.95).expect("it varies");
                for (index, (first, total)) in found.iter().zip(&truth) {
                    held += u32::from(index.first_interval.contains(*first));
                    held += u32::from(index.total_interval.contains(*total));
                    all += 2;
                }
            }
            let share = f64::from(held) / f64::from(all);
            assert!((0.91..=0.99).contains(&share), "{share}");
        }
    }

    #[test]
    fn errors_are_smaller_than_those_of_random_numbers() {
        for of in [&ISHIGAMI, &G] {
            let truth = (of.indices)();
            let squares = |design: Design| -> f64 {
                let found = design.indices_of_replicates(8, 0.95).expect("it varies");
                let miss = |(index, &(first, total)): (&super::super::sobol::Index, &(f64, f64))| {
                    (index.first - first).powi(2) + (index.total - total).powi(2)
                };
                found.iter().zip(&truth).map(miss).sum()
            };
            let random = |seed: u64| {
                of.design(1024, |row, input, of_b| {
                    Channel::new(seed, Use::Figure, &[if of_b { "B" } else { "A" }]).uniform(row, input)
                })
            };
            let by_points: f64 = (0..20).map(|seed| squares(design(of, 1024, seed))).sum();
            let by_chance: f64 = (0..20).map(|seed| squares(random(seed))).sum();
            let ratio = (by_points / by_chance).sqrt();
            assert!(ratio < 0.8, "{ratio}");
        }
    }
}
