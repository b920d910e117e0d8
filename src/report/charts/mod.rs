//! The charts of a study: what the results say, put into the plain data that [`crate::chart`] draws.

mod backtest;
mod chain;
mod comparison;
mod course;
mod cuts;
mod look_through;
mod ranking;
mod robustness;
mod scores;
mod sensitivity;
mod suppliers;
mod supply;
mod systemic;
mod tail;

pub use backtest::backtests;
pub use chain::chain_map;
pub use comparison::comparison;
pub use course::{course, fan};
pub use cuts::{CutQuestion, cuts};
pub use look_through::look_through;
pub use ranking::ranking;
pub use robustness::robustness;
pub use scores::{dependence_matrix, heat_map, largest};
pub use sensitivity::sensitivity;
pub use suppliers::suppliers;
pub use supply::supplier_shares;
pub use systemic::systemic;
pub use tail::{contributions, exceedance, exceedance_money};

use super::{OutputFolder, ReportData};
use crate::chart::{Chart, ChartError, Economy, Figure};
use crate::model::{Model, Preset, Weights};
use crate::scenario::{HazardFile, Scenario};
use crate::study::{Band, BatchResult, CUT_SIZE, STOPPED, ScenarioResult, Scores, Study, SupplierOptions};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::io;

/// A drawing and the name of its file, without extension.
#[derive(Debug)]
pub struct NamedChart {
    /// File name without extension.
    pub name: String,
    /// The drawing.
    pub figure: Figure,
}

impl NamedChart {
    /// The same, saying below all else what was changed for it; as it is where nothing was.
    #[must_use]
    pub fn changed_by(self, changed: &[String]) -> Self {
        if changed.is_empty() {
            return self;
        }
        self.footed(&format!("Changed: {}", changed.join(", ")))
    }

    /// The same with `words` below all else.
    #[must_use]
    pub fn footed(self, words: &str) -> Self {
        Self { figure: self.figure.footed(words), ..self }
    }
}

/// The same charts, each saying what was changed for it.
#[must_use]
pub fn changed_by(changed: &[String], charts: Vec<NamedChart>) -> Vec<NamedChart> {
    charts.into_iter().map(|chart| chart.changed_by(changed)).collect()
}

/// A chart and the name of its file, without extension.
pub fn named(name: impl Into<String>, chart: &impl Chart) -> NamedChart {
    NamedChart { name: name.into(), figure: chart.figure() }
}

/// The charts of one scenario: its course, and a fan per sector that falls if a band is there; each says what the result
/// says was changed. The result must hold its series.
#[must_use]
pub fn of_scenario(
    study: &Study,
    scenario: &Scenario,
    result: &ScenarioResult,
    band: Option<&Band>,
) -> Vec<NamedChart> {
    let mut charts = vec![named(format!("course-{}", scenario.id), &course(study, scenario, result))];
    charts.extend(band.into_iter().flat_map(|band| fan(study, scenario, result, band)));
    changed_by(&result.changed, charts)
}

/// The charts of a batch.
#[must_use]
pub fn of_batch(study: &Study, hazards: &HazardFile, batch: &BatchResult) -> Vec<NamedChart> {
    let mut charts = vec![named("exceedance", &exceedance(study, batch))];
    charts.extend(exceedance_money(study, batch).map(|chart| named("exceedance-money", &chart)));
    charts.extend(contributions(study, hazards, batch).map(|chart| named("contributions", &chart)));
    charts
}

/// The charts of the scores but for concentration and dependence: look-through, cut sets, marked chains, robustness.
#[must_use]
pub fn of_scores(study: &Study, scores: &Scores) -> Vec<NamedChart> {
    let leans = &scores.look_through;
    let mut charts = look_through(study, &leans.concentration, &leans.exposure);
    let all = CutQuestion { products: None, threshold: STOPPED, size: CUT_SIZE };
    // Of suppliers there are single points of failure alone: the marked chains have them.
    let of_suppliers = |chart: &NamedChart| chart.name.starts_with("cuts-suppliers-");
    charts.extend(cuts(study, &scores.cuts, &all).into_iter().filter(|chart| !of_suppliers(chart)));
    if !scores.suppliers.is_empty() {
        let chart = suppliers(study, &scores.suppliers, &SupplierOptions::default());
        charts.push(named("suppliers", &chart));
    }
    if !scores.robustness.is_empty() {
        let chart = robustness(&study.graph(), &scores.robustness, "suppliers", &source(study));
        charts.push(named("robustness", &chart));
    }
    charts
}

/// Every chart of a report. The results must hold their series.
#[must_use]
pub fn of_report(study: &Study, hazards: &HazardFile, findings: &ReportData) -> Vec<NamedChart> {
    let batch = findings.batch.as_ref().map_or(&[][..], |batch| &batch.results);
    let resilience: Vec<(String, String, f64)> =
        batch.iter().map(|row| (row.sector.clone(), row.economy.clone(), row.resilience)).collect();
    let basis = findings.batch.as_ref().map_or_else(
        || "(no hazards)".to_owned(),
        |batch| format!("in the worst 5 % of {} simulated years", batch.trials),
    );
    let scores = &findings.scores;
    let heat_map = heat_map(study, &scores.concentration, &scores.dependence, &resilience, &basis);
    let changes = &findings.changed;
    // Resilience is that of the batch.
    let mut charts = vec![named("heat-map", &heat_map)];
    charts.extend(findings.batch.iter().flat_map(|batch| of_batch(study, hazards, batch)));
    let mut charts = changed_by(&changes.batch, charts);
    if findings.has_shocks() {
        let ranked = named("scenario-ranking", &ranking(study, &findings.scenarios, &findings.results));
        charts.push(ranked.changed_by(&changes.scenarios));
    }
    let told = findings.scenarios.iter().zip(&findings.results).filter(|(scenario, _)| !scenario.shock.is_empty());
    charts.extend(told.flat_map(|(scenario, result)| of_scenario(study, scenario, result, None)));
    let still = of_still(study, scores);
    charts.extend(changed_by(&changes.scores, still));
    charts
}

