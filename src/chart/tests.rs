//! Properties of all charts: whole, repeatable, legible, and unshaken by what they are given.

use super::figure::{Mark, Type};
use super::{
    Availability, BacktestChart, BacktestPanel, Band, BandChart, Caption, ChainLink, ChainMap, ChainNode, Chart,
    ChartError, CutRow, CutSet, CutTable, DependenceMatrix, DependenceRow, Economy, Exceedance, ExceedanceCurve,
    ExceedancePanel, ExceedancePoint, Figure, HomeLine, ProductShares, RankCurve, RankLine, RemovalCurve, RemovalLine,
    ScenarioRanking, ScenarioRow, ScoreCell, ScoreHeatMap, ScoreRow, SectorPanel, ShockWindow, SlopeChart, SlopeLine,
    SlopePanel, SupplierShare, SupplierShares, TierChart, TierLine, TierPanel, lettering,
};
use samples::{homes, noise};
use std::path::Path;

mod arbitrary;
mod bars;
mod crowds;
mod samples;
mod sight;
mod structure;

fn all_samples() -> Vec<(&'static str, Figure)> {
    vec![
        ("heat map", samples::heat_map().figure()),
        ("shares", samples::shares().figure()),
        ("availability", samples::availability(false).figure()),
        ("availability with bands", samples::availability(true).figure()),
        ("ranking", samples::ranking().figure()),
        ("dependence", samples::dependence().figure()),
        ("exceedance", samples::exceedance().figure()),
        ("chain map", samples::chain_map(42).figure()),
        ("small chain map", samples::chain_map(5).figure()),
        ("band", samples::band().figure()),
        ("backtest", samples::backtest().figure()),
        ("slope", structure::slope().figure()),
        ("cuts", structure::cuts().figure()),
        ("tiers", structure::tiers().figure()),
        ("rank curve", samples::rank_curve().figure()),
        ("removal curve", samples::removal_curve().figure()),
    ]
}

fn texts(figure: &Figure) -> Vec<&str> {
    places(figure).into_iter().map(|(text, _)| text).collect()
}

/// Every text and where it lies: left, top, right, bottom.
fn places(figure: &Figure) -> Vec<(&str, [f64; 4])> {
    let mut places = Vec::new();
    for mark in figure.marks() {
        if let Mark::Text { at, look, text } = mark {
            let width = lettering::width(text, *look);
            let left = at.0 - width * f64::from(look.anchor.portion());
            places.push((text.as_str(), [left, at.1 - look.size * 0.72, left + width, at.1 + look.size * 0.2]));
        }
    }
    places
}

fn assert_legible(name: &str, figure: &Figure) {
    let places = places(figure);
    for (k, (text, [left, top, right, bottom])) in places.iter().enumerate() {
        assert!(
            *left >= 0.0 && *right <= figure.width(),
            "{name}: {text:?} leaves the paper sideways: {left} to {right}"
        );
        assert!(*top >= 0.0 && *bottom <= figure.height(), "{name}: {text:?} leaves the paper: {top} to {bottom}");
        for (other, [l, t, r, b]) in &places[..k] {
            let apart = *right <= l + 0.5 || *left >= r - 0.5 || *bottom <= t + 0.5 || *top >= b - 0.5;
            assert!(apart, "{name}: {text:?} lies on {other:?}");
        }
    }
}

#[test]
fn every_chart_is_a_whole_png_of_its_size_and_192_dots_to_the_inch() {
    for (name, figure) in all_samples() {
        let bytes = figure.png().unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
        let info = reader.info();
        assert_eq!((info.width, info.height), (1360, figure.height() as u32 * 2), "{name}");
        let dots = info.pixel_dims.unwrap();
        assert_eq!((dots.xppu, dots.yppu, dots.unit), (7559, 7559, png::Unit::Meter), "{name}");
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let inked = pixels.chunks(3).filter(|p| p.iter().any(|c| *c < 200)).count();
        assert!(inked > 2000, "{name}: only {inked} dark pixels");
        let edge = 1360 * 3 * 4;
        assert!(
            pixels[..edge].iter().chain(&pixels[pixels.len() - edge..]).all(|c| *c == 255),
            "{name}: ink at the edge"
        );
    }
}

