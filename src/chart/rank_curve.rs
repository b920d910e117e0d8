//! Rank curves: values from the largest down against their rank, both on logarithmic axes.

use super::Chart;
use super::axis::{Scale, number, shown};
use super::caption::Caption;
use super::figure::{Figure, Type};
use super::plot::{Plot, Stroke, dark};
use super::style::{self, LEFT, RIGHT, SMALL, WIDTH};

/// Values against ranks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RankCurve {
    /// The words around it.
    pub caption: Caption,
    /// What is measured, with its unit.
    pub measure: String,
    /// What is ranked: "firms".
    pub ranked: String,
    /// The lines, at most four.
    pub lines: Vec<RankLine>,
    /// Names of the largest of the first line, largest first; at most five are written.
    pub names: Vec<String>,
}

/// One line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RankLine {
    /// Its name.
    pub label: String,
    /// The values in any order; those that are not above zero are left out.
    pub values: Vec<f64>,
}

const NUMBERS: f64 = 40.0;
const LABELS: f64 = 112.0;
const HEIGHT: f64 = 300.0;
const MOST_LINES: usize = 4;
const MOST_NAMES: usize = 5;
/// Powers of ten below the largest value that are shown.
const DECADES: f64 = 6.0;
const COLOURS: [&str; MOST_LINES] = ["CHN", "OTHER", "JPN", "IND"];

impl Chart for RankCurve {
    fn figure(&self) -> Figure {
        let lines: Vec<(&str, Vec<f64>)> = self.lines.iter().take(MOST_LINES).map(prepared).collect();
        let values = || lines.iter().flat_map(|(_, values)| values.iter().copied());
        let (Some(most), Some(least)) = (values().reduce(f64::max), values().reduce(f64::min)) else {
            return self.caption.without_data("Nothing above zero to show");
        };
        let longest = lines.iter().map(|(_, values)| values.len()).max().unwrap_or(1).max(2);
        let top = libm::ceil(libm::log10(most) - 1e-9);
        let bottom = libm::floor(libm::log10(least)).max(top - DECADES).min(top - 1.0);
        let (mut figure, y) = self.caption.begin();
        figure.text_within((LEFT, y + 2.0), WIDTH - LEFT - RIGHT, Type::new(SMALL).muted(), &self.measure);
        let plot = Plot {
            x: Scale { values: (0.0, libm::log10(longest as f64)), pixels: (LEFT + NUMBERS, WIDTH - RIGHT - LABELS) },
            y: Scale { values: (bottom, top), pixels: (y + 12.0 + HEIGHT, y + 12.0) },
        };
        grid(&mut figure, &plot, longest);
        let room = plot.x.pixels.1 - plot.x.pixels.0;
        let middle = (f64::midpoint(plot.x.pixels.0, plot.x.pixels.1), plot.y.pixels.0 + 26.0);
        let label = format!("rank among {}, largest first", self.ranked);
        figure.text_within(middle, room, Type::new(SMALL).muted().middle(), &label);
        let mut ends = Vec::new();
        for ((label, values), colour) in lines.iter().zip(COLOURS).rev() {
            let colour = style::colour_of(colour);
            let points = values.iter().enumerate().map(|(k, value)| (log(k as f64 + 1.0), log(*value)));
            plot.line(&mut figure, points, Stroke { width: 1.8, colour, dashed: false });
            if let Some(last) = values.last() {
                // The name stands at the edge, wherever the line ends.
                let (from, y) = (plot.x.at(log(values.len() as f64)), plot.y.at(log(*last)));
                if values.len() < longest {
                    figure.dashes(&[(from, y), (plot.x.pixels.1, y)], (1.0, 2.5), 0.8, colour);
                }
                ends.push((log(*last), colour, (*label).to_owned()));
            }
        }
        plot.end_labels(&mut figure, LABELS, &ends);
        let mut below = plot.y.pixels.0 + 30.0;
        if let Some((_, values)) = lines.first() {
            below = self.write_names(&mut figure, &plot, values, below);
        }
        let mut notes = Vec::new();
        let hidden = values().filter(|value| log(*value) < bottom).count();
        if lines.iter().any(|(_, values)| !values.is_empty() && values.len() < longest) {
            notes.push("Dotted: from the end of a line to its name; zeros are left out.".to_owned());
        }
        if hidden > 0 {
            notes.push(format!("Values below {} lie on the lower edge: {hidden}.", power(bottom)));
        }
        self.caption.end(figure, below, &notes)
    }
}

