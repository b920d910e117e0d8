//! One cascade at a time, by what moves: a firm that loses more passes the difference on, and only firms that get some are
//! looked at. What comes together is added up in ascending order of who passes it on, so that sums do not depend on the way.

use super::cascade::Loss;
use super::eight::Eight;
use super::lines::{Inbox, LINE, Line, List, Marks, ZERO, larger, smaller, sum, zeros};
use super::links::Links;
use super::market::withheld;

/// Sweeps after which differences that were added up may have rounded to more than a sum taken anew: errors of 10⁻¹⁶ a sweep,
/// each passed on by the sweeps after it, stay below 10⁻¹² by far.
const MANY: u32 = 40;

/// State of a cascade, by position; nothing is lost between cascades.
#[derive(Debug)]
pub(super) struct Trickle<'a> {
    pub(super) links: &'a Links,
    pub(super) epsilon: f64,
    pub(super) eights: Vec<Eight>,
    /// What comes in this sweep: the largest loss of a product, and lost sales.
    to_down: Inbox,
    pub(super) to_up: Inbox,
    /// Lost of the product of every pool, and what comes in this sweep.
    pools: Vec<Line>,
    to_pools: Inbox,
    /// Lines with a loss.
    pub(super) hit: Marks,
    hit_pools: Marks,
    /// What the shock takes, and the sales lost besides.
    pub(super) floors: Vec<(u32, f64, f64)>,
    /// Who lost more by its inputs, who withholds more and how much now, and who buys less since the last sweep, with how much; ascending.
    moved: List,
    less: List,
    withheld: List,
    pub(super) fewer: List,
    /// How many firms moved downstream, each as often as it did.
    pub(super) moves: usize,
    /// Firms to look at in the last sweep.
    pub(super) open: List,
    /// Links looked at so far.
    pub visits: u64,
}

impl<'a> Trickle<'a> {
    pub fn new(links: &'a Links, epsilon: f64) -> Self {
        let (firms, pools) = (links.len(), links.pools.len());
        Self {
            links,
            epsilon,
            eights: links.output.as_chunks().0.iter().map(|&output| Eight::new(output)).collect(),
            to_down: Inbox::new(firms),
            to_up: Inbox::new(firms),
            pools: zeros(pools),
            to_pools: Inbox::new(pools),
            hit: Marks::new(firms),
            hit_pools: Marks::new(pools),
            floors: Vec::new(),
            moved: List::new(firms),
            less: List::new(firms),
            withheld: List::new(firms),
            fewer: List::new(firms),
            moves: 0,
            open: List::new(firms),
            visits: 0,
        }
    }

    /// The loss of a shock to these firms.
    ///
    /// # Errors
    /// With the largest change of the last sweep, when it would take more than about `most` looks at links, or too many sweeps.
    pub fn run(&mut self, shock: &[(u32, f64)], most: u64) -> Result<Loss, f64> {
        let end = self.visits.saturating_add(most);
        self.begin(shock);
        let (mut sweeps, mut before) = (1, 1.0);
        let loss = loop {
            if sweeps > MANY || self.visits.saturating_add(self.ahead()) > end {
                break Err(before);
            }
            self.pass_down();
            self.pool();
            let change = self.take_down();
            if change < self.epsilon
                && let Some(loss) = self.last()
            {
                break Ok(loss);
            }
            self.pass_up();
            before = larger(change, self.take_up());
            if before < self.epsilon {
                break Ok(self.loss());
            }
            self.withhold();
            sweeps += 1;
        };
        self.clear();
        loss.map(|loss| Loss { sweeps, ..loss.of(self.links.total) })
    }

    /// About the links of the next sweep: those of firms with fewer customers, and as many for each that withholds more.
    fn ahead(&self) -> u64 {
        let each = self.links.links() / self.links.len().max(1);
        ((self.fewer.all().len() + self.less.all().len()) * each) as u64
    }

    fn begin(&mut self, shock: &[(u32, f64)]) {
        let mut hits = self.to_down.open();
        for &(firm, loss) in shock {
            hits.raise(self.links.positions[firm as usize], loss);
        }
        let Self { eights, hit, moved, fewer, floors, .. } = self;
        self.to_down.drain(|line, losses| {
            let eight = &mut eights[line];
            (eight.down, eight.up) = (losses, losses);
            hit.set(line);
            moved.add(line, losses);
            fewer.add(line, losses);
        });
        floors.extend(moved.all().iter().map(|&(at, loss)| (at, loss, 0.0)));
        self.withhold();
    }

    /// Passes on what suppliers withhold.
    fn pass_down(&mut self) {
        let Self { links, to_down, to_pools, less, withheld, .. } = self;
        let (mut pools, mut buyers) = (to_pools.open(), to_down.open());
        let mut visits = 0;
        links.sole(withheld.all(), |_, withheld, row| {
            visits += row.len();
            row.for_each(|(buyer, share)| buyers.raise(buyer, share * withheld));
        });
        links.pooled(less.all(), |_, less, row| {
            visits += row.len();
            row.for_each(|(pool, share)| pools.add(pool, share * less));
        });
        less.clear();
        withheld.clear();
        self.visits += visits as u64;
    }