#[test]
fn every_chart_is_well_formed_svg_with_all_its_texts() {
    for (name, figure) in all_samples() {
        let svg = figure.svg().unwrap();
        assert!(svg.starts_with("<svg role=\"img\" width=\"680\""), "{name}: {}", &svg[..80]);
        assert_well_formed(name, &svg);
        let unescaped = svg.replace("&lt;", "<").replace("&gt;", ">").replace("&apos;", "'").replace("&amp;", "&");
        assert!(unescaped.contains(&format!("<title>{}</title>", figure.title())), "{name}");
        for text in texts(&figure) {
            assert!(unescaped.contains(text), "{name}: {text:?} is missing");
        }
    }
}

/// Every tag closed in order, every ampersand an entity.
fn assert_well_formed(name: &str, svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or_else(|| panic!("{name}: {piece:?} has no end"));
        assert!(!text.contains('>'), "{name}: {text:?}");
        for entity in piece.split('&').skip(1) {
            assert!(
                ["lt;", "gt;", "amp;", "quot;", "apos;"].iter().any(|e| entity.starts_with(e)),
                "{name}: {entity:?}"
            );
        }
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "{name}");
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap_or_default());
        }
    }
    assert!(open.is_empty(), "{name}: {open:?} stay open");
}

#[test]
fn every_label_that_fits_is_in_the_drawing() {
    let has = |figure: &Figure, label: &str| {
        let whole = texts(figure).join(" ");
        assert!(whole.contains(label), "{label:?} is not in {whole:?}");
    };
    let figure = samples::heat_map().figure();
    for label in ["India", "Japan", "Semiconductors", "Pharmaceuticals", "on China", "high is good", ">99", "100", "–"]
    {
        has(&figure, label);
    }
    let figure = samples::shares().figure();
    for label in ["High-purity quartz (crucibles)", "DRAM", "CHN 100 %", "HHI (0–1)", "no data", "1.00", "Taiwan"] {
        has(&figure, label);
    }
    let figure = samples::availability(false).figure();
    for label in ["Clean energy", "India", "Japan", "never", "from 15", "threshold, 95 %", "days after the first onset"]
    {
        has(&figure, label);
    }
    let figure = samples::ranking().figure();
    for label in ["Spruce Pine flood", "Taiwan M7+ earthquake", "Rings: negative controls", "229", "0"] {
        has(&figure, label);
    }
    let figure = samples::dependence().figure();
    for label in ["TWN", "Taiwan", "self", "<1", "Clean energy", "the 11 of 13 economies"] {
        has(&figure, label);
    }
    let figure = samples::exceedance().figure();
    for label in ["India", "Clean energy", "return period, years", "days lost to one year's events"] {
        has(&figure, label);
    }
    let figure = samples::chain_map(42).figure();
    for label in ["Raw materials", "Packaging", "no supplier known", "EDA software", "China, 6"] {
        has(&figure, label);
    }
    let figure = samples::band().figure();
    for label in ["central figures", "90 % of draws", "availability, per cent"] {
        has(&figure, label);
    }
}

#[test]
fn no_text_lies_on_another_or_leaves_the_paper() {
    for (name, figure) in all_samples() {
        assert_legible(name, &figure);
    }
    for count in [1, 2, 9, 24, 60, 200] {
        assert_legible("chain map", &samples::chain_map(count).figure());
    }
}

#[test]
fn a_second_run_gives_the_same_bytes() {
    for ((name, first), (_, second)) in all_samples().into_iter().zip(all_samples()) {
        assert_eq!(first, second, "{name}");
        assert_eq!(first.svg().unwrap(), second.svg().unwrap(), "{name}");
        assert!(first.png().unwrap() == second.png().unwrap(), "{name}");
    }
}

