//! Figures of `BoARIO` 0.7.2 (its model with ψ), and properties.

use super::*;
use ndarray::array;

/// Two regions A and B with farming and manufacturing each, yearly flows; made up.
fn table() -> Table {
    let z =
        array![[10.0, 40.0, 2.0, 5.0], [20.0, 60.0, 4.0, 15.0], [3.0, 6.0, 12.0, 30.0], [5.0, 20.0, 15.0, 50.0]];
    let y = array![[80.0, 13.0], [120.0, 31.0], [9.0, 70.0], [40.0, 130.0]];
    Table::new(2, 2, z, &y, &[0, 1]).expect("a table")
}

fn parameters() -> Parameters {
    Parameters {
        inventory_days: ByInput::All(20.0),
        restock_days: ByInput::All(20.0),
        capital: Capital::PerValueAdded(4.0),
        ..Parameters::default()
    }
}

fn capital_loss(lost: f64, curve: Curve) -> Event {
    Event { start: 2, hold: 10, lost: vec![(1, lost)], loss: Loss::Capital { curve, recovery_days: 40.0 } }
}

/// 60 % of the capital of A's manufacturing is lost on day 2 and back in a straight line from day 13 to day 53:
/// production by industry, unmet final use by region and product, capacity of A's manufacturing. `BoARIO` 0.7.2.
const LINEAR: [(usize, [f64; 4], [f64; 4], f64); 7] = [
    (
        2,
        [0.410_958_904_109_589_02, 0.273_972_602_739_726_01, 0.356_164_383_561_643_82, 0.712_328_767_123_287_63],
        [0.0, 0.197_260_273_972_602_73, 0.0, 0.050_958_904_109_589_039],
        0.273_972_602_739_726_01,
    ),
];

#[test]
fn meets_boario_on_linear_recovery() {
    let series = Ario::new(&table(), parameters()).run(&[capital_loss(297.6, Curve::Linear)], 150, false).expect("fits");
    for (step, production, unmet, capacity) in LINEAR {
        for i in 0..4 {
            close(series.production[[step, i]], production[i]);
            close(series.unmet_final[[step, i]], unmet[i]);
        }
        close(series.capacity[[step, 1]], capacity);
    }
}

fn close(value: f64, expected: f64) {
    assert!((value - expected).abs() <= 1e-9 * expected.abs() + 1e-15, "{value} is not {expected}");
}
