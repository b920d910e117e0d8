//! Random trade laid over the small model: every mix is whole, and what trade says nothing of stays.

#[path = "support/mod.rs"]
mod support;

use linchpin::input::Names;
use linchpin::model::{Model, ModelSource, ModelTexts};
use linchpin::overlay::baci::{Concordance, Terms, Wanted, overlay, read};
use linchpin::overlay::{Fit, ModelCopy};
use std::fmt::Write as _;
use std::path::Path;
use support::chance::Dice;

const COUNTRIES: [&str; 9] = ["JPN", "CHN", "DEU", "FRA", "KAZ", "USA", "HKG", "IDN", "BEL"];

fn core() -> ModelSource {
    ModelSource::Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/core"))
}

/// Rows of random trade in one code, some without a weight, some of nothing.
fn trade(dice: &mut Dice) -> String {
    let mut text = "year,hs92_6,importer,exporter,value_thousand_usd,tonnes\n".to_owned();
    for year in 2020..2020 + dice.pick(1, 4) {
        for importer in COUNTRIES {
            for exporter in COUNTRIES {
                if dice.chance(0.5) {
                    let value = if dice.chance(0.1) { 0.0 } else { dice.between(0.0, 10.0).exp() };
                    let weight =
                        if dice.chance(0.1) { String::new() } else { format!("{:.3}", dice.between(0.0, 900.0)) };
                    writeln!(text, "{year},811291,{importer},{exporter},{value:.3},{weight}").expect("written");
                }
            }
        }
    }
    text
}

#[test]
fn every_mix_sums_to_one_and_holds_its_ranges() {
    let model = Model::load(&core()).expect("the small model").value;
    let names = Names::new("product", "", model.products.iter().map(|(_, product)| product.id.clone()));
    let codes = "product,fit,hs2022,hs1992,scope1992,note\ngallium,close,811292,811291,same,\n";
    let source = std::sync::Arc::new(linchpin::finding::SourceText::new("codes", codes.to_owned()));
    let concordance = Concordance::parse(&source, &names).expect("codes");
    let texts = ModelTexts::read(&core(), &mut linchpin::finding::Findings::new());
    let folder = tempfile::tempdir().expect("a folder");
    let mut seen = 0;
    for seed in 0..60 {
        let path = folder.path().join("trade.csv");
        std::fs::write(&path, trade(&mut Dice::new(seed))).expect("written");
        let files = [path];
        let wanted = Wanted { files: &files, countries: None, revision: None, years: &[], concordance: &concordance };
        let (trade, revision, _) = read(&wanted).expect("trade");
        let mut copy = ModelCopy::of(&texts);
        let terms = Terms { fit: Fit::Shared, least_value: 0.0 };
        let done = overlay(&model, &mut copy, &trade, (&concordance, revision), terms).expect("laid over");
        for (_, mix, distance) in &done.products[0].mixes {
            assert!((mix.parts.iter().map(|part| part.share).sum::<f64>() - 1.0).abs() < 1e-9, "seed {seed}: {mix:?}");
            assert!(distance.is_none_or(|distance| (0.0..=1.0 + 1e-9).contains(&distance)), "seed {seed}");
            seen += 1;
        }
        // The whole is checked here: ranges that hold their figure, economies that exist, sums of at most one.
        let files = copy.finish().unwrap_or_else(|findings| panic!("seed {seed}: {findings}"));
        let untouched = |name: &str| files.iter().find(|(own, _)| *own == name).map(|(_, text)| text.clone());
        let original = texts.texts.values().find(|text| text.name().ends_with("semiconductors.toml")).expect("a text");
        assert_eq!(untouched("semiconductors.toml").as_deref(), Some(original.text()));
    }
    assert!(seen > 60, "{seen} mixes");
}

#[test]
fn the_concordance_says_what_the_products_say() {
    let model = Model::load(&ModelSource::Embedded).expect("the model").value;
    let names = Names::new("product", "", model.products.iter().map(|(_, product)| product.id.clone()));
    let concordance = Concordance::own(&names);
    for (_, product) in &model.products {
        let entry = concordance.entries.iter().find(|entry| entry.product == product.id);
        let own = entry.map(|entry| (entry.reading(linchpin::overlay::baci::Revision::Hs22).codes, entry.fit.id()));
        let stated = product.hs.as_ref().map(|hs| {
            let (codes, fit) = hs.trim_end_matches(')').split_once(" (").expect("codes and fit");
            let mut codes: Vec<u32> = codes.split(", ").map(|code| code.parse().expect("a code")).collect();
            codes.sort_unstable();
            (codes, fit)
        });
        assert_eq!(own, stated, "{}", product.id);
    }
}
