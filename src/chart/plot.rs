//! The plane of a line chart: grid, axes, lines with gaps, bands, and labels at the lines' ends.

use super::axis::{Scale, day_ticks, number, shown, spread};
use super::figure::{Figure, Point, Type};
use super::style::{self, Colour, SMALL};

/// How names at the ends of lines are set.
pub const END: Type = Type::new(SMALL).bold();
/// What of the room at the right of a plane its names leave free.
pub const LABEL_GAP: f64 = 10.5;
/// Dashes of the thinner line of a pair.
pub const DASHES: (f64, f64) = (3.5, 2.5);

/// A plane with its two scales; `y.pixels.0` is the bottom.
#[derive(Debug, Clone, Copy)]
pub struct Plot {
    /// Values to the right.
    pub x: Scale,
    /// Values upwards.
    pub y: Scale,
}

impl Plot {
    fn left(&self) -> f64 {
        self.x.pixels.0
    }
    fn right(&self) -> f64 {
        self.x.pixels.1
    }
    fn top(&self) -> f64 {
        self.y.pixels.1
    }
    fn bottom(&self) -> f64 {
        self.y.pixels.0
    }

    /// Grid lines across at `ticks`, each with its number and `unit` at the left.
    pub fn across(&self, figure: &mut Figure, ticks: &[f64], unit: &str) {
        let step = ticks.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
        for tick in ticks {
            let y = self.y.at(*tick);
            let colour = if *tick == self.y.values.0 { style::RULE } else { style::GRID };
            figure.line(vec![(self.left(), y), (self.right(), y)], 0.75, colour);
            let text = format!("{}{unit}", number(*tick, step));
            figure.text((self.left() - 4.0, y + 3.0), Type::new(SMALL).muted().end(), &text);
        }
    }

    /// Marks of a time axis under the plane, with `label` below their numbers unless it is empty.
    pub fn days(&self, figure: &mut Figure, label: &str) {
        let room = self.right() - self.left();
        let (first, last) = self.x.values;
        for day in day_ticks(first, last, (room / 38.0) as usize) {
            let x = self.x.at(day);
            figure.line(vec![(x, self.bottom()), (x, self.bottom() + 3.0)], 0.75, style::RULE);
            figure.text((x, self.bottom() + 12.5), Type::new(SMALL).muted().middle(), &number(day, 1.0));
        }
        let look = Type::new(SMALL).muted().middle();
        figure.text_within((f64::midpoint(self.left(), self.right()), self.bottom() + 24.5), room, look, label);
    }

    /// Shades the days `from` to `to`.
    pub fn window(&self, figure: &mut Figure, from: f64, to: f64, fill: Colour) {
        let (Some(from), Some(to)) = (shown(from), shown(to)) else { return };
        let (left, right) = (self.x.at(from), self.x.at(to));
        // A shock of a day would otherwise vanish.
        let wide =
            if to >= from && to >= self.x.values.0 && from <= self.x.values.1 { (right - left).max(1.5) } else { 0.0 };
        figure.block((left, self.top()), (wide, self.bottom() - self.top()), fill);
    }

    /// The line below which things count as failing.
    pub fn threshold(&self, figure: &mut Figure, value: f64) {
        if let Some(value) = shown(value) {
            let y = self.y.at(value);
            figure.dashes(&[(self.left(), y), (self.right(), y)], (1.2, 1.8), 0.8, style::THRESHOLD);
        }
    }

    /// The values as pixels, in runs without a missing one.
    pub fn runs(&self, values: impl IntoIterator<Item = (f64, f64)>) -> Vec<Vec<Point>> {
        let mut runs = vec![Vec::new()];
        for (x, y) in values {
            let full = runs.last().is_some_and(|run| !run.is_empty());
            if let (Some(x), Some(y)) = (shown(x), shown(y)) {
                runs.last_mut().into_iter().for_each(|run| run.push((self.x.at(x), self.y.at(y))));
            } else if full {
                runs.push(Vec::new());
            }
        }
        runs.into_iter().filter(|run| !run.is_empty()).map(|run| thin(&run)).collect()
    }

