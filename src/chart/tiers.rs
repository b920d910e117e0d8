//! Concentration over tiers: how concentrated the suppliers are that stand one, two, three tiers away.

use super::Chart;
use super::axis::{Scale, shown, ticks};
use super::caption::{Caption, shown_economies};
use super::figure::{Figure, Type};
use super::palette::Palette;
use super::plot::{Plot, Stroke};
use super::style::{BODY, LEFT, RIGHT, SMALL, WIDTH};

/// Concentration by tier.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TierChart {
    /// The words around it.
    pub caption: Caption,
    /// A panel a home economy; the first four are shown.
    pub panels: Vec<TierPanel>,
}

/// One home economy.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TierPanel {
    /// Its name.
    pub title: String,
    /// A line a sector.
    pub lines: Vec<TierLine>,
}

/// One sector.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TierLine {
    /// Its id, which fixes its colour.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Herfindahl-Hirschman index by tier from the first, 0 to 1; not finite where nobody stands there.
    pub hhi: Vec<f64>,
}

const MOST_PANELS: usize = 4;
const HIGH: f64 = 190.0;
const GAP: f64 = 30.0;
/// Room for names at the right.
const NAMES: f64 = 96.0;
/// Lines a panel can hold and stay legible.
const MOST_LINES: usize = 6;

impl Chart for TierChart {
    fn figure(&self) -> Figure {
        let panels = &self.panels[..self.panels.len().min(MOST_PANELS)];
        let values = || panels.iter().flat_map(|panel| &panel.lines).flat_map(|line| &line.hhi);
        // Up to the last tier in which anybody stands.
        let reach = |line: &TierLine| line.hhi.iter().rposition(|hhi| hhi.is_finite()).map_or(0, |last| last + 1);
        let tiers = panels.iter().flat_map(|panel| &panel.lines).map(reach).max().unwrap_or(0).min(12);
        let Some(most) = super::axis::largest(values().copied()).filter(|_| tiers > 1) else {
            return self.caption.without_data("No tiers to show");
        };
        let (mut figure, top) = self.caption.begin();
        let columns = panels.len().min(2);
        let wide = (WIDTH - LEFT - RIGHT - GAP * (columns as f64 - 1.0)) / columns as f64;
        let colours = Palette::new(panels.iter().flat_map(|panel| &panel.lines).map(|line| line.id.as_str()));
        let marks = ticks(most.clamp(0.05, 1.0), 4);
        let upper = marks.last().copied().unwrap_or(1.0);
        for (place, panel) in panels.iter().enumerate() {
            let x = LEFT + (place % columns) as f64 * (wide + GAP);
            let y = top + (place / columns) as f64 * (HIGH + 56.0);
            figure.text_within((x, y + 9.0), wide, Type::new(BODY).bold(), &panel.title);
            let plot = Plot {
                x: Scale { values: (1.0, tiers as f64), pixels: (x + 26.0, x + wide - NAMES) },
                y: Scale { values: (0.0, upper), pixels: (y + 20.0 + HIGH, y + 20.0) },
            };
            plot.across(&mut figure, &marks, "");
            for tier in 1..=tiers {
                let at = (plot.x.at(tier as f64), y + 32.0 + HIGH);
                figure.text(at, Type::new(SMALL).muted().middle(), &tier.to_string());
            }
            let middle = f64::midpoint(plot.x.pixels.0, plot.x.pixels.1);
            figure.text((middle, y + 43.0 + HIGH), Type::new(SMALL).muted().middle(), "tier");
            draw(&mut figure, plot, (panel, &colours), tiers);
        }
        let bottom = top + panels.len().div_ceil(columns) as f64 * (HIGH + 56.0);
        let notes: Vec<String> = shown_economies(MOST_PANELS, self.panels.len()).into_iter().collect();
        self.caption.end(figure, bottom - 8.0, &notes)
    }
}

fn draw(figure: &mut Figure, plot: Plot, (panel, colours): (&TierPanel, &Palette), tiers: usize) {
    let mut labels = Vec::new();
    for line in panel.lines.iter().take(MOST_LINES) {
        let colour = colours.of(&line.id);
        let hhi = || line.hhi.iter().take(tiers).map(|hhi| shown(*hhi).map_or(f64::NAN, |hhi| hhi.clamp(0.0, 1.0)));
        let points = hhi().enumerate().map(|(tier, hhi)| (tier as f64 + 1.0, hhi));
        plot.line(figure, points, Stroke { width: 1.8, colour, dashed: false });
        if let Some((tier, last)) = hhi().enumerate().rfind(|(_, hhi)| hhi.is_finite()) {
            // A line that ends before the last tier is led on to its name.
            if tier + 1 < tiers {
                let led = [(tier as f64 + 1.0, last), (tiers as f64, last)];
                plot.line(figure, led, Stroke { width: 0.6, colour, dashed: true });
            }
            let name = if line.name.trim().is_empty() { &line.id } else { &line.name };
            labels.push((last, colour, name.clone()));
        }
    }
    plot.end_labels(figure, NAMES, &labels);
}
