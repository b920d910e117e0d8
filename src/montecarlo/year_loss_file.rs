//! The year-loss table as a file of a part of a batch: exact, compact, read row by row, and closed by its SHA-256.
//!
//! Little-endian: the name of the format, its number (u32), first and end of the trials (u64), the cells and the hazards
//! (counts u32; texts with their length u32), the trials with loss (count u64; trial and end of its events, u64 each), the
//! hazards that occurred (count u64; u32 each), the rows (count u64; seven f64, cell and place of the trial, u32 each),
//! and the SHA-256 of all that.

use super::year_loss::{Cell, Losing, Packed, YearLossTable};
use crate::input::hexadecimal;
use sha2::{Digest, Sha256};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

const NAME: &[u8; 12] = b"linchpin-ylt";
/// Number of the format.
pub const FORMAT: u32 = 1;
const DIGEST: u64 = 32;

/// A part that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("is no year-loss table of this program")]
    Stranger,
    /// Another version of the program wrote it.
    #[error("has the format {found}: this program reads {FORMAT}")]
    Format {
        /// What it says.
        found: u32,
    },
    /// Its bytes are not those that were written.
    #[error("is damaged or cut off: its SHA-256 is not the one at its end")]
    Damaged,
    /// Its bytes do not make a table.
    #[error("does not hold together: {0}")]
    Inconsistent(&'static str),
}

/// What is written, fingerprinted on its way.
struct Hashed<W> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl YearLossTable {
    /// Writes the table with its SHA-256 behind it, which is returned in hexadecimal.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write_file(&self, writer: &mut dyn Write) -> io::Result<String> {
        let mut out = BufWriter::new(Hashed { inner: writer, hash: Sha256::new() });
        out.write_all(NAME)?;
        out.write_all(&FORMAT.to_le_bytes())?;
        for number in [self.trials.start, self.trials.end] {
            out.write_all(&number.to_le_bytes())?;
        }
        let texts = self.cells.iter().flat_map(|cell| [&cell.sector, &cell.economy]);
        write_texts(&mut out, texts)?;
        write_texts(&mut out, self.hazards.iter())?;
        out.write_all(&(self.losing.len() as u64).to_le_bytes())?;
        for losing in &self.losing {
            out.write_all(&losing.trial.to_le_bytes())?;
            out.write_all(&losing.events_end.to_le_bytes())?;
        }
        out.write_all(&(self.occurred.len() as u64).to_le_bytes())?;
        for hazard in &self.occurred {
            out.write_all(&hazard.to_le_bytes())?;
        }
        out.write_all(&(self.rows.len() as u64).to_le_bytes())?;
        for row in &self.rows {
            for value in row.values {
                out.write_all(&value.to_le_bytes())?;
            }
            out.write_all(&row.cell.to_le_bytes())?;
            out.write_all(&row.losing.to_le_bytes())?;
        }
        let Hashed { inner, hash } = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        let digest = hash.finalize();
        inner.write_all(&digest)?;
        Ok(hexadecimal(&digest))
    }

    /// Reads a table back and its SHA-256, which is checked before anything in it is believed.
    ///
    /// # Errors
    /// When it cannot be read, is something else, or is not what was written.
    pub fn read_file<R: Read + Seek>(file: R) -> Result<(Self, String), FileError> {
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let length = reader.seek(SeekFrom::End(0))?;
        reader.rewind()?;
        let mut head = [0; NAME.len() + 4];
        reader.read_exact(&mut head).map_err(|_| FileError::Stranger)?;
        let (name, format) = head.split_at(NAME.len());
        if name != NAME {
            return Err(FileError::Stranger);
        }
        let found = u32::from_le_bytes([format[0], format[1], format[2], format[3]]);
        if found != FORMAT {
            return Err(FileError::Format { found });
        }
        let body = length.checked_sub(DIGEST).ok_or(FileError::Damaged)?;
        reader.rewind()?;
        let mut hash = Sha256::new();
        io::copy(&mut reader.by_ref().take(body), &mut hash)?;
        let mut stated = [0; DIGEST as usize];
        reader.read_exact(&mut stated).map_err(|_| FileError::Damaged)?;
        if hash.finalize()[..] != stated {
            return Err(FileError::Damaged);
        }
        reader.seek(SeekFrom::Start(head.len() as u64))?;
        Ok((Source(reader.take(body - head.len() as u64)).table()?, hexadecimal(&stated)))
    }
}

