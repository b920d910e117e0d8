//! Who uses a product: its users' plants, stated demand shares, and final use for the rest (`docs/model.md`, baseline).

/// One way a product is used by the plants of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// Link weight (by kind of input).
    pub weight: f64,
    /// Stated share of world use, if known.
    pub stated: Option<f64>,
    /// Size of the users' plants per region: shares of their product's world output.
    pub plants: Vec<f64>,
}

/// World use of a product, told apart by region and by use; everything sums to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    /// Share of world use per [`Use`].
    pub uses: Vec<f64>,
    /// Final use (and use outside the model) per region.
    pub final_use: Vec<f64>,
    /// Total use per region.
    pub regions: Vec<f64>,
}

/// Least part of what shares in proportion would leave to uses without a stated one, which stated shares may not take.
const LEFT_TO_FREE: f64 = 0.5;

/// Splits the world use (1) of a product over its uses and regions.
///
/// `other_use` is the least share of final use; it grows until stated demand shares can be met, and takes what stated
/// use shares leave where no other user is there to take it. `stated` holds the demand share of a region where one is
/// known, `size` is the fallback for the rest (GDP).
pub fn split(uses: &[Use], other_use: f64, stated: &[Option<f64>], size: &[f64]) -> Demand {
    let stated = &at_most_the_whole(stated);
    let users = Users::new(uses);
    let final_share = final_share(&users, users.least_final(other_use), stated);
    let plants = users.by_region(final_share, size.len());
    let final_use = final_use(final_share, &plants, stated, size);
    let regions = plants.iter().zip(&final_use).map(|(plants, last)| plants + last).collect();
    Demand { uses: users.shares(final_share), final_use, regions }
}

/// Stated shares that rounding brought over one, scaled back to it.
fn at_most_the_whole(stated: &[Option<f64>]) -> Vec<Option<f64>> {
    let whole = stated.iter().flatten().sum::<f64>().max(1.0);
    stated.iter().map(|share| share.map(|share| share / whole)).collect()
}

/// The uses of one product and what each is sized by.
struct Users<'a> {
    uses: &'a [Use],
    /// Size of each use's plants, all regions together.
    plants: Vec<f64>,
    /// Sum of the stated shares, at most 1.
    stated: f64,
    /// Sum of weight × plants over the uses without a stated share.
    free: f64,
    /// What brings stated shares that sum to more than one back to it.
    scale: f64,
}

impl<'a> Users<'a> {
    fn new(uses: &'a [Use]) -> Self {
        let plants: Vec<f64> = uses.iter().map(|used| used.plants.iter().sum()).collect();
        let live = || uses.iter().zip(&plants).filter(|(used, total)| **total > 0.0 && used.weight > 0.0);
        let stated: f64 = live().filter_map(|(used, _)| used.stated).sum();
        let free = live().filter(|(used, _)| used.stated.is_none()).map(|(used, total)| used.weight * total).sum();
        Self { uses, plants, stated: stated.min(1.0), free, scale: if stated > 1.0 { 1.0 / stated } else { 1.0 } }
    }

    /// Final use at the least.
    fn least_final(&self, other_use: f64) -> f64 {
        if self.free > 0.0 { other_use.clamp(0.0, 1.0) } else { other_use.clamp(1.0 - self.stated, 1.0) }
    }

    /// Share of world use per use, summing to 1 − `final_share`: stated shares as they are while that leaves enough
    /// for the others, who divide the rest by weight × plants.
    fn shares(&self, final_share: f64) -> Vec<f64> {
        let whole = 1.0 - final_share;
        let free =
            if self.free > 0.0 { (whole - self.stated).max(LEFT_TO_FREE * whole * (1.0 - self.stated)) } else { 0.0 };
        let kept = if self.stated > 0.0 { self.scale * (whole - free) / self.stated } else { 0.0 };
        let uses = self.uses.iter().zip(&self.plants);
        uses.map(|(used, &total)| match used.stated {
            _ if total <= 0.0 || used.weight <= 0.0 => 0.0,
            Some(share) => share * kept,
            None => free * used.weight * total / self.free,
        })
        .collect()
    }

    /// What the users' plants take per region.
    fn by_region(&self, final_share: f64, regions: usize) -> Vec<f64> {
        let shares = self.shares(final_share);
        let part = |region: usize| {
            let parts = self.uses.iter().zip(&self.plants).zip(&shares);
            parts
                .map(|((used, total), share)| if *total > 0.0 { share * used.plants[region] / total } else { 0.0 })
                .sum()
        };
        (0..regions).map(part).collect()
    }
}

/// Final use that stated demand asks for beyond what the users' plants take.
fn stated_final(plants: &[f64], stated: &[Option<f64>]) -> f64 {
    plants.iter().zip(stated).filter_map(|(plants, want)| want.map(|want| (want - plants).max(0.0))).sum()
}

/// Least share of final use, from `least` up, that meets stated demand and leaves something for the other regions: a
/// tenth of it, or half of what stated demand leaves over if that is less.
fn final_share(users: &Users, least: f64, stated: &[Option<f64>]) -> f64 {
    let named: f64 = stated.iter().flatten().sum();
    let room = if stated.iter().any(Option::is_none) { 1.0 - (0.5 * (1.0 - named)).clamp(0.0, 0.1) } else { 1.0 };
    let fits = |share: f64| stated_final(&users.by_region(share, stated.len()), stated) <= room * share + 1e-12;
    if fits(least) {
        return least;
    }
    let (mut low, mut high) = (least, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if fits(middle) { high = middle } else { low = middle }
    }
    high
}

