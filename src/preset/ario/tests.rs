//! Figures of `BoARIO` 0.7.2 (its model with ψ) on a made-up table of two regions with farming and manufacturing each.

use super::*;
use ndarray::{Array2, array};

pub(super) fn table() -> Table {
    let z = array![[10.0, 40.0, 2.0, 5.0], [20.0, 60.0, 4.0, 15.0], [3.0, 6.0, 12.0, 30.0], [5.0, 20.0, 15.0, 50.0]];
    let y = array![[80.0, 13.0], [120.0, 31.0], [9.0, 70.0], [40.0, 130.0]];
    Table::new(2, 2, z, &y, &[0, 1]).expect("a table")
}

pub(super) fn parameters() -> Parameters {
    let days = ByInput::All(20.0);
    Parameters { inventory_days: days.clone(), restock_days: days, ..Parameters::default() }
}

/// A's manufacturing loses capital on day 2; it begins to come back on day 13.
pub(super) fn capital_loss(lost: f64, curve: Curve) -> Event {
    Event { start: 2, hold: 10, lost: vec![(1, lost)], loss: Loss::Capital { curve, recovery_days: 40.0 } }
}

pub(super) fn run(parameters: Parameters, event: Event) -> Series {
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
        (2, [0.41095890411, 0.27397260274, 0.356164383562, 0.712328767123]),
        (3, [0.345205479452, 0.274063058071, 0.346301369863, 0.712347022116]),
        (12, [0.340445736098, 0.274857242664, 0.343797952287, 0.712485419651]),
        (14, [0.340477143281, 0.285346006925, 0.343810352392, 0.712519426903]),
        (52, [0.408213682869, 0.678040160544, 0.355884542227, 0.713142053442]),
        (100, [0.411176020599, 0.692282881037, 0.356199324664, 0.71353918967]),
        (149, [0.411208483338, 0.686314592813, 0.356158621861, 0.711703324393]),
    ];
    let unmet = [
        (2, [0.0, 0.197260273973, 0.0, 0.05095890411]),
        (3, [0.0, 0.162519166969, 0.0, 0.054242917417]),
        (14, [0.0, 0.152743740111, 0.0, 0.051001249246]),
        (60, [0.001748252506, 0.018524734317, 0.000737783848, 0.013478250729]),
        (149, [0.000024670392, 0.0, 0.000004008939, 0.0]),
    ];
    for (step, row) in production {
        meets(&series.production, step, row);
    }
    for (step, row) in unmet {
        meets(&series.unmet_final, step, row);
    }
    for (step, capacity) in [(2, 0.27397260274), (52, 0.681302430882), (149, 0.692296786463)] {
        assert!((series.capacity[[step, 1]] - capacity).abs() < 1e-12);
    }
    // The peer's quirk makes no difference here.
    let quirk = Parameters { skip_restocking_near_balance: true, ..parameters() };
    assert_eq!(run(quirk, capital_loss(297.6, Curve::Linear)).production, series.production);
}

#[test]
fn concave_and_convex_recovery() {
    let series = run(parameters(), capital_loss(100.0, Curve::Concave));
    meets(&series.production, 33, [0.397467989058, 0.617526657285, 0.353779365965, 0.712529810418]);
    meets(&series.production, 120, [0.411001579217, 0.687290017142, 0.356176384072, 0.712846601166]);
    for (step, lost) in [(20, 99.7837283), (33, 50.0), (45, 6.029695), (120, 0.0055479)] {
        meets(&series.capital_lost, step, [0.0, lost, 0.0, 0.0]);
    }
    let series = run(parameters(), capital_loss(100.0, Curve::Convex));
    meets(&series.production, 14, [0.387312690468, 0.560748110867, 0.352019859847, 0.712394228594]);
    meets(&series.production, 120, [0.410990962029, 0.686193328626, 0.356172744073, 0.712673161705]);
    for (step, lost) in [(14, 90.3687891), (20, 49.2185981), (45, 3.9137295), (120, 0.0019678)] {
        meets(&series.capital_lost, step, [0.0, lost, 0.0, 0.0]);
    }
}

