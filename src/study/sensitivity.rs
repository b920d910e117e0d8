//! Which figures a scenario's outcome depends on.

use super::band::redraw_by;
use super::sensitivity_points::{Points, Samples};
use super::{RunError, RunOptions, ScenarioResult, Study};
use crate::model::{Model, Sector, Site};
use crate::montecarlo::estimates::standard_deviation;
use crate::montecarlo::sobol::Design;
use crate::montecarlo::sobol_points::Layout;
use crate::scenario::Scenario;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Bootstrap samples of the rows.
const RESAMPLES: u32 = 1000;
/// What varies by less (days, or hundredths of availability) has no indices: it is rounding.
pub const LEAST_SD: f64 = 1e-3;
/// Confidence of the intervals.
const CONFIDENCE: f64 = 0.95;

/// How figures are put together into groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// By what they are: shares, imports, covers, substitution, …
    Kind,
    /// By the sector of their product.
    Sector,
    /// By product.
    Product,
}

/// Which outcome of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Lost days of the mean of all products.
    LostDays,
    /// Unmet final use, days.
    FinalUseLostDays,
    /// Mean availability of the weakest fifth, 0 to 100.
    Resilience,
}

/// What to ask.
#[derive(Debug, Clone)]
pub struct SensitivityOptions {
    /// Groups of figures.
    pub grouping: Grouping,
    /// Outcome.
    pub outcome: Outcome,
    /// N: rows of the design; N × (groups + 2) runs.
    pub rows: u64,
    /// What the figures are drawn with.
    pub points: Points,
    /// Seed.
    pub seed: u64,
    /// How to run the scenario.
    pub run: RunOptions,
}

/// Sobol indices of a scenario's outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sensitivity {
    /// Scenario id.
    pub scenario: String,
    /// Which outcome.
    pub outcome: &'static str,
    /// Rows of the design.
    pub rows: u64,
    /// Runs of the scenario.
    pub runs: u64,
    /// What the figures were drawn with.
    pub points: Points,
    /// Seed.
    pub seed: u64,
    /// A row per sector, home economy and group, groups by total index; outcomes that do not vary have none.
    pub results: Vec<SensitivityRow>,
}

/// What a group of figures explains of one outcome's variance over the ranges of all figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SensitivityRow {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// Standard deviation of the outcome over the ranges.
    pub sd: f64,
    /// Its standard error; none with Sobol points, whose rows are no independent draws.
    pub sd_se: Option<f64>,
    /// Group.
    pub group: String,
    /// First-order index: what the group explains alone.
    pub first: f64,
    /// Lower end of its 95 % interval.
    pub first_low: f64,
    /// Upper end.
    pub first_high: f64,
    /// Total index: with all it does together with others.
    pub total: f64,
    /// Lower end of its 95 % interval.
    pub total_low: f64,
    /// Upper end.
    pub total_high: f64,
}

/// The outcomes of a design, of which [`Study::sensitivity_of`] takes the indices.
#[derive(Debug, Clone, PartialEq)]
pub struct SensitivityRuns {
    scenario: String,
    outcome: Outcome,
    rows: u64,
    points: Points,
    seed: u64,
    groups: Vec<String>,
    /// By run, row by row: the outcome of each sector and home economy.
    found: Vec<Vec<f64>>,
}

impl Outcome {
    const fn key(self) -> &'static str {
        match self {
            Self::LostDays => "lost_days",
            Self::FinalUseLostDays => "final_use_lost_days",
            Self::Resilience => "resilience",
        }
    }

    fn of(self, result: &ScenarioResult) -> Vec<f64> {
        let rows = result.results.iter();
        rows.map(|row| match self {
            Self::LostDays => row.lost_days,
            Self::FinalUseLostDays => row.final_use_lost_days,
            Self::Resilience => row.resilience,
        })
        .collect()
    }
}

impl Study {
    /// The groups that the figures of the model fall into.
    #[must_use]
    pub fn figure_groups(&self, grouping: Grouping) -> Vec<String> {
        let groups = std::cell::RefCell::new(BTreeSet::new());
        let note = |site: &Site| {
            groups.borrow_mut().insert(group(&self.model, site, grouping));
            0.5
        };
        drop(redraw_by(&self.model, &note));
        groups.into_inner().into_iter().collect()
    }

