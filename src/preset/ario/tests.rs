//! Figures of `BoARIO` 0.7.2 (its model with ψ) on a made-up table of two regions with farming and manufacturing each.

use super::*;
use ndarray::{Array2, array};

fn table() -> Table {
    let z = array![[10.0, 40.0, 2.0, 5.0], [20.0, 60.0, 4.0, 15.0], [3.0, 6.0, 12.0, 30.0], [5.0, 20.0, 15.0, 50.0]];
    let y = array![[80.0, 13.0], [120.0, 31.0], [9.0, 70.0], [40.0, 130.0]];
    Table::new(2, 2, z, &y, &[0, 1]).expect("a table")
}

fn parameters() -> Parameters {
    let days = ByInput::All(20.0);
    Parameters { inventory_days: days.clone(), restock_days: days, ..Parameters::default() }
}

/// A's manufacturing loses capital on day 2; it begins to come back on day 13.
fn capital_loss(lost: f64, curve: Curve) -> Event {
    Event { start: 2, hold: 10, lost: vec![(1, lost)], loss: Loss::Capital { curve, recovery_days: 40.0 } }
}

fn run(parameters: Parameters, event: Event) -> Series {
    Ario::new(&table(), parameters).run(&[event], 150, true).expect("an event of this table")
}

fn meets(series: &Array2<f64>, step: usize, expected: [f64; 4]) {
    for (value, expected) in series.row(step).iter().zip(expected) {
        assert!((value - expected).abs() <= 1e-9 * expected.abs() + 1e-12, "step {step}: {value} is not {expected}");
    }
}

#[test]
fn linear_recovery() {
    let series = run(parameters(), capital_loss(297.6, Curve::Linear));
    let production = [
        (2, [0.410_958_904_11, 0.273_972_602_74, 0.356_164_383_562, 0.712_328_767_123]),
        (3, [0.345_205_479_452, 0.274_063_058_071, 0.346_301_369_863, 0.712_347_022_116]),
        (12, [0.340_445_736_098, 0.274_857_242_664, 0.343_797_952_287, 0.712_485_419_651]),
        (14, [0.340_477_143_281, 0.285_346_006_925, 0.343_810_352_392, 0.712_519_426_903]),
        (52, [0.408_213_682_869, 0.678_040_160_544, 0.355_884_542_227, 0.713_142_053_442]),
        (100, [0.411_176_020_599, 0.692_282_881_037, 0.356_199_324_664, 0.713_539_189_67]),
        (149, [0.411_208_483_338, 0.686_314_592_813, 0.356_158_621_861, 0.711_703_324_393]),
    ];
    let unmet = [
        (2, [0.0, 0.197_260_273_973, 0.0, 0.050_958_904_11]),
        (3, [0.0, 0.162_519_166_969, 0.0, 0.054_242_917_417]),
        (14, [0.0, 0.152_743_740_111, 0.0, 0.051_001_249_246]),
        (60, [0.001_748_252_506, 0.018_524_734_317, 0.000_737_783_848, 0.013_478_250_729]),
        (149, [0.000_024_670_392, 0.0, 0.000_004_008_939, 0.0]),
    ];
    for (step, row) in production {
        meets(&series.production, step, row);
    }
    for (step, row) in unmet {
        meets(&series.unmet_final, step, row);
    }
    for (step, capacity) in [(2, 0.273_972_602_74), (52, 0.681_302_430_882), (149, 0.692_296_786_463)] {
        assert!((series.capacity[[step, 1]] - capacity).abs() < 1e-12);
    }
}

