//! The whole study of one model: build once, then ask for scores, scenario runs and batches.
//!
//! ```no_run
//! use linchpin::model::{Model, ModelSource};
//! use linchpin::scenario::Library;
//! use linchpin::study::{RunOptions, Study};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let source = ModelSource::Embedded;
//! let model = Model::load(&source)?.value;
//! let library = Library::load(&source, &model)?.value;
//! let scenario = library.resolve("taiwan-blockade")?.value;
//! let study = Study::new(model)?;
//! let result = study.run(&scenario, &RunOptions::default())?;
//! for row in &result.results {
//!     println!("{} {}: resilience {:.1}", row.sector, row.economy, row.resilience);
//! }
//! # Ok(())
//! # }
//! ```

mod already_in_force;
mod band;
mod batch;
mod batch_result;
mod bench;
mod by_source;
mod concentration;
mod cuts;
mod dependence;
mod dependence_days;
mod drawn;
mod exposure;
mod final_use;
mod indicators;
mod industries;
mod machine;
mod presets;
mod removals;
mod rows;
mod run_all;
mod run_error;
mod scenario_run;
mod scores;
mod sensitivity;
mod sensitivity_points;
mod strikes;
mod suppliers;
mod swap;
mod uncertain;
mod uncertain_trials;
mod weak_points;
mod year_changes;
mod year_trial;

pub use already_in_force::Repeated;
pub use band::Band;
pub use band::{BandRow, Spread, redraw, redraw_by};
pub use batch::{Batch, BatchOptions, StudyBatchError};
pub use batch_result::{
    BatchResult, BatchRow, Contribution, Converged, GroupRow, GroupValue, Level, Returned, ReturnedValue,
};
pub use bench::{Bench, BenchRow, Sample};
pub use by_source::BySource;
pub use concentration::{ProductConcentration, SectorConcentration};
pub use cuts::{CutError, CutMember, CutOptions, CutRow};
pub use dependence::Dependence;
pub use dependence_days::{DependenceDays, Effects};
pub use exposure::{Exposure, LookThroughRow, LookThroughScores, Tier};
pub use indicators::IndicatorResult;
pub use industries::{IndustryDay, LossRow, Losses, SHARES};
pub use removals::{Removals, removals};
pub use run_error::RunError;
pub use scenario_run::{ProductRow, RunOptions, ScenarioResult, SectorRow, Series};
pub use scores::{CUT_SIZE, STOPPED, ScoreOptions, Scores};
pub use sensitivity::{Grouping, LEAST_SD, Outcome, Sensitivity, SensitivityOptions, SensitivityRow, SensitivityRuns};
pub use sensitivity_points::Points;
pub use suppliers::{SectorLoss, SupplierLoss, SupplierOptions};
pub use swap::{Change, DayChange, NOTICEABLE, Swap, changes, day_changes, swaps};
pub use uncertain::{DrawnSpread, Redrawn, UncertainBatch, UncertainRow, redraw_rates};
pub use uncertain_trials::{UncertainError, UncertainTrials};
pub use weak_points::{SinglePoint, SystemicSupplier, single_points};
pub use year_changes::{YearChange, YearChanges};

use crate::engine::{Engine, Parameters, Rationing};
use crate::model::{Model, ModelNames, RationingRule, Weights};
use crate::network::{BalanceReport, BuildError, Built, Network, build, known};
use crate::preset::Flows;
use crate::score::{Portfolio, portfolios};
use std::sync::{Arc, OnceLock};

/// Portfolio of a cell, and its place among the members; none of one that is in none.
type Place = Option<(u32, u32)>;

/// A model made ready to be asked.
#[derive(Debug, Clone)]
pub struct Study {
    model: Model,
    network: Network,
    balance: BalanceReport,
    portfolios: Vec<Portfolio>,
    engine: Engine,
    weights: Weights,
    /// What presets run on; made when one is first asked for.
    flows: OnceLock<Arc<Flows>>,
    /// What shocks may name; gathered when a scenario is first run.
    names: OnceLock<Arc<ModelNames>>,
}

