//! Economies, routes and assets: where things are and how they travel.

use super::figure::{AmountFigure, Confidence};
use crate::units::{Days, Fraction, Governance};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `economies.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EconomiesFile {
    /// The economies, in the order of every output.
    pub economy: Vec<Economy>,
}

/// A country or bloc that supplies or uses goods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Economy {
    /// ISO 3166 alpha-3, or one of the regions `EUU`, `ASEAN`, `ROW`.
    #[schemars(regex(pattern = r"^[A-Z]{3,5}$"))]
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Demand region it belongs to; itself if it is one.
    pub region: String,
    /// Area of the transit table (`routes.toml`).
    pub area: String,
    /// Gross domestic product, USD billion a year.
    pub gdp: Option<AmountFigure>,
    /// World Governance Indicators.
    pub governance: Option<GovernanceIndicators>,
    /// Stance towards the home economies: 0 partner, 0.5 neutral, 1 of concern (an analyst's default, to be edited).
    pub alignment: Option<AmountFigure>,
    /// Prior for new export restrictions, 0 to 1 (an analyst's default, to be edited).
    pub export_restriction_propensity: Option<AmountFigure>,
}

/// The region of unnamed suppliers in models that name none.
pub const ROW: &str = "ROW";

/// The region in which the plants of unnamed suppliers stand: `stated`, else [`ROW`]. Where the model has neither, of the
/// regions that are no `home` the last in the alphabet, so that the order of the rows decides nothing. None without regions.
#[must_use]
pub fn rest_region<'e>(economies: &'e [Economy], stated: Option<&str>, home: &[String]) -> Option<&'e str> {
    let regions = || economies.iter().filter(|economy| economy.region == economy.id).map(|economy| economy.id.as_str());
    let wanted = stated.unwrap_or(ROW);
    regions().find(|id| *id == wanted).or_else(|| regions().max_by_key(|id| (!home.iter().any(|home| home == id), *id)))
}

/// The six World Governance Indicators, −2.5 (weak) to +2.5 (strong).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GovernanceIndicators {
    /// Voice and accountability.
    pub voice_accountability: Governance,
    /// Political stability.
    pub political_stability: Governance,
    /// Government effectiveness.
    pub government_effectiveness: Governance,
    /// Regulatory quality.
    pub regulatory_quality: Governance,
    /// Rule of law.
    pub rule_of_law: Governance,
    /// Control of corruption.
    pub control_of_corruption: Governance,
    /// Year.
    #[schemars(range(min = 1950, max = 2060))]
    pub year: i32,
    /// Source id.
    pub source: String,
    /// How it is known.
    pub confidence: Confidence,
}

/// `routes.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoutesFile {
    /// Straits, canals and land gates.
    pub chokepoint: Vec<Chokepoint>,
    /// Areas of the transit table.
    pub area: Vec<Area>,
    /// Transit between two areas, both ways, where no lane says otherwise.
    pub passage: Vec<Passage>,
    /// Transit between two economies, one way, before any passage.
    #[serde(default)]
    pub lane: Vec<Lane>,
    /// Pipelines and other ways round a chokepoint.
    #[serde(default)]
    pub bypass: Vec<Bypass>,
    /// Ports, cables, plants of infrastructure whose loss cuts a share of an economy's trade.
    #[serde(default)]
    pub asset: Vec<Asset>,
}

/// A strait, canal or gate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chokepoint {
    /// Id, for example `hormuz`.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9_]*$"))]
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Days the detour adds; absent if there is none.
    pub detour_days: Option<Days>,
    /// Share of what is turned back that can take the detour.
    pub detour_share: Fraction,
    /// Source id.
    pub source: String,
    /// How it is known.
    pub confidence: Confidence,
    /// Note.
    pub note: Option<String>,
}

/// An area of the transit table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Id, for example `east_asia`.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9_]*$"))]
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Transit days within the area.
    pub within_days: Days,
}

/// Transit between two areas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    /// One end.
    pub from: String,
    /// The other end.
    pub to: String,
    /// Days at sea.
    pub days: Days,
    /// Chokepoints on the way, with the share of the traffic that passes them.
    #[serde(default)]
    pub via: Vec<Via>,
    /// Source id.
    pub source: String,
    /// How it is known.
    pub confidence: Confidence,
    /// Note.
    pub note: Option<String>,
}

/// Transit from one economy to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lane {
    /// Exporter.
    pub from: String,
    /// Importer.
    pub to: String,
    /// Days on the way.
    pub days: Days,
    /// Chokepoints on the way, with the share of the traffic that passes them.
    #[serde(default)]
    pub via: Vec<Via>,
    /// Only for these products; for all if absent.
    pub products: Option<Vec<String>>,
    /// Source id.
    pub source: String,
    /// How it is known.
    pub confidence: Confidence,
    /// Note.
    pub note: Option<String>,
}

/// A chokepoint on a lane.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Via {
    /// The chokepoint.
    pub chokepoint: String,
    /// Share of the lane's traffic that passes it.
    pub share: Fraction,
}

/// A way round a chokepoint for one exporter's product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bypass {
    /// Exporter.
    pub from: String,
    /// Chokepoint it avoids.
    pub chokepoint: String,
    /// Products it can carry.
    pub products: Vec<String>,
    /// Share of the exporter's flow that it can carry.
    pub share: Fraction,
    /// Source id.
    pub source: String,
    /// How it is known.
    pub confidence: Confidence,
    /// Note.
    pub note: Option<String>,
}

/// Which way an asset's trade goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Imports of its economy.
    Imports,
    /// Exports of its economy.
    Exports,
    /// Both.
    #[default]
    Both,
}

/// A port, cable or hub and the share of its economy's trade that it carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// Id, for example `port_nagoya`.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9_]*$"))]
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Economy whose trade it carries.
    pub economy: String,
    /// Share of that trade.
    pub share: Fraction,
    /// Direction.
    #[serde(default)]
    pub direction: Direction,
    /// Products it carries; for goods, everything that goes by sea if absent.
    pub products: Option<Vec<String>>,
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
