//! The year-loss table as CSV: written with the fewest digits that read back to the same bits.

use super::year_loss::YearLossTable;
use serde::Serialize;
use std::io::Write;

/// A row of the file; events are the ids of the hazards by day, joined by `;`, one for each event.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(serde::Deserialize))]
struct Record {
    trial: u64,
    sector: String,
    economy: String,
    lost_days: f64,
    weakest_fifth_lost_days: f64,
    final_use_lost_days: f64,
    lost_value_usd: Option<f64>,
    events: String,
    within_year_lost_days: Option<f64>,
    time_to_survive_days: Option<f64>,
    time_to_recover_days: Option<f64>,
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
}

#[cfg(test)]
mod tests {
    use super::super::year_loss::{Cell, CellLoss};
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
    fn what_is_written_reads_back_to_the_same_bits() {
        let table = table();
        let text = written(&table);
        let read: Vec<Record> =
            csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().expect("its own file");
        assert_eq!(read.len(), table.rows().len());
        for (record, row) in read.into_iter().zip(table.rows()) {
            let cell = Cell { sector: record.sector, economy: record.economy };
            assert_eq!((record.trial, &cell), (row.trial, &table.cells()[row.cell as usize]));
            let loss = CellLoss {
                lost_days: record.lost_days,
                weakest_fifth_lost_days: record.weakest_fifth_lost_days,
                final_use_lost_days: record.final_use_lost_days,
                lost_value_usd: record.lost_value_usd,
                within_year_lost_days: record.within_year_lost_days,
                time_to_survive_days: record.time_to_survive_days,
                time_to_recover_days: record.time_to_recover_days,
            };
            assert_eq!(loss, row.loss);
            assert!(record.events.split(';').eq(table.events(&row)), "{}", record.events);
        }
    }
}
