//! Figures set by hand and drawn from their ranges.

use super::{model, scenario, study};
use linchpin::model::{Model, Preset, SetError, revise, set};
use linchpin::study::{RunOptions, Study, redraw};
use std::collections::BTreeMap;

/// Every figure: value, low, high and the table it shares a whole with.
fn figures(model: &Model) -> BTreeMap<String, (f64, f64, f64, Option<String>)> {
    let mut found = BTreeMap::new();
    revise(&mut model.clone(), &mut |site| {
        let row = (site.figure.value, site.low, site.high, site.table.map(str::to_owned));
        assert!(found.insert(site.path.to_owned(), row).is_none(), "{} names two figures", site.path);
        None
    })
    .expect("nothing set");
    found
}

#[test]
fn every_figure_has_a_path_of_its_own_and_lies_in_its_range() {
    for (path, (value, low, high, _)) in figures(&model()) {
        assert!(low <= value && value <= high, "{path}: {value} is not in {low} to {high}");
    }
}

#[test]
fn what_presets_do_not_read_moves_none_of_their_flows() {
    let mut changed = model();
    let mut unread = 0;
    let moved = revise(&mut changed, &mut |site| {
        let read = Preset::Ario.reads(site.path) || Preset::InoueTodo.reads(site.path);
        unread += usize::from(!read);
        (!read).then_some(if site.low < site.figure.value { site.low } else { site.high })
    });
    assert!(moved.is_ok_and(|moved| moved == unread && unread > 20), "{unread}");
    let flows = |model| Study::new(model).expect("a study").flows().clone();
    assert!(flows(changed) == flows(model()), "a figure that is called unread is read");
    assert!(Preset::ALL.iter().all(|preset| preset.reads("gallium.CHN.supply") && preset.reads("dynamics.threshold")));
    let reads = |path: &str| Preset::ALL.map(|preset| preset.reads(path));
    assert_eq!(reads("dynamics.restock_days"), [true, false, false]);
    assert_eq!(reads("dynamics.ario.restock_days"), [false, true, false]);
    assert_eq!(reads("dynamics.inoue-todo.rationing"), [false, false, true]);
}

#[test]
fn a_stated_figure_is_set_and_nothing_else_is() {
    let mut changed = model();
    set(&mut changed, "lng.IND.cover=20").expect("set");
    let (before, after) = (figures(&model()), figures(&changed));
    for (path, row) in &after {
        if path == "lng.IND.cover" {
            assert!((row.0 - 20.0).abs() < 1e-12);
        } else {
            assert_eq!(before[path].0, row.0, "{path}");
        }
    }
}

#[test]
fn a_figure_the_model_does_not_state_is_put_there() {
    for (assignment, path, want) in [
        ("gallium_primary.JPN.reserve=90d", "gallium_primary.JPN.reserve", 90.0),
        ("neon_eg.IND.cover = 33", "neon_eg.IND.cover", 33.0),
        ("helium.IND.demand=5%", "helium.IND.demand", 0.05),
        ("baseline.link_weight.energy=20%", "baseline.link_weight.energy", 0.2),
        ("dynamics.lane_growth=0", "dynamics.lane_growth", 0.0),
        ("semiconductors.overtime=1.2", "semiconductors.overtime", 1.2),
    ] {
        let mut changed = model();
        set(&mut changed, assignment).expect(assignment);
        assert!((figures(&changed)[path].0 - want).abs() < 1e-12, "{assignment}");
    }
}

#[test]
fn more_stock_set_by_hand_lasts_longer() {
    let mut more = model();
    set(&mut more, "lng.IND.cover=40").expect("set");
    let more = linchpin::study::Study::new(more).expect("a network");
    let more = more.run(&scenario("hormuz-closure"), &RunOptions::default()).expect("a result");
    let day = |result| super::product(result, "lng", "IND").time_to_survive_days.unwrap_or(f64::INFINITY);
    assert!(day(&more) > day(&super::result("hormuz-closure")) + 10.0);
}

#[test]
fn what_cannot_be_set_is_told_and_changes_nothing() {
    let mut same = model();
    assert!(matches!(set(&mut same, "lng.IND.cover"), Err(SetError::NoValue(_))));
    assert!(matches!(set(&mut same, "lng.IND.cover=many"), Err(SetError::NoNumber(_))));
    assert!(matches!(set(&mut same, "lng.IND.cover=nan"), Err(SetError::Range(_))));
    for assignment in ["lng.IND.cover=-1", "lng.IND.demand=120%", "lng.overtime=0.5", "dynamics.lane_growth=2"] {
        assert!(matches!(set(&mut same, assignment), Err(SetError::Range(_))), "{assignment}");
    }
    // Stated figures, and ones that are put where none stands: hundredths of a day are no days.
    for assignment in [
        "lng.IND.cover=150%",
        "lng.IND.import_dependence=0.4d",
        "dynamics.restock_days=50%",
        "lng.overtime=120%",
        "gallium_primary.EUU.reserve=50%",
        "dynamics.ario.psi=0.5d",
        "dynamics.ario.inventory_days=50%",
    ] {
        let text = assignment.split_once('=').expect("an assignment").1;
        let Err(SetError::Unit { text: told, unit }) = set(&mut same, assignment) else { panic!("{assignment}") };
        assert!(told == text && unit.suffix.is_none_or(|suffix| !text.ends_with(suffix)), "{assignment}");
    }
    // Stocks are by region: one of a member would change nothing.
    for assignment in
        ["lng.VNM.cover=1", "lgn.IND.cover=1", "lng.INX.cover=1", "lng.IND.colour=1", "cover=1", "lng.IND.cover.x=1"]
    {
        let Err(SetError::NoFigure { paths, .. }) = set(&mut same, assignment) else { panic!("{assignment}") };
        assert!(paths.iter().any(|path| path == "lng.IND.cover"));
    }
    assert_eq!(same, model());
}

