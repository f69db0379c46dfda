//! A chart written for these tests, rendered whole.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Capabilities, Release, Rendered, render};
use crate::chart::{Chart, Error};

const PARTIALS: &str = r#"
{{- define "demo.name" -}}
{{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- define "demo.selector" -}}
app.kubernetes.io/name: {{ include "demo.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "demo.complete" -}}
{{- if not (hasKey ._term "labelSelector") }}
{{- $_ := set ._term "labelSelector" (dict "matchLabels" (include "demo.selector" . | fromYaml)) }}
{{- end }}
{{- end }}
"#;

const DEPLOYMENT: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "demo.name" . }}
  {{- with .Values.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      topologySpreadConstraints:
        {{- range .Values.topologySpreadConstraints }}
        {{- include "demo.complete" (merge (dict "_term" .) $) }}
        {{- end }}
        {{- toYaml .Values.topologySpreadConstraints | nindent 8 }}
      containers:
        - name: controller
          env:
            {{- with .Values.queue }}
            - {name: QUEUE, value: {{ tpl (toString .) $ | quote }}}
            {{- end }}
            - {name: OVERHEAD, value: "{{ .Values.overhead }}"}
            - {name: GATES, value: "{{ range $key, $on := .Values.gates }}{{ $key | title }}={{ $on }},{{ end }}"}
---
{{- if and .Values.monitor (.Capabilities.APIVersions.Has "monitoring.coreos.com/v1") }}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: demo}
{{- end }}
---
{{- if semverCompare ">= 1.21-0" .Capabilities.KubeVersion.Version }}
apiVersion: policy/v1
{{- else }}
apiVersion: policy/v1beta1
{{- end }}
kind: PodDisruptionBudget
metadata: {name: {{ required "a name is needed" .Values.budget }}, namespace: elsewhere}
"#;

const VALUES: &str = "replicas: 2\noverhead: 0.075\nbudget: demo\nmonitor: true\n\
                      queue: ''\nannotations: {}\ngates: {b: false, a: true}\n\
                      topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone}]\n";

fn chart(extra: &[(&str, &str)]) -> Chart {
    let mut files = BTreeMap::from([
        ("Chart.yaml".to_owned(), b"name: demo\nversion: 1.0.0\nappVersion: '2'\n".to_vec()),
        ("values.yaml".to_owned(), VALUES.as_bytes().to_vec()),
        ("templates/_partials.tpl".to_owned(), PARTIALS.as_bytes().to_vec()),
        ("templates/deployment.yaml".to_owned(), DEPLOYMENT.as_bytes().to_vec()),
        ("templates/NOTES.txt".to_owned(), b"{{ .Release.Name }} has been installed.".to_vec()),
    ]);
    files.extend(extra.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())));
    Chart::from_files(files, "sha256:0".to_owned(), "test").unwrap()
}

fn rendered(chart: &Chart, values: &Value, apis: &[&str]) -> Result<Rendered, Error> {
    let release = Release { name: "r".into(), namespace: "ns".into(), revision: 1 };
    let apis = apis.iter().map(|api| (*api).to_owned()).collect::<BTreeSet<_>>();
    render(chart, values, &release, &Capabilities { kubernetes: "1.35".into(), api_versions: apis })
}

