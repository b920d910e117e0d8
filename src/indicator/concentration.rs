//! Indicators of who supplies how much: HHI, HHI weighted by governance, largest suppliers and supply without the
//! largest, `GeoPolRisk`, the NSTC screen.

use super::{Group, Indicator, Kind, Part, QUANTITY, Row, Threshold, UNIT, Value, once, optional, required};
use crate::score::remainder::is_bucket;
use crate::score::{Concentration, Shares, sum::sum};

/// US Department of Justice and Federal Trade Commission, Merger Guidelines 2023: above 1,800 of 10,000 points.
const HIGHLY_CONCENTRATED: f64 = 0.18;

/// Suppliers whose supplies differ by less of them are equal.
const ROUNDING: f64 = 1e-12;

const fn plain(id: &'static str) -> Part {
    Part { id, threshold: None }
}

pub const HHI: Indicator = Indicator {
    name: "hhi",
    title: "Herfindahl-Hirschman index, with the bounds that unnamed suppliers leave open",
    version: "Merger Guidelines 2023 (highly concentrated above 0.18)",
    fields: &[required("economy", Kind::Economy), required("share", Kind::Share)],
    parts: &[
        Part { id: "hhi", threshold: Some(Threshold::Above(HIGHLY_CONCENTRATED)) },
        Part { id: "hhi_low", threshold: Some(Threshold::Above(HIGHLY_CONCENTRATED)) },
        Part { id: "hhi_high", threshold: Some(Threshold::Above(HIGHLY_CONCENTRATED)) },
    ],
    method: |group, _| {
        let all = concentration(group, "share");
        [all.hhi, all.hhi_low, all.hhi_high].map(Value::Number).into()
    },
};

pub const GOVERNANCE_HHI: Indicator = Indicator {
    name: "governance-hhi",
    title: "Herfindahl-Hirschman index weighted by governance, 0 good to 10 bad",
    version: "European Commission 2017 (without trade restrictions)",
    fields: &[
        required("economy", Kind::Economy),
        required("share", Kind::Share),
        required("governance", Kind::Number(0.0, 10.0)),
    ],
    parts: &[plain("governance_hhi")],
    method: |group, _| {
        let named = group.rows.iter().filter(|row| !is_bucket(row.word("economy")));
        let terms = named.map(|row| match (row.number("share"), row.number("governance")) {
            (Some(share), Some(governance)) => share * share * governance,
            _ => 0.0,
        });
        vec![Value::Number(sum(terms))]
    },
};

pub const LARGEST: Indicator = Indicator {
    name: "iea-n-1",
    title: "Share of the largest suppliers, and supply without the largest over demand",
    version: "IEA Global Critical Minerals Outlook 2025",
    fields: &[
        required("economy", Kind::Economy),
        required("supply", QUANTITY),
        optional("demand", QUANTITY),
        once("total_demand", QUANTITY),
    ],
    parts: &[
        plain("top_1"),
        plain("top_3"),
        Part { id: "n_1_gross", threshold: Some(Threshold::Below(1.0)) },
        Part { id: "n_1_net", threshold: Some(Threshold::Below(1.0)) },
    ],
    method: largest,
};

