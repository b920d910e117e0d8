//! The year-loss table as CSV: written with the fewest digits that read back to the same bits.

use super::year_loss::{Cell, CellLoss, YearLossTable};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::{Read, Write};
use std::ops::Range;

/// A row of the file; events are the ids of the hazards by day, joined by `;`, one for each event.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    trial: u64,
    sector: String,
    economy: String,
    lost_days: f64,
    weakest_fifth_lost_days: f64,
    final_use_lost_days: f64,
    lost_value_usd: Option<f64>,
    events: String,
    #[serde(default)]
    within_year_lost_days: Option<f64>,
    #[serde(default)]
    time_to_survive_days: Option<f64>,
    #[serde(default)]
    time_to_recover_days: Option<f64>,
}

/// A table that cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file is no such table.
    #[error("the year-loss table cannot be read: {0}")]
    Csv(#[from] csv::Error),
    /// A row is out of place.
    #[error("row {row} of the year-loss table: {why}")]
    Row {
        /// Which row, from 1.
        row: usize,
        /// What is wrong.
        why: String,
    },
}

impl YearLossTable {
    /// Writes the rows; how many trials there are is not among them.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write_csv<W: Write>(&self, writer: W) -> Result<(), csv::Error> {
        let mut out = csv::WriterBuilder::new().has_headers(false).from_writer(writer);
        out.write_record([
            "trial",
            "sector",
            "economy",
            "lost_days",
            "weakest_fifth_lost_days",
            "final_use_lost_days",
            "lost_value_usd",
            "events",
            "within_year_lost_days",
            "time_to_survive_days",
            "time_to_recover_days",
        ])?;
        for row in self.rows() {
            let cell = &self.cells()[row.cell as usize];
            out.serialize(Record {
                trial: row.trial,
                sector: cell.sector.clone(),
                economy: cell.economy.clone(),
                lost_days: row.loss.lost_days,
                weakest_fifth_lost_days: row.loss.weakest_fifth_lost_days,
                final_use_lost_days: row.loss.final_use_lost_days,
                lost_value_usd: row.loss.lost_value_usd,
                events: self.events(&row).collect::<Vec<_>>().join(";"),
                within_year_lost_days: row.loss.within_year_lost_days,
                time_to_survive_days: row.loss.time_to_survive_days,
                time_to_recover_days: row.loss.time_to_recover_days,
            })?;
        }
        out.flush()?;
        Ok(())
    }

    /// Reads the rows of `trials` and `cells`, which the manifest beside the file states.
    ///
    /// # Errors
    /// When the file is no year-loss table of these trials and cells, by trial and cell.
    pub fn read_csv<R: Read>(reader: R, trials: Range<u64>, cells: Vec<Cell>) -> Result<Self, ReadError> {
        let places: HashMap<Cell, usize> = cells.iter().cloned().zip(0..).collect();
        let mut table = Self::new(trials.start, cells);
        let mut open: Option<(u64, String, Vec<CellLoss>, usize)> = None;
        for (row, record) in (1..).zip(csv::Reader::from_reader(reader).deserialize()) {
            let record: Record = record?;
            let fault = |why: String| ReadError::Row { row, why };
            let numbers = [record.lost_days, record.weakest_fifth_lost_days, record.final_use_lost_days];
            let known = [
                record.lost_value_usd,
                record.within_year_lost_days,
                record.time_to_survive_days,
                record.time_to_recover_days,
            ];
            if !numbers.into_iter().chain(known.into_iter().flatten()).all(f64::is_finite) {
                return Err(fault("a loss is not a finite number".to_owned()));
            }
            let loss = CellLoss {
                lost_days: record.lost_days,
                weakest_fifth_lost_days: record.weakest_fifth_lost_days,
                final_use_lost_days: record.final_use_lost_days,
                lost_value_usd: record.lost_value_usd,
                within_year_lost_days: record.within_year_lost_days,
                time_to_survive_days: record.time_to_survive_days,
                time_to_recover_days: record.time_to_recover_days,
            };
            let cell = Cell { sector: record.sector, economy: record.economy };
            let Some(&place) = places.get(&cell) else {
                return Err(fault(format!("{} of {} is not part of this batch", cell.sector, cell.economy)));
            };
            if !trials.contains(&record.trial) {
                return Err(fault(format!("trial {} is not among {} to {}", record.trial, trials.start, trials.end)));
            }
            match &mut open {
                Some((trial, events, losses, last)) if *trial == record.trial => {
                    if place <= *last || *events != record.events {
                        return Err(fault(format!("trial {trial} has rows twice, out of order or with other events")));
                    }
                    (losses[place], *last) = (loss, place);
                }
                _ => {
                    let done = open.take().map_or(trials.start, |trial| table.close(trial));
                    if record.trial < done {
                        return Err(fault(format!("trial {} comes too late", record.trial)));
                    }
                    table.trials.end = record.trial;
                    let mut losses = vec![CellLoss::default(); table.cells().len()];
                    losses[place] = loss;
                    open = Some((record.trial, record.events, losses, place));
                }
            }
        }
        open.map(|trial| table.close(trial));
        table.trials.end = trials.end;
        Ok(table)
    }

    /// Adds a trial whose rows are complete and says which comes next.
    fn close(&mut self, (_, events, losses, _): (u64, String, Vec<CellLoss>, usize)) -> u64 {
        self.push(events.split(';').filter(|id| !id.is_empty()), &losses);
        self.trials.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells() -> Vec<Cell> {
        ["IND", "JPN"].map(|economy| Cell { sector: "clean-energy".to_owned(), economy: economy.to_owned() }).to_vec()
    }

    fn table() -> YearLossTable {
        let mut table = YearLossTable::new(5, cells());
        let loss = |lost_days: f64, lost_value_usd| CellLoss {
            lost_days,
            weakest_fifth_lost_days: 2.0 * lost_days,
            final_use_lost_days: lost_days / 3.0,
            lost_value_usd,
            within_year_lost_days: Some(0.5 * lost_days),
            time_to_survive_days: (lost_days > 0.5).then_some(14.0),
            time_to_recover_days: None,
        };
        table.push([], &[]);
        table.push(["quake", "flood", "quake"], &[loss(0.1, Some(1.5e9)), loss(0.0, None)]);
        table.push(["flood"], &[loss(1.0 / 3.0, None), loss(365.0, None)]);
        table.push([], &[]);
        table
    }

    fn written(table: &YearLossTable) -> String {
        let mut bytes = Vec::new();
        table.write_csv(&mut bytes).expect("memory takes everything");
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn the_file_has_the_agreed_columns() {
        let text = written(&table());
        let mut lines = text.lines();
        assert_eq!(
            lines.next(),
            Some(
                "trial,sector,economy,lost_days,weakest_fifth_lost_days,final_use_lost_days,lost_value_usd,events,\
                 within_year_lost_days,time_to_survive_days,time_to_recover_days"
            )
        );
        assert_eq!(
            lines.next(),
            Some("6,clean-energy,IND,0.1,0.2,0.03333333333333333,1500000000.0,quake;flood;quake,0.05,,")
        );
        assert_eq!(lines.count(), 2);
        assert_eq!(written(&YearLossTable::new(0, cells())).lines().count(), 1, "the header stands alone");
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let table = table();
        let back = YearLossTable::read_csv(written(&table).as_bytes(), 5..9, cells()).expect("its own file");
        assert_eq!(back, table);
        assert_eq!(written(&back), written(&table));
    }

    #[test]
    fn a_file_of_the_time_before_the_last_columns_reads_too() {
        let old = "trial,sector,economy,lost_days,weakest_fifth_lost_days,final_use_lost_days,lost_value_usd,events\n\
                   6,clean-energy,IND,0.1,0.2,0.3,,quake\n";
        let table = YearLossTable::read_csv(old.as_bytes(), 5..9, cells()).expect("fewer columns");
        assert_eq!(table.rows().next().expect("a row").loss.within_year_lost_days, None);
    }

    #[test]
    fn rows_out_of_place_are_refused() {
        let text = written(&table());
        let refused = |text: &str, trials| YearLossTable::read_csv(text.as_bytes(), trials, cells()).is_err();
        assert!(refused(&text, 7..9), "a trial before the range");
        assert!(refused(&text.replace("JPN", "USA"), 5..9), "an economy that is not part of it");
        assert!(refused(&text.replace("JPN", "IND"), 5..9), "a cell twice");
        assert!(refused(&text.replace("7,clean-energy,J", "6,clean-energy,J"), 5..9), "an earlier trial again");
        assert!(refused(&text.replace(",0.1,", ",NaN,"), 5..9), "not a number");
        assert!(refused(&text.replace("lost_days", "days"), 5..9), "other columns");
    }
}
