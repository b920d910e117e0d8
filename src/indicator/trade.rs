//! Indicators of strategic dependence from trade: the EU's CDI 1 to 3 and the CEPII's `GeoDep` C1 to C4.

use super::concentration::hhi_of_quantities;
use super::{Group, Indicator, Kind, Part, QUANTITY, Row, Threshold, Value, once, required};
use crate::score::sum::sum;
use std::collections::BTreeSet;

/// More concentrated imports than this are a dependence (Commission SWD(2021) 352, and CEPII after it).
const CONCENTRATED: f64 = 0.4;
const NOTHING_IMPORTED: &str = "nothing is imported";
const NO_EXPORTS: &str = "there are no exports: the ratio is larger than any number";

pub const CDI: Indicator = Indicator {
    name: "eu-cdi",
    title: "EU strategic dependencies: concentration, importance and substitutability of extra-EU imports",
    version: "SWD(2021) 352 (strict inequalities)",
    fields: &[
        required("economy", Kind::Economy),
        required("imports", QUANTITY),
        once("intra_imports", QUANTITY),
        once("exports", QUANTITY),
    ],
    parts: &[
        Part { id: "cdi_1", threshold: Some(Threshold::Above(CONCENTRATED)) },
        Part { id: "cdi_2", threshold: Some(Threshold::Above(0.5)) },
        Part { id: "cdi_3", threshold: Some(Threshold::Above(1.0)) },
        Part { id: "all", threshold: Some(Threshold::AtLeast(1.0)) },
    ],
    method: |group, _| {
        let imports = sum(group.rows.iter().map(|row| row.number("imports").unwrap_or(0.0)));
        let first = hhi_of_quantities(group.rows.iter(), "imports");
        let first = first.map_or(Value::Undefined(NOTHING_IMPORTED), Value::Number);
        let second = match group.own("intra_imports") {
            None if imports > 0.0 => Value::Undefined("imports from within the EU (intra_imports) are not stated"),
            intra => Value::finite(imports / (imports + intra.unwrap_or(0.0)), NOTHING_IMPORTED),
        };
        let third = ratio(imports, group.own("exports"));
        let all = all(&[(&first, CDI.parts[0]), (&second, CDI.parts[1]), (&third, CDI.parts[2])]);
        vec![first, second, third, all]
    },
};

/// Imports over exports.
fn ratio(imports: f64, exports: Option<f64>) -> Value {
    match exports {
        _ if imports <= 0.0 => Value::Undefined(NOTHING_IMPORTED),
        None => Value::Undefined("exports are not stated"),
        Some(exports) if exports <= 0.0 => Value::Unbounded(NO_EXPORTS),
        Some(exports) => Value::Number(imports / exports),
    }
}

/// Whether every part is over its threshold: 1 or 0; not known if one is not and none is under.
fn all(parts: &[(&Value, Part)]) -> Value {
    let over = |(value, part): &(&Value, Part)| match (value, part.threshold) {
        (Value::Number(number), Some(threshold)) => Some(threshold.is_exceeded(*number)),
        (Value::Unbounded(_), _) => Some(true),
        (Value::Undefined(reason), _) if *reason == NOTHING_IMPORTED => Some(false),
        _ => None,
    };
    let over: Vec<Option<bool>> = parts.iter().map(over).collect();
    if over.contains(&Some(false)) {
        Value::Number(0.0)
    } else if over.contains(&None) {
        Value::Undefined("one of the criteria is not known")
    } else {
        Value::Number(1.0)
    }
}

pub const GEODEP: Indicator = Indicator {
    name: "geodep",
    title: "GeoDep: import and world-export concentration, imports over exports, and whether they last",
    version: "CEPII, Lefebvre and Wibaux 2024",
    fields: &[
        required("year", Kind::Number(1900.0, 2200.0)),
        required("flow", Kind::OneOf(&["import", "export", "world-export"])),
        required("economy", Kind::Economy),
        required("value", QUANTITY),
    ],
    parts: &[
        Part { id: "c1", threshold: Some(Threshold::Above(CONCENTRATED)) },
        Part { id: "c2", threshold: Some(Threshold::Above(CONCENTRATED)) },
        Part { id: "c3", threshold: Some(Threshold::Above(1.0)) },
        Part { id: "c4", threshold: Some(Threshold::AtLeast(2.0)) },
    ],
    method: geodep,
};

/// C1 to C3 of the latest year; C4 the number of the last three years in which all three hold.
fn geodep(group: &Group, _: &[Group]) -> Vec<Value> {
    let years: BTreeSet<i64> = group.rows.iter().filter_map(year).collect();
    let criteria = |at: i64| {
        let flow =
            |kind: &'static str| group.rows.iter().filter(move |row| year(row) == Some(at) && row.word("flow") == kind);
        let concentrated = |kind| hhi_of_quantities(flow(kind), "value");
        let total = |kind| sum(flow(kind).map(|row| row.number("value").unwrap_or(0.0)));
        let exports = flow("export").next().is_some().then(|| total("export"));
        [
            concentrated("import").map_or(Value::Undefined(NOTHING_IMPORTED), Value::Number),
            concentrated("world-export").map_or(Value::Undefined("world exports are not stated"), Value::Number),
            ratio(total("import"), exports),
        ]
    };
    let Some(&last) = years.last() else { return vec![Value::Undefined("no year is stated"); 4] };
    let lasting = if (0..3).all(|back| years.contains(&(last - back))) {
        let held = |back: i64| {
            let values = criteria(last - back);
            let parts: Vec<(&Value, Part)> = values.iter().zip(GEODEP.parts.iter().copied()).collect();
            all(&parts)
        };
        let held = [held(0), held(1), held(2)];
        let count = held.iter().filter(|value| **value == Value::Number(1.0)).count();
        let unknown = held.iter().filter(|value| matches!(value, Value::Undefined(_))).count();
        if unknown > 0 && count < 2 {
            Value::Undefined("a criterion of one of the last three years is not known")
        } else {
            Value::Number(count as f64)
        }
    } else {
        Value::Undefined("it takes three years in a row")
    };
    criteria(last).into_iter().chain([lasting]).collect()
}

/// Years are whole; a drawn one is not drawn ([`super::redraw_groups`] leaves them).
fn year(row: &Row) -> Option<i64> {
    row.number("year").map(|year| year.round() as i64)
}
