//! Laws of the comparison, over many generated objects.

use serde_json::{Map, Value, json};

use super::{compare, conflicts};

/// A small generator of numbers, so that every run sees the same objects.
struct Seed(u64);

impl Seed {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn value(&mut self, depth: u32) -> Value {
        match if depth == 0 { self.below(3) } else { self.below(5) } {
            0 => json!(self.below(100) + 1),
            1 => json!(format!("text-{}", self.below(100))),
            2 => json!(self.below(2) == 0),
            3 => (0..=self.below(3)).map(|_| self.value(depth - 1)).collect(),
            _ => Value::Object(self.map(depth - 1)),
        }
    }

    fn map(&mut self, depth: u32) -> Map<String, Value> {
        (0..=self.below(3)).map(|at| (format!("field{at}"), self.value(depth))).collect()
    }

    fn object(&mut self) -> Value {
        json!({"apiVersion": "test.dev/v1", "kind": "Test", "metadata": {"name": "x", "labels": {"a": "b"}},
            "spec": self.map(4)})
    }
}

/// The pointers of all values that are neither tables nor lists.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, below)| leaves(below, &format!("{at}/{key}"), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(key, below)| leaves(below, &format!("{at}/{key}"), found));
        }
        _ => found.push(at.to_owned()),
    }
}

/// Adds fields of somebody else to every table.
fn add_strangers(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(add_strangers);
            map.insert("stranger".to_owned(), json!("there"));
        }
        Value::Array(items) => items.iter_mut().for_each(add_strangers),
        _ => {}
    }
}

#[test]
fn an_object_does_not_differ_from_itself_or_from_itself_with_more() {
    for seed in 0..300 {
        let want = Seed(seed).object();
        assert_eq!(compare(&want, &want, "karpool", None), [], "{seed}");
        let mut live = want.clone();
        add_strangers(&mut live["spec"]);
        live["status"] = json!({"ready": true});
        assert_eq!(compare(&want, &live, "karpool", None), [], "{seed}");
        assert_eq!(conflicts(&want, &live, "karpool", None), [], "{seed}");
    }
}

#[test]
fn every_drifted_or_missing_leaf_is_one_change() {
    for seed in 0..100 {
        let want = Seed(seed).object();
        let mut pointers = Vec::new();
        leaves(&want["spec"], "/spec", &mut pointers);
        for pointer in pointers {
            let mut live = want.clone();
            *live.pointer_mut(&pointer).unwrap() = json!("drifted");
            assert_eq!(compare(&want, &live, "karpool", None).len(), 1, "{seed} {pointer}");
            *live.pointer_mut(&pointer).unwrap() = Value::Null;
            assert_eq!(compare(&want, &live, "karpool", None).len(), 1, "{seed} {pointer}");
        }
    }
}
