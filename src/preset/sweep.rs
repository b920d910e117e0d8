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
    let mut sums = [[0.0; L]; 8];
    let (eights, rest) = flow.as_chunks::<8>();
    let whole = 8 * eights.len();
    if let Some(run) = run(pools) {
        let (values, last) = value[run].as_chunks::<8>();
        if L.is_multiple_of(GROUP) {
            for (flows, values) in eights.chunks(GROUPED).zip(values.chunks(GROUPED)) {
                for group in 0..L / GROUP {
                    add_group(&mut sums, flows, values, group);
                }
            }
        } else {
            for (flow, value) in eights.iter().zip(values) {
                for (sum, (flow, value)) in sums.iter_mut().zip(flow.iter().zip(value)) {
                    add_to(sum, &flow.times(value));
                }
            }
        }
        return all(&sums, rest.iter().zip(last).map(|(flow, value)| flow.times(value)));
    }
    for (flow, pools) in eights.iter().zip(pools.as_chunks::<8>().0) {
        for (sum, (flow, pool)) in sums.iter_mut().zip(flow.iter().zip(pools)) {
            add_to(sum, &flow.times(&value[*pool as usize]));
        }
    }
    all(&sums, rest.iter().zip(&pools[whole..]).map(|(flow, pool)| flow.times(&value[*pool as usize])))
}

/// Lanes whose eight running sums stay in registers, and eights of pools for which they do so.
const GROUP: usize = 4;
const GROUPED: usize = 8;

/// Adds to the running sums of a group of lanes.
#[inline(always)]
fn add_group<const L: usize, W: Weight<L>>(
    sums: &mut [Row<L>; 8],
    flows: &[[W; 8]],
    values: &[[Row<L>; 8]],
    group: usize,
) {
    let mut own: [Row<GROUP>; 8] = std::array::from_fn(|sum| sums[sum].as_chunks::<GROUP>().0[group]);
    for (flow, value) in flows.iter().zip(values) {
        for (sum, (flow, value)) in own.iter_mut().zip(flow.iter().zip(value)) {
            let value = &value.as_chunks::<GROUP>().0[group];
            for (lane, (sum, value)) in sum.iter_mut().zip(value).enumerate() {
                *sum += flow.of(GROUP * group + lane) * value;
            }
        }
    }
    for (sum, own) in sums.iter_mut().zip(&own) {
        sum.as_chunks_mut::<GROUP>().0[group] = *own;
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
