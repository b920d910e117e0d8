//! Numbers as people read them in a table.

/// How many digits of a number a table shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digits {
    /// This many decimals.
    Decimals(usize),
    /// This many significant digits, without trailing zeros: for columns that mix units.
    Significant(usize),
}

impl Digits {
    /// `value` in these digits.
    #[must_use]
    pub fn show(self, value: f64) -> String {
        match self {
            Self::Decimals(decimals) => without_minus_zero(format!("{value:.decimals$}")),
            Self::Significant(digits) => significant(value, digits),
        }
    }
}

fn significant(value: f64, digits: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return without_minus_zero(format!("{value}"));
    }
    let scientific = format!("{value:.*e}", digits.saturating_sub(1));
    let exponent: i32 = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    if !(-4..15).contains(&exponent) {
        return scientific;
    }
    let decimals = (digits + 4).saturating_sub((exponent + 5) as usize);
    let fixed = format!("{value:.decimals$}");
    if fixed.contains('.') { fixed.trim_end_matches('0').trim_end_matches('.').to_owned() } else { fixed }
}

fn without_minus_zero(text: String) -> String {
    let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if is_zero { text.trim_start_matches('-').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::Digits::{Decimals, Significant};

    #[test]
    fn decimals_are_fixed_and_zero_has_no_sign() {
        assert_eq!(Decimals(3).show(0.5), "0.500");
        assert_eq!(Decimals(2).show(-0.001), "0.00");
    }

    #[test]
    fn significant_digits_suit_every_size() {
        let shown: Vec<_> =
            [0.98, 0.12345, 45.0, 1_234.567, 16_000_000.0, 1e-9, 0.0].iter().map(|x| Significant(4).show(*x)).collect();
        assert_eq!(shown, ["0.98", "0.1235", "45", "1235", "16000000", "1.000e-9", "0"]);
    }
}
