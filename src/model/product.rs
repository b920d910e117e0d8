//! One sector file: products, who makes them, who needs them, what they are made of.

use super::figure::{AmountFigure, Confidence, DaysFigure, FactorFigure, FractionFigure};
use crate::sourced;
use crate::units::{Days, Factor, Fraction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A sector file, for example `models/pharmaceuticals.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectorFile {
    /// The sector whose products the file holds.
    pub sector: Sector,
    /// The products, upstream first.
    #[serde(default)]
    pub product: Vec<Product>,
}

/// One of the five priority sectors, or what was imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sector {
    /// Chips, their materials and tools.
    Semiconductors,
    /// Ores, refined metals, magnets.
    CriticalMinerals,
    /// Telecommunication and computing equipment and services.
    Ict,
    /// Solar, wind, batteries, grid, nuclear fuel, gas and oil.
    CleanEnergy,
    /// Medicines and what they are made of.
    Pharmaceuticals,
    /// Sectors of an imported table or network.
    Industries,
}

impl Sector {
    /// The five priority sectors, in the order of every output.
    pub const FIVE: [Self; 5] =
        [Self::Semiconductors, Self::CriticalMinerals, Self::Ict, Self::CleanEnergy, Self::Pharmaceuticals];

    /// All that a model may hold; [`super::Model::sectors`] are those that one does.
    pub const ALL: [Self; 6] = [
        Self::Semiconductors,
        Self::CriticalMinerals,
        Self::Ict,
        Self::CleanEnergy,
        Self::Pharmaceuticals,
        Self::Industries,
    ];

    /// The id used in files and outputs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Semiconductors => "semiconductors",
            Self::CriticalMinerals => "critical-minerals",
            Self::Ict => "ict",
            Self::CleanEnergy => "clean-energy",
            Self::Pharmaceuticals => "pharmaceuticals",
            Self::Industries => "industries",
        }
    }

    /// The sector called `id`.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sector| sector.id() == id)
    }

    /// The name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Semiconductors => "Semiconductors",
            Self::CriticalMinerals => "Critical minerals",
            Self::Ict => "ICT",
            Self::CleanEnergy => "Clean energy",
            Self::Pharmaceuticals => "Pharmaceuticals",
            Self::Industries => "Industries",
        }
    }
}

/// What kind of good a product is: decides what "substitutability" means and how it travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Goods {
    /// Ore, metal, gas, chemical: another material may replace it.
    Material,
    /// Part, device, machine, medicine: another supplier may replace it.
    Manufactured,
    /// Software, design, computing: delivered over a wire, holds no stock.
    Service,
    /// Something made and used within one economy (vehicles built, power delivered): never traded.
    EndUse,
}

impl Goods {
    /// The word used in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Material => "material",
            Self::Manufactured => "manufactured",
            Self::Service => "service",
            Self::EndUse => "end-use",
        }
    }
}

/// How a product travels between economies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// By ship where the lane is a sea lane: chokepoints apply.
    #[default]
    Sea,
    /// By air: two days, no chokepoint.
    Air,
    /// Over a wire: one day, no chokepoint.
    Digital,
}

/// A good at one stage of a chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Id, `lower_case_with_underscores`.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9_]*$"))]
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Stage of the chain, 0 the most upstream.
    #[schemars(range(min = 0, max = 20))]
    pub tier: u32,
    /// Kind of good.
    pub goods: Goods,
    /// How it travels.
    #[serde(default)]
    pub transport: Transport,
    /// Harmonised System codes and how well they fit.
    pub hs: Option<String>,
    /// What a reader must know about the product as modelled.
    pub note: Option<String>,
    /// World market value, billion a year in the model's `currency`, USD unless it names another. Not additive across stages.
    pub market_value: Option<AmountFigure>,
    /// Stock held by users, days of normal use, where no row of `covers` says otherwise.
    pub cover: Option<DaysFigure>,
    /// Stock held by the users of one economy, days of normal use.
    #[serde(default)]
    pub covers: Vec<EconomyDays>,
    /// Days a new order waits (the order book); never the transit time.
    pub lead_time: Option<DaysFigure>,
    /// Share of the need that another material can replace within half a year.
    pub substitute: Option<FractionFigure>,
    /// Share of orders that can move to another supplier.
    pub switching: Option<FractionFigure>,
    /// Days to qualify another supplier.
    pub qualification: Option<DaysFigure>,
    /// Largest output over normal output (overtime, spare capacity).
    pub overtime: Option<FactorFigure>,
    /// End-of-life recycling rate.
    pub recycling: Option<FractionFigure>,
    /// Share of use outside the model's chains ("other use").
    pub other_use: Option<FractionFigure>,
    /// Short-run own-price elasticity of demand, without its sign.
    pub demand_elasticity: Option<FractionFigure>,
    /// End uses only: the product whose use sets how large the end use is in each economy.
    pub sized_by: Option<String>,
    /// Shares of world supply by economy; what is missing to one is `OTHER`.
    #[serde(default)]
    pub supply: Vec<Supply>,
    /// Firms whose plants are told apart from the rest of their economy.
    #[serde(default)]
    pub firms: Vec<Firm>,
    /// Shares of world use by economy.
    #[serde(default)]
    pub demand: Vec<EconomyShare>,
    /// Share of an economy's use that is imported.
    #[serde(default)]
    pub import_dependence: Vec<EconomyShare>,
    /// Where an economy's imports come from.
    #[serde(default)]
    pub imports: Vec<Import>,
    /// Strategic reserves held by a government or by order of it.
    #[serde(default)]
    pub reserves: Vec<Reserve>,
    /// What it is made of.
    #[serde(default)]
    pub inputs: Vec<Input>,
}

impl Product {
    /// Share of world supply that firms told apart make in `economy`: part of that economy's share.
    #[must_use]
    pub fn share_of_firms(&self, economy: &str) -> f64 {
        self.firms.iter().filter(|firm| firm.plant == economy).map(|firm| firm.share.get()).sum()
    }
}

/// Share of world supply made in one economy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Supply {
    /// Where the plants stand.
    pub economy: String,
    /// Share of world supply.
    pub share: Fraction,
    /// Lower end of the range.
    pub low: Option<Fraction>,
    /// Upper end of the range.
    pub high: Option<Fraction>,
    /// Year the figure describes.
    #[schemars(range(min = 1950, max = 2060))]
    pub year: i32,
    /// Source id.
    pub source: String,
    /// How it is known.
    pub confidence: Confidence,
    /// Note.
    pub note: Option<String>,
}
sourced!(Supply, share);

/// A firm's share of world supply, part of the share of the economy its plants stand in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Firm {
    /// Id of the firm, kebab-case; the same firm has the same id in every product.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9-]*$"))]
    pub firm: String,
    /// Where its seat is: export controls follow it.
    pub seat: String,
    /// Where its plants stand: earthquakes and outages follow them.
    pub plant: String,
    /// Share of world supply made by the firm in that plant economy.
    pub share: Fraction,
    /// Lower end of the range.
    pub low: Option<Fraction>,
    /// Upper end of the range.
    pub high: Option<Fraction>,
    /// Year the figure describes.
    #[schemars(range(min = 1950, max = 2060))]
    pub year: i32,
    /// Source id.
    pub source: String,
    /// How it is known.
    pub confidence: Confidence,
    /// Note.
    pub note: Option<String>,
}
sourced!(Firm, share);

/// A share that belongs to one economy (of world use, or of its own use).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EconomyShare {
    /// The economy.
    pub economy: String,
    /// The share.
    pub share: Fraction,
    /// Lower end of the range.
    pub low: Option<Fraction>,
    /// Upper end of the range.
    pub high: Option<Fraction>,
    /// Year the figure describes.
    #[schemars(range(min = 1950, max = 2060))]
    pub year: i32,
    /// Source id.
    pub source: String,
    /// How it is known.
    pub confidence: Confidence,
    /// Note.
    pub note: Option<String>,
}
sourced!(EconomyShare, share);

/// A number of days that belongs to one economy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EconomyDays {
    /// The economy.
    pub economy: String,
    /// The days.
    pub days: Days,
    /// Lower end of the range.
    pub low: Option<Days>,
    /// Upper end of the range.
    pub high: Option<Days>,
    /// Year the figure describes.
    #[schemars(range(min = 1950, max = 2060))]
    pub year: i32,
    /// Source id.
    pub source: String,
    /// How it is known.
    pub confidence: Confidence,
    /// Note.
    pub note: Option<String>,
}
sourced!(EconomyDays, days);

/// Share of an economy's imports that one exporter delivers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// The importer.
    pub economy: String,
    /// The exporter; `OTHER` for unnamed ones.
    pub from: String,
    /// Share of the importer's imports.
    pub share: Fraction,
    /// Lower end of the range.
    pub low: Option<Fraction>,
    /// Upper end of the range.
    pub high: Option<Fraction>,
    /// Year the figure describes.
    #[schemars(range(min = 1950, max = 2060))]
    pub year: i32,
    /// Source id.
    pub source: String,
    /// How it is known.
    pub confidence: Confidence,
    /// Note.
    pub note: Option<String>,
}
sourced!(Import, share);

/// A strategic reserve of a product in an economy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reserve {
    /// Who holds it.
    pub economy: String,
    /// How much, in days of the economy's normal use.
    pub days: Days,
    /// Lower end of the range.
    pub low: Option<Days>,
    /// Upper end of the range.
    pub high: Option<Days>,
    /// It opens when the users' stock falls below this share of their normal cover (1: as soon as anything is short).
    pub opens_below: Fraction,
    /// Largest release a day, in days of the economy's normal use.
    pub release_per_day: Fraction,
    /// Refill a day once supply has been whole for a month, in days of normal use.
    pub refill_per_day: Fraction,
    /// Year the figure describes.
    #[schemars(range(min = 1950, max = 2060))]
    pub year: i32,
    /// Source id.
    pub source: String,
    /// How it is known.
    pub confidence: Confidence,
    /// Note.
    pub note: Option<String>,
}
sourced!(Reserve, days);

/// How an input matters to what is made from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InputKind {
    /// Without it nearly nothing is made.
    Essential,
    /// A named substitute is in use or the loss is partial; `criticality` says how much is lost.
    Partial,
    /// Useful, not needed: little is lost.
    Minor,
    /// The output is a basket: losing this variant loses its share.
    Mix,
    /// Stands in for the other members of its `group` up to a limit.
    Alternative,
    /// Equipment: growth and spares only.
    Capital,
    /// Runs on what is installed (telecom, cloud, grid).
    InstalledBase,
    /// Repair only.
    Maintenance,
    /// Energy: rationing curtails output.
    Energy,
    /// Made as a by-product of the input's production in the same economy: ties capacity, uses nothing up.
    CoProduct,
}

impl InputKind {
    /// All kinds, in the order of the documentation.
    pub const ALL: [Self; 10] = [
        Self::Essential,
        Self::Partial,
        Self::Minor,
        Self::Mix,
        Self::Alternative,
        Self::Capital,
        Self::InstalledBase,
        Self::Maintenance,
        Self::Energy,
        Self::CoProduct,
    ];

    /// The word used in files and outputs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Essential => "essential",
            Self::Partial => "partial",
            Self::Minor => "minor",
            Self::Mix => "mix",
            Self::Alternative => "alternative",
            Self::Capital => "capital",
            Self::InstalledBase => "installed-base",
            Self::Maintenance => "maintenance",
            Self::Energy => "energy",
            Self::CoProduct => "co-product",
        }
    }
}

/// One input of a product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The input product.
    pub product: String,
    /// How it matters.
    pub kind: InputKind,
    /// Share of output lost when it is wholly missing; by kind if absent.
    pub criticality: Option<Fraction>,
    /// Members of one `mix` or `alternative` group carry the same name; one unnamed group of each kind otherwise.
    pub group: Option<String>,
    /// Share of the group's need that this member meets (mix, alternative); by use if absent.
    pub share: Option<Fraction>,
    /// Alternatives: how far this member can be stretched over its share.
    pub stretch: Option<Factor>,
    /// Share of the input's world use that goes into this product; by link weights if absent.
    pub use_share: Option<Fraction>,
    /// Share of the output's cost.
    pub cost_share: Option<Fraction>,
    /// The link holds only in these economies.
    pub only_in: Option<Vec<String>>,
    /// `false`: each supplier's variant is kept apart, none replaces another (car chips, medicines).
    #[serde(default = "yes")]
    pub fungible: bool,
    /// Source id.
    pub source: String,
    /// How it is known.
    pub confidence: Confidence,
    /// Note, for example the substitute.
    pub note: Option<String>,
}

const fn yes() -> bool {
    true
}
