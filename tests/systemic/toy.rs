//! The thirteen-firm example that comes with the replication of Diem et al. (2022), figures written afresh.

use super::support::firms::network;
use linchpin::systemic::{Cascade, Class, Conventions, Essentiality, Shocks};

// Firms A, X, B to L; sectors 1, 2, 3, 4, 5 and 99 as 0 to 5.
const SECTORS: [u32; 13] = [0, 0, 1, 1, 1, 2, 2, 4, 5, 0, 2, 3, 1];
const DELIVERIES: [(u32, u32); 12] =
    [(0, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, 1), (8, 1), (1, 9), (1, 10), (1, 11), (11, 12)];
const INDEX: [f64; 13] = [
    5.0 / 12.0,
    1.0,
    23.0 / 168.0,
    23.0 / 168.0,
    23.0 / 168.0,
    0.123_204_022_988_505_75,
    0.123_204_022_988_505_75,
    0.123_204_022_988_505_75,
    1.0 / 12.0,
    11.0 / 36.0,
    11.0 / 36.0,
    7.0 / 18.0,
    7.0 / 18.0,
];

fn essentiality() -> Essentiality {
    // What is not said is negligible: 1 for 1, 2 for 1, 1 for 4 and 4 for 2 are essential; 3 and 5 for 1, 1 for 3 are not.
    let mut classes = vec![Class::Negligible; 36];
    for (supplier, buyer) in [(0, 0), (1, 0), (0, 3), (3, 1)] {
        classes[supplier * 6 + buyer] = Class::Essential;
    }
    for (supplier, buyer) in [(2, 0), (4, 0), (0, 2)] {
        classes[supplier * 6 + buyer] = Class::NonEssential;
    }
    Essentiality::of_rows(6, classes).expect("a square")
}

#[test]
fn the_published_example_comes_out() {
    let deliveries: Vec<(u32, u32, f64)> = DELIVERIES.iter().map(|&(from, to)| (from, to, 1.0)).collect();
    let network = network(&SECTORS, &deliveries);
    let all = Shocks::failures(&(0..13).collect::<Vec<_>>());
    for patience in [u64::MAX, 0] {
        let cascade = Cascade::new(&network, &essentiality(), &Conventions::default()).expect("a cascade");
        let losses = cascade.with_patience(patience).losses(&all, &|_| ()).losses;
        for ((loss, expected), firm) in losses.iter().zip(INDEX).zip("AXBCDEFGHIJKL".chars()) {
            assert!((loss.combined - expected).abs() < 1e-12, "{firm}: {} is not {expected}", loss.combined);
        }
        // A takes X and K down with it and nobody's customers; L is bought by nobody.
        assert!((losses[0].downstream - 5.0 / 12.0).abs() < 1e-12 && (losses[0].upstream - 1.0 / 12.0).abs() < 1e-12);
        assert!(losses[12].downstream == 0.0 && losses[12].sweeps == 4, "{:?}", losses[12]);
    }
}
