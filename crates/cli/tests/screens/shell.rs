//! A folder with a spec, a sandbox of its own, and the binary.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// The smallest spec, as `dev.yaml` in every folder.
pub const SMALLEST: &str = include_str!("../../../../examples/01_smallest.yaml");

pub struct Shell {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

/// What a command printed, and how it ended.
pub struct Screen {
    line: String,
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Shell {
    /// An account that is fresh.
    pub fn new() -> Shell {
        let shell = Shell { folder: tempfile::tempdir().expect("a folder"), variables: Vec::new() };
        shell.write("dev.yaml", SMALLEST);
        shell
    }

    /// An account in which `dev.yaml` has been applied: made once, copied for every test.
    pub fn applied() -> Shell {
        static MADE: OnceLock<Shell> = OnceLock::new();
        let made = MADE.get_or_init(|| {
            let shell = Shell::new();
            let screen = shell.run("apply dev.yaml --sandbox --yes --quiet");
            assert_eq!(screen.code, 0, "{screen}");
            shell
        });
        let shell = Shell::new();
        copy(&made.path(".karpool"), &shell.path(".karpool"));
        shell
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file");
    }

    /// Sets a variable for all commands from now on.
    pub fn with(mut self, name: &str, value: &str) -> Shell {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The binary with these words, in this folder, without the environment of the tests.
    pub fn command(&self, line: &str) -> Command {
        self.command_at(line, "100000")
    }

    /// As [`Shell::command`], with simulated seconds per second.
    pub fn command_at(&self, line: &str, speed: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_karpool"));
        let words = line.split_whitespace().map(|word| word.replace('\u{2423}', " "));
        command.args(words).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env_clear().env("HOME", self.folder.path()).env("AWS_EC2_METADATA_DISABLED", "true");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        if line.contains("--sandbox") {
            command.args(["--sandbox-speed", speed]);
        }
        command
    }

    pub fn run(&self, line: &str) -> Screen {
        let output = self.command(line).output().expect("the binary runs");
        self.screen(line, &output)
    }

    pub fn screen(&self, line: &str, output: &Output) -> Screen {
        let text = |bytes: &[u8]| self.steady(&String::from_utf8_lossy(bytes));
        Screen {
            line: line.to_owned(),
            code: output.status.code().unwrap_or(-1),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// Without what differs from run to run.
    fn steady(&self, text: &str) -> String {
        let text = text.replace(&*self.folder.path().to_string_lossy(), "[folder]");
        let line = |line: &str| match line.split_once("sandbox: ") {
            Some((before, rest)) if rest.contains(" simulated in ") => {
                let writes = rest.split(", ").nth(1).and_then(|part| part.split(';').next()).unwrap_or_default();
                format!("{before}sandbox: [calls], {writes}; [time]")
            }
            _ => line.to_owned(),
        };
        text.lines().map(|text| line(text) + "\n").collect()
    }
}

impl Screen {
    /// The standard output as one JSON document.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// The standard output as one JSON document a line.
    pub fn events(&self) -> Vec<Value> {
        let event = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        self.stdout.lines().map(event).collect()
    }

    pub fn ends(self, code: i32) -> Screen {
        assert_eq!(self.code, code, "{self}");
        self
    }
}

impl fmt::Display for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ karpool {}\n{}", self.line, self.stdout)?;
        if !self.stderr.is_empty() {
            writeln!(f, "── standard error\n{}", self.stderr)?;
        }
        write!(f, "── exit {}", self.code)
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
