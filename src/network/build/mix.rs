//! Where each region's supply of a product comes from: stated import mixes and home shares, balanced against world output
//! at supplier × region. What is known well holds; what is a guess, or follows from nothing but world shares, gives way.

use super::places::Places;
use super::ras;
use super::supply::Maker;
use crate::model::{Manifest, Product, Sourced};
use ndarray::Array2;

/// Rounds of balancing: the full prior converges in a few dozen, the pruned one may never.
const ROUNDS: usize = 4000;

/// How far balancing moved a region's supply from what the facts state.
#[derive(Debug, Clone, PartialEq)]
pub struct MixDistance {
    /// Product.
    pub product: String,
    /// Region.
    pub region: String,
    /// Half the sum of absolute differences between stated and balanced shares, 0 to 1.
    pub distance: f64,
}

/// What the facts say of one maker's part in a region's supply.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Part {
    /// Its share.
    share: f64,
    /// Half the width of the share's range, in logarithms.
    width: f64,
}

impl Part {
    /// Bounds of widths: nothing is known to less than a twentieth, and what nobody states to a factor of e.
    const WIDTHS: (f64, f64) = (0.05, 1.0);

    /// How firmly it holds in balancing: the reciprocal of the square of its width, 1 where nobody states it.
    fn weight(self) -> f64 {
        self.width.clamp(Self::WIDTHS.0, Self::WIDTHS.1).powi(-2)
    }
}

/// A product whose flows are sought: what is known of it and who makes it.
#[derive(Debug, Clone, Copy)]
pub struct Market<'a> {
    /// Product.
    pub product: &'a Product,
    /// Makers; shares are of world output.
    pub makers: &'a [Maker],
    /// Where they stand.
    pub places: &'a Places<'a>,
    /// Conventions and ranges.
    pub manifest: &'a Manifest,
}

impl Market<'_> {
    /// Flows from makers (rows) to regions (columns), a day, that meet `demand` by region, and what balancing did to the
    /// stated mixes.
    #[must_use]
    pub fn flows(&self, demand: &[f64]) -> (Array2<f64>, Vec<MixDistance>) {
        let baseline = &self.manifest.baseline;
        let world: Vec<f64> = self.makers.iter().map(|maker| maker.share).collect();
        let trust = baseline.mix_prior.value.get();
        let mut flows = Array2::zeros((self.makers.len(), demand.len()));
        let mut stated = flows.clone();
        let mut weights = flows.clone();
        for (region, &need) in demand.iter().enumerate() {
            for (maker, part) in self.stated_mix(region, need).into_iter().enumerate() {
                stated[[maker, region]] = part.share;
                weights[[maker, region]] = part.weight();
                flows[[maker, region]] = need * (trust * part.share + (1.0 - trust) * world[maker]);
            }
        }
        ras::balance(&mut flows, &weights, &world, demand, ROUNDS);
        prune(&mut flows, &world, demand, baseline.prune_below.value.get());
        ras::balance(&mut flows, &weights, &world, demand, ROUNDS / 10);
        let distances = distances(self.product, &stated, &flows, demand, self.places);
        (flows, distances)
    }

    /// The mix that the facts state for `region`: home share, named exporters, and world shares for what is left.
    fn stated_mix(&self, region: usize, need: f64) -> Vec<Part> {
        let home = |maker: &Maker| !maker.other && self.places.region_of(maker.economy) == region;
        let domestic: f64 = self.makers.iter().filter(|maker| home(maker)).map(|maker| maker.share).sum();
        let (at_home, abroad) = self.home_and_abroad(region, need, domestic);
        let imports = self.import_mix(region);
        let part = |(maker, import): (&Maker, &Part)| {
            if home(maker) {
                Part { share: at_home.share * maker.share / domestic, width: at_home.width }
            } else {
                Part { share: abroad.share * import.share, width: abroad.width.hypot(import.width) }
            }
        };
        self.makers.iter().zip(&imports).map(part).collect()
    }

    /// The parts of a region's supply that come from makers at home, who make `domestic`, and from abroad.
    fn home_and_abroad(&self, region: usize, need: f64, domestic: f64) -> (Part, Part) {
        let economy = Some(self.places.region_economy(region));
        let dependence = self.product.import_dependence.iter().find(|row| self.places.economy(&row.economy) == economy);
        if domestic <= 0.0 {
            (Part::default(), Part { share: 1.0, width: 0.0 })
        } else if domestic >= 1.0 - 1e-9 {
            (Part { share: 1.0, width: 0.0 }, Part::default())
        } else if let Some(row) = dependence {
            let share = row.share.get();
            let (low, high) = self.manifest.ranges.of(&row.provenance(), 0.0, 1.0);
            let at_home = Part { share: 1.0 - share, width: log_width(1.0 - high, 1.0 - low) };
            (at_home, Part { share, width: log_width(low, high) })
        } else {
            // Between buying at home all that is made there and buying everywhere in world shares: as good as an estimate.
            let estimate = self.manifest.ranges.estimate.get();
            let width = log_width(1.0 - estimate, 1.0 + estimate);
            let bias = self.manifest.baseline.home_bias.value.get();
            let share = if need > 0.0 { bias * (domestic / need).min(1.0) + (1.0 - bias) * domestic } else { 0.0 };
            (Part { share, width }, Part { share: 1.0 - share, width })
        }
    }

    /// Shares of `region`'s imports per maker: named exporters, and world shares for what no row names.
    fn import_mix(&self, region: usize) -> Vec<Part> {
        let (makers, places) = (self.makers, self.places);
        let importer = places.region_economy(region);
        let foreign = |maker: &Maker| maker.other || places.region_of(maker.economy) != region;
        let mut mix = vec![Part { share: 0.0, width: Part::WIDTHS.1 }; makers.len()];
        let mut taken = vec![false; makers.len()];
        let mut placed = 0.0;
        for row in self.product.imports.iter().filter(|row| places.economy(&row.economy) == Some(importer)) {
            let Some(exporter) = places.economy(&row.from) else { continue };
            // A region named as exporter stands for all its members; an economy for itself.
            let whole_region = places.region_economy(places.region_of(exporter)) == exporter;
            let from = |maker: &Maker| {
                foreign(maker)
                    && !maker.other
                    && (maker.economy == exporter
                        || whole_region && places.region_of(maker.economy) == places.region_of(exporter))
            };
            let output: f64 = makers.iter().zip(&taken).filter(|(m, t)| from(m) && !**t).map(|(m, _)| m.share).sum();
            if output <= 0.0 {
                continue; // a hub or last port: not a source
            }
            let (low, high) = self.manifest.ranges.of(&row.provenance(), 0.0, 1.0);
            for (index, maker) in makers.iter().enumerate() {
                if from(maker) && !taken[index] {
                    mix[index] = Part { share: row.share.get() * maker.share / output, width: log_width(low, high) };
                    taken[index] = true;
                }
            }
            placed += row.share.get();
        }
        // What no row names follows world shares over all foreign makers: hubs and small exporters hide who made it.
        let rest: f64 = makers.iter().filter(|maker| foreign(maker)).map(|maker| maker.share).sum();
        let open = (1.0 - placed).max(0.0);
        for (part, maker) in mix.iter_mut().zip(makers) {
            if foreign(maker) && rest > 0.0 {
                part.share += open * maker.share / rest;
            }
        }
        let total: f64 = mix.iter().map(|part| part.share).sum();
        if total > 0.0 {
            for part in &mut mix {
                part.share /= total;
            }
        }
        mix
    }
}

