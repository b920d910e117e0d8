//! Made-up data for the charts of structure: slopes, cut sets, tiers.

use super::samples::{self, noise};
use super::{Caption, CutRow, CutSet, CutTable, SlopeChart, SlopeLine, SlopePanel, TierChart, TierLine, TierPanel};

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
