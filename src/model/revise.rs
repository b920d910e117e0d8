//! Walks every figure of a model by its path, to read, set or redraw it (`lng.IND.cover`, `dynamics.lane_growth`).

use super::figure::{AmountFigure, DaysFigure, FactorFigure, FractionFigure, Provenance, Sourced};
use super::manifest::{Manifest, Ranges};
use super::product::Product;
use super::{Model, Sector};
use crate::units::{Amount, Days, Factor, Fraction, OutOfRange};

/// A figure at its place in the model.
#[derive(Debug, Clone)]
pub struct Site<'a> {
    /// `PRODUCT.FIELD`, `PRODUCT.ECONOMY.FIELD`, `PRODUCT.IMPORTER.EXPORTER.imports`, `PRODUCT.PLANT.FIRM.firms`,
    /// `SECTOR.FIELD` (a default), `dynamics.FIELD`, `dynamics.PRESET.FIELD`, `dynamics.criticality.KIND`, `baseline.FIELD` or
    /// `baseline.link_weight.KIND`.
    pub path: &'a str,
    /// Figures that are shares of one whole carry the same table name.
    pub table: Option<&'a str>,
    /// The figure.
    pub figure: Provenance<'a>,
    /// Low end of its range.
    pub low: f64,
    /// High end of its range.
    pub high: f64,
    /// Its unit.
    pub unit: Measure,
}

/// What a figure is measured in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// What it is, for messages: `a number of days`.
    pub what: &'static str,
    /// Smallest admissible value.
    pub min: f64,
    /// Largest admissible value.
    pub max: f64,
    /// What may be written after a number of it: `%` of shares, `d` of days.
    pub suffix: Option<char>,
}

/// What to do with a figure: `None` leaves it.
type Revision<'a> = dyn FnMut(&Site) -> Option<f64> + 'a;

/// A unit that can be set from a bare number.
pub(super) trait Unit: Copy {
    const MEASURE: Measure;
    fn from_number(value: f64) -> Result<Self, OutOfRange>;
}

macro_rules! unit {
    ($($unit:ty: $suffix:expr),*) => {$(
        impl Unit for $unit {
            const MEASURE: Measure =
                Measure { what: <$unit>::WHAT, min: <$unit>::MIN, max: <$unit>::MAX, suffix: $suffix };
            fn from_number(value: f64) -> Result<Self, OutOfRange> {
                Self::new(value)
            }
        }
    )*};
}
unit!(Fraction: Some('%'), Days: Some('d'), Factor: None, Amount: None);

/// One visit: what to do, the default ranges, how many figures changed.
struct Visit<'a, 'b> {
    revision: &'a mut Revision<'b>,
    ranges: &'a Ranges,
    changed: usize,
}

impl Visit<'_, '_> {
    fn row<R: Sourced, U: Unit>(
        &mut self,
        path: &str,
        table: Option<&str>,
        row: &mut R,
        field: impl Fn(&mut R) -> &mut U,
    ) -> Result<(), OutOfRange> {
        let (figure, unit) = (row.provenance(), U::MEASURE);
        let (low, high) = self.ranges.of(&figure, unit.min, unit.max);
        if let Some(value) = (self.revision)(&Site { path, table, figure, low, high, unit }) {
            *field(row) = U::from_number(value)?;
            self.changed += 1;
        }
        Ok(())
    }
}

/// Calls `revision` for every figure of the model and stores what it returns; returns how many were set.
///
/// # Errors
/// When a returned value lies outside its unit's range: figures walked before that one have changed, those after it have
/// not. Revise a copy where that matters.
pub fn revise(model: &mut Model, revision: &mut Revision) -> Result<usize, OutOfRange> {
    let ranges = model.manifest.ranges.clone();
    let mut visit = Visit { revision, ranges: &ranges, changed: 0 };
    for (_, product) in &mut model.products {
        revise_product(&mut visit, product)?;
    }
    revise_manifest(&mut visit, &mut model.manifest)?;
    Ok(visit.changed)
}

