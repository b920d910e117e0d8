//! Gates: trade lanes on which the shocks of a block act alike in every column. What passes them is the same, so it is
//! set, kept and read once for all of them. Of the thousands of lanes that a block's shocks act on there are some hundreds
//! of kinds, since a strait or an export ban acts on many goods and many partners.

use super::plan::{Crossing, Plan};
use super::simd::Real;
use super::targets::{Acting, LanePart, kinds, sorted};

/// The gates of a block.
#[derive(Debug, Clone, Default)]
pub(super) struct Gates {
    /// Gate of each passage, in the order in which bundles read them. 0: nothing acts on it.
    of: Vec<u32>,
    /// Passages of gate g: `passages[starts[g]..starts[g + 1]]`, ascending.
    starts: Vec<u32>,
    passages: Vec<u32>,
}

impl Gates {
    /// Finds the gates among this many passages from what acts on them, column by column.
    pub fn find<'a>(&mut self, passages: usize, columns: impl Iterator<Item = &'a [Acting<LanePart>]>) {
        self.of.clear();
        self.of.resize(passages, 0);
        // By gate: the kind that last took passages out of it, and the gate they are in since.
        let (mut left, mut kind) = (vec![(0, 0)], 0);
        for column in columns {
            let (starts, places) = sorted(&kinds(column));
            for range in starts.windows(2) {
                kind += 1;
                for &place in &places[range[0] as usize..range[1] as usize] {
                    let of = &mut self.of[column[place as usize].0 as usize];
                    let gate = *of as usize;
                    if left[gate].0 != kind {
                        left[gate] = (kind, left.len() as u32);
                        left.push((0, 0));
                    }
                    *of = left[gate].1;
                }
            }
        }
        let (mut number, mut gates) = (vec![0; left.len()], 0);
        for of in self.of.iter_mut().filter(|of| **of != 0) {
            let number = &mut number[*of as usize];
            if *number == 0 {
                gates += 1;
                *number = gates;
            }
            *of = *number;
        }
        (self.starts, self.passages) = sorted(&self.of);
    }

    /// Gates, that of the passages nothing acts on included.
    pub const fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Edges through a gate.
    pub fn crossings<'a, T: Real>(&'a self, plan: &'a Plan<T>, gate: u32) -> impl Iterator<Item = &'a Crossing> {
        self.passages_of(gate).iter().flat_map(|&passage| plan.crossings_of(passage))
    }

    /// Passages of a gate.
    fn passages_of(&self, gate: u32) -> &[u32] {
        let gate = gate as usize;
        &self.passages[self.starts[gate] as usize..self.starts[gate + 1] as usize]
    }

    /// The gate of which this passage is the first.
    pub fn first_of(&self, passage: u32) -> Option<u32> {
        let gate = self.of[passage as usize];
        (self.passages_of(gate)[0] == passage).then_some(gate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::lanes::targets::Struck;
    use crate::engine::parameters::Parameters;
    use crate::engine::shock::{Effect, Profile, Shock};
    use crate::scenario::Recovery;

    fn closing(lanes: &[(u32, f64)]) -> Shock {
        let profile =
            Profile { severity: 1.0, start: 0.0, onset: 0.0, hold: 7.0, recovery: 0.0, shape: Recovery::Linear };
        Shock { effect: Effect::Flow(lanes.to_vec()), profile }
    }

    #[test]
    fn lanes_are_together_if_they_are_in_every_column() {
        let identity: Vec<u32> = (0..8).collect();
        let struck = |shocks: &[Shock]| {
            let mut struck = Struck::default();
            struck.note(&Parameters::weekly(), &identity, shocks);
            struck
        };
        let mut columns = [
            struck(&[closing(&[(1, 1.0), (2, 1.0), (3, 1.0), (5, 0.5)])]),
            struck(&[]),
            struck(&[closing(&[(3, 0.2), (6, 0.2)]), closing(&[(5, 1.0)])]),
        ];
        let mut gates = Gates::default();
        gates.find(8, columns.iter().map(Struck::noted_lanes));
        assert_eq!(gates.of, [0, 1, 1, 2, 0, 3, 4, 0]);
        assert_eq!((gates.len(), gates.passages_of(1)), (5, &[1, 2][..]));
        columns[0].take_gates(&gates);
        let targets: Vec<Vec<u32>> = columns[0].lanes.all().map(|alike| alike.targets.to_vec()).collect();
        assert_eq!(targets, [vec![1, 2], vec![3]]);
    }
}
