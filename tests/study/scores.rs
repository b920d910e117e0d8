//! Concentration and dependence.

use super::{library, model, study};
use linchpin::model::product::{EconomyShare, Supply};
use linchpin::model::{Confidence, Model, Weights};
use linchpin::study::{Dependence, IndicatorResult, ScoreOptions, Study};
use linchpin::units::Fraction;
use std::sync::OnceLock;

fn dependence() -> &'static Vec<Dependence> {
    static MATRIX: OnceLock<Vec<Dependence>> = OnceLock::new();
    MATRIX.get_or_init(|| study().dependence(&|| ()))
}

#[test]
fn dependence_is_a_share_and_never_on_oneself() {
    assert_eq!(dependence().len(), 10 * study().partner_count());
    for row in dependence() {
        for loss in [row.availability_loss, row.weakest_fifth_loss] {
            assert!((0.0..=100.0).contains(&loss), "{row:?}");
            assert!(row.on != row.economy || loss == 0.0, "{row:?}");
        }
        assert!(row.weakest_fifth_loss >= row.availability_loss - 1e-9, "{row:?}");
        let kept = [row.loss_without_rerouting, row.weakest_fifth_loss_without_rerouting];
        assert!(kept.iter().all(|loss| (0.0..=100.0).contains(loss)) && kept[1] >= kept[0] - 1e-9, "{row:?}");
        assert!(row.on != row.economy || kept == [0.0, 0.0], "{row:?}");
    }
    let sums = |of: fn(&Dependence) -> f64| dependence().iter().map(of).sum::<f64>();
    let (rerouted, kept) = (sums(|row| row.availability_loss), sums(|row| row.loss_without_rerouting));
    assert!(rerouted < kept, "rerouting helps on the whole: {rerouted} {kept}");
}

#[test]
fn scores_hold_all_that_is_measured() {
    let options = ScoreOptions { draws: 3, seed: 5, ..ScoreOptions::default() };
    let scores = study().scores(library().hazards(), &options, &|| ()).expect("scores");
    let names: Vec<&str> = scores.indicators.iter().map(|result| result.indicator).collect();
    assert_eq!(names, ["hhi", "governance-hhi", "iea-n-1", "geopolrisk", "geodep"]);
    let ranged = |result: &IndicatorResult| result.draws == 3 && result.results.iter().any(|row| row.low < row.high);
    assert!(scores.indicators.iter().all(ranged));
    assert!(scores.cuts.iter().any(|row| row.kind == "economies" && row.size == 3));
    // Every cut of one member stands in one single point of failure, and only those.
    let alone = scores.cuts.iter().filter(|row| row.size == 1).count();
    assert_eq!(scores.single_points_of_failure.iter().map(|point| point.stops).sum::<usize>(), alone);
    // What stops most products in the cuts stops as many as a systemic supplier.
    let stops = |id: &str| {
        let own = scores.single_points_of_failure.iter().filter(|point| point.kind == "suppliers" && point.id == id);
        own.map(|point| point.stops).sum::<usize>()
    };
    assert!(scores.systemic.windows(2).all(|pair| pair[0].loss >= pair[1].loss));
    for supplier in scores.systemic.iter().take(30) {
        assert!((0.0..=100.0).contains(&supplier.loss) && supplier.loss <= supplier.worst_loss + 1e-9, "{supplier:?}");
        assert_eq!(supplier.stops, stops(&supplier.supplier), "{supplier:?}");
    }
    for curve in &scores.robustness {
        assert!(curve.robustness > 0.0 && curve.robustness < 0.5, "{} {}", curve.attack, curve.robustness);
    }
    assert!(scores.robustness[0].robustness < scores.robustness[2].robustness, "chance is milder than aim");
}

#[test]
fn the_largest_dependences_are_the_known_ones() {
    let largest = |sector: &str, economy: &str| {
        let rows = dependence().iter().filter(|row| row.sector == sector && row.economy == economy);
        rows.max_by(|a, b| a.availability_loss.total_cmp(&b.availability_loss)).expect("a row").on.clone()
    };
    for economy in ["IND", "JPN"] {
        assert_eq!(largest("critical-minerals", economy), "CHN");
        assert_eq!(largest("pharmaceuticals", economy), "CHN");
    }
}

