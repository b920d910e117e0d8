//! One scenario under several models: a panel a sector, a line a model.

use super::axis::{Scale, shown};
use super::caption::Caption;
use super::figure::{Figure, Point, Type};
use super::plot::{Plot, Stroke};
use super::shock::ShockWindow;
use super::style::{self, Colour, HEADING, LEFT, RIGHT, SMALL, WIDTH};
use super::{Chart, shock};

/// What several models say of one scenario.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// The words around it.
    pub caption: Caption,
    /// Days between values; the first value is of day 0.
    pub step_days: f64,
    /// When something is broken: shaded.
    pub shocks: Vec<ShockWindow>,
    /// One panel a sector.
    pub panels: Vec<ComparisonPanel>,
}

/// One sector.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ComparisonPanel {
    /// Its name.
    pub title: String,
    /// Name of a model and its course, 0 to 100, day by day; values that are not finite leave a gap.
    pub lines: Vec<(String, Vec<f64>)>,
}

const COLUMN_GAP: f64 = 22.0;
const NUMBERS: f64 = 34.0;
const LABELS: f64 = 62.0;
const HEIGHT: f64 = 118.0;
const HEAD: f64 = 24.0;
const MOST_PANELS: usize = 12;
/// Blue, vermilion and green of Okabe and Ito (2008), which stay apart in grey too; the first is drawn last.
const COLOURS: [Colour; 3] = [Colour::hex(0x00_4f9e), Colour::hex(0xd5_5e00), Colour::hex(0x3f_b68b)];

impl Chart for Comparison {
    fn figure(&self) -> Figure {
        let panels = &self.panels[..self.panels.len().min(MOST_PANELS)];
        if panels.iter().all(|panel| panel.lines.is_empty()) {
            return self.caption.without_data("No series to show");
        }
        let (mut figure, top) = self.caption.begin();
        let column = (WIDTH - LEFT - RIGHT - COLUMN_GAP) / 2.0;
        let row = HEAD + HEIGHT + 44.0;
        for (k, panel) in panels.iter().enumerate() {
            let place = (LEFT + (column + COLUMN_GAP) * (k % 2) as f64, top + row * (k / 2) as f64);
            self.panel(&mut figure, place, column, panel);
        }
        let mut notes = vec!["Axes begin at the lowest value of each panel.".to_owned()];
        notes.extend(shock::note(&self.shocks));
        if self.panels.len() > panels.len() {
            notes.push(format!("Shown: the first {} of {} sectors.", panels.len(), self.panels.len()));
        }
        self.caption.end(figure, top + row * panels.len().div_ceil(2) as f64 - 12.0, &notes)
    }
}

impl Comparison {
    fn panel(&self, figure: &mut Figure, (x, y): Point, column: f64, panel: &ComparisonPanel) {
        figure.text_within((x, y + 11.0), column, Type::new(HEADING).bold(), &panel.title);
        let lines = &panel.lines[..panel.lines.len().min(COLOURS.len())];
        let values = || lines.iter().flat_map(|line| &line.1).copied().filter_map(shown);
        let step = shown(self.step_days).filter(|step| *step > 0.0).unwrap_or(1.0);
        let longest = lines.iter().map(|line| line.1.len()).max().unwrap_or(0);
        let ticks = ticks(values().fold(100.0, f64::min).max(0.0));
        let plot = Plot {
            x: Scale {
                values: (0.0, step * longest.saturating_sub(1).max(1) as f64),
                pixels: (x + NUMBERS, x + column - LABELS),
            },
            y: Scale { values: (ticks[0], 100.0), pixels: (y + HEAD + HEIGHT, y + HEAD) },
        };
        shock::shade(figure, &plot, &self.shocks);
        plot.across(figure, &ticks, " %");
        plot.days(figure, "days after the first onset");
        for (line, colour) in lines.iter().zip(COLOURS).rev() {
            let points = line.1.iter().enumerate().map(|(k, value)| (step * k as f64, value.min(100.0)));
            plot.line(figure, points, Stroke { width: 1.7, colour, dashed: false });
        }
        let last = |values: &[f64]| values.iter().rev().copied().find_map(shown);
        let ends: Vec<_> = lines
            .iter()
            .zip(COLOURS)
            .filter_map(|((name, values), colour)| Some((last(values)?.clamp(ticks[0], 100.0), colour, name.clone())))
            .collect();
        plot.end_labels(figure, LABELS, &ends);
        if values().next().is_none() {
            let middle = (f64::midpoint(plot.x.pixels.0, plot.x.pixels.1), y + HEAD + HEIGHT / 2.0);
            figure.text(middle, Type::new(SMALL).colour(style::MUTED).middle(), "no data");
        }
    }
}

/// Ticks from a round number at or below `lowest` up to 100.
fn ticks(lowest: f64) -> Vec<f64> {
    let room = (100.0 - lowest).max(1.0);
    let step = [0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 25.0].into_iter().find(|step| room / step <= 5.0).unwrap_or(25.0);
    let count = (room / step).ceil() as usize;
    (0..=count).map(|k| 100.0 - step * (count - k) as f64).collect()
}
