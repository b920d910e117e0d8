//! Where a dependency went: two dependence matrices compared.

use super::{Dependence, DependenceDays};
use serde::Serialize;

/// Changes below this, in points of availability, are none.
pub const NOTICEABLE: f64 = 0.5;

/// A sector and home economy before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Swap {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// The largest dependency before; none if nothing is lost without anybody.
    pub before_on: Option<String>,
    /// Mean availability lost without it, 0 to 100.
    pub before: f64,
    /// The largest dependency after.
    pub after_on: Option<String>,
    /// Mean availability lost without it, 0 to 100.
    pub after: f64,
    /// Σ of what fell, over all foreign economies, regions in place of their members, in points.
    pub fell: f64,
    /// Σ of what rose.
    pub rose: f64,
    /// Risen over fallen: 0 a dependency went away, 1 it only moved; none if none fell noticeably.
    pub moved: Option<f64>,
    /// The economy the dependency on which rose most, if noticeably.
    pub moved_to: Option<String>,
    /// How far it rose.
    pub moved_to_rise: f64,
}

/// One entry of the matrix before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// The foreign economy.
    pub on: String,
    /// Mean availability lost without it before, 0 to 100; 0 where it exported nothing.
    pub before: f64,
    /// The same after.
    pub after: f64,
    /// The same of the weakest fifth before.
    pub before_weakest_fifth: f64,
    /// The same of the weakest fifth after.
    pub after_weakest_fifth: f64,
    /// Mean availability lost before when every customer keeps its share.
    pub before_without_rerouting: f64,
    /// The same after.
    pub after_without_rerouting: f64,
    /// The region whose entry contains this one.
    pub within: Option<String>,
}

impl Change {
    /// Before and after, by one of the two matrices.
    const fn by(&self, rerouting: bool) -> (f64, f64) {
        if rerouting {
            (self.before, self.after)
        } else {
            (self.before_without_rerouting, self.after_without_rerouting)
        }
    }
}

/// One entry of the matrix in days before and after; no days where nothing is felt within two years.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DayChange {
    /// Sector id.
    pub sector: String,
    /// Home economy.
    pub economy: String,
    /// The foreign economy.
    pub on: String,
    /// Days until the first product falls below the threshold before.
    pub before_days: Option<f64>,
    /// The same after.
    pub after_days: Option<f64>,
    /// That product before.
    pub before_product: Option<String>,
    /// That product after.
    pub after_product: Option<String>,
    /// Days until the weakest fifth falls below it without rerouting before.
    pub before_days_without_rerouting: Option<f64>,
    /// The same after.
    pub after_days_without_rerouting: Option<f64>,
}

/// Entries of the matrices in days that are felt in either, in the order of `before`, then of what is new in `after`.
#[must_use]
pub fn day_changes(before: &[DependenceDays], after: &[DependenceDays]) -> Vec<DayChange> {
    let same =
        |a: &DependenceDays, b: &DependenceDays| (&a.sector, &a.economy, &a.on) == (&b.sector, &b.economy, &b.on);
    let new = after.iter().filter(|row| !before.iter().any(|other| same(other, row)));
    let rows = before.iter().chain(new).map(|row| {
        let [old, now] = [before, after].map(|rows| rows.iter().find(|other| same(other, row)));
        let first = |row: Option<&DependenceDays>| row.and_then(|row| row.rerouted.first_product_days);
        let product = |row: Option<&DependenceDays>| row.and_then(|row| row.rerouted.first_product.clone());
        let kept = |row: Option<&DependenceDays>| row.and_then(|row| row.days_without_rerouting);
        DayChange {
            sector: row.sector.clone(),
            economy: row.economy.clone(),
            on: row.on.clone(),
            before_days: first(old),
            after_days: first(now),
            before_product: product(old),
            after_product: product(now),
            before_days_without_rerouting: kept(old),
            after_days_without_rerouting: kept(now),
        }
    });
    let felt = |row: &DayChange| {
        let days = [row.before_days, row.after_days];
        let kept = [row.before_days_without_rerouting, row.after_days_without_rerouting];
        days.iter().chain(&kept).any(Option::is_some)
    };
    rows.filter(felt).collect()
}

/// Entries that stand in either matrix, in the order of `before`, then of what is new in `after`.
#[must_use]
pub fn changes(before: &[Dependence], after: &[Dependence]) -> Vec<Change> {
    let same = |a: &Dependence, b: &Dependence| (&a.sector, &a.economy, &a.on) == (&b.sector, &b.economy, &b.on);
    let find = |rows: &[Dependence], row: &Dependence| {
        let found = rows.iter().find(|other| same(other, row));
        let losses =
            |found: &Dependence| (found.availability_loss, found.weakest_fifth_loss, found.loss_without_rerouting);
        found.map_or((0.0, 0.0, 0.0), losses)
    };
    let new = after.iter().filter(|row| !before.iter().any(|other| same(other, row)));
    before
        .iter()
        .chain(new)
        .map(|row| {
            let (before, after) = (find(before, row), find(after, row));
            Change {
                sector: row.sector.clone(),
                economy: row.economy.clone(),
                on: row.on.clone(),
                before: before.0,
                after: after.0,
                before_weakest_fifth: before.1,
                after_weakest_fifth: after.1,
                before_without_rerouting: before.2,
                after_without_rerouting: after.2,
                within: row.within.clone(),
            }
        })
        .collect()
}

