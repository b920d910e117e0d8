//! Delimited files of any size, plain or gzipped, read a line at a time, with the fingerprint of what was read.

use crate::finding::{Finding, Place, SourceText};
use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

/// Longest line: rows of trade have some fifty characters.
const LONGEST_LINE: u64 = 1 << 16;
const BUFFER: usize = 1 << 18;
const GZIP: [u8; 2] = [0x1F, 0x8B];
const BOM: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// A file being read.
pub struct Lines {
    name: String,
    reader: Box<dyn BufRead>,
    hash: Rc<RefCell<Sha256>>,
    line: Vec<u8>,
    before: usize,
}

/// What is read, fingerprinted on its way.
struct Hashed {
    file: File,
    hash: Rc<RefCell<Sha256>>,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        self.hash.borrow_mut().update(&buffer[..length]);
        Ok(length)
    }
}

impl Lines {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(path: &Path) -> Result<Self, Finding> {
        let name = path.display().to_string();
        let fault = |error: io::Error| Finding::error(format!("cannot read this file: {error}")).in_file(&name);
        let file = File::open(path).map_err(fault)?;
        if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
            return Err(Finding::error("this is not a regular file").in_file(&name));
        }
        let hash = Rc::new(RefCell::new(Sha256::new()));
        let mut plain = BufReader::with_capacity(BUFFER, Hashed { file, hash: Rc::clone(&hash) });
        let gzipped = plain.fill_buf().map_err(fault)?.starts_with(&GZIP);
        let reader: Box<dyn BufRead> = if gzipped {
            Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(plain)))
        } else {
            Box::new(plain)
        };
        Ok(Self { name, reader, hash, line: Vec::new(), before: 0 })
    }

    /// Name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads the next line that is not blank; false at the end.
    ///
    /// # Errors
    /// When it cannot be read or unpacked, or is longer than any row.
    pub fn next(&mut self) -> Result<bool, Finding> {
        loop {
            self.before += usize::from(!self.line.is_empty());
            self.line.clear();
            let read = self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut self.line);
            let length = read.map_err(|error| {
                let finding = Finding::error(format!("cannot read on after line {}: {error}", self.before));
                finding.in_file(&self.name).help("was its download cut short?")
            })?;
            if length as u64 == LONGEST_LINE {
                return Err(Finding::error("a line of more than 64 KiB: this is no table").in_file(&self.name));
            }
            if self.before == 0 && self.line.starts_with(&BOM) {
                self.line.drain(..BOM.len());
            }
            if length == 0 || !self.line.trim_ascii().is_empty() {
                return Ok(length > 0);
            }
        }
    }

    /// The line that was read last.
    pub fn line(&self) -> &[u8] {
        self.line.trim_ascii_end()
    }

    /// Its number, from 1.
    pub const fn number(&self) -> usize {
        self.before + 1
    }

    /// Where the bytes `span` of it are.
    pub fn place(&self, span: Range<usize>) -> Place {
        // What is no UTF-8 is shown as well as can be; the columns before it hold.
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let line = self.line();
        let (start, end) = (span.start.min(line.len()), span.end.min(line.len()));
        let start_shown = text(&line[..start]).len();
        let end_shown = start_shown + text(&line[start..end]).len();
        let source = SourceText::stretch(self.name.as_str(), text(line), self.before);
        Place::new(&Arc::new(source), start_shown..end_shown)
    }

    /// The fingerprint of the file as it lies on disk; all of it must have been read.
    pub fn fingerprint(&self) -> String {
        self.hash.borrow().clone().finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("writing to a string does not fail");
            hex
        })
    }
}

/// The cells of `line` between `delimiter`s, without blanks and quotes round them, and where they stand.
pub fn cells(line: &[u8], delimiter: u8, into: &mut Vec<Range<usize>>) {
    into.clear();
    let mut start = 0;
    for end in line.iter().enumerate().filter(|(_, byte)| **byte == delimiter).map(|(at, _)| at).chain([line.len()]) {
        let (mut from, mut to) = (start, end);
        let blank = |at: usize| line[at].is_ascii_whitespace();
        while from < to && blank(from) {
            from += 1;
        }
        while from < to && blank(to - 1) {
            to -= 1;
        }
        if to - from >= 2 && line[from] == b'"' && line[to - 1] == b'"' {
            (from, to) = (from + 1, to - 1);
        }
        into.push(from..to);
        start = end + 1;
    }
}

/// What parts the cells of a header.
pub fn delimiter(header: &[u8]) -> u8 {
    let cells = |wanted: u8| header.split(|byte| *byte == wanted).count();
    [b';', b'\t', b','].into_iter().max_by_key(|wanted| cells(*wanted)).unwrap_or(b',')
}