/// A loss so small that all stocks are soon within numpy's tolerance: there the switch decides the eighth digit.
#[test]
fn skipping_restocking_near_balance_is_a_switch() {
    let expected = [0.410_958_921_560_3, 0.684_932_686_713, 0.356_164_388_091_4, 0.712_329_025_419_3];
    let off = |row: ndarray::ArrayView1<'_, f64>| {
        row.iter().zip(expected).map(|(made, peer)| (made - peer).abs()).fold(0.0, f64::max)
    };
    let quirk = Parameters { skip_restocking_near_balance: true, ..parameters() };
    assert!(off(run(quirk, capital_loss(0.05, Curve::Linear)).production.row(100)) < 1e-12);
    let without = off(run(parameters(), capital_loss(0.05, Curve::Linear)).production.row(100));
    assert!((1e-9..1e-7).contains(&without), "{without}");
    let large = |quirk| {
        let parameters = Parameters { skip_restocking_near_balance: quirk, ..parameters() };
        run(parameters, capital_loss(297.6, Curve::Linear)).production
    };
    assert_eq!(large(true), large(false));
}

#[test]
fn events_that_cannot_be_are_named() {
    let ario = Ario::new(&table(), parameters());
    let error = |event: Event| ario.run(&[event], 1, false).expect_err("no such event").to_string();
    assert_eq!(error(capital_loss(500.0, Curve::Linear)), "industry 1 cannot lose 500 of 496");
    let loss = Loss::Rebuilding { rebuild_days: 30.0, sectors: vec![(1, 0.5)], factor: 1.0 };
    let rebuilding = Event { start: 1, hold: 1, lost: vec![(1, 1.0)], loss };
    assert_eq!(error(rebuilding), "the shares of the rebuilding sectors sum to 0.5, not 1");
    let nowhere = Event { lost: vec![(4, 1.0)], ..capital_loss(1.0, Curve::Linear) };
    assert_eq!(error(nowhere), "there is no industry 4");
    let sudden = Loss::Capital { curve: Curve::Concave, recovery_days: 1.0 };
    let sudden = Event { loss: sudden, ..capital_loss(1.0, Curve::Linear) };
    assert_eq!(error(sudden), "recovery_days is 1, but must be at least 2");
}

#[test]
fn concave_and_convex_recovery() {
    let series = run(parameters(), capital_loss(100.0, Curve::Concave));
    meets(&series.production, 33, [0.397_467_989_058, 0.617_526_657_285, 0.353_779_365_965, 0.712_529_810_418]);
    meets(&series.production, 120, [0.411_001_579_217, 0.687_290_017_142, 0.356_176_384_072, 0.712_846_601_166]);
    for (step, lost) in [(20, 99.783_728_3), (33, 50.0), (45, 6.029_695), (120, 0.005_547_9)] {
        meets(&series.capital_lost, step, [0.0, lost, 0.0, 0.0]);
    }
    let series = run(parameters(), capital_loss(100.0, Curve::Convex));
    meets(&series.production, 14, [0.387_312_690_468, 0.560_748_110_867, 0.352_019_859_847, 0.712_394_228_594]);
    meets(&series.production, 120, [0.410_990_962_029, 0.686_193_328_626, 0.356_172_744_073, 0.712_673_161_705]);
    for (step, lost) in [(14, 90.368_789_1), (20, 49.218_598_1), (45, 3.913_729_5), (120, 0.001_967_8)] {
        meets(&series.capital_lost, step, [0.0, lost, 0.0, 0.0]);
    }
}

#[test]
fn rebuilding_adds_demand_and_starves_its_own_suppliers() {
    let loss = Loss::Rebuilding { rebuild_days: 30.0, sectors: vec![(1, 0.8), (0, 0.2)], factor: 1.5 };
    let series = run(parameters(), Event { start: 3, hold: 4, lost: vec![(0, 20.0), (1, 100.0)], loss });
    meets(&series.production, 3, [0.392_612_524_462, 0.546_840_477_243, 0.356_164_383_562, 0.712_328_767_123]);
    meets(&series.production, 8, [0.393_133_527_491, 0.548_648_572_419, 0.356_325_214_206, 0.712_948_459_73]);
    meets(&series.production, 40, [0.111_284_862_716, 0.191_779_331_196, 0.133_501_424_263, 0.265_188_269_385]);
    meets(&series.production, 149, [0.001_276_826_734, 0.002_100_797_534, 0.002_578_431_725, 0.005_095_897_598]);
    meets(&series.rebuild_demand, 6, [0.0; 4]);
    meets(&series.rebuild_demand, 7, [1.023_411_371_237, 3.64, 0.176_588_628_763, 1.16]);
    meets(&series.rebuild_demand, 40, [0.826_042_596_667, 3.256_749_096_667, 0.099_081_623_333, 0.842_517_636_667]);
    meets(&series.capital_lost, 7, [20.0, 100.0, 0.0, 0.0]);
    meets(&series.capital_lost, 8, [19.855_609_533_333, 99.270_883_066_667, 0.0, 0.0]);
    meets(&series.capital_lost, 149, [15.697_842_8, 78.190_079_333_333, 0.0, 0.0]);
}

