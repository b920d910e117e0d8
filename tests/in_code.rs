//! Models, scenarios and catalogues that are made or changed in code: what cannot be is told, not passed over.

#[path = "support/core.rs"]
mod core;

use linchpin::engine::lanes::Kernel;
use linchpin::model::{Model, ModelSource, set};
use linchpin::montecarlo::catalogue::CatalogueError;
use linchpin::network::BuildError;
use linchpin::scenario::{HazardFile, Library, Scenario, adhoc};
use linchpin::study::{
    BatchOptions, CutError, CutOptions, Redrawn, RunError, RunOptions, Study, StudyBatchError, UncertainBatch,
    redraw_rates,
};
use std::fs;

fn source() -> ModelSource {
    ModelSource::Folder(core::core())
}

fn model() -> Model {
    Model::load(&source()).expect("the core model is good").value
}

fn library() -> Library {
    Library::load(&source(), &model()).expect("its scenarios are good").value
}

fn study() -> Study {
    Study::new(model()).expect("a network")
}

fn shocks(line: &str) -> Scenario {
    Scenario::of("mine", "Mine", vec![adhoc::parse(line).expect("a shock")])
}

#[test]
fn a_resolved_scenario_that_is_written_and_read_again_has_its_shocks_once() {
    let library = library();
    let resolved = library.resolve("double-trouble").expect("it is there").value;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("copy.toml");
    let copy = Scenario { id: "copy".to_owned(), ..resolved.clone() };
    fs::write(&path, toml::to_string(&copy).expect("TOML")).expect("written");
    let again = library.resolve(path.to_str().expect("text")).expect("a good file").value;
    assert_eq!(again.shock, resolved.shock);
    assert!(resolved.tells("gallium-stop") && resolved.includes.is_empty());
}

#[test]
fn a_scenario_that_lacks_what_it_includes_is_not_run() {
    let library = library();
    let written = library.get("double-trouble").expect("it is there");
    let refused = study().run(written, &RunOptions::default()).expect_err("half a story");
    assert!(matches!(&refused, RunError::Includes { includes, .. } if includes == &["gallium-stop"]), "{refused}");
    let refused = study().run_all(std::slice::from_ref(written), &RunOptions::default(), &|| ());
    assert!(matches!(refused, Err(RunError::Includes { .. })));
}

#[test]
fn a_misspelt_id_beside_a_good_one_is_told() {
    let misspelt = shocks("export CHN>galium,arsenic 90% 180d");
    let RunError::Unknown(findings) = study().run(&misspelt, &RunOptions::default()).expect_err("misspelt") else {
        panic!("another error")
    };
    assert!(findings.to_string().contains("did you mean `gallium`?"), "{findings}");
    let told = misspelt.check(&model()).to_string();
    assert!(told.contains("unknown product `galium`") && told.contains("scenario `mine`:"), "{told}");
    assert!(!shocks("export CHN>gallium 90% 180d").check(&model()).has_errors());
    assert!(shocks("stock gallium@JPN 0%").check(&model()).to_string().contains("does nothing"));
    for id in library().ids() {
        let findings = library().resolve(id).expect("it is there").value.check(&model());
        assert!(!findings.has_errors(), "{findings}");
    }
}

#[test]
fn days_that_cannot_be_are_refused() {
    let (study, story) = (study(), shocks("export CHN>gallium 90% forever"));
    for days in [0.0, -5.0, 0.5, f64::NAN, f64::INFINITY, 1e12] {
        let follow = RunOptions { follow_days: days, ..RunOptions::default() };
        let horizon = RunOptions { horizon_days: Some(days), ..RunOptions::default() };
        for options in [follow, horizon] {
            let refused = study.run(&story, &options).expect_err("no number of days");
            assert!(refused.to_string().ends_with("admissible are 1 to 36500"), "{refused}");
        }
    }
    let refused = study.band(&story, &RunOptions::default(), 0, 1, &|| ());
    assert!(matches!(refused, Err(RunError::NoDraws)));
}

/// A catalogue with one row for every exporter.
const GENERIC: &str = r#"
hazard = []
[[generic]]
id = "ban"
title = "{economy} holds {sector} back"
class = "export restriction"
hits = "exports"
share = 0.3
rate = { value = 0.5, low = 0.1, high = 0.9 }
severity = { shape = "fixed", value = 0.9 }
duration = { median_days = 90, p90_days = 270 }
onset_days = 10
recovery = "linear"
recovery_days = 60
source = "Judgement"
confidence = "estimate"
"#;

#[test]
fn generic_hazards_that_are_not_written_out_are_refused() {
    let (study, library) = (study(), library());
    let options = BatchOptions { trials: 64, ..BatchOptions::default() };
    let raw: HazardFile = toml::from_str(GENERIC).expect("a catalogue");
    let refused = study.batch(&raw, &options, &|_| ()).expect_err("nobody would be hit");
    assert!(matches!(refused, StudyBatchError::Catalogue(CatalogueError::Unexpanded { generic }) if generic == "ban"));

    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.toml");
    fs::write(&path, GENERIC).expect("written");
    let read = library.read_hazards(&path, &model()).expect("a good catalogue");
    assert_eq!((read.value.clone(), read.hashes.len()), (raw.expanded(&model()), 1));
    let found = study.batch(&read.value, &options, &|_| ()).expect("a batch");
    assert!(found.results.iter().any(|row| row.mean_lost_days > 0.0));

    fs::write(&path, GENERIC.replace("share = 0.3", "share = 0")).expect("written");
    assert!(library.read_hazards(&path, &model()).expect_err("all makers").to_string().contains("mine.toml:"));
    assert!(library.read_hazards(&folder.path().join("none.toml"), &model()).is_err());
    let started = "[[hazard]]\nid = \"stop\"\ntitle = \"Stop\"\nclass = \"test\"\nscenario = \"double-trouble\"\n\
        rate = { value = 0.1, low = 0.1, high = 0.1 }\nsource = \"Judgement\"\nconfidence = \"estimate\"\n";
    fs::write(&path, started).expect("written");
    assert_eq!(library.read_hazards(&path, &model()).expect("a good catalogue").value.hazard[0].shocks.len(), 2);
}

