//! What a shock hits: things that exist, lists that name something.

use crate::finding::{Finding, Findings};
use crate::input::{Cursor, Names};
use crate::model::{ModelNames, OTHER};
use crate::scenario::{Rebuild, Target};

/// Checks `target`, which stands at `here`.
pub fn check(target: &Target, here: Cursor<'_>, names: &ModelNames, findings: &mut Findings) {
    let mut list = |key: &str, ids: Option<&Vec<String>>, names: &Names| {
        if let Some(ids) = ids {
            check_list(key, ids, here.key(key), names, findings);
        }
    };
    match target {
        Target::Capacity { products, economies, .. }
        | Target::Capital { products, economies, .. }
        | Target::Stock { products, economies, .. } => {
            list("products", products.as_ref(), &names.products);
            list("economies", economies.as_ref(), &names.economies);
        }
        Target::Export { products, from, to, .. } => {
            list("products", products.as_ref(), &names.products);
            list("from", from.as_ref(), &names.economies);
            list("to", to.as_ref(), &names.economies);
        }
        Target::Trade { economies, products } => {
            list("economies", Some(economies), &names.economies);
            list("products", products.as_ref(), &names.products);
        }
        Target::Route { chokepoints } => list("chokepoints", Some(chokepoints), &names.chokepoints),
        Target::Demand { products, economies } => {
            list("products", Some(products), &names.products);
            list("economies", economies.as_ref(), &names.economies);
        }
        Target::Input { products, economies } => {
            list("products", Some(products), &names.products);
            list("economies", Some(economies), &names.economies);
        }
        Target::Asset { asset } => {
            names.assets.check(asset, here.key("asset"), findings);
        }
    }
    if let Target::Capacity { firm: Some(firm), .. }
    | Target::Capital { firm: Some(firm), .. }
    | Target::Export { firm: Some(firm), .. } = target
    {
        names.firms.check(firm, here.key("firm"), findings);
    }
    if let Target::Capital { rebuild: Some(rebuild), .. } = target {
        check_rebuild(rebuild, here.key("rebuild"), names, findings);
    }
}

/// Days that are some, products that exist, shares of one whole.
fn check_rebuild(rebuild: &Rebuild, here: Cursor<'_>, names: &ModelNames, findings: &mut Findings) {
    if rebuild.days.get() < 1.0 && !here.has_mended() {
        let finding = Finding::error(format!("rebuilding takes {} days", rebuild.days.get()));
        here.key("days").report(finding.label("admissible is at least 1"), findings);
    }
    for id in rebuild.products.keys() {
        names.products.check(id, here.key("products").key(id), findings);
    }
    let sum: f64 = rebuild.products.values().map(|share| share.get()).sum();
    if (sum - 1.0).abs() > 1e-6 && !here.has_mended() {
        let finding = Finding::error(format!("the shares of the products that rebuild sum to {sum}: admissible is 1"));
        here.key("products").report(finding.help("they say how the money is divided"), findings);
    }
}

fn check_list(key: &str, ids: &[String], here: Cursor<'_>, names: &Names, findings: &mut Findings) {
    if ids.is_empty() && !here.has_mended() {
        let finding = Finding::error(format!("`{key}` is an empty list: nothing is hit")).label("nothing is named");
        here.report(finding.help("name at least one; where the key may be left out, that means all"), findings);
    }
    for (index, id) in ids.iter().enumerate() {
        if id == OTHER {
            let finding = Finding::error(format!("`{OTHER}` cannot be hit")).label("unnamed suppliers");
            here.row(index).report(finding.help("it stands for suppliers nobody named; name an economy"), findings);
        } else {
            names.check(id, here.row(index), findings);
        }
    }
    let repeated = ids.iter().enumerate().filter(|(index, id)| ids[..*index].contains(id));
    // Only short lists: nobody repeats an id in a list of thousands by hand.
    for (index, id) in repeated.take(if ids.len() > 1_000 { 0 } else { usize::MAX }) {
        here.row(index).report(Finding::warning(format!("`{id}` stands twice in `{key}`")), findings);
    }
}
