//! The study of the embedded model from the outside: what scenarios do, what scores mean, what chance draws.

mod batch;
mod claims;
mod figures;
mod hazard_rows;
mod hazards;
mod order;
mod rationing;
mod rest;
mod scores;
mod targets;

use linchpin::model::{Model, ModelSource};
use linchpin::scenario::{Library, Scenario};
use linchpin::study::{ProductRow, RunOptions, ScenarioResult, SectorRow, Study};
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

fn study() -> &'static Study {
    static STUDY: OnceLock<Study> = OnceLock::new();
    STUDY.get_or_init(|| Study::new(model()).expect("a network"))
}

fn model() -> Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::load(&ModelSource::Embedded).expect("the embedded model").value).clone()
}

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::load(&ModelSource::Embedded, &model()).expect("the embedded scenarios").value)
}

fn scenario(id: &str) -> Scenario {
    library().resolve(id).expect("a scenario").value
}

/// The result of an embedded scenario, run once.
fn result(id: &str) -> ScenarioResult {
    static RESULTS: Mutex<BTreeMap<String, ScenarioResult>> = Mutex::new(BTreeMap::new());
    if let Some(found) = RESULTS.lock().expect("no panic").get(id) {
        return found.clone();
    }
    let found = study().run(&scenario(id), &RunOptions::default()).expect("a result");
    RESULTS.lock().expect("no panic").insert(id.to_owned(), found.clone());
    found
}

/// One product of a result in one home economy.
fn product<'r>(result: &'r ScenarioResult, id: &str, economy: &str) -> &'r ProductRow {
    let mut rows = result.products.iter();
    rows.find(|row| row.product == id && row.economy == economy).expect("a product in use")
}

/// One sector of a result in one home economy.
fn sector<'r>(result: &'r ScenarioResult, id: &str, economy: &str) -> &'r SectorRow {
    result.results.iter().find(|row| row.sector == id && row.economy == economy).expect("a sector")
}
