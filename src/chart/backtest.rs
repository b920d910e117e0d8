//! Measured against simulated: a panel an observation, measured values as bars over their periods, the simulation as a line.

use super::axis::{Scale, largest, plain, shown, ticks};
use super::caption::Caption;
use super::figure::{Figure, Type};
use super::plot::{Plot, Stroke};
use super::shock::ShockWindow;
use super::style::{self, Colour, HEADING, LEFT, RIGHT, SMALL, WIDTH};
use super::{Chart, key, shock};

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct BacktestChart {
    /// The words around it.
    pub caption: Caption,
    /// Value below which something counts as down.
    pub threshold: f64,
    /// When something is broken: shaded.
    pub shocks: Vec<ShockWindow>,
    /// One panel an observation.
    pub panels: Vec<BacktestPanel>,
}

/// One observation. Values are in per cent of normal; those not finite leave a gap.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BacktestPanel {
    /// What is watched.
    pub title: String,
    /// Simulated, a value a day from day 0.
    pub simulated: Vec<f64>,
    /// Lower edge of what the draws span; empty for none.
    pub low: Vec<f64>,
    /// Upper edge of it.
    pub high: Vec<f64>,
    /// Measured: first day, day after the last, value.
    pub measured: Vec<(f64, f64, f64)>,
    /// What of the simulation is compared with them: first day, day after the last, mean over the period.
    pub compared: Vec<(f64, f64, f64)>,
    /// Days that were measured without a series, with a word for each.
    pub marks: Vec<(f64, String)>,
    /// Each measure in words, below the plane.
    pub lines: Vec<String>,
}

const NUMBERS: f64 = 40.0;
const HEAD: f64 = 22.0;
const HEIGHT: f64 = 130.0;
const MOST_PANELS: usize = 6;
const MOST_LINES: usize = 8;
const SIMULATED: Colour = Colour::hex(0x00_68a8);
/// Vermilion of Okabe and Ito (2008), apart from the blue of the course and from ink.
const COMPARED: Colour = Colour::hex(0xd5_5e00);

impl Chart for BacktestChart {
    fn figure(&self) -> Figure {
        let panels = &self.panels[..self.panels.len().min(MOST_PANELS)];
        if panels.is_empty() {
            return self.caption.without_data("Nothing to compare");
        }
        let (mut figure, y) = self.caption.begin();
        let mut swatches = vec![(SIMULATED, "simulated, day by day".to_owned())];
        if panels.iter().any(|panel| !panel.compared.is_empty()) {
            swatches.push((COMPARED, "simulated, period means".to_owned()));
        }
        if panels.iter().any(|panel| !panel.low.is_empty()) {
            swatches.push((style::PAPER.towards(SIMULATED, 0.25), "90 % of draws".to_owned()));
        }
        if panels.iter().any(|panel| !panel.measured.is_empty()) {
            swatches.push((style::INK, "measured".to_owned()));
        }
        if panels.iter().any(|panel| !panel.marks.is_empty()) {
            swatches.push((style::THRESHOLD, "measured day".to_owned()));
        }
        swatches.extend(shock::shades(&self.shocks).into_iter().map(|(shade, words)| (shade, words.to_owned())));
        let mut y = key::swatches(&mut figure, (LEFT, y), WIDTH - LEFT - RIGHT, &swatches) + 6.0;
        for panel in panels {
            y = self.panel(&mut figure, y, panel);
        }
        let mut notes = Vec::new();
        notes.extend(shown(self.threshold).map(|value| format!("Dotted: threshold, {} %.", plain(value))));
        if panels.iter().any(|panel| !panel.compared.is_empty()) {
            notes.push("Where a series was measured, the measures compare means over its periods.".to_owned());
        }
        self.caption.end(figure, y, &notes)
    }
}

impl BacktestChart {
    /// Draws a panel from `y` on; returns the y below it.
    fn panel(&self, figure: &mut Figure, y: f64, panel: &BacktestPanel) -> f64 {
        let room = WIDTH - LEFT - RIGHT;
        figure.text_within((LEFT, y + 10.0), room, Type::new(HEADING).bold(), &panel.title);
        let top = y + HEAD;
        let values = panel.measured.iter().map(|(.., value)| *value);
        let most =
            largest(values.chain(panel.high.iter().chain(&panel.simulated).copied())).unwrap_or(100.0).max(100.0);
        let marks = ticks(most, 4);
        let first = panel.measured.iter().filter_map(|(from, ..)| shown(*from)).fold(0.0, f64::min);
        let plot = Plot {
            x: Scale { values: (first, last_day(panel)), pixels: (LEFT + NUMBERS, WIDTH - RIGHT) },
            y: Scale { values: (0.0, marks.last().copied().unwrap_or(most)), pixels: (top + HEIGHT, top) },
        };
        shock::shade(figure, &plot, &self.shocks);
        plot.across(figure, &marks, " %");
        plot.days(figure, "days after the onset");
        plot.threshold(figure, self.threshold);
        let days: Vec<f64> = (0..panel.simulated.len()).map(|day| day as f64).collect();
        plot.band(figure, &days, &panel.low, &panel.high, SIMULATED.with_opacity(0.25));
        let simulated = days.iter().copied().zip(panel.simulated.iter().copied());
        plot.line(figure, simulated, Stroke { width: 1.8, colour: SIMULATED, dashed: false });
        for (bars, colour) in [(&panel.compared, COMPARED), (&panel.measured, style::INK)] {
            for (from, to, value) in bars {
                let bar = [(*from, *value), (*to, *value)];
                plot.line(figure, bar, Stroke { width: 2.6, colour, dashed: false });
            }
        }
        for (place, (day, word)) in panel.marks.iter().take(MOST_LINES).enumerate() {
            mark(figure, &plot, *day, word, place);
        }
        let mut y = top + HEIGHT + 28.0;
        for line in panel.lines.iter().take(MOST_LINES) {
            y += 11.5;
            figure.text_within((LEFT + NUMBERS, y), room - NUMBERS, Type::new(SMALL).muted(), line);
        }
        y + 16.0
    }
}

/// A day that was measured, as a line down the plane with its word beside it.
fn mark(figure: &mut Figure, plot: &Plot, day: f64, word: &str, place: usize) {
    let Some(day) = shown(day) else { return };
    let x = plot.x.at(day);
    let (bottom, top) = plot.y.pixels;
    figure.dashes(&[(x, top), (x, bottom)], (2.5, 2.0), 1.2, style::THRESHOLD);
    let look = Type::new(SMALL).colour(style::THRESHOLD);
    // Beyond the middle there is more room on the left.
    let beyond = x > f64::midpoint(plot.x.pixels.0, plot.x.pixels.1);
    let (at, look) = if beyond { (x - 4.0, look.end()) } else { (x + 4.0, look) };
    let room = if beyond { at - plot.x.pixels.0 } else { plot.x.pixels.1 - at };
    figure.text_within((at, bottom - 6.0 - 11.0 * place as f64), room, look, word);
}

/// Where the axis ends: a month after anything happened.
fn last_day(panel: &BacktestPanel) -> f64 {
    let moving = |values: &[f64]| values.iter().rposition(|value| *value < 99.5 || *value > 100.5).unwrap_or(0) as f64;
    let ends = panel.measured.iter().map(|(_, to, _)| *to).chain(panel.marks.iter().map(|(day, _)| *day));
    let busy = ends.filter_map(shown).fold(moving(&panel.simulated).max(moving(&panel.low)), f64::max);
    (busy + 30.0).clamp(60.0, 1_095.0)
}
