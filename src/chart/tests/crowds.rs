//! Charts given more than they were first drawn for: many home economies, long names, small shares.

use super::samples::{self, noise};
use super::{
    Availability, BacktestChart, BacktestPanel, ChainMap, ChainNode, Chart, DependenceMatrix, DependenceRow, Economy,
    Exceedance, ExceedanceCurve, ExceedancePanel, ExceedancePoint, Figure, HomeLine, Mark, ProductShares, RankCurve,
    RankLine, ScenarioRanking, ScenarioRow, SectorPanel, SlopeChart, SlopeLine, SlopePanel, SupplierShare,
    SupplierShares, TierChart, TierLine, TierPanel, assert_legible, texts,
};
use crate::chart::style::{Colour, colour_of};
use crate::chart::{Bar, BarPanel, Bars};

fn says(figure: &Figure, what: &str) {
    assert!(texts(figure).contains(&what), "{what:?} is not in {:?}", texts(figure));
}

fn ranking(homes: usize) -> Figure {
    let row = |k: usize| ScenarioRow {
        scenario: format!("Scenario {k}"),
        losses: (0..homes).map(|home| 100.0 + noise(k * 9 + home)).collect(),
        negative_control: k == 3,
    };
    let rows: Vec<ScenarioRow> = (0..20).map(row).collect();
    // United States, European Union, India, Japan, Korea.
    let homes: Vec<Economy> = [2, 3, 7, 8, 4].into_iter().take(homes).map(samples::economy).collect();
    ScenarioRanking { homes, rows, ..Default::default() }.figure()
}

#[test]
fn economies_without_room_are_counted() {
    let line = |k: usize| HomeLine { home: samples::economy(k), mean: vec![90.0; 9], ..Default::default() };
    let panel = SectorPanel { sector: "ICT".to_owned(), lines: (0..10).map(line).collect() };
    says(&Availability { panels: vec![panel], ..Default::default() }.figure(), "Shown: 4 of 10 economies.");
    says(&ranking(5), "Shown: 4 of 5 economies.");
    assert!(!texts(&ranking(4)).iter().any(|text| text.starts_with("Shown")));
    let line = TierLine { id: "ict".to_owned(), name: "ICT".to_owned(), hhi: vec![0.2, 0.4] };
    let panel = TierPanel { title: "India".to_owned(), lines: vec![line] };
    says(&TierChart { panels: vec![panel; 10], ..Default::default() }.figure(), "Shown: 4 of 10 economies.");
    let bar = Bar { label: "flood".to_owned(), short: String::new(), value: 1.0, low: f64::NAN, high: f64::NAN };
    let panel = BarPanel { bars: vec![bar], ..Default::default() };
    says(&Bars { panels: vec![panel; 20], ..Default::default() }.figure(), "Shown: the first 8 of 20 panels.");
    let point = ExceedancePoint { probability: 0.5, loss: 1.0, low: f64::NAN, high: f64::NAN };
    let curve = ExceedanceCurve { id: "ict".to_owned(), label: "ICT".to_owned(), points: vec![point] };
    let panel = ExceedancePanel { title: "India".to_owned(), curves: vec![curve] };
    says(&Exceedance { panels: vec![panel; 10], ..Default::default() }.figure(), "Shown: the first 8 of 10 panels.");
}

#[test]
fn dots_of_four_economies_keep_clear_of_the_next_row() {
    let figure = ranking(4);
    // Centres and radii, row by row: the rows are drawn one after the other.
    let dots: Vec<(f64, f64)> = figure
        .marks()
        .iter()
        .filter_map(|mark| match mark {
            Mark::Dot { at, radius, .. } if *radius > 4.0 => Some((at.1, *radius)),
            _ => None,
        })
        .collect();
    assert_eq!(dots.len(), 20 * 4);
    for (row, next) in dots.chunks(4).zip(dots.chunks(4).skip(1)) {
        let lowest = row.iter().map(|(y, radius)| y + radius).fold(0.0, f64::max);
        let highest = next.iter().map(|(y, radius)| y - radius).fold(f64::INFINITY, f64::min);
        assert!(lowest < highest, "{lowest} reaches into the row that begins at {highest}");
    }
    assert_legible("ranking of four", &figure);
}

#[test]
fn a_name_without_room_gives_way_to_the_id() {
    let names = texts(&ranking(4)).join(" ");
    assert!(names.contains("USA") && names.contains("EUU") && !names.contains('…'), "{names}");
    let row = |k: usize| DependenceRow { home: samples::economy(k), losses: vec![Some(1.0)], ..Default::default() };
    let rows = (2..4).map(row).collect();
    let figure = DependenceMatrix { partners: vec![samples::economy(0)], rows, ..Default::default() }.figure();
    says(&figure, "USA");
    let line = |k: usize| HomeLine { home: samples::economy(k), mean: vec![90.0; 9], ..Default::default() };
    let panel = SectorPanel { sector: "ICT".to_owned(), lines: vec![line(2), line(3)] };
    let figure = Availability { panels: vec![panel], ..Default::default() }.figure();
    assert!(!texts(&figure).iter().any(|text| text.contains('…')), "{:?}", texts(&figure));
}

/// The colours of lines as wide as those of a sector.
fn strokes(figure: &Figure) -> Vec<Colour> {
    let line = |mark: &Mark| match mark {
        Mark::Line { width, colour, .. } if *width == 1.8 => Some(*colour),
        _ => None,
    };
    figure.marks().iter().filter_map(line).collect()
}