impl Study {
    /// Builds the network of `model` with the model's own weights.
    ///
    /// # Errors
    /// When the model cannot become a network: a home economy is no demand region, a product names a product or an economy
    /// that does not exist, co-products depend on each other in a circle. [`Model::check`] says more of a model that was
    /// changed in code.
    pub fn new(model: Model) -> Result<Self, BuildError> {
        let weights = model.manifest.weights;
        Self::weighted(model, weights)
    }

    /// The same with other weights of products within their sectors.
    ///
    /// # Errors
    /// When the model cannot become a network.
    pub fn weighted(model: Model, weights: Weights) -> Result<Self, BuildError> {
        known(&model)?;
        Self::counting(model, weights, None)
    }

    /// The same study with the figures of `model`, a redrawn copy of its own. The products that count stay the same: which
    /// goods an economy hardly uses is told by the figures' values, not by their draws.
    ///
    /// # Errors
    /// When the model cannot become a network.
    pub fn redrawn(&self, model: Model) -> Result<Self, BuildError> {
        let study = Self::counting(model, self.weights, Some(&self.portfolios))?;
        // Draws change figures and no ids.
        Ok(Self { names: self.names.clone(), ..study })
    }

    fn counting(model: Model, weights: Weights, among: Option<&[Portfolio]>) -> Result<Self, BuildError> {
        let Built { network, report } = build(&model)?;
        let portfolios = portfolios(&model, &network, weights, among);
        let engine = Engine::new(&network, parameters(&model, &network));
        let (flows, names) = (OnceLock::new(), OnceLock::new());
        Ok(Self { model, network, balance: report, portfolios, engine, weights, flows, names })
    }

    /// The model.
    #[must_use]
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// The balanced network.
    #[must_use]
    pub const fn network(&self) -> &Network {
        &self.network
    }

    /// What balancing did to the stated figures.
    #[must_use]
    pub const fn balance(&self) -> &BalanceReport {
        &self.balance
    }

    /// The products that count per sector and home economy, with their weights.
    #[must_use]
    pub fn portfolios(&self) -> &[Portfolio] {
        &self.portfolios
    }

    /// Cells of all portfolios' members, in their order: what the sectors are read from.
    fn watched(&self) -> Vec<u32> {
        self.portfolios.iter().flat_map(|portfolio| portfolio.members.iter().map(|member| member.cell)).collect()
    }

    /// The same, then the cells of what homes hardly use: what the run of a scenario records.
    fn watched_in_use(&self) -> Vec<u32> {
        let hardly = self.portfolios.iter().flat_map(|portfolio| &portfolio.hardly_used).map(|member| member.cell);
        self.watched().into_iter().chain(hardly).collect()
    }

    /// The place of every cell of the network.
    fn places(&self) -> Vec<Place> {
        let mut places = vec![None; self.network.cells.len()];
        for (portfolio, of) in (0_u32..).zip(&self.portfolios) {
            for (place, member) in (0_u32..).zip(&of.members) {
                places[member.cell as usize] = Some((portfolio, place));
            }
        }
        places
    }

    /// The engine, daily steps.
    #[must_use]
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The weights of products within their sectors.
    #[must_use]
    pub const fn weights(&self) -> Weights {
        self.weights
    }
}

/// The kernel's parameters as the model states them.
fn parameters(model: &Model, network: &Network) -> Parameters {
    let dynamics = &model.manifest.dynamics;
    let partner = |region: &u32| {
        let economy = model.economy(&network.economies[*region as usize]);
        economy.and_then(|economy| economy.alignment.as_ref()).is_some_and(|stance| stance.value.get() == 0.0)
    };
    let rationing = match dynamics.rationing {
        RationingRule::Proportional => Rationing::Proportional,
        RationingRule::DomesticFirst => Rationing::DomesticFirst,
        RationingRule::PartnersFirst => {
            Rationing::PartnersFirst(network.regions.iter().copied().filter(partner).collect())
        }
        RationingRule::FinalDemandLast => Rationing::FinalDemandLast,
        RationingRule::WaterFilling => Rationing::WaterFilling,
    };
    Parameters {
        restock_days: dynamics.restock_days.value.get(),
        restock_max: dynamics.restock_max.value.get(),
        lane_growth: dynamics.lane_growth.value.get(),
        spot_share: dynamics.spot_share.value.get(),
        rationing,
        ..Parameters::default()
    }
}
