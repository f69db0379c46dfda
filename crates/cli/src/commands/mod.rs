//! One file per verb.

mod apply;
mod check;
mod completions;
mod destroy;
pub mod kubeconfig;
mod manual;
mod outputs;
mod plan;
mod render;
mod sandbox;
mod schema;
mod status;
mod token;
mod version;

use crate::args::{Cli, Command, Global, StackArgs};
use crate::exit::Failure;
use crate::ground::{self, Place};
use crate::printer::Printer;
use crate::render::error;
use crate::site::{self, Site};
use crate::specs::{self, Loaded, STDIN};

/// What every verb is given.
pub(crate) struct Session {
    pub(crate) printer: Printer,
    pub(crate) global: Global,
}

pub(crate) fn run(cli: Cli) -> u8 {
    let printer = Printer::new(&cli.global);
    let session = Session { printer, global: cli.global };
    let result = match cli.command {
        Command::Check(args) => check::check(&session, &args),
        Command::Plan(args) => plan::plan(&session, &args),
        Command::Apply(args) => apply::apply(&session, &args),
        Command::Destroy(args) => destroy::destroy(&session, &args),
        Command::Status(args) => status::status(&session, &args),
        Command::Outputs(args) => outputs::outputs(&session, &args),
        Command::Kubeconfig(args) => kubeconfig::kubeconfig(&session, &args),
        Command::Token(args) => token::token(&session, &args),
        Command::Render(args) => render::render(&session, &args),
        Command::Schema => schema::schema(&session),
        Command::Sandbox(command) => sandbox::sandbox(&session, &command),
        Command::Version => version::version(&session),
        Command::Man { out } => manual::manual(&session, out.as_deref()),
        Command::Completions { shell } => completions::completions(&session, shell),
    };
    result.unwrap_or_else(|failure| {
        error::failure(&session.printer, &failure, "");
        failure.exit_code()
    })
}

impl Session {
    /// Reads the specs, and does some work for all of them side by side.
    fn with_stacks(
        &self,
        args: &StackArgs,
        work: impl AsyncFnOnce(&[Site]) -> Result<u8, Failure>,
    ) -> Result<u8, Failure> {
        self.with(specs::load(args)?, work)
    }

    /// As [`Session::with_stacks`], when the specs are known already.
    fn with(&self, stacks: Vec<Loaded>, work: impl AsyncFnOnce(&[Site]) -> Result<u8, Failure>) -> Result<u8, Failure> {
        let places: Vec<Place> = stacks.iter().map(site::place).collect();
        ground::work(&self.global.sandbox, &places, async |grounds| work(&site::sites(stacks, grounds)).await)
    }

    /// What has to be typed after `karpool VERB` to mean the same stacks.
    pub(crate) fn again(&self, sites: &[Site], args: &StackArgs) -> String {
        let file = |site: &Site| if site.loaded.file == STDIN { "-".to_owned() } else { site.loaded.file.clone() };
        let mut words: Vec<String> = sites.iter().map(file).collect();
        for overlay in &args.overlays {
            words.extend(["-f".to_owned(), overlay.display().to_string()]);
        }
        for pair in &args.set {
            words.extend(["--set".to_owned(), pair.clone()]);
        }
        if self.global.sandbox.sandbox {
            words.extend(self.global.sandbox.words());
        }
        words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_=./:,@+%".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