#[test]
fn a_chart_becomes_its_objects() {
    let values = json!({"queue": "{{ .Release.Name }}-queue", "annotations": {"on": "yes", "n": "1"}});
    let found = rendered(&chart(&[]), &values, &[]).unwrap();
    let kinds: Vec<_> = found.manifests.iter().map(|one| one.value["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["PodDisruptionBudget", "Deployment"]);
    let [budget, deployment] = &found.manifests[..] else { panic!("{kinds:?}") };
    assert_eq!(budget.value["apiVersion"], "policy/v1");
    assert_eq!(budget.value["metadata"]["namespace"], "elsewhere");
    assert_eq!(
        deployment.value["metadata"],
        json!({"name": "demo", "namespace": "ns", "labels": {"app.kubernetes.io/managed-by": "Helm"}, "annotations": {
            "n": "1", "on": "yes", "meta.helm.sh/release-name": "r", "meta.helm.sh/release-namespace": "ns",
            "karpool.dev/chart-digest": "sha256:0"}})
    );
    let pod = &deployment.value["spec"]["template"]["spec"];
    assert_eq!(
        pod["topologySpreadConstraints"],
        json!([{"maxSkew": 1, "topologyKey": "zone", "labelSelector": {"matchLabels": {
            "app.kubernetes.io/name": "demo", "app.kubernetes.io/instance": "r"}}}])
    );
    assert_eq!(
        pod["containers"][0]["env"],
        json!([{"name": "QUEUE", "value": "r-queue"}, {"name": "OVERHEAD", "value": "0.075"},
            {"name": "GATES", "value": "A=true,B=false,"}])
    );
}

#[test]
fn what_the_cluster_serves_decides() {
    let found = rendered(&chart(&[]), &json!({}), &["monitoring.coreos.com/v1"]).unwrap();
    let monitor = found.manifests.iter().find(|one| one.value["kind"] == "ServiceMonitor").unwrap();
    assert_eq!(monitor.value["metadata"]["namespace"], "ns");
}

/// `set` on a map that one variable alone holds, as charts gather what they found; and on one that others hold as well.
#[test]
fn a_map_that_one_variable_holds_alone_may_be_changed() {
    let text = |then: &str| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\n\
             {{{{ $all := dict \"z\" 0 }}}}{{{{ range list \"x\" \"y\" }}}}{{{{ $_ := set $all . (len $all) }}}}{{{{ end }}}}\
             {{{{ $_ := unset $all \"z\" }}}}{then}\ndata: {{all: {{{{ toJson $all | quote }}}}}}\n"
        )
    };
    let found = rendered(&chart(&[("templates/alone.yaml", &text(""))]), &json!({}), &[]).unwrap();
    let map = found.manifests.iter().find(|one| one.value["kind"] == "ConfigMap").unwrap();
    assert_eq!(map.value["data"]["all"], json!("{\"x\":1,\"y\":2}"));
    for held in [
        "{{ $other := $all }}",
        "{{ $other := dict \"all\" $all }}",
        "{{ $other := set $all \"a\" 1 }}{{ $other.a }}",
        "{{ $_ := set $all \"itself\" $all }}",
        "{{ with $all }}{{ .x }}{{ end }}",
        "{{ $all = .Values }}",
        "{{ $other := $all | default .Values }}",
        "{{ $other := list ($all) }}",
        "{{ $other := ternary $all .Values true }}",
    ] {
        let error = rendered(&chart(&[("templates/bad.yaml", &text(held))]), &json!({}), &[]).unwrap_err().to_string();
        assert!(error.contains("changes a map in place"), "{held}: {error}");
    }
}

#[test]
fn a_failing_template_is_named() {
    for (text, words) in [
        ("{{ required \"a reason\" .Values.missing }}", "a reason"),
        ("{{ now }}", "not the same every time"),
        ("{{ $_ := set .Values \"a\" 1 }}", "changes a map in place"),
        ("{{ $x := merge .Values (dict \"a\" 1) }}", "changes a map in place"),
        ("{{ include \"loop\" . }}{{ define \"loop\" }}{{ include \"loop\" . }}{{ end }}", "deep"),
        ("{{ .Values.unclosed", "unclosed action"),
        ("just text", "templates/bad.yaml"),
    ] {
        let error = rendered(&chart(&[("templates/bad.yaml", text)]), &json!({}), &[]).unwrap_err().to_string();
        assert!(error.contains("demo/templates/bad.yaml") && error.contains(words), "{text}: {error}");
    }
}

#[test]
fn a_template_that_never_ends_is_ended() {
    let nested = "{{ range until 9999 }}".repeat(4) + &"{{ end }}".repeat(4);
    let doubling = "{{ $x := \"ab\" }}{{ range until 60 }}{{ $x = printf \"%s%s\" $x $x }}{{ end }}";
    let shared = "{{ $x := dict }}{{ range until 60 }}{{ $x = dict \"a\" $x \"b\" $x }}{{ end }}";
    let text = format!("{{{{ range until 9999 }}}}{}{{{{ end }}}}", "x".repeat(4000));
    let calling = "{{ define \"twice\" }}{{ if gt . 0 }}{{ include \"twice\" (sub . 1) }}\
                   {{ include \"twice\" (sub . 1) }}{{ end }}{{ end }}{{ include \"twice\" 40 }}";
    for (text, words) in [
        (nested.as_str(), "range"),
        (doubling, "too large"),
        (shared, "too large"),
        (text.as_str(), "it writes more than"),
        (calling, "steps"),
        ("{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}", "recursion"),
        ("{{ define \"a\" }}{{ tpl \"{{ include \\\"a\\\" . }}\" . }}{{ end }}{{ include \"a\" . }}", "deep"),
        ("{{ repeat 999999999 \"x\" }}", "too large"),
    ] {
        let error = rendered(&chart(&[("templates/bad.yaml", text)]), &json!({}), &[]).unwrap_err().to_string();
        assert!(error.contains("demo/templates/bad.yaml") && error.contains(words), "{error}");
    }
}

/// What Go refuses when it parses is refused, whether it would run or not.
#[test]
fn what_go_does_not_parse_is_refused() {
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    for (text, words) in [
        ("{{ end }}", "unexpected"),
        ("{{ else }}", "unexpected"),
        ("{{ if true }}", "unexpected EOF"),
        ("{{ if true }}{{ else }}", "unexpected EOF"),
        ("{{ if true }}{{ define \"x\" }}{{ end }}{{ end }}", "unexpected"),
        ("{{ define \"x\" }}1{{ end }}{{ define \"x\" }}2{{ end }}", "multiple definition"),
        ("{{ if false }}{{ nofunc }}{{ end }}", "nofunc"),
        ("{{ if false }}{{ $nope }}{{ end }}", "undefined variable"),
        ("{{ if true }}{{ $a := 1 }}{{ end }}{{ $a }}", "undefined variable"),
        ("{{ $a = 1 }}", "undefined variable"),
        ("{{ break }}", "outside"),
        ("{{ eq. 1 }}", "unexpected"),
        ("{{ default(\"a\") \"b\" }}", "unexpected"),
        ("{{ range $a $b := .Values }}{{ end }}", "undefined variable"),
        ("{{ .Values..a }}", "unexpected"),
        ("{{ 1 | 2 }}", "non executable"),
        ("{{ shownAsInGo 1 }}", "not supported"),
        ("{{ .Capabilities.KubeVersion.Foo }}", "no `Foo`"),
        ("{{ .Files.GetBytes \"a\" }}", "no `GetBytes`"),
        ("{{ .Values.YAML }}", "method of the values"),
        ("{{ toJson . }}", "object of Go"),
        ("{{ kindOf .Capabilities }}", "object of Go"),
        ("{{ .Capabilities.APIVersions }}", "is not known"),
    ] {
        let error = rendered(&chart(&[("templates/bad.yaml", &format!("{object}{text}"))]), &json!({}), &[]);
        let error = error.unwrap_err().to_string();
        assert!(error.contains("demo/templates/bad.yaml") && error.contains(words), "{text}: {error}");
    }
    let chain = "{{ if .a }}".to_owned() + &"{{ else if .a }}".repeat(5000) + "{{ end }}";
    let parens = format!("{{{{ {}1{} }}}}", "(".repeat(5000), ")".repeat(5000));
    for text in [chain, parens, "{{ if .a }}".repeat(5000)] {
        let error = rendered(&chart(&[("templates/bad.yaml", &text)]), &json!({}), &[]).unwrap_err().to_string();
        assert!(error.contains("deep") || error.contains("unexpected"), "{error}");
    }
}

/// Everything ends, by counts: memory before it is taken, work before the time is gone, depth before the stack is.
#[test]
fn a_template_that_takes_too_much_is_ended() {
    for (text, words) in [
        ("{{ indent 999999999 \"x\" }}", "too large"),
        ("{{ nindent 9999999 \"a\\nb\" }}", "too large"),
        ("{{ $x := repeat 4000000 \"ab\" }}{{ $x | replace \"a\" $x }}", "too large"),
        (
            "{{ $x := repeat 100000 \"a\" }}{{ regexReplaceAll \"a\" $x \"$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0\" }}",
            "too large",
        ),
        ("{{ $x := repeat 100000 \"a\" }}{{ regexReplaceAllLiteral \"a\" $x (repeat 1000 \"b\") }}", "too large"),
        ("{{ join (repeat 100000 \"b\") (until 1000) }}", "too large"),
        ("{{ printf \"%999999999d\" 1 }}", "too large"),
        ("{{ $x := list }}{{ range until 9999 }}{{ $x = list $x }}{{ end }}", "deeper"),
        ("{{ $x := dict }}{{ range until 9999 }}{{ $x = dict \"a\" $x }}{{ end }}", "deeper"),
        ("{{ $x := repeat 1000000 \"a\" }}{{ range until 9999 }}{{ $y := sha256sum $x }}{{ end }}", "in all"),
        (
            "{{ $x := list }}{{ range until 9999 }}{{ range until 9999 }}{{ $x = append $x . }}{{ end }}{{ end }}",
            "in all",
        ),
        (
            "{{ range until 9999 }}{{ $x := tpl \"{{ 1 }}\" $ }}{{ range until 9 }}{{ $x = tpl \"{{ 1 }}\" $ }}{{ end }}{{ end }}",
            "in all",
        ),
        ("{{ $x := repeat 1000000 \"a\" }}{{ range until 9999 }}{{ $x }}{{ end }}", "it writes more"),
        ("{{ regexMatch \"((a{100}){100}){100}\" \"a\" }}", "expression"),
    ] {
        let error = rendered(&chart(&[("templates/bad.yaml", text)]), &json!({}), &[]).unwrap_err().to_string();
        assert!(error.contains("demo/templates/bad.yaml") && error.contains(words), "{text}: {error}");
    }
}

#[test]
fn recursion_with_deep_branches_ends_before_the_stack_does() {
    let nested = |inner: &str| "{{ if true }}".repeat(95) + inner + &"{{ end }}".repeat(95);
    let parens = |inner: &str| format!("{{{{ {}{inner}{} }}}}", "(".repeat(90), ")".repeat(90));
    for body in [nested("{{ include \"a\" . }}"), parens("include \"a\" ."), nested("{{ template \"a\" . }}")] {
        let text = format!("{{{{ define \"a\" }}}}{body}{{{{ end }}}}{{{{ include \"a\" . }}}}");
        let error = rendered(&chart(&[("templates/bad.yaml", &text)]), &json!({}), &[]).unwrap_err().to_string();
        assert!(error.contains("deep") || error.contains("recursion"), "{error}");
    }
}

/// The outermost file wins, and the first by name among those of one depth; what is empty replaces nothing.
#[test]
fn of_two_definitions_the_one_of_helm_wins() {
    let define = |text: &str| format!("{{{{ define \"n\" }}}}{text}{{{{ end }}}}");
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ include \"n\" . }}}\n";
    let (b, c, deep) = (define("b"), define("c"), define("deep"));
    let files = [
        ("templates/_b.tpl", b.as_str()),
        ("templates/_c.tpl", &c),
        ("templates/s/_a.tpl", &deep),
        ("templates/_a.tpl", "{{ define \"n\" }} {{ end }}"),
        ("templates/x.yaml", object),
    ];
    let found = rendered(&chart(&files), &json!({}), &[]).unwrap();
    assert!(found.manifests.iter().any(|one| one.value["metadata"]["name"] == "b"), "{}", found.text);
}

/// The record holds each text once, as it was read.
#[test]
fn the_record_is_what_was_read() {
    let list = "kind: List\napiVersion: v1\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: a}}\n\
                - {apiVersion: v1, kind: Secret, metadata: {name: b}}\n---\n\
                apiVersion: v1\nkind: ConfigMap\nmetadata: {name: k}\ndata:\n  a: |+\n    k\n\n\n";
    let found = rendered(&chart(&[("templates/list.yaml", list)]), &json!({}), &[]).unwrap();
    assert_eq!(found.text.matches("kind: List").count(), 1, "{}", found.text);
    let kept = found.manifests.iter().find(|one| one.value["metadata"]["name"] == "k").unwrap();
    assert_eq!(kept.value["data"]["a"], "k\n");
    let object = |name: &str| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n");
    for wrong in [
        "  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n".to_owned(),
        object("5"),
        object("a") + "---\n" + &object("a"),
    ] {
        let error = rendered(&chart(&[("templates/bad.yaml", &wrong)]), &json!({}), &[]).unwrap_err();
        assert!(matches!(error, Error::Object { .. }), "{wrong}: {error}");
    }
}

/// Selectors are those that the chart itself computes, and where it does not complete them none are.
#[test]
fn selectors_are_the_charts_own() {
    let helper = "{{ define \"mine\" }}{{ range .Values.terms }}{{ if not .labelSelector }}\
                  {{ $_ := set . \"labelSelector\" (dict \"app\" $.Release.Name) }}{{ end }}{{ end }}{{ end }}";
    let object = "{{ include \"mine\" . }}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n\
                  data: {terms: {{ toJson .Values.terms | quote }}, others: {{ toJson .Values.others | quote }}}\n";
    let chart = chart(&[("templates/_mine.tpl", helper), ("templates/a.yaml", object)]);
    let values = json!({"terms": [{"a": "b"}, {"labelSelector": {"c": "d"}}, {"a": "b"}], "others": [{"x": "y"}],
        "topologySpreadConstraints": []});
    let found = rendered(&chart, &values, &[]).unwrap();
    let map = found.manifests.iter().find(|one| one.value["kind"] == "ConfigMap").unwrap();
    let selected = "{\"a\":\"b\",\"labelSelector\":{\"app\":\"r\"}}";
    let terms = format!("[{selected},{{\"labelSelector\":{{\"c\":\"d\"}}}},{selected}]");
    assert_eq!(map.value["data"], json!({"terms": terms, "others": "[{\"x\":\"y\"}]"}));
    let twice = json!({"terms": [{"a": "b"}], "others": [{"a": "b"}], "topologySpreadConstraints": []});
    let error = rendered(&chart, &twice, &[]).unwrap_err().to_string();
    assert!(error.contains("changes a map in place"), "{error}");
}
