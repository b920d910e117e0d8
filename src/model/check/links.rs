//! Inputs of products: each exists, is said once, and says what its kind needs.

use super::ModelNames;
use super::manifest::{HEALING_CRITICALITY, no_healing};
use crate::finding::{Finding, Findings};
use crate::input::{Cursor, Parsed, Unique};
use crate::model::{Input, InputKind, Product, Sector, SectorFile};
use std::collections::BTreeSet;

/// Checks the inputs of every product.
pub fn check(files: &[(Sector, Parsed<SectorFile>)], names: &ModelNames, findings: &mut Findings) {
    for (_, file) in files {
        for (index, product) in file.value.product.iter().enumerate() {
            let here = file.document.root().at("product", index);
            let what = format!("input of `{}`", product.id);
            let mut seen = Unique::new(&what);
            for (row, input) in product.inputs.iter().enumerate() {
                let at = here.at("inputs", row);
                names.products.check(&input.product, at.key("product"), findings);
                // The same input may hold differently in different places.
                let places: BTreeSet<_> = input.only_in.iter().flatten().collect();
                seen.see((&input.product, places), &input.product, at.key("product"), findings);
                if input.product == product.id {
                    let finding = Finding::error(format!("`{}` is made of itself", product.id));
                    at.key("product").report(finding, findings);
                }
                place(input, at, names, findings);
                criticality(input, at, findings);
                group(product, input, at, findings);
            }
        }
    }
}

fn place(input: &Input, at: Cursor<'_>, names: &ModelNames, findings: &mut Findings) {
    let Some(economies) = &input.only_in else { return };
    let at = at.key("only_in");
    if economies.is_empty() {
        let finding = Finding::error("an empty list: the link holds nowhere").label("no economy is named");
        at.report(finding.help("leave `only_in` out if it holds everywhere"), findings);
    }
    names.economies.check_all(economies, at, findings);
}

fn criticality(input: &Input, at: Cursor<'_>, findings: &mut Findings) {
    match input.criticality {
        Some(criticality) if criticality.get() > HEALING_CRITICALITY => {
            at.key("criticality").report(no_healing(criticality.get()), findings);
        }
        None if input.kind == InputKind::Partial && at.stated("criticality").is_none() => {
            let finding = Finding::error(format!("the partial input `{}` has no `criticality`", input.product));
            let help = "`criticality`: share of output lost when it is wholly missing, for example 0.5";
            at.key("kind").report(finding.label("how much is lost?").help(help), findings);
        }
        _ => {}
    }
}

fn group(product: &Product, input: &Input, at: Cursor<'_>, findings: &mut Findings) {
    let of_group = matches!(input.kind, InputKind::Mix | InputKind::Alternative);
    if at.key("kind").is_mended() {
        return;
    }
    if input.kind == InputKind::Alternative {
        let members = product.inputs.iter().filter(|other| other.kind == input.kind && other.group == input.group);
        if members.map(|other| &other.product).collect::<BTreeSet<_>>().len() < 2 {
            let finding = Finding::error(format!("the alternative `{}` has nothing to stand in for", input.product));
            let help =
                "an alternative needs a second member of the same `group`; a lone input is `essential` or `partial`";
            at.key("kind").report(finding.help(help), findings);
        }
    }
    let only_for_groups = [("group", input.group.is_some()), ("share", input.share.is_some())];
    for (key, _) in only_for_groups.into_iter().filter(|(_, stated)| *stated && !of_group) {
        let finding = Finding::warning(format!("`{key}` says nothing for an input of kind `{}`", input.kind.id()));
        at.key(key).report(finding.help("it is for `mix` and `alternative` inputs"), findings);
    }
    if input.stretch.is_some() && input.kind != InputKind::Alternative {
        let finding = Finding::warning(format!("`stretch` says nothing for an input of kind `{}`", input.kind.id()));
        at.key("stretch").report(finding.help("it is for `alternative` inputs"), findings);
    }
}
