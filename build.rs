//! Rebuilds the library when the data it embeds changes, new files included.

fn main() {
    println!("cargo::rerun-if-changed=models");
    println!("cargo::rerun-if-changed=scenarios");
}
