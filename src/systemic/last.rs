//! The last sweep, cut short: nobody asks any more what each firm lost of its sales, only what all lost together.
//!
//! Lost sales are linear in the loss of customers: of what j no longer buys, all its suppliers together lose what it bought
//! from them. So the sum of a sweep is known without it, and single firms are computed only where it matters: where
//! the change may reach ε, and where a firm may lose more for want of inputs than for want of customers.

use super::cascade::Loss;
use super::eight::Eight;
use super::lines::{LINE, ZERO, larger, smaller, sum};
use super::trickle::Trickle;

/// Firms that a shock hits, up to which they are looked for one by one.
const FEW: usize = 32;

impl Trickle<'_> {
    /// What is lost after this sweep, of which the downstream half is done, if it is the last and if that is less work than
    /// to finish it. Else nothing is changed.
    pub(super) fn last(&mut self) -> Option<Loss> {
        let ahead: usize = self.fewer.all().iter().map(|&(at, _)| self.links.suppliers(at)).sum();
        if ahead < 6 * self.moves || self.floors.len() > FEW {
            return None;
        }
        for &(at, fewer) in self.fewer.all() {
            self.eights[at as usize / LINE].fewer[at as usize % LINE] = fewer;
        }
        let loss = if self.may_move() { None } else { Some(self.at_the_end()) };
        for &(at, _) in self.fewer.all() {
            self.eights[at as usize / LINE].fewer[at as usize % LINE] = 0.0;
        }
        loss
    }

    /// True if a firm loses sales by ε or more in this sweep.
    fn may_move(&mut self) -> bool {
        // The shares of a supplier are one together. So it moves by less than ε if its customers' moves, as far as they are
        // above half of ε, come to less than half of ε: a bit less, for what rounding may take away.
        let half = self.epsilon * 0.5;
        let Self { links, to_up, open, .. } = self;
        let mut suppliers = to_up.open();
        open.clear();
        self.fewer.all().iter().for_each(|&(at, fewer)| open.push_if(fewer > half, at as usize, fewer - half));
        links.bought(open.all(), |_, beyond, row| {
            row.for_each(|(supplier, share)| suppliers.add(supplier, share * beyond));
        });
        open.clear();
        to_up.drain(|line, beyond| {
            for (at, beyond) in beyond.into_iter().enumerate() {
                open.push_if(beyond >= half * (1.0 - 1e-9), line * LINE + at, beyond);
            }
        });
        let mut moves = false;
        self.gain(self.open.all(), |at, _, gain| moves |= self.up_after(at, gain) - self.up(at) >= self.epsilon);
        moves
    }

    fn up(&self, at: u32) -> f64 {
        self.eights[at as usize / LINE].up[at as usize % LINE]
    }

    fn output(&self, at: u32) -> f64 {
        self.eights[at as usize / LINE].output[at as usize % LINE]
    }

    /// Tells `look` of suppliers, with their number, the sales they lose in this sweep.
    #[inline]
    fn gain(&self, suppliers: &[(u32, f64)], mut look: impl FnMut(u32, f64, f64)) {
        let fewer = |at: u32| self.eights[at as usize / LINE].fewer[at as usize % LINE];
        self.links.sold(suppliers, |at, number, row| {
            look(at, number, row.map(|(buyer, share)| share * fewer(buyer)).sum());
        });
    }

    /// 1 − hᵘ after this sweep, in which a supplier loses `gain` of its sales.
    #[inline]
    fn up_after(&self, at: u32, gain: f64) -> f64 {
        let of_shock = self.floors.iter().find(|floor| floor.0 == at);
        smaller(of_shock.map_or(self.up(at) + gain, |&(_, floor, sales)| larger(floor, sales + gain)), 1.0)
    }

    fn at_the_end(&mut self) -> Loss {
        let bought: f64 = self.fewer.all().iter().map(|&(at, fewer)| self.links.purchases[at as usize] * fewer).sum();
        // What the shock took already cannot be lost again.
        let hit: Vec<(u32, f64)> = self.floors.iter().map(|&(at, ..)| (at, 0.0)).collect();
        let mut again = 0.0;
        self.gain(&hit, |at, _, gain| again += self.output(at) * (gain - (self.up_after(at, gain) - self.up(at))));
        let mut lost = [ZERO; 2];
        let Self { eights, open, .. } = self;
        open.clear();
        self.hit.each(|line| {
            let Eight { output, down, up, .. } = &eights[line];
            for at in 0..LINE {
                lost[0][at] += output[at] * down[at];
                lost[1][at] += output[at] * up[at];
                open.push_if(down[at] > up[at] && output[at] > 0.0, line * LINE + at, down[at]);
            }
        });
        let [downstream, upstream] = lost.map(sum);
        let upstream = upstream + (bought - again);
        self.visits += self.open.all().iter().map(|&(at, _)| self.links.buyers(at) as u64).sum::<u64>();
        let mut beyond = 0.0;
        self.gain(self.open.all(), |at, down, gain| {
            beyond += self.output(at) * larger(down - self.up_after(at, gain), 0.0);
        });
        Loss { combined: upstream + beyond, downstream, upstream, sweeps: 0 }
    }
}