/// The charts of a report that nothing disturbs.
fn of_still(study: &Study, scores: &Scores) -> Vec<NamedChart> {
    let mut charts = vec![named("dependence", &dependence_matrix(study, &scores.dependence))];
    charts.extend(of_scores(study, scores));
    // In a table all sectors feed each other: there are no tiers to show.
    let sectors = if study.model().flows.is_some() { &[] } else { study.model().sectors() };
    for &sector in sectors {
        charts.push(named(format!("chain-{}", sector.id()), &chain_map(study, sector)));
    }
    for portfolio in study.portfolios() {
        let home = study.network().economies[portfolio.economy as usize].to_lowercase();
        let chart = supplier_shares(study, portfolio, &scores.products);
        charts.push(named(format!("suppliers-{}-{home}", portfolio.sector.id()), &chart));
    }
    charts
}

/// Writes the charts into `charts/`, as PNG and, if wanted, as SVG.
///
/// # Errors
/// When one cannot be drawn or written.
pub fn write(folder: &mut OutputFolder, charts: &[NamedChart], svg: bool) -> io::Result<()> {
    write_with(folder, charts, svg, &|| ())
}

/// The same; `progress` is called once a chart.
///
/// # Errors
/// When one cannot be drawn or written.
pub fn write_with(
    folder: &mut OutputFolder,
    charts: &[NamedChart],
    svg: bool,
    progress: &(dyn Fn() + Sync),
) -> io::Result<()> {
    // Turning marks into pixels is the slow part.
    let draw = |chart: &NamedChart| {
        let png = chart.figure.png();
        progress();
        png
    };
    let drawn: Result<Vec<Vec<u8>>, ChartError> = charts.par_iter().map(draw).collect();
    for (chart, png) in charts.iter().zip(drawn.map_err(io::Error::other)?) {
        folder.write(&format!("charts/{}.png", chart.name), |out| out.write_all(&png))?;
        if svg {
            let text = chart.figure.svg().map_err(io::Error::other)?;
            folder.write(&format!("charts/{}.svg", chart.name), |out| out.write_all(text.as_bytes()))?;
        }
    }
    Ok(())
}

/// `homes` with those that weigh most in front, as many as a chart shows, both parts in their order; all in their order
/// where the chart has room for them.
fn foremost(homes: &[String], room: usize, weight: impl Fn(&str) -> f64) -> Vec<&str> {
    let mut ranked: Vec<(usize, f64)> = homes.iter().map(|home| weight(home)).enumerate().collect();
    if ranked.len() > room {
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked[..room].sort_by_key(|(place, _)| *place);
        ranked[room..].sort_by_key(|(place, _)| *place);
    }
    ranked.into_iter().map(|(place, _)| homes[place].as_str()).collect()
}

/// An economy by its id, with its name.
fn economy(model: &Model, id: &str) -> Economy {
    Economy::new(id, model.economy(id).map_or(id, |economy| economy.name.as_str()))
}

/// The source line of every chart, with the weights of products where they are not the same.
#[must_use]
pub fn source(study: &Study) -> String {
    let manifest = &study.model().manifest;
    let weights = match study.weights() {
        Weights::Equal => "",
        Weights::MarketValue => ". Products weigh by market value within their sector",
    };
    format!(
        "Linchpin {}, model {} {} ({}; every figure's source: linchpin show ID){weights}",
        super::manifest::VERSION,
        manifest.id,
        manifest.version,
        super::as_of(study.model())
    )
}

/// What the availability of a sector is: the mean of its products, by their weights.
fn mean_of_products(study: &Study) -> &'static str {
    match study.weights() {
        Weights::Equal => "mean of the sector's products",
        Weights::MarketValue => "mean of the sector's products by market value",
    }
}

/// The presets that ran, as the first words of a subtitle; empty where all is the default kernel's.
fn preset_first<'a>(results: impl IntoIterator<Item = &'a ScenarioResult>) -> String {
    presets(results).map_or_else(String::new, |words| format!("Preset {words}. "))
}

/// The presets that ran, by name; none where all is the default kernel's.
pub(super) fn presets<'a>(results: impl IntoIterator<Item = &'a ScenarioResult>) -> Option<String> {
    let ran: BTreeSet<&str> = results.into_iter().map(|result| result.preset.id()).collect();
    let other = ran.iter().any(|preset| *preset != Preset::Linchpin.id());
    other.then(|| ran.into_iter().collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::foremost;

    #[test]
    fn who_weighs_most_comes_first_only_where_some_have_no_room() {
        let homes = ["IND", "JPN", "USA", "KOR"].map(str::to_owned);
        let weight = |home: &str| if home == "USA" || home == "JPN" { 2.0 } else { 1.0 };
        assert_eq!(foremost(&homes, 4, weight), ["IND", "JPN", "USA", "KOR"]);
        assert_eq!(foremost(&homes, 3, weight), ["IND", "JPN", "USA", "KOR"]);
        assert_eq!(foremost(&homes, 2, weight), ["JPN", "USA", "IND", "KOR"]);
    }
}
