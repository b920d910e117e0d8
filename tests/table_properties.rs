//! What holds for every input-output table, on random ones.

use linchpin::table::{Exposure, Extraction, Inverse, Labels, Losses, Stated, Table, balance, losses};
use ndarray::{Array1, Array2, Axis};
use proptest::prelude::*;

/// A table of two regions with one final use each; every industry has final demand of its own.
fn tables() -> impl Strategy<Value = Table> {
    (1_usize..6).prop_flat_map(|sectors| {
        let n = 2 * sectors;
        let cells = prop::collection::vec(prop_oneof![Just(0.0), 0.0..100.0], n * n);
        let uses = prop::collection::vec(1.0..400.0, n * 2);
        (cells, uses).prop_map(move |(cells, uses)| {
            let name = |region: &str, name: String| (region.to_owned(), name);
            let industries: Vec<_> =
                ["A", "B"].iter().flat_map(|region| (0..sectors).map(|s| name(region, format!("s{s}")))).collect();
            let finals = ["A", "B"].map(|region| name(region, "use".to_owned()));
            let z = Array2::from_shape_vec((n, n), cells).expect("n × n");
            Table::new(Labels::of(&industries, &finals), z, Array2::from_shape_vec((n, 2), uses).expect("n × 2"))
        })
    })
}

fn near(found: &Array1<f64>, wanted: &Array1<f64>, tolerance: f64) -> bool {
    found.iter().zip(wanted).all(|(a, b)| (a - b).abs() <= tolerance * (1.0 + b.abs()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_inverse_inverts_and_value_added_is_exhausted(table in tables()) {
        let Ok(inverse) = Inverse::of(&table) else { return Ok(()) };
        let n = table.x().len();
        let gap = inverse.l().dot(&(Array2::<f64>::eye(n) - table.coefficients())) - Array2::<f64>::eye(n);
        let scale = inverse.l().iter().fold(1.0_f64, |largest, cell| largest.max(cell.abs()));
        prop_assert!(gap.iter().all(|cell| cell.abs() < 1e-11 * scale));
        let v = table.value_added() / table.x();
        prop_assert!(near(&v.dot(inverse.l()), &Array1::ones(n), 1e-10 * scale));
        prop_assert!(near(&inverse.l().dot(&table.final_demand()), table.x(), 1e-10 * scale));
    }

    #[test]
    fn the_ghosh_inverse_carries_value_added_to_output(table in tables()) {
        let Ok(inverse) = Inverse::of(&table) else { return Ok(()) };
        let ghosh = inverse.ghosh(&table);
        let scale = ghosh.iter().fold(1.0_f64, |largest, cell| largest.max(cell.abs()));
        prop_assert!(near(&table.value_added().dot(&ghosh), table.x(), 1e-10 * scale));
        let linkages = inverse.linkages(&table);
        prop_assert!(near(&linkages.ghosh_rows, &ghosh.sum_axis(Axis(1)), 1e-12));
        // Both inverses have the same trace: they are similar.
        let traces = (inverse.l().diag().sum(), ghosh.diag().sum());
        prop_assert!((traces.0 - traces.1).abs() < 1e-9 * traces.0.abs());
    }

    #[test]
    fn shares_by_origin_sum_to_one(table in tables()) {
        let Ok(inverse) = Inverse::of(&table) else { return Ok(()) };
        let exposure = Exposure::of(&table, &inverse);
        let ones = Array1::ones(table.x().len());
        prop_assert!(near(&exposure.look_through.sum_axis(Axis(0)), &ones, 1e-9));
        prop_assert!(near(&exposure.value_added.sum_axis(Axis(0)), &ones, 1e-6));
        prop_assert!(exposure.face_value.iter().zip(&exposure.look_through).all(|(face, all)| *face <= all + 1e-9));
    }

    #[test]
    fn extraction_of_all_leaves_nothing_and_both_exceeds_either(table in tables()) {
        let Ok(inverse) = Inverse::of(&table) else { return Ok(()) };
        let all: Vec<usize> = (0..table.x().len()).collect();
        let lost = losses(&table, &inverse, &all, Extraction::Both).expect("L is regular");
        prop_assert!(near(&lost, table.x(), 1e-8));
        let alone = Losses::of(&table, &inverse);
        for industry in all {
            let both = alone.both[industry] * (1.0 + 1e-9) + 1e-9;
            prop_assert!(alone.row[industry] <= both && alone.column[industry] <= both);
        }
    }

    #[test]
    fn balancing_makes_both_sides_agree(table in tables(), shift in prop::collection::vec(0.8..1.25, 10)) {
        let value_added: Array1<f64> = table.value_added().iter().zip(&shift).map(|(value, shift)| value.abs().max(1.0) * shift).collect();
        let stated = Stated { value_added: Some(value_added), output: None };
        let Ok((even, report)) = balance(&table.clone().with_stated(stated)) else { return Ok(()) };
        prop_assert!(report.gap < 1e-9);
        let columns = even.z().sum_axis(Axis(0)) + even.stated().value_added.as_ref().expect("stated");
        prop_assert!(near(even.x(), &columns, 1e-6));
        prop_assert!(even.z().iter().zip(table.z()).all(|(after, before)| (*after == 0.0) == (*before == 0.0)));
    }
}
