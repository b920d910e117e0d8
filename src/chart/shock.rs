//! When something is broken: how charts over time shade it, and in what words.

use super::axis::shown;
use super::figure::Figure;
use super::plot::Plot;
use super::style::{self, Colour};

/// Days in which a shock is in force.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ShockWindow {
    /// First day.
    pub from_day: f64,
    /// Last day at its worst.
    pub to_day: f64,
    /// Day on which nothing of it is left; none when it ends at once, or not before the chart does.
    pub back_day: Option<f64>,
}

impl ShockWindow {
    /// The days of its way back, if it takes any.
    fn way_back(&self) -> Option<(f64, f64)> {
        let back = self.back_day.and_then(shown)?;
        (back > self.to_day).then_some((self.to_day, back))
    }
}

/// Shades all windows: what is at its worst in one shock covers the way back of another.
pub fn shade(figure: &mut Figure, plot: &Plot, shocks: &[ShockWindow]) {
    for (from, to) in shocks.iter().filter_map(ShockWindow::way_back) {
        plot.window(figure, from, to, style::WAY_BACK);
    }
    for shock in shocks {
        plot.window(figure, shock.from_day, shock.to_day, style::SHOCK);
    }
}

/// The shades in use with what they stand for.
pub fn shades(shocks: &[ShockWindow]) -> Vec<(Colour, &'static str)> {
    let worst = (!shocks.is_empty()).then_some((style::SHOCK, "shock setting in or at its worst"));
    let back = shocks.iter().any(|shock| shock.way_back().is_some());
    worst.into_iter().chain(back.then_some((style::WAY_BACK, "shock on its way back"))).collect()
}

/// The same as a sentence below a chart, if there is anything to say.
pub fn note(shocks: &[ShockWindow]) -> Option<String> {
    match shades(shocks).as_slice() {
        [] => None,
        [(_, worst)] => Some(format!("Shaded: {worst}.")),
        [(_, worst), ..] => Some(format!("Shaded: {worst}; lighter: on its way back.")),
    }
}