    /// A line through the values, with gaps where one is missing; a lone value is a dot.
    pub fn line(&self, figure: &mut Figure, values: impl IntoIterator<Item = (f64, f64)>, stroke: Stroke) {
        let stroke = Stroke { colour: seen(stroke.colour), ..stroke };
        for run in self.runs(values) {
            match (run.len(), stroke.dashed) {
                (1, _) => figure.dot(run[0], stroke.width, stroke.colour),
                (_, true) => figure.dashes(&run, DASHES, stroke.width, stroke.colour),
                (_, false) => figure.line(run, stroke.width, stroke.colour),
            }
        }
    }

    /// The area between two series at the same `xs`, with gaps where either is missing.
    pub fn band(&self, figure: &mut Figure, xs: &[f64], low: &[f64], high: &[f64], fill: Colour) {
        let mut lower = Vec::new();
        let mut upper = Vec::new();
        let mut close = |lower: &mut Vec<Point>, upper: &mut Vec<Point>| {
            let mut outline = thin(&std::mem::take(lower));
            outline.extend(thin(&std::mem::take(upper)).into_iter().rev());
            figure.area(outline, fill);
        };
        for ((x, low), high) in xs.iter().zip(low).zip(high) {
            if let (Some(x), Some(low), Some(high)) = (shown(*x), shown(*low), shown(*high)) {
                lower.push((self.x.at(x), self.y.at(low)));
                upper.push((self.x.at(x), self.y.at(high)));
            } else {
                close(&mut lower, &mut upper);
            }
        }
        close(&mut lower, &mut upper);
    }

    /// Names at the right end of lines that end at these values, moved apart where they would touch.
    pub fn end_labels(&self, figure: &mut Figure, room: f64, labels: &[(f64, Colour, String)]) {
        const GAP: f64 = 11.5;
        let wishes: Vec<f64> = labels.iter().map(|(value, ..)| self.y.at(*value)).collect();
        let places = spread(&wishes, GAP, self.top(), self.bottom());
        for ((wish, place), (_, colour, name)) in wishes.iter().zip(places).zip(labels) {
            let (from, to) = ((self.right() + 1.0, *wish), (self.right() + 8.0, place));
            figure.line(vec![from, to], 0.6, seen(*colour));
            figure.text_within((to.0 + 2.5, place + 3.0), room - LABEL_GAP, END.colour(dark(*colour)), name);
        }
    }
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Stroke {
    /// Width in pixels.
    pub width: f64,
    /// Colour.
    pub colour: Colour,
    /// In dashes.
    pub dashed: bool,
}

/// The colour, darkened until a line or a dot in it stands out from paper (contrast of 3 to 1, WCAG 2.1).
#[must_use]
pub fn seen(colour: Colour) -> Colour {
    let mut darker = colour;
    while darker.luminance() > 0.3 {
        darker = darker.towards(style::INK, 0.08);
    }
    darker
}

/// The colour, darkened until small type in it reads well on paper (contrast about 4.5 to 1).
#[must_use]
pub fn dark(colour: Colour) -> Colour {
    let mut darker = colour;
    while darker.luminance() > 0.18 {
        darker = darker.towards(style::INK, 0.12);
    }
    darker
}

/// No more points than the paper can show: the first, lowest, highest and last of each quarter pixel.
fn thin(run: &[Point]) -> Vec<Point> {
    const BIN: f64 = 0.25;
    let mut thinned: Vec<Point> = Vec::new();
    let mut rest = run;
    while let Some(&(x, _)) = rest.first() {
        let count = rest.iter().take_while(|point| ((point.0 / BIN) as i64) == ((x / BIN) as i64)).count();
        let bin = &rest[..count];
        if count <= 4 {
            thinned.extend(bin);
        } else {
            let by_height = |a: &&Point, b: &&Point| a.1.total_cmp(&b.1);
            thinned.push(bin[0]);
            thinned.extend(bin.iter().min_by(by_height));
            thinned.extend(bin.iter().max_by(by_height));
            thinned.push(bin[count - 1]);
        }
        rest = &rest[count..];
    }
    thinned
}
