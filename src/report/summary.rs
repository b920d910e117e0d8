//! `summary.md`: the report in two pages of words and tables, for people who will act on it.

mod reading;
mod scenarios;

use super::charts::{largest, presets};
use super::{batch_table, chance};
use crate::model::Sector;
use crate::scenario::Scenario;
use crate::study::{BatchResult, BatchRow, ScenarioResult, Scores, SinglePoint, Study, SupplierLoss};
use std::io::{self, Write};

/// Everything that a report is made of.
#[derive(Debug)]
pub struct ReportData {
    /// What is measured on the undisturbed model.
    pub scores: Scores,
    /// The scenarios that were run.
    pub scenarios: Vec<Scenario>,
    /// Their results, in the same order.
    pub results: Vec<ScenarioResult>,
    /// The Monte Carlo batch; none of a model without hazards.
    pub batch: Option<BatchResult>,
    /// What was changed for this report.
    pub changed: Changes,
}

/// What was changed for a report, in words, by what it bears on.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Of what nothing disturbs: figures of the model, weights, rules.
    pub scores: Vec<String>,
    /// Of years of chance: the same, and what is in force when they begin.
    pub batch: Vec<String>,
    /// Of scenarios: what the preset that runs them reads, the preset, and what is in force.
    pub scenarios: Vec<String>,
}

impl Changes {
    /// All of it, each once.
    #[must_use]
    pub fn all(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for words in self.scores.iter().chain(&self.batch).chain(&self.scenarios) {
            if !all.contains(&words.as_str()) {
                all.push(words);
            }
        }
        all
    }
}

impl ReportData {
    /// Whether any of its scenarios disturbs anything.
    #[must_use]
    pub fn has_shocks(&self) -> bool {
        self.scenarios.iter().any(|scenario| !scenario.shock.is_empty())
    }
}

/// Writes the summary.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(out: &mut dyn Write, study: &Study, data: &ReportData) -> io::Result<()> {
    let manifest = &study.model().manifest;
    writeln!(out, "# {}\n", manifest.title)?;
    writeln!(
        out,
        "Model `{}` {}, {}. Home economies: {}. Products weigh {} within their sector. \
         `linchpin show PRODUCT` prints every figure of a product with its range, confidence and source.\n",
        manifest.id,
        manifest.version,
        super::as_of(study.model()),
        manifest.home.join(", "),
        match study.weights() {
            crate::model::Weights::Equal => "the same",
            crate::model::Weights::MarketValue => "by market value",
        }
    )?;
    let changed = data.changed.all();
    if !changed.is_empty() {
        writeln!(out, "Changed: {}\n", changed.join(", "))?;
    }
    if let Some(presets) = presets(&data.results) {
        writeln!(
            out,
            "Scenarios run with the preset {presets} (`docs/presets.md`), scores and batch with the default kernel.\n"
        )?;
    }
    scenarios::highlights(out, study, data)?;
    scores(out, study, data)?;
    if !data.scores.single_points_of_failure.is_empty() {
        single_points(out, study, &data.scores.single_points_of_failure)?;
    }
    if !data.scores.suppliers.is_empty() {
        suppliers(out, study, &data.scores.suppliers)?;
    }
    if data.has_shocks() {
        scenarios::write(out, study, data)?;
    }
    if let Some(result) = &data.batch {
        batch(out, study, result)?;
    }
    reading::write(out, study.model(), data.batch.is_some(), !data.scores.indicators.is_empty())
}

fn name(study: &Study, economy: &str) -> String {
    study.model().economy(economy).map_or_else(|| economy.to_owned(), |row| row.name.clone())
}

fn product(study: &Study, id: &str) -> String {
    study.model().product(id).map_or_else(|| id.to_owned(), |(_, row)| row.name.clone())
}

fn sector(id: &str) -> &'static str {
    Sector::named(id).map_or("", Sector::name)
}

/// A range in brackets, if there is one.
fn range(low: Option<f64>, high: Option<f64>) -> String {
    low.zip(high).map_or_else(String::new, |(low, high)| format!(" ({low:.0}–{high:.0})"))
}

/// What the ranges of the table of scores are.
const RANGES: &str = " Ranges in brackets: 5th to 95th percentile over draws of every figure from its range.";

