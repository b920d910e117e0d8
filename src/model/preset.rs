//! Which model of the family runs, and what the published ones take as given.

use super::figure::{DaysFigure, FactorFigure, FractionFigure};
use super::input_days::{InputDays, StatedStocks};
use crate::preset::ario::{ByInput, Ordering, Parameters as Ario};
use crate::preset::inoue_todo::{Orders, Parameters as InoueTodo, Rationing};
use crate::units::{Days, Factor, Fraction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which model runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// The default kernel.
    #[default]
    Linchpin,
    /// ARIO (Hallegatte), as `BoARIO` runs it.
    Ario,
    /// Inoue and Todo.
    InoueTodo,
}

impl Preset {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Linchpin, Self::Ario, Self::InoueTodo];

    /// The word used in files, on the command line and in outputs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Linchpin => "linchpin",
            Self::Ario => "ario",
            Self::InoueTodo => "inoue-todo",
        }
    }

    /// Whether a run reads the figure at `path`, as `--set` names it. The published models know flows and their own
    /// parameters: what the default kernel has besides, stocks by product, rerouting, overtime, reserves, is not theirs.
    #[must_use]
    pub fn reads(self, path: &str) -> bool {
        let kernels = || KERNEL_ALONE.contains(&path.rsplit('.').next().unwrap_or(path));
        let published = |preset: Self| path.starts_with(&format!("dynamics.{}.", preset.id()));
        match self {
            Self::Linchpin => !published(Self::Ario) && !published(Self::InoueTodo),
            Self::Ario => published(Self::Ario) || !published(Self::InoueTodo) && !kernels(),
            Self::InoueTodo => published(Self::InoueTodo) || !published(Self::Ario) && !kernels(),
        }
    }
}

/// Last words of the paths of figures that the default kernel alone reads.
const KERNEL_ALONE: [&str; 18] = [
    "cover",
    "reserve",
    "lead_time",
    "switching",
    "qualification",
    "overtime",
    "substitute",
    "cover_cap",
    "capital_cover",
    "variant_cover_cap",
    "restock_days",
    "restock_max",
    "lane_growth",
    "spot_share",
    "substitute_days",
    "substitute_of_manufactured",
    "stretch",
    "overtime_days",
];

/// What a model states of the preset `ario`; the published value where it states nothing.
pub type ArioFigures = ArioSettings<FractionFigure, DaysFigure, FactorFigure, DaysFigure>;
/// What a model states of the preset `inoue-todo`.
pub type InoueTodoFigures = InoueTodoSettings<DaysFigure>;

/// Parameters of the preset `ario`; the published value where nothing is stated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArioSettings<Share, Length, Multiple, Stocks> {
    /// ψ: share of the target stock below which output falls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub psi: Option<Share>,
    /// Stock of inputs, days of use; at least a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inventory_days: Option<Stocks>,
    /// Days over which a gap in a stock is ordered back; at least one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restock_days: Option<Length>,
    /// Largest overproduction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overproduction_max: Option<Multiple>,
    /// Days for overproduction to come and go; at least one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overproduction_days: Option<Length>,
    /// How orders are split over suppliers: by what they can make now (`alt`), or as in normal times (`noalt`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordering: Option<Ordering>,
    /// Leave stocks as they are near balance, as the peer does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_restocking_near_balance: Option<bool>,
}

/// Parameters of the preset `inoue-todo`; the published value where nothing is stated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InoueTodoSettings<Length> {
    /// Target stock, days of use; at least a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inventory_days: Option<Length>,
    /// Days over which a gap is ordered; at least one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restock_days: Option<Length>,
    /// Who is served when a firm cannot serve all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rationing: Option<Rationing>,
    /// What firms order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orders: Option<Orders>,
}

/// What a scenario says of the model that is to run it; what it leaves open is as the model says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioDynamics {
    /// Which model runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// Parameters of the preset `ario`.
    #[serde(default)]
    pub ario: ArioSettings<Fraction, Days, Factor, InputDays>,
    /// Parameters of the preset `inoue-todo`.
    #[serde(default, rename = "inoue-todo")]
    pub inoue_todo: InoueTodoSettings<Days>,
}

impl<Share, Length, Multiple, Stocks> Default for ArioSettings<Share, Length, Multiple, Stocks> {
    fn default() -> Self {
        Self {
            psi: None,
            inventory_days: None,
            restock_days: None,
            overproduction_max: None,
            overproduction_days: None,
            ordering: None,
            skip_restocking_near_balance: None,
        }
    }
}

impl<Length> Default for InoueTodoSettings<Length> {
    fn default() -> Self {
        Self { inventory_days: None, restock_days: None, rationing: None, orders: None }
    }
}

/// A number, whether it stands bare or with its source.
pub trait Stated {
    /// It.
    fn number(&self) -> f64;
}

macro_rules! stated {
    ($(bare $bare:ty, sourced $figure:ty);*) => {$(
        impl Stated for $bare {
            fn number(&self) -> f64 {
                self.get()
            }
        }
        impl Stated for $figure {
            fn number(&self) -> f64 {
                self.value.get()
            }
        }
    )*};
}
stated!(bare Fraction, sourced FractionFigure; bare Days, sourced DaysFigure; bare Factor, sourced FactorFigure);

/// Sets `field` where `stated` states something.
fn put<S: Stated>(field: &mut f64, stated: Option<&S>, least: f64) {
    if let Some(stated) = stated {
        *field = stated.number().max(least);
    }
}

impl<Share: Stated, Length: Stated, Multiple: Stated, Stocks: StatedStocks>
    ArioSettings<Share, Length, Multiple, Stocks>
{
    /// Sets in `parameters` what is stated here; `products` are those of the network, in its order.
    pub fn apply(&self, parameters: &mut Ario, products: &[String]) {
        put(&mut parameters.psi, self.psi.as_ref(), 0.0);
        if let Some(days) = &self.inventory_days {
            parameters.inventory_days = days.over(&parameters.inventory_days, products);
        }
        if let Some(days) = &self.restock_days {
            parameters.restock_days = ByInput::All(days.number().max(1.0));
        }
        put(&mut parameters.overproduction_max, self.overproduction_max.as_ref(), 1.0);
        put(&mut parameters.overproduction_days, self.overproduction_days.as_ref(), 1.0);
        parameters.ordering = self.ordering.unwrap_or(parameters.ordering);
        let skip = &mut parameters.skip_restocking_near_balance;
        *skip = self.skip_restocking_near_balance.unwrap_or(*skip);
    }
}

impl<Length: Stated> InoueTodoSettings<Length> {
    /// Sets in `parameters` what is stated here.
    pub fn apply(&self, parameters: &mut InoueTodo) {
        put(&mut parameters.inventory_days, self.inventory_days.as_ref(), 1.0);
        put(&mut parameters.restock_days, self.restock_days.as_ref(), 1.0);
        parameters.rationing = self.rationing.unwrap_or(parameters.rationing);
        parameters.orders = self.orders.unwrap_or(parameters.orders);
    }
}
