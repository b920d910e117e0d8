//! `table.bin`: the numbers of a large table in little-endian doubles between a header and a checksum.
//!
//! Magic `LPTABLE1`, number of industries and of final uses (u64 each), 1 if value added is stated or 0 (u64); Z and Y
//! by rows; stated value added; SHA-256 of all before it.

use super::Table;
use crate::finding::Finding;
use ndarray::{Array1, Array2};
use sha2::{Digest, Sha256};

const MAGIC: &[u8; 8] = b"LPTABLE1";
const HEADER: usize = 32;
const CHECKSUM: usize = 32;

/// Z, Y and stated value added.
pub type Numbers = (Array2<f64>, Array2<f64>, Option<Array1<f64>>);

/// The bytes of the file.
pub fn pack(table: &Table) -> Vec<u8> {
    let (industries, uses) = table.y().dim();
    let stated = table.stated().value_added.as_ref();
    let numbers = industries * (industries + uses + 1);
    let mut bytes = Vec::with_capacity(HEADER + numbers * 8 + CHECKSUM);
    bytes.extend_from_slice(MAGIC);
    for number in [industries, uses, usize::from(stated.is_some())] {
        bytes.extend_from_slice(&(number as u64).to_le_bytes());
    }
    for number in table.z().iter().chain(table.y()).chain(stated.into_iter().flatten()) {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    let checksum = Sha256::digest(&bytes);
    bytes.extend_from_slice(&checksum);
    bytes
}

/// What the `bytes` of such a file hold, for a table of `industries` and `uses`.
///
/// # Errors
/// When they are damaged or of another size.
pub fn unpack(bytes: &[u8], industries: usize, uses: usize) -> Result<Numbers, Finding> {
    let damaged = |what: &str| Finding::error(what).help("import the table again");
    let Some(body) = bytes.len().checked_sub(CHECKSUM).filter(|length| *length >= HEADER && bytes.starts_with(MAGIC))
    else {
        return Err(damaged("this is not a packed table"));
    };
    let (body, checksum) = bytes.split_at(body);
    if Sha256::digest(body).as_slice() != checksum {
        return Err(damaged("this table is damaged: its checksum does not match"));
    }
    let (header, numbers) = body.split_at(HEADER);
    let counts = doubles_of(header, u64::from_le_bytes);
    let states = counts[3] == 1;
    let cells = industries.checked_mul(industries + uses + usize::from(states));
    if counts[1] != industries as u64 || counts[2] != uses as u64 || cells.map(|cells| cells * 8) != Some(numbers.len())
    {
        let found = format!(
            "this file is of {} industries and {} final uses: table.toml names {industries} and {uses}",
            counts[1], counts[2]
        );
        return Err(damaged(&found));
    }
    let numbers = doubles_of(numbers, f64::from_le_bytes);
    if numbers.iter().any(|number| !number.is_finite()) {
        return Err(damaged("this table holds numbers that are not finite"));
    }
    let (z, rest) = numbers.split_at(industries * industries);
    let (y, value_added) = rest.split_at(industries * uses);
    let square = |width: usize, cells: &[f64]| Array2::from_shape_vec((industries, width), cells.to_vec());
    match (square(industries, z), square(uses, y)) {
        (Ok(z), Ok(y)) => Ok((z, y, states.then(|| value_added.to_vec().into()))),
        _ => Err(damaged("this table is damaged")),
    }
}

fn doubles_of<T>(bytes: &[u8], read: fn([u8; 8]) -> T) -> Vec<T> {
    bytes.chunks_exact(8).map(|chunk| read(chunk.try_into().unwrap_or_default())).collect()
}
