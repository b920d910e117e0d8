//! Commands that look at what is in a model: `check`, `list`.

#[path = "support/program.rs"]
mod program;

use program::small;
use serde_json::Value;

fn json(output: &std::process::Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn list_counts_what_there_is() {
    for row in json(&small(&["list", "--format", "json"])).as_array().expect("kinds") {
        let of = json(&small(&["list", row["kind"].as_str().expect("a kind"), "--format", "json"]));
        assert_eq!(row["number"].as_u64(), of.as_array().map(|of| of.len() as u64), "{row}");
    }
}

#[test]
fn check_looks_at_the_model_that_is_named() {
    let told = small(&["check"]);
    assert_eq!(told.status.code(), Some(0), "{}", String::from_utf8_lossy(&told.stderr));
    assert!(String::from_utf8_lossy(&told.stdout).starts_with("checked "));
    let told = program::linchpin(&["check"]);
    assert_eq!(told.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&told.stderr).contains("nothing to check"));
}

/// What gave way is told one by one where it is stated, and a product at a time where it is not.
#[test]
fn check_tells_stated_mixes_from_others() {
    let found = json(&program::linchpin(&["check", "models", "--format", "json"]));
    let notes: Vec<&str> =
        found.as_array().expect("findings").iter().filter_map(|row| row["message"].as_str()).collect();
    let moved = |message: &&&str| message.contains("to balance");
    let (stated, others): (Vec<&str>, Vec<&str>) =
        notes.iter().filter(moved).partition(|message| message.contains("from the stated mix"));
    assert!(!stated.is_empty() && !others.is_empty(), "{notes:?}");
    let product = |message: &str| message.split('`').nth(1).expect("a product").to_owned();
    let mut products: Vec<String> = others.iter().map(|message| product(message)).collect();
    products.dedup();
    assert_eq!(products.len(), others.len(), "each product once");
    let import = |message: &&str| message.contains("`cable_ship` in JPN") || message.contains("`heparin_crude` in JPN");
    assert!(stated.iter().any(import), "{stated:?}");
}
