//! Availability over time in one scenario: a panel a sector, a pair of lines a home economy.

use super::axis::{Scale, number, plain, shown};
use super::caption::{Caption, Economy};
use super::figure::{Figure, Point, Type};
use super::lettering::wrap;
use super::palette::Palette;
use super::plot::{DASHES, END, LABEL_GAP, Plot, Stroke, dark, seen};
use super::shock::ShockWindow;
use super::style::{self, HEADING, LEFT, RIGHT, SMALL, WIDTH};
use super::{Chart, caption, shock};

/// The course of a scenario in every sector.
#[derive(Debug, Clone, PartialEq)]
pub struct Availability {
    /// The words around it.
    pub caption: Caption,
    /// Day of the first value of every series; day 0 is the first onset.
    pub first_day: f64,
    /// Days between values.
    pub step_days: f64,
    /// Availability below which a sector counts as failing, 0 to 100.
    pub threshold: f64,
    /// When something is broken: shaded.
    pub shocks: Vec<ShockWindow>,
    /// One panel a sector.
    pub panels: Vec<SectorPanel>,
}

impl Default for Availability {
    fn default() -> Self {
        Self {
            caption: Caption::default(),
            first_day: 0.0,
            step_days: 1.0,
            threshold: 95.0,
            shocks: Vec::new(),
            panels: Vec::new(),
        }
    }
}

/// One sector.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SectorPanel {
    /// Name of the sector.
    pub sector: String,
    /// One entry a home economy; the first four are shown.
    pub lines: Vec<HomeLine>,
}

/// One sector in one home economy. Values are 0 to 100; those not finite leave a gap.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HomeLine {
    /// The home economy.
    pub home: Economy,
    /// Mean of the sector's products, day by day.
    pub mean: Vec<f64>,
    /// The weakest fifth of them, day by day; empty for none.
    pub weakest_fifth: Vec<f64>,
    /// Lower edge of an uncertainty band around the mean; empty for none.
    pub low: Vec<f64>,
    /// Upper edge of it.
    pub high: Vec<f64>,
    /// First day below the threshold, if it ever was.
    pub time_to_survive_days: Option<f64>,
    /// Day after the last day below it, if it came back.
    pub time_to_recover_days: Option<f64>,
}

const COLUMN_GAP: f64 = 22.0;
const NUMBERS: f64 = 30.0;
const LABELS: f64 = 46.0;
const HEIGHT: f64 = 92.0;
/// Room for the panel's name.
const HEAD: f64 = 19.0;
/// Height of the bar over the plane that shows the days below the threshold.
const STRIP: f64 = 11.0;
const STRIP_GAP: f64 = 9.0;
const MOST_PANELS: usize = 12;
/// Lines a panel can hold and stay legible: home economies beyond that are not shown.
pub const MOST_LINES: usize = 4;

impl Chart for Availability {
    fn figure(&self) -> Figure {
        let panels = &self.panels[..self.panels.len().min(MOST_PANELS)];
        if panels.is_empty() {
            return self.caption.without_data("No series to show");
        }
        let (mut figure, top) = self.caption.begin();
        let strips = panels.iter().map(|p| p.lines.len().min(MOST_LINES)).max().unwrap_or(0) as f64 * STRIP;
        let column = (WIDTH - LEFT - RIGHT - COLUMN_GAP) / 2.0;
        let row = HEAD + strips + STRIP_GAP + HEIGHT + 38.0;
        let place = |k: usize| (LEFT + (column + COLUMN_GAP) * (k % 2) as f64, top + row * (k / 2) as f64);
        for (k, panel) in panels.iter().enumerate() {
            self.panel(&mut figure, place(k), column, strips, panel);
        }
        // The key takes the next place of the grid, which is free when the panels are odd in number.
        let key = self.key(&mut figure, place(panels.len()), column);
        let bottom = (top + row * panels.len().div_ceil(2) as f64 - 10.0).max(key);
        let mut notes = Vec::new();
        if self.panels.len() > panels.len() {
            notes.push(format!("Shown: the first {} of {} sectors.", panels.len(), self.panels.len()));
        }
        let homes = panels.iter().map(|panel| panel.lines.len()).max().unwrap_or(0);
        notes.extend(caption::shown_economies(MOST_LINES, homes));
        self.caption.end(figure, bottom, &notes)
    }
}

