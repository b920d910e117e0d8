//! Hazards that start a scenario do what its shocks do.

use super::*;
use crate::model::{Model, ModelSource};
use crate::montecarlo::YearLossTable;
use crate::scenario::{Scenario, Shock as Told};
use crate::study::{BatchOptions, BatchResult};
use crate::units::Days;
use std::path::Path;

/// Three shocks, the first of them on day 100.
const STORY: &str = r#"
id = "story"
title = "One thing after another"
category = "toy"

[[shock]]
hits = { kind = "capacity", products = ["gallium"], economies = ["CHN"] }
severity = 0.5
start_day = 130
onset_days = 20
duration_days = 200
recovery_days = 90
recovery = "s-curve"

[[shock]]
hits = { kind = "export", products = ["gallium"], from = ["CHN"] }
severity = 0.9
start_day = 100
duration_days = 40
recovery_days = 30

[[shock]]
hits = { kind = "demand", products = ["gallium"] }
severity = 0.4
start_day = 110.5
duration_days = 60
"#;

/// One hazard that starts the story, very often.
const OFTEN: &str = r#"
[[hazard]]
id = "often"
title = "The story again and again"
class = "toy"
rate = { value = 20.0, low = 1.0, high = 50.0 }
scenario = "story"
source = "made up"
confidence = "estimate"
"#;

fn study() -> Study {
    let source = ModelSource::Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/core"));
    Study::new(Model::load(&source).expect("the small model").value).expect("a network")
}

fn story() -> Vec<Told> {
    toml::from_str::<Scenario>(STORY).expect("a scenario").shock
}

fn file(text: &str, shocks: &[Told]) -> HazardFile {
    let file: HazardFile = toml::from_str(text).expect("hazards");
    file.with_scenarios(|id| if id == "story" { shocks.to_vec() } else { Vec::new() })
}

#[test]
fn a_scenario_loses_in_a_batch_what_its_shocks_lose() {
    let (study, shocks) = (study(), story());
    let options = BatchOptions { trials: 1, seed: 7, ..BatchOptions::default() };
    let batch = study.prepare_batch(&file(OFTEN, &shocks), &options).expect("a batch");
    assert!(batch.without_target().is_empty());
    let table = batch.run(0..6, &|_| ()).expect("threads");
    let mut events = 0;
    for trial in 0..6 {
        let drawn = batch.arrivals().draw(trial);
        events += drawn.len();
        // The shocks of all arrivals, as if they were in force: days from the first shock of the story on.
        let told = drawn.iter().flat_map(|event| {
            shocks.iter().map(|shock| {
                let start = event.start + (shock.start_day.get() - 100.0);
                Told { start_day: Days::new(start).expect("days"), ..shock.clone() }
            })
        });
        let in_force = BatchOptions { in_force: told.collect(), ..options.clone() };
        let direct = study.prepare_batch(&HazardFile::default(), &in_force).expect("a batch");
        let direct = direct.run(0..1, &|_| ()).expect("threads");
        let losses = |table: &YearLossTable, trial: u64| -> Vec<(u32, CellLoss)> {
            table.rows().filter(|row| row.trial == trial).map(|row| (row.cell, row.loss)).collect()
        };
        let (found, expected) = (losses(&table, trial), losses(&direct, 0));
        assert!(!found.is_empty() && found.iter().any(|(_, loss)| loss.lost_days > 10.0), "{found:?}");
        assert_eq!(found, expected, "year {trial}");
    }
    assert!(events > 80, "{events} arrivals in six years");
}

/// A hazard of its own beside one that either states how it goes or starts a scenario that says the same.
fn twin(how: &str) -> BatchResult {
    let stated = r#"
severity = { shape = "fixed", value = 0.95 }
duration = { median_days = 280, p90_days = 280 }
onset_days = 10
recovery = "linear"
recovery_days = 30
"#;
    let hits = "hits = [{ kind = \"export\", products = [\"gallium\"], from = [\"CHN\"] }]\n";
    let head = |id: &str| {
        format!(
            "[[hazard]]\nid = \"{id}\"\ntitle = \"{id}\"\nclass = \"toy\"\nrate = {{ value = 0.8, low = 0.1, high = 3.0 }}\n\
             source = \"made up\"\nconfidence = \"estimate\"\n"
        )
    };
    let other = head("other")
        + &stated.replace("280", "360")
        + &hits.replace("export", "capacity").replace("from", "economies");
    let twin = head("twin") + &how.replace("STATED", &format!("{stated}{hits}"));
    let story = r#"
[[shock]]
hits = { kind = "export", products = ["gallium"], from = ["CHN"] }
severity = 0.95
start_day = 12
duration_days = 280
onset_days = 10
recovery_days = 30
"#;
    let story = format!("id = \"story\"\ntitle = \"s\"\ncategory = \"toy\"\n{story}");
    let shocks = toml::from_str::<Scenario>(&story).expect("a scenario").shock;
    let options = BatchOptions { trials: 100, seed: 3, ..BatchOptions::default() };
    let study = study();
    let batch = study.prepare_batch(&file(&(other + &twin), &shocks), &options).expect("a batch");
    let table = batch.run(0..100, &|_| ()).expect("threads");
    let sources = batch.by_source(&table);
    batch.result(table, Some(&sources))
}

#[test]
fn a_scenario_of_one_shock_is_the_hazard_that_states_the_same() {
    let (stated, told) = (twin("STATED"), twin("scenario = \"story\""));
    assert!(stated.table.rows().eq(told.table.rows()));
    let parts = |result: &BatchResult| -> Vec<(String, f64)> {
        let all = result.results.iter().flat_map(|row| &row.contributions);
        all.map(|part| (part.id.clone(), part.es95_lost_days)).collect()
    };
    let (stated, told) = (parts(&stated), parts(&told));
    assert!(stated.iter().any(|(id, days)| id == "twin" && *days > 1.0), "{stated:?}");
    assert_eq!(stated.len(), told.len());
    for (one, other) in stated.iter().zip(&told) {
        assert!(one.0 == other.0 && (one.1 - other.1).abs() < 1e-9, "{one:?} {other:?}");
    }
}

#[test]
fn a_scenario_without_a_target_is_a_hazard_without_one() {
    let mut shocks = story();
    for shock in &mut shocks {
        shock.hits = crate::scenario::Target::Asset { asset: "nowhere".to_owned() };
    }
    let study = study();
    let batch = study.prepare_batch(&file(OFTEN, &shocks), &BatchOptions::default()).expect("a batch");
    assert_eq!(batch.without_target(), ["often"]);
    // A catalogue that was not told the scenario is no catalogue.
    let refused = study.prepare_batch(&file(OFTEN, &[]), &BatchOptions::default()).expect_err("refused");
    assert_eq!(refused.to_string(), "hazard `often` starts the scenario `story`, of which no shock is known");
    let vague = OFTEN.replace("scenario = \"story\"", "");
    let refused = study.prepare_batch(&file(&vague, &[]), &BatchOptions::default()).expect_err("refused");
    assert_eq!(refused.to_string(), "hazard `often` has no `severity` and starts no scenario");
}