#[test]
fn nothing_is_asked_of_no_trials() {
    let (study, library) = (study(), library());
    let none = BatchOptions { trials: 0, kernel: Kernel::default(), ..BatchOptions::default() };
    let refused = study.batch(library.hazards(), &none, &|_| ()).expect_err("no trials");
    assert!(matches!(refused, StudyBatchError::NoTrials));
    let redrawn = Redrawn { figures: false, rates: true, draws: 3 };
    assert!(matches!(study.uncertain_trials(library.hazards(), &none, redrawn), Err(StudyBatchError::NoTrials)));
    assert_eq!(BatchOptions::default().trials, 500);

    // A part of a batch may hold no trial of it.
    let batch = study.prepare_batch(library.hazards(), &BatchOptions::default()).expect("a batch");
    let table = batch.run(0..0, &|_| ()).expect("no trials");
    let found = batch.result(table.clone(), Some(&batch.by_source(&table)));
    assert!(found.trials == 0 && found.results.iter().all(|row| row.mean_lost_days.is_nan()));
    assert_eq!(UncertainBatch::new(&table, redrawn, 0).trials, 0);
    let one = batch.result(batch.run(0..1, &|_| ()).expect("a trial"), None);
    assert!(one.results.iter().all(|row| row.sd_lost_days_se.is_none()), "one trial tells of no error");
}

#[test]
fn rates_whose_range_is_the_wrong_way_round_are_drawn_all_the_same() {
    let mut turned = library().hazards().clone();
    for hazard in &mut turned.hazard {
        std::mem::swap(&mut hazard.rate.low, &mut hazard.rate.high);
    }
    let drawn = redraw_rates(&turned, 0, 1, 0);
    assert_eq!(drawn.hazard[0].rate.value, redraw_rates(library().hazards(), 0, 1, 0).hazard[0].rate.value);
}

#[test]
fn cuts_need_a_threshold_and_members() {
    let study = study();
    let options = CutOptions {
        products: vec![0],
        economies: study.network().regions.clone(),
        kinds: vec![linchpin::cutset::CutKind::Economies],
        counting: false,
        size: 2,
        threshold: 0.5,
    };
    let cuts = |options: CutOptions| study.cuts(&options, &HazardFile::default(), &|| ());
    assert!(cuts(options.clone()).is_ok());
    for threshold in [50.0, 0.0, -1.0, f64::NAN] {
        let refused = cuts(CutOptions { threshold, ..options.clone() });
        assert!(matches!(refused, Err(CutError::Threshold(_))), "{threshold}");
    }
    assert_eq!(cuts(CutOptions { size: 0, ..options }), Err(CutError::Size));
}

#[test]
fn a_model_changed_in_code_is_checked_when_asked() {
    for good in [model(), Model::load(&ModelSource::Embedded).expect("the embedded model").value] {
        let findings = good.check();
        assert!(!findings.has_errors(), "{findings}");
    }
    let mut by_hand = model();
    set(&mut by_hand, "gallium.EUU.supply=0.04").expect("set");
    let findings = by_hand.check();
    assert!(!findings.has_errors(), "{findings}");
    set(&mut by_hand, "gallium.JPN.supply=0.9").expect("set");
    let told = by_hand.check().to_string();
    assert!(told.contains("critical-minerals.toml:") && told.contains("1.84"), "{told}");
}

#[test]
fn homes_products_and_economies_that_do_not_exist_make_no_study() {
    let mut korea = model();
    korea.manifest.home = vec!["KOREA".to_owned()];
    assert!(matches!(Study::new(korea), Err(BuildError::Home(_))));

    let mut china = model();
    china.products.iter_mut().find(|(_, product)| product.id == "gallium").expect("gallium").1.supply[0].economy =
        "CHNA".to_owned();
    let refused = Study::new(china).expect_err("misspelt").to_string();
    let message = "`gallium.supply` names the economy `CHNA` (did you mean `CHN`?), which the model does not have";
    assert_eq!(refused, message);

    let mut inputs = model();
    let made = inputs.products.iter_mut().find(|(_, product)| !product.inputs.is_empty()).expect("a product");
    made.1.inputs[0].product = "galium".to_owned();
    assert!(matches!(Study::new(inputs), Err(BuildError::Unknown { what: "product", .. })));
}

#[test]
fn findings_are_shown_in_words_by_a_main_that_fails() {
    let findings = library().resolve("galium-stop").expect_err("no such scenario");
    assert!(format!("{findings:?}").contains("did you mean `gallium-stop`?"));
}
