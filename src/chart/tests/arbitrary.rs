//! Charts of anything: no number, name or network may shake them.

use super::{assert_well_formed, places};
use crate::chart::{
    Availability, BacktestChart, BacktestPanel, Band, BandChart, Caption, ChainLink, ChainMap, ChainNode, Chart,
    CutRow, CutSet, CutTable, DependenceMatrix, DependenceRow, Economy, Exceedance, ExceedanceCurve, ExceedancePanel,
    ExceedancePoint, Figure, HomeLine, ProductShares, ScenarioRanking, ScenarioRow, ScoreCell, ScoreHeatMap, ScoreRow,
    SectorPanel, ShockWindow, SlopeChart, SlopeLine, SlopePanel, SupplierShare, SupplierShares, TierChart, TierLine,
    TierPanel,
};
use proptest::prelude::*;

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -20.0..140.0_f64,
        1 => any::<f64>(),
        1 => prop::sample::select(vec![0.0, -0.0, 100.0, 1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, 1e-300]),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[A-Za-z (),/-]{0,60}", 1 => "\\PC{0,12}", 1 => Just("x".repeat(3000)), 1 => Just("<&>\"'\u{1}".to_owned())]
}

fn any_economy() -> impl Strategy<Value = Economy> {
    (
        prop_oneof![prop::sample::select(vec!["CHN", "IND", "JPN", "OTHER", ""]).prop_map(str::to_owned), any_text()],
        any_text(),
    )
        .prop_map(|(id, name)| Economy { id, name })
}

fn any_series() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(any_number(), 0..30)
}

