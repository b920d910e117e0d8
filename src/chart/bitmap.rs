//! A figure as PNG: drawn at four times its size, filtered down to two, marked as 192 dots to the inch.

use super::ChartError;
use super::coverage::{disc, fill, stroke};
use super::figure::{Figure, Mark, Point, Type};
use super::lettering;
use super::style::Colour;
use plotters::backend::{BitMapBackend, DrawingBackend};
use plotters::style::{Color, RGBAColor};

/// Drawing pixels to a CSS pixel.
const DRAWN: usize = 4;
/// Pixels of the file to a CSS pixel.
pub const SCALE: usize = 2;
/// 192 dots to the inch, in dots to the metre.
const DOTS_PER_METRE: u32 = 7559;

/// The bytes of the PNG file.
pub fn png(figure: &Figure) -> Result<Vec<u8>, ChartError> {
    let (width, height) = (figure.width() as usize * DRAWN, figure.height() as usize * DRAWN);
    let mut drawn = vec![u8::MAX; width * height * 3];
    {
        let mut canvas = Canvas { backend: BitMapBackend::with_buffer(&mut drawn, (width as u32, height as u32)) };
        for mark in figure.marks() {
            canvas.draw(mark)?;
        }
        canvas.backend.present().map_err(ChartError::draw)?;
    }
    encode(figure, &halve(&drawn, width, height))
}

struct Canvas<'a> {
    backend: BitMapBackend<'a>,
}

impl Canvas<'_> {
    fn draw(&mut self, mark: &Mark) -> Result<(), ChartError> {
        match mark {
            Mark::Box { at: (x, y), size: (w, h), fill } => {
                self.fill(&[vec![(*x, *y), (x + w, *y), (x + w, y + h), (*x, y + h)]], *fill)
            }
            Mark::Area { points, fill } => self.fill(std::slice::from_ref(points), *fill),
            Mark::Line { points, width, colour } => self.fill(&stroke(points, *width), *colour),
            Mark::Dot { at, radius, fill } => {
                // Rounder than the figure's pixels ask for, since it is drawn larger.
                let contour = disc((0.0, 0.0), radius * DRAWN as f64);
                let scale = DRAWN as f64;
                self.fill(&[contour.iter().map(|(x, y)| (at.0 + x / scale, at.1 + y / scale)).collect()], *fill)
            }
            Mark::Text { at, look, text } => self.text(*at, *look, text),
        }
    }

    fn fill(&mut self, contours: &[Vec<Point>], colour: Colour) -> Result<(), ChartError> {
        let scale = DRAWN as f64;
        let scaled: Vec<Vec<Point>> =
            contours.iter().map(|contour| contour.iter().map(|(x, y)| (x * scale, y * scale)).collect()).collect();
        let (width, height) = self.backend.get_size();
        let mut outcome = Ok(());
        let backend = &mut self.backend;
        fill(&scaled, (width as usize, height as usize), |x, y, length, covered| {
            let paint = paint(colour, covered);
            // The backend leaves out the last row and column of a filled rectangle.
            let [x, y, length] = [x, y, length].map(|pixels| i32::try_from(pixels).unwrap_or(i32::MAX - 1));
            let drawn = backend.draw_rect((x, y), (x.saturating_add(length), y + 1), &paint, true);
            if let Err(error) = drawn {
                outcome = Err(ChartError::draw(error));
            }
        });
        outcome
    }

    fn text(&mut self, at: Point, look: Type, text: &str) -> Result<(), ChartError> {
        let (width, height) = self.backend.get_size();
        let (mut outcome, backend) = (Ok(()), &mut self.backend);
        let set = lettering::outline(text, look, at, DRAWN as f64, |x, y, covered| {
            if (0..width.cast_signed()).contains(&x) && (0..height.cast_signed()).contains(&y) {
                let paint = paint(look.colour, covered.min(1.0));
                if let Err(error) = backend.draw_pixel((x, y), paint.to_backend_color()) {
                    outcome = Err(ChartError::draw(error));
                }
            }
        });
        if set { outcome } else { Err(ChartError::Font) }
    }
}

fn paint(colour: Colour, covered: f64) -> RGBAColor {
    RGBAColor(colour.red, colour.green, colour.blue, colour.opacity * covered)
}

/// Averages every two by two pixels.
fn halve(drawn: &[u8], width: usize, height: usize) -> Vec<u8> {
    let row = width * 3;
    let mut halved = Vec::with_capacity(drawn.len() / 4);
    for y in (0..height - height % 2).step_by(2) {
        let (upper, lower) = (&drawn[y * row..(y + 1) * row], &drawn[(y + 1) * row..(y + 2) * row]);
        for x in (0..width - width % 2).step_by(2) {
            for channel in 0..3 {
                let (left, right) = (x * 3 + channel, x * 3 + 3 + channel);
                let sum = [upper[left], upper[right], lower[left], lower[right]].map(u16::from).iter().sum::<u16>();
                halved.push(((sum + 2) / 4) as u8);
            }
        }
    }
    halved
}

fn encode(figure: &Figure, pixels: &[u8]) -> Result<Vec<u8>, ChartError> {
    let mut file = Vec::new();
    let (width, height) = (figure.width() as usize * SCALE, figure.height() as usize * SCALE);
    let mut encoder = png::Encoder::new(&mut file, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // Flat areas pack better unfiltered, and sooner.
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: DOTS_PER_METRE,
        yppu: DOTS_PER_METRE,
        unit: png::Unit::Meter,
    }));
    encoder.add_itxt_chunk("Title".to_owned(), figure.title().to_owned())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}
