use super::*;
use proptest::prelude::*;

fn of(shares: &[f64]) -> Concentration {
    let names: Vec<String> = (0..shares.len()).map(|i| format!("s{i}")).collect();
    Concentration::of(&Shares::of(names.iter().map(String::as_str).zip(shares.iter().copied())).expect("shares"))
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12
}

/// US Department of Justice, "Herfindahl-Hirschman Index": four firms with 30, 30, 20 and 20 percent make 2,600 points;
/// a monopoly makes 10,000.
#[test]
fn the_department_of_justice_examples() {
    let four = of(&[0.3, 0.3, 0.2, 0.2]);
    assert!(close(four.hhi, 0.26) && close(four.hhi_low, 0.26) && close(four.hhi_high, 0.26));
    assert!(close(four.cr1, 0.3) && close(four.cr3, 0.8) && close(four.cr4, 1.0));
    assert_eq!((four.suppliers, four.top_entity.as_deref()), (4, Some("s0")));
    let one = of(&[1.0]);
    assert_eq!((one.hhi, one.effective_suppliers, one.cr4), (1.0, Some(1.0), 1.0));
    assert_eq!((one.shannon, one.theil, one.gini), (Some(0.0), Some(0.0), Some(0.0)));
    assert!(one.shannon.is_some_and(f64::is_sign_positive));
}

/// By hand: 0.6² + 0.2² + 0.1² = 0.41; the missing 0.1 is at most one more supplier as large as the smallest.
#[test]
fn a_remainder_leaves_bounds_open() {
    let ninety = of(&[0.6, 0.2, 0.1]);
    assert!(close(ninety.hhi, 0.41) && close(ninety.hhi_low, 0.41) && close(ninety.hhi_high, 0.42));
    assert!(close(ninety.gini.unwrap(), 10.0 / 27.0));
    assert!(close(ninety.shannon.unwrap() + ninety.theil.unwrap(), 3.0_f64.ln()));
}

#[test]
fn a_bucket_is_one_row_of_the_index_and_no_supplier() {
    let rows = [("China", 0.6), ("OTHER", 0.3), ("Japan", 0.1), ("Peru", 0.0)];
    let with_bucket = Concentration::of(&Shares::of(rows).expect("shares"));
    assert_eq!((with_bucket.suppliers, with_bucket.top_entity.as_deref()), (2, Some("China")));
    assert!(close(with_bucket.hhi, 0.46) && close(with_bucket.hhi_low, 0.37) && close(with_bucket.hhi_high, 0.46));
    assert!(close(with_bucket.cr3, 0.7));
}

#[test]
fn per_cent_and_suppliers_with_two_rows_are_refused() {
    let Err(SharesError::MoreThanAll { sum }) = Shares::of([("a", 60.0), ("b", 40.0)]) else { panic!("per cent") };
    assert!(close(sum, 100.0));
    assert_eq!(Shares::of([("a", 0.5), ("b", 0.2), ("a", 0.3)]), Err(SharesError::Twice("a".to_owned())));
    assert!(Shares::of([("a", 0.7), ("b", 0.305), ("other", 0.0), ("rest of world", 0.0)]).is_ok(), "rounding");
    assert!(Shares::of([("a", 0.7), ("other", 0.1), ("other", 0.2)]).is_ok(), "buckets may be several");
}

#[test]
fn nobody_named_leaves_everything_open() {
    let nobody = of(&[]);
    assert_eq!((nobody.suppliers, nobody.hhi, nobody.hhi_low, nobody.hhi_high), (0, 0.0, 0.0, 1.0));
    assert_eq!((nobody.effective_suppliers, nobody.gini, nobody.top_entity), (None, None, None));
}

fn full() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(1e-6..1.0_f64, 1..40).prop_map(|raw| {
        let total: f64 = raw.iter().sum();
        raw.into_iter().map(|share| share / total).collect()
    })
}

proptest! {
    #[test]
    fn of_full_shares_the_index_lies_between_one_nth_and_one(shares in full()) {
        let all = of(&shares);
        prop_assert!(1.0 / shares.len() as f64 <= all.hhi + 1e-12 && all.hhi <= 1.0);
        prop_assert!(all.cr1 <= all.cr3 && all.cr3 <= all.cr4 && all.cr4 <= 1.0 + 1e-12);
        let (shannon, theil, gini) = (all.shannon.unwrap(), all.theil.unwrap(), all.gini.unwrap());
        prop_assert!((shannon + theil - (shares.len() as f64).ln()).abs() < 1e-9);
        prop_assert!((0.0..1.0).contains(&gini));
        prop_assert!(all.effective_suppliers.unwrap() <= shannon.exp() + 1e-9, "Hill numbers fall with their order");
    }

    #[test]
    fn the_order_of_rows_does_not_matter(shares in full(), turn in 0usize..40) {
        let mut turned = shares.clone();
        turned.rotate_left(turn % shares.len());
        turned.reverse();
        let (one, other) = (of(&shares), of(&turned));
        prop_assert!(close(one.hhi, other.hhi) && close(one.hhi_high, other.hhi_high));
        prop_assert!(close(one.gini.unwrap(), other.gini.unwrap()));
    }

    #[test]
    fn a_merger_raises_the_index_by_twice_the_product(shares in full()) {
        prop_assume!(shares.len() > 1);
        let mut merged = shares.clone();
        let gone = merged.pop().unwrap();
        let rise = 2.0 * gone * merged[0];
        merged[0] += gone;
        prop_assert!((of(&merged).hhi - of(&shares).hhi - rise).abs() < 1e-12);
    }

    #[test]
    fn the_bounds_are_in_order(shares in full(), part in 0.0..1.0_f64, bucket in 0.0..1.0_f64) {
        let names: Vec<String> = (0..shares.len()).map(|i| format!("s{i}")).collect();
        let named = names.iter().map(String::as_str).zip(shares.iter().map(|share| share * part));
        let all = Concentration::of(&Shares::of(named.chain([("other", (1.0 - part) * bucket)])).expect("shares"));
        prop_assert!(all.hhi_low <= all.hhi && all.hhi <= all.hhi_high && all.hhi_high <= 1.0);
    }
}
