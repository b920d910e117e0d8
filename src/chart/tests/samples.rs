//! Made-up data of realistic shape, for tests and benchmarks: long names, zeros, hundreds, gaps, many rows.

use super::{
    Availability, BacktestChart, BacktestPanel, Band, BandChart, Caption, ChainLink, ChainMap, ChainNode,
    DependenceMatrix, DependenceRow, Economy, Exceedance, ExceedanceCurve, ExceedancePanel, ExceedancePoint, HomeLine,
    ProductShares, RankCurve, RankLine, RemovalCurve, RemovalLine, ScenarioRanking, ScenarioRow, ScoreCell,
    ScoreHeatMap, ScoreRow, SectorPanel, ShockWindow, SupplierShare, SupplierShares,
};

pub const SECTORS: [(&str, &str); 5] = [
    ("semiconductors", "Semiconductors"),
    ("critical-minerals", "Critical minerals"),
    ("ict", "Information and communication technology"),
    ("clean-energy", "Clean energy"),
    ("pharmaceuticals", "Pharmaceuticals"),
];

pub const ECONOMIES: [(&str, &str); 14] = [
    ("CHN", "China"),
    ("TWN", "Taiwan"),
    ("USA", "United States"),
    ("EUU", "European Union"),
    ("KOR", "Korea"),
    ("AUS", "Australia"),
    ("ASEAN", "ASEAN"),
    ("IND", "India"),
    ("JPN", "Japan"),
    ("CHL", "Chile"),
    ("COD", "Democratic Republic of the Congo"),
    ("RUS", "Russia"),
    ("ROW", "Rest of the world"),
    ("OTHER", "other"),
];

pub const SOURCE: &str = "made-up figures for a test; the layout is what counts";

pub fn economy(k: usize) -> Economy {
    let (id, name) = ECONOMIES[k % ECONOMIES.len()];
    Economy::new(id, name)
}

pub fn homes() -> Vec<Economy> {
    vec![Economy::new("IND", "India"), Economy::new("JPN", "Japan")]
}

