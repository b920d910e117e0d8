//! Ranked bars with error bars, in panels: what something is made of, or what it depends on.

use super::Chart;
use super::axis::{Scale, number, shown, ticks};
use super::caption::Caption;
use super::figure::{Figure, Type};
use super::lettering::width;
use super::style::{self, BODY, HEADING, LEFT, RIGHT, SMALL, WIDTH};

/// Panels of bars, two abreast.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bars {
    /// The words around it.
    pub caption: Caption,
    /// The panels, at most eight.
    pub panels: Vec<BarPanel>,
    /// Whether all panels have one scale, so that bars of different panels can be compared.
    pub comparable: bool,
    /// What is said below: what the lines across the bars are, say.
    pub notes: Vec<String>,
}

/// Bars that stand on one axis.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BarPanel {
    /// What they have in common.
    pub title: String,
    /// What is measured, with its unit.
    pub measure: String,
    /// Id of the sector or economy that gives the colour.
    pub id: String,
    /// The bars in their order, at most sixteen.
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// What stands in its place where that has no room; empty for nothing shorter.
    pub short: String,
    /// Its length; not finite where unknown.
    pub value: f64,
    /// Lower confidence limit; not finite for none.
    pub low: f64,
    /// Upper confidence limit; not finite for none.
    pub high: f64,
}

const COLUMN_GAP: f64 = 24.0;
const NAME: f64 = 150.0;
const VALUE: f64 = 34.0;
const ROW: f64 = 17.0;
const BAR: f64 = 11.0;
const HEAD: f64 = 32.0;
const FOOT: f64 = 32.0;
/// Panels that fit on a page.
pub const MOST_PANELS: usize = 8;
const MOST_BARS: usize = 16;

impl Chart for Bars {
    fn figure(&self) -> Figure {
        let all: Vec<&BarPanel> = self.panels.iter().filter(|panel| !panel.bars.is_empty()).collect();
        let panels = &all[..all.len().min(MOST_PANELS)];
        if panels.is_empty() {
            return self.caption.without_data("No parts to show");
        }
        let (mut figure, mut top) = self.caption.begin();
        let abreast = panels.len().min(2);
        let column = (WIDTH - LEFT - RIGHT - COLUMN_GAP * (abreast - 1) as f64) / abreast as f64;
        let together: Vec<Bar> = if self.comparable {
            panels.iter().flat_map(|panel| panel.bars.iter().take(MOST_BARS).cloned()).collect()
        } else {
            Vec::new()
        };
        for row in panels.chunks(abreast) {
            let longest = row.iter().map(|panel| panel.bars.len().min(MOST_BARS)).max().unwrap_or(0);
            for (place, panel) in row.iter().enumerate() {
                let measured = if self.comparable { &together } else { &panel.bars[..panel.bars.len().min(MOST_BARS)] };
                draw(&mut figure, (LEFT + (column + COLUMN_GAP) * place as f64, top), column, (panel, measured));
            }
            top += HEAD + ROW * longest as f64 + FOOT;
        }
        let mut notes = self.notes.clone();
        if panels.iter().any(|panel| panel.bars.len() > MOST_BARS) {
            notes.push(format!("Shown: the first {MOST_BARS} bars of a panel."));
        }
        if all.len() > panels.len() {
            notes.push(format!("Shown: the first {} of {} panels.", panels.len(), all.len()));
        }
        self.caption.end(figure, top - 6.0, &notes)
    }
}

/// The ends of an axis that holds all bars and their limits whole, zero among them; its step and its marks.
pub(super) fn axis(bars: &[Bar]) -> ((f64, f64), f64, Vec<f64>) {
    let values = || bars.iter().flat_map(|bar| [bar.value, bar.low, bar.high]).filter_map(shown);
    let lowest = values().fold(0.0, f64::min);
    let most = values().fold(0.0, f64::max);
    let most = if most > lowest { most } else { 1.0 };
    let step = ticks(most - lowest, 4).windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
    let (from, to) = ((lowest / step - 1e-6).ceil() as i64, (most / step - 1e-6).ceil() as i64);
    let marks: Vec<f64> = (from..=to).map(|k| k as f64 * step).collect();
    ((lowest, marks.last().copied().unwrap_or(1.0).max(most)), step, marks)
}

/// A panel on an axis that holds the bars of `measured`.
fn draw(figure: &mut Figure, (x, y): (f64, f64), column: f64, (panel, measured): (&BarPanel, &[Bar])) {
    figure.text_within((x, y + 11.0), column, Type::new(HEADING).bold(), &panel.title);
    figure.text_within((x, y + 24.0), column, Type::new(SMALL).muted(), &panel.measure);
    let bars = &panel.bars[..panel.bars.len().min(MOST_BARS)];
    let (first, bottom) = (y + HEAD, y + HEAD + ROW * bars.len() as f64);
    let ((lowest, end), step, marks) = axis(measured);
    let scale = Scale { values: (lowest, end), pixels: (x + NAME, x + column - VALUE) };
    for mark in &marks {
        let at = scale.at(*mark);
        let colour = if *mark == 0.0 { style::RULE } else { style::GRID };
        figure.line(vec![(at, first), (at, bottom + 3.0)], 0.75, colour);
        figure.text((at, bottom + 13.0), Type::new(SMALL).muted().middle(), &number(*mark, step));
    }
    let colour = style::colour_of(&panel.id);
    let digits = if end >= 10.0 { 0.1 } else { 0.01 };
    for (place, bar) in bars.iter().enumerate() {
        let middle = first + ROW * (place as f64 + 0.5);
        let (look, room) = (Type::new(BODY), NAME - 8.0);
        let name = if bar.short.is_empty() || width(&bar.label, look) <= room { &bar.label } else { &bar.short };
        figure.text_within((x, middle + 3.3), room, look, name);
        let end = x + column;
        let Some(value) = shown(bar.value) else {
            figure.text((end, middle + 3.3), Type::new(BODY).muted().end(), "–");
            continue;
        };
        let (from, to) = (scale.at(value.min(0.0)), scale.at(value.max(0.0)));
        figure.block((from, middle - BAR / 2.0), (to - from, BAR), colour);
        if let (Some(low), Some(high)) = (shown(bar.low), shown(bar.high)) {
            let (low, high) = (scale.at(low), scale.at(high));
            figure.line(vec![(low, middle), (high, middle)], 1.2, style::INK);
            for at in [low, high] {
                figure.line(vec![(at, middle - 2.5), (at, middle + 2.5)], 1.2, style::INK);
            }
        }
        figure.text_within((end, middle + 3.3), VALUE - 4.0, Type::new(BODY).bold().end(), &number(value, digits));
    }
}
