//! State of the firms of a cascade, eight by eight.

use super::lines::{Line, ZERO};

/// Eight firms of a cascade. All that is known of them stands side by side, since on large networks it is pages of memory
/// that take time.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Eight {
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
        Self { down: ZERO, up: ZERO, withheld: ZERO, output, fewer: ZERO }
    }

    /// Nothing is lost.
    pub const fn clear(&mut self) {
        (self.down, self.up, self.withheld) = (ZERO, ZERO, ZERO);
    }
}
