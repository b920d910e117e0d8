//! Sums over the flows of a seller, whose pools are listed beside them.

#![expect(clippy::inline_always, reason = "what stays a call keeps to the narrow instructions of its own")]

use super::rows::{Row, Weight, each};

/// The pools as one run, if they are one: then a sweep reads and writes in order.
#[inline(always)]
fn run(pools: &[u32]) -> Option<std::ops::Range<usize>> {
    let (first, last) = (*pools.first()? as usize, *pools.last()? as usize);
    // Pools of a seller's flows rise.
    (last - first + 1 == pools.len()).then_some(first..last + 1)
}

/// Σ weight of a flow · value of its pool in eight running sums, which the compiler turns into vectors.
#[inline(always)]
pub(super) fn dot<const L: usize, W: Weight<L>>(flow: &[W], pools: &[u32], value: &[Row<L>]) -> Row<L> {
    if let Some(run) = run(pools) {
        return dots([flow], &value[run])[0];
    }
    let mut sums = [[0.0; L]; 8];
    let (eights, rest) = flow.as_chunks::<8>();
    for (flow, pools) in eights.iter().zip(pools.as_chunks::<8>().0) {
        for (sum, (flow, pool)) in sums.iter_mut().zip(flow.iter().zip(pools)) {
            add_to(sum, &flow.times(&value[*pool as usize]));
        }
    }
    let last = pools[8 * eights.len()..].iter();
    all(&sums, rest.iter().zip(last).map(|(flow, pool)| flow.times(&value[*pool as usize])))
}

/// Lanes whose running sums stay in registers, and eights of pools for which they do so.
const GROUP: usize = 4;
const GROUPED: usize = 8;

/// [`dot`] for M sellers, up to eight, that all sell to the same run of pools: values are read once for all of them.
/// Every seller keeps eight running sums of its own, so that it gets the same bits whoever is beside it.
#[inline(always)]
pub(super) fn dots<const L: usize, const M: usize, W: Weight<L>>(flows: [&[W]; M], value: &[Row<L>]) -> [Row<L>; M] {
    let (mut sums, mut eights) = ([[[0.0; L]; 8]; M], [const { &[] as &[[W; 8]] }; M]);
    let (values, last) = value.as_chunks::<8>();
    for (eights, flow) in eights.iter_mut().zip(flows) {
        *eights = &flow.as_chunks().0[..values.len()];
    }
    if L.is_multiple_of(GROUP) {
        for (number, values) in values.chunks(GROUPED).enumerate() {
            let mut flows = eights;
            for flow in &mut flows {
                *flow = &flow[GROUPED * number..][..values.len()];
            }
            for group in 0..L / GROUP {
                add_group(&mut sums, &flows, values, group);
            }
        }
    } else {
        for (sums, flow) in sums.iter_mut().zip(eights) {
            for (flow, value) in flow.iter().zip(values) {
                for (sum, (flow, value)) in sums.iter_mut().zip(flow.iter().zip(value)) {
                    add_to(sum, &flow.times(value));
                }
            }
        }
    }
    let mut total = [[0.0; L]; M];
    for (total, (sums, flow)) in total.iter_mut().zip(sums.iter().zip(flows)) {
        let rest = flow[8 * values.len()..].iter();
        *total = all(sums, rest.zip(last).map(|(flow, value)| flow.times(value)));
    }
    total
}

/// Adds to the running sums of a group of lanes: of more sellers to fewer sums at a time, for there are so many registers.
#[inline(always)]
fn add_group<const L: usize, const M: usize, W: Weight<L>>(
    sums: &mut [[Row<L>; 8]; M],
    flows: &[&[[W; 8]]; M],
    values: &[[Row<L>; 8]],
    group: usize,
) {
    let count = 8 / M;
    for first in (0..8).step_by(count) {
        let mut own = [[[0.0; GROUP]; 8]; M];
        for (own, sums) in own.iter_mut().zip(&*sums) {
            for (own, sum) in own.iter_mut().zip(&sums[first..first + count]) {
                *own = sum.as_chunks().0[group];
            }
        }
        for (place, value) in values.iter().enumerate() {
            for (sum, value) in value[first..first + count].iter().enumerate() {
                let value = &value.as_chunks::<GROUP>().0[group];
                for (own, flow) in own.iter_mut().zip(flows) {
                    let flow = flow[place][first + sum];
                    for (lane, (sum, value)) in own[sum].iter_mut().zip(value).enumerate() {
                        *sum += flow.of(GROUP * group + lane) * value;
                    }
                }
            }
        }
        for (own, sums) in own.iter().zip(&mut *sums) {
            for (own, sum) in own.iter().zip(&mut sums[first..first + count]) {
                sum.as_chunks_mut().0[group] = *own;
            }
        }
    }
}

/// The running sums and what is left over, added up.
#[inline(always)]
fn all<const L: usize>(sums: &[Row<L>; 8], rest: impl Iterator<Item = Row<L>>) -> Row<L> {
    let mut last = [0.0; L];
    rest.for_each(|term| add_to(&mut last, &term));
    let mut total = [0.0; L];
    for sum in sums {
        add_to(&mut total, sum);
    }
    each(|lane| total[lane] + last[lane])
}

#[inline(always)]
fn add_to<const L: usize>(sum: &mut Row<L>, term: &Row<L>) {
    sum.iter_mut().zip(term).for_each(|(sum, term)| *sum += term);
}

