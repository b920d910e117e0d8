//! Large files: plain or gzipped text, up to a gibibyte once unpacked.

use crate::finding::{Finding, SourceText};
use crate::input::decode::decode;
use crate::input::{Bytes, Hashes, missing, sha256};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Most bytes of text in one file.
const MAX_BYTES: u64 = 1 << 30;
const GZIP: [u8; 2] = [0x1F, 0x8B];

/// The bytes of the file at `path`, unpacked if they are gzipped; the fingerprint of the file as it is goes to `hashes`.
///
/// # Errors
/// When it does not exist, cannot be read or unpacked, or is too large.
pub fn read_bytes(path: &Path, hashes: &mut Hashes) -> Result<Bytes, Finding> {
    let name = path.display().to_string();
    let fault = |what: &str, error: &std::io::Error| Finding::error(format!("{what}: {error}")).in_file(&name);
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(missing(path)),
        Err(error) => return Err(fault("cannot read this file", &error)),
    };
    if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
        return Err(Finding::error("this is not a regular file").in_file(&name));
    }
    let too_large = || Finding::error("this file holds more than 1 GiB of text").in_file(&name);
    let mut bytes = Vec::new();
    let read = file.by_ref().take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| fault("cannot read this file", &error))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    hashes.insert(name.clone(), sha256(&bytes));
    if bytes.starts_with(&GZIP) {
        let mut unpacked = Vec::new();
        let done = MultiGzDecoder::new(bytes.as_slice()).take(MAX_BYTES + 1).read_to_end(&mut unpacked);
        done.map_err(|error| {
            fault("cannot unpack this file", &error).help("it begins like gzip: was its download cut short?")
        })?;
        bytes = unpacked;
    }
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    Ok(Bytes { name, bytes })
}

/// The text of the file at `path`, unpacked if it is gzipped.
///
/// # Errors
/// As [`read_bytes`], and when it is not UTF-8.
pub fn read_text(path: &Path, hashes: &mut Hashes) -> Result<Arc<SourceText>, Finding> {
    decode(&read_bytes(path, hashes)?)
}
