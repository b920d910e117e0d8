//! Criticality and dependence as the European Commission measures them.

use crate::indicator::{close, part, rows};
use std::fmt::Write;

/// Country shares, governance and trade factors of the annexes of the European Commission's study of 2023 (CC BY 4.0);
/// import reliance is approximate. Substitution indices are not published: what they would have to be must lie in
/// 0.85 to 1.05. The two stages of one material are both there, and the wrong one shows; germanium's table of EU
/// sourcing repeats the global one.
#[test]
fn eu_supply_risk_from_the_bottom_up() {
    let text = include_str!("../data/eu_crm_2023.csv");
    let rows = rows("eu-crm-supply-risk", text);
    // Material, stage, published supply risk, before substitution.
    let expected = [
        ("Antimony", "processing", 1.8, 0.9201),
        ("Antimony", "extraction", 1.8, 1.9005),
        ("Barytes", "extraction", 1.3, 1.3977),
        ("Bismuth", "processing", 1.9, 2.0638),
        ("Borate", "extraction", 3.6, 3.7175),
        ("Cobalt", "extraction", 2.8, 2.8419),
        ("Coking coal", "extraction", 1.0, 0.9437),
        ("Coking coal", "processing", 1.0, 1.1486),
        ("Feldspar", "extraction", 1.5, 1.4977),
        ("Fluorspar", "extraction", 1.1, 1.2334),
        ("Gallium", "processing", 3.9, 3.8789),
        ("Hafnium", "processing", 1.5, 1.4689),
        ("Helium", "processing", 1.2, 1.2068),
        ("Lithium", "processing", 1.9, 2.1322),
        ("Magnesium", "processing", 4.1, 4.3818),
        ("Manganese", "extraction", 1.2, 1.189),
        ("Natural Graphite", "extraction", 1.8, 1.8386),
        ("Niobium", "extraction", 4.4, 4.6059),
        ("Phosphorous", "processing", 3.3, 3.2711),
        ("Silicon metal", "processing", 1.3, 1.3448),
        ("Strontium", "extraction", 2.6, 2.6544),
        ("Tantalum", "extraction", 1.3, 1.4811),
        ("Titanium metal", "processing", 1.6, 1.5589),
        ("Tungsten", "processing", 1.2, 1.2585),
        ("Vanadium", "extraction", 2.3, 2.3536),
        ("Scandium", "processing", 2.4, 2.7537),
        ("Arsenic", "processing", 1.9, 2.0398),
        ("Germanium", "processing", 1.8, 3.8822),
        ("Aluminium", "extraction", 1.2, 1.3805),
        ("Chromium", "processing", 0.7, 0.6796),
        ("Zirconium", "extraction", 0.8, 0.7859),
        ("Natural cork", "extraction", 0.9, 1.0071),
    ];
    let mut plausible = 0;
    for (material, stage, published, before) in expected {
        let found = part(&rows, material, stage);
        close(found.value, before, 2e-3);
        plausible += usize::from((0.85..=1.05).contains(&(published / before)));
    }
    assert_eq!(plausible, 29);
    // The higher stage counts.
    close(part(&rows, "Antimony", "supply_risk").value, 1.9005, 2e-3);
}

/// Supply risk and importance of every material of the Commission's lists of 2017, 2020 and 2023 (CC BY 4.0) against the two
/// thresholds, and the list itself: critical means both. Not by their scores: coking coal, kept in 2017 as a borderline case,
/// and copper and nickel, on the list of 2023 as strategic. The editions before had another method and threshold.
#[test]
fn eu_lists_follow_from_both_thresholds() {
    let lines: Vec<Vec<&str>> =
        include_str!("../data/eu_crm_scores.csv").lines().skip(1).map(|line| line.split(',').collect()).collect();
    let mut scores = [
        "group,stage,scope,economy,share,governance\n".to_owned(),
        "group,sector,share,value_added,largest_value_added\n".to_owned(),
    ];
    for cells in &lines {
        let [material, edition, risk, importance] = [cells[0], cells[1], cells[2], cells[3]];
        // One supplier of everything has a risk as large as its weight.
        writeln!(scores[0], "{material} {edition},extraction,global,a,1,{risk}").expect("text");
        writeln!(scores[1], "{material} {edition},C28,1,{importance},10").expect("text");
    }
    let risks = rows("eu-crm-supply-risk", &scores[0]);
    let importances = rows("eu-crm-economic-importance", &scores[1]);
    let mut exceptions = Vec::new();
    for cells in &lines {
        let group = format!("{} {}", cells[0], cells[1]);
        let (risk, importance) =
            (part(&risks, &group, "supply_risk"), part(&importances, &group, "economic_importance"));
        close(risk.value, cells[2].parse().expect("a number"), 1e-12);
        close(importance.value, cells[3].parse().expect("a number"), 1e-12);
        let critical = risk.exceeds == Some(true) && importance.exceeds == Some(true);
        if critical != (cells[4] == "true") {
            exceptions.push(group);
        }
    }
    let listed = |edition: &str| lines.iter().filter(|cells| cells[1] == edition && cells[4] == "true").count();
    assert_eq!(["2017", "2020", "2023"].map(listed), [27, 30, 34]);
    assert_eq!(exceptions, ["Coking coal 2017", "Copper 2023", "Nickel 2023"]);
}

