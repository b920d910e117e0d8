//! The charts of a study: what the results say, put into the plain data that [`crate::chart`] draws.

mod chain;
mod course;
mod ranking;
mod scores;
mod supply;
mod tail;

pub use chain::chain_map;
pub use course::{course, fan};
pub use ranking::ranking;
pub use scores::{dependence_matrix, heat_map, largest};
pub use supply::supplier_shares;
pub use tail::exceedance;

use super::OutputFolder;
use crate::chart::{Chart, ChartError, Economy, Figure};
use crate::model::Model;
use crate::scenario::Scenario;
use crate::study::{Band, RunOptions, Study};
use rayon::prelude::*;
use std::io;

/// A drawing and the name of its file, without extension.
#[derive(Debug)]
pub struct NamedChart {
    /// File name without extension.
    pub name: String,
    /// The drawing.
    pub figure: Figure,
}

/// A chart and the name of its file, without extension.
pub fn named(name: impl Into<String>, chart: &impl Chart) -> NamedChart {
    NamedChart::new(name, chart)
}

impl NamedChart {
    fn new(name: impl Into<String>, chart: &impl Chart) -> Self {
        Self { name: name.into(), figure: chart.figure() }
    }
}

/// The charts of one scenario: its course, and a fan per sector that falls if a band is there.
#[must_use]
pub fn of_scenario(study: &Study, scenario: &Scenario, options: &RunOptions, bands: &[Band]) -> Vec<NamedChart> {
    let result = study.run(scenario, &RunOptions { series: true, ..options.clone() });
    let mut charts = vec![NamedChart::new(format!("course-{}", scenario.id), &course(study, scenario, &result))];
    for band in bands.iter().filter(|band| band.scenario == scenario.id) {
        charts.extend(fan(study, scenario, band));
    }
    charts
}

/// Writes the charts into `charts/`, as PNG and, if wanted, as SVG.
///
/// # Errors
/// When one cannot be drawn or written.
pub fn write(folder: &mut OutputFolder, charts: &[NamedChart], svg: bool) -> io::Result<()> {
    // Turning marks into pixels is the slow part.
    let drawn: Result<Vec<Vec<u8>>, ChartError> = charts.par_iter().map(|chart| chart.figure.png()).collect();
    for (chart, png) in charts.iter().zip(drawn.map_err(io::Error::other)?) {
        folder.write(&format!("charts/{}.png", chart.name), |out| out.write_all(&png))?;
        if svg {
            let text = chart.figure.svg().map_err(io::Error::other)?;
            folder.write(&format!("charts/{}.svg", chart.name), |out| out.write_all(text.as_bytes()))?;
        }
    }
    Ok(())
}

/// An economy by its id, with its name.
fn economy(model: &Model, id: &str) -> Economy {
    Economy::new(id, model.economy(id).map_or(id, |economy| economy.name.as_str()))
}

/// The source line of every chart.
fn source(model: &Model) -> String {
    let manifest = &model.manifest;
    format!(
        "Linchpin {}, model {} {} (figures as of {}; every figure's source: linchpin show PRODUCT)",
        super::manifest::VERSION,
        manifest.id,
        manifest.version,
        manifest.as_of
    )
}
