//! One file per verb.

mod apply;
mod check;
mod completions;
mod destroy;
pub mod kubeconfig;
mod outputs;
mod plan;
mod render;
mod sandbox;
mod schema;
mod status;
mod token;
mod version;

use karpool::spec::Spec;
use karpool::world::Access;

use crate::args::{Cli, Command, Global, StackArgs};
use crate::exit::Failure;
use crate::ground::{self, Ground};
use crate::printer::Printer;
use crate::render::error;
use crate::specs::{self, Loaded};

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
        Command::Completions { shell } => completions::completions(&session, shell),
    };
    result.unwrap_or_else(|failure| {
        error::failure(&session.printer, &failure);
        failure.exit_code()
    })
}

impl Session {
    /// Does the same for every stack, one after the other; the worst exit code is the command's.
    fn each(
        &self,
        args: &StackArgs,
        mut work: impl AsyncFnMut(&Ground, &Loaded) -> Result<u8, Failure>,
    ) -> Result<u8, Failure> {
        let stacks = specs::load(args)?;
        let mut worst = 0;
        for loaded in &stacks {
            let code = self.within(&loaded.spec, async |ground| work(ground, loaded).await)?;
            worst = worst.max(code);
        }
        Ok(worst)
    }

    /// Does some work in the account and region of a spec.
    fn within<T>(&self, spec: &Spec, work: impl AsyncFnOnce(&Ground) -> Result<T, Failure>) -> Result<T, Failure> {
        ground::work(&self.global.sandbox, &spec.region, &access(spec), work)
    }
}

/// How a spec wants to sign in, for what is not done by the engine.
fn access(spec: &Spec) -> Access {
    Access { profile: spec.profile.clone(), ..Access::default() }
}