#[test]
fn rebuilding_adds_demand_and_starves_its_own_suppliers() {
    let loss = Loss::Rebuilding { rebuild_days: 30.0, sectors: vec![(1, 0.8), (0, 0.2)], factor: 1.5 };
    let series = run(parameters(), Event { start: 3, hold: 4, lost: vec![(0, 20.0), (1, 100.0)], loss });
    meets(&series.production, 3, [0.392612524462, 0.546840477243, 0.356164383562, 0.712328767123]);
    meets(&series.production, 8, [0.393133527491, 0.548648572419, 0.356325214206, 0.71294845973]);
    meets(&series.production, 40, [0.111284862716, 0.191779331196, 0.133501424263, 0.265188269385]);
    meets(&series.production, 149, [0.001276826734, 0.002100797534, 0.002578431725, 0.005095897598]);
    meets(&series.rebuild_demand, 6, [0.0; 4]);
    meets(&series.rebuild_demand, 7, [1.023411371237, 3.64, 0.176588628763, 1.16]);
    meets(&series.rebuild_demand, 40, [0.826042596667, 3.256749096667, 0.099081623333, 0.842517636667]);
    meets(&series.capital_lost, 7, [20.0, 100.0, 0.0, 0.0]);
    meets(&series.capital_lost, 8, [19.855609533333, 99.270883066667, 0.0, 0.0]);
    meets(&series.capital_lost, 149, [15.6978428, 78.190079333333, 0.0, 0.0]);
}

#[test]
fn arbitrary_loss_of_capacity_is_felt_a_step_later() {
    let loss = Loss::Capacity { curve: Curve::Linear, recovery_days: 10.0 };
    let series = run(parameters(), Event { start: 3, hold: 4, lost: vec![(1, 0.5)], loss });
    meets(&series.production, 3, [0.41095890411, 0.684931506849, 0.356164383562, 0.712328767123]);
    meets(&series.production, 4, [0.41095890411, 0.342465753425, 0.356164383562, 0.712328767123]);
    meets(&series.production, 10, [0.352157290492, 0.377293498503, 0.345840437505, 0.712406113448]);
    meets(&series.production, 60, [0.41101625111, 0.686990799774, 0.356175653415, 0.71265441873]);
    meets(&series.unmet_final, 60, [0.000270712254, 0.002261906826, 0.000133865067, 0.001954975446]);
}

#[test]
fn orders_by_normal_flow_alone() {
    let noalt = Parameters { ordering: Ordering::Normal, ..parameters() };
    let series = run(noalt, capital_loss(297.6, Curve::Linear));
    meets(&series.production, 13, [0.339421568414, 0.275044203938, 0.337875784097, 0.666584946133]);
    meets(&series.production, 100, [0.411874169079, 0.693521177447, 0.356246357542, 0.713070428186]);
    meets(&series.unmet_final, 40, [0.019907327419, 0.058140068625, 0.003234940706, 0.018850144728]);
}

#[test]
fn what_never_runs_out_limits_nobody() {
    let endless = Parameters { inventory_days: ByInput::Each(vec![f64::INFINITY, 20.0]), ..parameters() };
    let series = run(endless, capital_loss(297.6, Curve::Linear));
    meets(&series.production, 13, [0.340458492184, 0.274944831795, 0.343787427801, 0.712502245192]);
    meets(&series.production, 40, [0.378072328368, 0.556327809365, 0.351767399659, 0.712956625948]);
    meets(&series.unmet_final, 40, [0.004696746321, 0.047376788005, 0.000763221277, 0.021762410991]);
}

#[test]
fn stocks_that_last_days_by_input_run_short() {
    let short =
        Parameters { inventory_days: ByInput::Each(vec![10.0, 3.0]), restock_days: ByInput::All(5.0), ..parameters() };
    let series = run(short, capital_loss(297.6, Curve::Linear));
    meets(&series.production, 13, [0.241780659533, 0.274951188643, 0.343759021635, 0.712576558318]);
    meets(&series.production, 40, [0.14979279251, 0.24257216384, 0.30588620672, 0.621781302757]);
    meets(&series.unmet_final, 100, [0.243692968697, 0.43809972351, 0.227264120746, 0.44083771645]);
}
