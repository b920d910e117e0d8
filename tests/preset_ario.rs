//! Properties of the preset `ario` on random tables.

use linchpin::preset::Table;
use linchpin::preset::ario::{Ario, ByInput, Curve, Event, Loss, Ordering, Parameters};
use ndarray::Array2;
use proptest::prelude::*;

const REGIONS: usize = 2;
const SECTORS: usize = 3;
const INDUSTRIES: usize = REGIONS * SECTORS;

fn table() -> impl Strategy<Value = Table> {
    let flow = || prop_oneof![1 => Just(0.0), 4 => 0.1..20.0];
    let z = proptest::collection::vec(flow(), INDUSTRIES * INDUSTRIES);
    // Enough final use that every industry adds value.
    let y = proptest::collection::vec(100.0..200.0, INDUSTRIES * REGIONS);
    (z, y).prop_map(|(z, y)| {
        let z = Array2::from_shape_vec((INDUSTRIES, INDUSTRIES), z).expect("square");
        let y = Array2::from_shape_vec((INDUSTRIES, REGIONS), y).expect("two uses");
        Table::new(REGIONS, SECTORS, z, &y, &[0, 1]).expect("a table")
    })
}

fn parameters() -> impl Strategy<Value = Parameters> {
    (any::<bool>(), any::<bool>(), 2.0..60.0, 2.0..60.0, 0.5..1.0).prop_map(|(normal, endless, days, restock, psi)| {
        let first = if endless { f64::INFINITY } else { days };
        Parameters {
            ordering: if normal { Ordering::Normal } else { Ordering::Capacity },
            inventory_days: ByInput::Each(vec![first, days, days]),
            restock_days: ByInput::All(restock),
            psi,
            ..Parameters::default()
        }
    })
}

fn event() -> impl Strategy<Value = Event> {
    let loss = prop_oneof![
        Just(Loss::Capital { curve: Curve::Linear, recovery_days: 20.0 }),
        Just(Loss::Capital { curve: Curve::Concave, recovery_days: 20.0 }),
        Just(Loss::Capacity { curve: Curve::Convex, recovery_days: 20.0 }),
        Just(Loss::Rebuilding { rebuild_days: 30.0, sectors: vec![(1, 0.25), (2, 0.75)], factor: 1.2 }),
    ];
    (loss, 0..INDUSTRIES, 0.0..1.0, 0..10usize, 0..10usize).prop_map(|(loss, industry, lost, start, hold)| Event {
        start,
        hold,
        lost: vec![(industry, lost)],
        loss,
    })
}

/// Makes a share lost into money where capital is meant.
fn priced(ario: &Ario, mut event: Event) -> Event {
    if !matches!(event.loss, Loss::Capacity { .. }) {
        event.lost.iter_mut().for_each(|(industry, lost)| *lost *= ario.capital()[*industry]);
    }
    event
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_happens_without_an_event(table in table(), parameters in parameters()) {
        let ario = Ario::new(&table, parameters);
        let series = ario.run(&[], 400, false).expect("no event");
        for row in series.production.rows() {
            for (made, normal) in row.iter().zip(&table.output) {
                prop_assert!((made / (normal / 365.0) - 1.0).abs() < 1e-11);
            }
        }
        prop_assert!(series.unmet_final.iter().all(|unmet| unmet.abs() < 1e-11));
    }

    #[test]
    fn what_is_made_is_delivered_and_what_is_bought_is_used_or_stored(
        table in table(), parameters in parameters(), event in event(),
    ) {
        let ario = Ario::new(&table, parameters);
        let event = priced(&ario, event);
        let steps = 80;
        let series = ario.run(&[event], steps, true).expect("an event of this table");
        let stocks = series.stocks.as_ref().expect("asked for");
        for step in 1..steps {
            let made = series.production.row(step);
            prop_assert!(made.iter().all(|made| *made >= 0.0));
            for i in 0..INDUSTRIES {
                prop_assert!(made[i] <= series.capacity[[step, i]] * (1.0 + 1e-12));
            }
            for sector in 0..SECTORS {
                let makers = || (sector..INDUSTRIES).step_by(SECTORS);
                if stocks[[step, sector, 0]].is_infinite() {
                    continue;
                }
                let sold: f64 = makers().map(|i| made[i]).sum();
                let rebuilt: f64 = makers().map(|i| series.rebuild_production[[step, i]]).sum();
                let wanted: f64 = makers().map(|i| table.final_use.row(i).sum() / 365.0).sum();
                let unmet: f64 = (0..REGIONS).map(|region| series.unmet_final[[step, region * SECTORS + sector]]).sum();
                let used: f64 = (0..INDUSTRIES)
                    .map(|j| makers().map(|i| table.intermediate[[i, j]]).sum::<f64>() / table.output[j] * made[j])
                    .sum();
                let stored: f64 = (0..INDUSTRIES)
                    .map(|j| stocks[[step, sector, j]] - stocks[[step - 1, sector, j]])
                    .sum();
                let gap = sold - rebuilt - (wanted - unmet) - used - stored;
                prop_assert!(gap.abs() < 1e-10, "step {step}, sector {sector}: {gap}");
            }
        }
        prop_assert!(stocks.iter().all(|stock| *stock >= -1e-10));
    }
}
