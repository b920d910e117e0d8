//! The economic systemic risk index (ESRI): the share of all sales that is lost when a firm fails, by the cascade of
//! Diem, Borsos, Reisch, Kertész and Thurner (2022), *Quantifying firm-level economic systemic risk from nation-wide
//! supply networks*, Scientific Reports 12, 7719.
//!
//! With W(i, j) the sales of firm i to firm j, p(i) the product of firm i (its sector) and ψ(i) the part of a firm that a
//! shock leaves:
//!
//! - inputs of an essential product k limit production in proportion (Leontief): Λ(i, j) = W(i, j) / Σ over suppliers of
//!   product k to j; inputs that are not essential add up: Λ(i, j) = W(i, j) / all inputs of j; negligible ones do nothing;
//! - customers of a failing supplier turn to those who make the same product, as far as these are there: what is lost is
//!   multiplied by σ(i) = min(1, out(i) / Σ over the market of hᵈ(k) out(k));
//! - downstream hᵈ(j) = min(ψ(j), min over essential k of 1 − Σ Λ σ (1 − hᵈ), 1 − Σ over the others of Λ σ (1 − hᵈ));
//! - upstream hᵘ(i) = min(ψ(i), 1 − Σ over customers of W(i, j) / out(i) (1 − hᵘ(j)));
//! - all firms move at once, from ψ on, until the largest change of a sweep is below ε;
//! - the index is Σ out (1 − min(hᵈ, hᵘ)) / Σ out.
//!
//! Two ways of computing give the same but for rounding: one cascade at a time by the differences that firms pass on
//! (`trickle`, its last sweep cut short in `last`), and sixteen at a time over all links (`lanes`), for cascades that reach most
//! of a small network or take very many sweeps. Which way a shock takes depends on the shock and the network only.

mod cascade;
mod conventions;
mod eight;
mod essentiality;
mod lanes;
mod last;
mod lines;
mod links;
mod market;

mod matrix_file;
mod products;
mod shares;
mod shock;
mod shock_file;
mod trickle;

pub use cascade::{Cascade, Loss, Losses};
pub use conventions::{Conventions, Replacement};
pub use essentiality::{Class, Essentiality};
pub use matrix_file::read as read_essentiality;
pub use shock::Shocks;
pub use shock_file::{NamedShocks, read as read_shocks};
