//! The balanced network: the embedded model as a whole, and small ones that can be worked out by hand.

mod by_hand;
mod embedded;
mod layout;

use linchpin::model::{Model, ModelSource};
use linchpin::network::{Built, Network, build};
use std::path::Path;
use std::sync::OnceLock;

/// The model that comes with the program, and its network.
fn embedded() -> &'static (Model, Built) {
    static BUILT: OnceLock<(Model, Built)> = OnceLock::new();
    BUILT.get_or_init(|| {
        let model = Model::load(&ModelSource::Embedded).expect("the embedded model").value;
        let built = build(&model).expect("a network");
        (model, built)
    })
}

/// The chain of four products in three economies.
fn core() -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/core");
    Model::load(&ModelSource::Folder(folder)).expect("the core model").value
}

fn product(network: &Network, id: &str) -> u32 {
    network.products.iter().position(|product| product == id).expect("a product") as u32
}

fn economy(network: &Network, id: &str) -> u32 {
    network.economies.iter().position(|economy| economy == id).expect("an economy") as u32
}

/// Flow a day of a product from the plants of one economy to the users of a region.
fn flow(network: &Network, id: &str, from: &str, to: &str) -> f64 {
    let (id, from, to) = (product(network, id), economy(network, from), economy(network, to));
    let slots = network.slots.iter().filter(|slot| slot.product == id && slot.region == to);
    let edges = slots.flat_map(|slot| &network.edges[slot.edges.clone()]);
    edges.filter(|edge| network.suppliers[edge.supplier as usize].economy == from).map(|edge| edge.flow).sum()
}

fn close(found: f64, want: f64) {
    assert!((found - want).abs() < 1e-9, "{found} is not {want}");
}
