//! Whether what a model's rows name is in the model: files are checked when they are read, models changed in code are not.

use super::BuildError;
use crate::input::nearest;
use crate::model::{Model, OTHER};
use std::collections::BTreeSet;

/// Refuses home economies that are no demand region, and products whose rows name products or economies that do not
/// exist: what they supply or need would be missing without a word.
///
/// # Errors
/// With the first of them.
pub(crate) fn known(model: &Model) -> Result<(), BuildError> {
    let regions: BTreeSet<&str> =
        model.economies.iter().filter(|row| row.region == row.id).map(|row| row.id.as_str()).collect();
    if let Some(home) = model.manifest.home.iter().find(|home| !regions.contains(home.as_str())) {
        return Err(BuildError::Home(suggested(home, &regions)));
    }
    let economies: BTreeSet<&str> = model.economies.iter().map(|row| row.id.as_str()).chain([OTHER]).collect();
    let products: BTreeSet<&str> = model.products.iter().map(|(_, product)| product.id.as_str()).collect();
    for (_, product) in &model.products {
        let at = |field: &str, what: &'static str, id: &str, known: &BTreeSet<&str>| {
            if known.contains(id) {
                return Ok(());
            }
            let place = format!("{}.{field}", product.id);
            Err(BuildError::Unknown { place, what, id: suggested(id, known) })
        };
        let economy = |field: &str, id: &str| at(field, "economy", id, &economies);
        product.supply.iter().try_for_each(|row| economy("supply", &row.economy))?;
        product.firms.iter().try_for_each(|row| economy("firms", &row.seat).and(economy("firms", &row.plant)))?;
        product.demand.iter().try_for_each(|row| economy("demand", &row.economy))?;
        product.import_dependence.iter().try_for_each(|row| economy("import_dependence", &row.economy))?;
        product
            .imports
            .iter()
            .try_for_each(|row| economy("imports", &row.economy).and(economy("imports", &row.from)))?;
        product.covers.iter().try_for_each(|row| economy("covers", &row.economy))?;
        product.reserves.iter().try_for_each(|row| economy("reserves", &row.economy))?;
        product.sized_by.iter().try_for_each(|id| at("sized_by", "product", id, &products))?;
        for input in &product.inputs {
            at("inputs", "product", &input.product, &products)?;
            input.only_in.iter().flatten().try_for_each(|id| economy("inputs", id))?;
        }
    }
    Ok(())
}

/// `id` in quotes, with the nearest of those that exist.
fn suggested(id: &str, known: &BTreeSet<&str>) -> String {
    let near = nearest(id, known.iter().copied());
    near.map_or_else(|| format!("`{id}`"), |near| format!("`{id}` (did you mean `{near}`?)"))
}
