//! The kernel for batches: thirty-two trials at a time.
//!
//! The equations are those of the reference (`engine`, `docs/model.md`). State is laid out as `state[node][column]`, a
//! column for each trial: with 16 columns of single precision a row is a cache line, and the network is read once for
//! all of them. What moves on an edge is F κ times sums of slot factor × node factor; the sums over nodes are formed once
//! for all slots that are supplied alike (`plan`). κ is looked up only where some trial of the
//! block has closed something or somebody seeks suppliers.
//!
//! A column's bits depend on its shocks alone: every operation is column by column and in the same order for every
//! instruction set, number of columns and thread; there is no fused multiply-add; rest is an exact fixed point, so that
//! it does not matter when a block begins; and each trial stops by its own rule.
//!
//! | step | file |
//! |---|---|
//! | 0 | `shocks`, `targets`, `gates`, `routes`, `disruption` |
//! | 1 reserves | `reserve` |
//! | 1 to 3, 5 | `orders` |
//! | 4, 6, 7, 10 of suppliers | `supply` |
//! | 8 | `dispatch`, `settle` |
//! | 9 | `settle`, `usage` |
//! | 10 of slots and groups, 1 to 3 and 5 of the next step | `settle`, `memory` |

#![expect(
    clippy::inline_always,
    reason = "what works on rows must be inlined into the function that has the instructions"
)]

mod dispatch;
mod disruption;
mod gates;
mod incoming;
mod memory;
mod orders;
mod plan;
mod record;
mod reserve;
mod routes;
mod rows;
mod run;
mod settle;
mod shocks;
mod simd;
mod slots;
mod state;
mod stop;
mod supply;
mod targets;
mod usage;

pub use simd::Isa;
pub(crate) use simd::map_large_arrays;

use super::shock::Shock;
use super::{Engine, Parameters};
use plan::Plan;
use run::Block;
use simd::{Columns, Plain, Row};
use std::sync::{Arc, Mutex};

/// Width of the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// Single.
    #[default]
    F32,
    /// Double.
    F64,
}

/// Which kernel runs a batch. All kernels of one precision give the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kernel {
    /// Width of the numbers.
    pub precision: Precision,
    /// Trials at a time: 8, 16, or else 32. In double precision, which is there to be compared with,
    /// it is always 8, a cache line.
    pub lanes: usize,
    /// Instruction set; this machine must have it. Double precision uses the portable one.
    pub isa: Isa,
}

impl Default for Kernel {
    fn default() -> Self {
        Self { precision: Precision::default(), lanes: 32, isa: Isa::widest() }
    }
}

/// How long to follow the trials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Steps that count.
    pub steps: usize,
    /// Steps whose losses are told apart.
    pub early: usize,
}

/// What a trial lost in each watched cell, days.
#[derive(Debug, Clone, PartialEq)]
pub struct Losses {
    /// Σ (1 − availability) Δt.
    pub lost: Vec<f64>,
    /// The part of it in the early steps.
    pub early: Vec<f64>,
    /// Σ unmet share of final use × Δt.
    pub unmet: Vec<f64>,
    /// Where and when need could not be met, step by step.
    pub short: Vec<Short>,
}

/// A watched cell in a step in which its need could not be met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Short {
    /// Step.
    pub step: u32,
    /// Cell of the network.
    pub cell: u32,
    /// 1 − availability.
    pub lost: f64,
}

/// A network made ready for blocks of trials. Immutable; each thread brings its [`Workspace`].
#[derive(Debug, Clone)]
pub struct Lanes {
    kernel: Kernel,
    parameters: Parameters,
    plan: AnyPlan,
    /// Cells of the losses, in their order.
    cells: Vec<u32>,
    watched: Vec<bool>,
    free: Free,
}

/// Blocks that no workspace holds at the moment.
type Free = Arc<Mutex<Vec<Box<dyn AnyBlock>>>>;

#[derive(Debug, Clone)]
enum AnyPlan {
    Single(Box<Plan<f32>>),
    Double(Box<Plan<f64>>),
}

impl Lanes {
    /// Lays out the network of `engine`; losses will be those of `cells`.
    ///
    /// # Panics
    /// When this machine does not have the kernel's instruction set.
    #[must_use]
    pub fn new(engine: &Engine, kernel: Kernel, cells: &[u32]) -> Self {
        assert!(kernel.isa.is_present(), "this machine has no {}", kernel.isa.name());
        let mut watched = vec![false; engine.layout().cells.len()];
        for &cell in cells {
            watched[cell as usize] = true;
        }
        let plan = match kernel.precision {
            Precision::F32 => AnyPlan::Single(Box::new(Plan::new(engine))),
            Precision::F64 => AnyPlan::Double(Box::new(Plan::new(engine))),
        };
        let free = Free::default();
        Self { kernel, parameters: engine.parameters().clone(), plan, cells: cells.to_vec(), watched, free }
    }

    /// Trials at a time.
    #[must_use]
    pub const fn lanes(&self) -> usize {
        match (self.kernel.precision, self.kernel.lanes) {
            (Precision::F64, _) | (_, 8) => 8,
            (_, 16) => 16,
            _ => 32,
        }
    }

