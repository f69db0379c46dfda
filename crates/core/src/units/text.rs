//! How a unit is read, shown and described: one form for all of them.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};

/// A text that is not what its place asks for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {unit}: {why}")]
pub struct Invalid {
    /// What was expected, with its article: `a region`.
    pub unit: &'static str,
    /// The text as given.
    pub text: String,
    /// What is wrong with it.
    pub why: String,
}

impl Invalid {
    pub(crate) fn new(unit: &'static str, text: &str, why: impl Into<String>) -> Invalid {
        Invalid { unit, text: text.to_owned(), why: why.into() }
    }
}

/// What every unit has in common: its text is parsed once, where it comes in.
pub trait Unit: std::str::FromStr<Err = Invalid> + fmt::Display {
    /// The `format` of the JSON Schema; the parser is found by it.
    const FORMAT: &'static str;
    /// A plain number is taken as its text (`100` for a quantity).
    const NUMBERS: bool = false;
    /// The forms that are accepted, for the schema.
    const SHAPE: &'static str;
}

/// Reads a unit from text, and from numbers where the unit takes them.
pub(crate) fn deserialize<'de, U: Unit, D: Deserializer<'de>>(deserializer: D) -> Result<U, D::Error> {
    struct Text<U>(std::marker::PhantomData<U>);

    impl<U: Unit> Text<U> {
        fn number<E: de::Error>(&self, number: impl fmt::Display) -> Result<U, E> {
            let text = number.to_string();
            if U::NUMBERS {
                text.parse().map_err(E::custom)
            } else {
                Err(E::custom(format!("the number {text} is given where text is expected: put it in quotes")))
            }
        }
    }

    impl<U: Unit> Visitor<'_> for Text<U> {
        type Value = U;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(U::SHAPE)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<U, E> {
            text.parse().map_err(E::custom)
        }

        fn visit_u64<E: de::Error>(self, number: u64) -> Result<U, E> {
            self.number(number)
        }

        fn visit_i64<E: de::Error>(self, number: i64) -> Result<U, E> {
            self.number(number)
        }

        fn visit_f64<E: de::Error>(self, number: f64) -> Result<U, E> {
            self.number(number)
        }
    }

    deserializer.deserialize_any(Text(std::marker::PhantomData))
}

/// Serde and JSON Schema of a unit, from its text form.
macro_rules! unit {
    ($name:ident, $format:literal, $shape:literal) => {
        crate::units::text::unit!($name, $format, $shape, false);
    };
    ($name:ident, $format:literal, $shape:literal, $numbers:literal) => {
        impl crate::units::text::Unit for $name {
            const FORMAT: &'static str = $format;
            const NUMBERS: bool = $numbers;
            const SHAPE: &'static str = $shape;
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::units::text::deserialize(deserializer)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                if $numbers {
                    schemars::json_schema!({"type": ["string", "number"], "format": $format, "description": $shape})
                } else {
                    schemars::json_schema!({"type": "string", "format": $format, "description": $shape})
                }
            }
        }

        impl TryFrom<&str> for $name {
            type Error = crate::units::Invalid;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
    };
}

/// A unit that is its own text, with the check that makes it one.
macro_rules! text_unit {
    ($(#[$meta:meta])* $name:ident, $format:literal, $shape:literal, $check:expr) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Parses the text.
            ///
            /// # Errors
            /// When the text does not have this unit's form.
            pub fn new(text: impl AsRef<str>) -> Result<$name, crate::units::Invalid> {
                text.as_ref().parse()
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::units::Invalid;

            fn from_str(text: &str) -> Result<$name, crate::units::Invalid> {
                let check: fn(&str) -> Result<(), String> = $check;
                check(text).map_err(|why| crate::units::Invalid::new($shape, text, why))?;
                Ok($name(text.to_owned()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        crate::units::text::unit!($name, $format, $shape);
    };
}

pub(crate) use {text_unit, unit};