fn assert_drawable(figure: &Figure) {
    let svg = figure.svg().unwrap();
    assert_well_formed("any", &svg);
    for odd in ["\"NaN", "\"inf", "\"-inf", ",NaN", ",inf"] {
        assert!(!svg.contains(odd), "{odd}");
    }
    assert!(!figure.png().unwrap().is_empty());
    for (text, [left, top, right, bottom]) in places(figure) {
        let inside = left >= -0.5 && right <= figure.width() + 0.5 && top >= -0.5 && bottom <= figure.height() + 0.5;
        assert!(inside, "{text:?} leaves the paper: {left} {top} {right} {bottom}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn tables_bear_any_numbers_and_names(
        title in any_text(),
        homes in prop::collection::vec(any_economy(), 0..6),
        names in prop::collection::vec(any_text(), 0..6),
        values in prop::collection::vec(prop::option::of(any_number()), 1..40),
    ) {
        let caption = Caption::new(title.clone(), title.clone(), title);
        let value = |k: usize| values[k % values.len()];
        let score = |k: usize| ScoreCell { concentration: value(k), dependence: value(k + 1), depends_on: homes.first().cloned(), resilience: value(k + 2) };
        let rows = names.iter().enumerate().map(|(r, sector)| ScoreRow { sector: sector.clone(), cells: (0..r).map(score).collect() }).collect();
        assert_drawable(&ScoreHeatMap { caption: caption.clone(), homes: homes.clone(), rows }.figure());
        let rows = names.iter().flat_map(|sector| homes.iter().enumerate().map(|(k, home)| DependenceRow {
            sector: sector.clone(), home: home.clone(), losses: (0..k * 2).map(value).collect(),
        })).collect();
        assert_drawable(&DependenceMatrix { caption: caption.clone(), partners: homes.clone(), rows }.figure());
        let rows = names.iter().enumerate().map(|(k, name)| ScenarioRow {
            scenario: name.clone(), losses: (0..k).map(|j| value(k + j).unwrap_or(f64::NAN)).collect(), negative_control: k % 2 == 0,
        }).collect();
        assert_drawable(&ScenarioRanking { caption: caption.clone(), measure: "days".to_owned(), homes: homes.clone(), rows }.figure());
        let products = names.iter().enumerate().map(|(k, name)| ProductShares {
            product: name.clone(),
            suppliers: homes.iter().enumerate().map(|(j, e)| SupplierShare { economy: e.clone(), share: value(k + j).unwrap_or(f64::NAN) / 100.0 }).collect(),
            hhi: value(k), effective_suppliers: value(k + 1),
        }).collect();
        assert_drawable(&SupplierShares { caption, products }.figure());
    }

    #[test]
    fn curves_bear_any_numbers_and_names(
        name in any_text(), home in any_economy(), a in any_series(), b in any_series(), days in (any_number(), any_number()),
    ) {
        let caption = Caption::new(name.clone(), "", "");
        let line = HomeLine {
            home: home.clone(), mean: a.clone(), weakest_fifth: b.clone(), low: b.clone(), high: a.clone(),
            time_to_survive_days: Some(days.0), time_to_recover_days: Some(days.1),
        };
        let shocks = vec![ShockWindow { from_day: days.0, to_day: days.1, back_day: b.first().copied() }];
        let panel = SectorPanel { sector: name.clone(), lines: vec![line; 3] };
        assert_drawable(&Availability { caption: caption.clone(), first_day: days.0, step_days: days.1, threshold: days.0, shocks: shocks.clone(), panels: vec![panel; 2] }.figure());
        let bands = vec![Band { label: name.clone(), low: b.clone(), high: a.clone() }];
        let bars: Vec<_> = a.iter().zip(&b).map(|(x, y)| (*x, x + 9.0, *y)).collect();
        let marks = a.iter().map(|day| (*day, name.clone())).collect();
        let panel = BacktestPanel { title: name.clone(), simulated: a.clone(), low: a.clone(), high: b.clone(), measured: bars.clone(), compared: bars, marks, lines: vec![name.clone()] };
        let panels = vec![panel; 2];
        assert_drawable(&BacktestChart { caption: caption.clone(), threshold: days.0, shocks: shocks.clone(), panels }.figure());
        assert_drawable(&BandChart { caption: caption.clone(), id: home.id, label: name.clone(), step_days: days.0, first_day: days.1, centre: a.clone(), median: b.clone(), bands, most: Some(days.0), shocks, ..Default::default() }.figure());
        let points = a.iter().zip(&b).map(|(p, loss)| ExceedancePoint { probability: p / 100.0, loss: *loss, low: *p, high: *loss }).collect();
        let curve = ExceedanceCurve { id: name.clone(), label: name.clone(), points };
        let panel = ExceedancePanel { title: name, curves: vec![curve; 3] };
        assert_drawable(&Exceedance { caption, measure: "days".to_owned(), trials: 9, panels: vec![panel; 3] }.figure());
    }

    #[test]
    fn maps_bear_any_network(
        nodes in prop::collection::vec((any_text(), 0..9_u32, any_economy(), any_number()), 0..30),
        links in prop::collection::vec((0..30_usize, 0..30_usize, any_number()), 0..60),
    ) {
        let nodes: Vec<ChainNode> = nodes.into_iter().enumerate().map(|(k, (name, tier, leader, share))| ChainNode { id: format!("p{k}"), name: name.clone(), tier, leader, share, alone: vec![(name, k); k % 5] }).collect();
        let links = links.into_iter().map(|(a, b, flow)| ChainLink { from: format!("p{a}"), to: format!("p{b}"), flow }).collect();
        assert_drawable(&ChainMap { nodes, links, ..Default::default() }.figure());
    }

    #[test]
    fn slopes_cuts_and_tiers_bear_anything(
        lines in prop::collection::vec((any_economy(), any_number(), any_number()), 0..12),
        members in prop::collection::vec(any_text(), 1..6),
        name in any_text(), left in any_number(), hhi in prop::collection::vec(any_number(), 0..14),
    ) {
        let lines = lines.into_iter().map(|(economy, a, b)| SlopeLine { economy, shares: [a, b] }).collect();
        let panel = SlopePanel { title: name.clone(), lines };
        assert_drawable(&SlopeChart { panels: vec![panel; 3], ends: [name.clone(), name.clone()], ..Default::default() }.figure());
        let set = CutSet { members, left };
        let row = CutRow { product: name.clone(), sets: vec![set; 3], all: 7 };
        assert_drawable(&CutTable { rows: vec![row; 3], ..Default::default() }.figure());
        let line = TierLine { id: name.clone(), name: name.clone(), hhi };
        let panel = TierPanel { title: name, lines: vec![line; 7] };
        assert_drawable(&TierChart { panels: vec![panel; 3], ..Default::default() }.figure());
    }
}
