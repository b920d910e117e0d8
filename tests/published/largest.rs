//! The largest suppliers, and supply without the largest.

use crate::indicator::{close, part, rows};
use std::fmt::Write;

/// Shares of the largest and supply without the largest: rare earths and nickel as the IEA has them (Global Critical
/// Minerals Outlook 2024 and its page on nickel), and the net variant by hand: 40 ÷ (90 − 40).
#[test]
fn largest_suppliers() {
    let cases = [
        ("92|5|1|2", 100.0, None, 0.98, 0.08, None),
        ("77|12|3|8", 100.0, None, 0.97, 0.23, None),
        ("1787|1664", 3104.0, None, 1.0, 0.536_082, None),
        ("157|83", 240.0, None, 1.0, 0.345_833, None),
        ("60|25|15", 90.0, Some(40.0), 1.0, 0.444_444, Some(0.8)),
    ];
    for (supplies, demand, own, top, gross, net) in cases {
        let mut text = "economy,supply,demand,total_demand\n".to_owned();
        for (place, supply) in supplies.split('|').enumerate() {
            // The last of the four rare-earth figures is the unnamed rest.
            let name = if place == 3 { "other".to_owned() } else { format!("E{place}") };
            let own = own.filter(|_| place == 0).map_or(String::new(), |own: f64| own.to_string());
            writeln!(text, "{name},{supply},{own},{demand}").expect("text");
        }
        let rows = rows("iea-n-1", &text);
        let three: f64 = part(&rows, "", "top_3").value.expect("a share");
        assert!((three - top).abs() < if supplies.starts_with("77") { 0.06 } else { 1e-9 }, "{three}");
        close(part(&rows, "", "n_1_gross").value, gross, 1e-6);
        match net {
            Some(net) => close(part(&rows, "", "n_1_net").value, net, 1e-9),
            None => assert!(part(&rows, "", "n_1_net").reason.is_some()),
        }
    }
}

/// Shares of the three largest where the IEA names all three, and of the largest in tonnes (Global Critical Minerals Outlook
/// 2024, its pages by mineral): per cent, rounded.
#[test]
fn iea_shares_of_the_largest() {
    let cases: [(&str, [f64; 4], f64, f64); 7] = [
        ("rare earths mined, 2030", [54.0, 18.0, 9.0, 19.0], 54.0, 81.0),
        ("rare earths refined, 2023", [92.0, 5.0, 1.0, 2.0], 92.0, 98.0),
        ("rare earths refined, 2030", [77.0, 12.0, 3.0, 8.0], 77.0, 92.0),
        ("copper mined, 2023, kt", [5311.0, 0.0, 0.0, 17197.0], 23.6, f64::NAN),
        ("lithium mined, 2023, kt", [84.0, 0.0, 0.0, 110.0], 43.3, f64::NAN),
        ("nickel mined, 2023, kt", [1787.0, 0.0, 0.0, 1664.0], 51.78, f64::NAN),
        ("cobalt mined, 2023, kt", [157.0, 0.0, 0.0, 83.0], 65.42, f64::NAN),
    ];
    for (name, [a, b, c, rest], first, three) in cases {
        let table = format!("economy,supply\na,{a}\nb,{b}\nc,{c}\nother,{rest}\n");
        let rows = rows("iea-n-1", &table);
        close(part(&rows, "", "top_1").value.map(|share| 100.0 * share), first, 0.05);
        if three.is_finite() {
            // The three parts are rounded one by one.
            let found = 100.0 * part(&rows, "", "top_3").value.expect(name);
            assert!((found - three).abs() < 1e-9, "{name}: {found}");
        }
    }
}