/// Adds `factor` · weight of a flow to `sum` of its pool, whose first is number `base`.
#[inline(always)]
pub(super) fn add<const L: usize, W: Weight<L>>(
    flow: &[W],
    pools: &[u32],
    factor: &Row<L>,
    sum: &mut [Row<L>],
    base: usize,
) {
    if let Some(run) = run(pools) {
        let sums = &mut sum[run.start - base..run.end - base];
        sums.iter_mut().zip(flow).for_each(|(sum, flow)| add_to(sum, &flow.times(factor)));
    } else {
        pools.iter().zip(flow).for_each(|(pool, flow)| add_to(&mut sum[*pool as usize - base], &flow.times(factor)));
    }
}

/// [`add`] twice, by two factors to two sums, in one sweep.
#[inline(always)]
pub(super) fn add_both<const L: usize>(
    flow: &[f64],
    pools: &[u32],
    factors: [&Row<L>; 2],
    [first, second]: [&mut [Row<L>]; 2],
    base: usize,
) {
    if let Some(run) = run(pools) {
        let here = run.start - base..run.end - base;
        let sums = first[here.clone()].iter_mut().zip(&mut second[here]);
        for ((first, second), flow) in sums.zip(flow) {
            add_to(first, &flow.times(factors[0]));
            add_to(second, &flow.times(factors[1]));
        }
    } else {
        for (pool, flow) in pools.iter().zip(flow) {
            add_to(&mut first[*pool as usize - base], &flow.times(factors[0]));
            add_to(&mut second[*pool as usize - base], &flow.times(factors[1]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(values: &[f64]) -> Vec<Row<1>> {
        values.iter().map(|value| [*value]).collect()
    }

    #[test]
    fn a_run_of_pools_and_a_list_of_them_give_the_same_bits() {
        let flow: Vec<f64> = (0..29).map(|i| 1.0 / f64::from(i + 3)).collect();
        let value = rows(&(0..29).map(|i| 0.1 + f64::from(i * i)).collect::<Vec<_>>());
        let run: Vec<u32> = (0..29).collect();
        // The same values with a gap after the first.
        let list: Vec<u32> = (0..29).map(|i| if i == 0 { 0 } else { i + 1 }).collect();
        let mut gapped = value.clone();
        gapped.insert(1, [f64::NAN]);
        assert_eq!(dot(&flow, &run, &value)[0].to_bits(), dot(&flow, &list, &gapped)[0].to_bits());
        let (mut ran, mut listed) = (value.clone(), gapped.clone());
        add(&flow, &run, &[0.7], &mut ran, 0);
        add(&flow, &list, &[0.7], &mut listed, 0);
        listed.remove(1);
        assert_eq!(ran, listed);
        let (mut first, mut second) = (gapped.clone(), value.clone());
        second.push([0.0]);
        add_both(&flow, &list, [&[0.7], &[0.3]], [&mut first, &mut second], 0);
        first.remove(1);
        assert_eq!(first, ran);
        assert!(dot::<1, f64>(&[], &[], &value) == [0.0]);
    }

    #[test]
    fn sellers_do_not_know_each_other() {
        for pools in [0, 3, 8, 29, 150] {
            sellers_alone::<1, 2>(pools);
            sellers_alone::<16, 1>(pools);
            sellers_alone::<16, 2>(pools);
            sellers_alone::<16, 4>(pools);
        }
    }

    /// Holds sums over a run of pools against sums pool by pool over the same pools with a gap among them.
    fn sellers_alone<const L: usize, const M: usize>(pools: u32) {
        let value: Vec<Row<L>> = (0..pools).map(|i| each(|lane| 0.1 + f64::from(i) / (lane + 3) as f64)).collect();
        let flows: [Vec<f64>; M] =
            std::array::from_fn(|m| (0..pools).map(|i| 1.0 / (f64::from(i) + m as f64 + 0.7)).collect());
        let list: Vec<u32> = (0..pools).map(|i| if i == 0 { 0 } else { i + 1 }).collect();
        let mut gapped = value.clone();
        gapped.insert(value.len().min(1), [f64::NAN; L]);
        let together = dots(flows.each_ref().map(|flow| &**flow), &value);
        for (flow, together) in flows.iter().zip(together) {
            assert_eq!(dot(flow, &list, &gapped).map(f64::to_bits), together.map(f64::to_bits));
        }
    }

    #[test]
    fn lanes_do_not_know_each_other() {
        let flow: Vec<f64> = (0..21).map(|i| 1.0 / f64::from(i + 3)).collect();
        let pools: Vec<u32> = (0..21).collect();
        lanes_alone::<3>(&flow, &pools);
        lanes_alone::<8>(&flow, &pools);
    }

    fn lanes_alone<const L: usize>(flow: &[f64], pools: &[u32]) {
        let value: Vec<Row<L>> = (0..21).map(|i| each(|lane| 0.1 + f64::from(i) / (lane + 1) as f64)).collect();
        let together = dot(flow, pools, &value);
        let weighed = dot(&flow.iter().map(|flow| [*flow; L]).collect::<Vec<_>>(), pools, &value);
        assert_eq!(together, weighed);
        for (lane, sum) in together.iter().enumerate() {
            let alone = rows(&value.iter().map(|row| row[lane]).collect::<Vec<_>>());
            assert_eq!(dot(flow, pools, &alone)[0].to_bits(), sum.to_bits());
        }
    }
}
