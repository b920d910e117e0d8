//! The networks that benches draw are as large as they are said to be.

mod support;

use support::chance::Shape;

fn assert_near(size: char, suppliers: usize, edges: usize) {
    let net = Shape::sized(size).draw(1);
    for (what, found, wanted) in [("suppliers", net.suppliers.len(), suppliers), ("edges", net.edges.len(), edges)] {
        let off = (found as f64 / wanted as f64 - 1.0).abs();
        assert!(off <= 0.02, "{size}: {found} {what}, not {wanted}");
    }
}

#[test]
fn the_middle_network_has_5_000_suppliers_and_40_000_edges() {
    assert_near('M', 5_000, 40_000);
}

#[test]
fn the_large_network_has_100_000_suppliers_and_800_000_edges() {
    assert_near('L', 100_000, 800_000);
}