fn revise_product(visit: &mut Visit, product: &mut Product) -> Result<(), OutOfRange> {
    let id = product.id.clone();
    macro_rules! single {
        ($($field:ident: $figure:ty),*) => {$(
            if let Some(figure) = &mut product.$field {
                visit.row(&format!("{id}.{}", stringify!($field)), None, figure, |f: &mut $figure| &mut f.value)?;
            }
        )*};
    }
    single!(market_value: AmountFigure, cover: DaysFigure, lead_time: DaysFigure, substitute: FractionFigure);
    single!(switching: FractionFigure, qualification: DaysFigure, overtime: FactorFigure);
    single!(recycling: FractionFigure, other_use: FractionFigure, demand_elasticity: FractionFigure);
    let supply = format!("{id}.supply");
    for row in &mut product.supply {
        visit.row(&format!("{id}.{}.supply", row.economy), Some(&supply), row, |r| &mut r.share)?;
    }
    for row in &mut product.firms {
        visit.row(&format!("{id}.{}.{}.firms", row.plant, row.firm), None, row, |r| &mut r.share)?;
    }
    let demand = format!("{id}.demand");
    for row in &mut product.demand {
        visit.row(&format!("{id}.{}.demand", row.economy), Some(&demand), row, |r| &mut r.share)?;
    }
    for row in &mut product.import_dependence {
        visit.row(&format!("{id}.{}.import_dependence", row.economy), None, row, |r| &mut r.share)?;
    }
    for row in &mut product.imports {
        let table = format!("{id}.{}.imports", row.economy);
        visit.row(&format!("{id}.{}.{}.imports", row.economy, row.from), Some(&table), row, |r| &mut r.share)?;
    }
    for row in &mut product.covers {
        visit.row(&format!("{id}.{}.cover", row.economy), None, row, |r| &mut r.days)?;
    }
    for row in &mut product.reserves {
        visit.row(&format!("{id}.{}.reserve", row.economy), None, row, |r| &mut r.days)?;
    }
    Ok(())
}

fn revise_manifest(visit: &mut Visit, manifest: &mut Manifest) -> Result<(), OutOfRange> {
    macro_rules! fields {
        ($room:ident: $($field:ident),*) => {$(
            let path = concat!(stringify!($room), ".", stringify!($field));
            visit.row(path, None, &mut manifest.$room.$field, |f| &mut f.value)?;
        )*};
    }
    fields!(baseline: carve_other, mix_prior, home_bias, prune_below, scrap_per_recycling_rate, cover_cap);
    fields!(baseline: capital_cover, variant_cover_cap);
    fields!(dynamics: restock_days, restock_max, lane_growth, spot_share, substitute_days);
    fields!(dynamics: substitute_of_manufactured, stretch, overtime_days, threshold);
    macro_rules! settings {
        ($room:ident, $path:literal: $($field:ident),*) => {$(
            if let Some(figure) = &mut manifest.dynamics.$room.$field {
                visit.row(concat!($path, ".", stringify!($field)), None, figure, |f| &mut f.value)?;
            }
        )*};
    }
    settings!(ario, "dynamics.ario": psi, inventory_days, restock_days, overproduction_max, overproduction_days);
    settings!(inoue_todo, "dynamics.inoue-todo": inventory_days, restock_days);
    for row in &mut manifest.baseline.link_weight {
        let path = format!("baseline.link_weight.{}", row.kind.id());
        visit.row(&path, None, &mut row.value, |f| &mut f.value)?;
    }
    for row in &mut manifest.dynamics.criticality {
        let path = format!("dynamics.criticality.{}", row.kind.id());
        visit.row(&path, None, &mut row.value, |f| &mut f.value)?;
    }
    for defaults in &mut manifest.sector {
        let id = Sector::id(defaults.id);
        macro_rules! defaults {
            ($($field:ident),*) => {$(
                visit.row(&format!("{id}.{}", stringify!($field)), None, &mut defaults.$field, |f| &mut f.value)?;
            )*};
        }
        defaults!(cover, switching, qualification, overtime, substitute, other_use);
        if let Some(figure) = &mut defaults.demand_elasticity {
            visit.row(&format!("{id}.demand_elasticity"), None, figure, |f| &mut f.value)?;
        }
    }
    Ok(())
}
