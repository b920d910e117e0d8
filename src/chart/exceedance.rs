//! Exceedance curves: the loss that is reached or passed once in so many years, with its sampling error.

use super::Chart;
use super::axis::{Scale, largest, number, shown, ticks};
use super::caption::Caption;
use super::figure::{Figure, Type};
use super::palette::Palette;
use super::plot::{Plot, Stroke};
use super::style::{self, HEADING, LEFT, RIGHT, SMALL, WIDTH};

/// Losses against annual probability.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exceedance {
    /// The words around it.
    pub caption: Caption,
    /// What is measured, with its unit: "days lost to one year's events".
    pub measure: String,
    /// Trials that the curves come from, for words about what they do not bound; 0 where that is not known.
    pub trials: u64,
    /// One panel a home economy, say; all on the same axes.
    pub panels: Vec<ExceedancePanel>,
}

/// Some curves together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExceedancePanel {
    /// What they have in common: "India".
    pub title: String,
    /// The curves, at most eight.
    pub curves: Vec<ExceedanceCurve>,
}

/// One curve.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExceedanceCurve {
    /// Id of the sector or economy that gives the colour.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Its points in any order; those with a probability outside 0 to 1, or no loss, are left out.
    pub points: Vec<ExceedancePoint>,
}

/// A loss and how likely a year is to bring at least as much.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ExceedancePoint {
    /// Annual probability, above 0 and up to 1.
    pub probability: f64,
    /// The loss.
    pub loss: f64,
    /// Lower confidence limit of the loss; not finite for none.
    pub low: f64,
    /// Upper confidence limit of the loss; not finite for none.
    pub high: f64,
}

const COLUMN_GAP: f64 = 20.0;
const NUMBERS: f64 = 30.0;
const LABELS: f64 = 92.0;
const HEIGHT: f64 = 196.0;
/// Panels that fit on a page.
pub const MOST_PANELS: usize = 8;
const MOST_CURVES: usize = 8;
/// Rarer than this is left out: one year in a million.
const RAREST: f64 = 1e-6;

impl Chart for Exceedance {
    fn figure(&self) -> Figure {
        let colours = Palette::new(self.panels.iter().flat_map(|panel| &panel.curves).map(|curve| curve.id.as_str()));
        let panels: Vec<(&str, Vec<Curve>)> =
            self.panels.iter().take(MOST_PANELS).map(|panel| prepared(panel, &colours)).collect();
        let points = || panels.iter().flat_map(|(_, curves)| curves).flat_map(|curve| &curve.points);
        let Some(rarest) = points().map(|p| p.probability).reduce(f64::min) else {
            return self.caption.without_data("No losses to show");
        };
        let commonest = points().map(|p| p.probability).fold(rarest, f64::max);
        let most = largest(points().flat_map(|p| [p.loss, p.high])).unwrap_or(1.0);

        let (mut figure, top) = self.caption.begin();
        let abreast = panels.len().min(2);
        let column = (WIDTH - LEFT - RIGHT - COLUMN_GAP * (abreast - 1) as f64) / abreast as f64;
        let row = 34.0 + HEIGHT + 36.0;
        let rare = (log(commonest), log(rarest).max(log(commonest) + 0.3));
        for (k, (title, curves)) in panels.iter().enumerate() {
            let (x, y) = (LEFT + (column + COLUMN_GAP) * (k % 2) as f64, top + row * (k / 2) as f64);
            figure.text_within((x, y + 11.0), column, Type::new(HEADING).bold(), title);
            figure.text_within((x, y + 24.0), column, Type::new(SMALL).muted(), &self.measure);
            let marks = ticks(most, 5);
            let plot = Plot {
                x: Scale { values: rare, pixels: (x + NUMBERS, x + column - LABELS) },
                y: Scale {
                    values: (0.0, marks.last().copied().unwrap_or(most)),
                    pixels: (y + 34.0 + HEIGHT, y + 34.0),
                },
            };
            plot.across(&mut figure, &marks, "");
            years(&mut figure, &plot);
            draw(&mut figure, &plot, curves);
        }
        let mut notes = Vec::new();
        if points().any(|p| p.low.is_finite() && p.high.is_finite()) {
            notes.push("Bands: confidence limits of the loss from sampling alone.".to_owned());
        }
        if panels.iter().flat_map(|(_, curves)| curves).any(|curve| curve.bounded() < curve.points.len()) {
            let from = if self.trials > 0 { format!(" from {} trials", self.trials) } else { String::new() };
            notes.push(format!("Dashed: no upper limit{from}."));
        }
        if self.panels.len() > panels.len() {
            notes.push(format!("Shown: the first {} of {} panels.", panels.len(), self.panels.len()));
        }
        if self.panels.iter().any(|panel| panel.curves.len() > MOST_CURVES) {
            notes.push(format!("Shown: at most {MOST_CURVES} curves of a panel."));
        }
        self.caption.end(figure, top + row * panels.len().div_ceil(2) as f64 - 8.0, &notes)
    }
}

struct Curve {
    colour: style::Colour,
    label: String,
    points: Vec<ExceedancePoint>,
}

