//! The network in flat arrays, one per quantity, in the order in which the step reads them.
//!
//! Strategic reserves are appended to the slots as *reserve slots*: their U is the refill rate, their target the
//! full quantity, their edges those of the cell they serve. They order in class R only and use nothing, so that
//! arrivals, dispatch and mass balance need no special case for them.

use crate::network::GroupKind;
use std::ops::Range;

/// Owner of a reserve slot.
pub const RESERVE: u32 = u32::MAX - 1;

/// Flat arrays of an [`super::Engine`]; see the module's documentation.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Real slots; reserve slots follow.
    pub slots: usize,
    /// Number of lane classes.
    pub lanes: usize,

    /// Edges of slot s: `edge_start[s]..edge_start[s + 1]`.
    pub edge_start: Vec<u32>,
    /// Slot of each edge.
    pub edge_slot: Vec<u32>,
    /// Supplier of each edge.
    pub edge_supplier: Vec<u32>,
    /// F: normal flow a day.
    pub edge_flow: Vec<f64>,
    /// Whole steps on the way, at least 1.
    pub edge_steps: Vec<u32>,
    /// Share of the flow that takes one step more.
    pub edge_upper: Vec<f64>,
    /// Lane class of each edge.
    pub edge_lane: Vec<u32>,
    /// 0 if served in the first tier, 1 if in the second.
    pub edge_tier: Vec<u8>,
    /// Edges of lane l: `lane_edge[lane_start[l]..lane_start[l + 1]]`.
    pub lane_start: Vec<u32>,
    /// See [`Self::lane_start`].
    pub lane_edge: Vec<u32>,
    /// Edges of supplier i: `out_edge[out_start[i]..out_start[i + 1]]`.
    pub out_start: Vec<u32>,
    /// See [`Self::out_start`].
    pub out_edge: Vec<u32>,

    /// Owner of each slot: a supplier, `FINAL` or `RESERVE`.
    pub owner: Vec<u32>,
    /// U: normal use a day.
    pub usage: Vec<f64>,
    /// S*: target stock.
    pub target: Vec<f64>,
    /// T* at rest: content of the filled ring.
    pub pipeline: Vec<f64>,
    /// 1/(max(τ, Δt) U), 0 where U = 0.
    pub per_restock: Vec<f64>,
    /// Share of its group's need.
    pub share: Vec<f64>,
    /// How far an alternative can be stretched over its share.
    pub stretch: Vec<f64>,
    /// `σ_max`.
    pub switching_max: Vec<f64>,
    /// Share of the way to `σ_max` in one step.
    pub switching_up: Vec<f64>,
    /// Share of the way back in one step.
    pub switching_down: Vec<f64>,
    /// Ring of slot s at rest: `ring_start[s]..ring_start[s + 1]`.
    pub ring_start: Vec<u32>,
    /// Content of the rings at rest.
    pub ring: Vec<f64>,

    /// X: normal output.
    pub output: Vec<f64>,
    /// `a_max`.
    pub overtime_max: Vec<f64>,
    /// min(1, Δt/`τ_a`).
    pub overtime_rate: Vec<f64>,
    /// Groups of supplier i: `group_start[i]..group_start[i + 1]`.
    pub group_start: Vec<u32>,
    /// The groups.
    pub groups: Vec<GroupArrays>,
    /// Co-products with their ties, hosts first.
    pub coproducts: Vec<Coproduct>,

    /// Cells.
    pub cells: Vec<CellArrays>,
    /// Reserves; reserve r lives in slot `slots + r`.
    pub reserves: Vec<ReserveArrays>,
}

/// A group of inputs.
#[derive(Debug, Clone)]
pub struct GroupArrays {
    /// How its slots combine.
    pub kind: GroupKind,
    /// v.
    pub criticality: f64,
    /// Whether overtime draws on it.
    pub scales: bool,
    /// `ζ_max`.
    pub substitute_max: f64,
    /// Share of the way to `ζ_max` in one step.
    pub substitute_up: f64,
    /// Share of the way back in one step.
    pub substitute_down: f64,
    /// First slot.
    pub first: u32,
    /// One past its last slot.
    pub last: u32,
}

impl GroupArrays {
    /// Its slots.
    #[must_use]
    pub fn slots(&self) -> Range<usize> {
        self.first as usize..self.last as usize
    }
}

/// A supplier tied to its hosts.
#[derive(Debug, Clone)]
pub struct Coproduct {
    /// The co-product's supplier.
    pub supplier: u32,
    /// Hosts with share × v.
    pub hosts: Vec<(u32, f64)>,
}

/// A cell.
#[derive(Debug, Clone)]
pub struct CellArrays {
    /// All its slots.
    pub slots: Vec<u32>,
    /// Those of final demand.
    pub finals: Vec<u32>,
}

/// A strategic reserve.
#[derive(Debug, Clone)]
pub struct ReserveArrays {
    /// Cell it serves.
    pub cell: u32,
    /// Share of the slots' targets up to which it fills them.
    pub level: f64,
    /// `r_max`: largest release in a step.
    pub release: f64,
}

impl Layout {
    /// Edges of a slot.
    #[must_use]
    pub fn edges(&self, slot: usize) -> Range<usize> {
        self.edge_start[slot] as usize..self.edge_start[slot + 1] as usize
    }

    /// Edges of a lane.
    #[must_use]
    pub fn lane_edges(&self, lane: u32) -> &[u32] {
        &self.lane_edge[self.lane_start[lane as usize] as usize..self.lane_start[lane as usize + 1] as usize]
    }

    /// Edges of a supplier.
    #[must_use]
    pub fn out_edges(&self, supplier: usize) -> &[u32] {
        &self.out_edge[self.out_start[supplier] as usize..self.out_start[supplier + 1] as usize]
    }
}
