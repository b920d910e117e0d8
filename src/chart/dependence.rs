//! Dependence matrix: how much each sector of each home economy loses without each foreign economy.

use super::axis::score;
use super::caption::{Caption, Economy};
use super::figure::{Figure, Type};
use super::lettering::{whole, wrap};
use super::style::{self, BODY, LEFT, RIGHT, SMALL, WIDTH};
use super::{Chart, key};

/// Availability lost, by sector and home economy (rows) and the economy that is missing (columns).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DependenceMatrix {
    /// The words around it.
    pub caption: Caption,
    /// The economies that may go missing, in any order: those with the largest losses are shown, largest first.
    pub partners: Vec<Economy>,
    /// Rows in the order given; rows of one sector should follow each other.
    pub rows: Vec<DependenceRow>,
}

/// What a sector of a home economy loses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DependenceRow {
    /// Name of the sector.
    pub sector: String,
    /// The home economy.
    pub home: Economy,
    /// Availability lost without each of [`DependenceMatrix::partners`], 0 to 100. The home economy itself stays blank.
    pub losses: Vec<Option<f64>>,
}

const SECTOR: f64 = 116.0;
const HOME: f64 = 60.0;
const ROW: f64 = 22.0;
const MOST_COLUMNS: usize = 11;
const MOST_ROWS: usize = 48;

impl Chart for DependenceMatrix {
    fn figure(&self) -> Figure {
        let columns = self.columns();
        if self.rows.is_empty() || columns.is_empty() {
            return self.caption.without_data("No losses to show");
        }
        let (mut figure, y) = self.caption.begin();
        let wide = ((WIDTH - LEFT - RIGHT - SECTOR - HOME) / columns.len() as f64).min(64.0);
        let left = |k: usize| LEFT + SECTOR + HOME + k as f64 * wide;
        for (k, column) in columns.iter().enumerate() {
            let partner = &self.partners[*column];
            let middle = left(k) + wide / 2.0 - 1.0;
            let name = if partner.name == partner.id { "" } else { &partner.name };
            // A long word is set smaller rather than broken or cut.
            let fits = |size: &f64| whole(&wrap(name, Type::new(*size), wide - 1.0, 2), name);
            let size = [7.5, 7.0, 6.5].into_iter().find(fits).unwrap_or(7.5);
            let look = Type::new(size).muted().middle();
            for (line, text) in wrap(name, look, wide - 1.0, 2).iter().enumerate() {
                figure.text((middle, y + 19.0 + 9.0 * line as f64), look, text);
            }
            figure.text_within((middle, y + 9.0), wide - 3.0, Type::new(BODY).bold().middle(), &partner.id);
        }
        let mut y = y + 34.0;
        let rows = &self.rows[..self.rows.len().min(MOST_ROWS)];
        let mut sector = None;
        for (place, row) in rows.iter().enumerate() {
            if sector != Some(&row.sector) {
                y += if sector.is_some() { 5.0 } else { 0.0 };
                // A name may run on beside the sector's next row.
                let lines = rows[place..].iter().take_while(|next| next.sector == row.sector).count().min(2);
                let look = Type::new(BODY).bold();
                for (k, line) in wrap(&row.sector, look, SECTOR - 8.0, lines).iter().enumerate() {
                    figure.text((LEFT, y + 14.0 + 12.0 * k as f64), look, line);
                }
                sector = Some(&row.sector);
            }
            let look = Type::new(BODY);
            let name = row.home.label_within(look, HOME - 8.0);
            figure.text_within((LEFT + SECTOR, y + 14.0), HOME - 8.0, look, name);
            for (k, column) in columns.iter().enumerate() {
                let own = self.partners[*column].id == row.home.id;
                let loss = row.losses.get(*column).copied().flatten().filter(|v| v.is_finite());
                cell(&mut figure, (left(k), y), wide, loss, own);
            }
            y += ROW;
        }
        let y = key::concern(&mut figure, (LEFT, y + 10.0), "nothing lost", "everything lost");
        self.caption.end(figure, y, &self.notes(columns.len(), rows.len()))
    }
}

impl DependenceMatrix {
    /// The partners shown: those without which something is lost, by their largest loss, then by their sum.
    fn columns(&self) -> Vec<usize> {
        let mut ranked: Vec<(usize, f64, f64)> = (0..self.partners.len())
            .map(|k| {
                let losses = self.rows.iter().filter_map(|row| row.losses.get(k).copied().flatten());
                let (most, sum) =
                    losses.filter(|v| v.is_finite()).fold((0.0, 0.0), |(most, sum), v| (f64::max(most, v), sum + v));
                (k, most, sum)
            })
            .collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.2.total_cmp(&a.2)).then(a.0.cmp(&b.0)));
        ranked.into_iter().take(MOST_COLUMNS).map(|(k, ..)| k).collect()
    }

    fn notes(&self, columns: usize, rows: usize) -> Vec<String> {
        let mut notes = Vec::new();
        if self.partners.len() > columns {
            notes.push(format!("Shown: the {columns} of {} economies with the largest losses.", self.partners.len()));
        }
        if self.rows.len() > rows {
            notes.push(format!("Shown: the first {rows} of {} rows.", self.rows.len()));
        }
        notes
    }
}

fn cell(figure: &mut Figure, (x, y): (f64, f64), wide: f64, loss: Option<f64>, own: bool) {
    if own {
        let middle = (x + wide / 2.0 - 1.0, y + 14.0);
        figure.text(middle, Type::new(SMALL).colour(style::RULE).middle(), "self");
        return;
    }
    let fill = loss.map_or(style::MISSING, |v| style::concern(v / 100.0));
    figure.block((x, y), (wide - 2.0, ROW - 2.0), fill);
    let ink = if loss.is_some() { fill.ink_on() } else { style::MUTED };
    let look = Type::new(BODY).middle().colour(ink);
    let look = if loss.is_some_and(|v| v >= 25.0) { look.bold() } else { look };
    figure.text_within((x + wide / 2.0 - 1.0, y + 13.5), wide - 4.0, look, &score(loss));
}
