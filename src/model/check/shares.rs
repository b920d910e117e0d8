//! Shares of one whole must not sum to more than it.

use crate::finding::{Finding, Findings};
use crate::input::{Cursor, Parsed};
use crate::model::{Input, InputKind, Product, Sector, SectorFile};
use crate::units::Fraction;
use std::collections::BTreeMap;

/// What rounding may add to a sum of shares.
const TOLERANCE: f64 = 1e-6;

/// A sum of shares, watched row by row.
#[derive(Debug, Default, Clone, Copy)]
struct Sum {
    total: f64,
    over: bool,
}

impl Sum {
    /// Adds `share`; the row that first brings the sum over `limit` gets the finding, after all rows are in.
    fn add(&mut self, share: f64, limit: f64) -> bool {
        self.total += share;
        let crosses = !self.over && self.total > limit + TOLERANCE;
        self.over |= crosses;
        crosses
    }
}

/// Sums of shares, each with what people call it and the row that brought it over its limit.
struct Sums<'a, K> {
    sums: BTreeMap<K, (Sum, Option<Cursor<'a>>)>,
}

impl<'a, K: Ord> Sums<'a, K> {
    const fn new() -> Self {
        Self { sums: BTreeMap::new() }
    }

    fn add(&mut self, key: K, share: f64, at: Cursor<'a>) {
        let (sum, crossing) = self.sums.entry(key).or_default();
        if sum.add(share, 1.0) {
            *crossing = Some(at);
        }
    }

    fn report(self, what: impl Fn(&K) -> String, help: &str, findings: &mut Findings) {
        for (key, (sum, crossing)) in self.sums {
            let Some(at) = crossing else { continue };
            let finding =
                Finding::error(format!("{} sum to {}: admissible is at most 1", what(&key), shown(sum.total)));
            at.report(finding.label("with this row the sum passes 1").help(help), findings);
        }
    }
}

/// `total` without the noise of its last bits.
fn shown(total: f64) -> f64 {
    (total * 1e6).round() / 1e6
}

/// Checks the sums within each product, and those of each input over all its users.
pub fn check(files: &[(Sector, Parsed<SectorFile>)], findings: &mut Findings) {
    let mut uses = Sums::new();
    for (_, file) in files {
        for (index, product) in file.value.product.iter().enumerate() {
            let here = file.document.root().at("product", index);
            world(product, here, findings);
            imports(product, here, findings);
            firms(product, here, findings);
            groups(product, here, findings);
            for (row, input) in product.inputs.iter().enumerate() {
                if let Some(share) = input.use_share {
                    uses.add(input.product.as_str(), share.get(), here.at("inputs", row).key("use_share"));
                }
            }
        }
    }
    uses.report(
        |product| format!("use shares of `{product}` over all its users"),
        "`use_share` is the share of the input's world use that goes into the product",
        findings,
    );
}

fn world(product: &Product, here: Cursor<'_>, findings: &mut Findings) {
    let mut supply = Sums::new();
    for (row, rows) in product.supply.iter().enumerate() {
        supply.add((), rows.share.get(), here.at("supply", row).key("share"));
    }
    let named = |economy: &str| product.supply.iter().any(|row| row.economy == economy);
    for (row, firm) in product.firms.iter().enumerate().filter(|(_, firm)| !named(&firm.plant)) {
        supply.add((), firm.share.get(), here.at("firms", row).key("share"));
    }
    let help = "what is missing to one is the unnamed remainder; rows of different years must still sum to one";
    supply.report(|()| format!("supply shares of `{}`", product.id), help, findings);
    let mut demand = Sums::new();
    for (row, rows) in product.demand.iter().enumerate() {
        demand.add((), rows.share.get(), here.at("demand", row).key("share"));
    }
    demand.report(|()| format!("demand shares of `{}`", product.id), "shares of world use, by economy", findings);
    let mut costs = Sums::new();
    for (row, input) in dearest(product) {
        let share = input.cost_share.map_or(0.0, Fraction::get);
        costs.add((), share, here.at("inputs", row).key("cost_share"));
    }
    costs.report(
        |()| format!("cost shares of the inputs of `{}`", product.id),
        "shares of the output's cost",
        findings,
    );
}

