//! The balanced network: suppliers, slots and flows in flat arrays for the kernel.
//!
//! Units: the world's normal output of every product is 1 a day, so every quantity is a share of a day's world
//! output of its product and no physical input coefficients are needed.
//!
//! Everything is stored in structures of arrays; the indices are dense `u32`. Edges are ordered by slot, and within
//! a slot by supplier; `by_supplier` is the other order.

mod balanced;
pub mod build;
mod finish;
pub mod graph;
mod known;
pub mod lookthrough;
mod origin;

pub use build::{BalanceReport, BuildError, Built, build};
pub(crate) use known::known;
pub use origin::Origin;

/// Index of a supplier.
pub type SupplierIx = u32;
/// Index of a slot.
pub type SlotIx = u32;
/// Index of an edge.
pub type EdgeIx = u32;

/// Owner of a slot that is final demand.
pub const FINAL: u32 = u32::MAX;

/// Who makes a product: an economy, a firm in it, or its scrap yards.
#[derive(Debug, Clone, PartialEq)]
pub struct Supplier {
    /// Product made.
    pub product: u32,
    /// Economy the plants stand in.
    pub economy: u32,
    /// Economy of the seat (the same unless a firm says otherwise).
    pub seat: u32,
    /// Demand region of the plants.
    pub region: u32,
    /// Firm id, if told apart.
    pub firm: Option<String>,
    /// Makes the product from scrap: needs no inputs.
    pub recycled: bool,
    /// Unnamed remainder of supply.
    pub other: bool,
    /// X: normal output, the sum of its outgoing flows.
    pub output: f64,
    /// Largest output over normal output.
    pub overtime_max: f64,
    /// `τ_a`, days.
    pub overtime_days: f64,
    /// Hosts it is a co-product of.
    pub hosts: Vec<Host>,
    /// Its input groups: a range of [`Network::groups`].
    pub groups: std::ops::Range<usize>,
}

/// A co-product's tie to the supplier whose production yields it.
#[derive(Debug, Clone, PartialEq)]
pub struct Host {
    /// The host supplier (with a smaller place in [`Network::host_order`]).
    pub supplier: SupplierIx,
    /// Its share of the co-product's capacity; the shares of one supplier's hosts sum to 1.
    pub share: f64,
    /// v: share of capacity lost when the host makes nothing.
    pub criticality: f64,
}

/// How the slots of a group combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupKind {
    /// One slot.
    Single,
    /// Variants of a basket: a missing one loses its share.
    Mix,
    /// Stand-ins for each other, up to their stretch.
    Alternative,
}

/// Slots of one supplier that are needed together as one input.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// How they combine.
    pub kind: GroupKind,
    /// v: share of output lost when the whole group is missing.
    pub criticality: f64,
    /// Whether overtime draws on it (false for capital, installed base, maintenance: its factor is the owner's
    /// `overtime_max` once φ ≥ 1).
    pub scales_with_overtime: bool,
    /// ζ max: what a substitute material can fill (0 in mixes of goods whose variants are kept apart).
    pub substitute_max: f64,
    /// Days for the substitute to come in.
    pub substitute_days: f64,
    /// Its slots: a range of [`Network::slots`].
    pub slots: std::ops::Range<usize>,
}

/// One consumer's need for one input product; stock lives here.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// Consuming supplier, or [`FINAL`].
    pub owner: u32,
    /// Product needed.
    pub product: u32,
    /// Demand region of the consumer.
    pub region: u32,
    /// Cell (product, region) it is counted in: index into [`Network::cells`].
    pub cell: u32,
    /// U: normal use a day, the sum of its incoming flows.
    pub usage: f64,
    /// n: stock in days of normal use.
    pub cover: f64,
    /// Share of its group's need (1 for singles).
    pub share: f64,
    /// Alternatives: how far it can be stretched over its share.
    pub stretch: f64,
    /// σ max: share of orders that can move (0 where variants are kept apart).
    pub switching_max: f64,
    /// Days to qualify another supplier.
    pub qualification_days: f64,
    /// Its edges: a range of [`Network::edges`].
    pub edges: std::ops::Range<usize>,
}

/// What a supplier ships to a slot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// Supplier.
    pub supplier: SupplierIx,
    /// F: normal flow a day.
    pub flow: f64,
    /// Days on the way.
    pub transit_days: f64,
    /// Lane class: index into [`Network::lanes`]; κ and detours are looked up by it.
    pub lane: u32,
}

/// All flows that any shock treats alike: one supplier's exports to one region.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// Product.
    pub product: u32,
    /// Economy of the plants.
    pub economy: u32,
    /// Economy of the seat.
    pub seat: u32,
    /// Firm, if told apart (index of the first supplier that carries it).
    pub firm: Option<u32>,
    /// Importing region.
    pub region: u32,
    /// Unnamed remainder: never the target of a shock.
    pub other: bool,
    /// Crosses no border of a region.
    pub domestic: bool,
    /// Goes by sea.
    pub sea: bool,
    /// Chokepoints on the way with the share that passes them.
    pub via: Vec<(u32, f64)>,
}

/// A product in a demand region: the unit in which availability is counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Product.
    pub product: u32,
    /// Region.
    pub region: u32,
    /// Its slots.
    pub slots: Vec<SlotIx>,
    /// Σ U of its slots.
    pub usage: f64,
    /// Σ U of its final-demand slots.
    pub final_usage: f64,
}

/// A strategic reserve.
#[derive(Debug, Clone, PartialEq)]
pub struct ReserveStock {
    /// Cell it serves.
    pub cell: u32,
    /// Quantity when full.
    pub quantity: f64,
    /// Opens when the cell's stock is below this share of its target.
    pub opens_below: f64,
    /// Largest release a day.
    pub release: f64,
    /// Refill a day.
    pub refill: f64,
}

/// The network and everything the engine needs to know of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Network {
    /// Product ids.
    pub products: Vec<String>,
    /// Economy ids.
    pub economies: Vec<String>,
    /// Demand regions, as economy indices.
    pub regions: Vec<u32>,
    /// Chokepoint ids.
    pub chokepoints: Vec<String>,
    /// Days a detour round each chokepoint adds (`None`: no way round) and the share that can take it.
    pub detours: Vec<Option<(f64, f64)>>,
    /// Suppliers.
    pub suppliers: Vec<Supplier>,
    /// Input groups, ordered by supplier.
    pub groups: Vec<Group>,
    /// Slots: those of groups in order, then final demand.
    pub slots: Vec<Slot>,
    /// Edges, ordered by slot, then supplier.
    pub edges: Vec<Edge>,
    /// Edge indices ordered by supplier: those of supplier i are `by_supplier[supplier_edges[i]..supplier_edges[i+1]]`.
    pub by_supplier: Vec<EdgeIx>,
    /// See [`Network::by_supplier`].
    pub supplier_edges: Vec<usize>,
    /// Lane classes.
    pub lanes: Vec<Lane>,
    /// Cells.
    pub cells: Vec<Cell>,
    /// Strategic reserves.
    pub reserves: Vec<ReserveStock>,
    /// Suppliers in an order in which every host comes before its co-products.
    pub host_order: Vec<SupplierIx>,
}
