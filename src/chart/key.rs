//! Keys: what a colour or a mark stands for, where a label at the thing itself would not fit.

use super::axis::Scale;
use super::figure::{Figure, Point, Type};
use super::lettering::{fit, width};
use super::style::{self, Colour, SMALL};

/// Colours with their names in rows from `at` downwards, `room` wide; returns the y below them.
pub fn swatches(figure: &mut Figure, at: Point, room: f64, entries: &[(Colour, String)]) -> f64 {
    const ROW: f64 = 14.0;
    let look = Type::new(SMALL).muted();
    let (mut x, mut y) = at;
    for (colour, name) in entries {
        let name = fit(name, look, 150.0);
        let wide = 13.0 + width(&name, look) + 14.0;
        if x + wide - 14.0 > at.0 + room && x > at.0 {
            (x, y) = (at.0, y + ROW);
        }
        figure.block((x, y), (9.0, 9.0), *colour);
        figure.text((x + 13.0, y + 8.0), look, &name);
        x += wide;
    }
    if entries.is_empty() { y } else { y + ROW }
}

/// The pale-to-dark scale with a word at either end; returns the y below it.
pub fn concern(figure: &mut Figure, at: Point, sound: &str, worrying: &str) -> f64 {
    const STEPS: u32 = 40;
    let look = Type::new(SMALL).muted();
    let left = at.0 + width(sound, look) + 6.0;
    let scale = Scale { values: (0.0, f64::from(STEPS)), pixels: (left, left + 120.0) };
    figure.text((at.0, at.1 + 8.0), look, sound);
    // Each step reaches to the end and is covered by the next: no seams between them.
    for step in 0..STEPS {
        let from = scale.at(f64::from(step));
        let fill = style::concern((f64::from(step) + 0.5) / f64::from(STEPS));
        figure.block((from, at.1), (left + 120.0 - from, 9.0), fill);
    }
    figure.frame((left, at.1), (120.0, 9.0), 0.5, style::RULE);
    figure.text((left + 126.0, at.1 + 8.0), look, worrying);
    at.1 + 14.0
}
