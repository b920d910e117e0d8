//! A drawing as a list of marks in CSS pixels, free of any file format: the same list becomes a PNG or an SVG.

use super::lettering::{self, clean};
use super::style::{self, Colour};

/// A place on the paper, x to the right and y downwards.
pub type Point = (f64, f64);

/// Which end of a text its x is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins at x.
    Start,
    /// The text is centred on x.
    Middle,
    /// The text ends at x.
    End,
}

impl Anchor {
    /// The portion of a text's width that lies left of its x.
    #[must_use]
    pub const fn portion(self) -> f32 {
        match self {
            Self::Start => 0.0,
            Self::Middle => 0.5,
            Self::End => 1.0,
        }
    }
}

/// How a text looks and where it hangs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Type {
    /// Size of the em in pixels.
    pub size: f64,
    /// Bold or regular.
    pub bold: bool,
    /// Colour.
    pub colour: Colour,
    /// Which end its x is.
    pub anchor: Anchor,
}

impl Type {
    /// Regular ink of this size, beginning at x.
    #[must_use]
    pub const fn new(size: f64) -> Self {
        Self { size, bold: false, colour: style::INK, anchor: Anchor::Start }
    }
    /// In bold.
    #[must_use]
    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
    /// In another colour.
    #[must_use]
    pub const fn colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }
    /// In the colour of secondary text.
    #[must_use]
    pub const fn muted(self) -> Self {
        self.colour(style::MUTED)
    }
    /// Centred on x.
    #[must_use]
    pub const fn middle(self) -> Self {
        Self { anchor: Anchor::Middle, ..self }
    }
    /// Ending at x.
    #[must_use]
    pub const fn end(self) -> Self {
        Self { anchor: Anchor::End, ..self }
    }
}

/// One thing on the paper.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A filled rectangle.
    Box {
        /// Upper left corner.
        at: Point,
        /// Width and height.
        size: (f64, f64),
        /// Fill.
        fill: Colour,
    },
    /// A filled polygon.
    Area {
        /// Its corners in order.
        points: Vec<Point>,
        /// Fill.
        fill: Colour,
    },
    /// A polyline.
    Line {
        /// Its corners in order.
        points: Vec<Point>,
        /// Width of the stroke.
        width: f64,
        /// Stroke.
        colour: Colour,
    },
    /// A filled disc.
    Dot {
        /// Centre.
        at: Point,
        /// Radius.
        radius: f64,
        /// Fill.
        fill: Colour,
    },
    /// A line of text.
    Text {
        /// Anchor on the baseline.
        at: Point,
        /// Look.
        look: Type,
        /// The words.
        text: String,
    },
}

/// A finished drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    title: String,
    height: f64,
    marks: Vec<Mark>,
}

impl Figure {
    /// An empty sheet of the common width; its height is settled by [`Figure::cut_at`].
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self { title: clean(title), height: 120.0, marks: Vec::new() }
    }

    /// What the figure says, for readers that cannot see it.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }
    /// Width in CSS pixels.
    #[must_use]
    pub const fn width(&self) -> f64 {
        style::WIDTH
    }
    /// Height in CSS pixels, a whole number.
    #[must_use]
    pub const fn height(&self) -> f64 {
        self.height
    }
    /// Everything on it, the lowest first.
    #[must_use]
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Ends the sheet at `y`.
    pub fn cut_at(&mut self, y: f64) {
        self.height = if y.is_finite() { y.ceil().clamp(80.0, style::MAX_HEIGHT) } else { 80.0 };
    }

    /// Fills a rectangle.
    pub fn block(&mut self, at: Point, size: (f64, f64), fill: Colour) {
        if let (Some(at), Some(size)) = (sane(at), sane(size))
            && size.0 > 0.0
            && size.1 > 0.0
        {
            self.marks.push(Mark::Box { at, size, fill });
        }
    }

    /// Draws the outline of a rectangle, inside its edges.
    pub fn frame(&mut self, (x, y): Point, (w, h): (f64, f64), width: f64, colour: Colour) {
        let d = width / 2.0;
        let corners = [(x + d, y + d), (x + w - d, y + d), (x + w - d, y + h - d), (x + d, y + h - d), (x + d, y + d)];
        for side in corners.windows(2) {
            self.line(side.to_vec(), width, colour);
        }
    }

    /// Fills a polygon.
    pub fn area(&mut self, points: Vec<Point>, fill: Colour) {
        let points: Vec<Point> = points.into_iter().filter_map(sane).collect();
        if points.len() > 2 {
            self.marks.push(Mark::Area { points, fill });
        }
    }

    /// Draws a polyline.
    pub fn line(&mut self, points: Vec<Point>, width: f64, colour: Colour) {
        let mut points: Vec<Point> = points.into_iter().filter_map(sane).collect();
        points.dedup();
        if points.len() > 1 {
            self.marks.push(Mark::Line { points, width, colour });
        }
    }

    /// Draws a polyline in dashes, cut here because the drawing backends know none.
    pub fn dashes(&mut self, points: &[Point], (on, off): (f64, f64), width: f64, colour: Colour) {
        let (mut left, mut drawing, mut dash) = (on, true, Vec::new());
        for pair in points.windows(2) {
            let (Some(a), Some(b)) = (sane(pair[0]), sane(pair[1])) else { continue };
            let length = libm::hypot(b.0 - a.0, b.1 - a.1);
            let mut done = 0.0;
            if drawing && dash.is_empty() {
                dash.push(a);
            }
            while length - done > left {
                done += left;
                let t = done / length;
                let cut = (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t);
                if drawing {
                    dash.push(cut);
                    self.line(std::mem::take(&mut dash), width, colour);
                } else {
                    dash.push(cut);
                }
                drawing = !drawing;
                left = if drawing { on } else { off };
            }
            left -= length - done;
            if drawing {
                dash.push(b);
            }
        }
        self.line(dash, width, colour);
    }

    /// Draws a disc.
    pub fn dot(&mut self, at: Point, radius: f64, fill: Colour) {
        if let Some(at) = sane(at) {
            self.marks.push(Mark::Dot { at, radius, fill });
        }
    }

    /// Draws a ring with a paper-coloured hole.
    pub fn ring(&mut self, at: Point, radius: f64, width: f64, colour: Colour) {
        self.dot(at, radius, colour);
        self.dot(at, radius - width, style::PAPER);
    }

    /// Writes a line of text with its baseline at `at`.
    pub fn text(&mut self, at: Point, look: Type, text: &str) {
        let text = clean(text);
        if let Some(at) = sane(at)
            && !text.is_empty()
        {
            self.marks.push(Mark::Text { at, look, text });
        }
    }

    /// Writes a line of text, shortened with an ellipsis to fit `width`.
    pub fn text_within(&mut self, at: Point, width: f64, look: Type, text: &str) {
        self.text(at, look, &lettering::fit(text, look, width));
    }
}

/// Refuses what is not a number and keeps the rest where whole pixels cannot overflow.
fn sane((x, y): Point) -> Option<Point> {
    const FAR: f64 = 20_000.0;
    (x.is_finite() && y.is_finite()).then(|| (x.clamp(-FAR, FAR), y.clamp(-FAR, FAR)))
}
