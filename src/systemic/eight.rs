//! State of the firms of a cascade, eight by eight.

use super::lines::{LINE, Line, ZERO, larger};

/// Eight firms of a cascade. All that is known of them stands side by side, since on large networks it is pages of memory
/// that take time.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Eight {
    /// What comes in this sweep: the largest loss of a product, and lost sales.
    pub to_down: Line,
    pub to_up: Line,
    /// 1 − hᵈ, 1 − hᵘ and σ (1 − hᵈ).
    pub down: Line,
    pub up: Line,
    pub withheld: Line,
    pub output: Line,
    /// Sales lost since the last sweep, while the last one is cut short.
    pub fewer: Line,
}

impl Eight {
    pub const fn new(output: Line) -> Self {
        Self { to_down: ZERO, to_up: ZERO, down: ZERO, up: ZERO, withheld: ZERO, output, fewer: ZERO }
    }
}

/// Makes what comes to `buyer` at least `loss`.
#[inline]
pub(super) fn raise(eights: &mut [Eight], due: &mut [u8], buyer: u32, loss: f64) {
    let to = &mut eights[buyer as usize / LINE].to_down[buyer as usize % LINE];
    *to = larger(loss, *to);
    due[buyer as usize / LINE] = 1;
}
