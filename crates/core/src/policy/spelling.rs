//! The spellings JSON policies allow: one value or a list, booleans and numbers as text, `"*"` as a principal.

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

fn text<E: Error>(value: Value) -> Result<String, E> {
    match value {
        Value::String(text) => Ok(text),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(E::custom(format!("expected a text in a policy, found {other}"))),
    }
}

fn texts<E: Error>(value: Value) -> Result<Vec<String>, E> {
    match value {
        Value::Array(items) => items.into_iter().map(text).collect(),
        one => Ok(vec![text(one)?]),
    }
}

fn shortest(texts: &[String]) -> Value {
    match texts {
        [one] => Value::String(one.clone()),
        many => many.iter().cloned().map(Value::String).collect(),
    }
}

pub(super) mod one_or_many {
    use super::*;

    pub(in crate::policy) fn serialize<S: Serializer>(list: &[String], serializer: S) -> Result<S::Ok, S::Error> {
        shortest(list).serialize(serializer)
    }

    pub(in crate::policy) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
        texts(Value::deserialize(deserializer)?)
    }
}

pub(super) mod one_or_many_statements {
    use super::*;
    use crate::policy::Statement;

    pub(in crate::policy) fn serialize<S: Serializer>(list: &[Statement], serializer: S) -> Result<S::Ok, S::Error> {
        list.serialize(serializer)
    }

    pub(in crate::policy) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Statement>, D::Error> {
        let list = match Value::deserialize(deserializer)? {
            Value::Array(items) => items,
            one => vec![one],
        };
        list.into_iter().map(|item| serde_json::from_value(item).map_err(D::Error::custom)).collect()
    }
}

pub(super) mod principal {
    use super::*;
    use crate::policy::Principal;

    pub(in crate::policy) fn serialize<S: Serializer>(
        principal: &Option<Principal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match principal {
            None => serializer.serialize_none(),
            Some(Principal::Everyone) => serializer.serialize_str("*"),
            Some(Principal::Named(kinds)) => {
                let map: serde_json::Map<_, _> =
                    kinds.iter().map(|(kind, names)| (kind.clone(), shortest(names))).collect();
                map.serialize(serializer)
            }
        }
    }

    pub(in crate::policy) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Principal>, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Null => Ok(None),
            Value::String(all) if all == "*" => Ok(Some(Principal::Everyone)),
            Value::Object(kinds) => {
                let kinds = kinds.into_iter().map(|(kind, names)| Ok((kind, texts(names)?)));
                Ok(Some(Principal::Named(kinds.collect::<Result<_, D::Error>>()?)))
            }
            other => Err(D::Error::custom(format!("expected a principal, found {other}"))),
        }
    }
}

pub(super) mod condition_map {
    use super::*;
    use crate::policy::document::Conditions;

    pub(in crate::policy) fn serialize<S: Serializer>(
        conditions: &Conditions,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let keys = |keys: &std::collections::BTreeMap<String, Vec<String>>| -> Value {
            keys.iter().map(|(key, values)| (key.clone(), shortest(values))).collect()
        };
        let map: serde_json::Map<_, _> =
            conditions.iter().map(|(operator, inner)| (operator.clone(), keys(inner))).collect();
        map.serialize(serializer)
    }

    pub(in crate::policy) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Conditions, D::Error> {
        let read =
            std::collections::BTreeMap::<String, std::collections::BTreeMap<String, Value>>::deserialize(deserializer)?;
        read.into_iter()
            .map(|(operator, keys)| {
                let keys = keys.into_iter().map(|(key, values)| Ok((key, texts(values)?)));
                Ok((operator, keys.collect::<Result<_, D::Error>>()?))
            })
            .collect()
    }
}
