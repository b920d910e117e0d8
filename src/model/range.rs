//! The range of a figure: as stated, else by the width of its confidence class.

use super::figure::{Confidence, Provenance};
use super::manifest::Ranges;

impl Ranges {
    /// Half-width of the default range of a confidence class, relative to the value.
    #[must_use]
    pub const fn width(&self, confidence: Confidence) -> f64 {
        match confidence {
            Confidence::Read => self.read.get(),
            Confidence::Secondary => self.secondary.get(),
            Confidence::Estimate => self.estimate.get(),
        }
    }

    /// Low and high end of a figure's range, within `min` to `max` of its unit.
    #[must_use]
    pub fn of(&self, figure: &Provenance, min: f64, max: f64) -> (f64, f64) {
        let width = self.width(figure.confidence);
        let low = figure.low.unwrap_or(figure.value * (1.0 - width));
        let high = figure.high.unwrap_or(figure.value * (1.0 + width));
        (low.clamp(min, max).min(figure.value), high.clamp(min, max).max(figure.value))
    }
}