#[test]
fn a_sector_has_one_colour_in_all_charts() {
    let ids = ["ict", "clean-energy"];
    let line = |id: &&str| TierLine { id: (*id).to_owned(), name: String::new(), hhi: vec![0.2, 0.4] };
    let panel = TierPanel { title: "India".to_owned(), lines: ids.iter().map(line).collect() };
    let tiers = TierChart { panels: vec![panel], ..Default::default() }.figure();
    let point = |k: u32| ExceedancePoint { probability: 0.1 * f64::from(k), loss: 1.0, low: f64::NAN, high: f64::NAN };
    let curve =
        |id: &&str| ExceedanceCurve { id: (*id).to_owned(), label: String::new(), points: (1..4).map(point).collect() };
    let panel = ExceedancePanel { title: "India".to_owned(), curves: ids.iter().map(curve).collect() };
    let exceedance = Exceedance { panels: vec![panel], ..Default::default() }.figure();
    assert_eq!(strokes(&tiers), strokes(&exceedance));
    assert_eq!(strokes(&tiers), ids.map(|id| crate::chart::plot::seen(colour_of(id))));
}

#[test]
fn suppliers_too_small_for_a_label_are_named_below_their_bar() {
    let share = |(id, share): &(&str, f64)| SupplierShare { economy: Economy::new(*id, ""), share: *share };
    let shares = [("CHN", 0.86), ("COD", 0.04), ("CAN", 0.04), ("RUS", 0.03), ("EUU", 0.025), ("CHE", 0.005)];
    let product = ProductShares { suppliers: shares.iter().map(share).collect(), ..Default::default() };
    let figure = SupplierShares { products: vec![product; 3], ..Default::default() }.figure();
    for id in ["COD", "CAN", "RUS", "EUU"] {
        // In the key, and at each bar.
        assert_eq!(texts(&figure).iter().filter(|text| **text == id).count(), 1 + 3, "{id}");
    }
    assert_eq!(texts(&figure).iter().filter(|text| **text == "CHE").count(), 1);
    says(&figure, "Below a bar: suppliers too small for a name in it; those under 1 % have none.");
    assert_legible("small shares", &figure);
}

#[test]
fn a_share_stands_at_one_height_in_all_panels_of_a_slope_chart() {
    let panel = |most: f64| SlopePanel {
        title: "ICT".to_owned(),
        lines: vec![SlopeLine { economy: Economy::new("CHN", "China"), shares: [most, 0.2] }],
    };
    let figure = SlopeChart { panels: vec![panel(0.65), panel(0.25)], ..Default::default() }.figure();
    let ends: Vec<f64> = figure
        .marks()
        .iter()
        .filter_map(|mark| match mark {
            Mark::Line { points, width, .. } if *width == 1.8 => Some(points[1].1),
            _ => None,
        })
        .collect();
    assert!((ends[0] - ends[1]).abs() < 1e-9, "{ends:?}");
    says(&figure, "0 %");
    says(&figure, "60 %");
    assert_legible("slope", &figure);
}

#[test]
fn the_name_of_a_product_runs_on_in_a_free_line() {
    let node = |k: u32| ChainNode {
        id: format!("p{k}"),
        name: ["Germanium", "Smartphones", "EDA software"][k as usize % 3].to_owned(),
        leader: samples::economy(0),
        tier: k,
        ..Default::default()
    };
    let figure = ChainMap { nodes: (0..7).map(node).collect(), ..Default::default() }.figure();
    assert!(!texts(&figure).iter().any(|text| text.contains('…')), "{:?}", texts(&figure));
    assert_legible("seven tiers", &figure);
}

#[test]
fn the_largest_firms_keep_number_and_value_and_clear_of_the_lines() {
    let name = "An uncommonly long name of a firm, ".repeat(9);
    let lines = vec![RankLine { label: "lost if it fails".to_owned(), values: vec![0.5; 200] }];
    let figure = RankCurve { lines, names: vec![name; 5], ..Default::default() }.figure();
    says(&figure, "5.");
    says(&figure, "0.5000");
    let lowest_line = figure.marks().iter().filter_map(|mark| match mark {
        Mark::Line { points, .. } => points.iter().map(|point| point.1).reduce(f64::max),
        _ => None,
    });
    let lowest_line = lowest_line.fold(0.0, f64::max);
    for mark in figure.marks() {
        if let Mark::Text { at, text, .. } = mark {
            assert!(!text.starts_with("An uncommonly") || at.1 > lowest_line, "{text} lies on the plane");
        }
    }
    assert_legible("rank curve", &figure);
}

#[test]
fn a_backtest_shows_the_means_that_are_compared_and_names_its_lines() {
    let panel = BacktestPanel {
        simulated: vec![0.0; 60],
        measured: vec![(0.0, 30.0, 39.0)],
        compared: vec![(0.0, 30.0, 62.0)],
        ..Default::default()
    };
    let chart = BacktestChart { caption: <_>::default(), threshold: 95.0, shocks: Vec::new(), panels: vec![panel] };
    let figure = chart.figure();
    says(&figure, "simulated, period means");
    says(&figure, "Dotted: threshold, 95 %.");
    assert_legible("backtest", &figure);
}

#[test]
fn the_key_of_a_course_has_the_arrow_where_one_is_drawn() {
    let line = |back: Option<f64>| HomeLine {
        mean: vec![50.0; 100],
        time_to_survive_days: Some(3.0),
        time_to_recover_days: back,
        ..Default::default()
    };
    let said = |back: Option<f64>| {
        let panel = SectorPanel { sector: "ICT".to_owned(), lines: vec![line(back)] };
        let figure = Availability { panels: vec![panel], ..Default::default() }.figure();
        texts(&figure).contains(&"the same, still below where the chart ends")
    };
    assert_eq!([said(None), said(Some(500.0)), said(Some(50.0))], [true, true, false]);
}