    /// Instruction set.
    #[must_use]
    pub const fn isa(&self) -> Isa {
        self.kernel.isa
    }

    /// Bytes that the state of a block takes.
    #[must_use]
    pub fn state_bytes(&self) -> usize {
        match &self.plan {
            AnyPlan::Single(plan) => plan.state_rows() * self.lanes() * 4,
            AnyPlan::Double(plan) => plan.state_rows() * self.lanes() * 8,
        }
    }

    /// Bytes that a step of a block must move at least, whatever the shocks: every row that it reads or writes, as often
    /// as it comes back to it after passing over the others, and the network's own arrays.
    #[must_use]
    pub fn bytes_per_step(&self) -> usize {
        match &self.plan {
            AnyPlan::Single(plan) => plan.moved_rows() * self.lanes() * 4 + plan.bytes(),
            AnyPlan::Double(plan) => plan.moved_rows() * self.lanes() * 8 + plan.bytes(),
        }
    }

    /// A workspace for this network: one that was given back, if there is any.
    #[must_use]
    pub fn workspace(&self) -> Workspace {
        let given_back = self.free.lock().ok().and_then(|mut free| free.pop());
        let block = given_back.unwrap_or_else(|| match &self.plan {
            AnyPlan::Single(plan) => self.single(plan),
            AnyPlan::Double(plan) => Box::new(Block::<Row<Plain<f64, 2>, 4>>::new(plan)),
        });
        Workspace { block: Some(block), free: self.free.clone() }
    }

    fn single(&self, plan: &Plan<f32>) -> Box<dyn AnyBlock> {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::x86_64::{__m256, __m512};
            match (self.kernel.isa, self.kernel.lanes) {
                (Isa::Avx512 | Isa::Avx2, 8) => return Box::new(Block::<Row<__m256, 1>>::new(plan)),
                (Isa::Avx512, 16) => return Box::new(Block::<Row<__m512, 1>>::new(plan)),
                (Isa::Avx512, _) => return Box::new(Block::<Row<__m512, 2>>::new(plan)),
                (Isa::Avx2, 16) => return Box::new(Block::<Row<__m256, 2>>::new(plan)),
                (Isa::Avx2, _) => return Box::new(Block::<Row<__m256, 4>>::new(plan)),
                (Isa::Portable, _) => {}
            }
        }
        match self.kernel.lanes {
            8 => Box::new(Block::<Row<Plain<f32, 4>, 2>>::new(plan)),
            16 => Box::new(Block::<Row<Plain<f32, 4>, 4>>::new(plan)),
            _ => Box::new(Block::<Row<Plain<f32, 4>, 8>>::new(plan)),
        }
    }

    /// Runs one block: at most as many trials as there are lanes. Losses are those of the trials, in their order.
    ///
    /// # Panics
    /// When there are more trials than lanes, or the workspace was made for another network.
    pub fn run(&self, workspace: &mut Workspace, trials: &[&[Shock]], span: &Span) -> Vec<Losses> {
        assert!(trials.len() <= self.lanes(), "a trial a lane");
        workspace.block.as_mut().expect("held until it is dropped").run(self, trials, span)
    }
}

/// Memory of a thread, used again from block to block. When it is dropped, whoever asks next has it: threads come and go
/// many times in a run, and to make ten megabytes each time takes longer, and more of them, than to keep these.
#[derive(Debug)]
pub struct Workspace {
    /// Until it is dropped.
    block: Option<Box<dyn AnyBlock>>,
    free: Free,
}

impl Workspace {
    /// Steps that the last block took.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.block.as_ref().map_or(0, |block| block.steps())
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        if let (Some(block), Ok(mut free)) = (self.block.take(), self.free.lock()) {
            free.push(block);
        }
    }
}

/// A block of any width.
trait AnyBlock: Send + std::fmt::Debug {
    fn steps(&self) -> usize;
    fn run(&mut self, lanes: &Lanes, trials: &[&[Shock]], span: &Span) -> Vec<Losses>;
}

impl<V: Columns> AnyBlock for Block<V>
where
    Plan<V::Real>: Of,
{
    fn steps(&self) -> usize {
        self.steps
    }

    fn run(&mut self, lanes: &Lanes, trials: &[&[Shock]], span: &Span) -> Vec<Losses> {
        let plan = Plan::of(&lanes.plan).expect("a workspace of these lanes");
        Block::run(self, plan, &lanes.parameters, trials, &lanes.watched, span);
        let days = lanes.parameters.step_days;
        (0..trials.len()).map(|column| self.losses(column, &lanes.cells, days)).collect()
    }
}

/// A plan of one width among those of any.
trait Of: Sized {
    fn of(plan: &AnyPlan) -> Option<&Self>;
}

impl Of for Plan<f32> {
    fn of(plan: &AnyPlan) -> Option<&Self> {
        if let AnyPlan::Single(plan) = plan { Some(plan) } else { None }
    }
}

impl Of for Plan<f64> {
    fn of(plan: &AnyPlan) -> Option<&Self> {
        if let AnyPlan::Double(plan) = plan { Some(plan) } else { None }
    }
}
