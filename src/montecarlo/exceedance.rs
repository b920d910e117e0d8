//! Exceedance curves and return periods with the conventions of Oasis ktools: N years, the k-th largest loss has the
//! exceedance probability k/N, and years without loss count in N though no point stands for them.

use super::estimates::{Estimate, Interval, probability};
use super::incomplete_beta::IncompleteBeta;
use super::tails::{Quantile, Tail, quantile_ranks};
use serde::Serialize;

/// One point of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// 1 for the largest loss.
    pub rank: u64,
    /// Loss.
    pub loss: f64,
    /// Share of years with this loss or more: rank / N.
    pub probability: f64,
    /// Years between such losses: N / rank.
    pub return_period: f64,
}

/// A point with what chance leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BandPoint {
    /// The point.
    pub point: Point,
    /// Interval of the loss at this probability; ends absent where the trials do not bound it.
    pub loss: Quantile,
    /// Interval of the probability of this loss (Clopper and Pearson 1934).
    pub probability: Interval,
}

/// A curve of yearly losses: of their sums (aggregate) or of the largest event of each year (occurrence).
///
/// The curve of a group comes from the group's own yearly losses; curves are never added.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    tail: Tail,
}

impl Curve {
    /// From the loss of each year, years without loss among them.
    #[must_use]
    pub fn of_years(losses: Vec<f64>) -> Self {
        Self { tail: Tail::new(losses) }
    }

    /// The sorted losses.
    #[must_use]
    pub const fn tail(&self) -> &Tail {
        &self.tail
    }

    /// N, years without loss included.
    #[must_use]
    pub fn years(&self) -> u64 {
        self.tail.trials()
    }

    /// Years with a loss: the number of points.
    #[must_use]
    pub fn years_with_loss(&self) -> u64 {
        self.tail.above(0.0)
    }

    /// The point of `rank`, 1 to [`Self::years_with_loss`].
    fn point(&self, rank: u64) -> Point {
        let years = self.years() as f64;
        let loss = self.tail.ascending()[(self.years() - rank) as usize];
        Point { rank, loss, probability: rank as f64 / years, return_period: years / rank as f64 }
    }

    /// All points, the largest loss first.
    pub fn points(&self) -> impl Iterator<Item = Point> {
        (1..=self.years_with_loss()).map(|rank| self.point(rank))
    }

    /// About `wanted` points, evenly spread over the logarithm of the return period, with pointwise intervals at
    /// `confidence` that assume nothing about the distribution.
    #[must_use]
    pub fn band(&self, wanted: u32, confidence: f64) -> Vec<BandPoint> {
        let last = self.years_with_loss();
        let steps = f64::from(wanted.max(2) - 1);
        let spread = |step: u32| libm::exp(libm::log(last as f64) * f64::from(step) / steps).round() as u64;
        let mut ranks: Vec<u64> = (0..wanted.max(2)).map(spread).filter(|rank| (1..=last).contains(rank)).collect();
        ranks.dedup();
        ranks.into_iter().map(|rank| self.banded(rank, confidence)).collect()
    }

    fn banded(&self, rank: u64, confidence: f64) -> BandPoint {
        let point = self.point(rank);
        BandPoint {
            point,
            loss: self.loss_of_rank(rank, 1.0 - point.probability, confidence),
            probability: clopper_pearson(rank, self.years(), confidence),
        }
    }

    /// The loss that is reached or exceeded once in `return_period` years: the largest loss whose point has a return
    /// period of at most that (0 among the years without loss); not a number of no years.
    #[must_use]
    pub fn loss_at(&self, return_period: f64, confidence: f64) -> Quantile {
        let share = (1.0 / return_period).clamp(0.0, 1.0);
        // Spared the rounding of quotients like 1000 / 0.001.
        let rank = (self.years() as f64 * share * (1.0 - 1e-12)).ceil() as u64;
        self.loss_of_rank(rank.min(self.years()).max(1), 1.0 - share, confidence)
    }

    fn loss_of_rank(&self, rank: u64, level: f64, confidence: f64) -> Quantile {
        let (low, high) = quantile_ranks(self.years(), level, confidence);
        let loss = |rank: u64| self.tail.at_rank(rank);
        let value = loss((self.years() + 1).saturating_sub(rank));
        // The k-th largest is one order statistic above the quantile inf {x: F(x) ≥ level}; the interval must hold it.
        let low = low.map(|rank| loss(rank).min(value));
        Quantile { value, low, high: high.map(|rank| loss(rank).max(value)) }
    }

    /// Probability of a year with more than `loss`.
    #[must_use]
    pub fn probability_above(&self, loss: f64) -> Estimate {
        probability(self.tail.above(loss), self.years())
    }
}

