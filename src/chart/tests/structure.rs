//! Made-up data for the charts of structure: slopes, cut sets, tiers.

use super::samples::{self, noise};
use super::{
    Caption, Chart, CutRow, CutSet, CutTable, RankCurve, RankLine, SlopeChart, SlopeLine, SlopePanel, TierChart,
    TierLine, TierPanel,
};

pub fn slope() -> SlopeChart {
    let line = |k: usize, p: usize| SlopeLine {
        economy: samples::economy(k),
        shares: [noise(p * 31 + k).powi(2), if k == 11 { f64::NAN } else { noise(p * 17 + k).powi(2) }],
    };
    let panel = |p: usize| SlopePanel {
        title: format!("{}, {}", samples::SECTORS[p / 2].1, ["India", "Japan"][p % 2]),
        lines: (0..12).map(|k| line(k, p)).collect(),
    };
    SlopeChart {
        caption: Caption::new(
            "China is 20 % at first sight, 45 % through all tiers",
            "Shares of a sector's needs",
            samples::SOURCE,
        ),
        ends: ["first tier".to_owned(), "all tiers".to_owned()],
        panels: (0..10).map(panel).collect(),
    }
}

pub fn cuts() -> CutTable {
    let set = |k: usize| CutSet {
        members: (0..=k / 3)
            .map(|m| ["CHN", "gallium_primary@CHN", "TWN", "dram@KOR/samsung", "hormuz"][(k + m) % 5].to_owned())
            .collect(),
        left: if k == 2 { f64::NAN } else { noise(k) / 2.0 },
    };
    let row = |(place, product): (usize, &&str)| CutRow {
        product: (*product).to_owned(),
        sets: (place % 4..(place % 4) * 4).map(set).collect(),
        all: (place % 4) * 40,
    };
    CutTable {
        caption: Caption::new(
            "The loss of China alone stops 14 products",
            "Smallest sets of suppliers",
            samples::SOURCE,
        ),
        rows: samples::PRODUCTS.iter().enumerate().map(row).collect(),
        notes: vec!["11 of 14 products have a set of up to 3.".to_owned()],
    }
}

pub fn tiers() -> TierChart {
    let line = |(place, (id, name)): (usize, &(&str, &str))| TierLine {
        id: (*id).to_owned(),
        name: (*name).to_owned(),
        hhi: (0..8)
            .map(|tier| if tier == 6 && place == 2 { f64::NAN } else { noise(place * 9 + tier) / 2.0 })
            .collect(),
    };
    let panel = |home: &str| TierPanel {
        title: home.to_owned(),
        lines: samples::SECTORS.iter().enumerate().map(line).collect(),
    };
    TierChart {
        caption: Caption::new("How concentrated each tier is", "Herfindahl-Hirschman index by tier", samples::SOURCE),
        panels: vec![panel("India"), panel("Japan")],
    }
}

#[test]
fn what_is_left_out_of_a_cut_table_is_said_in_words() {
    let set = CutSet { members: vec!["gallium_primary@CHN".to_owned()], left: 0.2 };
    let row = |all: usize| CutRow { product: "Gallium".to_owned(), sets: vec![set.clone(); 12], all };
    let figure = CutTable { rows: vec![row(31), row(1031)], ..Default::default() }.figure();
    let texts = super::texts(&figure);
    let drawn = texts.iter().filter(|text| **text == "gallium_primary@CHN").count() / 2;
    for all in [31, 1031] {
        let more = format!("+{} more", all - drawn);
        assert!(texts.contains(&more.as_str()), "{more} is not in {texts:?}");
    }
    super::assert_legible("cuts", &figure);
}

#[test]
fn a_slope_speaks_of_the_largest_only_where_it_leaves_some_out() {
    let said = |count: usize| {
        let line = |k: usize| SlopeLine { economy: samples::economy(k), shares: [noise(k), noise(k + 9)] };
        let panel = SlopePanel { title: "Semiconductors".to_owned(), lines: (0..count).map(line).collect() };
        let figure = SlopeChart { panels: vec![panel], ..Default::default() }.figure();
        super::texts(&figure).iter().any(|text| text.contains("largest"))
    };
    assert_eq!((said(2), said(6), said(7)), (false, false, true));
}

#[test]
fn few_firms_have_a_mark_each_and_a_short_line_reaches_its_name() {
    let line = |values: &[f64]| RankLine { label: format!("{} values", values.len()), values: values.to_vec() };
    let lines = vec![line(&[0.9, 0.5, 0.4, 0.2]), line(&[0.6, 0.3])];
    let figure = RankCurve { ranked: "firms".to_owned(), lines, ..Default::default() }.figure();
    let texts = super::texts(&figure);
    for mark in ["1", "2", "3", "4", "2 values", "Dotted: from the end of a line to its name; zeros are left out."] {
        assert!(texts.contains(&mark), "{mark} is not in {texts:?}");
    }
    super::assert_legible("rank curve", &figure);
}