/// Final use per region: what stated demand asks for, the rest by size over regions that state none.
fn final_use(share: f64, plants: &[f64], stated: &[Option<f64>], size: &[f64]) -> Vec<f64> {
    let gaps = plants.iter().zip(stated);
    let mut result: Vec<f64> = gaps.map(|(plants, want)| want.map_or(0.0, |want| (want - plants).max(0.0))).collect();
    let named: f64 = result.iter().sum();
    if named > share {
        scale(&mut result, share / named);
        return result;
    }
    let open = |region: usize| stated[region].is_none();
    let weight = |region: usize| {
        if stated.iter().any(Option::is_none) {
            if open(region) { size[region] } else { 0.0 }
        } else {
            stated[region].unwrap_or(0.0)
        }
    };
    let total: f64 = (0..size.len()).map(weight).sum();
    if total > 0.0 {
        for (region, value) in result.iter_mut().enumerate() {
            *value += (share - named) * weight(region) / total;
        }
    } else if named > 0.0 {
        scale(&mut result, share / named);
    }
    result
}

fn scale(values: &mut [f64], factor: f64) {
    for value in values {
        *value *= factor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, want: f64) {
        assert!((found - want).abs() < 1e-9, "{found} is not {want}");
    }

    #[test]
    fn use_follows_the_plants_and_sums_to_one() {
        let uses = [
            Use { weight: 1.0, stated: None, plants: vec![0.5, 0.5] },
            Use { weight: 0.5, stated: None, plants: vec![1.0, 0.0] },
        ];
        let demand = split(&uses, 0.1, &[None, None], &[1.0, 3.0]);
        close(demand.uses[0], 0.6);
        close(demand.uses[1], 0.3);
        close(demand.final_use[0], 0.025);
        close(demand.regions[0], 0.3 + 0.3 + 0.025);
        close(demand.regions.iter().sum(), 1.0);
    }

    #[test]
    fn final_use_grows_until_stated_demand_is_met() {
        let uses = [Use { weight: 1.0, stated: None, plants: vec![1.0, 0.0, 0.0] }];
        let demand = split(&uses, 0.05, &[None, Some(0.4), None], &[1.0, 1.0, 1.0]);
        close(demand.regions[1], 0.4);
        close(demand.regions.iter().sum(), 1.0);
        assert!(demand.final_use[2] > 0.0);
        // The 0.4 are nine tenths of final use: the last tenth is left to who states nothing.
        close(demand.uses[0], 5.0 / 9.0);
    }

    #[test]
    fn stated_demand_that_is_nearly_the_whole_leaves_the_users_in_place() {
        let uses = [Use { weight: 1.0, stated: None, plants: vec![0.6, 0.4, 0.0] }];
        let demand = split(&uses, 0.3, &[Some(0.6), Some(0.37), None], &[1.0, 1.0, 1.0]);
        close(demand.regions[0], 0.6);
        assert!(demand.uses[0] > 0.5, "{demand:?}");
    }

    #[test]
    fn a_stated_use_share_replaces_the_weight() {
        let uses = [
            Use { weight: 1.0, stated: Some(0.1), plants: vec![1.0, 0.0] },
            Use { weight: 1.0, stated: None, plants: vec![0.0, 1.0] },
        ];
        let demand = split(&uses, 0.0, &[None, None], &[1.0, 1.0]);
        close(demand.uses[0], 0.1);
        close(demand.uses[1], 0.9);
    }

    #[test]
    fn stated_shares_that_leave_something_leave_it_to_final_use() {
        let uses = [Use { weight: 1.0, stated: Some(0.3), plants: vec![1.0, 0.0] }];
        let demand = split(&uses, 0.2, &[None, None], &[1.0, 1.0]);
        close(demand.uses[0], 0.3);
        close(demand.final_use[0], 0.35);
        close(demand.regions[0], 0.65);
    }

    #[test]
    fn final_use_that_grows_takes_from_uses_without_a_stated_share_first() {
        let uses = [
            Use { weight: 1.0, stated: Some(0.2), plants: vec![1.0, 0.0] },
            Use { weight: 1.0, stated: None, plants: vec![1.0, 0.0] },
        ];
        let demand = split(&uses, 0.1, &[Some(0.5), Some(0.5)], &[1.0, 1.0]);
        close(demand.uses[0], 0.2);
        close(demand.uses[1], 0.3);
        close(demand.regions[1], 0.5);
        // So much is final that even half of what is due to the other use leaves less than is stated.
        let demand = split(&uses, 0.1, &[Some(0.2), Some(0.8)], &[1.0, 1.0]);
        close(demand.uses[1], 0.2 * 0.8 * 0.5);
        close(demand.uses[0] + demand.uses[1], 0.2);
    }

    #[test]
    fn stated_demand_over_one_by_rounding_does_not_take_everything() {
        let uses = [Use { weight: 1.0, stated: None, plants: vec![0.5, 0.5] }];
        let demand = split(&uses, 0.1, &[Some(0.5), Some(0.500_000_9)], &[1.0, 1.0]);
        assert!(demand.uses[0] > 0.89, "{demand:?}");
        close(demand.regions.iter().sum(), 1.0);
    }

    #[test]
    fn without_users_everything_is_final() {
        let demand = split(&[], 0.05, &[Some(0.2), None], &[1.0, 1.0]);
        close(demand.regions[0], 0.2);
        close(demand.regions[1], 0.8);
    }
}