/// What moved in each sector and home economy, by the matrix with rerouting or by that without.
#[must_use]
pub fn swaps(changes: &[Change], rerouting: bool) -> Vec<Swap> {
    let mut keys: Vec<(&str, &str)> = Vec::new();
    for change in changes {
        let key = (change.sector.as_str(), change.economy.as_str());
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys.into_iter().map(|key| swap(key, changes, rerouting)).collect()
}

fn swap((sector, economy): (&str, &str), changes: &[Change], rerouting: bool) -> Swap {
    let own: Vec<&Change> =
        changes.iter().filter(|change| change.sector == sector && change.economy == economy).collect();
    let largest = |of: &dyn Fn(&Change) -> f64| {
        let most = own.iter().fold(None, |most: Option<&Change>, change| match most {
            Some(most) if of(most) >= of(change) => Some(most),
            _ => Some(change),
        });
        most.filter(|change| of(change) > 0.0).map_or((None, 0.0), |change| (Some(change.on.clone()), of(change)))
    };
    let ((before_on, before), (after_on, after)) =
        (largest(&|change| change.by(rerouting).0), largest(&|change| change.by(rerouting).1));
    let rise = |change: &Change| change.by(rerouting).1 - change.by(rerouting).0;
    // What a member lost its region lost, too.
    let whole = || own.iter().filter(|change| change.within.is_none());
    let fell: f64 = whole().map(|change| (-rise(change)).max(0.0)).sum();
    let rose: f64 = whole().map(|change| rise(change).max(0.0)).sum();
    let (moved_to, moved_to_rise) = largest(&rise);
    let noticed = moved_to_rise >= NOTICEABLE;
    Swap {
        sector: sector.to_owned(),
        economy: economy.to_owned(),
        before_on,
        before,
        after_on,
        after,
        fell,
        rose,
        moved: (fell >= NOTICEABLE).then(|| rose / fell),
        moved_to: moved_to.filter(|_| noticed),
        moved_to_rise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Effects;

    fn row(on: &str, loss: f64) -> Dependence {
        Dependence {
            sector: "ict".to_owned(),
            economy: "JPN".to_owned(),
            on: on.to_owned(),
            availability_loss: loss,
            availability_loss_low: None,
            availability_loss_high: None,
            weakest_fifth_loss_low: None,
            weakest_fifth_loss_high: None,
            weakest_fifth_loss: loss,
            loss_without_rerouting: 2.0 * loss,
            weakest_fifth_loss_without_rerouting: 2.0 * loss,
            within: None,
        }
    }

    #[test]
    fn a_dependency_that_only_moved_is_seen() {
        let before = [row("CHN", 30.0), row("USA", 5.0)];
        let after = [row("CHN", 10.0), row("USA", 5.0), row("VNM", 15.0)];
        let swap = &swaps(&changes(&before, &after), true)[0];
        assert_eq!((swap.before_on.as_deref(), swap.after_on.as_deref()), (Some("CHN"), Some("VNM")));
        assert_eq!((swap.fell, swap.rose, swap.moved), (20.0, 15.0, Some(0.75)));
        assert_eq!(swap.moved_to.as_deref(), Some("VNM"));
        let kept = &swaps(&changes(&before, &after), false)[0];
        assert_eq!((kept.fell, kept.rose, kept.before), (40.0, 30.0, 60.0));
    }

    #[test]
    fn members_are_not_added_to_their_region() {
        let member = |loss: f64| Dependence { within: Some("EUU".to_owned()), ..row("DEU", loss) };
        let before = [row("EUU", 12.0), member(9.0), row("VNM", 0.0)];
        let after = [row("EUU", 2.0), member(1.0), row("VNM", 5.0)];
        let swap = &swaps(&changes(&before, &after), true)[0];
        assert_eq!((swap.fell, swap.rose, swap.moved), (10.0, 5.0, Some(0.5)));
    }

    #[test]
    fn days_that_are_never_felt_are_left_out() {
        let row = |on: &str, days: Option<f64>| DependenceDays {
            sector: "ict".to_owned(),
            economy: "JPN".to_owned(),
            on: on.to_owned(),
            rerouted: Effects { first_product_days: days, ..Effects::default() },
            days_without_rerouting: days,
            loss_without_rerouting: 0.0,
        };
        let found = day_changes(
            &[row("CHN", Some(40.0)), row("USA", None)],
            &[row("CHN", None), row("USA", None), row("VNM", Some(9.0))],
        );
        let told: Vec<_> = found.iter().map(|row| (row.on.as_str(), row.before_days, row.after_days)).collect();
        assert_eq!(told, [("CHN", Some(40.0), None), ("VNM", None, Some(9.0))]);
    }

    #[test]
    fn nothing_changed_is_no_swap() {
        let rows = [row("CHN", 30.0)];
        let swap = &swaps(&changes(&rows, &rows), true)[0];
        assert_eq!((swap.moved, swap.moved_to.as_deref(), swap.fell), (None, None, 0.0));
    }
}
