//! Supply risk and economic importance of raw materials as the European Commission computes them since 2017.

use super::{Group, Indicator, Kind, Part, QUANTITY, Row, Threshold, UNIT, Value, once, optional, required};
use crate::score::sum::sum;

/// Critical at this supply risk and more (European Commission 2017, 2020, 2023).
const SUPPLY_RISK_FROM: f64 = 1.0;
/// And at this economic importance and more.
const IMPORTANCE_FROM: f64 = 2.8;

const NO_STAGE: &str = "no shares of this stage";
/// Relative difference of two sums of the same shares.
const ROUNDING: f64 = 1e-12;

const fn risk(id: &'static str) -> Part {
    Part { id, threshold: Some(Threshold::AtLeast(SUPPLY_RISK_FROM)) }
}

pub const SUPPLY_RISK: Indicator = Indicator {
    name: "eu-crm-supply-risk",
    title: "EU supply risk of a raw material: extraction and processing, the higher counts",
    version: "European Commission 2017, 2020, 2023",
    fields: &[
        required("stage", Kind::OneOf(&["extraction", "processing"])),
        required("scope", Kind::OneOf(&["global", "sourcing"])),
        required("economy", Kind::Economy),
        required("share", Kind::Share),
        required("governance", Kind::Number(0.0, 10.0)),
        optional("trade_factor", Kind::Number(0.1, 3.0)),
        once("import_reliance", UNIT),
        once("recycling_rate", UNIT),
        once("substitution", UNIT),
    ],
    parts: &[risk("supply_risk"), risk("extraction"), risk("processing")],
    method: |group, _| {
        let [extraction, processing] = ["extraction", "processing"].map(|stage| supply_risk(group, stage));
        let higher = match (&extraction, &processing) {
            (Value::Number(a), Value::Number(b)) => Value::Number(a.max(*b)),
            // A stage without rows is none of this material's; one that is not known may be the higher.
            (Value::Undefined(NO_STAGE), other) | (other, Value::Undefined(NO_STAGE)) => other.clone(),
            (Value::Number(_), unknown) | (unknown, _) => unknown.clone(),
        };
        vec![higher, extraction, processing]
    },
};

/// [HHI of global supply × IR/2 + HHI of EU sourcing × (1 − IR/2)] × (1 − EoL-RIR) × `SI_SR`, each HHI weighted by
/// governance and trade restrictions; where only one of the two is there, it alone.
fn supply_risk(group: &Group, stage: &str) -> Value {
    let rows = || group.rows.iter().filter(move |row| row.word("stage") == stage);
    let own = |column: &str| rows().find_map(|row| row.number(column));
    let weighted = |scope: &str| {
        let term = |row: &Row| {
            let [share, governance] = ["share", "governance"].map(|column| row.number(column).unwrap_or(0.0));
            share * share * governance * row.number("trade_factor").unwrap_or(1.0)
        };
        let mut terms = rows().filter(|row| row.word("scope") == scope).map(term).peekable();
        terms.peek().is_some().then(|| sum(terms))
    };
    let concentration = match (weighted("global"), weighted("sourcing")) {
        (None, None) => return Value::Undefined(NO_STAGE),
        (Some(one), None) | (None, Some(one)) => one,
        (Some(global), Some(sourcing)) => match own("import_reliance") {
            Some(reliance) => global * reliance / 2.0 + sourcing * (1.0 - reliance / 2.0),
            // Whatever the mix, it is the same.
            None if (global - sourcing).abs() <= ROUNDING * global => global,
            None => {
                return Value::Undefined("global supply and sourcing are mixed by import_reliance, which is missing");
            }
        },
    };
    let recycled = own("recycling_rate").unwrap_or(0.0);
    Value::Number(concentration * (1.0 - recycled) * own("substitution").unwrap_or(1.0))
}

pub const ECONOMIC_IMPORTANCE: Indicator = Indicator {
    name: "eu-crm-economic-importance",
    title: "EU economic importance of a raw material, 10 at most",
    version: "European Commission 2017, 2020, 2023",
    fields: &[
        required("sector", Kind::Words),
        required("share", Kind::Share),
        required("value_added", QUANTITY),
        once("largest_value_added", QUANTITY),
        once("substitution", UNIT),
    ],
    parts: &[Part { id: "economic_importance", threshold: Some(Threshold::AtLeast(IMPORTANCE_FROM)) }],
    method: |group, all| {
        let rows = || all.iter().flat_map(|group| &group.rows);
        let of_file = ["largest_value_added", "value_added"].map(|column| {
            let numbers = rows().filter_map(|row| row.number(column));
            numbers.fold(0.0, f64::max)
        });
        let own = group.rows.iter().filter_map(|row| row.number("value_added")).fold(0.0, f64::max);
        // Draws of the two figures may cross.
        let largest = group.own("largest_value_added").unwrap_or(of_file[0].max(of_file[1])).max(own);
        if largest <= 0.0 {
            return vec![Value::Undefined("no sector adds any value")];
        }
        let term = |row: &Row| row.number("share").unwrap_or(0.0) * row.number("value_added").unwrap_or(0.0);
        let weighted = sum(group.rows.iter().map(term));
        vec![Value::Number(weighted * group.own("substitution").unwrap_or(1.0) * 10.0 / largest)]
    },
};