/// Exact interval of a probability after `hits` of `trials`.
#[must_use]
pub fn clopper_pearson(hits: u64, trials: u64, confidence: f64) -> Interval {
    let tail = 0.5 * (1.0 - confidence);
    let (k, n) = (hits as f64, trials as f64);
    Interval {
        low: if hits == 0 { 0.0 } else { IncompleteBeta::new(k, n - k + 1.0).inverse(tail) },
        high: if hits >= trials { 1.0 } else { IncompleteBeta::new(k + 1.0, n - k).inverse(1.0 - tail) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten years, four of them without loss.
    const YEARS: [f64; 10] = [0.0, 5.0, 0.0, 50.0, 100.0, 0.0, 50.0, 0.0, 60.0, 75.0];

    #[test]
    fn curves_rank_years_and_count_those_without_loss() {
        let curve = Curve::of_years(YEARS.to_vec());
        let points: Vec<Point> = curve.points().collect();
        assert!(points.iter().map(|point| point.loss).eq([100.0, 75.0, 60.0, 50.0, 50.0, 5.0]));
        assert_eq!((points[2].rank, points[2].probability), (3, 0.3));
        assert!((points[2].return_period - 10.0 / 3.0).abs() < 1e-15);
        assert_eq!(curve.probability_above(50.0).value, 0.3);
        assert_eq!(
            [10.0, 5.0, 4.0, 2.0, 1.0].map(|years| curve.loss_at(years, 0.95).value),
            [100.0, 75.0, 60.0, 50.0, 0.0]
        );
    }

    #[test]
    fn the_loss_at_the_return_period_of_a_point_is_that_of_the_point() {
        for years in 1..60_u32 {
            let curve = Curve::of_years((1..=years).map(f64::from).collect());
            for point in curve.points() {
                assert_eq!(curve.loss_at(point.return_period, 0.95).value, point.loss, "{years} years, {point:?}");
            }
        }
    }

    #[test]
    fn bands_hold_their_points_and_narrow_with_the_years() {
        let curve = |n: u32| {
            Curve::of_years((0..n).map(|i| f64::from(i).max(f64::from(n) * 0.5) - f64::from(n) * 0.5).collect())
        };
        let width = |n: u32| {
            let band = curve(n).band(20, 0.95);
            assert!((10..=20).contains(&band.len()));
            for at in &band {
                assert!(at.probability.low < at.point.probability && at.point.probability < at.probability.high);
                assert!(at.loss.low.is_none_or(|low| low <= at.point.loss));
                assert!(at.loss.high.is_none_or(|high| at.point.loss <= high));
            }
            assert_eq!(band[0].loss.high, None, "nothing bounds the largest loss from above");
            let last = band.last().expect("points");
            (last.probability.high - last.probability.low) / last.point.probability
        };
        assert!(width(10_000) < 0.5 * width(400));
        assert!(Curve::of_years(vec![0.0; 10]).band(20, 0.95).is_empty());
    }

    #[test]
    fn of_no_years_nothing_is_known() {
        let none = Curve::of_years(Vec::new());
        let loss = none.loss_at(10.0, 0.95);
        assert!(loss.value.is_nan() && loss.low.is_none() && loss.high.is_none());
        assert!(none.band(10, 0.95).is_empty() && none.probability_above(1.0).value.is_nan());
        let tail = none.tail();
        assert!(tail.at_risk(0.95).is_nan() && tail.expected_shortfall(0.95).value.is_nan());
        assert!(tail.value_at_risk(0.95, 0.95).value.is_nan());
        assert!(super::super::tails::shortfalls_without_one(&[], 0.95).is_empty());
        assert!(super::super::tails::shortfalls_without_one(&[1.0], 0.95)[0].is_nan());
    }

    #[test]
    fn clopper_pearson_gives_the_textbook_interval() {
        // Closed forms: none of n has the upper end 1 − (α/2)^(1/n), and one of one is bounded by α/2.
        let none = clopper_pearson(0, 20, 0.95);
        assert_eq!(none.low, 0.0);
        assert!((none.high - (1.0 - libm::pow(0.025, 0.05))).abs() < 1e-12);
        let one = clopper_pearson(1, 1, 0.95);
        assert!((one.low - 0.025).abs() < 1e-12 && one.high == 1.0);
        // Clopper and Pearson's own example: 4 of 20 is 5.7 to 43.7 %.
        let four = clopper_pearson(4, 20, 0.95);
        assert!((four.low - 0.0573).abs() < 1e-4 && (four.high - 0.4366).abs() < 1e-4);
    }
}
