//! Counter-based random draws: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
//! 1, 2, 3", SC11), keyed by seed and channel name, counted by trial and item.

use rand::TryRng;
use rand::rand_core::utils::fill_bytes_via_next_word;
use sha2::{Digest, Sha256};
use std::convert::Infallible;

/// One block of Philox4x32-10: a bijection of the 128-bit counter, chosen by the 64-bit key.
#[must_use]
pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    // Multipliers and Weyl increments of table 2 of the paper (golden ratio and √3 − 1).
    const M: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
    const W: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
    let (mut c, mut k) = (counter, key);
    for round in 0..10 {
        if round > 0 {
            k = [k[0].wrapping_add(W[0]), k[1].wrapping_add(W[1])];
        }
        let a = u64::from(M[0]) * u64::from(c[0]);
        let b = u64::from(M[1]) * u64::from(c[2]);
        c = [(b >> 32) as u32 ^ c[1] ^ k[0], b as u32, (a >> 32) as u32 ^ c[3] ^ k[1], a as u32];
    }
    c
}

/// What a draw decides. Each use has draws of its own, so that a new one moves none of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// How many times a hazard or a common cause arrives in a year.
    Count,
    /// The day of an arrival.
    Start,
    /// Whether a hazard joins an arrival of its cause.
    Join,
    /// Which firm is hit.
    Firm,
    /// Which of its targets an event hits.
    Hit,
    /// The standard normal of a cause that hazards lean on.
    Factor,
    /// The severity of an event.
    Severity,
    /// The duration of an event.
    Duration,
    /// The value of an uncertain figure.
    Figure,
}

impl Use {
    /// The name that goes into the key: never to be changed, or every result changes.
    const fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Start => "start",
            Self::Join => "join",
            Self::Firm => "firm",
            Self::Hit => "hit",
            Self::Factor => "factor",
            Self::Severity => "severity",
            Self::Duration => "duration",
            Self::Figure => "figure",
        }
    }
}

/// A named source of draws: the key that seed, use and names of the things concerned come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Channel {
    key: [u32; 2],
}

impl Channel {
    /// The channel for `purpose` of the thing called `names` (a hazard's id, or a hazard's and a cause's).
    #[must_use]
    pub fn new(seed: u64, purpose: Use, names: &[&str]) -> Self {
        let mut hash = Sha256::new();
        hash.update(seed.to_le_bytes());
        for part in std::iter::once(purpose.name()).chain(names.iter().copied()) {
            // The length keeps ("ab", "c") and ("a", "bc") apart.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let digest = hash.finalize();
        let word = |at: usize| u32::from_le_bytes([digest[at], digest[at + 1], digest[at + 2], digest[at + 3]]);
        Self { key: [word(0), word(4)] }
    }

    /// The stream of item `item` of trial `trial`.
    #[must_use]
    pub const fn stream(&self, trial: u64, item: u32) -> Stream {
        Stream { key: self.key, counter: [0, item, trial as u32, (trial >> 32) as u32], block: [0; 4], used: 4 }
    }

    /// The first uniform of a stream, for draws that need one number only.
    #[must_use]
    pub fn uniform(&self, trial: u64, item: u32) -> f64 {
        self.stream(trial, item).uniform()
    }
}

/// The draws of one item of one trial, as long as 2³⁴ words.
///
/// It is a generator of the `rand` crate, so that any distribution written for that crate can draw from it. Its `u64`
/// is two words, the earlier one low.
#[derive(Debug, Clone)]
pub struct Stream {
    key: [u32; 2],
    counter: [u32; 4],
    block: [u32; 4],
    used: usize,
}

impl Stream {
    fn word(&mut self) -> u32 {
        if self.used == 4 {
            self.block = philox4x32_10(self.counter, self.key);
            self.counter[0] = self.counter[0].wrapping_add(1);
            self.used = 0;
        }
        self.used += 1;
        self.block[self.used - 1]
    }

    fn long_word(&mut self) -> u64 {
        let low = self.word();
        u64::from(low) | u64::from(self.word()) << 32
    }

