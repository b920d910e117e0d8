//! A figure as SVG, its text as text.

use super::ChartError;
use super::figure::{Anchor, Figure, Mark, Point};
use super::lettering;
use super::style::Colour;
use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle};

/// The backend counts in whole units: this many to a CSS pixel keep curves smooth.
const GRID: f64 = 20.0;
/// The backend divides font sizes by this.
const FONT_DIVISOR: f64 = 1.24;
/// With the anchor at the top the backend sets the baseline this many ems below it.
const BASELINE: f64 = 0.76;

/// The text of the SVG file.
pub fn svg(figure: &Figure) -> Result<String, ChartError> {
    let units = ((figure.width() * GRID) as u32, (figure.height() * GRID) as u32);
    let mut file = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut file, units);
        let all = [(0.0, 0.0), (figure.width(), figure.height())].map(grid);
        backend.draw_rect(all[0], all[1], &paint(super::style::PAPER), true).map_err(ChartError::draw)?;
        for mark in figure.marks() {
            draw(&mut backend, mark)?;
        }
        backend.present().map_err(ChartError::draw)?;
    }
    // Shown at its true size whatever the units inside, and named for readers that cannot see it.
    let inside = format!("width=\"{}\" height=\"{}\"", units.0, units.1);
    let shown = format!("role=\"img\" width=\"{}\" height=\"{}\"", figure.width(), figure.height());
    let named = format!("\">\n<title>{}</title>\n", escape(figure.title()));
    Ok(file.replacen(&inside, &shown, 1).replacen("\">\n", &named, 1))
}

fn draw(backend: &mut SVGBackend<'_>, mark: &Mark) -> Result<(), ChartError> {
    let drawn = match mark {
        Mark::Box { at: (x, y), size: (w, h), fill } => {
            backend.draw_rect(grid((*x, *y)), grid((x + w, y + h)), &paint(*fill), true)
        }
        Mark::Area { points, fill } => backend.fill_polygon(points.iter().copied().map(grid), &paint(*fill)),
        Mark::Line { points, width, colour } => {
            let stroke = ShapeStyle { color: paint(*colour), filled: false, stroke_width: units(*width).max(1) as u32 };
            backend.draw_path(points.iter().copied().map(grid), &stroke)
        }
        Mark::Dot { at, radius, fill } => {
            backend.draw_circle(grid(*at), units(*radius).max(0) as u32, &paint(*fill), true)
        }
        Mark::Text { at: (x, y), look, text } => {
            let style = if look.bold { FontStyle::Bold } else { FontStyle::Normal };
            let size = look.size * GRID * FONT_DIVISOR;
            let font = FontDesc::new(FontFamily::Name(lettering::FAMILY), size, style);
            let side = match look.anchor {
                Anchor::Start => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::End => HPos::Right,
            };
            let colour = paint(look.colour);
            let font = TextStyle::from(font).color(&colour).pos(Pos::new(side, VPos::Top));
            backend.draw_text(text, &font, grid((*x, y - look.size * BASELINE)))
        }
    };
    drawn.map_err(ChartError::draw)
}

fn units(pixels: f64) -> i32 {
    (pixels * GRID).round() as i32
}

fn grid((x, y): Point) -> (i32, i32) {
    (units(x), units(y))
}

fn paint(colour: Colour) -> RGBAColor {
    RGBAColor(colour.red, colour.green, colour.blue, 1.0).mix(colour.opacity)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