impl Availability {
    fn step(&self) -> f64 {
        shown(self.step_days).filter(|step| *step > 0.0).unwrap_or(1.0)
    }

    fn first(&self) -> f64 {
        shown(self.first_day).unwrap_or(0.0)
    }

    fn days(&self) -> (f64, f64) {
        let lines = self.panels.iter().flat_map(|p| &p.lines);
        let longest = lines.map(|line| line.mean.len().max(line.weakest_fifth.len())).max().unwrap_or(0);
        (self.first(), self.first() + self.step() * longest.saturating_sub(1).max(1) as f64)
    }

    fn series<'a>(&self, values: &'a [f64]) -> impl Iterator<Item = (f64, f64)> + use<'a> {
        let (first, step) = (self.first(), self.step());
        values.iter().enumerate().map(move |(k, value)| (first + step * k as f64, *value))
    }

    fn panel(&self, figure: &mut Figure, (x, y): Point, column: f64, strips: f64, panel: &SectorPanel) {
        figure.text_within((x, y + 11.0), column, Type::new(HEADING).bold(), &panel.sector);
        let top = y + HEAD + strips + STRIP_GAP;
        let plot = Plot {
            x: Scale { values: self.days(), pixels: (x + NUMBERS, x + column - LABELS) },
            y: Scale { values: (0.0, 100.0), pixels: (top + HEIGHT, top) },
        };
        shock::shade(figure, &plot, &self.shocks);
        plot.across(figure, &[0.0, 25.0, 50.0, 75.0, 100.0], " %");
        plot.days(figure, "days after the first onset");
        plot.threshold(figure, self.threshold);
        let lines = &panel.lines[..panel.lines.len().min(MOST_LINES)];
        let colours = Palette::new(self.panels.iter().flat_map(|p| &p.lines).map(|line| line.home.id.as_str()));
        for line in lines {
            let xs: Vec<f64> = self.series(&line.low).map(|(day, _)| day).collect();
            plot.band(figure, &xs, &line.low, &line.high, colours.of(&line.home.id).with_opacity(0.2));
        }
        for line in lines.iter().rev() {
            let colour = colours.of(&line.home.id);
            plot.line(figure, self.series(&line.mean), Stroke { width: 1.7, colour, dashed: false });
            plot.line(figure, self.series(&line.weakest_fifth), Stroke { width: 1.2, colour, dashed: true });
        }
        let ends: Vec<_> = lines.iter().filter_map(|line| end(line, colours.of(&line.home.id))).collect();
        plot.end_labels(figure, LABELS, &ends);
        if ends.is_empty() {
            let middle = (f64::midpoint(plot.x.pixels.0, plot.x.pixels.1), top + HEIGHT / 2.0 + 3.0);
            figure.text(middle, Type::new(HEADING).muted().middle(), "no data");
        }
        for (k, line) in lines.iter().enumerate() {
            strip(figure, &plot, y + HEAD + STRIP * k as f64, (line, colours.of(&line.home.id)));
        }
    }

    /// What the lines mean; returns the y below.
    fn key(&self, figure: &mut Figure, (x, y): Point, column: f64) -> f64 {
        let colour = style::MUTED;
        let (left, words, room) = (x + NUMBERS, x + NUMBERS + 42.0, column - NUMBERS - 42.0);
        let mut y = y + 20.0;
        let any = |part: fn(&HomeLine) -> bool| self.panels.iter().flat_map(|p| &p.lines).any(part);
        let mut entry = |figure: &mut Figure, draw: &dyn Fn(&mut Figure, f64), text: &str| {
            let look = Type::new(SMALL).muted();
            let lines = wrap(text, look, room, 2);
            draw(figure, y);
            for (k, line) in lines.iter().enumerate() {
                figure.text((words, y + 3.0 + 11.0 * k as f64), look, line);
            }
            y += 11.0 * lines.len() as f64 + 5.0;
        };
        let across = |y: f64| vec![(left, y), (left + 34.0, y)];
        entry(figure, &|f, y| f.line(across(y), 1.7, colour), "mean of the sector's products");
        if any(|line| !line.weakest_fifth.is_empty()) {
            entry(figure, &|f, y| f.dashes(&across(y), DASHES, 1.2, colour), "its weakest fifth");
        }
        if any(|line| !line.low.is_empty()) {
            let band = |f: &mut Figure, y: f64| f.block((left, y - 5.0), (34.0, 10.0), colour.with_opacity(0.25));
            entry(figure, &band, "range of the mean over the uncertain figures");
        }
        if let Some(threshold) = shown(self.threshold) {
            let text = format!("threshold, {} %", plain(threshold));
            entry(figure, &|f, y| f.dashes(&across(y), (1.2, 1.8), 0.8, style::THRESHOLD), &text);
        }
        for (shade, words) in shock::shades(&self.shocks) {
            entry(figure, &|f, y| f.block((left, y - 5.0), (34.0, 10.0), shade), words);
        }
        let bar = |f: &mut Figure, y: f64| interval(f, (left, left + 34.0), y, colour, true);
        entry(figure, &bar, "below the threshold: first day (time to survive) – day of return (time to recover)");
        let last = self.days().1;
        let ends = |line: &HomeLine| line.time_to_recover_days.and_then(shown).is_some_and(|back| back <= last);
        let mut lines = self.panels.iter().flat_map(|panel| panel.lines.iter().take(MOST_LINES));
        if lines.any(|line| line.time_to_survive_days.and_then(shown).is_some() && !ends(line)) {
            let bar = |f: &mut Figure, y: f64| interval(f, (left, left + 34.0), y, colour, false);
            entry(figure, &bar, "the same, still below where the chart ends");
        }
        y
    }
}

