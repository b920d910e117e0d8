//! Where something stands in a list of firms: read again, for messages only.

use super::read::{SECTOR, column};
use crate::finding::Place;
use crate::input::Hashes;
use crate::input::cells::Rows;
use crate::table::bulk;
use std::path::Path;

/// Where the list of firms `path` first names `sector`.
#[must_use]
pub fn place_of_sector(path: &Path, sector: &str) -> Option<Place> {
    let source = bulk::read_text(path, &mut Hashes::new()).ok()?;
    let mut rows = Rows::of(source.text());
    let at = column(&rows.next()?, &SECTOR)?;
    let cell = rows.find_map(|row| row.into_iter().nth(at).filter(|cell| cell.text == sector))?;
    Some(Place::new(&source, cell.span))
}
