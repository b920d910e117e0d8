//! Everything that is measured on the undisturbed model: what `score` prints and `report` holds.

use super::cuts::{CutOptions, CutRow};
use super::{
    Dependence, DependenceDays, IndicatorResult, LookThroughScores, ProductConcentration, Removals,
    SectorConcentration, SinglePoint, Study, SupplierLoss, SupplierOptions, SystemicSupplier, drawn, indicators,
    removals, single_points, suppliers,
};
use crate::cutset::CutKind;
use crate::indicator::{INDICATORS, Indicator};
use crate::network::BuildError;
use crate::network::lookthrough::Basis;
use crate::scenario::HazardFile;
use serde::Serialize;

/// A product has stopped when less than this share of its need is met.
pub const STOPPED: f64 = 0.5;
/// Members of the sets of economies and straits at most.
pub const CUT_SIZE: usize = 3;
/// Random orders in which suppliers are taken away.
const ORDERS: u64 = 20;

/// What to measure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScoreOptions {
    /// The dependence matrix in days too.
    pub days: bool,
    /// Draws of the figures behind the ranges of concentrations, dependences and indicators; none for values alone.
    pub draws: u32,
    /// Seed of the draws and of random removals.
    pub seed: u64,
}

/// All scores of the undisturbed model (the output contract of `score`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scores {
    /// Per sector and home economy.
    pub concentration: Vec<SectorConcentration>,
    /// The extraction matrix.
    pub dependence: Vec<Dependence>,
    /// Per product and home economy.
    pub products: Vec<ProductConcentration>,
    /// Whom each sector leans on through all tiers.
    pub look_through: LookThroughScores,
    /// Named indicators. From here to robustness, an imported table has none.
    pub indicators: Vec<IndicatorResult>,
    /// Minimal cuts: of up to three economies, of up to three straits, of one supplier.
    pub cuts: Vec<CutRow>,
    /// Those of one member, by sector.
    pub single_points_of_failure: Vec<SinglePoint>,
    /// What is lost without each supplier.
    pub systemic: Vec<SystemicSupplier>,
    /// The same by home economy; `linchpin suppliers` prints it.
    #[serde(skip)]
    pub suppliers: Vec<SupplierLoss>,
    /// How the suppliers fall apart as they go.
    pub robustness: Vec<Removals>,
    /// The matrix in days, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependence_days: Option<Vec<DependenceDays>>,
}

impl Study {
    /// How often [`Self::scores`] calls its `progress`.
    #[must_use]
    pub fn score_steps(&self, options: &ScoreOptions) -> u64 {
        let passes = if options.days { 2 } else { 1 };
        passes * self.partner_count() as u64 + u64::from(options.draws)
    }

    /// Measures all of it; `hazards` rank the cuts.
    ///
    /// In an imported table everybody trades with everybody, in industries that no chain describes: indicators, cuts and
    /// robustness would say nothing of it, and are left empty.
    ///
    /// # Errors
    /// When a draw of the figures cannot become a network.
    pub fn scores(
        &self,
        hazards: &HazardFile,
        options: &ScoreOptions,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Scores, BuildError> {
        let (concentration, products) = self.concentration();
        let dependence = self.dependence(progress);
        let dependence_days = options.days.then(|| self.dependence_days(progress));
        let (leans, exposure) = self.exposure(Basis::Criticality);
        let mut scores = Scores {
            concentration,
            dependence,
            products,
            look_through: LookThroughScores { concentration: leans, exposure },
            indicators: Vec::new(),
            cuts: Vec::new(),
            single_points_of_failure: Vec::new(),
            systemic: Vec::new(),
            suppliers: Vec::new(),
            robustness: Vec::new(),
            dependence_days,
        };
        if self.model.flows.is_none() {
            let all: Vec<&Indicator> = INDICATORS.iter().collect();
            let plain = self.plain_indicators(&all);
            let every = SupplierOptions::default();
            scores.suppliers = self.supplier_losses(hazards, &every);
            let measure = |drawn: &Self| {
                (drawn.drawn_indicators(&plain), (drawn.headlines(), drawn.drawn_supplier_losses(&every)))
            };
            let drawn = self.of_draws(options.draws, options.seed, progress, measure)?;
            let (indicators, others): (Vec<_>, Vec<_>) = drawn.into_iter().unzip();
            let (headlines, losses): (Vec<_>, Vec<_>) = others.into_iter().unzip();
            suppliers::with_ranges(&mut scores.suppliers, &losses);
            scores.indicators = indicators::with_ranges(&plain, &indicators, options.seed);
            if !headlines.is_empty() {
                drawn::with_ranges(&mut scores, &headlines);
            }
            scores.cuts = self.cuts_of_all(&[CutKind::Economies], CUT_SIZE, hazards);
            scores.cuts.extend(self.cuts_of_all(&[CutKind::Suppliers], 1, hazards));
            scores.cuts.extend(self.cuts_of_all(&[CutKind::Chokepoints], CUT_SIZE, hazards));
            scores.single_points_of_failure = single_points(&scores.cuts);
            scores.systemic = self.systemic(STOPPED);
            scores.robustness = removals(&self.graph(), ORDERS, options.seed);
        }
        Ok(scores)
    }

    /// Cuts of every product in every home economy.
    fn cuts_of_all(&self, kinds: &[CutKind], size: usize, hazards: &HazardFile) -> Vec<CutRow> {
        let homes = &self.model.manifest.home;
        let of_home = |&region: &u32| homes.contains(&self.network.economies[region as usize]);
        let options = CutOptions {
            products: (0..self.network.products.len() as u32).collect(),
            economies: self.network.regions.iter().copied().filter(of_home).collect(),
            counting: true,
            kinds: kinds.to_vec(),
            size,
            threshold: STOPPED,
        };
        self.cuts_within(&options, hazards, &|| ())
    }
}
