//! How long stocks of inputs last in the preset `ario`: the same for all, or by product.

use super::figure::DaysFigure;
use crate::preset::ario::ByInput;
use crate::units::{Days, OutOfRange};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Word for a stock that never runs out.
const INFINITE: &str = "infinite";

/// A stock in days of use; infinite for what never runs out.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct StockDays(f64);

impl StockDays {
    /// What never runs out.
    pub const INFINITE: Self = Self(f64::INFINITY);

    /// Days, or infinity.
    ///
    /// # Errors
    /// When a finite `days` is not within the range of [`Days`].
    pub fn new(days: f64) -> Result<Self, OutOfRange> {
        if days == f64::INFINITY { Ok(Self::INFINITE) } else { Days::new(days).map(|days| Self(days.get())) }
    }

    /// The bare number.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl Serialize for StockDays {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_finite() { serializer.serialize_f64(self.0) } else { serializer.serialize_str(INFINITE) }
    }
}

impl<'de> Deserialize<'de> for StockDays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(f64),
            Word(String),
        }
        match Written::deserialize(deserializer)? {
            Written::Number(days) => Self::new(days).map_err(D::Error::custom),
            Written::Word(word) if word == INFINITE => Ok(Self::INFINITE),
            Written::Word(word) => Err(D::Error::custom(format!("`{word}` is neither days nor `{INFINITE}`"))),
        }
    }
}

impl JsonSchema for StockDays {
    fn schema_name() -> Cow<'static, str> {
        "StockDays".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Days of use, or `infinite` (in TOML also `inf`) for what never runs out.",
            "anyOf": [{ "type": "number", "minimum": Days::MIN, "maximum": Days::MAX }, { "enum": [INFINITE] }]
        })
    }
}

/// Stocks of inputs in days of use: of all inputs alike, or by product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum InputDays {
    /// Of every input.
    All(StockDays),
    /// By product; `default` is for those that are not named.
    ByProduct(BTreeMap<String, StockDays>),
}

impl InputDays {
    /// The key of [`Self::ByProduct`] for products that are not named.
    pub const DEFAULT: &str = "default";
}

impl JsonSchema for InputDays {
    fn schema_name() -> Cow<'static, str> {
        "InputDays".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let days = generator.subschema_for::<StockDays>();
        json_schema!({
            "description": "Stock in days of use: of every input, or by product with `default` for those not named.",
            "anyOf": [
                { "type": "number", "minimum": Days::MIN, "maximum": Days::MAX },
                { "enum": [INFINITE] },
                { "type": "object", "additionalProperties": days }
            ]
        })
    }
}

/// Stocks as they are stated, for all inputs or by product.
pub trait StatedStocks {
    /// What is stated for all inputs alike; none where products are told apart.
    fn of_all(&self) -> Option<f64>;

    /// Days of `product`, if anything is said of it.
    fn of(&self, product: &str) -> Option<f64>;

    /// These days for `products`, at least one each; where nothing is said of a product, as it is in `before`.
    #[must_use]
    fn over(&self, before: &ByInput, products: &[String]) -> ByInput {
        if let Some(days) = self.of_all() {
            return ByInput::All(days.max(1.0));
        }
        let each = products.iter().enumerate();
        let days = |(index, id): (usize, &String)| self.of(id).map_or_else(|| before.of(index), |days| days.max(1.0));
        ByInput::Each(each.map(days).collect())
    }
}

impl StatedStocks for InputDays {
    fn of_all(&self) -> Option<f64> {
        match self {
            Self::All(days) => Some(days.get()),
            Self::ByProduct(_) => None,
        }
    }

    fn of(&self, product: &str) -> Option<f64> {
        match self {
            Self::All(days) => Some(days.get()),
            Self::ByProduct(days) => days.get(product).or_else(|| days.get(Self::DEFAULT)).map(|days| days.get()),
        }
    }
}

impl StatedStocks for DaysFigure {
    fn of_all(&self) -> Option<f64> {
        Some(self.value.get())
    }

    fn of(&self, _: &str) -> Option<f64> {
        self.of_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_by_product_fall_back_on_the_default_then_on_what_was_before() {
        let products = ["lng", "neon", "crude"].map(str::to_owned);
        let read = |text: &str| serde_json::from_str::<InputDays>(text).expect("days");
        let over = |text: &str| read(text).over(&ByInput::All(90.0), &products);
        assert_eq!(over("30"), ByInput::All(30.0));
        assert_eq!(over("\"infinite\""), ByInput::All(f64::INFINITY));
        assert_eq!(over(r#"{"lng": 10, "neon": "infinite"}"#), ByInput::Each(vec![10.0, f64::INFINITY, 90.0]));
        assert_eq!(over(r#"{"lng": 0.5, "default": 20}"#), ByInput::Each(vec![1.0, 20.0, 20.0]));
        assert!(serde_json::from_str::<InputDays>(r#"{"lng": -1}"#).is_err());
        assert!(serde_json::from_str::<InputDays>("\"endless\"").is_err());
        let text = r#"{"lng":10.0,"neon":"infinite"}"#;
        assert_eq!(serde_json::to_string(&read(text)).expect("text"), text);
    }
}
