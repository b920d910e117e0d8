//! Tables of input-output analysis: industries with their multipliers and losses, losses by region, look-through exposure.

use super::{Cell, Column, Table};
use crate::table::{Exposure, Extraction, Inverse, Losses, Singular, losses};
use serde::Serialize;

/// What is known of an input-output table before anything is shown.
#[derive(Debug)]
pub struct Analysis<'a> {
    table: &'a crate::table::Table,
    inverse: &'a Inverse,
    losses: Losses,
    exposure: Exposure,
}

/// The table as a whole.
#[derive(Debug, Serialize)]
pub struct Overview {
    /// Number of regions.
    pub regions: usize,
    /// Number of sectors.
    pub sectors: usize,
    /// Number of industries.
    pub industries: usize,
    /// Unit of the cells.
    pub unit: Option<String>,
    /// Year.
    pub year: Option<i32>,
    /// Source.
    pub source: Option<String>,
    /// Gross output of all industries.
    pub output: f64,
    /// Final demand.
    pub final_demand: f64,
    /// Sum of all cells of the Leontief inverse.
    pub leontief_sum: f64,
    /// Sum of all cells of the Ghosh inverse.
    pub ghosh_sum: f64,
}

impl<'a> Analysis<'a> {
    /// Of `table` and its inverse.
    #[must_use]
    pub fn of(table: &'a crate::table::Table, inverse: &'a Inverse) -> Self {
        Self { table, inverse, losses: Losses::of(table, inverse), exposure: Exposure::of(table, inverse) }
    }

    /// The table as a whole.
    #[must_use]
    pub fn overview(&self) -> Overview {
        let linkages = self.inverse.linkages(self.table);
        let labels = self.table.labels();
        Overview {
            regions: labels.regions.len(),
            sectors: labels.sectors.len(),
            industries: labels.industries.len(),
            unit: self.table.unit.as_ref().map(ToString::to_string),
            year: self.table.year,
            source: self.table.source.clone(),
            output: self.table.x().sum(),
            final_demand: self.table.y().sum(),
            leontief_sum: linkages.leontief_columns.sum(),
            ghosh_sum: linkages.ghosh_rows.sum(),
        }
    }

    /// The industries `chosen`, those whose extraction costs most first, `top` at most.
    #[must_use]
    pub fn industries(&self, chosen: &[usize], top: usize) -> Table {
        let mut table = Table::new([
            Column::new("region"),
            Column::new("sector"),
            Column::new("output").decimals(1),
            Column::new("value_added").titled("value added").decimals(1),
            Column::new("final_demand").titled("final demand").decimals(1),
            Column::new("leontief_column").titled("output multiplier").decimals(4),
            Column::new("leontief_row").titled("L row").decimals(4),
            Column::new("ghosh_row").titled("supply multiplier").decimals(4),
            Column::new("ghosh_column").titled("G column").decimals(4),
            Column::new("loss_row").titled("loss, row").decimals(1),
            Column::new("loss_column").titled("loss, column").decimals(1),
            Column::new("loss_both").titled("loss, both").decimals(1),
            Column::new("loss_both_percent").titled("% of output").decimals(3),
        ]);
        let linkages = self.inverse.linkages(self.table);
        let total = self.table.x().sum();
        let f = self.table.final_demand();
        let mut order = chosen.to_vec();
        let loss = |industry: usize| self.losses.both[industry];
        order.sort_by(|&a, &b| loss(b).total_cmp(&loss(a)).then(a.cmp(&b)));
        for industry in order.into_iter().take(top) {
            let (region, sector) = self.table.labels().industry(industry);
            let numbers = [
                self.table.x()[industry],
                self.table.value_added()[industry],
                f[industry],
                linkages.leontief_columns[industry],
                linkages.leontief_rows[industry],
                linkages.ghosh_rows[industry],
                linkages.ghosh_columns[industry],
                self.losses.row[industry],
                self.losses.column[industry],
                loss(industry),
                100.0 * loss(industry) / total,
            ];
            table.push([region.into(), sector.into()].into_iter().chain(numbers.map(Cell::from)));
        }
        table
    }

