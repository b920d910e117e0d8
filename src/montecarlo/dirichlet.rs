//! Shares of one whole that are not known exactly: a Dirichlet distribution round the shares as stated, so that they still
//! sum to one and each has its stated value as mean. Its one concentration is chosen so that the shares together are as
//! spread as their stated ranges are.

use super::incomplete_beta::IncompleteBeta;

/// A Dirichlet distribution of shares; what they lack to one is a share too, the last.
#[derive(Debug, Clone, PartialEq)]
pub struct Dirichlet {
    shares: Vec<f64>,
    concentration: f64,
    whole: f64,
}

impl Dirichlet {
    /// The least concentration: ranges wider than a whole allows are cut to it. At 1 a share of a half is as likely near
    /// its ends as in the middle.
    const LEAST: f64 = 1.0;
    /// A share below this is rounding of what the others lack.
    const NOTHING: f64 = 1e-12;

    /// Round `shares`, which sum to at most one, with these `variances` one by one; none where none of them varies.
    ///
    /// Under concentration κ a share s has the variance s(1 − s)/(κ + 1), so that κ + 1 = Σ s(1 − s)/Σ variances makes the
    /// sum of variances over the stated shares what it should be. Shares that sum to more than one keep their sum.
    #[must_use]
    pub fn matching(shares: &[f64], variances: &[f64]) -> Option<Self> {
        let whole = shares.iter().sum::<f64>().max(1.0);
        let shares: Vec<f64> = shares.iter().map(|share| share / whole).collect();
        let stated: f64 = variances.iter().sum::<f64>() / (whole * whole);
        let unit: f64 = shares.iter().map(|share| share * (1.0 - share)).sum();
        let varies = stated > 0.0 && unit > 0.0;
        varies.then(|| Self { shares, concentration: (unit / stated - 1.0).max(Self::LEAST), whole })
    }

    /// κ.
    #[must_use]
    pub const fn concentration(&self) -> f64 {
        self.concentration
    }

    /// The shares at these uniform numbers, one for each: every share is the beta quantile of what those before it left
    /// (the last one, if nothing is missing to one, is what is left).
    #[must_use]
    pub fn at(&self, uniforms: &[f64]) -> Vec<f64> {
        // What is left of the whole, and of the means.
        let (mut left, mut mean) = (1.0, 1.0);
        let share = |(&share, &uniform): (&f64, &f64)| {
            let after = mean - share;
            let part = if share <= Self::NOTHING {
                0.0
            } else if after <= Self::NOTHING {
                1.0
            } else {
                IncompleteBeta::new(self.concentration * share, self.concentration * after).inverse(uniform)
            };
            let drawn = left * part;
            left -= drawn;
            mean = after;
            self.whole * drawn
        };
        self.shares.iter().zip(uniforms).map(share).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::distributions::triangular_variance;
    use super::super::draws::{Channel, Use};
    use super::*;

    const DRAWS: u64 = 20_000;

    fn draws(of: &Dirichlet) -> Vec<Vec<f64>> {
        let channel = Channel::new(11, Use::Figure, &["dirichlet"]);
        let uniforms = |draw: u64| (0..of.shares.len() as u32).map(move |item| channel.uniform(draw, item));
        (0..DRAWS).map(|draw| of.at(&uniforms(draw).collect::<Vec<f64>>())).collect()
    }

    fn moments(draws: &[Vec<f64>], share: usize) -> (f64, f64) {
        let n = draws.len() as f64;
        let mean = draws.iter().map(|draw| draw[share]).sum::<f64>() / n;
        (mean, draws.iter().map(|draw| (draw[share] - mean).powi(2)).sum::<f64>() / (n - 1.0))
    }

    /// Shares with their ranges: even, lopsided, tiny, with and without an unnamed rest, wide and narrow.
    fn tables() -> Vec<Vec<(f64, f64, f64)>> {
        vec![
            vec![(0.8, 0.7, 0.9)],
            vec![(0.5, 0.15, 0.54), (0.2, 0.15, 0.45), (0.1, 0.05, 0.15)],
            vec![(0.94, 0.9, 0.97), (0.03, 0.015, 0.045), (0.02, 0.01, 0.03), (0.01, 0.005, 0.015)],
            vec![(0.25, 0.125, 0.375); 4],
            vec![(0.6, 0.3, 0.9), (0.002, 0.001, 0.003), (0.0, 0.0, 0.0), (0.398, 0.199, 0.597)],
        ]
    }

    #[test]
    fn means_are_the_values_sums_are_one_and_the_spread_is_that_of_the_ranges() {
        for table in tables() {
            let shares: Vec<f64> = table.iter().map(|row| row.0).collect();
            let variances: Vec<f64> =
                table.iter().map(|&(value, low, high)| triangular_variance(low, value, high)).collect();
            let of = Dirichlet::matching(&shares, &variances).expect("it varies");
            let draws = draws(&of);
            let named: f64 = shares.iter().sum();
            for draw in &draws {
                let sum: f64 = draw.iter().sum();
                assert!(draw.iter().all(|share| (0.0..=1.0).contains(share)) && sum < 1.0 + 1e-12, "{draw:?}");
                assert!((named - 1.0).abs() > 1e-9 || (sum - 1.0).abs() < 1e-12, "{draw:?} of a whole");
            }
            let mut spread = 0.0;
            for (place, share) in shares.iter().enumerate() {
                let (mean, variance) = moments(&draws, place);
                let exact = share * (1.0 - share) / (of.concentration() + 1.0);
                assert!((mean - share).abs() <= 4.5 * (exact / DRAWS as f64).sqrt(), "{mean} for {share}");
                // Every share is beta distributed, whatever its place: a small one has a kurtosis of about 6/(κ s).
                let error = 4.0 * ((2.0 + 6.0 / (of.concentration() * share)) / DRAWS as f64).sqrt();
                assert!((variance - exact).abs() <= error.min(1.0) * exact, "{variance} for {exact} of {share}");
                spread += variance;
            }
            let stated: f64 = variances.iter().sum();
            assert!((spread / stated - 1.0).abs() < 0.04, "{spread} for {stated}");
        }
    }

    #[test]
    fn a_share_alone_has_the_variance_of_its_range() {
        let variance = triangular_variance(0.7, 0.8, 0.9);
        let of = Dirichlet::matching(&[0.8], &[variance]).expect("it varies");
        assert!((0.16 / (of.concentration() + 1.0) / variance - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_does_not_vary_has_no_distribution_and_what_varies_too_much_is_held() {
        assert_eq!(Dirichlet::matching(&[0.3, 0.7], &[0.0, 0.0]), None);
        assert_eq!(Dirichlet::matching(&[], &[]), None);
        assert_eq!(Dirichlet::matching(&[1.0], &[0.01]), None, "nothing else can have what it loses");
        let wide = Dirichlet::matching(&[0.02], &[0.05]).expect("it varies");
        assert!((wide.concentration() - 1.0).abs() < 1e-12);
        assert!(draws(&wide).iter().all(|draw| (0.0..=1.0).contains(&draw[0])));
    }

    #[test]
    fn shares_of_more_than_one_keep_their_sum() {
        let of = Dirichlet::matching(&[0.8, 0.6], &[0.002, 0.002]).expect("it varies");
        for draw in draws(&of) {
            assert!((draw.iter().sum::<f64>() - 1.4).abs() < 1e-12);
        }
    }
}
