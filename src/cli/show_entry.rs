//! What `linchpin show` says of a scenario, hazard, strait, asset, economy or source: what its file says.

use super::{Failure, Format, Session};
use crate::finding::Findings;
use crate::input::{Hashes, Names};
use crate::model::geography::{Bypass, Lane, Passage, Via};
use crate::model::{Asset, Chokepoint, Economy, Model, Source};
use crate::report::{Cell, Column, Table};
use crate::scenario::{Hazard, Library, Scenario};
use serde::Serialize;
use serde_json::Value;

/// All that goes by one id, by the arrays of the files; of a strait also the ways that lead through it.
#[derive(Debug, Serialize)]
struct Entries<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    scenario: Option<&'a Scenario>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hazard: Vec<&'a Hazard>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    chokepoint: Vec<&'a Chokepoint>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    passage: Vec<&'a Passage>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lane: Vec<&'a Lane>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bypass: Vec<&'a Bypass>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    asset: Vec<&'a Asset>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    economy: Vec<&'a Economy>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    source: Vec<&'a Source>,
}

impl<'a> Entries<'a> {
    fn of(id: &str, model: &'a Model, library: &'a Library) -> Self {
        let routes = &model.routes;
        let through = |via: &[Via]| via.iter().any(|via| via.chokepoint == id);
        Self {
            scenario: library.get(id).ok(),
            hazard: library.hazards().hazard.iter().filter(|row| row.id == id).collect(),
            chokepoint: routes.chokepoint.iter().filter(|row| row.id == id).collect(),
            passage: routes.passage.iter().filter(|row| through(&row.via)).collect(),
            lane: routes.lane.iter().filter(|row| through(&row.via)).collect(),
            bypass: routes.bypass.iter().filter(|row| row.chokepoint == id).collect(),
            asset: routes.asset.iter().filter(|row| row.id == id).collect(),
            economy: model.economies.iter().filter(|row| row.id == id).collect(),
            source: model.sources.iter().filter(|row| row.id == id).collect(),
        }
    }

    const fn is_empty(&self) -> bool {
        self.scenario.is_none()
            && self.hazard.is_empty()
            && self.chokepoint.is_empty()
            && self.asset.is_empty()
            && self.economy.is_empty()
            && self.source.is_empty()
    }

    /// As files have it: a scenario is a file by itself, in which a hazard of the same id is a comment; everything else is a
    /// row of a file.
    fn into_toml(mut self) -> Result<String, toml::ser::Error> {
        let scenario = self.scenario.take().map(toml::to_string).transpose()?;
        let rows = toml::to_string(&self)?;
        let comment = |line: &str| format!("# {line}").trim_end().to_owned() + "\n";
        Ok(scenario.map_or_else(|| rows.clone(), |file| file + &rows.lines().map(comment).collect::<String>()))
    }
}

/// Shows what goes by `id` and is no product.
pub fn answer(id: &str, (model, read): (&Model, Hashes), session: &Session) -> Result<(), Failure> {
    let library = session.library(model)?;
    let (hashes, library) = ([read, library.hashes], library.value);
    let entries = Entries::of(id, model, &library);
    if entries.is_empty() {
        return Err(Findings::from(names(model, &library).unknown(id)).into());
    }
    let mut table = Table::new([Column::new("field"), Column::new("value")]);
    let value = serde_json::to_value(&entries).unwrap_or_default();
    list(&mut table, String::new(), &value);
    if let Some((mut folder, mut manifest)) = session.results()? {
        for read in hashes {
            manifest.inputs.extend(read);
        }
        let written = folder
            .write(&format!("{id}.csv"), |out| table.write_csv(out))
            .and_then(|()| folder.write(&format!("{id}.json"), |out| crate::report::write_json(out, &entries)))
            .and_then(|()| manifest.finish(folder));
        written.map_err(|error| session.cannot_write(&error))?;
    }
    if session.options.format != Format::Table {
        return session.print_as(&entries, &table);
    }
    let text = entries.into_toml().map_err(|error| Failure::input(&error))?;
    session.print(|out| out.write_all(text.as_bytes()))
}

/// Everything that can be shown.
fn names(model: &Model, library: &Library) -> Names {
    let ids = model.products.iter().map(|(_, product)| product.id.clone()).chain(library.ids().map(str::to_owned));
    let ids = ids.chain(library.hazards().hazard.iter().map(|row| row.id.clone()));
    let ids = ids.chain(model.routes.chokepoint.iter().map(|row| row.id.clone()));
    let ids = ids.chain(model.routes.asset.iter().map(|row| row.id.clone()));
    let ids = ids.chain(model.economies.iter().map(|row| row.id.clone()));
    let ids = ids.chain(model.sources.iter().map(|row| row.id.clone()));
    Names::new(
        "id",
        "`linchpin list products`, `scenarios`, `hazards`, `chokepoints`, `assets`, `economies` and `sources`",
        ids,
    )
}

/// A row for each leaf of `value`, named by its way from the top.
fn list(table: &mut Table, way: String, value: &Value) {
    let step = |key: &str| if way.is_empty() { key.to_owned() } else { format!("{way}.{key}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| list(table, step(key), value)),
        Value::Array(rows) if rows.iter().any(|row| row.is_object() || row.is_array()) => {
            rows.iter().enumerate().for_each(|(place, value)| list(table, step(&place.to_string()), value));
        }
        Value::Array(rows) => {
            let words: Vec<String> = rows.iter().map(word).collect();
            table.push([way.into(), words.join(";").into()]);
        }
        Value::Null => {}
        leaf => table.push([way.into(), Cell::from(word(leaf))]),
    }
}

/// A leaf without the marks of JSON.
fn word(leaf: &Value) -> String {
    leaf.as_str().map_or_else(|| leaf.to_string(), str::to_owned)
}
