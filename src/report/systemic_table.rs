//! Systemic risk of firms, or losses of shocks, as a table.

use super::{Column, Table};
use crate::firm::FirmNetwork;
use crate::systemic::{Cascade, Loss, NamedShocks};

/// What was asked and what came out.
#[derive(Debug, Clone, Copy)]
pub struct Ranked<'a> {
    /// The firms.
    pub network: &'a FirmNetwork,
    /// How they depend on each other.
    pub cascade: &'a Cascade,
    /// The shocks; without them firms fail one by one.
    pub shocks: Option<&'a NamedShocks>,
    /// Index of the firm or shock of every row.
    pub chosen: &'a [usize],
    /// Its loss.
    pub losses: &'a [Loss],
}

impl Ranked<'_> {
    /// Rows from the largest index to the smallest, ties in the order of the list.
    #[must_use]
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.losses.len()).collect();
        order.sort_by(|&a, &b| self.losses[b].combined.total_cmp(&self.losses[a].combined).then(a.cmp(&b)));
        order
    }

    /// Name of a row.
    #[must_use]
    pub fn name(&self, row: usize) -> &str {
        let index = self.chosen[row];
        // A shock's index may be past the last firm.
        self.shocks.map_or_else(|| &self.network.firms[index], |shocks| &shocks.names[index])
    }

    /// The share of all output that a row's shock takes at once.
    #[must_use]
    pub fn own_share(&self, row: usize) -> f64 {
        let index = self.chosen[row];
        match self.shocks {
            None => self.cascade.own_share(index),
            Some(shocks) => {
                let hits = shocks.shocks.of(index).iter();
                hits.map(|&(firm, loss)| self.cascade.own_share(firm as usize) * loss).sum()
            }
        }
    }
}

/// The table of the output contract: all rows as they were asked for, or the `top` largest.
#[must_use]
pub fn plain(ranked: &Ranked<'_>, top: Option<usize>) -> Table {
    let first = if ranked.shocks.is_some() { "shock" } else { "firm" };
    let mut table = Table::new([first, "esri", "esri_downstream", "esri_upstream", "sweeps"].map(Column::new));
    let rows = match top {
        None => (0..ranked.losses.len()).collect(),
        Some(top) => ranked.order().into_iter().take(top).collect::<Vec<usize>>(),
    };
    for row in rows {
        let loss = &ranked.losses[row];
        table.push([
            ranked.name(row).into(),
            loss.combined.into(),
            loss.downstream.into(),
            loss.upstream.into(),
            (loss.sweeps as usize).into(),
        ]);
    }
    table
}

/// The `top` largest, with what people want to see beside them.
#[must_use]
pub fn for_people(ranked: &Ranked<'_>, top: usize) -> Table {
    let mut columns = vec![Column::new(if ranked.shocks.is_some() { "shock" } else { "firm" })];
    if ranked.shocks.is_none() {
        columns.push(Column::new("sector"));
    }
    columns.extend([
        Column::new("own share").decimals(4),
        Column::new("ESRI").decimals(4),
        Column::new("downstream").decimals(4),
        Column::new("upstream").decimals(4),
        Column::new("sweeps"),
    ]);
    let mut table = Table::new(columns);
    for row in ranked.order().into_iter().take(top) {
        let loss = &ranked.losses[row];
        let mut cells = vec![ranked.name(row).into()];
        if ranked.shocks.is_none() {
            let sector = ranked.network.sector_of[ranked.chosen[row]];
            cells.push(ranked.network.sectors[sector as usize].as_str().into());
        }
        cells.extend([
            ranked.own_share(row).into(),
            loss.combined.into(),
            loss.downstream.into(),
            loss.upstream.into(),
            (loss.sweeps as usize).into(),
        ]);
        table.push(cells);
    }
    table
}

/// What stands below it.
#[must_use]
pub fn legend(ranked: &Ranked<'_>, shown: usize, upper_bound: bool) -> String {
    let rows = ranked.losses.len();
    let what = if ranked.shocks.is_some() { "shocks" } else { "firms" };
    let mut words = String::new();
    if rows > shown {
        words = format!("The {shown} largest of {rows} {what} (--top). ");
    }
    words.push_str(
        "ESRI: share of all sales lost, each firm by the worse of want of inputs (downstream) and of customers (upstream). \
         Own share: what is lost at once.",
    );
    if upper_bound {
        words.push_str(" All inputs count as essential: an upper bound (--essentiality, --inputs non-essential).");
    }
    words
}
