//! Charts that can be printed as they are: pure functions from plain data to a drawing, and from there to PNG or SVG.
//!
//! Each chart is a struct of the figures it shows, in a file of its own; [`Chart::figure`] draws it. Numbers that are
//! not finite count as missing, lists too long for a page are shortened and say so, and data that are missing
//! altogether give a chart that says that. Nothing here knows of the model or the engine.

pub mod availability;
pub mod axis;
pub mod backtest;
pub mod band;
pub mod bars;
pub mod caption;
pub mod chain_map;
pub mod comparison;
pub mod cut_table;
pub mod dependence;
pub mod exceedance;
pub mod figure;
pub mod heat_map;
pub mod rank_curve;
pub mod ranking;
pub mod removal_curve;
pub mod shares;
pub mod slope;
pub mod style;
pub mod tiers;

mod bitmap;
mod coverage;
mod key;
mod layers;
mod lettering;
mod palette;
mod plot;
mod shock;
mod sight;
mod vector;

pub use availability::{Availability, HomeLine, SectorPanel};
pub use backtest::{BacktestChart, BacktestPanel};
pub use band::{Band, BandChart};
pub use bars::{Bar, BarPanel, Bars};
pub use caption::{Caption, Economy};
pub use chain_map::{ChainLink, ChainMap, ChainNode};
pub use comparison::{Comparison, ComparisonPanel};
pub use cut_table::{CutRow, CutSet, CutTable};
pub use dependence::{DependenceMatrix, DependenceRow};
pub use exceedance::{Exceedance, ExceedanceCurve, ExceedancePanel, ExceedancePoint};
pub use figure::Figure;
pub use heat_map::{ScoreCell, ScoreHeatMap, ScoreRow};
pub use rank_curve::{RankCurve, RankLine};
pub use ranking::{ScenarioRanking, ScenarioRow};
pub use removal_curve::{RemovalCurve, RemovalLine};
pub use shares::{ProductShares, SupplierShare, SupplierShares};
pub use shock::ShockWindow;
pub use slope::{SlopeChart, SlopeLine, SlopePanel};
pub use tiers::{TierChart, TierLine, TierPanel};

use std::io::Write;
use std::path::{Path, PathBuf};

/// What can go wrong on the way from a drawing to a file.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The bundled fonts could not be registered.
    #[error("the bundled Noto Sans fonts cannot be read")]
    Font,
    /// The drawing backend failed.
    #[error("the chart cannot be drawn: {0}")]
    Draw(String),
    /// The PNG encoder failed.
    #[error("the chart cannot be encoded as PNG")]
    Encode(#[from] png::EncodingError),
    /// The file's extension names no format known here.
    #[error("{} is neither .png nor .svg", .0.display())]
    Extension(PathBuf),
    /// The file cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl ChartError {
    fn draw(error: impl std::fmt::Display) -> Self {
        Self::Draw(error.to_string())
    }
}

/// Data that can be drawn.
pub trait Chart {
    /// The drawing. Never fails: what is missing is said on the paper.
    fn figure(&self) -> Figure;

    /// The bytes of a PNG file, 192 dots to the inch.
    ///
    /// # Errors
    /// When the bundled font, the drawing backend or the encoder fails.
    fn png(&self) -> Result<Vec<u8>, ChartError> {
        self.figure().png()
    }

    /// The text of an SVG file.
    ///
    /// # Errors
    /// When the drawing backend fails.
    fn svg(&self) -> Result<String, ChartError> {
        self.figure().svg()
    }

    /// Writes `path` as PNG or SVG, by its extension; the file appears whole or not at all.
    ///
    /// # Errors
    /// When the extension is neither, when drawing fails, or when the file cannot be written.
    fn save(&self, path: &Path) -> Result<(), ChartError> {
        self.figure().save(path)
    }
}

impl Figure {
    /// The bytes of a PNG file, 192 dots to the inch.
    ///
    /// # Errors
    /// When the bundled font, the drawing backend or the encoder fails.
    pub fn png(&self) -> Result<Vec<u8>, ChartError> {
        bitmap::png(self)
    }

    /// The text of an SVG file.
    ///
    /// # Errors
    /// When the drawing backend fails.
    pub fn svg(&self) -> Result<String, ChartError> {
        vector::svg(self)
    }

    /// Writes `path` as PNG or SVG, by its extension; the file appears whole or not at all.
    ///
    /// # Errors
    /// When the extension is neither, when drawing fails, or when the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), ChartError> {
        let extension = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        let bytes = match extension.as_deref() {
            Some("png") => self.png()?,
            Some("svg") => self.svg()?.into_bytes(),
            _ => return Err(ChartError::Extension(path.to_owned())),
        };
        write_whole(path, &bytes).map_err(|source| ChartError::Write { path: path.to_owned(), source })
    }
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // Temporary files are private by default; a chart is read by others.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests;