    /// First-order and total Sobol indices of `scenario`'s outcome to groups of figures: Saltelli's design on the ranges of
    /// all figures, drawn as [`Study::band`] draws them, by random numbers or Sobol points. `progress` is called once a run.
    ///
    /// # Errors
    /// When the scenario cannot be run ([`Study::run`]), or a drawn model cannot become a network.
    pub fn sensitivity(
        &self,
        scenario: &Scenario,
        options: &SensitivityOptions,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Sensitivity, RunError> {
        Ok(self.sensitivity_of(&self.sensitivity_runs(scenario, options, progress)?))
    }

    /// The runs of the design of [`Study::sensitivity`].
    ///
    /// # Errors
    /// When the scenario cannot be run ([`Study::run`]), or a drawn model cannot become a network.
    pub fn sensitivity_runs(
        &self,
        scenario: &Scenario,
        options: &SensitivityOptions,
        progress: &(dyn Fn() + Sync),
    ) -> Result<SensitivityRuns, RunError> {
        let groups = self.figure_groups(options.grouping);
        // Column 0 is A, 1 is B, the others A with one group from B.
        let columns = groups.len() as u64 + 2;
        let samples = Samples::new(&self.model, options.points, options.seed, options.rows);
        let outcome = |run: u64| -> Result<Vec<f64>, RunError> {
            let (row, column) = (run / columns, run % columns);
            let swapped = column.checked_sub(2).map(|group| groups[group as usize].as_str());
            let uniform = |site: &Site| {
                let of_b =
                    column == 1 || swapped.is_some_and(|name| name == group(&self.model, site, options.grouping));
                samples.uniform(site.path, row, of_b)
            };
            let study = self.redrawn(redraw_by(&self.model, &uniform))?;
            let found = options.outcome.of(&study.run(scenario, &options.run)?);
            progress();
            Ok(found)
        };
        let runs = options.rows * columns;
        let found: Result<Vec<Vec<f64>>, RunError> = (0..runs).into_par_iter().map(outcome).collect();
        let found = found?;
        let SensitivityOptions { rows, points, seed, outcome, .. } = *options;
        Ok(SensitivityRuns { scenario: scenario.id.clone(), outcome, rows, points, seed, groups, found })
    }

    /// The indices of what [`Study::sensitivity_runs`] of this study found.
    #[must_use]
    pub fn sensitivity_of(&self, runs: &SensitivityRuns) -> Sensitivity {
        let SensitivityRuns { scenario, outcome, rows, points, seed, groups, found } = runs;
        let (rows, seed, columns) = (*rows, *seed, groups.len() as u64 + 2);
        let mut results = Vec::new();
        for (cell, portfolio) in self.portfolios.iter().enumerate() {
            let column = |column: u64| -> Vec<f64> {
                (0..rows).map(|row| found[(row * columns + column) as usize][cell]).collect()
            };
            let design = Design { a: column(0), b: column(1), mixed: (2..columns).map(column).collect() };
            let spread = standard_deviation(&[design.a.as_slice(), &design.b].concat());
            let sd = spread.value;
            let sd_se = (*points == Points::Random).then_some(spread.standard_error);
            let indices = match points {
                Points::Random => design.indices(RESAMPLES, CONFIDENCE, seed),
                Points::Sobol => design.indices_of_replicates(Layout::new(rows).replicates(), CONFIDENCE),
            };
            let indices = indices.filter(|_| sd > LEAST_SD);
            let Some(indices) = indices else { continue };
            let mut of_cell: Vec<SensitivityRow> = groups
                .iter()
                .zip(indices)
                .map(|(group, index)| SensitivityRow {
                    sector: portfolio.sector.id().to_owned(),
                    economy: self.network.economies[portfolio.economy as usize].clone(),
                    sd,
                    sd_se,
                    group: group.clone(),
                    first: index.first,
                    first_low: index.first_interval.low,
                    first_high: index.first_interval.high,
                    total: index.total,
                    total_low: index.total_interval.low,
                    total_high: index.total_interval.high,
                })
                .collect();
            of_cell.sort_by(|a, b| b.total.total_cmp(&a.total));
            results.extend(of_cell);
        }
        let (scenario, outcome, points) = (scenario.clone(), outcome.key(), *points);
        Sensitivity { scenario, outcome, rows, runs: rows * columns, points, seed, results }
    }
}

/// The group of a figure.
fn group(model: &Model, site: &Site, grouping: Grouping) -> String {
    let first = site.path.split('.').next().unwrap_or_default();
    let product = || model.product(first).map(|(sector, _)| sector);
    match grouping {
        Grouping::Kind => kind(site.path).to_owned(),
        Grouping::Product => product().map_or_else(|| "all products".to_owned(), |_| first.to_owned()),
        Grouping::Sector => {
            let sector = product().map(Sector::id).or_else(|| Sector::named(first).map(Sector::id));
            sector.unwrap_or("all sectors").to_owned()
        }
    }
}

/// What a figure is, by its path.
fn kind(path: &str) -> &'static str {
    static KINDS: std::sync::LazyLock<BTreeMap<&'static str, &'static str>> = std::sync::LazyLock::new(|| {
        BTreeMap::from([
            ("supply", "supply shares"),
            ("firms", "supply shares"),
            ("demand", "demand"),
            ("other_use", "demand"),
            ("market_value", "demand"),
            ("imports", "imports"),
            ("import_dependence", "imports"),
            ("cover", "covers"),
            ("reserve", "covers"),
            ("lead_time", "covers"),
            ("substitute", "substitution"),
            ("switching", "substitution"),
            ("qualification", "substitution"),
            ("overtime", "capacity"),
            ("recycling", "capacity"),
        ])
    });
    if path.starts_with("dynamics.") {
        return "dynamics";
    }
    if path.starts_with("baseline.") {
        return "baseline";
    }
    path.rsplit('.').next().and_then(|field| KINDS.get(field)).copied().unwrap_or("others")
}