fn largest(group: &Group, _: &[Group]) -> Vec<Value> {
    let supply = |row: &Row| row.number("supply").unwrap_or(0.0);
    let mut named: Vec<&Row> = group.rows.iter().filter(|row| !is_bucket(row.word("economy"))).collect();
    named.sort_by(|a, b| supply(b).total_cmp(&supply(a)));
    let total = sum(group.rows.iter().map(supply));
    let first = named.first().filter(|_| total > 0.0);
    let Some(first) = first else { return vec![Value::Undefined("nobody supplies anything"); 4] };
    let top = |k: usize| Value::Number(sum(named.iter().take(k).map(|row| supply(row))) / total);
    // Where no demand is stated the market is taken to clear.
    let demand = group.own("total_demand").unwrap_or(total);
    let left = total - supply(first);
    let net = |largest: &Row| match largest.number("demand") {
        None => Value::Undefined("the demand of the largest supplier is not stated"),
        Some(own) if own >= demand => Value::Undefined("there is no demand but that of the largest supplier"),
        Some(own) => Value::finite(left / (demand - own), "there is no demand"),
    };
    // Of several that are the largest the one whose loss leaves least counts, whatever the order of the rows.
    let equals = named.iter().take_while(|row| supply(row) >= supply(first) * (1.0 - ROUNDING)).map(|row| net(row));
    let rank = |value: &Value| if let Value::Number(net) = value { *net } else { f64::INFINITY };
    let net = equals.min_by(|a, b| rank(a).total_cmp(&rank(b))).unwrap_or(Value::Undefined("nobody supplies anything"));
    vec![top(1), top(3), Value::finite(left / demand, "there is no demand"), net]
}

pub const GEOPOLRISK: Indicator = Indicator {
    name: "geopolrisk",
    title: "GeoPolRisk score: world production HHI times import shares weighted by political instability",
    version: "Koyamparambath et al. 2024",
    fields: &[
        required("economy", Kind::Economy),
        required("production", QUANTITY),
        required("imports", QUANTITY),
        optional("instability", UNIT),
        once("domestic_production", QUANTITY),
    ],
    parts: &[plain("geopolrisk")],
    method: geopolrisk,
};

/// Score = HHI Σ g f ÷ (p + F); an economy whose stability is not known counts as middling, 0.5.
fn geopolrisk(group: &Group, _: &[Group]) -> Vec<Value> {
    let column = |name: &'static str| group.rows.iter().map(move |row| row.number(name).unwrap_or(0.0));
    let Some(hhi) = hhi_of_quantities(group.rows.iter(), "production") else {
        return vec![Value::Undefined("nobody produces anything")];
    };
    let risky = sum(group
        .rows
        .iter()
        .map(|row| row.number("instability").unwrap_or(0.5) * row.number("imports").unwrap_or(0.0)));
    let used = group.own("domestic_production").unwrap_or(0.0) + sum(column("imports"));
    if used <= 0.0 {
        return vec![Value::Undefined("nothing is imported or made at home")];
    }
    vec![Value::Number(hhi * risky / used)]
}

pub const EARLY_WARNING: Indicator = Indicator {
    name: "nstc",
    title: "Early-warning screen: geometric mean of supply risk, production growth and market dynamics",
    version: "NSTC 2016 (form of the index; no threshold)",
    fields: &[required("supply_risk", UNIT), required("production_growth", UNIT), required("market_dynamics", UNIT)],
    parts: &[plain("criticality")],
    method: |group, _| {
        let [r, g, m] = ["supply_risk", "production_growth", "market_dynamics"].map(|name| group.own(name));
        vec![match (r, g, m) {
            (Some(r), Some(g), Some(m)) => Value::Number(libm::cbrt(r * g * m)),
            _ => Value::Undefined("a component is missing"),
        }]
    },
};

/// The usual indices of the shares in `column`; rows called `other` and the like are unnamed suppliers.
pub fn concentration(group: &Group, column: &str) -> Concentration {
    let rows = group.rows.iter().map(|row| (row.word("economy"), row.number(column).unwrap_or(0.0)));
    Concentration::of(&Shares::trusted(rows))
}

/// HHI of the quantities in `column` over `rows`; none if they sum to 0. Rows called `other` and the like are many suppliers
/// without a name: they count in the whole, but not as one supplier.
pub fn hhi_of_quantities<'a>(rows: impl Iterator<Item = &'a Row> + Clone, column: &str) -> Option<f64> {
    let quantity = |row: &Row| row.number(column).unwrap_or(0.0);
    let total = sum(rows.clone().map(quantity));
    let named = rows.filter(|row| !is_bucket(row.word("economy"))).map(quantity);
    (total > 0.0).then(|| sum(named.map(|quantity| (quantity / total) * (quantity / total))))
}
