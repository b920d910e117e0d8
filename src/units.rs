//! Numbers with a unit and an admissible range, checked once at the door so that no room behind it has to.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::borrow::Cow;

/// A number outside its admissible range.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{} is not {what}: admissible are {min} to {max}", Shown(*.value))]
pub struct OutOfRange {
    value: f64,
    what: &'static str,
    min: f64,
    max: f64,
}

/// A number for messages: in powers of ten where it would be a row of digits.
#[derive(Debug, Clone, Copy)]
pub struct Shown(pub f64);

impl std::fmt::Display for Shown {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(number) = self;
        let long = number.is_finite() && *number != 0.0 && !(1e-6..1e15).contains(&number.abs());
        if long { write!(formatter, "{number:e}") } else { write!(formatter, "{number}") }
    }
}

macro_rules! unit {
    ($(#[$doc:meta])* $name:ident, $what:literal, $min:expr, $max:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(f64);

        impl $name {
            /// What it is, for messages.
            pub const WHAT: &'static str = $what;
            /// Smallest admissible value.
            pub const MIN: f64 = $min;
            /// Largest admissible value.
            pub const MAX: f64 = $max;

            /// Wraps `value`.
            ///
            /// # Errors
            /// When it is not a finite number within [`Self::MIN`] to [`Self::MAX`].
            pub fn new(value: f64) -> Result<Self, OutOfRange> {
                if value.is_finite() && (Self::MIN..=Self::MAX).contains(&value) {
                    Ok(Self(value))
                } else {
                    Err(OutOfRange { value, what: Self::WHAT, min: Self::MIN, max: Self::MAX })
                }
            }

            /// The bare number.
            #[must_use]
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(f64::deserialize(deserializer)?).map_err(D::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "number", "minimum": Self::MIN, "maximum": Self::MAX })
            }
        }
    };
}

unit!(
    /// A share of a whole, 0 to 1.
    Fraction, "a fraction", 0.0, 1.0
);
unit!(
    /// A length of time in days, up to a century.
    Days, "a number of days", 0.0, 36_500.0
);
unit!(
    /// A frequency per year.
    PerYear, "a rate per year", 0.0, 1_000.0
);
unit!(
    /// A factor that stretches something, never shrinks it.
    Factor, "a factor", 1.0, 10.0
);
unit!(
    /// An amount of zero or more in the unit its field states.
    Amount, "an amount", 0.0, 1e15
);
unit!(
    /// A relative change, −0.95 to +10.
    Change, "a relative change", -0.95, 10.0
);
unit!(
    /// A World Bank governance estimate.
    Governance, "a governance estimate", -3.5, 3.5
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_told_in_powers_of_ten() {
        let shown = [1e300, 1e-300, 0.001, -5.0, 0.0].map(|number| Shown(number).to_string());
        assert_eq!(shown, ["1e300", "1e-300", "0.001", "-5", "0"]);
        let error = Days::new(1e300).expect_err("too many");
        assert_eq!(error.to_string(), "1e300 is not a number of days: admissible are 0 to 36500");
    }

    #[test]
    fn a_fraction_refuses_what_is_not_one() {
        assert!(Fraction::new(1.0).is_ok());
        for value in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert!(Fraction::new(value).is_err(), "{value}");
        }
    }
}