impl RankCurve {
    /// Marks the largest and names them from `y` on, under the plane: in it they would lie on a line. Returns the y below.
    fn write_names(&self, figure: &mut Figure, plot: &Plot, values: &[f64], mut y: f64) -> f64 {
        let colour = style::colour_of(COLOURS[0]);
        let look = Type::new(SMALL).colour(dark(colour));
        let left = plot.x.pixels.0;
        for (k, (name, value)) in self.names.iter().zip(values).take(MOST_NAMES).enumerate() {
            figure.dot((plot.x.at(log(k as f64 + 1.0)), plot.y.at(log(*value))), 3.0, colour);
            y += 12.0;
            figure.text((left + 10.0, y), look.end(), &format!("{}.", k + 1));
            figure.text((left + 48.0, y), look.end(), &format!("{value:.4}"));
            figure.text_within((left + 56.0, y), WIDTH - RIGHT - left - 56.0, look, name);
        }
        if self.names.is_empty() { y } else { y + 4.0 }
    }
}

/// A line with its values from the largest down.
fn prepared(line: &RankLine) -> (&str, Vec<f64>) {
    let mut values: Vec<f64> =
        line.values.iter().copied().filter_map(shown).filter(|value| *value > f64::MIN_POSITIVE).collect();
    values.sort_by(|a, b| b.total_cmp(a));
    (&line.label, values)
}

fn log(value: f64) -> f64 {
    libm::log10(value)
}

/// A power of ten as a reader would write it.
fn power(exponent: f64) -> String {
    if (-4.0..6.0).contains(&exponent) {
        let value = libm::pow(10.0, exponent);
        if exponent < 0.0 { format!("{value:.*}", -exponent as usize) } else { number(value, 1.0) }
    } else {
        format!("1e{exponent:.0}")
    }
}

/// Lines across at powers of ten, upright ones at ranks.
fn grid(figure: &mut Figure, plot: &Plot, longest: usize) {
    let ((left, right), (bottom, top)) = (plot.x.pixels, plot.y.pixels);
    let (low, high) = plot.y.values;
    let step = if high - low > 12.0 { libm::ceil((high - low) / 12.0) } else { 1.0 };
    let mut exponent = low;
    while exponent <= high + 1e-9 {
        let y = plot.y.at(exponent);
        let colour = if exponent == low { style::RULE } else { style::GRID };
        figure.line(vec![(left, y), (right, y)], 0.75, colour);
        figure.text((left - 4.0, y + 3.0), Type::new(SMALL).muted().end(), &power(exponent));
        exponent += step;
    }
    for rank in ranks(longest) {
        let x = plot.x.at(log(rank));
        figure.line(vec![(x, top), (x, bottom + 3.0)], 0.75, style::GRID);
        let text = if rank < 1e6 { number(rank, 1.0) } else { power(log(rank).round()) };
        figure.text((x, bottom + 13.0), Type::new(SMALL).muted().middle(), &text);
    }
}

/// Ranks that are marked: each of a few, powers of ten of many.
fn ranks(longest: usize) -> Vec<f64> {
    let steps: &[f64] = match longest {
        ..=10 => &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0],
        11..=1000 => &[1.0, 2.0, 5.0],
        _ => &[1.0],
    };
    let all = (0..=16).flat_map(|power| steps.iter().map(move |step| step * libm::pow(10.0, f64::from(power))));
    all.take_while(|rank| *rank <= longest as f64).collect()
}
