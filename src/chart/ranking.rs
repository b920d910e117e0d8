//! Scenario ranking: what each scenario costs each home economy, the worst first.

use super::Chart;
use super::axis::{Scale, largest, number, shown, ticks};
use super::caption::{Caption, Economy, shown_economies};
use super::figure::{Figure, Type};
use super::palette::Palette;
use super::plot::seen;
use super::style::{self, BODY, LEFT, RIGHT, SMALL, WIDTH};

/// Scenarios with their losses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScenarioRanking {
    /// The words around it.
    pub caption: Caption,
    /// What is measured, with its unit: "days lost by the weakest fifth, of 365".
    pub measure: String,
    /// The home economies; the first four are shown.
    pub homes: Vec<Economy>,
    /// The scenarios in any order.
    pub rows: Vec<ScenarioRow>,
}

/// One scenario.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScenarioRow {
    /// Its title.
    pub scenario: String,
    /// The loss of each of [`ScenarioRanking::homes`]; not finite where unknown.
    pub losses: Vec<f64>,
    /// An event known to have done no harm, which the model must pass.
    pub negative_control: bool,
}

const NAME: f64 = 264.0;
const COLUMN: f64 = 46.0;
const LEAST_ROW: f64 = 17.5;
/// Radius of a dot.
const DOT: f64 = 4.2;
/// How far dots step aside that would hide each other.
const ASIDE: f64 = 5.0;
const MOST_ROWS: usize = 60;
/// Home economies with a dot and a column of their own.
pub const MOST_HOMES: usize = 4;

impl Chart for ScenarioRanking {
    fn figure(&self) -> Figure {
        let homes = &self.homes[..self.homes.len().min(MOST_HOMES)];
        if self.rows.is_empty() || homes.is_empty() {
            return self.caption.without_data("No scenarios to show");
        }
        let (mut figure, y) = self.caption.begin();
        let mut ranked: Vec<&ScenarioRow> = self.rows.iter().collect();
        let worst = |row: &ScenarioRow| largest(row.losses.iter().copied().take(homes.len())).unwrap_or(-1.0);
        ranked.sort_by(|a, b| worst(b).total_cmp(&worst(a)).then_with(|| a.scenario.cmp(&b.scenario)));
        ranked.truncate(MOST_ROWS);

        let colours = Palette::new(homes.iter().map(|home| home.id.as_str()));
        let right = WIDTH - RIGHT - COLUMN * homes.len() as f64;
        let marks = ticks(ranked.first().map_or(0.0, |row| worst(row)), 5);
        let most = marks.last().copied().unwrap_or(1.0);
        let scale = Scale { values: (0.0, most), pixels: (LEFT + NAME, right - 10.0) };
        for (k, home) in homes.iter().enumerate() {
            let x = right + COLUMN * (k as f64 + 1.0);
            figure.dot((x - 4.0, y + 1.0), 3.6, seen(colours.of(&home.id)));
            let look = Type::new(SMALL).bold().end();
            figure.text_within((x, y + 15.0), COLUMN - 4.0, look, home.label_within(look, COLUMN - 4.0));
        }
        let top = y + 20.0;
        let row = row_height(homes.len());
        let bottom = top + row * ranked.len() as f64;
        grid(&mut figure, scale, &marks, top, bottom);
        for (k, scenario) in ranked.iter().enumerate() {
            draw(&mut figure, scale, top + row * (k as f64 + 0.5), (homes, &colours), scenario, right);
        }
        let middle = f64::midpoint(scale.pixels.0, scale.pixels.1);
        figure.text_within(
            (middle, bottom + 26.0),
            right - LEFT - NAME,
            Type::new(SMALL).muted().middle(),
            &self.measure,
        );
        self.caption.end(figure, bottom + 28.0, &self.notes(ranked.len()))
    }
}

impl ScenarioRanking {
    fn notes(&self, shown: usize) -> Vec<String> {
        let mut notes = Vec::new();
        if self.rows.iter().any(|row| row.negative_control) {
            notes.push(
                "Rings: negative controls, events known to have done no harm, which a sound model must not inflate."
                    .to_owned(),
            );
        }
        if self.rows.len() > shown {
            notes.push(format!("Shown: the worst {shown} of {} scenarios.", self.rows.len()));
        }
        notes.extend(shown_economies(MOST_HOMES, self.homes.len()));
        notes
    }
}

/// Height of a row in which the dots of so many homes can step aside without touching the next row.
fn row_height(homes: usize) -> f64 {
    (ASIDE * homes.saturating_sub(1) as f64 + 2.0 * DOT + 1.4).max(LEAST_ROW)
}

fn grid(figure: &mut Figure, scale: Scale, marks: &[f64], top: f64, bottom: f64) {
    let step = marks.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
    for mark in marks {
        let x = scale.at(*mark);
        figure.line(vec![(x, top), (x, bottom + 3.0)], 0.75, if *mark == 0.0 { style::RULE } else { style::GRID });
        figure.text((x, bottom + 13.5), Type::new(SMALL).muted().middle(), &number(*mark, step));
    }
}

fn draw(
    figure: &mut Figure,
    scale: Scale,
    middle: f64,
    (homes, colours): (&[Economy], &Palette),
    row: &ScenarioRow,
    right: f64,
) {
    let name = Type::new(BODY);
    let name = if row.negative_control { name.muted() } else { name };
    figure.text_within((LEFT, middle + 3.3), NAME - 12.0, name, &row.scenario);
    let losses: Vec<Option<f64>> = (0..homes.len()).map(|k| row.losses.get(k).copied().and_then(shown)).collect();
    let known = || losses.iter().flatten().copied();
    if let (Some(low), Some(high)) = (known().reduce(f64::min), known().reduce(f64::max)) {
        figure.line(vec![(scale.at(low), middle), (scale.at(high), middle)], 1.6, style::RULE);
    }
    for (k, (home, loss)) in homes.iter().zip(&losses).enumerate() {
        let Some(loss) = loss else { continue };
        // Dots that would hide each other step aside, the first upwards.
        let near = |other: &f64| (scale.at(*other) - scale.at(*loss)).abs() < 7.0;
        let step = if known().filter(near).count() > 1 { ASIDE } else { 0.0 };
        let aside = (k as f64 - (homes.len() as f64 - 1.0) / 2.0) * step;
        let (at, colour) = ((scale.at(*loss), middle + aside), seen(colours.of(&home.id)));
        if row.negative_control { figure.ring(at, DOT, 1.5, colour) } else { figure.dot(at, DOT, colour) }
    }
    for (k, loss) in losses.iter().enumerate() {
        let text = loss.map_or_else(|| "–".to_owned(), days);
        let at = (right + COLUMN * (k as f64 + 1.0), middle + 3.3);
        figure.text_within(at, COLUMN - 4.0, if row.negative_control { name.end() } else { name.end().bold() }, &text);
    }
}

/// Days in whole numbers, small ones with a decimal; what rounding would make nothing says so.
fn days(loss: f64) -> String {
    match loss {
        v if v > 0.0 && v < 0.05 => "<0.1".to_owned(),
        v if v != 0.0 && v.abs() < 9.95 => number(v, 0.1),
        v => number(v.round(), 1.0),
    }
}
