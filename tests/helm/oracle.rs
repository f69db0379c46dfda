//! Helm's engine in a Python process of its own, in an environment that is made here when it is missing.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::{NAME, NAMESPACE};

/// Ends with the value that holds it.
pub(crate) struct Oracle {
    process: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// What Helm made of a chart.
pub(crate) struct Answer {
    /// The given values, as Helm reads their file.
    pub(crate) values: Value,
    /// The values the templates saw.
    pub(crate) merged: Value,
    pub(crate) objects: Vec<Value>,
    pub(crate) crds: Vec<Value>,
}

impl Oracle {
    pub(crate) fn start() -> Oracle {
        let script = here().join("oracle.py");
        let mut process = Command::new(python())
            .arg(&script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", script.display()));
        let answers = BufReader::new(process.stdout.take().unwrap());
        Oracle { questions: process.stdin.take(), answers, process }
    }

    /// Renders with the text of a values file. The error is Helm's reason.
    pub(crate) fn render_file(&mut self, chart: &Path, values: &str, revision: u32) -> Result<Answer, String> {
        self.ask(&json!({"chart": chart, "valuesText": values, "name": NAME, "namespace": NAMESPACE,
            "revision": revision}))
    }

    /// Renders with values that need no file.
    pub(crate) fn render(&mut self, chart: &Path, values: &Value) -> Result<Answer, String> {
        self.ask(&json!({"chart": chart, "values": values, "name": NAME, "namespace": NAMESPACE, "revision": 1}))
    }

    fn ask(&mut self, question: &Value) -> Result<Answer, String> {
        let questions = self.questions.as_mut().unwrap();
        writeln!(questions, "{question}").unwrap();
        questions.flush().unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let mut answer: Value =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("Helm's process gave `{line}`: {error}"));
        if let Some(reason) = answer["refused"].as_str() {
            return Err(reason.to_owned());
        }
        let list = |value: Value| value.as_array().cloned().unwrap_or_default();
        Ok(Answer {
            values: answer["values"].take(),
            merged: answer["merged"].take(),
            objects: list(answer["objects"].take()),
            crds: list(answer["crds"].take()),
        })
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        drop(self.questions.take());
        let _ = self.process.wait();
    }
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("helm")
}

/// The environment's Python. It is made once for every state of `requirements.txt`, by whichever test comes first.
fn python() -> PathBuf {
    let requirements = here().join("requirements.txt");
    let wanted = fs::read_to_string(&requirements).unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("helm");
    fs::create_dir_all(&folder).unwrap();
    let turn = File::create(folder.join("lock")).unwrap();
    turn.lock().unwrap();
    let environment = folder.join("environment");
    let (python, made) = (environment.join("bin/python"), environment.join("requirements.txt"));
    if fs::read_to_string(&made).is_ok_and(|made| made == wanted) {
        return python;
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment));
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
        .arg(&requirements));
    fs::write(&made, wanted).unwrap();
    python
}

fn run(command: &mut Command) {
    let ended = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; Python 3.10 or newer is needed"));
    assert!(
        ended.status.success(),
        "Helm's engine could not be installed: {command:?}: {}",
        String::from_utf8_lossy(&ended.stderr)
    );
}
