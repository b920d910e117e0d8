//! The flows of an input-output table.

use super::{Flows, NOTHING, Seller, ids};
use crate::finding::Finding;
use crate::table::{Table, figure};
use ndarray::{Array2, Axis};

/// The flows of `table`, and what had to be changed for goods to be goods: one finding for each sort, with the amount.
///
/// Final uses of a region are one, and none below zero; what an industry without output buys is final use of its region.
///
/// # Panics
/// Never: the arrays of a table fit its labels.
#[must_use]
pub fn of_table(table: &Table) -> (Flows, Vec<Finding>) {
    let labels = table.labels();
    let (industries, regions) = (labels.industries.len(), labels.regions.len());
    let mut findings = Vec::new();
    let unit = table.unit.as_ref().map_or_else(String::new, |unit| format!(" ({unit})"));
    let mut uses = Array2::zeros((industries, regions));
    for (column, use_) in labels.final_uses.iter().enumerate() {
        let mut sum = uses.column_mut(use_.region as usize);
        sum += &table.y().column(column);
    }
    let clipped: Vec<f64> = uses.iter().copied().filter(|value| *value < 0.0).collect();
    uses.mapv_inplace(|value: f64| value.max(0.0));
    if !clipped.is_empty() {
        let message = format!(
            "{} final uses of regions are below zero when their categories are added up, {}{unit} in all: they count as zero, and \
             output is larger by as much",
            clipped.len(),
            figure(clipped.iter().sum())
        );
        findings
            .push(Finding::warning(message).help("stocks that are drawn down are no flow of goods in a usual year"));
    }
    let sold = table.z().sum_axis(Axis(1)) + uses.sum_axis(Axis(1));
    let mut output = vec![0.0; labels.sectors.len()];
    for (industry, &value) in labels.industries.iter().zip(&sold) {
        output[industry.sector as usize] += value;
    }
    let sells = |industry: &usize| sold[*industry] > NOTHING * output[labels.industries[*industry].sector as usize];
    let mut idle = 0.0;
    for buyer in (0..industries).filter(|buyer| !sells(buyer)) {
        idle += table.z().column(buyer).sum();
        let mut taken = uses.column_mut(labels.industries[buyer].region as usize);
        taken += &table.z().column(buyer);
    }
    if idle > 0.0 {
        let message =
            format!("industries without output buy {}{unit}: it counts as final use of their regions", figure(idle));
        findings.push(Finding::warning(message));
    }
    let mut order: Vec<usize> = (0..industries).filter(sells).collect();
    order.sort_by_key(|&industry| (labels.industries[industry].sector, labels.industries[industry].region, industry));
    let seller = |&industry: &usize| {
        let industry = labels.industries[industry];
        Seller { product: industry.sector, economy: industry.region, firm: None }
    };
    let makers = order.iter().map(seller).collect();
    let columns = order.iter().map(|&buyer| table.z().column(buyer)).chain(uses.axis_iter(Axis(1)));
    let order = &order;
    let columns = columns.map(|column| order.iter().enumerate().map(move |(at, &row)| (at as u32, column[row])));
    let (products, economies) = (ids::products(&labels.sectors), ids::economies(&labels.regions));
    (Flows::build(products, economies, makers, output, columns), findings)
}
