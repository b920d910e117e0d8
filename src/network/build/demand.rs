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

/// Splits the world use (1) of a product over its uses and regions.
///
/// `other_use` is the least share of final use; it grows until stated demand shares can be met. `stated` holds the
/// demand share of a region where one is known, `size` is the fallback for the rest (GDP).
pub fn split(uses: &[Use], other_use: f64, stated: &[Option<f64>], size: &[f64]) -> Demand {
    let plants: Vec<f64> = uses.iter().map(|used| used.plants.iter().sum()).collect();
    let intermediate: f64 = plants.iter().sum();
    let least = if intermediate > 0.0 { other_use.clamp(0.0, 1.0) } else { 1.0 };
    let shares = use_shares(uses, &plants);
    let derived: Vec<f64> = (0..size.len())
        .map(|region| {
            let parts = uses.iter().zip(&plants).zip(&shares);
            parts
                .map(|((used, total), share)| if *total > 0.0 { share * used.plants[region] / total } else { 0.0 })
                .sum()
        })
        .collect();
    let final_share = final_share(least, &derived, stated);
    let final_use = final_use(final_share, &derived, stated, size);
    let regions = derived.iter().zip(&final_use).map(|(plants, last)| (1.0 - final_share) * plants + last).collect();
    Demand { uses: shares.iter().map(|share| share * (1.0 - final_share)).collect(), final_use, regions }
}

/// Shares of intermediate use per use, summing to 1 (or all 0): stated ones first, the rest by weight × plants.
fn use_shares(uses: &[Use], plants: &[f64]) -> Vec<f64> {
    let live = |used: &Use, total: f64| total > 0.0 && used.weight > 0.0;
    let stated: f64 = uses.iter().zip(plants).filter(|(u, p)| live(u, **p)).filter_map(|(u, _)| u.stated).sum();
    let free: f64 =
        uses.iter().zip(plants).filter(|(u, p)| live(u, **p) && u.stated.is_none()).map(|(u, p)| u.weight * p).sum();
    // Stated shares alone must fill the whole if nothing else is there to take the rest.
    let scale = if stated > 0.0 && (free == 0.0 || stated > 1.0) { 1.0 / stated } else { 1.0 };
    let rest = (1.0 - stated * scale).max(0.0);
    uses.iter()
        .zip(plants)
        .map(|(used, &total)| match used.stated {
            _ if !live(used, total) => 0.0,
            Some(share) => share * scale,
            None => rest * used.weight * total / free,
        })
        .collect()
}

/// Final use that stated demand asks for beyond what the users' plants take.
fn stated_final(share: f64, derived: &[f64], stated: &[Option<f64>]) -> f64 {
    let gaps = derived.iter().zip(stated).filter_map(|(plants, want)| want.map(|want| want - (1.0 - share) * plants));
    gaps.map(|gap| gap.max(0.0)).sum()
}

/// Least share of final use, from `least` up, that meets stated demand and leaves something for the other regions: a
/// tenth of it, or half of what stated demand leaves over if that is less.
fn final_share(least: f64, derived: &[f64], stated: &[Option<f64>]) -> f64 {
    let named: f64 = stated.iter().flatten().sum();
    let room = if stated.iter().any(Option::is_none) { 1.0 - (0.5 * (1.0 - named)).clamp(0.0, 0.1) } else { 1.0 };
    let fits = |share: f64| stated_final(share, derived, stated) <= room * share + 1e-12;
    if fits(least) {
        return least;
    }
    if !fits(1.0) {
        return 1.0;
    }
    let (mut low, mut high) = (least, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if fits(middle) { high = middle } else { low = middle }
    }
    high
}

/// Final use per region: what stated demand asks for, the rest by size over regions that state none.
fn final_use(share: f64, derived: &[f64], stated: &[Option<f64>], size: &[f64]) -> Vec<f64> {
    let mut result: Vec<f64> = derived
        .iter()
        .zip(stated)
        .map(|(plants, want)| want.map_or(0.0, |want| (want - (1.0 - share) * plants).max(0.0)))
        .collect();
    let named: f64 = result.iter().sum();
    if named > share {
        result.iter_mut().for_each(|value| *value *= share / named);
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
        result.iter_mut().for_each(|value| *value *= share / named);
    }
    result
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
    fn without_users_everything_is_final() {
        let demand = split(&[], 0.05, &[Some(0.2), None], &[1.0, 1.0]);
        close(demand.regions[0], 0.2);
        close(demand.regions[1], 0.8);
    }
}
