//! What karpool does not render, and what Helm refuses, is refused with the reason.

use crate::oracle::Oracle;
use crate::{charts, load, rendered};

/// Each chart says in the file `reason` what has to be said of it; Helm renders all of them.
#[test]
fn what_is_not_supported_is_refused() {
    let mut helm = Oracle::start();
    for path in charts("refused") {
        let place = path.display().to_string();
        if let Err(error) = helm.render_file(&path, "{}", 1) {
            panic!("{place}: Helm does not render it either: {error}");
        }
        let reason = std::fs::read_to_string(path.join("reason")).unwrap_or_else(|error| panic!("{place}: {error}"));
        let refused = load(&path).and_then(|chart| rendered(&chart, &serde_json::json!({}), 1));
        let said = refused.expect_err(&place).to_string();
        assert!(said.contains(reason.trim()), "{place}: {said}");
    }
}

/// What Helm refuses is not rendered either.
#[test]
fn what_helm_refuses_is_refused() {
    let mut helm = Oracle::start();
    let text = include_str!("refused_by_helm.txt");
    let chart = tempfile::tempdir().unwrap();
    std::fs::create_dir(chart.path().join("templates")).unwrap();
    std::fs::write(chart.path().join("Chart.yaml"), "apiVersion: v2\nname: wrong\nversion: 1.0.0\n").unwrap();
    std::fs::write(chart.path().join("values.yaml"), "whole: 3\nlist: [1, 2]\ntable: {a: 1}\ntext: abc\n").unwrap();
    let mut rendered_wrongly = Vec::new();
    for action in text.lines().filter(|line| !line.is_empty()) {
        let template = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: x}}\ndata: {{x: '{action}'}}\n");
        std::fs::write(chart.path().join("templates/x.yaml"), template).unwrap();
        assert!(helm.render_file(chart.path(), "{}", 1).is_err(), "Helm renders {action}");
        let mine = load(chart.path()).and_then(|chart| rendered(&chart, &serde_json::json!({}), 1));
        if let Ok(mine) = mine {
            rendered_wrongly.push(format!("{action} gives {}", mine.text));
        }
    }
    assert!(rendered_wrongly.is_empty(), "{}", rendered_wrongly.join("\n"));
}