/// A number in 0..1 that looks random and never changes.
pub fn noise(k: usize) -> f64 {
    let mixed = (k as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((mixed ^ (mixed >> 32)) >> 11) as f64 / (1_u64 << 53) as f64
}

pub fn heat_map() -> ScoreHeatMap {
    let cell = |k: usize| ScoreCell {
        concentration: Some(if k == 3 { 0.0 } else { (noise(k) * 104.0).min(100.0) }),
        dependence: if k == 5 { None } else { Some(noise(k + 40) * 60.0) },
        depends_on: Some(economy([0, 0, 1, 10, 2, 3, 0, 4, 0, 5][k % 10])),
        resilience: Some(if k == 6 { 99.8 } else { 35.0 + noise(k + 80) * 65.0 }),
    };
    let row = |(k, (_, name)): (usize, &(&str, &str))| ScoreRow {
        sector: (*name).to_owned(),
        cells: vec![cell(2 * k), cell(2 * k + 1)],
    };
    ScoreHeatMap {
        caption: Caption::new(
            "Japan leans on fewer suppliers in critical minerals, India in clean energy",
            "Scores from 0 to 100 of the undisturbed model. Concentration: sum of squared foreign supply shares. Dependence: availability lost when the one economy that matters most stops exporting. Resilience: availability of the weakest fifth of products in the worst 5 % of 10 000 simulated years.",
            SOURCE,
        ),
        homes: homes(),
        rows: SECTORS.iter().enumerate().map(row).collect(),
    }
}

pub const PRODUCTS: [&str; 24] = [
    "High-purity quartz (crucibles)",
    "Electronic-grade polysilicon",
    "Silicon wafers (300/200 mm)",
    "Photoresists (ArF/EUV)",
    "Electronic-grade hydrogen fluoride",
    "Semiconductor-grade neon",
    "Helium",
    "Electronic-grade bromine / HBr",
    "EUV lithography tools",
    "ArF immersion lithography tools",
    "Process control (inspection/metrology)",
    "Resist processing (coater/developer)",
    "EDA software",
    "Logic wafers <10 nm",
    "Logic wafers 10-22 nm",
    "DRAM",
    "NAND flash",
    "High-bandwidth memory",
    "Analog, discrete, opto",
    "SiC substrates",
    "IC package substrates",
    "Assembly, test, packaging",
    "Advanced packaging (2.5D/CoWoS)",
    "Rare-earth separation/refining (light + total) of all oxides",
];

pub fn shares() -> SupplierShares {
    let product = |(k, name): (usize, &&str)| {
        let mut left = 1.0;
        let mut suppliers = Vec::new();
        for s in 0..[1, 2, 4, 6, 11][k % 5] {
            let share = if k % 5 == 0 { 1.0 } else { left * (0.35 + 0.4 * noise(k * 17 + s)) };
            left -= share;
            suppliers.push(SupplierShare { economy: economy(k * 3 + s * 5), share });
        }
        if k % 3 == 0 && left > 0.0 {
            suppliers.push(SupplierShare { economy: Economy::new("OTHER", "other"), share: left });
        }
        let hhi: f64 = suppliers.iter().map(|s| s.share * s.share).sum();
        ProductShares {
            product: (*name).to_owned(),
            suppliers: if k == 11 { Vec::new() } else { suppliers },
            hhi: (k != 11).then_some(hhi),
            effective_suppliers: (k != 11).then_some(1.0 / hhi),
        }
    };
    SupplierShares {
        caption: Caption::new(
            "Five semiconductor inputs reach India from one economy alone",
            "Shares of India's supply by economy of origin, semiconductors, 2024. HHI: sum of squared shares; effective n: its inverse.",
            SOURCE,
        ),
        products: PRODUCTS.iter().enumerate().map(product).collect(),
    }
}

fn dip(day: f64, start: f64, end: f64, depth: f64) -> f64 {
    let fall = ((day - start) / 18.0).clamp(0.0, 1.0);
    let back = ((end - day) / 50.0).clamp(0.0, 1.0);
    100.0 - depth * fall.min(back)
}

pub fn home_line(home: Economy, sector: usize, banded: bool) -> HomeLine {
    let k = sector * 2 + usize::from(home.id == "JPN");
    let (start, end, depth) = match k {
        4 => (0.0, 0.0, 0.0),
        9 => (12.0, 900.0, 80.0),
        _ => (10.0 + noise(k) * 120.0, 200.0 + noise(k + 7) * 160.0, 5.0 + noise(k + 3) * 50.0),
    };
    let days = || (0..365).map(f64::from);
    let mean: Vec<f64> = days().map(|d| dip(d, start, end, depth)).collect();
    let weakest: Vec<f64> = days().map(|d| dip(d, start, end, (depth * 2.2).min(100.0))).collect();
    let edge = |shift: f64| -> Vec<f64> {
        if banded { mean.iter().map(|m| (m + (100.0 - m) * shift).min(100.0)).collect() } else { Vec::new() }
    };
    HomeLine {
        home,
        low: edge(-0.4),
        high: edge(0.35),
        mean,
        weakest_fifth: weakest,
        time_to_survive_days: (depth > 0.0).then_some(start + 3.0),
        time_to_recover_days: (depth > 0.0 && k != 9).then_some(end - 1.0),
    }
}

pub fn availability(banded: bool) -> Availability {
    let panel = |(k, (_, name)): (usize, &(&str, &str))| SectorPanel {
        sector: (*name).to_owned(),
        lines: homes().into_iter().map(|home| home_line(home, k, banded)).collect(),
    };
    Availability {
        caption: Caption::new(
            "Magnets run out in week 7: India's clean energy falls below 95 % on day 49, Japan's on day 94",
            "Scenario: China heavy rare-earth and magnet licensing squeeze. Availability of the products of each sector, daily, all figures at their central value, rerouting on.",
            SOURCE,
        ),
        shocks: vec![ShockWindow { from_day: 0.0, to_day: 180.0, back_day: Some(270.0) }],
        panels: SECTORS.iter().enumerate().map(panel).collect(),
        ..Availability::default()
    }
}

const SCENARIOS: [&str; 30] = [
    "China export ban on gallium and germanium",
    "China heavy rare-earth and magnet licensing squeeze",
    "China dual-use export ban to Japan",
    "2010-style full rare-earth embargo on Japan",
    "Graphite export licensing tightened to denial",
    "Strait of Hormuz closure",
    "Ras Laffan helium outage",
    "Red Sea / Bab el-Mandeb attacks",
    "Panama Canal drought",
    "Taiwan quarantine / blockade",
    "Taiwan M7+ earthquake",
    "Taiwan LNG supply interruption",
    "US advanced-chip / AI export caps on India",
    "US frontier-model / cloud access suspension",
    "DUV/EDA tool denial spreads to third countries",
    "Nexperia-type seizure and counter-ban",
    "2021-type chip shortage",
    "Spruce Pine flood",
    "Ukraine neon loss",
    "Japan-style materials licensing on a partner",
    "China bulk-drug shutdown (Wuhan-type)",
    "Beta-lactam single-factory closure (cefazolin)",
    "DRC cobalt export suspension",
    "Kachin (Myanmar) mine and border closure",
    "Red Sea multi-cable cut",
    "Ransomware on a container port",
    "Solar wafer/cell export curb on India",
    "Transformer / GOES squeeze",
    "Russian enriched-uranium cut-off",
    "Compound: Taiwan Strait quarantine + Chinese critical-mineral ban on Japan and India",
];

pub fn ranking() -> ScenarioRanking {
    let row = |(k, name): (usize, &&str)| {
        let size = if k == 29 { 212.0 } else { 120.0 * noise(k).powi(3) };
        let control = k == 17 || k == 18;
        ScenarioRow {
            scenario: (*name).to_owned(),
            losses: match k {
                17 | 8 => vec![0.0, 0.0],
                13 => vec![f64::NAN, f64::NAN],
                24 => vec![f64::NAN, 3.4],
                _ => vec![size * (0.4 + noise(k + 90)), size],
            },
            negative_control: control,
        }
    };
    ScenarioRanking {
        caption: Caption::new(
            "A Taiwan blockade with mineral bans costs India 190 days and Japan 212",
            "Thirty scenarios, each run for 365 days with the figures at their central value. Days lost by the weakest fifth of all products.",
            SOURCE,
        ),
        measure: "days lost by the weakest fifth of products, of 365".to_owned(),
        homes: homes(),
        rows: SCENARIOS.iter().enumerate().map(row).collect(),
    }
}

pub fn dependence() -> DependenceMatrix {
    let partners: Vec<Economy> = (0..13).map(economy).collect();
    let mut rows = Vec::new();
    for (s, (_, sector)) in SECTORS.iter().enumerate() {
        for (h, home) in homes().into_iter().enumerate() {
            let loss = |k: usize| match (s, k) {
                (0, 1) => Some(100.0),
                (3, 4) => None,
                (_, 11) => Some(0.0),
                _ => Some(75.0 * noise(s * 31 + h * 7 + k).powi(2) / (1.0 + k as f64 * 0.25)),
            };
            rows.push(DependenceRow { sector: (*sector).to_owned(), home, losses: (0..13).map(loss).collect() });
        }
    }
    DependenceMatrix {
        caption: Caption::new(
            "Without China, India's and Japan's minerals lose more than half",
            "Availability lost for good (0 to 100) when one economy's exports vanish and stocks are spent, mean of each sector's products, rerouting on.",
            SOURCE,
        ),
        partners,
        rows,
    }
}

pub fn exceedance() -> Exceedance {
    let curve = |k: usize, (id, label): &(&str, &str)| {
        let scale = 12.0 + 30.0 * noise(k);
        let point = |n: u32| {
            let probability = 1.0 / (1.0 + f64::from(n * n) * 0.6);
            let loss = scale * (1.0 / probability).ln().powf(1.1);
            let wide = 0.03 + 0.25 * (1.0 - probability).powi(8) * f64::from(n) / 40.0;
            ExceedancePoint { probability, loss, low: loss * (1.0 - wide), high: loss * (1.0 + wide) }
        };
        ExceedanceCurve { id: (*id).to_owned(), label: (*label).to_owned(), points: (0..40).map(point).collect() }
    };
    let panel = |h: usize, title: &str| ExceedancePanel {
        title: title.to_owned(),
        curves: SECTORS.iter().enumerate().map(|(k, sector)| curve(k + h * 5, sector)).collect(),
    };
    Exceedance {
        caption: Caption::new(
            "Once in a hundred years Japan's minerals stand still for three months",
            "10 000 simulated years, seed 1. Days lost in a year by the mean of each sector's products; bands: 95 % confidence.",
            SOURCE,
        ),
        measure: "days lost to one year's events".to_owned(),
        trials: 10_000,
        panels: vec![panel(0, "India"), panel(1, "Japan")],
    }
}

pub fn chain_map(count: usize) -> ChainMap {
    let tier = |k: usize| match (k * 100) / count.max(1) {
        0..8 => 0,
        8..20 => 1,
        20..65 => 2,
        65..92 => 3,
        _ => 4,
    };
    let nodes: Vec<ChainNode> = (0..count)
        .map(|k| ChainNode {
            id: format!("p{k}"),
            name: PRODUCTS[(k * 7) % PRODUCTS.len()].to_owned(),
            tier: tier(k),
            leader: if k == 9 { Economy::default() } else { economy((noise(k) * noise(k + 3) * 13.0) as usize) },
            share: if k == 7 { f64::NAN } else { 0.25 + 0.75 * noise(k + 500) },
            alone: match k % 11 {
                4 => vec![("QAT".to_owned(), k), ("KOR/sk-hynix".to_owned(), 2)],
                7 => (0..5).map(|s| (economy(s).id, 5 - s)).collect(),
                _ => Vec::new(),
            },
        })
        .collect();
    let mut links = Vec::new();
    for to in 0..count {
        for from in 0..to {
            let distance = nodes[to].tier - nodes[from].tier;
            let chance = [0.004, 0.17, 0.03, 0.05, 0.0][distance as usize];
            if noise(to * 211 + from) < chance {
                let flow = noise(to * 7 + from * 3).powi(3);
                links.push(ChainLink { from: nodes[from].id.clone(), to: nodes[to].id.clone(), flow });
            }
        }
    }
    ChainMap {
        caption: Caption::new(
            "Advanced logic hangs on a handful of suppliers two tiers up",
            "Semiconductors: products by tier, each with its leading supplier of the world and its share; links are inputs, by value.",
            SOURCE,
        ),
        tiers: ["Raw materials", "Materials", "Equipment and materials", "Chips", "Packaging"]
            .map(str::to_owned)
            .to_vec(),
        nodes,
        links,
        notes: vec!["Not drawn: fluorspar, CHN stops 7.".to_owned()],
    }
}

pub fn backtest() -> BacktestChart {
    let line = home_line(Economy::new("JPN", "Japan"), 2, true);
    let month = |k: u32| (f64::from(k) * 30.0 - 60.0, f64::from(k) * 30.0 - 30.0, 158.0 - 30.0 * f64::from(k % 5));
    let lines = vec!["depth: measured / simulated 61 / 38 [36 to 41] points; tolerance 15 points: not".to_owned(); 4];
    let series = BacktestPanel {
        title: "Cars built in Japan (output)".to_owned(),
        simulated: line.mean.clone(),
        low: line.low.clone(),
        high: line.high.clone(),
        measured: (0..7).map(month).collect(),
        compared: (2..7).map(month).map(|(from, to, value)| (from, to, 40.0 + value / 3.0)).collect(),
        lines: lines.clone(),
        ..BacktestPanel::default()
    };
    let marks = vec![(24.0, "measured fall, day 24".to_owned()), (200.0, "measured return, day 200".to_owned())];
    let marked = BacktestPanel {
        title: "Antibiotics (availability)".to_owned(),
        simulated: line.mean,
        marks,
        lines,
        ..BacktestPanel::default()
    };
    BacktestChart {
        caption: Caption::new(
            "The earthquake stops car making: partly reproduced",
            "Onset 2011-03-11. Per cent of normal, measured against simulated on the model of today",
            SOURCE,
        ),
        threshold: 95.0,
        shocks: vec![ShockWindow { from_day: 0.0, to_day: 112.0, back_day: None }],
        panels: vec![series, marked],
    }
}

pub fn band() -> BandChart {
    let line = home_line(Economy::new("IND", "India"), 1, true);
    let wider =
        |values: &[f64], shift: f64| values.iter().map(|m| (m - (100.0 - m) * shift).clamp(0.0, 100.0)).collect();
    BandChart {
        caption: Caption::new(
            "India's minerals fall to about half, but a third is as likely",
            "Rare-earth embargo. Availability of the weakest fifth over 400 draws of all uncertain figures.",
            SOURCE,
        ),
        id: "IND".to_owned(),
        label: "central figures".to_owned(),
        bands: vec![
            Band { label: "90 % of draws".to_owned(), low: wider(&line.mean, 0.9), high: wider(&line.mean, -0.6) },
            Band { label: "50 % of draws".to_owned(), low: wider(&line.mean, 0.3), high: wider(&line.mean, -0.25) },
        ],
        median: wider(&line.mean, 0.15),
        centre: line.mean,
        shocks: vec![ShockWindow { from_day: 0.0, to_day: 180.0, back_day: Some(270.0) }],
        ..BandChart::default()
    }
}

pub fn rank_curve() -> RankCurve {
    let value = |k: usize| 0.23 / (1.0 + k as f64 * 0.8) + 1e-7 * noise(k);
    RankCurve {
        caption: Caption::new("A few firms carry a fifth of all sales", "Index by rank, both axes logarithmic", SOURCE),
        measure: "share of all sales".to_owned(),
        ranked: "firms".to_owned(),
        lines: vec![
            RankLine { label: "lost if it fails".to_owned(), values: (0..5_000).map(value).collect() },
            RankLine { label: "its own".to_owned(), values: (0..3_000).map(|k| value(k) * 0.02).collect() },
        ],
        names: (1..7).map(|k| format!("A firm with quite a long name of its own, no. {k}")).collect(),
    }
}

pub fn removal_curve() -> RemovalCurve {
    let line = |label: &str, pace: f64| RemovalLine {
        label: label.to_owned(),
        largest: (0..=500).map(|k| (1.0 - f64::from(k) / 500.0 * pace).max(0.0)).collect(),
    };
    RemovalCurve {
        caption: Caption::new("Without a fifth of them little hangs together", "Largest connected part", SOURCE),
        lines: vec![line("most partners left, R 0.099", 5.0), line("at random, R 0.499", 1.0)],
    }
}
