//! Units of money as statistical offices write them.

use std::fmt;

/// A currency and a power of ten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Thousands, millions, …: power of ten.
    pub exponent: u8,
    /// ISO 4217 code; of a network of firms, words for the unit of its weights.
    pub currency: String,
}

/// Currencies that tables come in.
const CURRENCIES: [&str; 30] = [
    "USD", "EUR", "JPY", "INR", "CNY", "GBP", "KRW", "TWD", "AUD", "CAD", "CHF", "SEK", "NOK", "DKK", "BRL", "MXN",
    "IDR", "RUB", "TRY", "ZAR", "PLN", "CZK", "HUF", "NZD", "SGD", "THB", "MYR", "VND", "PHP", "HKD",
];
const SYMBOLS: [(&str, &str); 7] =
    [("US$", "USD"), ("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("¥", "JPY"), ("₹", "INR"), ("EURO", "EUR")];
const MAGNITUDES: [(&str, u8); 22] = [
    ("", 0),
    ("THOUSAND", 3),
    ("THOUSANDS", 3),
    ("THD", 3),
    ("K", 3),
    ("LAKH", 5),
    ("MILLION", 6),
    ("MILLIONS", 6),
    ("MILL", 6),
    ("MIL", 6),
    ("MIO", 6),
    ("MLN", 6),
    ("MN", 6),
    ("M", 6),
    ("CRORE", 7),
    ("BILLION", 9),
    ("BILLIONS", 9),
    ("BILL", 9),
    ("BN", 9),
    ("B", 9),
    ("TRILLION", 12),
    ("TN", 12),
];

/// How units are written, for messages.
pub const FORMS: &str = "say which with --unit, for example --unit \"million USD\"";

impl Unit {
    /// The unit that `text` writes ("Mill USD", "M.EUR", "million USD", "USD bn"), if it is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut text = text.trim().to_uppercase();
        for (symbol, code) in SYMBOLS {
            text = text.replace(symbol, &format!(" {code} "));
        }
        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !matches!(*word, "" | "OF" | "CURRENT" | "CURR" | "PRICES" | "IN"))
            .collect();
        let joined = words.concat();
        let currency = CURRENCIES.into_iter().find(|code| joined.starts_with(code) || joined.ends_with(code))?;
        let rest = joined.strip_suffix(currency).or_else(|| joined.strip_prefix(currency))?;
        let (_, exponent) = MAGNITUDES.into_iter().find(|(word, _)| *word == rest)?;
        Some(Self { exponent, currency: currency.to_owned() })
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.exponent {
            0 => formatter.write_str(&self.currency),
            3 => write!(formatter, "thousand {}", self.currency),
            5 => write!(formatter, "lakh {}", self.currency),
            6 => write!(formatter, "million {}", self.currency),
            7 => write!(formatter, "crore {}", self.currency),
            9 => write!(formatter, "billion {}", self.currency),
            _ => write!(formatter, "trillion {}", self.currency),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Unit;

    #[test]
    fn statistical_offices_are_understood() {
        let read = |text: &str| Unit::parse(text).map(|unit| unit.to_string());
        for text in ["Mill USD", "million USD", "musd", "M.USD", "US$ million", "USD mn", "Millions of US$"] {
            assert_eq!(read(text).as_deref(), Some("million USD"), "{text}");
        }
        assert_eq!(read("M.EUR").as_deref(), Some("million EUR"));
        assert_eq!(read("INR crore").as_deref(), Some("crore INR"));
        assert_eq!(read("EUR").as_deref(), Some("EUR"));
        for text in ["", "bananas", "kt", "million", "gross USD"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["USD", "thousand EUR", "lakh INR", "million USD", "crore INR", "billion JPY", "trillion JPY"] {
            assert_eq!(Unit::parse(text).map(|unit| unit.to_string()).as_deref(), Some(text));
        }
    }
}