fn scores(out: &mut dyn Write, study: &Study, data: &ReportData) -> io::Result<()> {
    writeln!(out, "## Scores\n\n![Scores of the sectors](charts/heat-map.png)\n")?;
    writeln!(
        out,
        "| sector | economy | concentration | most concentrated product | depends most on | loses without it | its weakest fifth | resilience |"
    )?;
    writeln!(out, "|---|---|---:|---|---|---:|---:|---:|")?;
    for row in &data.scores.concentration {
        let on = largest(&data.scores.dependence, &row.sector, &row.economy);
        let resilience = batch_row(data, &row.sector, &row.economy);
        writeln!(
            out,
            "| {} | {} | {:.0}{} | {} ({:.0}) | {} | {:.0} %{} | {:.0} %{} | {} |",
            sector(&row.sector),
            name(study, &row.economy),
            row.concentration,
            range(row.concentration_low, row.concentration_high),
            row.worst_product.as_ref().map_or_else(|| "none".to_owned(), |id| product(study, id)),
            row.worst_product_concentration.unwrap_or_default(),
            on.map_or_else(|| "none".to_owned(), |on| name(study, &on.on)),
            on.map_or(0.0, |on| on.availability_loss),
            on.map_or_else(String::new, |on| range(on.availability_loss_low, on.availability_loss_high)),
            on.map_or(0.0, |on| on.weakest_fifth_loss),
            on.map_or_else(String::new, |on| range(on.weakest_fifth_loss_low, on.weakest_fifth_loss_high)),
            resilience.map_or_else(String::new, |row| chance::level_in_words(row.resilience, row.resilience_se, 0)),
        )?;
    }
    let drawn = data.scores.concentration.iter().any(|row| row.concentration_low.is_some())
        || data.scores.dependence.iter().any(|row| row.availability_loss_low.is_some());
    writeln!(
        out,
        "\nConcentration: 100 × sum of squared shares of supply from each foreign economy; 0 is all domestic, 100 one \
         foreign origin. Dependence: availability lost when that economy's exports vanish for good, through all tiers, \
         stocks spent, rerouting and substitutes in place.{} Resilience: {}.\n\n\
         ![Who is lost how much without whom](charts/dependence.png)\n",
        if drawn { RANGES } else { "" },
        data.batch.as_ref().map_or_else(
            || "not measured, since this model has no hazards".to_owned(),
            |batch| format!(
                "availability of the weakest fifth of the sector's products in the worst 5 % of {} simulated years, with \
                 its standard error (n/a: too few trials for one)",
                batch.trials
            )
        )
    )?;
    writeln!(
        out,
        "Whom the sectors lean on when every tier is counted, against who delivers directly (`look_through.csv`); and how \
         many days stocks hide that an economy's exports have stopped (`dependence_days.csv`).\n\n\
         ![First tier and all tiers](charts/look-through.png)\n"
    )
}

/// Whose loss alone stops products, a row per sector and home economy.
fn single_points(out: &mut dyn Write, study: &Study, points: &[SinglePoint]) -> io::Result<()> {
    writeln!(
        out,
        "## Single points of failure\n\nWithout which alone less than half of a product's need is met for good, stocks spent, \
         no rerouting or substitutes: the five that stop most products, how many in brackets. All of them: \
         `single_points.csv`; sets of two and three: `cuts.csv`, charts `cuts-economies-SECTOR-ECONOMY.png`.\n"
    )?;
    writeln!(out, "| sector | economy | economies | suppliers | straits |\n|---|---|---|---|---|")?;
    let mut rows: Vec<(&str, &str)> =
        points.iter().map(|point| (point.sector.as_str(), point.economy.as_str())).collect();
    rows.dedup();
    for (of, home) in rows {
        let cell = |kind: &str| {
            let own = points.iter().filter(|point| (point.sector.as_str(), point.economy.as_str()) == (of, home));
            let named = |point: &SinglePoint| match kind {
                "economies" => format!("{} ({})", name(study, &point.id), point.stops),
                _ => format!("`{}` ({})", point.id, point.stops),
            };
            let words: Vec<String> = own.filter(|point| point.kind == kind).take(5).map(named).collect();
            if words.is_empty() { "none".to_owned() } else { words.join(", ") }
        };
        let [economies, suppliers, straits] = ["economies", "suppliers", "chokepoints"].map(cell);
        writeln!(out, "| {} | {} | {economies} | {suppliers} | {straits} |", sector(of), name(study, home))?;
    }
    writeln!(out)
}

/// Suppliers shown of each home economy.
const HEAVIEST: usize = 5;

