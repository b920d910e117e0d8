//! What suppliers that nobody names can do to the Herfindahl-Hirschman index.

/// The most that a remainder of `rest` can add to the index: as many suppliers as large as the `smallest` named one
/// as fit into it, and one with what is left.
///
/// Every unnamed supplier is taken to be no larger than the smallest named one: a list names the large first.
#[must_use]
pub fn most(rest: f64, smallest: f64) -> f64 {
    let as_large = (rest / smallest).floor();
    if !as_large.is_finite() {
        // Atoms.
        return 0.0;
    }
    let left = rest - as_large * smallest;
    as_large * smallest * smallest + left * left
}

/// Names under which lists keep the suppliers that they do not name.
const BUCKETS: [&str; 8] = [
    "other",
    "others",
    "other countries",
    "other economies",
    "other suppliers",
    "rest of world",
    "rest of the world",
    "row",
];

/// Whether `entity` stands for suppliers that are not named (`OTHER`, `Rest of world`), whatever its case.
#[must_use]
pub fn is_bucket(entity: &str) -> bool {
    let entity = entity.trim();
    BUCKETS.iter().any(|bucket| entity.eq_ignore_ascii_case(bucket))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remainder_splits_into_suppliers_as_large_as_the_smallest_named_one() {
        // 0.25 beside a smallest of 0.1: 0.1, 0.1 and 0.05.
        assert!((most(0.25, 0.1) - 0.0225).abs() < 1e-15);
        assert_eq!(most(0.25, 0.3), 0.0625);
        assert_eq!(most(0.25, 1e-310), 0.0);
        assert_eq!(most(0.0, 0.1), 0.0);
    }

    #[test]
    fn buckets_are_told_from_countries() {
        assert!(is_bucket(" OTHER ") && is_bucket("Rest of World"));
        assert!(!is_bucket("Otherland") && !is_bucket("Norway"));
    }
}
