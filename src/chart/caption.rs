//! What stands around every chart: the message, the method, the source.

use super::figure::{Figure, Type};
use super::lettering::{width, wrap, wrap_evenly};
use super::style::{self, HEADING, LEFT, RIGHT, SMALL, TITLE, WIDTH};

/// The words around a chart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caption {
    /// The message: "Magnets run out in week 7".
    pub title: String,
    /// The method: what is measured, over which days, from how many trials.
    pub subtitle: String,
    /// Where the figures come from, without the word "Source"; empty for none.
    pub source: String,
}

impl Caption {
    /// A caption of these three texts.
    pub fn new(title: impl Into<String>, subtitle: impl Into<String>, source: impl Into<String>) -> Self {
        Self { title: title.into(), subtitle: subtitle.into(), source: source.into() }
    }

    /// Begins a figure with title and subtitle; returns it with the y below them.
    pub(super) fn begin(&self) -> (Figure, f64) {
        let mut figure = Figure::new(&self.title);
        let room = WIDTH - LEFT - RIGHT;
        let mut y = 12.0;
        let title = Type::new(TITLE).bold();
        for line in wrap_evenly(&self.title, title, room, 2) {
            y += 19.0;
            figure.text((LEFT, y), title, &line);
        }
        y += 3.0;
        let subtitle = Type::new(HEADING).muted();
        for line in wrap(&self.subtitle, subtitle, room, 3) {
            y += 14.5;
            figure.text((LEFT, y), subtitle, &line);
        }
        (figure, y + 14.0)
    }

    /// Ends a figure below `y` with notes, if any, and the source.
    pub(super) fn end(&self, mut figure: Figure, y: f64, notes: &[String]) -> Figure {
        let room = WIDTH - LEFT - RIGHT;
        let look = Type::new(SMALL).muted();
        let mut y = y + 6.0;
        let source = (!self.source.trim().is_empty()).then(|| format!("Source: {}", self.source.trim()));
        for text in notes.iter().chain(&source) {
            for line in wrap(text, look, room, 3) {
                y += 12.0;
                figure.text((LEFT, y), look, &line);
            }
        }
        figure.cut_at(y + 12.0);
        figure
    }

    /// The whole figure when there is nothing to draw.
    pub(super) fn without_data(&self, why: &str) -> Figure {
        let (mut figure, y) = self.begin();
        let size = (WIDTH - LEFT - RIGHT, 90.0);
        figure.block((LEFT, y), size, style::SHADE);
        let look = Type::new(HEADING).muted().middle();
        figure.text_within((LEFT + size.0 / 2.0, y + size.1 / 2.0 + 4.0), size.0 - 20.0, look, why);
        self.end(figure, y + size.1, &[])
    }
}

/// The note below a chart that has room for `most` of the home economies it was given; none where all are shown.
pub(super) fn shown_economies(most: usize, all: usize) -> Option<String> {
    (all > most).then(|| format!("Shown: {most} of {all} economies."))
}

impl Figure {
    /// The same with `words` below all else: what is told of a finished drawing by who knows more of it.
    #[must_use]
    pub fn footed(mut self, words: &str) -> Self {
        let look = Type::new(SMALL).bold();
        let mut y = self.height() - 12.0;
        for line in wrap(words, look, WIDTH - LEFT - RIGHT, 4) {
            y += 12.0;
            self.text((LEFT, y), look, &line);
        }
        self.cut_at(y + 12.0);
        self
    }
}

/// An economy: the id that fixes its colour, and its name in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Economy {
    /// ISO 3166 alpha-3 code or the id of a region (`EUU`, `ASEAN`, `ROW`), or `OTHER`.
    pub id: String,
    /// Its short name: "China".
    pub name: String,
}

impl Economy {
    /// An economy of this id and name.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into() }
    }

    /// The name, or the id where there is none.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.name.trim().is_empty() { &self.id } else { &self.name }
    }

    /// The name where `room` has it whole, or else the id: two names cut short may look alike.
    pub(super) fn label_within(&self, look: Type, room: f64) -> &str {
        let name = self.label();
        if self.id.trim().is_empty() || width(name, look) <= room { name } else { &self.id }
    }
}
