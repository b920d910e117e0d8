//! Step 10 of the slots and groups: what they remember of past lacks.

use super::plan::{Plan, Role, SlotPlan};
use super::simd::{Columns, Real};
use super::slots::{Memory, Remembers};

/// u, σ of a slot and ζ of a single input, and whether the slot seeks other suppliers. Where this returns early, it did
/// not seek before either: what seeks has u and σ.
#[inline(always)]
pub(super) fn remember<V: Columns>(
    plan: &Plan<V::Real>,
    (s, fixed): (usize, &SlotPlan<V::Real>),
    (memory, remembers, sought): (&mut Memory<V>, &mut Remembers, &mut [V]),
    [held, wanted, unconfirmed]: [V; 3],
) {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let need = wanted * V::splat(fixed.usage);
    // Well short of a lack that counts, the exact figure is not needed: what is 0 stays 0.
    let sure = V::splat(plan.constants.surely_whole);
    let short = if remembers.plenty { 0 } else { held.below(need - need * sure) };
    let lacking = zero.below(unconfirmed) != 0;
    if short == 0 && !lacking && !remembers.switched {
        remembers.unconfirmed = 0;
        return;
    }
    remembers.unconfirmed = V::splat(plan.constants.stop).below(unconfirmed);
    let whole = short | sure.below(unconfirmed) == 0;
    if whole && !remembers.switched {
        return;
    }
    let rates = &plan.rates[s];
    // H/(w U Δt). What it lacks of U Δt where that is less follows from it: quotients take long. Where no column is short
    // of it by what counts, what is unconfirmed decides alone.
    let met = if short == 0 { one } else { zero.pick(need, held / need, one) };
    let sigma = if whole {
        relax(memory.switching, rates.switching)
    } else {
        drift(plan, memory.switching, (one - met).max(unconfirmed), rates.switching)
    };
    memory.switching = sigma;
    let mut found = zero.below(sigma);
    if fixed.role == Role::Single {
        memory.substitute = if whole {
            relax(memory.substitute, rates.substitute)
        } else {
            let lacking = V::splat(rates.share) * unconfirmed;
            let lack = (one - met * wanted.max(one)).max(lacking);
            drift(plan, memory.substitute, lack, rates.substitute)
        };
        found |= zero.below(memory.substitute);
    }
    remembers.switched = found != 0;
    let product = sigma * unconfirmed;
    remembers.seeks = zero.below(product) != 0;
    if remembers.seeks {
        sought[s] = product;
    }
}

/// [`drift`] where no column is short.
#[inline(always)]
fn relax<V: Columns>(now: V, [_, _, down]: [V::Real; 3]) -> V {
    now - now * V::splat(down)
}

/// σ or ζ one step on: up to the most while short by `lack`, down at half the speed while not.
#[inline(always)]
fn drift<V: Columns>(plan: &Plan<V::Real>, now: V, lack: V, [most, up, down]: [V::Real; 3]) -> V {
    let (most, up, down) = (V::splat(most), V::splat(up), V::splat(down));
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let constants = &plan.constants;
    let short = ((lack - V::splat(constants.short_from)) * V::splat(constants.per_short)).min(one).max(zero);
    now + short * (most - now) * up - (one - short) * now * down
}

/// ζ of a group one step on, from its φ, ω of its owner and what it lacks.
#[inline(always)]
pub(super) fn substitute<V: Columns>(
    plan: &Plan<V::Real>,
    rates: [V::Real; 3],
    zeta: V,
    [phi, wanted, lacking]: [V; 3],
) -> V {
    let (zero, one) = (V::splat(V::Real::default()), V::splat(V::Real::of(1.0)));
    let lack = zero.pick(wanted, one - phi / wanted.min(one), zero);
    drift(plan, zeta, lack.max(lacking), rates)
}