    /// Output that every region loses if the industries `extracted` are extracted together: the largest loss first.
    ///
    /// # Errors
    /// When their own block of L is singular.
    pub fn losses(&self, extracted: &[usize], top: usize) -> Result<Table, Singular> {
        let mut table = Table::new([
            Column::new("region"),
            Column::new("loss_row").titled("loss, row").decimals(1),
            Column::new("loss_column").titled("loss, column").decimals(1),
            Column::new("loss_both").titled("loss, both").decimals(1),
            Column::new("of_it_extracted").titled("of it extracted").decimals(1),
            Column::new("loss_both_percent").titled("% of own output").decimals(3),
        ]);
        let labels = self.table.labels();
        let number = labels.regions.len();
        let by_region = |cells: &ndarray::Array1<f64>| {
            let mut sums = vec![0.0; number];
            for (industry, cell) in labels.industries.iter().zip(cells) {
                sums[industry.region as usize] += cell;
            }
            sums
        };
        let lost = |kind| losses(self.table, self.inverse, extracted, kind).map(|lost| by_region(&lost));
        let (row, column, both) = (lost(Extraction::Row)?, lost(Extraction::Column)?, lost(Extraction::Both)?);
        let output = by_region(self.table.x());
        let mut own = vec![0.0; number];
        for &industry in extracted {
            own[labels.industries[industry].region as usize] += self.table.x()[industry];
        }
        let mut order: Vec<usize> = (0..number).collect();
        order.sort_by(|&a, &b| both[b].total_cmp(&both[a]).then(a.cmp(&b)));
        for region in order.into_iter().take(top) {
            let percent = 100.0 * both[region] / output[region];
            let numbers = [row[region], column[region], both[region], own[region], percent];
            table.push(std::iter::once(labels.regions[region].as_str().into()).chain(numbers.map(Cell::from)));
        }
        Ok(table)
    }

    /// Where the products of the industries `chosen` come from, or those of whole regions if none are: `top` sources each.
    #[must_use]
    pub fn exposure(&self, chosen: Option<&[usize]>, top: usize) -> Table {
        let mut table = Table::new([
            Column::new("region"),
            Column::new("sector"),
            Column::new("source"),
            Column::new("look_through").titled("look-through").decimals(4),
            Column::new("face_value").titled("face value").decimals(4),
            Column::new("hidden").decimals(4),
            Column::new("value_added").titled("in value added").decimals(4),
        ]);
        let labels = self.table.labels();
        let exposure = &self.exposure;
        let mut push = |user: (&str, Option<&str>), columns: [ndarray::ArrayView1<'_, f64>; 3]| {
            let [look_through, face_value, value_added] = columns;
            let mut order: Vec<usize> = (0..labels.regions.len()).collect();
            order.sort_by(|&a, &b| look_through[b].total_cmp(&look_through[a]).then(a.cmp(&b)));
            for source in order.into_iter().take(top) {
                let hidden = look_through[source] - face_value[source];
                let numbers = [look_through[source], face_value[source], hidden, value_added[source]];
                let names = [user.0.into(), user.1.into(), labels.regions[source].as_str().into()];
                table.push(names.into_iter().chain(numbers.map(Cell::from)));
            }
        };
        if let Some(chosen) = chosen {
            for &industry in chosen {
                let (region, sector) = labels.industry(industry);
                let columns = [&exposure.look_through, &exposure.face_value, &exposure.value_added];
                push((region, Some(sector)), columns.map(|shares| shares.column(industry)));
            }
        } else {
            let shares = exposure.of_regions();
            for (user, region) in labels.regions.iter().enumerate() {
                push((region, None), shares.each_ref().map(|shares| shares.column(user)));
            }
        }
        table
    }
}
