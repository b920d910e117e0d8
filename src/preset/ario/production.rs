//! Steps 2 and 3: demand, overproduction, capacity, output.

use super::{Ario, Run};

impl Ario {
    /// D = orders + final demand + rebuilding demand.
    pub(super) fn collect(&self, run: &mut Run) {
        for i in 0..self.industries {
            let row = &self.flow[i * self.industries..][..self.industries];
            let call = &run.call[i % self.sectors * self.industries..][..self.industries];
            run.orders[i] = run.ready[i] * dot(row, call);
            run.demand[i] = run.orders[i] + self.final_demand[i] + run.damage.rebuilding[i];
        }
    }

    /// α follows scarcity (D − x)/D, demand of this step against output of the last: up towards `α_max` while demand
    /// is the greater, down in proportion while it is the smaller, back to `α_b` only where the two are equal; never
    /// below 1.
    pub(super) fn stretch(&self, run: &mut Run) {
        let p = &self.parameters;
        for i in 0..self.industries {
            let (demand, made, alpha) = (run.demand[i], run.made[i], &mut run.overproduction[i]);
            let scarcity = if demand > 0.0 { (demand - made) / demand } else { 0.0 };
            let rest = if scarcity == 0.0 { p.overproduction_base - *alpha } else { 0.0 };
            let rise = (p.overproduction_max - *alpha) * scarcity;
            *alpha = (*alpha + (rise + rest) / p.overproduction_days).max(1.0);
        }
    }

    /// x = min(D, `x_cap`) · min over inputs of min(1, stock / (ψ n a min(D, `x_cap`))).
    pub(super) fn produce(&self, run: &mut Run) {
        for i in 0..self.industries {
            let lost = run.damage.share(i, self.capital[i]);
            run.capacity[i] = run.overproduction[i] * (1.0 - lost) * self.output[i];
            // Least stock over floor per unit of output, gathered below.
            run.made[i] = f64::INFINITY;
        }
        for (floor, stock) in self.floor.chunks(self.industries).zip(run.stock.chunks(self.industries)) {
            for ((allowed, floor), stock) in run.made.iter_mut().zip(floor).zip(stock) {
                let allows = if *floor > 0.0 { stock / floor } else { f64::INFINITY };
                *allowed = allowed.min(allows);
            }
        }
        for i in 0..self.industries {
            let (demand, wanted) = (run.demand[i], run.demand[i].min(run.capacity[i]));
            run.made[i] = if run.made[i] < wanted { run.made[i].max(0.0) } else { wanted };
            run.served[i] = if demand > 0.0 { run.made[i] / demand } else { 1.0 };
        }
    }
}

/// Σ a b in eight running sums, which the compiler turns into vectors.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (a, b) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a.remainder().iter().zip(b.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a.zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f64>() + rest
}