#[test]
fn arbitrary_loss_of_capacity_is_felt_a_step_later() {
    let loss = Loss::Capacity { curve: Curve::Linear, recovery_days: 10.0 };
    let series = run(parameters(), Event { start: 3, hold: 4, lost: vec![(1, 0.5)], loss });
    meets(&series.production, 3, [0.410_958_904_11, 0.684_931_506_849, 0.356_164_383_562, 0.712_328_767_123]);
    meets(&series.production, 4, [0.410_958_904_11, 0.342_465_753_425, 0.356_164_383_562, 0.712_328_767_123]);
    meets(&series.production, 10, [0.352_157_290_492, 0.377_293_498_503, 0.345_840_437_505, 0.712_406_113_448]);
    meets(&series.production, 60, [0.411_016_251_11, 0.686_990_799_774, 0.356_175_653_415, 0.712_654_418_73]);
    meets(&series.unmet_final, 60, [0.000_270_712_254, 0.002_261_906_826, 0.000_133_865_067, 0.001_954_975_446]);
}

#[test]
fn orders_by_normal_flow_alone() {
    let noalt = Parameters { ordering: Ordering::Normal, ..parameters() };
    let series = run(noalt, capital_loss(297.6, Curve::Linear));
    meets(&series.production, 13, [0.339_421_568_414, 0.275_044_203_938, 0.337_875_784_097, 0.666_584_946_133]);
    meets(&series.production, 100, [0.411_874_169_079, 0.693_521_177_447, 0.356_246_357_542, 0.713_070_428_186]);
    meets(&series.unmet_final, 40, [0.019_907_327_419, 0.058_140_068_625, 0.003_234_940_706, 0.018_850_144_728]);
}

#[test]
fn what_never_runs_out_limits_nobody() {
    let endless = Parameters { inventory_days: ByInput::Each(vec![f64::INFINITY, 20.0]), ..parameters() };
    let series = run(endless, capital_loss(297.6, Curve::Linear));
    meets(&series.production, 13, [0.340_458_492_184, 0.274_944_831_795, 0.343_787_427_801, 0.712_502_245_192]);
    meets(&series.production, 40, [0.378_072_328_368, 0.556_327_809_365, 0.351_767_399_659, 0.712_956_625_948]);
    meets(&series.unmet_final, 40, [0.004_696_746_321, 0.047_376_788_005, 0.000_763_221_277, 0.021_762_410_991]);
}

#[test]
fn stocks_that_last_days_by_input_run_short() {
    let short =
        Parameters { inventory_days: ByInput::Each(vec![10.0, 3.0]), restock_days: ByInput::All(5.0), ..parameters() };
    let series = run(short, capital_loss(297.6, Curve::Linear));
    meets(&series.production, 13, [0.241_780_659_533, 0.274_951_188_643, 0.343_759_021_635, 0.712_576_558_318]);
    meets(&series.production, 40, [0.149_792_792_51, 0.242_572_163_84, 0.305_886_206_72, 0.621_781_302_757]);
    meets(&series.unmet_final, 100, [0.243_692_968_697, 0.438_099_723_51, 0.227_264_120_746, 0.440_837_716_45]);
}