/// Half the width of a range of shares, in logarithms.
fn log_width(low: f64, high: f64) -> f64 {
    if low > 0.0 { libm::log(high / low) / 2.0 } else { f64::INFINITY }
}

/// Drops flows that matter neither to the importer nor to the maker.
fn prune(flows: &mut Array2<f64>, world: &[f64], demand: &[f64], below: f64) {
    let full = flows.clone();
    for ((maker, region), flow) in flows.indexed_iter_mut() {
        let largest = full.row(maker).iter().copied().fold(0.0, f64::max);
        if *flow < below * demand[region] && *flow < 0.2 * world[maker] && *flow < largest {
            *flow = 0.0;
        }
    }
}

fn distances(
    product: &Product,
    stated: &Array2<f64>,
    flows: &Array2<f64>,
    demand: &[f64],
    places: &Places,
) -> Vec<MixDistance> {
    let ids = places.ids();
    (0..demand.len())
        .filter(|&region| demand[region] > 0.0)
        .map(|region| {
            let total: f64 = flows.column(region).sum();
            let gaps = stated
                .column(region)
                .iter()
                .zip(flows.column(region))
                .map(|(want, flow)| (want - flow / total).abs())
                .sum::<f64>();
            MixDistance {
                product: product.id.clone(),
                region: ids[places.region_economy(region) as usize].clone(),
                distance: gaps / 2.0,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Findings;
    use crate::model::ModelFiles;
    use crate::model::core;

    const CHINA: &str = "from = \"CHN\", share = 0.7, year = 2024, source = \"usgs-mcs-2026\", confidence = \"read\"";

    /// The share of Japan's imports of gallium from China after balancing, where its row states 0.2 with this `rest`, and
    /// Germany makes too little for all that is wanted of it.
    fn balanced(rest: &str) -> f64 {
        let row = format!("from = \"CHN\", share = 0.2, {rest}, year = 2024, source = \"usgs-mcs-2026\"");
        let minerals = [
            ("{ economy = \"CHN\", share = 0.9,", "{ economy = \"CHN\", share = 0.5,"),
            ("{ economy = \"JPN\", share = 0.05,", "{ economy = \"DEU\", share = 0.4,"),
            (CHINA, &row),
            ("from = \"OTHER\", share = 0.3", "from = \"DEU\", share = 0.8"),
        ];
        let texts = core::patched(&minerals.map(|(old, new)| ("critical-minerals.toml", old, new)));
        let files = ModelFiles::parse(&texts, &mut Findings::new());
        let model = files.model().expect("the core model");
        let built = crate::network::build::build(&model).expect("a network");
        built.network.balanced("gallium.JPN.CHN.imports").expect("a share")
    }

    #[test]
    fn what_is_known_well_holds_and_estimates_give_way() {
        let [read, secondary, estimate] =
            ["read", "secondary", "estimate"].map(|word| balanced(&format!("confidence = \"{word}\"")));
        assert!(0.2 < read && read < secondary && secondary < estimate, "{read} {secondary} {estimate}");
        // A range that is stated counts in place of that of the class.
        let sure = balanced("low = 0.19, high = 0.21, confidence = \"estimate\"");
        assert!(0.2 < sure && sure < secondary, "{sure} {secondary}");
    }

    #[test]
    fn widths_are_bounded_and_weights_fall_with_them() {
        let weight = |width| Part { share: 0.5, width }.weight();
        assert!((weight(f64::INFINITY) - 1.0).abs() < 1e-15 && (weight(1.0) - 1.0).abs() < 1e-15);
        assert!((weight(0.0) - 400.0).abs() < 1e-9 && (weight(0.1) - 100.0).abs() < 1e-9);
        assert!(log_width(0.0, 0.5).is_infinite());
        assert!((log_width(0.25, 1.0) - 2_f64.ln()).abs() < 1e-15);
    }
}