    /// A uniform number strictly between 0 and 1.
    ///
    /// 53 bits, the lowest always set: a grid that is symmetric about one half and holds neither end, so that no
    /// quantile function meets an infinity.
    pub fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        ((self.long_word() >> 11) | 1) as f64 * STEP
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.long_word())
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        fill_bytes_via_next_word(dst, || self.try_next_u32())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn philox_gives_the_known_answers() {
        // Random123 1.09, tests/kat_vectors, philox 4x32 10.
        let pi = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344];
        for (counter, key, answer) in [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (pi, [0xa409_3822, 0x299f_31d0], [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]),
        ] {
            assert_eq!(philox4x32_10(counter, key), answer);
        }
    }

    #[test]
    fn a_stream_is_the_words_of_its_blocks() {
        let channel = Channel { key: [7, 8] };
        let mut stream = channel.stream(1 << 33 | 5, 3);
        let words: Vec<u32> = (0..8).map(|_| stream.next_u32()).collect();
        assert_eq!(words[..4], philox4x32_10([0, 3, 5, 2], [7, 8]));
        assert_eq!(words[4..], philox4x32_10([1, 3, 5, 2], [7, 8]));
        let mut again = channel.stream(1 << 33 | 5, 3);
        assert_eq!(again.next_u64(), u64::from(words[0]) | u64::from(words[1]) << 32);
        let mut bytes = [0; 4];
        again.fill_bytes(&mut bytes);
        assert_eq!(u32::from_le_bytes(bytes), words[2]);
    }

    #[test]
    fn channels_differ_by_seed_use_and_every_name() {
        let base = Channel::new(1, Use::Count, &["ab", "c"]);
        assert_eq!(base, Channel::new(1, Use::Count, &["ab", "c"]));
        for other in [
            Channel::new(2, Use::Count, &["ab", "c"]),
            Channel::new(1, Use::Start, &["ab", "c"]),
            Channel::new(1, Use::Count, &["a", "bc"]),
            Channel::new(1, Use::Count, &["ab"]),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn keys_and_uniforms_are_pinned() {
        // Whoever changes these changes every published batch. Computed apart, with Python's hashlib and integers.
        let channel = Channel::new(42, Use::Severity, &["hormuz-closure"]);
        assert_eq!(channel.key, [1_063_279_928, 1_095_058_188]);
        assert_eq!(channel.uniform(0, 0), 0.916_887_613_200_049_3);
        assert_eq!(channel.uniform(7, 1), 0.962_932_542_177_273_5);
    }

    #[test]
    fn distributions_of_other_crates_draw_from_a_stream() {
        use rand_distr::{Distribution, Exp1};
        let channel = Channel::new(3, Use::Figure, &["exponential"]);
        let draws = (0..10_000).map(|trial| Exp1.sample(&mut channel.stream(trial, 0)));
        let mean: f64 = draws.map(|x: f64| x / 1e4).sum();
        assert!((mean - 1.0).abs() < 0.04, "{mean}");
    }

    #[test]
    fn uniforms_have_the_moments_of_the_uniform() {
        let channel = Channel::new(3, Use::Figure, &["moments"]);
        let n = 200_000_u32;
        let draws: Vec<f64> = (0..n).map(|i| channel.uniform(u64::from(i), 0)).collect();
        assert!(draws.iter().all(|&u| 0.0 < u && u < 1.0));
        let mean = draws.iter().sum::<f64>() / f64::from(n);
        let square = draws.iter().map(|u| u * u).sum::<f64>() / f64::from(n);
        let lagged = draws.windows(2).map(|w| w[0] * w[1]).sum::<f64>() / f64::from(n);
        // Four standard errors of each.
        assert!((mean - 0.5).abs() < 4.0 * (1.0 / 12.0_f64 / f64::from(n)).sqrt(), "{mean}");
        assert!((square - 1.0 / 3.0).abs() < 4.0 * (4.0 / 45.0_f64 / f64::from(n)).sqrt(), "{square}");
        assert!((lagged - 0.25).abs() < 4.0 * (7.0 / 144.0_f64 / f64::from(n)).sqrt(), "{lagged}");
    }
}
