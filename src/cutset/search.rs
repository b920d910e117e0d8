//! Exact enumeration of minimal cut sets of a monotone, subadditive loss.

use std::collections::{BTreeMap, BTreeSet};

/// Sets evaluated at a time: bounds the memory that their losses take.
const BATCH: usize = 4_096;
/// What the rounding of sums of losses may hide.
const ROUNDING: f64 = 1e-9;

/// A minimal set of candidates without which a target loses more than it may.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// Places of the candidates, ascending.
    pub members: Vec<u32>,
    /// Share lost without them.
    pub loss: f64,
}

/// One target while it is searched.
struct Target {
    /// Candidates that do something alone but do not stop it, the worst first.
    order: Vec<u32>,
    /// What each of them loses alone.
    single: Vec<f64>,
    /// Sets of the last size that do not stop it, as places in `order`, with their losses.
    alive: BTreeMap<Vec<u32>, f64>,
    stopped: BTreeSet<Vec<u32>>,
    cuts: Vec<Cut>,
}

/// Who asked for a set: the target, and the set as places in its order.
type Asked = Vec<(usize, Vec<u32>)>;

/// All minimal cuts of up to `size` of `candidates` places, by target: sets without which the target loses more than
/// `limit`, while it does not without any part of them.
///
/// `evaluate` gives the losses of every target for each of a list of sets of places. `may(target, candidate)` says who
/// may be part of a target's cuts.
///
/// With ℓ subadditive, every minimal cut is reached by adding its members one by one, the worst first: each part is not
/// a cut, and has with the members to come at least ℓ(part) + Σ ℓ(member) > `limit`. What cannot reach the limit even
/// with the worst of those that may still follow is not followed.
pub fn minimal_cuts(
    candidates: usize,
    targets: usize,
    may: impl Fn(usize, u32) -> bool,
    (size, limit): (usize, f64),
    evaluate: impl Fn(&[Vec<u32>]) -> Vec<Vec<f64>>,
) -> Vec<Vec<Cut>> {
    let singles: Vec<Vec<u32>> = (0..candidates as u32).map(|place| vec![place]).collect();
    let mut losses: Vec<Vec<f64>> = Vec::with_capacity(candidates);
    for batch in singles.chunks(BATCH) {
        losses.extend(evaluate(batch));
    }
    let mut states: Vec<Target> =
        (0..targets).map(|target| Target::new(&losses, target, limit, |place| may(target, place))).collect();
    for level in 2..=size {
        let mut asked: BTreeMap<Vec<u32>, Asked> = BTreeMap::new();
        for (index, target) in states.iter_mut().enumerate() {
            for places in target.extend(level, size, limit) {
                let mut members: Vec<u32> = places.iter().map(|&place| target.order[place as usize]).collect();
                members.sort_unstable();
                asked.entry(members).or_default().push((index, places));
            }
        }
        let asked: Vec<(Vec<u32>, Asked)> = asked.into_iter().collect();
        for batch in asked.chunks(BATCH) {
            let sets: Vec<Vec<u32>> = batch.iter().map(|(members, _)| members.clone()).collect();
            for ((members, who), losses) in batch.iter().zip(evaluate(&sets)) {
                for (target, places) in who {
                    states[*target].note(members, places, losses[*target], limit);
                }
            }
        }
    }
    states.into_iter().map(|state| state.cuts).collect()
}

impl Target {
    fn new(losses: &[Vec<f64>], target: usize, limit: f64, may: impl Fn(u32) -> bool) -> Self {
        let mut rest: Vec<(u32, f64)> = Vec::new();
        let mut cuts = Vec::new();
        for (place, losses) in (0_u32..).zip(losses).filter(|(place, _)| may(*place)) {
            let loss = losses[target];
            if loss > limit {
                cuts.push(Cut { members: vec![place], loss });
            } else if loss > ROUNDING {
                rest.push((place, loss));
            }
        }
        rest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let alive = rest.iter().enumerate().map(|(place, (_, loss))| (vec![place as u32], *loss)).collect();
        let (order, single) = rest.into_iter().unzip();
        Self { order, single, alive, stopped: BTreeSet::new(), cuts }
    }

    /// Sets of `level` places that may be cuts, or parts of cuts of up to `size`.
    fn extend(&mut self, level: usize, size: usize, limit: f64) -> Vec<Vec<u32>> {
        let alive = std::mem::take(&mut self.alive);
        let mut wanted = Vec::new();
        for (part, loss) in &alive {
            let first = part[part.len() - 1] as usize + 1;
            for next in first..self.order.len() {
                let later: f64 = self.single[next + 1..].iter().take(size - level).sum();
                // Those after it lose less still.
                if loss + self.single[next] + later + ROUNDING <= limit {
                    break;
                }
                let set: Vec<u32> = part.iter().copied().chain([next as u32]).collect();
                if self.may_reach(&set, &alive, limit - later) && !self.holds_a_cut(&set) {
                    wanted.push(set);
                }
            }
        }
        wanted
    }

    /// Whether every part of `set` that lacks one member, as far as it was evaluated, may reach `limit` with it.
    fn may_reach(&self, set: &[u32], alive: &BTreeMap<Vec<u32>, f64>, limit: f64) -> bool {
        (0..set.len() - 1).all(|lacking| {
            let part: Vec<u32> =
                set.iter().enumerate().filter(|(place, _)| *place != lacking).map(|(_, member)| *member).collect();
            alive.get(&part).is_none_or(|loss| loss + self.single[set[lacking] as usize] + ROUNDING > limit)
        })
    }

    /// Whether a proper part of `set` is a cut. Parts without its last member are parts of a set that is none.
    fn holds_a_cut(&self, set: &[u32]) -> bool {
        let (last, rest) = (set[set.len() - 1], &set[..set.len() - 1]);
        !self.stopped.is_empty()
            && (1..(1_u32 << rest.len()) - 1).any(|chosen| {
                let part = rest.iter().enumerate().filter(|(bit, _)| chosen & (1 << bit) != 0);
                let part: Vec<u32> = part.map(|(_, place)| *place).chain([last]).collect();
                self.stopped.contains(&part)
            })
    }

    fn note(&mut self, members: &[u32], places: &[u32], loss: f64, limit: f64) {
        if loss > limit {
            self.stopped.insert(places.to_vec());
            self.cuts.push(Cut { members: members.to_vec(), loss });
        } else {
            self.alive.insert(places.to_vec(), loss);
        }
    }
}