#[test]
fn concentration_is_within_its_bounds() {
    let (sectors, products) = study().concentration();
    assert_eq!(sectors.len(), 10);
    for row in &products {
        assert!((0.0..=100.0).contains(&row.concentration), "{row:?}");
        assert!(row.hhi_low <= row.hhi + 1e-12 && row.hhi <= row.hhi_high + 1e-12 && row.hhi_high <= 1.0, "{row:?}");
        assert!(row.concentration / 100.0 <= row.hhi + 1e-12, "foreign origins are some of all: {row:?}");
        assert!(row.cr1 <= row.cr3 + 1e-12 && row.cr3 <= 1.0 + 1e-9, "{row:?}");
    }
    for sector in &sectors {
        let own: Vec<f64> = products
            .iter()
            .filter(|row| row.sector == sector.sector && row.economy == sector.economy)
            .map(|row| row.concentration)
            .collect();
        let mean = own.iter().sum::<f64>() / own.len() as f64;
        assert!((mean - sector.concentration).abs() < 1e-9, "equal weights: {sector:?}");
        assert_eq!(sector.worst_product_concentration, own.iter().copied().reduce(f64::max));
    }
}

/// The embedded model with one product made in one economy only.
fn made_in(id: &str, economy: &str) -> Model {
    let mut model = model();
    let (_, product) = model.products.iter_mut().find(|(_, product)| product.id == id).expect("a product");
    let fraction = |value: f64| Fraction::new(value).expect("a fraction");
    product.supply = vec![Supply {
        economy: economy.to_owned(),
        share: fraction(1.0),
        low: None,
        high: None,
        year: 2024,
        source: "analyst".to_owned(),
        confidence: Confidence::Estimate,
        note: None,
    }];
    product.firms.clear();
    product.imports.clear();
    product.import_dependence = vec![EconomyShare {
        economy: economy.to_owned(),
        share: fraction(0.0),
        low: None,
        high: None,
        year: 2024,
        source: "analyst".to_owned(),
        confidence: Confidence::Estimate,
        note: None,
    }];
    model
}

#[test]
fn a_domestic_supply_scores_nothing_and_a_single_foreign_origin_a_hundred() {
    let study = Study::new(made_in("dram", "JPN")).expect("a network");
    let (_, products) = study.concentration();
    for (economy, want) in [("JPN", 0.0), ("IND", 100.0)] {
        let row = products.iter().find(|row| row.product == "dram" && row.economy == economy).expect("in use");
        assert!((row.concentration - want).abs() < 1e-9, "{row:?}");
        assert!((row.hhi - 1.0).abs() < 1e-9 && (row.world_hhi - 1.0).abs() < 1e-9, "{row:?}");
        assert_eq!(row.top_origin.as_deref(), Some("JPN"));
    }
}

#[test]
fn weights_by_market_value_sum_to_one_and_change_only_the_aggregates() {
    let valued = Study::weighted(model(), Weights::MarketValue).expect("a network");
    for portfolio in valued.portfolios() {
        let weight: f64 = portfolio.members.iter().map(|member| member.weight).sum();
        assert!((weight - 1.0).abs() < 1e-12);
    }
    let ((one, mine), (two, theirs)) = (study().concentration(), valued.concentration());
    assert_eq!(mine, theirs);
    assert_ne!(one, two);
}

#[test]
fn products_worth_nothing_weigh_alike() {
    let mut worthless = model();
    for (_, product) in &mut worthless.products {
        if let Some(value) = &mut product.market_value {
            value.value = linchpin::units::Amount::new(0.0).expect("an amount");
        }
    }
    let found = Study::weighted(worthless, Weights::MarketValue).expect("a network");
    for portfolio in found.portfolios() {
        let even = 1.0 / portfolio.members.len() as f64;
        assert!(portfolio.members.iter().all(|member| (member.weight - even).abs() < 1e-12), "{portfolio:?}");
    }
}

#[test]
fn the_order_of_products_in_their_files_changes_no_score() {
    let mut turned = model();
    turned.products.reverse();
    turned.products.sort_by_key(|(sector, _)| *sector);
    let turned = Study::new(turned).expect("a network");
    let (one, two) = (study().concentration().1, turned.concentration().1);
    for row in &one {
        let same = two.iter().find(|other| (&other.product, &other.economy) == (&row.product, &row.economy));
        assert!((same.expect("in use").concentration - row.concentration).abs() < 1e-7, "{row:?}");
    }
    let story = super::scenario("hormuz-closure");
    let (one, two) = (
        super::result("hormuz-closure"),
        turned.run(&story, &linchpin::study::RunOptions::default()).expect("a result"),
    );
    for (row, same) in one.results.iter().zip(&two.results) {
        assert!((row.resilience - same.resilience).abs() < 1e-6, "{row:?} {same:?}");
        assert!((row.final_use_lost_days - same.final_use_lost_days).abs() < 1e-6, "{row:?} {same:?}");
    }
}