#[test]
fn shares_of_a_redrawn_model_are_still_parts_of_one_whole() {
    let before = figures(&model());
    for draw in 0..3 {
        let after = figures(&redraw(&model(), 7, draw));
        let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        let mut moved = 0;
        for (path, (value, low, high, table)) in &before {
            let drawn = after[path].0;
            assert!(drawn.is_finite() && drawn >= 0.0, "{path}");
            moved += usize::from(drawn != *value);
            if let Some(table) = table {
                let sum = sums.entry(table).or_default();
                (sum.0, sum.1) = (sum.0 + value, sum.1 + drawn);
                assert!(drawn <= 1.0, "{path}");
            } else {
                assert!((low - 1e-12..=high + 1e-12).contains(&drawn), "{path}: {drawn} is not in {low} to {high}");
            }
        }
        for (table, (stated, drawn)) in sums {
            // What no row names is a share like the others.
            assert!(drawn <= stated.max(1.0) + 1e-9, "{table}: {stated} became {drawn}");
            assert!(stated < 1.0 - 1e-9 || (stated - drawn).abs() < 1e-9, "{table}: {stated} became {drawn}");
        }
        assert!(moved > before.len() * 8 / 10, "{moved} of {} figures moved", before.len());
        assert_eq!(after["dynamics.threshold"].0, before["dynamics.threshold"].0, "a definition");
    }
}

#[test]
fn draws_are_told_apart_by_seed_and_number_only() {
    assert_eq!(redraw(&model(), 1, 0), redraw(&model(), 1, 0));
    assert_ne!(redraw(&model(), 1, 0), redraw(&model(), 1, 1));
    assert_ne!(redraw(&model(), 1, 0), redraw(&model(), 2, 0));
    // A figure's draw does not depend on which others there are.
    let mut fewer = model();
    fewer.products.retain(|(_, product)| product.id != "helium");
    let (all, fewer) = (figures(&redraw(&model(), 1, 0)), figures(&redraw(&fewer, 1, 0)));
    assert!(fewer.iter().all(|(path, row)| all[path].0 == row.0));
}

#[test]
fn a_redrawn_model_makes_a_network_at_rest() {
    let drawn = linchpin::study::Study::new(redraw(&model(), 3, 5)).expect("a network");
    let result = drawn.run(&scenario("baseline"), &RunOptions::default()).expect("a result");
    assert!(result.results.iter().all(|row| row.resilience == 100.0));
}

#[test]
fn a_band_lies_round_its_median_and_follows_its_seed() {
    let options = RunOptions::default();
    let story = scenario("magnet-licence-squeeze");
    let band = |seed| study().band(&story, &options, 3, seed, &|| ()).expect("a band");
    let (one, again, other) = (band(1), band(1), band(2));
    assert_eq!(one, again);
    assert_ne!(one.results, other.results);
    let plain = super::result("magnet-licence-squeeze");
    for (row, plain) in one.results.iter().zip(&plain.results) {
        for (spread, value) in [
            (row.resilience, plain.resilience),
            (row.lost_days, plain.lost_days),
            (row.final_use_lost_days, plain.final_use_lost_days),
        ] {
            assert_eq!(spread.value, value, "the figures as they stand");
            assert!(spread.low <= spread.median && spread.median <= spread.high, "{row:?}");
        }
        assert!((0.0..=1.0).contains(&row.falls_below_threshold));
        let within = row.falls_below_threshold_low..=row.falls_below_threshold_high;
        assert!(within.contains(&row.falls_below_threshold) && row.falls_below_threshold_high > 0.0, "{row:?}");
        let [low, median, high] = &row.weakest_fifth;
        assert!(low.iter().zip(median).zip(high).all(|((low, median), high)| low <= median && median <= high));
    }
    // Indian cars are hit whatever the figures are.
    let cars = one.results.iter().find(|row| (row.sector.as_str(), row.economy.as_str()) == ("clean-energy", "IND"));
    assert!(cars.expect("a row").final_use_lost_days.high > 1.0);
}
