//! What readers of YAML disagree about is read as Helm reads it, or refused.

use std::cell::{Cell, RefCell};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

use crate::oracle::Oracle;
use crate::{load, ours, rendered, theirs};

const CASES: u32 = 300;

/// What readers of YAML disagree about.
const DISPUTED: &[&str] = &[
    "yes",
    "Yes",
    "yEs",
    "no",
    "on",
    "OFF",
    "y",
    "N",
    "true",
    "True",
    "tRUE",
    "null",
    "Null",
    "NULL",
    "nULL",
    "~",
    "",
    "010",
    "08",
    "0o10",
    "0x1F",
    "0X1f",
    "0b11",
    "-0x1f",
    "+12",
    "1_000",
    "0x_1",
    "1e3",
    "1E3",
    "1.",
    ".5",
    "-.5",
    "+.5",
    "1e",
    "1:30",
    "1:2:3.4",
    "2026-01-01",
    "2026-1-1",
    "2026-01-01T01:02:03Z",
    "=",
    "<<",
    "'<<'",
    "!!str 1",
    "!!int '1'",
    "!!float 1",
    "!!bool yes",
    "!!binary aGk=",
    "!!null x",
    "!mine 1",
    "\"\\x41\\u0042\\t\"",
    "'it''s'",
    "a b",
    "a #b",
    "a#b",
    "- 1",
    "[1, 2",
    "[1, two, 3.0]",
    "{a: 1, b}",
    "{a: yes, yes: a}",
    "\"a\\\n    b\"",
    "|\n    a\n    b\n",
    "|-\n    a\n\n    b\n\n",
    "|+\n    a\n\n",
    ">\n    a\n    b\n\n      c\n",
    ">-\n    a\n    b",
    "&a 1",
    "*a",
    "&a [1]",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "-9223372036854775809",
    "9007199254740993",
    "1e400",
    ".inf",
    "-.INF",
    ".nan",
    "1.0",
    "1.10",
    "0.1e-7",
    "@a",
    "`a`",
    "%a",
    "? a",
    "a: b",
    "a:b",
    "a:",
    ":a",
    "-a",
    "?a",
    "---",
    "--- a",
    "...",
    "\ta",
    "a\tb",
    "\u{e9}",
    "\u{1f600}",
    "0.",
    "00",
    "-00",
    "+0",
    "0e0",
    "._5",
    "1__0",
];

const TEMPLATE: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  x: ";

/// Without anchors, whose names may be anything here.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9+\\-.eExXob_:]{1,8}",
        "[ynofaleritsuYNOFT~]{1,5}",
        "[a-z:#\\-?\\[\\]{}|>'\"%@`, ]{1,10}",
        "[ -%'-)+-~]{0,12}",
        "'[ -~]{0,8}'",
        "\"[ -~]{0,8}\"",
    ]
    .prop_map(|text| text.replace("{{", "{ {"))
}

#[test]
fn texts_are_read_as_in_helm() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("templates")).unwrap();
    std::fs::write(folder.path().join("Chart.yaml"), "apiVersion: v2\nname: read\nversion: 1.0.0\n").unwrap();
    let helm = RefCell::new(Oracle::start());
    let refused = Cell::new(0);
    let compare = |text: &str| {
        std::fs::write(folder.path().join("templates/x.yaml"), format!("{TEMPLATE}{text}\n")).unwrap();
        let helms = helm.borrow_mut().render(folder.path(), &json!({}));
        let mine = load(folder.path()).and_then(|chart| rendered(&chart, &json!({}), 1));
        match (mine, helms) {
            (Ok(mine), Ok(helms)) if ours(mine.clone()) == theirs(helms.objects.clone()) => Ok(()),
            (Ok(mine), Ok(helms)) => {
                Err(format!("{text:?}\nours:   {:?}\nHelm's: {:?}", ours(mine), theirs(helms.objects)))
            }
            (Err(_), _) => {
                refused.set(refused.get() + 1);
                Ok(())
            }
            (Ok(mine), Err(reason)) => {
                Err(format!("{text:?}: Helm refuses ({reason}) what is read as {:?}", ours(mine)))
            }
        }
    };
    let different: Vec<String> = DISPUTED.iter().filter_map(|text| compare(text).err()).collect();
    assert!(different.is_empty(), "{}", different.join("\n"));
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    if let Err(error) = runner.run(&text(), |text| compare(&text).map_err(TestCaseError::fail)) {
        panic!("{error}");
    }
    assert!(refused.get() < CASES / 3, "{} texts were refused", refused.get());
}
