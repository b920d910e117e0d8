//! Rows that hold the sum of the others: as a supplier, a total would count all of them a second time.

use crate::finding::Finding;

/// Names under which tables keep the sum of their rows.
const TOTALS: [&str; 13] = [
    "all",
    "all countries",
    "all economies",
    "grand total",
    "grandtotal",
    "sum",
    "the world",
    "total",
    "total world",
    "totals",
    "wld",
    "world",
    "world total",
];

/// The finding for a row whose supplier is called `name`, if that means all suppliers together, whatever its case.
pub fn total(name: &str) -> Option<Finding> {
    let plain = name.trim().trim_end_matches([':', '.']).replace(['_', '-'], " ");
    let is_total = TOTALS.iter().any(|total| plain.eq_ignore_ascii_case(total));
    is_total.then(|| {
        let finding = Finding::error(format!("`{}` is the sum of the others and no supplier", name.trim()));
        finding.help("leave the total out; suppliers that have no row of their own are called `other`")
    })
}

#[cfg(test)]
mod tests {
    use super::total;

    #[test]
    fn sums_are_told_from_suppliers() {
        for name in ["World", "TOTAL", " grand_total ", "Sum", "all", "Total:"] {
            assert!(total(name).is_some(), "{name}");
        }
        for name in ["Rest of world", "other", "TotalEnergies", "ALB", "Sumitomo", ""] {
            assert!(total(name).is_none(), "{name}");
        }
    }
}