#[test]
fn a_chart_without_data_says_so() {
    let caption = Caption::new("Nothing happened", "Method", "nobody");
    let empty: [Figure; 8] = [
        ScoreHeatMap { caption: caption.clone(), ..Default::default() }.figure(),
        SupplierShares { caption: caption.clone(), ..Default::default() }.figure(),
        Availability { caption: caption.clone(), ..Default::default() }.figure(),
        ScenarioRanking { caption: caption.clone(), ..Default::default() }.figure(),
        DependenceMatrix { caption: caption.clone(), ..Default::default() }.figure(),
        Exceedance { caption: caption.clone(), ..Default::default() }.figure(),
        ChainMap { caption: caption.clone(), ..Default::default() }.figure(),
        BandChart { caption, centre: vec![f64::NAN; 9], ..Default::default() }.figure(),
    ];
    for figure in empty {
        let texts = texts(&figure);
        assert!(texts.iter().any(|text| text.starts_with("No ")), "{texts:?}");
        assert!(texts.contains(&"Nothing happened") && texts.contains(&"Source: nobody"), "{texts:?}");
        assert!(!figure.png().unwrap().is_empty());
    }
    let panels = vec![SectorPanel { sector: "Empty".to_owned(), lines: Vec::new() }];
    let figure = Availability { panels, ..Default::default() }.figure();
    assert!(texts(&figure).contains(&"no data"));
}

#[test]
fn huge_inputs_are_shortened_and_say_so() {
    let row = |k: usize| ScenarioRow {
        scenario: format!("Scenario {k}"),
        losses: vec![noise(k) * 300.0; 9],
        negative_control: false,
    };
    let figure = ScenarioRanking {
        homes: vec![Economy::new("IND", "India"); 9],
        rows: (0..5000).map(row).collect(),
        ..Default::default()
    }
    .figure();
    assert!(texts(&figure).contains(&"Shown: the worst 60 of 5000 scenarios."));
    assert_legible("ranking", &figure);
    let long = vec![noise(3) * 100.0; 1_000_000];
    let lines = vec![HomeLine {
        home: homes()[0].clone(),
        mean: long.clone(),
        low: long.clone(),
        high: long,
        ..Default::default()
    }];
    let figure =
        Availability { panels: vec![SectorPanel { sector: "s".repeat(100_000), lines }; 40], ..Default::default() }
            .figure();
    assert!(texts(&figure).contains(&"Shown: the first 12 of 40 sectors."));
    assert!(figure.svg().unwrap().len() < 2_000_000);
    assert_legible("availability", &figure);
    assert_legible("chain map", &samples::chain_map(300).figure());
}

#[test]
fn files_appear_whole_under_names_that_tell_their_format() {
    let folder = tempfile::tempdir().unwrap();
    let chart = samples::heat_map();
    for name in ["a.png", "b.SVG"] {
        chart.save(&folder.path().join(name)).unwrap();
    }
    assert_eq!(std::fs::read(folder.path().join("a.png")).unwrap(), chart.png().unwrap());
    assert_eq!(std::fs::read_to_string(folder.path().join("b.SVG")).unwrap(), chart.svg().unwrap());
    assert!(matches!(chart.save(&folder.path().join("c.pdf")), Err(ChartError::Extension(_))));
    assert!(matches!(chart.save(&folder.path().join("no/such/folder.png")), Err(ChartError::Write { .. })));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
    assert!(matches!(chart.save(Path::new("")), Err(ChartError::Extension(_))));
}

#[test]
fn text_is_shortened_to_its_room() {
    let look = Type::new(9.5);
    let name = "Rare-earth separation/refining (light + total)";
    for room in [0.0, 3.0, 20.0, 60.0, 140.0, 400.0] {
        let fitted = lettering::fit(name, look, room);
        assert!(lettering::width(&fitted, look) <= room, "{fitted:?} in {room}");
        let set = lettering::wrap(name, look, room, 3);
        assert!(set.len() <= 3 && set.iter().all(|line| lettering::width(line.trim_end(), look) <= room), "{set:?}");
    }
    assert_eq!(lettering::fit(name, look, 400.0), name);
    let makes = |what: &str| format!("Manufacture of computer, electronic and optical products: {what}");
    let names = ["cameras", "clocks", "magnets"].map(makes);
    let names: Vec<&str> = names.iter().map(String::as_str).chain(["Mining"]).collect();
    let apart = lettering::fit_apart(&names, look, 140.0);
    assert!(apart.iter().all(|name| lettering::width(name, look) <= 140.0), "{apart:?}");
    assert!(apart[..3].iter().all(|name| name.starts_with("Manufacture") && name.contains('…')), "{apart:?}");
    assert!(apart[0].ends_with("cameras") && apart[1].ends_with("clocks") && apart[3] == "Mining", "{apart:?}");
    assert_eq!(lettering::clean("a\u{0}b\tc\n"), "a b c");
}