fn suppliers(out: &mut dyn Write, study: &Study, rows: &[SupplierLoss]) -> io::Result<()> {
    writeln!(
        out,
        "## Suppliers that most hangs on\n\n![What is lost without one supplier](charts/suppliers.png)\n\n\
         What is lost for good, mean of the sectors, when one supplier's plants stop: stocks spent, no rerouting, substitutes or \
         overtime. The first {HEAVIEST} of each home economy; all of them: `suppliers.csv`, one sector or foreign ones alone: \
         `linchpin suppliers`.{RANGES}\n"
    )?;
    writeln!(out, "| economy | without | loses | most in | products stopped |\n|---|---|---:|---|---:|")?;
    for row in rows.iter().filter(|row| row.rank <= HEAVIEST) {
        let worst =
            row.worst().map_or_else(String::new, |worst| format!("{} ({:.0} %)", sector(&worst.sector), worst.loss));
        writeln!(
            out,
            "| {} | {}, {} (`{}`) | {:.0} %{} | {worst} | {} |",
            name(study, &row.economy),
            product(study, &row.product),
            name(study, &row.made_in),
            row.supplier,
            row.loss,
            range(row.loss_low, row.loss_high),
            row.stopped.len()
        )?;
    }
    writeln!(out)
}

fn batch_row<'a>(data: &'a ReportData, sector: &str, economy: &str) -> Option<&'a BatchRow> {
    data.batch.as_ref()?.results.iter().find(|row| row.sector == sector && row.economy == economy)
}

fn batch(out: &mut dyn Write, study: &Study, batch: &BatchResult) -> io::Result<()> {
    writeln!(out, "## What chance brings in a year\n\n![Exceedance curves](charts/exceedance.png)\n")?;
    writeln!(
        out,
        "{} trials, seed {}. Days of need lost by the sector's mean because of one year's events, followed to the end of \
         the third year; ± is one standard error, the interval of VaR is 95 % (n/a: too few trials for a bound).\n",
        batch.trials, batch.seed
    )?;
    writeln!(
        out,
        "| sector | economy | mean | 19 years of 20 lose at most (VaR 95) | mean of the worst 5 % of years (ES 95) | final use |"
    )?;
    writeln!(out, "|---|---|---:|---:|---:|---:|")?;
    for row in &batch.results {
        let bound = |bound: Option<f64>| bound.map_or_else(|| "n/a".to_owned(), |value| format!("{value:.1}"));
        writeln!(
            out,
            "| {} | {} | {} | {:.1} ({}–{}) | {} | {} |",
            sector(&row.sector),
            name(study, &row.economy),
            chance::in_words(row.mean_lost_days, row.mean_lost_days_se, 2),
            row.var95_lost_days,
            bound(row.var95_lost_days_low),
            bound(row.var95_lost_days_high),
            chance::in_words(row.es95_lost_days, row.es95_lost_days_se, 1),
            chance::in_words(row.final_use_lost_days, row.final_use_lost_days_se, 2)
        )?;
    }
    let none = batch_table::legend_of_none(batch);
    if !none.is_empty() {
        writeln!(out, "{none}")?;
    }
    writeln!(out)?;
    money(out, study, batch)
}

/// What all sectors of an economy lose in the same years; nothing where nothing has a price.
fn money(out: &mut dyn Write, study: &Study, batch: &BatchResult) -> io::Result<()> {
    let valued = || batch.groups.iter().filter_map(|row| row.lost_value.as_ref().map(|value| (row, value)));
    if valued().next().is_none() {
        return Ok(());
    }
    writeln!(out, "![Money lost in a year](charts/exceedance-money.png)\n")?;
    writeln!(
        out,
        "All sectors in the same years, final use that goes unmet at world market values, billion USD (where end products \
         have a price):\n\n| economy | mean of a year | 19 years of 20 lose at most | mean of the worst 5 % of years |\n|---|---:|---:|---:|"
    )?;
    let billions = |usd: Option<f64>| usd.map_or_else(|| "n/a".to_owned(), |usd| format!("{:.1}", usd / 1e9));
    let estimate = |usd: f64, error: f64| chance::in_words(usd / 1e9, error / 1e9, 1);
    for (row, value) in valued() {
        writeln!(
            out,
            "| {} | {} | {} ({}–{}) | {} |",
            name(study, &row.economy),
            estimate(value.mean_usd, value.mean_usd_se),
            billions(Some(value.var95_usd)),
            billions(value.var95_usd_low),
            billions(value.var95_usd_high),
            estimate(value.es95_usd, value.es95_usd_se)
        )?;
    }
    writeln!(out)
}
