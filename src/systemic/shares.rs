//! Links with a share each, in compressed rows.

/// Targets and shares of links, row after row; who holds them knows where rows begin. A link is target and
/// share side by side, so that both are in one page of memory.
#[derive(Debug, Default)]
pub(super) struct Shares(Vec<Packed>);

/// A target, then its share, little end first.
type Packed = [u8; 12];

impl Shares {
    /// Of links as row, target and share, kept in their order within a row; also where each of `rows` begins and the last
    /// ends.
    pub fn of(rows: usize, links: &[(u32, u32, f64)]) -> (Vec<u32>, Self) {
        let mut starts = vec![0_u32; rows + 1];
        for &(row, ..) in links {
            starts[row as usize + 1] += 1;
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut all = vec![[0; 12]; links.len()];
        for &(row, target, share) in links {
            let at = next[row as usize] as usize;
            next[row as usize] += 1;
            let (target_bytes, share_bytes) = all[at].split_at_mut(4);
            target_bytes.copy_from_slice(&target.to_le_bytes());
            share_bytes.copy_from_slice(&share.to_le_bytes());
        }
        (starts, Self(all))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Reads where `rows` begin and end, so that they are near when they are walked: these reads do not wait for each other.
    #[inline]
    pub fn fetch(&self, rows: &[(u32, u32)]) {
        let mut seen = 0;
        for &(from, to) in rows {
            for at in [from, to.saturating_sub(1)] {
                seen ^= self.0.get(at as usize).map_or(0, |link| link[0]);
            }
        }
        std::hint::black_box(seen);
    }

    /// Links `from..to`.
    #[inline]
    pub fn between(&self, from: u32, to: u32) -> Walk<'_> {
        Walk(self.0[from as usize..to as usize].iter())
    }
}

/// Links of a row, as target and share.
pub(super) struct Walk<'a>(std::slice::Iter<'a, Packed>);

impl Iterator for Walk<'_> {
    type Item = (u32, f64);

    #[inline]
    fn next(&mut self) -> Option<(u32, f64)> {
        let &[a, b, c, d, ref share @ ..] = self.0.next()?;
        Some((u32::from_le_bytes([a, b, c, d]), f64::from_le_bytes(*share)))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Walk<'_> {}