fn imports(product: &Product, here: Cursor<'_>, findings: &mut Findings) {
    let mut mixes = Sums::new();
    for (row, import) in product.imports.iter().enumerate() {
        mixes.add(import.economy.as_str(), import.share.get(), here.at("imports", row).key("share"));
    }
    let help = "shares of the importer's imports, by exporter";
    mixes.report(|importer| format!("import shares of `{importer}` for `{}`", product.id), help, findings);
}

/// Firms are a part of the economy their plants stand in.
fn firms(product: &Product, here: Cursor<'_>, findings: &mut Findings) {
    let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
    let mut crossings = Vec::new();
    for (row, firm) in product.firms.iter().enumerate() {
        let plant = product.supply.iter().position(|supply| supply.economy == firm.plant);
        let Some(plant) = plant.filter(|plant| !here.at("supply", *plant).key("share").is_mended()) else { continue };
        let limit = product.supply[plant].share.get();
        if sums.entry(&firm.plant).or_default().add(firm.share.get(), limit) {
            crossings.push((firm.plant.as_str(), limit, here.at("firms", row).key("share")));
        }
    }
    for (plant, limit, at) in crossings {
        let total = shown(sums[plant].total);
        let finding = Finding::error(format!(
            "firms of `{}` in `{plant}` sum to {total}: admissible is at most {limit}, the share of `{plant}`",
            product.id
        ));
        at.report(finding.help("shares of firms are part of the share of the economy of their plants"), findings);
    }
}

/// Members of one group share one need.
fn groups(product: &Product, here: Cursor<'_>, findings: &mut Findings) {
    nothing_shared(product, here, findings);
    let mut groups = Sums::new();
    for (row, input) in product.inputs.iter().enumerate() {
        if let (InputKind::Mix | InputKind::Alternative, Some(share)) = (input.kind, input.share) {
            let group = input.group.as_deref().unwrap_or_default();
            groups.add((input.kind.id(), group), share.get(), here.at("inputs", row).key("share"));
        }
    }
    groups.report(
        |(kind, group)| match *group {
            "" => format!("shares of the `{kind}` inputs of `{}`", product.id),
            group => format!("shares of the `{kind}` group `{group}` of `{}`", product.id),
        },
        "each member meets a share of the group's need",
        findings,
    );
}

/// Groups of which every member states a share of 0.
fn nothing_shared(product: &Product, here: Cursor<'_>, findings: &mut Findings) {
    let mut members: BTreeMap<(&str, Option<&str>), (Cursor<'_>, bool)> = BTreeMap::new();
    for (row, input) in product.inputs.iter().enumerate() {
        if matches!(input.kind, InputKind::Mix | InputKind::Alternative) {
            let empty = input.share.is_some_and(|share| share.get() == 0.0);
            let at = here.at("inputs", row).key("share");
            members
                .entry((input.kind.id(), input.group.as_deref()))
                .and_modify(|all| all.1 &= empty)
                .or_insert((at, empty));
        }
    }
    for (at, _) in members.into_values().filter(|(_, empty)| *empty) {
        let finding = Finding::error(format!("no member of this group of `{}` meets any of its need", product.id));
        at.report(finding.help("give at least one member a share above 0, or leave the shares out"), findings);
    }
}

/// Inputs of `product`, with their rows, as they hold in the economy where they cost most: links may hold in some places only.
fn dearest(product: &Product) -> impl Iterator<Item = (usize, &Input)> {
    let holds = |input: &Input, economy: Option<&String>| {
        input.only_in.as_ref().is_none_or(|economies| economy.is_some_and(|economy| economies.contains(economy)))
    };
    let cost = |economy: Option<&String>| -> f64 {
        let held = product.inputs.iter().filter(|input| holds(input, economy));
        held.filter_map(|input| input.cost_share).map(Fraction::get).sum()
    };
    let named = product.inputs.iter().flat_map(|input| input.only_in.iter().flatten()).map(Some);
    let place = named.max_by(|a, b| cost(*a).total_cmp(&cost(*b))).flatten();
    product.inputs.iter().enumerate().filter(move |(_, input)| holds(input, place))
}
