//! Long arrays of rows, on large pages where the system has them.
//!
//! A step passes over the ten megabytes of a block's state in an order that bundles and suppliers prescribe. In pages of
//! four kilobytes those are more than a core keeps the addresses of, and it would look them up again and again.

use super::simd::prefer_large_pages;
use aligned_vec::{AVec, RuntimeAlign};

/// Bytes of a large page where small ones have 4 KiB.
const LARGE: usize = 2 << 20;

/// Like a vector.
pub(super) type Rows<T> = AVec<T, RuntimeAlign>;

/// Room for `count` values; where they fill at least half of a large page, a whole number of those.
pub(super) fn room<T>(count: usize) -> Rows<T> {
    let (bytes, each) = (count * size_of::<T>(), size_of::<T>().max(1));
    if bytes < LARGE / 2 {
        return AVec::with_capacity(align_of::<T>(), count);
    }
    let rows: Rows<T> = AVec::with_capacity(LARGE, bytes.next_multiple_of(LARGE).div_ceil(each));
    prefer_large_pages(rows.as_ptr(), rows.capacity());
    rows
}

/// `count` times `value`.
pub(super) fn rows<T: Copy>(value: T, count: usize) -> Rows<T> {
    let mut rows = room(count);
    rows.resize(count, value);
    rows
}
