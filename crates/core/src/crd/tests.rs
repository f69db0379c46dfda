use serde_json::{Value, json};

use super::{Schemas, UNKNOWN};

fn schemas() -> Schemas {
    Schemas::from_crds(&[json!({"spec": {"group": "test.dev", "scope": "Cluster", "names": {"kind": "Pool"},
        "versions": [{"name": "v1", "served": true, "schema": {"openAPIV3Schema": {"type": "object", "properties": {
            "metadata": {"type": "object"},
            "spec": {"type": "object", "required": ["terms"],
                "x-kubernetes-validations": [
                    {"rule": "has(self.role) != has(self.profile)", "message": "exactly one of role, profile"},
                    {"rule": "self.weight < 50", "message": "weight is too large"}],
                "properties": {
                    "role": {"type": "string", "minLength": 1},
                    "profile": {"type": "string"},
                    "weight": {"type": "integer", "minimum": 1, "maximum": 100, "default": 10},
                    "kind": {"type": "string", "enum": ["a", "b"]},
                    "count": {"x-kubernetes-int-or-string": true, "anyOf": [{"type": "integer"}, {"type": "string"}],
                              "pattern": "^[0-9]+$"},
                    "tags": {"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": 1},
                    "terms": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "object",
                        "properties": {"id": {"type": "string", "pattern": "^subnet-[0-9a-z]+$"}}}}}}}}}}]}})])
}

fn problems(spec: Value) -> Vec<String> {
    let object = json!({"apiVersion": "test.dev/v1", "kind": "Pool", "metadata": {"name": "x"}, "spec": spec});
    schemas().validate(&object).iter().map(ToString::to_string).collect()
}

#[test]
fn a_good_object_has_no_problem() {
    assert_eq!(problems(json!({"role": "r", "count": 3, "terms": [{"id": "subnet-1"}]})), Vec::<String>::new());
}

#[test]
fn each_wrong_field_is_named_in_the_servers_words() {
    let found = problems(json!({"role": "", "weight": 0, "kind": "c", "count": "x", "tags": {"a": "1", "b": "2"},
        "terms": [], "weigth": 1}));
    assert_eq!(
        found,
        [
            "spec.count: Invalid value: \"x\": spec.count in body should match '^[0-9]+$'",
            "spec.kind: Unsupported value: \"c\": supported values: \"a\", \"b\"",
            "spec.role: Invalid value: \"\": spec.role in body should be at least 1 chars long",
            "spec.tags: Too many: 2: must have at most 1 items",
            "spec.terms: Invalid value: 0: spec.terms in body should have at least 1 items",
            "spec.weight: Invalid value: 0: spec.weight in body should be greater than or equal to 1",
            "spec.weigth: unknown field; did you mean `weight`?",
        ]
    );
    assert_eq!(problems(json!({"role": "r"})), ["spec.terms: Required value"]);
    let wrong_type =
        "spec.terms[0]: Invalid value: \"string\": spec.terms[0] in body must be of type object: \"string\"";
    assert_eq!(problems(json!({"role": "r", "terms": ["x"]})), [wrong_type]);
}

#[test]
fn rules_are_asked_once_the_schema_fits() {
    let terms = json!([{"id": "subnet-1"}]);
    assert_eq!(problems(json!({"terms": terms})), ["spec: exactly one of role, profile"]);
    let found = problems(json!({"terms": terms, "role": "r", "profile": "p", "weight": 60}));
    assert_eq!(found, ["spec: exactly one of role, profile", "spec: weight is too large"]);
}

#[test]
fn what_is_not_known_yet_is_not_judged() {
    let found = problems(json!({"role": UNKNOWN, "weight": UNKNOWN, "terms": [{"id": UNKNOWN}]}));
    assert_eq!(found, Vec::<String>::new());
    // A rule that reads only known parts still speaks.
    let found = problems(json!({"role": "r", "weight": 60, "terms": [{"id": UNKNOWN}]}));
    assert_eq!(found, ["spec: weight is too large"]);
}

#[test]
fn a_kind_that_no_definition_names_is_refused() {
    let found = schemas().validate(&json!({"apiVersion": "test.dev/v2", "kind": "Pool"}));
    assert_eq!(found[0].message, "no matches for kind \"Pool\" in version \"test.dev/v2\"");
}
