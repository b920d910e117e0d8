//! Whatever a file holds, reading and checking it ends in findings, never in a panic.

use super::decode::decode;
use super::file::Bytes;
use super::parse;
use crate::finding::{Findings, SourceText};
use crate::model::core::FILES;
use crate::model::{ModelFiles, ModelNames, ModelTexts};
use crate::scenario::{HazardFile, LibraryFiles, Scenario};
use proptest::prelude::*;
use std::sync::Arc;

const SCENARIO: &str = include_str!("../../tests/data/core/scenarios/double-trouble.toml");
const HAZARDS: &str = include_str!("../../tests/data/core/scenarios/hazards.toml");

/// Bits of TOML that bring a file into unforeseen states.
const BITS: [&str; 30] = [
    "nan",
    "-inf",
    "1e999",
    "-1",
    "99999999999999999999",
    "0.5",
    "\"\"",
    "\"CHN\"",
    "\"OTHER\"",
    "true",
    "[]",
    "{}",
    "[[]]",
    "1979-05-27",
    "[[product]]",
    "[product]",
    "[[product.supply]]",
    "[dynamics]",
    "kind = \"mix\"",
    "kind",
    "id = \"gallium\"",
    "a.b.c = 1",
    "=",
    "\"",
    "'''",
    "\n",
    "\u{feff}",
    "\u{0}",
    "é",
    "#",
];

#[derive(Debug, Clone)]
enum Change {
    Insert(prop::sample::Index, &'static str),
    Delete(prop::sample::Index, usize),
    Copy(prop::sample::Index, prop::sample::Index, usize),
    /// Puts a bit in the place of a value or key, so that most files stay valid TOML.
    Replace(prop::sample::Index, &'static str),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<prop::sample::Index>;
    let bit = || prop::sample::select(&BITS[..]);
    prop_oneof![
        (at(), bit()).prop_map(|(at, bit)| Change::Insert(at, bit)),
        (at(), 1..200_usize).prop_map(|(at, length)| Change::Delete(at, length)),
        (at(), at(), 1..200_usize).prop_map(|(from, to, length)| Change::Copy(from, to, length)),
        (at(), bit()).prop_map(|(at, bit)| Change::Replace(at, bit)),
        (at(), bit()).prop_map(|(at, bit)| Change::Replace(at, bit)),
    ]
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut text = text.to_owned();
    for change in changes {
        let place = |index: &prop::sample::Index| boundary(&text, index.index(text.len() + 1));
        match change {
            Change::Insert(at, bit) => text.insert_str(place(at), bit),
            Change::Delete(at, length) => {
                let start = place(at);
                text.replace_range(start..boundary(&text, start + length).max(start), "");
            }
            Change::Copy(from, to, length) => {
                let start = place(from);
                let piece = text[start..boundary(&text, start + length).max(start)].to_owned();
                text.insert_str(place(to), &piece);
            }
            Change::Replace(at, bit) => {
                let word = |c: char| c.is_alphanumeric() || "._-\"".contains(c);
                let start = text[..place(at)].trim_end_matches(word).len();
                let end = start + text[start..].len() - text[start..].trim_start_matches(word).len();
                text.replace_range(start..end, bit);
            }
        }
    }
    text
}

fn judge(spoilt: usize, changes: &[Change]) {
    let mut texts = ModelTexts::default();
    for (index, (file, text)) in FILES.into_iter().enumerate() {
        let text = if index == spoilt { changed(text, changes) } else { text.to_owned() };
        texts.texts.insert(file, Arc::new(SourceText::new(file.name(), text)));
    }
    let mut findings = Findings::new();
    let names = ModelNames::of_texts(&texts);
    let files = ModelFiles::parse(&texts, &mut findings);
    files.check(&names, &mut findings);
    let text = |index, text| if spoilt == index { changed(text, changes) } else { str::to_owned(text) };
    let source = |name: &str, text: String| Arc::new(SourceText::new(name, text));
    let mut library = LibraryFiles {
        hazards: parse::<HazardFile>(&source("hazards.toml", text(FILES.len(), HAZARDS)), &mut findings),
        ..LibraryFiles::default()
    };
    let scenario = parse::<Scenario>(&source("s.toml", text(FILES.len() + 1, SCENARIO)), &mut findings);
    library.scenarios.extend(scenario.map(|parsed| ("s".to_owned(), parsed)));
    library.check(&names, &mut findings);
    let findings = findings.sorted();
    let _ = (findings.render(true), serde_json::to_string(&findings).expect("findings are plain"));
    // What has no errors must make a model.
    assert!(findings.has_errors() || files.model().is_some(), "{findings}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn spoilt_files_do_not_panic(spoilt in 0..FILES.len() + 2, changes in prop::collection::vec(change(), 1..6)) {
        judge(spoilt, &changes);
    }

    #[test]
    fn random_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut findings = Findings::new();
        match decode(&Bytes { name: "x.toml".to_owned(), bytes }) {
            Ok(text) => drop(parse::<Scenario>(&text, &mut findings)),
            Err(finding) => findings.push(finding),
        }
        let _ = findings.sorted().render(false);
    }

    #[test]
    fn random_text_does_not_panic(text in "[a-z\\[\\]{}=\"'.,0-9\n# é\u{0}]{0,300}") {
        let mut findings = Findings::new();
        drop(parse::<crate::model::SectorFile>(&Arc::new(SourceText::new("x.toml", text)), &mut findings));
        let _ = findings.sorted().render(false);
    }
}

#[test]
fn deep_and_long_files_end_in_findings() {
    let deep = [
        "[".repeat(100_000),
        format!("a = {}", "[".repeat(100_000)),
        format!("{} = 1", vec!["a"; 100_000].join(".")),
        format!("a = {}1{}", "{ a = ".repeat(50_000), " }".repeat(50_000)),
        "id = 1\n".repeat(20_000),
        format!("id = \"{}\"", "x".repeat(1_000_000)),
    ];
    for text in deep {
        let mut findings = Findings::new();
        drop(parse::<Scenario>(&Arc::new(SourceText::new("x.toml", text)), &mut findings));
        let findings = findings.sorted();
        assert!(findings.has_errors() && findings.render(false).len() < 10_000_000);
    }
}