/// Antimony in the Commission's study of 2017: HHI weighted by governance and trade 7.1 of global supply and 5.7 of the EU's,
/// import reliance 1, recycling 0.28, substitution 0.9 give 4.15 where 4.3 was published: within what rounding leaves open.
#[test]
fn eu_supply_risk_of_antimony_2017() {
    let table = |[global, sourcing, recycling, substitution]: [f64; 4]| {
        let head = "stage,scope,economy,share,governance,import_reliance,recycling_rate,substitution\n";
        let table = format!(
            "{head}extraction,global,a,1,{global},1,{recycling},{substitution}\nextraction,sourcing,b,1,{sourcing},,,\n"
        );
        part(&rows("eu-crm-supply-risk", &table), "", "supply_risk").value.expect("a risk")
    };
    let stated = table([7.1, 5.7, 0.28, 0.9]);
    assert!((stated - 4.147_2).abs() < 1e-9, "{stated}");
    let (low, high) = (table([7.05, 5.65, 0.285, 0.85]), table([7.15, 5.75, 0.275, 0.95]));
    assert!(low < 4.3 && 4.3 < high, "{low} {high}");
}

/// CDI 1 to 3 by their definitions, exact boundaries and missing trade included (all inequalities are strict).
#[test]
fn eu_dependency_indicators() {
    type Case = (&'static str, &'static [(&'static str, f64)], f64, f64, Option<f64>, Option<f64>, Option<f64>, bool);
    let cases: [Case; 10] = [
        (
            "P1",
            &[("CN", 80.0), ("US", 15.0), ("JP", 5.0)],
            60.0,
            70.0,
            Some(0.665),
            Some(0.625),
            Some(100.0 / 70.0),
            true,
        ),
        (
            "P2",
            &[("CN", 40.0), ("US", 35.0), ("JP", 25.0)],
            50.0,
            60.0,
            Some(0.345),
            Some(2.0 / 3.0),
            Some(5.0 / 3.0),
            false,
        ),
        ("P3", &[("CN", 90.0), ("US", 10.0)], 300.0, 80.0, Some(0.82), Some(0.25), Some(1.25), false),
        ("P4", &[("CN", 90.0), ("US", 10.0)], 50.0, 150.0, Some(0.82), Some(2.0 / 3.0), Some(2.0 / 3.0), false),
        (
            "P5",
            &[("CN", 60.0), ("US", 10.0), ("JP", 10.0), ("KR", 10.0), ("TW", 10.0)],
            0.0,
            10.0,
            Some(0.4),
            Some(1.0),
            Some(10.0),
            false,
        ),
        ("P6", &[("a", 50.0), ("b", 50.0)], 40.0, 60.0, Some(0.5), Some(100.0 / 140.0), Some(5.0 / 3.0), true),
        ("P7", &[("CN", 100.0)], 100.0, 50.0, Some(1.0), Some(0.5), Some(2.0), false),
        ("P8", &[("CN", 100.0)], 50.0, 100.0, Some(1.0), Some(2.0 / 3.0), Some(1.0), false),
        ("P9", &[("CN", 70.0), ("RU", 30.0)], 20.0, 0.0, Some(0.58), Some(100.0 / 120.0), None, true),
        ("P10", &[("CN", 0.0)], 20.0, 10.0, None, Some(0.0), None, false),
    ];
    let mut table = "product,economy,imports,intra_imports,exports\n".to_owned();
    for (product, origins, intra, exports, ..) in &cases {
        for (economy, imports) in *origins {
            writeln!(table, "{product},{economy},{imports},{intra},{exports}").expect("text");
        }
    }
    let rows = rows("eu-cdi", &table);
    for (product, _, _, _, first, second, third, dependent) in cases {
        for (id, expected) in [("cdi_1", first), ("cdi_2", second), ("cdi_3", third)] {
            let found = part(&rows, product, id);
            match expected {
                Some(expected) => close(found.value, expected, 1e-12),
                None => assert!(found.value.is_none() && found.reason.is_some(), "{found:?}"),
            }
        }
        assert_eq!(part(&rows, product, "all").exceeds, Some(dependent), "{product}");
    }
    assert_eq!(part(&rows, "P9", "cdi_3").exceeds, Some(true), "more than any number is over the threshold");
}
