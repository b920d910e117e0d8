//! What breaks at first: some firms, each in part or as a whole.

/// Shocks, each a list of firms with the part of their output that is gone at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shocks {
    ends: Vec<usize>,
    hits: Vec<(u32, f64)>,
}

impl Shocks {
    /// The failure of each of `firms`, one at a time.
    #[must_use]
    pub fn failures(firms: &[u32]) -> Self {
        Self { ends: (1..=firms.len()).collect(), hits: firms.iter().map(|&firm| (firm, 1.0)).collect() }
    }

    /// Adds a shock to these firms; a firm that is hit twice is hit by the larger one.
    pub fn push(&mut self, hits: impl IntoIterator<Item = (u32, f64)>) {
        self.hits.extend(hits);
        self.ends.push(self.hits.len());
    }

    /// Only the shocks `which`.
    #[must_use]
    pub fn only(&self, which: &[usize]) -> Self {
        let mut some = Self::default();
        for &index in which {
            some.push(self.of(index).iter().copied());
        }
        some
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True if there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Firms of the shock `index` and what each loses, 0 to 1.
    #[must_use]
    pub fn of(&self, index: usize) -> &[(u32, f64)] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.hits[start..self.ends[index]]
    }
}
