//! `model.toml`: what the model is, its conventions and the parameters of its dynamics.

use super::figure::{DaysFigure, FactorFigure, FractionFigure};
use super::preset::{ArioFigures, InoueTodoFigures, Preset};
use super::product::{Goods, InputKind, Sector};
use crate::units::Fraction;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The manifest of a model folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Id of the model.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// Version of the figures.
    pub version: String,
    /// Day the figures describe, `YYYY-MM-DD`.
    pub as_of: String,
    /// Economies whose security is assessed.
    pub home: Vec<String>,
    /// Default weights of products within a sector.
    pub weights: Weights,
    /// What market values are counted in: the code of a currency, or words for another unit that holds for all products. USD
    /// if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Demand region in which the plants of unnamed suppliers (`OTHER`) stand; `ROW` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest: Option<String>,
    /// Half-widths of the default ranges.
    pub ranges: Ranges,
    /// Conventions of the baseline.
    pub baseline: Baseline,
    /// Parameters of the engine.
    pub dynamics: Dynamics,
    /// Defaults of a sector's products.
    pub sector: Vec<SectorDefaults>,
}

/// The currency of models that name none.
pub const DOLLARS: &str = "USD";

impl Manifest {
    /// What market values are counted in.
    #[must_use]
    pub fn currency(&self) -> &str {
        self.currency.as_deref().unwrap_or(DOLLARS)
    }

    /// Whether market values are US dollars, so that keys that end in `usd` may hold them.
    #[must_use]
    pub fn in_dollars(&self) -> bool {
        self.currency() == DOLLARS
    }
}

/// How products weigh within their sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weights {
    /// All products used in the economy weigh the same.
    Equal,
    /// By world market value; products without one weigh the sector's median.
    MarketValue,
}

/// Half-width of the range of a figure that states none, relative to its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ranges {
    /// For figures read in a source.
    pub read: Fraction,
    /// For figures that a page restates.
    pub secondary: Fraction,
    /// For estimates.
    pub estimate: Fraction,
}

/// Conventions that turn facts into balanced flows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Largest part of `OTHER` that may be carved out for a domestic supplier that the facts do not name.
    pub carve_other: FractionFigure,
    /// Weight of the importer's stated mix in the prior of the balancing; the rest is world shares.
    pub mix_prior: FractionFigure,
    /// Home share of supply where no import dependence is known: this times min(1, supply ÷ demand).
    pub home_bias: FractionFigure,
    /// Smallest share of an importer's need that is kept as a flow of its own.
    pub prune_below: FractionFigure,
    /// Share of supply that comes from scrap, per unit of end-of-life recycling rate.
    pub scrap_per_recycling_rate: FractionFigure,
    /// Largest cover, days, where no source says more.
    pub cover_cap: DaysFigure,
    /// Shortest cover of equipment and installed base, days.
    pub capital_cover: DaysFigure,
    /// Largest cover of inputs whose variants are kept apart, days.
    pub variant_cover_cap: DaysFigure,
    /// How an input's use splits over its users, by kind of link.
    pub link_weight: Vec<KindFraction>,
}

/// A fraction per kind of input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KindFraction {
    /// Kind of input.
    pub kind: InputKind,
    /// The fraction.
    pub value: FractionFigure,
}

/// Parameters of the engine (`docs/model.md` has the equations).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dynamics {
    /// v: share of output lost when an input is wholly missing, by kind.
    pub criticality: Vec<KindFraction>,
    /// τ: days over which a stock is restored.
    pub restock_days: DaysFigure,
    /// ρ max: largest restocking order, as a share of need.
    pub restock_max: FractionFigure,
    /// γ: growth of an existing lane by re-sourcing, as a share of its flow.
    pub lane_growth: FractionFigure,
    /// χ: share of re-sourced orders that compete with usual customers.
    pub spot_share: FractionFigure,
    /// Days for a substitute material to come in.
    pub substitute_days: DaysFigure,
    /// Share of the substitutability of a material that holds for manufactured goods.
    pub substitute_of_manufactured: FractionFigure,
    /// How far an alternative can be stretched over its share.
    pub stretch: FactorFigure,
    /// `τ_a`: days for overtime to come and go.
    pub overtime_days: DaysFigure,
    /// Availability below which a sector counts as down.
    pub threshold: FractionFigure,
    /// Who is served first when a supplier cannot serve all.
    #[serde(default)]
    pub rationing: RationingRule,
    /// Which model runs if neither the command line nor the scenario says (`docs/presets.md`).
    #[serde(default)]
    pub preset: Preset,
    /// Parameters of the preset `ario`.
    #[serde(default)]
    pub ario: ArioFigures,
    /// Parameters of the preset `inoue-todo`.
    #[serde(default, rename = "inoue-todo")]
    pub inoue_todo: InoueTodoFigures,
}

/// Who is served first when a supplier cannot serve all current needs; restocking comes after them under every rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RationingRule {
    /// Everybody the same share of what they need.
    #[default]
    Proportional,
    /// Customers at home first.
    DomesticFirst,
    /// Customers at home and in partner regions (alignment 0) first.
    PartnersFirst,
    /// Producers first, final demand with what is left.
    FinalDemandLast,
    /// Raise all deliveries together until output is used up.
    WaterFilling,
}

/// Defaults where a product states nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectorDefaults {
    /// The sector.
    pub id: Sector,
    /// Stock held by users, days.
    pub cover: DaysFigure,
    /// σ max: share of orders that can move to another supplier.
    pub switching: FractionFigure,
    /// Days to qualify another supplier.
    pub qualification: DaysFigure,
    /// Largest output over normal output.
    pub overtime: FactorFigure,
    /// ζ max of materials.
    pub substitute: FractionFigure,
    /// Share of use outside the model.
    pub other_use: FractionFigure,
    /// Short-run own-price elasticity of demand, without its sign; without one there is no price pressure to state.
    pub demand_elasticity: Option<FractionFigure>,
}

/// `sources.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourcesFile {
    /// The sources.
    pub source: Vec<Source>,
}

/// Where a figure comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Id used by figures.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9-]*$"))]
    pub id: String,
    /// Title.
    pub title: String,
    /// Address.
    pub url: Option<String>,
    /// Terms of use.
    pub licence: Option<String>,
    /// Attribution that the terms ask for.
    pub attribution: Option<String>,
}

impl Baseline {
    /// The link weight of `kind`, if the manifest states one.
    #[must_use]
    pub fn link_weight(&self, kind: InputKind) -> Option<f64> {
        by_kind(&self.link_weight, kind)
    }
}

impl Dynamics {
    /// The criticality of `kind`, if the manifest states one.
    #[must_use]
    pub fn criticality(&self, kind: InputKind) -> Option<f64> {
        by_kind(&self.criticality, kind)
    }

    /// ζ max of a product of `goods` whose material substitutability is `substitute`.
    #[must_use]
    pub fn substitute_max(&self, goods: Goods, substitute: f64) -> f64 {
        match goods {
            Goods::Material => substitute,
            _ => substitute * self.substitute_of_manufactured.value.get(),
        }
    }
}

fn by_kind(table: &[KindFraction], kind: InputKind) -> Option<f64> {
    table.iter().find(|row| row.kind == kind).map(|row| row.value.value.get())
}
