//! What can be typed.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{Args, Parser, Subcommand, ValueEnum};
use karpool_sandbox::{FaultRule, Image};
use serde::{Deserialize, Serialize};

use crate::exit;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// How `--set` is written.
const SETTINGS: &str = "\
Settings, after --set; values are read as YAML, and maps on the way are made:
  nodePools.x86.limits.cpu=200         a number, a word, `true`
  'access.admins=[alice, bob]'         a whole list
  access.admins.0=alice                one item, as access.admins[0]; the number
                                       behind the last item adds one
  'tags[\"example.com/team\"]=web'       a name with dots";

/// One spec and one idempotent apply: a production EKS cluster with Karpenter.
#[derive(Debug, Parser)]
#[command(name = "karpool", version, styles = STYLES, after_help = exit::table(), max_term_width = 110)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Global {
    /// How results are printed.
    #[arg(short, long, global = true, value_enum, default_value_t = Output::Text, value_name = "FORMAT")]
    pub(crate) output: Output,
    /// Shows more: every default, long documents in full.
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Prints results and errors only.
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// When to use colour.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(crate) color: Colour,
    #[command(flatten)]
    pub(crate) sandbox: SandboxArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    Auto,
    Always,
    Never,
}

/// The simulated account.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Sandbox")]
pub(crate) struct SandboxArgs {
    /// Works against a simulated account: no credentials, no cost.
    #[arg(long, global = true)]
    pub(crate) sandbox: bool,
    /// Simulated seconds per second.
    #[arg(long, global = true, value_name = "FACTOR")]
    pub(crate) sandbox_speed: Option<f64>,
    /// Loses, delays, throttles or cuts chosen calls: `eks:CreateCluster#1=lose-after`. May be repeated.
    #[arg(long, global = true, value_name = "RULE")]
    pub(crate) sandbox_fault: Vec<FaultRule>,
    /// Decides every random number of a new sandbox.
    #[arg(long, global = true, default_value_t = 1, value_name = "NUMBER")]
    pub(crate) sandbox_seed: u64,
    /// Where the simulated account is kept.
    #[arg(
        long,
        global = true,
        env = "KARPOOL_SANDBOX_FOLDER",
        default_value = SANDBOX_FOLDER,
        value_name = "FOLDER"
    )]
    pub(crate) sandbox_folder: PathBuf,
    /// Who calls: `deployer` may do everything, `alice` and `bob` what the account lets them.
    #[arg(long, global = true, default_value = "deployer", value_name = "USER")]
    pub(crate) sandbox_user: String,
    /// Who answers for Kubernetes in the simulated account: the simulation, or a control plane for each cluster.
    #[arg(long, global = true, value_enum, default_value = "simulated", value_name = "WORLD")]
    pub(crate) kubernetes: KubernetesWorld,
    /// The control plane's program, for `--kubernetes real`.
    #[arg(long, global = true, env = "KARPOOL_KUBERNETES_PROGRAM", value_name = "FILE", hide = true)]
    pub(crate) kubernetes_program: Option<PathBuf>,
    /// An image whose containers are run as processes, for `--kubernetes real`: `IMAGE=PROGRAM[;NAME=VALUE...]`.
    #[arg(long, global = true, env = "KARPOOL_KUBERNETES_IMAGE", value_name = "IMAGE", hide = true)]
    pub(crate) kubernetes_image: Vec<Image>,
}

/// Where the simulated account is kept when nothing else is said.
pub(crate) const SANDBOX_FOLDER: &str = ".karpool/sandbox";