    /// Passes on what pools lack.
    fn pool(&mut self) {
        let Self { links, to_down, to_pools, pools, hit_pools, .. } = self;
        let mut buyers = to_down.open();
        to_pools.drain(|line, more| {
            hit_pools.set(line);
            let pools = &mut pools[line];
            for at in 0..LINE {
                pools[at] += more[at];
            }
            for (&buyer, lost) in links.pools[line * LINE..].iter().zip(pools) {
                buyers.raise(buyer, *lost);
            }
        });
    }

    /// Takes losses of inputs in; returns the largest change.
    fn take_down(&mut self) -> f64 {
        let Self { eights, to_down, hit, moved, .. } = self;
        let mut change = ZERO;
        to_down.drain(|line, lost| {
            let down = &mut eights[line].down;
            let mut more = ZERO;
            for at in 0..LINE {
                let now = larger(smaller(lost[at], 1.0), down[at]);
                more[at] = now - down[at];
                down[at] = now;
                change[at] = larger(more[at], change[at]);
            }
            hit.set(line);
            moved.add(line, more);
        });
        self.moves += moved.all().len();
        change.into_iter().fold(0.0, larger)
    }

    /// Passes on what buyers do not buy.
    fn pass_up(&mut self) {
        let Self { links, to_up, fewer, .. } = self;
        let mut suppliers = to_up.open();
        let mut visits = 0;
        links.bought(fewer.all(), |_, fewer, row| {
            visits += row.len();
            row.for_each(|(supplier, share)| suppliers.add(supplier, share * fewer));
        });
        fewer.clear();
        self.visits += visits as u64;
    }

    /// Takes losses of sales in; returns the largest change.
    fn take_up(&mut self) -> f64 {
        let Self { eights, to_up, hit, fewer, floors, .. } = self;
        let mut arrived = to_up.open();
        for (at, floor, sales) in floors {
            let lost = arrived.take(*at);
            if lost > 0.0 {
                *sales += lost;
                arrived.add(*at, larger(*sales, *floor) - eights[*at as usize / LINE].up[*at as usize % LINE]);
            }
        }
        let mut change = ZERO;
        to_up.drain(|line, lost| {
            let up = &mut eights[line].up;
            let mut more = ZERO;
            for at in 0..LINE {
                let now = smaller(up[at] + lost[at], 1.0);
                more[at] = now - up[at];
                up[at] = now;
                change[at] = larger(more[at], change[at]);
            }
            hit.set(line);
            fewer.add(line, more);
        });
        change.into_iter().fold(0.0, larger)
    }

    /// Brings what suppliers withhold up to date with what was moved.
    fn withhold(&mut self) {
        let Self { links, eights, moved, less, withheld: all, hit, .. } = self;
        if let Some(markets) = &links.markets {
            let mut rest = moved.all();
            while let Some(&(first, _)) = rest.first() {
                let market = markets.around(first as usize);
                let members = &market.members;
                rest = &rest[rest.partition_point(|&(at, _)| (at as usize) < members.end)..];
                let scarcity = market.scarcity(eights, hit);
                hit.each_of(members, |line, within| {
                    let Eight { down, withheld: before, output, .. } = &mut eights[line];
                    for at in within {
                        let now = withheld(output[at], scarcity, down[at]);
                        let more = now - before[at];
                        less.push_if(more > 0.0, line * LINE + at, more);
                        all.push_if(more > 0.0, line * LINE + at, now);
                        before[at] = larger(now, before[at]);
                    }
                });
            }
        } else {
            for &(at, more) in moved.all() {
                let down = eights[at as usize / LINE].down[at as usize % LINE];
                less.push_if(true, at as usize, more);
                all.push_if(true, at as usize, down);
            }
        }
        moved.clear();
    }

    /// What is lost, which is taken back.
    fn loss(&mut self) -> Loss {
        let mut lost = [ZERO; 3];
        let eights = &mut self.eights;
        self.hit.drain(|line| {
            let Eight { output, down, up, .. } = &eights[line];
            for at in 0..LINE {
                lost[0][at] += output[at] * larger(down[at], up[at]);
                lost[1][at] += output[at] * down[at];
                lost[2][at] += output[at] * up[at];
            }
            eights[line].clear();
        });
        let [combined, downstream, upstream] = lost.map(sum);
        Loss { combined, downstream, upstream, sweeps: 0 }
    }

    fn clear(&mut self) {
        let Self { eights, pools, .. } = self;
        self.hit.drain(|line| eights[line].clear());
        self.hit_pools.drain(|line| pools[line] = ZERO);
        self.floors.clear();
        for list in [&mut self.moved, &mut self.less, &mut self.withheld, &mut self.fewer] {
            list.clear();
        }
        self.moves = 0;
    }
}
