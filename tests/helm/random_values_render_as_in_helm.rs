//! Random values through every way in which charts write values, in karpool and in Helm.

use std::cell::{Cell, RefCell};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::oracle::Oracle;
use crate::{load, ours, rendered, theirs};

const CASES: u32 = 300;

/// Every way in which charts write values.
const TEMPLATE: &str = r#"apiVersion: v1
kind: ConfigMap
metadata:
  name: random
data:
  quoted: {{ .Values.one | quote }}
  string: {{ .Values.one | toString | quote }}
  default: {{ .Values.one | default "unset" | quote }}
  json: {{ .Values.one | toJson | quote }}
  yaml: {{ toYaml .Values.one | quote }}
  all: {{ toYaml .Values | sha256sum }}
  pretty: {{ toPrettyJson .Values.two | quote }}
  raw: {{ toRawJson .Values.two | quote }}
  printed: {{ print .Values.one .Values.two | quote }}
  formatted: {{ printf "%v|%v" .Values.one .Values.two | quote }}
  equal: {{ deepEqual .Values.one .Values.two | quote }}
  empty: {{ empty .Values.one | quote }}
  whole: {{ int .Values.one | quote }}
  again: {{ dict "a" .Values.one | toYaml | fromYaml | toJson | quote }}
  text: {{ tpl (toString .Values.text) $ | quote }}
  cut: {{ .Values.plain | trunc 5 | trimSuffix "-" | upper | quote }}
  title: {{ .Values.plain | title | quote }}
  kept: {{ merge (dict "one" .Values.two) .Values.below | toJson | quote }}
  over: {{ mergeOverwrite (dict "a" 1 "one" "x") .Values.below | toJson | quote }}
  below: |-
    {{- range $key, $value := .Values.below }}
    {{ $key }}={{ $value }}
    {{- end }}
  {{- with .Values.one }}
  with:
    {{- dict "it" . | toYaml | nindent 4 }}
  {{- else }}
  without: "true"
  {{- end }}
written:
  {{- toYaml .Values | nindent 2 }}
"#;

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        (-100_i64..100).prop_map(Value::from),
        (-1e12..1e12_f64).prop_map(Value::from),
        (-1.0..1.0_f64).prop_map(|float| json!(float / 1000.0)),
        text().prop_map(Value::from),
    ]
}

/// Texts that look like something else, texts with signs that YAML and Go escape, and any other.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "[0-9+\\-.eExXob_:]{1,8}",
        "(yes|no|on|off|true|null|~|y|n|Yes|NULL|=|<<|\\.inf|\\.nan)",
        "[a-z:#\\-?\\[\\]{}&*!|>'\"%@`, ]{1,10}",
        "[a-zäöü☃\n\t\\\\]{0,12}",
    ]
    .prop_map(|text| text.replace("{{", "{ {"))
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z][a-z0-9./]{0,6}[0-9]", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

prop_compose! {
    fn values()(one in value(), two in value(), text in text(), plain in "[a-z0-9 .-]{0,12}",
        below in prop::collection::btree_map("[a-z]{2,4}1", value(), 0..3)) -> Value {
        json!({"one": one, "two": two, "text": text, "plain": plain, "below": below})
    }
}

#[test]
fn random_values_render_as_in_helm() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("templates")).unwrap();
    std::fs::write(folder.path().join("Chart.yaml"), "apiVersion: v2\nname: random\nversion: 1.0.0\n").unwrap();
    std::fs::write(folder.path().join("values.yaml"), "below: {}\n").unwrap();
    std::fs::write(folder.path().join("templates/random.yaml"), TEMPLATE).unwrap();
    let chart = load(folder.path()).unwrap();
    let helm = RefCell::new(Oracle::start());
    let mut runner = TestRunner::new_with_rng(
        Config { cases: CASES, failure_persistence: None, ..Config::default() },
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let refused = Cell::new(0);
    let result = runner.run(&values(), |values| {
        let helms = helm.borrow_mut().render(folder.path(), &values);
        let mine = rendered(&chart, &values, 1);
        match (mine, helms) {
            (Ok(mine), Ok(helms)) => prop_assert_eq!(ours(mine), theirs(helms.objects)),
            // A text of several lines in a place that takes one.
            (Err(_), Err(_)) => refused.set(refused.get() + 1),
            (Ok(mine), Err(reason)) => prop_assert!(false, "Helm refuses ({reason}) what gives\n{}", mine.text),
            (Err(error), Ok(_)) => prop_assert!(false, "Helm renders what is refused: {error}"),
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    assert!(refused.get() < CASES / 4, "{} of {CASES} were refused by both", refused.get());
}