impl Curve {
    /// How many points, from the commonest on, stand before the rare ones that have no upper limit; all where none has
    /// limits.
    fn bounded(&self) -> usize {
        if self.points.iter().all(|p| !p.low.is_finite() && !p.high.is_finite()) {
            return self.points.len();
        }
        self.points.iter().rposition(|p| p.high.is_finite()).map_or(0, |last| last + 1)
    }
}

/// The curves of a panel with their points sorted from common to rare and those that mean nothing left out.
fn prepared<'a>(panel: &'a ExceedancePanel, colours: &Palette) -> (&'a str, Vec<Curve>) {
    let curves = panel.curves.iter().take(MOST_CURVES).map(|curve| {
        let usable = |p: &ExceedancePoint| p.probability > RAREST && p.probability <= 1.0 && p.loss.is_finite();
        let mut points: Vec<ExceedancePoint> = curve.points.iter().copied().filter(usable).collect();
        points.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        Curve { colour: colours.of(&curve.id), label: curve.label.clone(), points }
    });
    (&panel.title, curves.collect())
}

/// Decades of the return period, so that rarer is further right.
fn log(probability: f64) -> f64 {
    -libm::log10(probability)
}

/// The axis below: return periods people speak of.
fn years(figure: &mut Figure, plot: &Plot) {
    let (left, right) = plot.x.pixels;
    let bottom = plot.y.pixels.0;
    let mut taken = f64::NEG_INFINITY;
    let periods = (0..7).flat_map(|decade| [1.0, 2.0, 5.0].map(|m| m * libm::pow(10.0, f64::from(decade))));
    for period in periods {
        let place = libm::log10(period);
        if place < plot.x.values.0 - 1e-9 || place > plot.x.values.1 + 1e-9 {
            continue;
        }
        let x = plot.x.at(place);
        figure.line(vec![(x, plot.y.pixels.1), (x, bottom + 3.0)], 0.75, style::GRID);
        if x - taken > 29.0 {
            figure.text((x, bottom + 13.0), Type::new(SMALL).muted().middle(), &number(period, 1.0));
            taken = x;
        }
    }
    let middle = (f64::midpoint(left, right), bottom + 25.0);
    let label = "return period, years (1 / annual probability)";
    figure.text_within(middle, right - left + 40.0, Type::new(SMALL).muted().middle(), label);
}

fn draw(figure: &mut Figure, plot: &Plot, curves: &[Curve]) {
    for curve in curves {
        let column = |part: fn(&ExceedancePoint) -> f64| curve.points.iter().map(part).collect::<Vec<f64>>();
        let (xs, low, high) = (column(|p| log(p.probability)), column(|p| p.low), column(|p| p.high));
        plot.band(figure, &xs, &low, &high, curve.colour.with_opacity(0.16));
    }
    let mut ends = Vec::new();
    for curve in curves {
        let values: Vec<(f64, f64)> = curve.points.iter().map(|p| (log(p.probability), p.loss)).collect();
        let (bounded, stroke) = (curve.bounded(), Stroke { width: 1.8, colour: curve.colour, dashed: false });
        // A lone point with a limit is where the dashes begin.
        if bounded > 1 || bounded == values.len() {
            plot.line(figure, values[..bounded].iter().copied(), stroke);
        }
        if bounded < values.len() {
            let beyond = values[bounded.saturating_sub(1)..].iter().copied();
            plot.line(figure, beyond, Stroke { dashed: true, ..stroke });
        }
        if let Some(last) = curve.points.last().and_then(|p| shown(p.loss)) {
            ends.push((last, curve.colour, curve.label.clone()));
        }
    }
    plot.end_labels(figure, LABELS, &ends);
    if ends.is_empty() {
        let middle = (f64::midpoint(plot.x.pixels.0, plot.x.pixels.1), f64::midpoint(plot.y.pixels.0, plot.y.pixels.1));
        figure.text(middle, Type::new(HEADING).muted().middle(), "no data");
    }
}

#[cfg(test)]
mod tests {
    use super::super::figure::Mark;
    use super::*;

    #[test]
    fn a_curve_without_upper_limit_goes_on_in_dashes() {
        let words = |high: [f64; 3], given: bool| {
            let point = |(place, high): (usize, f64)| {
                let probability = 0.5 / f64::from(1 << (2 * place));
                let loss = 10.0 * (place + 1) as f64;
                ExceedancePoint { probability, loss, low: if given { loss / 2.0 } else { f64::NAN }, high }
            };
            let points = high.into_iter().enumerate().map(point).collect();
            let curve = ExceedanceCurve { id: "ict".to_owned(), label: "ICT".to_owned(), points };
            let panels = vec![ExceedancePanel { title: "India".to_owned(), curves: vec![curve] }];
            let figure = Exceedance { trials: 100, panels, ..Exceedance::default() }.figure();
            let text = |mark: &Mark| if let Mark::Text { text, .. } = mark { Some(text.clone()) } else { None };
            figure.marks().iter().filter_map(text).collect::<Vec<_>>().join(" ")
        };
        assert!(!words([15.0, 30.0, 50.0], true).contains("Dashed"));
        assert!(words([15.0, 30.0, f64::NAN], true).contains("Dashed: no upper limit from 100 trials."));
        assert!(!words([f64::NAN; 3], false).contains("Dashed"), "no limits at all");
    }
}
