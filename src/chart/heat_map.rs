//! Score heat map: how concentrated, dependent and resilient each sector is in each home economy.

use super::axis::score;
use super::caption::{Caption, Economy};
use super::figure::{Figure, Point, Type};
use super::lettering::wrap;
use super::style::{self, BODY, HEADING, LEFT, RIGHT, SMALL, WIDTH};
use super::{Chart, key};

/// Scores by sector (rows) and home economy (groups of three columns).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScoreHeatMap {
    /// The words around it.
    pub caption: Caption,
    /// The home economies.
    pub homes: Vec<Economy>,
    /// One row a sector.
    pub rows: Vec<ScoreRow>,
}

/// The scores of a sector.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScoreRow {
    /// Name of the sector.
    pub sector: String,
    /// One cell a home economy, in the order of [`ScoreHeatMap::homes`].
    pub cells: Vec<ScoreCell>,
}

/// The three scores of a sector in an economy, 0 to 100.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScoreCell {
    /// High is bad.
    pub concentration: Option<f64>,
    /// Availability lost without the one foreign economy that matters most; high is bad.
    pub dependence: Option<f64>,
    /// That economy.
    pub depends_on: Option<Economy>,
    /// High is good.
    pub resilience: Option<f64>,
}

const SECTOR: f64 = 132.0;
const CELL: f64 = 34.0;
const GROUP_GAP: f64 = 12.0;
/// Home economies side by side; further ones follow below.
const ABREAST: usize = 2;
const MOST_ROWS: usize = 24;
/// Home economies that fit on a page.
pub const MOST_HOMES: usize = 8;

impl Chart for ScoreHeatMap {
    fn figure(&self) -> Figure {
        if self.rows.is_empty() || self.homes.is_empty() {
            return self.caption.without_data("No scores to show");
        }
        let (mut figure, mut y) = self.caption.begin();
        let homes = &self.homes[..self.homes.len().min(MOST_HOMES)];
        for (block, abreast) in homes.chunks(ABREAST).enumerate() {
            y = self.block(&mut figure, y, block * ABREAST, abreast) + 16.0;
        }
        let y = key::concern(&mut figure, (LEFT, y - 4.0), "sound", "worrying");
        let mut notes = Vec::new();
        let lacking = |cell: &ScoreCell| [cell.concentration, cell.dependence, cell.resilience].contains(&None);
        if self.rows.iter().any(|row| row.cells.len() < homes.len() || row.cells.iter().any(lacking)) {
            notes.push("–: no data.".to_owned());
        }
        if self.rows.len() > MOST_ROWS || self.homes.len() > MOST_HOMES {
            notes.push(format!(
                "Shown: the first {} of {} sectors and {} of {} economies.",
                self.rows.len().min(MOST_ROWS),
                self.rows.len(),
                homes.len(),
                self.homes.len()
            ));
        }
        self.caption.end(figure, y, &notes)
    }
}

impl ScoreHeatMap {
    fn block(&self, figure: &mut Figure, top: f64, first: usize, homes: &[Economy]) -> f64 {
        let room = WIDTH - LEFT - RIGHT - SECTOR;
        let columns = homes.len() as f64 * 3.0;
        let wide = ((room - GROUP_GAP * homes.len() as f64) / columns).min(84.0);
        let left = |home: usize| LEFT + SECTOR + home as f64 * (wide * 3.0 + GROUP_GAP);
        for (k, home) in homes.iter().enumerate() {
            heading(figure, (left(k), top), wide, home);
        }
        let mut y = top + 48.0;
        for row in self.rows.iter().take(MOST_ROWS) {
            let name = Type::new(BODY).bold();
            let lines = wrap(&row.sector, name, SECTOR - 10.0, 2);
            for (k, line) in lines.iter().enumerate() {
                let below = 12.0 * (k as f64 - (lines.len() as f64 - 1.0) / 2.0);
                figure.text((LEFT, y + CELL / 2.0 + 2.5 + below), name, line);
            }
            for k in 0..homes.len() {
                let scores = row.cells.get(first + k).cloned().unwrap_or_default();
                let on = scores.depends_on.as_ref().map(|on| format!("on {}", on.label())).unwrap_or_default();
                let at = |column: u8| (left(k) + f64::from(column) * wide, y);
                cell(figure, at(0), wide, scores.concentration, |v| v / 100.0, "");
                cell(figure, at(1), wide, scores.dependence, |v| v / 100.0, &on);
                cell(figure, at(2), wide, scores.resilience, |v| 1.0 - v / 100.0, "");
            }
            y += CELL;
        }
        y
    }
}

fn heading(figure: &mut Figure, (x, y): Point, wide: f64, home: &Economy) {
    figure.text_within((x, y + 10.0), wide * 3.0, Type::new(HEADING).bold(), home.label());
    figure.line(vec![(x, y + 16.0), (x + wide * 3.0 - 2.0, y + 16.0)], 0.75, style::RULE);
    let columns = [("Concentration", "high is bad"), ("Dependence", "high is bad"), ("Resilience", "high is good")];
    for (k, (name, direction)) in columns.iter().enumerate() {
        let middle = x + (k as f64 + 0.5) * wide - 1.0;
        figure.text_within((middle, y + 29.0), wide - 4.0, Type::new(BODY).middle(), name);
        figure.text_within((middle, y + 40.0), wide - 4.0, Type::new(SMALL).muted().middle(), direction);
    }
}

fn cell(figure: &mut Figure, (x, y): Point, wide: f64, value: Option<f64>, concern: fn(f64) -> f64, note: &str) {
    let value = value.filter(|v| v.is_finite());
    let fill = value.map_or(style::MISSING, |v| style::concern(concern(v)));
    let ink = if value.is_some() { fill.ink_on() } else { style::MUTED };
    figure.block((x, y), (wide - 2.0, CELL - 2.0), fill);
    let middle = x + wide / 2.0 - 1.0;
    let number = Type::new(12.0).bold().middle().colour(ink);
    if note.is_empty() || value.is_none() {
        figure.text_within((middle, y + 20.5), wide - 4.0, number, &score(value));
    } else {
        figure.text_within((middle, y + 15.0), wide - 4.0, number, &score(value));
        figure.text_within((middle, y + 27.0), wide - 6.0, Type::new(SMALL).middle().colour(ink), note);
    }
}
