//! Sums over the flows of a seller, whose pools are listed beside them.

/// The pools as one run, if they are one: then a sweep reads and writes in order.
fn run(pools: &[u32]) -> Option<std::ops::Range<usize>> {
    let (first, last) = (*pools.first()? as usize, *pools.last()? as usize);
    // Pools of a seller's flows rise.
    (last - first + 1 == pools.len()).then_some(first..last + 1)
}

/// Σ flow · value of its pool in eight running sums, which the compiler turns into vectors.
pub(super) fn dot(flow: &[f64], pools: &[u32], value: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (eights, rest) = flow.as_chunks::<8>();
    let whole = 8 * eights.len();
    if let Some(run) = run(pools) {
        let (values, last) = value[run].as_chunks::<8>();
        for (flow, value) in eights.iter().zip(values) {
            for (sum, (flow, value)) in sums.iter_mut().zip(flow.iter().zip(value)) {
                *sum += flow * value;
            }
        }
        let rest: f64 = rest.iter().zip(last).map(|(flow, value)| flow * value).sum();
        return sums.iter().sum::<f64>() + rest;
    }
    for (flow, pools) in eights.iter().zip(pools.as_chunks::<8>().0) {
        for (sum, (flow, pool)) in sums.iter_mut().zip(flow.iter().zip(pools)) {
            *sum += flow * value[*pool as usize];
        }
    }
    let rest: f64 = rest.iter().zip(&pools[whole..]).map(|(flow, pool)| flow * value[*pool as usize]).sum();
    sums.iter().sum::<f64>() + rest
}

/// Adds `factor` · flow to the pool of every flow.
pub(super) fn add(flow: &[f64], pools: &[u32], factor: f64, sum: &mut [f64]) {
    if let Some(run) = run(pools) {
        sum[run].iter_mut().zip(flow).for_each(|(sum, flow)| *sum += factor * flow);
    } else {
        pools.iter().zip(flow).for_each(|(pool, flow)| sum[*pool as usize] += factor * flow);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_pools_and_a_list_of_them_give_the_same_bits() {
        let flow: Vec<f64> = (0..29).map(|i| 1.0 / f64::from(i + 3)).collect();
        let value: Vec<f64> = (0..29).map(|i| 0.1 + f64::from(i * i)).collect();
        let run: Vec<u32> = (0..29).collect();
        // The same values with a gap after the first.
        let list: Vec<u32> = (0..29).map(|i| if i == 0 { 0 } else { i + 1 }).collect();
        let mut gapped = value.clone();
        gapped.insert(1, f64::NAN);
        assert_eq!(dot(&flow, &run, &value).to_bits(), dot(&flow, &list, &gapped).to_bits());
        let (mut ran, mut listed) = (value.clone(), gapped.clone());
        add(&flow, &run, 0.7, &mut ran);
        add(&flow, &list, 0.7, &mut listed);
        listed.remove(1);
        assert_eq!(ran, listed);
        assert!(dot(&[], &[], &value) == 0.0);
    }
}