/// The last value of a line, with its colour and name.
fn end(line: &HomeLine, colour: style::Colour) -> Option<(f64, style::Colour, String)> {
    let last = |values: &[f64]| values.iter().rev().copied().find_map(shown);
    let value = last(&line.mean).or_else(|| last(&line.weakest_fifth))?;
    Some((value, colour, line.home.label_within(END, LABELS - LABEL_GAP).to_owned()))
}

/// The days below the threshold as a bar over the plane, their numbers at its right.
fn strip(figure: &mut Figure, plot: &Plot, y: f64, (line, colour): (&HomeLine, style::Colour)) {
    let small = Type::new(7.5).colour(dark(colour));
    let base = y + 7.0;
    figure.text_within((plot.x.pixels.0 - 4.0, base), NUMBERS - 4.0, small.bold().end(), &line.home.id);
    figure.line(vec![(plot.x.pixels.0, y + 4.5), (plot.x.pixels.1, y + 4.5)], 0.5, style::GRID);
    let days = |day: f64| number(day.round(), 1.0);
    let (fell, back) = (line.time_to_survive_days.and_then(shown), line.time_to_recover_days.and_then(shown));
    let text = match (fell, back) {
        (None, _) => "never".to_owned(),
        (Some(fell), None) => format!("from {}", days(fell)),
        (Some(fell), Some(back)) => format!("{}–{}", days(fell), days(back)),
    };
    if let Some(fell) = fell {
        let last = plot.x.values.1;
        let returned = back.is_some_and(|back| back <= last);
        let from = plot.x.at(fell).min(plot.x.pixels.1 - 2.0);
        let to = back.map_or(plot.x.pixels.1, |back| plot.x.at(back)).max(from + 2.0);
        interval(figure, (from, to), y + 4.5, seen(colour), returned);
    }
    figure.text_within((plot.x.pixels.1 + 5.0, base), LABELS - 5.0, small, &text);
}

/// A bar with a stop at its start, and at its end one or, if it goes on, an arrow head.
fn interval(figure: &mut Figure, (from, to): (f64, f64), y: f64, colour: style::Colour, ends: bool) {
    figure.block((from, y - 1.5), (to - from, 3.0), colour);
    figure.block((from, y - 4.0), (1.5, 8.0), colour);
    if ends {
        figure.block((to - 1.5, y - 4.0), (1.5, 8.0), colour);
    } else {
        figure.area(vec![(to - 5.0, y - 4.0), (to + 1.0, y), (to - 5.0, y + 4.0)], colour);
    }
}
