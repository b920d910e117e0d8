//! Slope chart: shares at face value on the left, with all tiers counted on the right, a panel a sector and economy.

use super::Chart;
use super::axis::{Scale, number, shown, spread, ticks};
use super::caption::{Caption, Economy};
use super::figure::{Figure, Point, Type};
use super::lettering::width;
use super::palette::Palette;
use super::plot::{dark, seen};
use super::style::{self, BODY, LEFT, RIGHT, SMALL, WIDTH};

/// Shares before and after looking through.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SlopeChart {
    /// The words around it.
    pub caption: Caption,
    /// What the left and the right end are.
    pub ends: [String; 2],
    /// The panels, laid out two in a row.
    pub panels: Vec<SlopePanel>,
}

/// One sector and home economy.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SlopePanel {
    /// Its heading.
    pub title: String,
    /// The lines in any order; those with the largest shares are shown.
    pub lines: Vec<SlopeLine>,
}

/// One economy.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SlopeLine {
    /// Whose share it is.
    pub economy: Economy,
    /// Share on the left and on the right, 0 to 1; not finite where unknown.
    pub shares: [f64; 2],
}

/// Panels that fit on a page.
pub const MOST_PANELS: usize = 16;
/// Lines of a panel: those with the largest shares.
pub const MOST_LINES: usize = 6;
const HIGH: f64 = 118.0;
const GAP: f64 = 26.0;
/// Room for the labels on either side of the lines.
const LABEL: f64 = 104.0;
/// Room for the numbers of the axis, left of the labels.
const NUMBERS: f64 = 30.0;
/// From a dot to its label, a leader between.
const LEADER: f64 = 14.0;

impl Chart for SlopeChart {
    fn figure(&self) -> Figure {
        let panels: Vec<&SlopePanel> = self.panels.iter().filter(|panel| !panel.ranked().is_empty()).collect();
        if panels.is_empty() {
            return self.caption.without_data("No shares to show");
        }
        let (mut figure, top) = self.caption.begin();
        let wide = (WIDTH - LEFT - RIGHT - GAP) / 2.0;
        let shown = &panels[..panels.len().min(MOST_PANELS)];
        let ranked = shown.iter().flat_map(|panel| panel.ranked().into_iter().take(MOST_LINES));
        let most = ranked.clone().flat_map(|(_, ends)| ends).fold(0.05, f64::max);
        // Per cent on one scale, so that a height means the same in every panel.
        let marks = ticks(100.0 * most, 4);
        let colours = Palette::by_size(ranked.map(|(economy, ends)| (economy, ends[0].max(ends[1]))));
        for (place, panel) in shown.iter().enumerate() {
            let at = (LEFT + (place % 2) as f64 * (wide + GAP), top + (place / 2) as f64 * (HIGH + 44.0));
            self.draw(&mut figure, at, (wide, &marks, &colours), panel);
        }
        let bottom = top + shown.len().div_ceil(2) as f64 * (HIGH + 44.0);
        let mut notes = Vec::new();
        if shown.iter().any(|panel| panel.ranked().len() > MOST_LINES) {
            notes.push(format!("Shown: of each panel the {MOST_LINES} largest shares at most."));
        }
        if panels.len() > shown.len() {
            notes.push(format!("Shown: the first {} of {} panels.", shown.len(), panels.len()));
        }
        self.caption.end(figure, bottom - 8.0, &notes)
    }
}

impl SlopePanel {
    /// Lines of which both ends are known, largest first.
    fn ranked(&self) -> Vec<(&Economy, [f64; 2])> {
        let known = self.lines.iter().filter_map(|line| {
            let ends = [shown(line.shares[0])?, shown(line.shares[1])?];
            Some((&line.economy, ends.map(|share| share.clamp(0.0, 1.0))))
        });
        let mut ranked: Vec<(&Economy, [f64; 2])> = known.collect();
        ranked.sort_by(|a, b| b.1[0].max(b.1[1]).total_cmp(&a.1[0].max(a.1[1])).then(a.0.cmp(b.0)));
        ranked
    }
}

impl SlopeChart {
    fn draw(
        &self,
        figure: &mut Figure,
        (x, y): Point,
        (wide, marks, colours): (f64, &[f64], &Palette),
        panel: &SlopePanel,
    ) {
        let mut lines = panel.ranked();
        lines.truncate(MOST_LINES);
        figure.text_within((x, y + 9.0), wide, Type::new(BODY).bold(), &panel.title);
        let (left, right) = (x + LABEL, x + wide - LABEL);
        let (top, bottom) = (y + 28.0, y + 28.0 + HIGH - 20.0);
        let small = Type::new(SMALL).muted().middle();
        let axis = Scale { values: (0.0, marks.last().copied().unwrap_or(100.0)), pixels: (bottom, top) };
        let step = marks.get(1).copied().unwrap_or(1.0);
        for mark in marks {
            let at = axis.at(*mark);
            figure.line(vec![(x + NUMBERS, at), (right, at)], 0.75, style::GRID);
            let text = format!("{} %", number(*mark, step));
            figure.text((x + NUMBERS - 4.0, at + 3.0), Type::new(SMALL).muted().end(), &text);
        }
        let scale = Scale { values: (0.0, axis.values.1 / 100.0), ..axis };
        for (end, at) in self.ends.iter().zip([left, right]) {
            figure.text_within((at, top - 6.0), 96.0, small, end);
            figure.line(vec![(at, top), (at, bottom)], 0.75, style::RULE);
        }
        for (economy, ends) in lines.iter().rev() {
            let colour = seen(colours.of(&economy.id));
            let points = vec![(left, scale.at(ends[0])), (right, scale.at(ends[1]))];
            for point in &points {
                figure.dot(*point, 2.6, colour);
            }
            figure.line(points, 1.8, colour);
        }
        for (side, at) in [left, right].into_iter().enumerate() {
            let wishes: Vec<f64> = lines.iter().map(|line| scale.at(line.1[side])).collect();
            let places = spread(&wishes, 10.5, top, bottom);
            for (((economy, ends), place), wish) in lines.iter().zip(places).zip(&wishes) {
                let colour = seen(colours.of(&economy.id));
                let out = if side == 0 { -1.0 } else { 1.0 };
                figure.line(vec![(at + out * 4.0, *wish), (at + out * (LEADER - 2.0), place)], 0.6, colour);
                let look = Type::new(SMALL).bold().colour(dark(colour));
                let share = format!("{:.0} %", 100.0 * ends[side]);
                if side == 0 {
                    figure.text_within(
                        (at - LEADER, place + 3.0),
                        LABEL - LEADER - NUMBERS,
                        look.end(),
                        &format!("{} {share}", economy.id),
                    );
                } else {
                    let room = LABEL - LEADER;
                    let name = economy.label_within(look, room - width(&format!("{share} "), look));
                    figure.text_within((at + LEADER, place + 3.0), room, look, &format!("{share} {name}"));
                }
            }
        }
    }
}
