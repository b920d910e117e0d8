//! A model folder in the making: the texts of another with rows put in, what is not touched kept byte for byte.

use super::row::ShareRow;
use crate::finding::{Finding, Findings, SourceText};
use crate::model::{Model, ModelFile, ModelFiles, ModelNames, ModelTexts, Sector, Source};
use std::collections::BTreeMap;
use std::sync::Arc;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

/// Keys of a product that come after its shares, in the order of the files.
const AFTER_IMPORTS: [&str; 2] = ["reserves", "inputs"];

/// The files of a model folder, to be changed.
#[derive(Debug)]
pub struct ModelCopy {
    texts: BTreeMap<ModelFile, String>,
    documents: BTreeMap<ModelFile, DocumentMut>,
}

impl ModelCopy {
    /// Of `texts`, which were read and checked before.
    #[must_use]
    pub fn of(texts: &ModelTexts) -> Self {
        let texts = texts.texts.iter().map(|(file, text)| (*file, text.text().to_owned())).collect();
        Self { texts, documents: BTreeMap::new() }
    }

    /// In the list `key` of `product`, drops the rows that `drop` holds for and puts `rows` at the end.
    ///
    /// # Errors
    /// When the file is TOML that cannot be edited.
    pub fn replace(
        &mut self,
        sector: Sector,
        product: &str,
        key: &'static str,
        drop: &dyn Fn(&dyn TableLike) -> bool,
        rows: &[ShareRow],
    ) -> Result<(), Finding> {
        let document = self.document(ModelFile::Sector(sector))?;
        let is_it = |table: &dyn TableLike| table.get("id").and_then(Item::as_str) == Some(product);
        let products = document.get_mut("product");
        match products {
            Some(Item::ArrayOfTables(products)) => {
                if let Some(table) = products.iter_mut().find(|table| is_it(*table)) {
                    put(table, key, drop, rows);
                    to_the_end(table, key);
                }
            }
            Some(Item::Value(Value::Array(products))) => {
                let mut tables = products.iter_mut().filter_map(Value::as_inline_table_mut);
                if let Some(table) = tables.find(|table| is_it(*table)) {
                    put(table, key, drop, rows);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds `source` to `sources.toml` unless its id stands there.
    ///
    /// # Errors
    /// When the file is TOML that cannot be edited.
    pub fn add_source(&mut self, model: &Model, source: &Source) -> Result<(), Finding> {
        if model.sources.iter().any(|known| known.id == source.id) {
            return Ok(());
        }
        let mut table = Table::new();
        table.insert("id", toml_edit::value(&source.id));
        table.insert("title", toml_edit::value(&source.title));
        let rest = [("url", &source.url), ("licence", &source.licence), ("attribution", &source.attribution)];
        for (key, value) in rest {
            if let Some(value) = value {
                table.insert(key, toml_edit::value(value));
            }
        }
        if let Some(Item::Value(Value::Array(sources))) = self.document(ModelFile::Sources)?.get_mut("source") {
            sources.push_formatted(Value::InlineTable(table.into_inline_table()).decorated("\n  ", ""));
            return Ok(());
        }
        // Nothing else changes this file: at its end, and all before it as it was.
        self.documents.remove(&ModelFile::Sources);
        let text = self.texts.entry(ModelFile::Sources).or_default();
        let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        *text = format!("{text}{gap}\n[[source]]\n{table}");
        Ok(())
    }

    /// The files by name, once the whole has been checked.
    ///
    /// # Errors
    /// When the model they make up is not one that `linchpin check` accepts.
    pub fn finish(mut self) -> Result<Vec<(&'static str, String)>, Findings> {
        for (file, document) in std::mem::take(&mut self.documents) {
            self.texts.insert(file, document.to_string());
        }
        let mut findings = Findings::new();
        let source = |file: &ModelFile, text: &String| Arc::new(SourceText::new(file.name(), text.clone()));
        let texts = self.texts.iter().map(|(file, text)| (*file, source(file, text))).collect();
        let texts = ModelTexts { texts, ..ModelTexts::default() };
        let files = ModelFiles::parse(&texts, &mut findings);
        files.check(&ModelNames::of_texts(&texts), &mut findings);
        if findings.has_errors() {
            return Err(findings.sorted());
        }
        Ok(self.texts.into_iter().map(|(file, text)| (file.name(), text)).collect())
    }

    fn document(&mut self, file: ModelFile) -> Result<&mut DocumentMut, Finding> {
        if !self.documents.contains_key(&file) {
            let text = self.texts.get(&file).map(String::as_str).unwrap_or_default();
            let document = text
                .parse()
                .map_err(|error| Finding::error(format!("this file cannot be edited: {error}")).in_file(file.name()))?;
            self.documents.insert(file, document);
        }
        Ok(self.documents.entry(file).or_default())
    }
}

fn put(product: &mut dyn TableLike, key: &str, drop: &dyn Fn(&dyn TableLike) -> bool, rows: &[ShareRow]) {
    match product.get_mut(key) {
        Some(Item::ArrayOfTables(tables)) => {
            let mut kept = ArrayOfTables::new();
            for table in tables.iter().filter(|table| !drop(*table)) {
                kept.push(table.clone());
            }
            for row in rows {
                kept.push(row.table().into_table());
            }
            *tables = kept;
        }
        Some(Item::Value(Value::Array(array))) => {
            array.retain(|row| row.as_inline_table().is_none_or(|row| !drop(row)));
            fill(array, rows);
        }
        _ => {
            let mut array = Array::new();
            fill(&mut array, rows);
            product.insert(key, toml_edit::value(array));
        }
    }
}

fn fill(array: &mut Array, rows: &[ShareRow]) {
    for row in rows {
        array.push_formatted(Value::InlineTable(row.table()).decorated("\n  ", ""));
    }
    if !array.trailing().as_str().is_some_and(|trailing| trailing.contains('\n')) {
        array.set_trailing("\n");
    }
    array.set_trailing_comma(true);
}

/// Puts the keys that follow `key` in the files after it, if it is new there.
fn to_the_end(product: &mut Table, key: &str) {
    for after in AFTER_IMPORTS {
        let place = |product: &Table, wanted: &str| product.iter().position(|(own, _)| own == wanted);
        let early = place(product, after).zip(place(product, key)).is_some_and(|(after, key)| after < key);
        if early && let Some((key, item)) = product.remove_entry(after) {
            product.insert_formatted(&key, item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ModelSource;

    #[test]
    fn sources_are_added_in_the_form_that_is_there() {
        let model = Model::load(&ModelSource::Embedded).expect("the model").value;
        let new = Source { id: "new".to_owned(), title: "New".to_owned(), ..model.sources[0].clone() };
        for text in
            ["source = [\n  { id = \"old\", title = \"Old\" },\n]\n", "[[source]]\nid = \"old\"\ntitle = \"Old\""]
        {
            let texts = BTreeMap::from([(ModelFile::Sources, text.to_owned())]);
            let mut copy = ModelCopy { texts, documents: BTreeMap::new() };
            copy.add_source(&model, &new).expect("TOML");
            let written = copy.documents.get(&ModelFile::Sources).map(DocumentMut::to_string);
            let written = written.unwrap_or_else(|| copy.texts[&ModelFile::Sources].clone());
            let read: toml::Table = toml::from_str(&written).expect("TOML");
            let ids: Vec<_> = read["source"].as_array().expect("rows").iter().map(|row| row["id"].as_str()).collect();
            assert_eq!(ids, [Some("old"), Some("new")], "{written}");
        }
    }
}
