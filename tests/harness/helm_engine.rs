//! Helm's own engine, as a Python package that carries it: the environment that it runs in, and what it does in a
//! cluster.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// A process that answers a line of JSON to a line of JSON.
pub struct Lines {
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    process: Child,
}

impl Lines {
    /// Starts a script of `tests/helm` in the engine's environment.
    pub fn start(script: &str) -> Lines {
        let script = folder().join(script);
        let mut process = Command::new(python())
            .arg(&script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", script.display()));
        let answers = BufReader::new(process.stdout.take().expect("an output"));
        Lines { questions: process.stdin.take(), answers, process }
    }

    /// What the script answers, or Helm's reason for refusing.
    ///
    /// # Errors
    /// Helm's reason.
    pub fn ask(&mut self, question: &Value) -> Result<Value, String> {
        let questions = self.questions.as_mut().expect("it runs");
        writeln!(questions, "{question}").expect("it listens");
        questions.flush().expect("it listens");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("it answers");
        let answer: Value =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("Helm's process gave `{line}`: {error}"));
        match answer["refused"].as_str() {
            Some(reason) => Err(reason.to_owned()),
            None => Ok(answer),
        }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        drop(self.questions.take());
        let _ = self.process.wait();
    }
}

/// What `helm` does with the release `karpenter` of one cluster.
pub struct Helm {
    lines: Lines,
    kubeconfig: PathBuf,
    namespace: String,
}

impl Helm {
    pub fn new(kubeconfig: &Path, namespace: &str) -> Helm {
        Helm { lines: Lines::start("cluster.py"), kubeconfig: kubeconfig.to_owned(), namespace: namespace.to_owned() }
    }

    /// A verb of Helm (`list`, `history`, `values`, `install`, `upgrade`, `rollback`, `uninstall`) and its arguments.
    ///
    /// # Panics
    /// When Helm refuses.
    pub fn run(&mut self, verb: &str, arguments: Value) -> Value {
        let question =
            json!({"do": verb, "kubeconfig": self.kubeconfig, "namespace": self.namespace, "with": arguments});
        self.lines.ask(&question).unwrap_or_else(|reason| panic!("helm {verb}: {reason}"))["answer"].take()
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("helm")
}

/// The environment's Python. It is made once for every state of `requirements.txt`, by whichever test comes first.
fn python() -> PathBuf {
    let requirements = folder().join("requirements.txt");
    let wanted = fs::read_to_string(&requirements).expect("the list of packages");
    let test = std::env::current_exe().expect("this program has a path");
    // <target>/debug/deps/helm-0123 -> <target>/helm
    let place = test.ancestors().nth(3).expect("a target folder").join("helm");
    fs::create_dir_all(&place).expect("a folder");
    let turn = File::create(place.join("lock")).expect("a lock");
    turn.lock().expect("a turn");
    let environment = place.join("environment");
    let (python, made) = (environment.join("bin/python"), environment.join("requirements.txt"));
    if fs::read_to_string(&made).is_ok_and(|made| made == wanted) {
        return python;
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment));
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
        .arg(&requirements));
    fs::write(&made, wanted).expect("a mark");
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