impl SandboxArgs {
    /// What another command has to say to work on the same account.
    pub(crate) fn words(&self) -> Vec<String> {
        let mut words = vec!["--sandbox".to_owned()];
        if self.sandbox_folder != Path::new(SANDBOX_FOLDER) {
            words.extend(["--sandbox-folder".to_owned(), self.sandbox_folder.display().to_string()]);
        }
        words
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KubernetesWorld {
    Simulated,
    Real,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Finds everything that is wrong with a spec, without a call.
    Check(CheckArgs),
    /// Shows what apply would do; writes nothing.
    Plan(PlanArgs),
    /// Makes the account as the spec says; again changes nothing.
    Apply(ApplyArgs),
    /// Deletes everything that the stack owns.
    Destroy(DestroyArgs),
    /// Shows cluster, addons, controller, pools and nodes as they are.
    Status(StackArgs),
    /// Prints the named values of a stack: endpoint, role ARNs, queue.
    Outputs(StackArgs),
    /// Writes a kubectl context that signs in through karpool.
    Kubeconfig(KubeconfigArgs),
    /// Prints a token for a cluster's Kubernetes API, as kubectl asks for it.
    Token(TokenArgs),
    /// Prints the chart's Kubernetes objects as they would be applied.
    Render(StackArgs),
    /// Prints the JSON Schema of the spec.
    Schema,
    /// Serves, inspects and resets the simulated account.
    #[command(subcommand)]
    Sandbox(SandboxCommand),
    /// Prints the version and what it installs by default.
    Version,
    /// Prints the manual page, or writes one for every command.
    Man {
        /// The folder to write the pages to.
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
    /// Prints a completion script for a shell.
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

/// Which stacks, and what is changed in their specs.
#[derive(Clone, Debug, Args)]
#[command(after_help = SETTINGS)]
pub(crate) struct StackArgs {
    /// Specs as YAML, JSON or TOML, one per stack; several are worked on side by side. `-` reads the standard input.
    #[arg(required = true, value_name = "SPEC")]
    pub(crate) files: Vec<PathBuf>,
    /// Lays a file over every spec; later ones win. May be repeated.
    #[arg(short = 'f', long = "overlay", value_name = "FILE")]
    pub(crate) overlays: Vec<PathBuf>,
    /// Sets one value: `nodePools.x86.limits.cpu=200`; it wins over files, overlays and KARPOOL_* variables. May be
    /// repeated.
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) stacks: StackArgs,
    /// Prints every field with its value and where it comes from: file and line, overlay, variable, --set, default.
    #[arg(long)]
    pub(crate) show: bool,
}

/// What a plan may contain.
#[derive(Clone, Copy, Debug, Default, Args, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Consent {
    /// Also deletes what is ours and no longer in the spec.
    #[arg(long)]
    pub(crate) prune: bool,
    /// Takes over things that exist and that nobody has marked.
    #[arg(long)]
    pub(crate) adopt: bool,
    /// Takes over fields of Kubernetes objects that other managers have set.
    #[arg(long)]
    pub(crate) force_conflicts: bool,
    /// Uses only charts that the cache, a folder or an archive holds.
    #[arg(long)]
    pub(crate) offline: bool,
}

/// What goes further when a stack is destroyed.
#[derive(Clone, Copy, Debug, Default, Args, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Removal {
    /// Ends drains that do not end.
    #[arg(long)]
    pub(crate) force: bool,
    /// Deletes the control plane's logs as well.
    #[arg(long)]
    pub(crate) delete_logs: bool,
    /// Deletes what workloads hold in the account first: Services and Ingresses with load balancers, claims of volumes.
    #[arg(long)]
    pub(crate) delete_orphans: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) stacks: StackArgs,
    #[command(flatten)]
    pub(crate) consent: Consent,
    #[command(flatten)]
    pub(crate) removal: Removal,
    /// Shows what destroy would do instead.
    #[arg(long)]
    pub(crate) destroy: bool,
    /// Saves the plan, so that `karpool apply FILE` does exactly it and `karpool plan FILE` shows it again.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Ends with 3 when there are changes.
    #[arg(long)]
    pub(crate) detailed_exit_code: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ApplyArgs {
    #[command(flatten)]
    pub(crate) stacks: StackArgs,
    /// Does not ask; approves changes, not deletions.
    #[arg(short, long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) consent: Consent,
    /// Ends drains that do not end.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DestroyArgs {
    #[command(flatten)]
    pub(crate) stacks: StackArgs,
    /// Does not ask for the stack's name.
    #[arg(short, long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) removal: Removal,
}

#[derive(Debug, Args)]
pub(crate) struct KubeconfigArgs {
    #[command(flatten)]
    pub(crate) stacks: StackArgs,
    /// The file to write; otherwise $KUBECONFIG, or ~/.kube/config, or with --sandbox one in the sandbox's folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) kubeconfig: Option<PathBuf>,
    /// The context's name; otherwise the cluster's.
    #[arg(long, value_name = "NAME")]
    pub(crate) context: Option<String>,
    /// Prints the file instead of writing it.
    #[arg(long)]
    pub(crate) print: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// The cluster's name.
    #[arg(long)]
    pub(crate) cluster: String,
    /// The cluster's region.
    #[arg(long)]
    pub(crate) region: String,
    /// A profile of the AWS configuration.
    #[arg(long)]
    pub(crate) profile: Option<String>,
    /// A role to take first.
    #[arg(long, value_name = "ARN")]
    pub(crate) role_arn: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    /// Opens the simulated account on loopback for other programs: aws CLI, boto3, helm, kubectl, karpool itself.
    Serve {
        /// Where all AWS services and the chart registry answer.
        #[arg(long, default_value = "127.0.0.1:4700", value_name = "ADDRESS")]
        listen: SocketAddr,
    },
    /// Forgets the simulated account; the next one begins anew.
    Reset,
    /// Lists what is in the account besides what a fresh one holds.
    List,
    /// Applies manifests to a simulated cluster, as `kubectl apply --server-side` does.
    Apply {
        /// The cluster's name.
        #[arg(long)]
        cluster: String,
        #[arg(long, default_value = "us-east-1")]
        region: String,
        /// Manifests as YAML or JSON.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Waits until the pods of a simulated cluster run, and shows where.
    Wait {
        /// The cluster's name.
        #[arg(long)]
        cluster: String,
        #[arg(long, default_value = "us-east-1")]
        region: String,
        #[arg(long, default_value = "default")]
        namespace: String,
        /// Simulated seconds to wait.
        #[arg(long, default_value_t = 600, value_name = "SECONDS")]
        timeout: u64,
    },
}
