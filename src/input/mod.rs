//! From files to checked values: bytes, text, TOML with spans, the shape of the Rust type, and what all of it means.
//!
//! Every step says all that is wrong, with a place, before the next one begins; nothing here panics on what it reads.

pub(crate) mod cells;
mod check;
pub(crate) mod decode;
mod document;
mod file;
mod folder;
mod hash;
mod names;
mod nearest;
mod node;
mod outline;
mod schemas;
mod shape;
mod share_list;
mod stand_in;
mod syntax;
pub(crate) mod thousands;
mod total;
mod unique;
mod walk;
mod wording;

pub use check::{Checked, check_paths};
pub use document::{Cursor, Document, Parsed, parse};
pub use file::{Bytes, MAX_BYTES, file_names, missing, parent, read, read_stream};
pub use folder::Folder;
pub use hash::{Hashes, hexadecimal, sha256};
pub use names::Names;
pub use nearest::{nearest, nearest_few};
pub use outline::Outline;
pub use schemas::{FILE_KINDS, schemas};
pub(crate) use share_list::mended;
pub use share_list::{ShareGroup, read_share_list};
pub(crate) use total::total;
pub use unique::Unique;

/// The text of the file at `path`, and its fingerprint.
///
/// # Errors
/// When there is nothing to read or it is not text.
pub fn read_text(
    path: &std::path::Path,
) -> Result<(std::sync::Arc<crate::finding::SourceText>, String), crate::finding::Finding> {
    let bytes = read(path)?;
    let hash = sha256(&bytes.bytes);
    Ok((decode::decode(&bytes)?, hash))
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod robustness;