fn write_texts<'a>(out: &mut impl Write, texts: impl Iterator<Item = &'a String> + Clone) -> io::Result<()> {
    out.write_all(&(texts.clone().count() as u32).to_le_bytes())?;
    for text in texts {
        out.write_all(&(text.len() as u32).to_le_bytes())?;
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

/// The body of a file whose fingerprint is right.
struct Source<R>(io::Take<R>);

impl<R: Read> Source<R> {
    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], FileError> {
        let mut bytes = [0; N];
        self.0.read_exact(&mut bytes).map_err(|_| FileError::Inconsistent("it ends too early"))?;
        Ok(bytes)
    }

    fn short(&mut self) -> Result<u32, FileError> {
        Ok(u32::from_le_bytes(self.bytes()?))
    }

    fn long(&mut self) -> Result<u64, FileError> {
        Ok(u64::from_le_bytes(self.bytes()?))
    }

    /// A count of things of `size` bytes, which the rest of the file must have room for.
    fn count(&mut self, count: u64, size: u64) -> Result<usize, FileError> {
        if count > self.0.limit() / size {
            return Err(FileError::Inconsistent("it states more than it holds"));
        }
        Ok(count as usize)
    }

    fn texts(&mut self) -> Result<Vec<String>, FileError> {
        let stated = u64::from(self.short()?);
        let count = self.count(stated, 4)?;
        let text = |source: &mut Self| {
            let stated = u64::from(source.short()?);
            let length = source.count(stated, 1)?;
            let mut bytes = vec![0; length];
            source.0.read_exact(&mut bytes)?;
            String::from_utf8(bytes).map_err(|_| FileError::Inconsistent("a name is no text"))
        };
        (0..count).map(|_| text(self)).collect()
    }

    fn table(&mut self) -> Result<YearLossTable, FileError> {
        let trials = self.long()?..self.long()?;
        let names = self.texts()?;
        let cells = names.chunks_exact(2).map(|name| Cell { sector: name[0].clone(), economy: name[1].clone() });
        let mut table = YearLossTable::new(trials.start, cells.collect());
        table.hazards = self.texts()?;
        let stated = self.long()?;
        let losing = self.count(stated, 16)?;
        table.losing.reserve_exact(losing);
        for _ in 0..losing {
            table.losing.push(Losing { trial: self.long()?, events_end: self.long()? });
        }
        let stated = self.long()?;
        let occurred = self.count(stated, 4)?;
        table.occurred.reserve_exact(occurred);
        for _ in 0..occurred {
            table.occurred.push(self.short()?);
        }
        let stated = self.long()?;
        let rows = self.count(stated, 64)?;
        table.rows.reserve_exact(rows);
        for _ in 0..rows {
            let mut values = [0.0; 7];
            for value in &mut values {
                *value = f64::from_le_bytes(self.bytes()?);
            }
            table.rows.push(Packed { values, cell: self.short()?, losing: self.short()? });
        }
        table.trials.end = trials.end;
        check(&table)?;
        Ok(table)
    }
}

/// Every place that a table points to must be there.
fn check(table: &YearLossTable) -> Result<(), FileError> {
    let (cells, losing) = (table.cells.len() as u64, table.losing.len() as u64);
    let order = |ordered: bool, why| if ordered { Ok(()) } else { Err(FileError::Inconsistent(why)) };
    let trials = table.losing.windows(2).all(|pair| pair[0].trial < pair[1].trial);
    order(trials && table.losing.iter().all(|l| table.trials.contains(&l.trial)), "its trials are out of order")?;
    let ends = || table.losing.iter().map(|losing| losing.events_end);
    let events = ends().zip(ends().skip(1)).all(|(one, next)| one <= next);
    order(events && ends().all(|end| end <= table.occurred.len() as u64), "its events are out of order")?;
    order(table.occurred.iter().all(|h| (*h as usize) < table.hazards.len()), "it has events of no hazard")?;
    let known = |row: &Packed| u64::from(row.cell) < cells && u64::from(row.losing) < losing;
    let place = |row: &Packed| (row.losing, row.cell);
    let rows = table.rows.iter().all(known) && table.rows.windows(2).all(|pair| place(&pair[0]) < place(&pair[1]));
    order(rows && table.trials.start <= table.trials.end, "its rows are out of order")
}

#[cfg(test)]
mod tests {
    use super::super::CellLoss;
    use super::*;
    use std::io::Cursor;

    fn table() -> YearLossTable {
        let cell = |economy: &str| Cell { sector: "ict".to_owned(), economy: economy.to_owned() };
        let mut table = YearLossTable::new(7, vec![cell("IND"), cell("JPN")]);
        let loss = |lost_days, lost_value_usd| CellLoss { lost_days, lost_value_usd, ..CellLoss::default() };
        table.push([], &[]);
        table.push(["quake", "flood"], &[loss(0.1, Some(2e9)), loss(1.0 / 3.0, None)]);
        table.push(["flood"], &[loss(0.0, None), loss(-2.5, None)]);
        table.push([], &[loss(5.0, None), loss(0.0, None)]);
        table.push([], &[]);
        table
    }

    fn written(table: &YearLossTable) -> Vec<u8> {
        let mut bytes = Vec::new();
        table.write_file(&mut bytes).expect("memory takes everything");
        bytes
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        for table in [table(), YearLossTable::new(3, Vec::new())] {
            let (back, digest) = YearLossTable::read_file(Cursor::new(written(&table))).expect("its own file");
            assert_eq!((back, digest), (table.clone(), table.write_file(&mut Vec::new()).expect("memory")));
        }
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let bytes = written(&table());
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << (at % 8);
            assert!(YearLossTable::read_file(Cursor::new(damaged)).is_err(), "byte {at}");
            assert!(YearLossTable::read_file(Cursor::new(bytes[..at].to_vec())).is_err(), "cut at {at}");
        }
        let longer = [bytes, vec![0]].concat();
        assert!(matches!(YearLossTable::read_file(Cursor::new(longer)), Err(FileError::Damaged)));
    }

    #[test]
    fn a_right_fingerprint_does_not_make_a_table() {
        let signed = |change: &dyn Fn(&mut YearLossTable)| {
            let mut table = table();
            change(&mut table);
            YearLossTable::read_file(Cursor::new(written(&table)))
        };
        assert!(signed(&|_| ()).is_ok());
        assert!(signed(&|table| table.rows[0].cell = 2).is_err(), "a cell that is not there");
        assert!(signed(&|table| table.rows[1].losing = 9).is_err(), "a trial that is not there");
        assert!(signed(&|table| table.losing[1].events_end = 1).is_err(), "events that run backwards");
        assert!(signed(&|table| table.occurred[0] = 5).is_err(), "a hazard without a name");
        assert!(signed(&|table| table.losing[0].trial = 20).is_err(), "a trial outside the range");
        assert!(signed(&|table| table.rows.swap(0, 1)).is_err(), "rows out of order");
        let mut lying = written(&table());
        // The number of trials with loss, after the name, the format, the range, four names of cells and two hazards.
        let at = 16 + 16 + 4 + 2 * (4 + 3) + 2 * (4 + 3) + 4 + (4 + 5) + (4 + 5);
        assert_eq!(lying[at], 3);
        lying[at + 6] = 1;
        let body = lying.len() - 32;
        let digest = Sha256::digest(&lying[..body]);
        lying[body..].copy_from_slice(&digest);
        assert!(matches!(YearLossTable::read_file(Cursor::new(lying)), Err(FileError::Inconsistent(_))));
    }
}
