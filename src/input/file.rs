//! Bytes of a file, with a helpful answer where there is none to read.

use super::nearest;
use crate::finding::Finding;
use std::io::Read;
use std::path::Path;

/// Largest input file; real ones are below one megabyte.
pub const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// A named run of bytes.
#[derive(Debug, Clone)]
pub struct Bytes {
    /// Name for messages: the path as it was given.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Reads the file at `path`.
///
/// # Errors
/// When it does not exist, is a folder or a device, is too large, or cannot be read.
pub fn read(path: &Path) -> Result<Bytes, Finding> {
    let name = path.display().to_string();
    let metadata = match std::fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(missing(path)),
        Err(error) => return Err(Finding::error(format!("cannot read this file: {error}")).in_file(&name)),
    };
    if metadata.is_dir() {
        return Err(Finding::error("this is a folder where a file is expected").in_file(&name));
    }
    if !metadata.is_file() {
        return Err(Finding::error("this is not a regular file").in_file(&name));
    }
    if metadata.len() > MAX_BYTES {
        return Err(too_large(&name, metadata.len()));
    }
    // The file may grow between the look and the read.
    match std::fs::File::open(path) {
        Ok(file) => read_stream(name, file),
        Err(error) => Err(Finding::error(format!("cannot read this file: {error}")).in_file(&name)),
    }
}

/// Reads what `stream` holds; messages call it `name`.
///
/// # Errors
/// When it is too large or cannot be read.
pub fn read_stream(name: String, stream: impl Read) -> Result<Bytes, Finding> {
    let mut bytes = Vec::new();
    match stream.take(MAX_BYTES + 1).read_to_end(&mut bytes) {
        Err(error) => Err(Finding::error(format!("cannot read this file: {error}")).in_file(&name)),
        Ok(length) if length as u64 > MAX_BYTES => Err(too_large(&name, length as u64)),
        Ok(_) => Ok(Bytes { name, bytes }),
    }
}

fn too_large(name: &str, length: u64) -> Finding {
    let megabytes = length as f64 / f64::from(1024 * 1024);
    Finding::error(format!("this file holds {megabytes:.1} MiB: admissible are up to {} MiB", MAX_BYTES >> 20))
        .in_file(name)
        .help("inputs are small; is this the file you meant?")
}

/// The finding for a path where nothing is, with the nearest name beside it.
#[must_use]
pub fn missing(path: &Path) -> Finding {
    let finding = Finding::error("no such file or folder").in_file(&path.display().to_string());
    let wanted = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = parent(path);
    if !folder.is_dir() {
        return finding.help(format!("there is no folder `{}`", folder.display()));
    }
    let siblings = file_names(folder);
    match nearest(&wanted, siblings.iter().map(String::as_str)) {
        Some(near) => finding.help(format!("did you mean `{}`?", path.with_file_name(near).display())),
        None => finding,
    }
}

/// The folder a file stands in.
#[must_use]
pub fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Names of what is in `folder`, in alphabetical order.
#[must_use]
pub fn file_names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
