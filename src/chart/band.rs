//! Fan chart of one quantity over time: a central line within bands of what else could be.

use super::axis::{Scale, largest, plain, shown, ticks};
use super::caption::Caption;
use super::figure::{Figure, Type};
use super::plot::{Plot, Stroke, dark};
use super::shock::ShockWindow;
use super::style::{self, LEFT, RIGHT, SMALL, WIDTH};
use super::{Chart, key, shock};

/// A series with its bands.
#[derive(Debug, Clone, PartialEq)]
pub struct BandChart {
    /// The words around it.
    pub caption: Caption,
    /// What is measured, with its unit: "availability, per cent".
    pub measure: String,
    /// Id of the economy or sector that gives the colour.
    pub id: String,
    /// Name of the central line.
    pub label: String,
    /// Day of the first value of every series; day 0 is the first onset.
    pub first_day: f64,
    /// Days between values.
    pub step_days: f64,
    /// The central line; values that are not finite leave a gap.
    pub centre: Vec<f64>,
    /// The median of the draws, in dashes; empty for none.
    pub median: Vec<f64>,
    /// Bands, the widest first.
    pub bands: Vec<Band>,
    /// Value below which things count as failing, if any.
    pub threshold: Option<f64>,
    /// Top of the axis; by default the next round number above the largest value.
    pub most: Option<f64>,
    /// When something is broken: shaded.
    pub shocks: Vec<ShockWindow>,
}

impl Default for BandChart {
    fn default() -> Self {
        Self {
            caption: Caption::default(),
            measure: "availability, per cent".to_owned(),
            id: String::new(),
            label: "central".to_owned(),
            first_day: 0.0,
            step_days: 1.0,
            centre: Vec::new(),
            median: Vec::new(),
            bands: Vec::new(),
            threshold: Some(95.0),
            most: Some(100.0),
            shocks: Vec::new(),
        }
    }
}

/// A band around the central line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Band {
    /// What it holds: "90 % of draws".
    pub label: String,
    /// Lower edge.
    pub low: Vec<f64>,
    /// Upper edge.
    pub high: Vec<f64>,
}

const NUMBERS: f64 = 40.0;
const LABELS: f64 = 104.0;
const HEIGHT: f64 = 220.0;
/// Opacity of a band; where bands lie over each other they darken.
const SHADE: f64 = 0.22;
const MOST_BANDS: usize = 4;

impl Chart for BandChart {
    fn figure(&self) -> Figure {
        let bands = &self.bands[..self.bands.len().min(MOST_BANDS)];
        let edges = || bands.iter().flat_map(|band| band.low.iter().chain(&band.high));
        let Some(highest) = largest(self.centre.iter().chain(&self.median).chain(edges()).copied()) else {
            return self.caption.without_data("No series to show");
        };
        let (mut figure, y) = self.caption.begin();
        let most = self.most.and_then(shown).filter(|most| *most > 0.0).unwrap_or(highest);
        let marks = ticks(most, 5);
        let step = shown(self.step_days).filter(|step| *step > 0.0).unwrap_or(1.0);
        let first = shown(self.first_day).unwrap_or(0.0);
        let length = bands.iter().map(|band| band.low.len().min(band.high.len())).max().unwrap_or(0);
        let length = length.max(self.centre.len()).max(self.median.len()).max(2);
        let days: Vec<f64> = (0..length).map(|k| first + step * k as f64).collect();
        let colour = style::colour_of(&self.id);
        let y = key::swatches(&mut figure, (LEFT, y), WIDTH - LEFT - RIGHT, &shades(bands, colour)) + 8.0;
        let top = y + 12.0;
        let plot = Plot {
            x: Scale { values: (first, days[length - 1]), pixels: (LEFT + NUMBERS, WIDTH - RIGHT - LABELS) },
            y: Scale { values: (0.0, marks.last().copied().unwrap_or(most)), pixels: (top + HEIGHT, top) },
        };
        figure.text_within((LEFT, y), WIDTH - LEFT - RIGHT, Type::new(SMALL).muted(), &self.measure);
        shock::shade(&mut figure, &plot, &self.shocks);
        plot.across(&mut figure, &marks, "");
        plot.days(&mut figure, "days after the first onset");
        for band in bands {
            plot.band(&mut figure, &days, &band.low, &band.high, colour.with_opacity(SHADE));
        }
        if let Some(threshold) = self.threshold.and_then(shown) {
            plot.threshold(&mut figure, threshold);
        }
        let points = |values: &[f64]| days.iter().copied().zip(values.to_vec()).collect::<Vec<_>>();
        plot.line(&mut figure, points(&self.centre), Stroke { width: 2.0, colour, dashed: false });
        plot.line(&mut figure, points(&self.median), Stroke { width: 1.3, colour: dark(colour), dashed: true });
        let end = self.centre.iter().rev().copied().find_map(shown);
        let end: Vec<_> = end.map(|value| (value, colour, self.label.clone())).into_iter().collect();
        plot.end_labels(&mut figure, LABELS, &end);
        self.caption.end(figure, top + HEIGHT + 26.0, &self.notes())
    }
}

impl BandChart {
    fn notes(&self) -> Vec<String> {
        let threshold =
            self.threshold.and_then(shown).map(|threshold| format!("Dotted: threshold, {}.", plain(threshold)));
        let median = (!self.median.is_empty()).then(|| "Dashed: median of the draws.".to_owned());
        let notes: Vec<String> = threshold.into_iter().chain(median).chain(shock::note(&self.shocks)).collect();
        if notes.is_empty() { notes } else { vec![notes.join(" ")] }
    }
}

/// The bands as they look on paper, the widest first and each within the one before.
fn shades(bands: &[Band], colour: style::Colour) -> Vec<(style::Colour, String)> {
    let mut shade = style::PAPER;
    let darken = |band: &Band| {
        shade = shade.towards(colour, SHADE);
        (shade, band.label.clone())
    };
    bands.iter().map(darken).collect()
}
