//! What home economies lose without their weightiest suppliers.

use super::{economy, source};
use crate::chart::{Bar, BarPanel, Bars, Caption};
use crate::study::{Study, SupplierLoss, SupplierOptions};

/// Suppliers shown of each home economy.
const MOST: usize = 12;
/// Home economies shown.
const MOST_HOMES: usize = 8;

/// The suppliers of `rows` that each home economy loses most without, with their ranges.
#[must_use]
pub fn suppliers(study: &Study, rows: &[SupplierLoss], options: &SupplierOptions) -> Bars {
    let model = study.model();
    let homes: Vec<&[SupplierLoss]> = rows.chunk_by(|a, b| a.economy == b.economy).collect();
    let panel = |rows: &&[SupplierLoss]| BarPanel {
        title: economy(model, &rows[0].economy).label().to_owned(),
        measure: "availability lost, per cent".to_owned(),
        id: rows[0].economy.clone(),
        bars: rows.iter().take(MOST).map(|row| bar(study, row)).collect(),
    };
    let panels = homes.iter().take(MOST_HOMES).map(panel).collect();
    let most = rows.iter().filter(|row| row.rank == 1).max_by(|a, b| a.loss.total_cmp(&b.loss));
    let title = most.map_or_else(
        || "Nothing is lost without any one supplier".to_owned(),
        |row| {
            let home = economy(model, &row.economy);
            format!("{} loses {:.0} % without {}", home.label(), row.loss, origin(study, row))
        },
    );
    let sectors: Vec<&str> = options.sectors.iter().map(|sector| sector.name()).collect();
    let of = if sectors.is_empty() { "all sectors".to_owned() } else { sectors.join(", ") };
    let foreign = if options.foreign { "foreign suppliers alone; " } else { "" };
    let subtitle = format!(
        "Mean of {of} when one supplier's plants stop for good: {foreign}stocks spent, no rerouting, substitutes or overtime"
    );
    let mut notes = Vec::new();
    if rows.iter().any(|row| row.loss_low.is_some()) {
        notes.push("Lines: 5th to 95th percentile over draws of every figure from its range.".to_owned());
    }
    if homes.iter().any(|rows| rows.len() > MOST) {
        notes.push(format!("Shown: the first {MOST} of each home economy."));
    }
    if homes.len() > MOST_HOMES {
        notes.push(format!("Shown: the first {MOST_HOMES} of {} home economies.", homes.len()));
    }
    Bars { caption: Caption::new(title, subtitle, source(study)), panels, comparable: true, notes }
}

fn bar(study: &Study, row: &SupplierLoss) -> Bar {
    Bar {
        label: name(study, row),
        short: row.supplier.clone(),
        value: row.loss,
        low: row.loss_low.unwrap_or(f64::NAN),
        high: row.loss_high.unwrap_or(f64::NAN),
    }
}

/// What comes from whom.
fn origin(study: &Study, row: &SupplierLoss) -> String {
    let of = economy(study.model(), &row.made_in);
    match row.supplier.split_once('/') {
        Some((_, firm)) => format!("{} from {firm}, {}", product(study, row), of.label()),
        None => format!("{} from {}", product(study, row), of.label()),
    }
}

/// What it makes, which firm it is, and where.
fn name(study: &Study, row: &SupplierLoss) -> String {
    match row.supplier.split_once('/') {
        Some((_, firm)) => format!("{}, {firm} ({})", product(study, row), row.made_in),
        None => format!("{}, {}", product(study, row), row.made_in),
    }
}

fn product<'a>(study: &'a Study, row: &'a SupplierLoss) -> &'a str {
    study.model().product(&row.product).map_or(row.product.as_str(), |(_, product)| product.name.as_str())
}
