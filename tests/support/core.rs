//! The small model that tests share, and copies of it that a test may spoil.
#![allow(dead_code, reason = "every test binary uses a part")]

use std::fs;
use std::path::{Path, PathBuf};

/// Folder of the small model.
pub fn core() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/core")
}

/// Copies the files of a folder, not those of the folders within it.
pub fn copy_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("copied");
        }
    }
}

/// Copies the small model with its scenarios to `model`.
pub fn copy_core(model: &Path) {
    for inner in ["", "scenarios"] {
        copy_files(&core().join(inner), &model.join(inner));
    }
}

/// Turns the first `old` of a file, which it must have, into `new`.
pub fn patch(file: &Path, old: &str, new: &str) {
    let before = fs::read_to_string(file).expect("read");
    assert!(before.contains(old), "{} has no {old}", file.display());
    fs::write(file, before.replacen(old, new, 1)).expect("written");
}
