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
//! Two ways of computing give the same bits: one cascade at a time along the links it touches (`trickle`), and sixteen
//! at a time over all links (`lanes`), for cascades that grow. Every sum is taken in the same order in both, and in the
//! order of a plain sweep over all firms, so that which way was taken does not show.

mod cascade;
mod essentiality;
mod lanes;
mod links;
mod market;
mod matrix_file;
mod shock;
mod shock_file;
mod trickle;

pub use cascade::{Cascade, Loss, Losses};
pub use essentiality::{Class, Essentiality};
pub use links::{Conventions, Replacement};
pub use matrix_file::read as read_essentiality;
pub use shock::Shocks;
pub use shock_file::{NamedShocks, read as read_shocks};
