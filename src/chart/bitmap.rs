//! A figure as PNG: drawn at four times its size, filtered down to two, marked as 192 dots to the inch.

use super::ChartError;
use super::coverage::{disc, fill, stroke};
use super::figure::{Figure, Mark, Point, Type};
use super::lettering;
use super::style::Colour;
use plotters::backend::{BitMapBackend, DrawingBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{RGBAColor, TextStyle};

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
            let paint = RGBAColor(colour.red, colour.green, colour.blue, colour.opacity * covered);
            let (x, y) = (x as i32, y as i32);
            // The backend leaves out the last row and column of a filled rectangle.
            let drawn = backend.draw_rect((x, y), (x + length as i32, y + 1), &paint, true);
            if let Err(error) = drawn {
                outcome = Err(ChartError::draw(error));
            }
        });
        outcome
    }

    fn text(&mut self, (x, y): Point, look: Type, text: &str) -> Result<(), ChartError> {
        if !lettering::ready() {
            return Err(ChartError::Font);
        }
        let left = x - lettering::offset(text, look);
        let em = look.size * DRAWN as f64;
        let colour = RGBAColor(look.colour.red, look.colour.green, look.colour.blue, look.colour.opacity);
        let font = TextStyle::from(lettering::font(em, look.bold)).color(&colour).pos(Pos::new(HPos::Left, VPos::Top));
        // The crate sets the baseline half the font's size below the given point.
        let top = y * DRAWN as f64 - em * lettering::LINE_PER_EM / 2.0;
        let place = ((left * DRAWN as f64).round() as i32, top.round() as i32);
        self.backend.draw_text(text, &font, place).map_err(ChartError::draw)
    }
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
