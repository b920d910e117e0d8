//! Cut sets as a picture: what stops a product, single points of failure first.

use super::Chart;
use super::axis::shown;
use super::caption::Caption;
use super::figure::{Figure, Type};
use super::lettering::fit_apart;
use super::style::{self, BODY, LEFT, RIGHT, SMALL, WIDTH};

/// What stops what.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CutTable {
    /// The words around it.
    pub caption: Caption,
    /// The products in any order: those with single points of failure first, then as given.
    pub rows: Vec<CutRow>,
    /// What is said below besides.
    pub notes: Vec<String>,
}

/// One product in one home economy.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CutRow {
    /// Its name.
    pub product: String,
    /// Smallest sets that stop it, in order of rank.
    pub sets: Vec<CutSet>,
    /// How many there are in all.
    pub all: usize,
}

/// A set that stops a product.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CutSet {
    /// Its members in short.
    pub members: Vec<String>,
    /// What is left of the product, 0 to 1.
    pub left: f64,
}

const NAME: f64 = 196.0;
const ROW: f64 = 20.0;
/// Room for how many sets are left out.
const MORE: f64 = 58.0;
const MOST_ROWS: usize = 60;

impl Chart for CutTable {
    fn figure(&self) -> Figure {
        let mut rows: Vec<&CutRow> = self.rows.iter().filter(|row| !row.sets.is_empty()).collect();
        if rows.is_empty() {
            return self.caption.without_data("Nothing so small stops anything");
        }
        let smallest = |row: &CutRow| row.sets.iter().map(|set| set.members.len()).min().unwrap_or(usize::MAX);
        rows.sort_by_key(|row| smallest(row));
        let (mut figure, top) = self.caption.begin();
        let shown = &rows[..rows.len().min(MOST_ROWS)];
        let names: Vec<&str> = shown.iter().map(|row| row.product.as_str()).collect();
        let names = fit_apart(&names, Type::new(BODY), NAME - 8.0);
        for (place, (row, name)) in shown.iter().zip(&names).enumerate() {
            let y = top + ROW * place as f64;
            if place % 2 == 1 {
                figure.block((LEFT, y), (WIDTH - LEFT - RIGHT, ROW), style::SHADE);
            }
            figure.text((LEFT + 3.0, y + 13.5), Type::new(BODY), name);
            draw(&mut figure, y, row);
        }
        let mut notes = vec![
            "A box is a set without which less than the threshold is left; bold and purple: one member is enough. The bar under it: what is left."
                .to_owned(),
        ];
        notes.extend(self.notes.iter().cloned());
        if rows.len() > shown.len() {
            notes.push(format!("Shown: {} of {} products.", shown.len(), rows.len()));
        }
        self.caption.end(figure, top + ROW * shown.len() as f64 + 4.0, &notes)
    }
}

fn draw(figure: &mut Figure, y: f64, row: &CutRow) {
    let end = WIDTH - RIGHT - MORE - 2.0;
    let mut x = LEFT + NAME;
    let mut drawn = 0;
    for set in &row.sets {
        let single = set.members.len() == 1;
        let look = Type::new(SMALL);
        let look = if single { look.bold().colour(style::THRESHOLD) } else { look };
        let text = set.members.join(" + ");
        let wide = super::lettering::width(&text, look) + 10.0;
        if x + wide > end {
            break;
        }
        let frame = if single { style::THRESHOLD } else { style::RULE };
        figure.block((x, y + 2.5), (wide, ROW - 5.0), style::PAPER);
        figure.frame((x, y + 2.5), (wide, ROW - 5.0), if single { 1.2 } else { 0.7 }, frame);
        figure.text((x + 5.0, y + 12.5), look, &text);
        let left = shown(set.left).unwrap_or(0.0).clamp(0.0, 1.0);
        figure.block((x + 1.0, y + ROW - 4.6), ((wide - 2.0) * left, 1.6), frame);
        x += wide + 5.0;
        drawn += 1;
    }
    if drawn < row.all {
        let more = if drawn == 0 {
            format!("{} set{}", row.all, if row.all == 1 { "" } else { "s" })
        } else {
            format!("+{} more", row.all - drawn)
        };
        figure.text_within((WIDTH - RIGHT - 3.0, y + 13.0), MORE, Type::new(SMALL).muted().end(), &more);
    }
}
