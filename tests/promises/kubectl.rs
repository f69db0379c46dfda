//! kubectl, with the kubeconfig that karpool writes and the token that karpool gives, says and does the same in both
//! worlds.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use karpool_sandbox::{Latency, Options, Served};
use karpool_tests::Lab;
use karpool_tests::ground::{Ground, stack};
use karpool_tests::real::built;

/// What is run, whether it succeeds, and words that it says. `@` reads the manifests, `#` the same in another colour.
const STORY: &[(&[&str], bool, &[&str])] = &[
    (&["version"], true, &["Server Version: v1."]),
    (&["auth", "whoami"], true, &["user/deployer"]),
    (&["get", "nodes"], true, &["STATUS", "Ready"]),
    (
        &["get", "nodepools,ec2nodeclasses"],
        true,
        &["nodepool.karpenter.sh/main", "ec2nodeclass.karpenter.k8s.aws/default"],
    ),
    (&["get", "nodepool", "main", "-o", "jsonpath={.spec.weight}"], true, &["10"]),
    (&["get", "deployments", "-n", "karpenter"], true, &["NAME", "UP-TO-DATE", "2/2"]),
    (&["describe", "nodepool", "main"], true, &["Name:         main", "API Version:  karpenter.sh/v1"]),
    (&["describe", "deployment", "karpenter", "-n", "karpenter"], true, &["Replicas:", "2 available"]),
    (&["describe", "nodes"], true, &["Capacity:", "Allocatable:"]),
    (
        &["apply", "--server-side", "@"],
        true,
        &["namespace/shop serverside-applied", "deployment.apps/web serverside-applied"],
    ),
    (&["apply", "--server-side", "@"], true, &["configmap/settings serverside-applied"]),
    (&["diff", "--server-side", "@"], true, &[]),
    (&["diff", "--server-side", "--force-conflicts", "#"], false, &["+  colour: blue"]),
    (
        &["wait", "deployment/web", "-n", "shop", "--for=condition=Available", "--timeout=150s"],
        true,
        &["condition met"],
    ),
    (&["rollout", "status", "deployment/web", "-n", "shop", "--timeout=60s"], true, &["successfully rolled out"]),
    (&["get", "pods", "-n", "shop", "-l", "app=web", "-o", "name"], true, &["pod/web-"]),
    (&["apply", "--server-side", "--field-manager=other", "#"], false, &["conflict with \"kubectl\": .data.colour"]),
    (&["apply", "--server-side", "--field-manager=other", "--force-conflicts", "#"], true, &["serverside-applied"]),
    (&["get", "cm", "settings", "-n", "shop", "-o", "jsonpath={.data.colour}"], true, &["blue"]),
    (
        &["patch", "nodepool", "main", "--type=merge", "-p", "{\"spec\":{\"weight\":500}}"],
        false,
        &["less than or equal to 100"],
    ),
    (&["scale", "deployment/web", "-n", "shop", "--replicas=1"], true, &["deployment.apps/web scaled"]),
    (&["delete", "deployment", "web", "-n", "shop", "--wait", "--timeout=60s"], true, &["\"web\" deleted"]),
    (&["wait", "pod", "-n", "shop", "-l", "app=web", "--for=delete", "--timeout=60s"], true, &[]),
    (&["delete", "namespace", "shop", "--timeout=60s"], true, &["\"shop\" deleted"]),
    (&["get", "namespace", "shop"], false, &["(NotFound)"]),
];

const MANIFESTS: &str = "
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {colour: red}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: web, resources: {requests: {cpu: 10m}}}]
";

struct Shell<'a> {
    folder: &'a Path,
    served: &'a Served,
}

impl Shell<'_> {
    /// Whether a program succeeds, and all that it says.
    fn run(&self, program: &Path, arguments: &[&str]) -> (bool, String) {
        let own = program.parent().into_iter().chain(karpool().parent()).map(Path::to_owned).collect::<Vec<_>>();
        let places = own.into_iter().chain(["/usr/bin", "/bin"].map(PathBuf::from));
        let ended = Command::new(program)
            .args(arguments)
            .current_dir(self.folder)
            .env_clear()
            .envs(self.served.environment().iter().map(|(name, value)| (*name, value.as_str())))
            .env("HOME", self.folder)
            .env("KUBECONFIG", self.folder.join("kubeconfig.yaml"))
            .env("PATH", std::env::join_paths(places).expect("a path"))
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let said = [ended.stdout, ended.stderr].concat();
        (ended.status.success(), String::from_utf8_lossy(&said).into_owned())
    }
}

/// The command line, which the workspace's build has made.
fn karpool() -> PathBuf {
    let test = std::env::current_exe().expect("this program has a path");
    let program = test.ancestors().nth(2).expect("a target folder").join("karpool");
    assert!(program.exists(), "{} is not built: run `make build`", program.display());
    program
}

async fn tell(lab: &Lab) {
    let folder = tempfile::tempdir().expect("a folder");
    let served = lab.sandbox.serve(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), "deployer").await.expect("a socket");
    let shell = Shell { folder: folder.path(), served: &served };
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    write("stack.yaml", &stack());
    write("red.yaml", MANIFESTS);
    write("blue.yaml", &MANIFESTS.replace("red", "blue"));
    let (done, said) = shell.run(&karpool(), &["kubeconfig", "stack.yaml", "--quiet"]);
    assert!(done, "{said}");
    for (words, succeeds, expected) in STORY {
        let mut arguments = vec!["--request-timeout=30s"];
        arguments.extend(words.iter().flat_map(|word| match *word {
            "@" => vec!["-f", "red.yaml"],
            "#" => vec!["-f", "blue.yaml"],
            word => vec![word],
        }));
        let (done, said) = shell.run(&built("kubectl"), &arguments);
        let missing = expected.iter().find(|part| !said.contains(**part));
        if done != *succeeds || missing.is_some() {
            let (_, seen) = shell.run(&built("kubectl"), &["get", "pods,nodes,nodeclaims,events", "-A", "-o", "wide"]);
            let (_, nodes) = shell.run(&built("kubectl"), &["describe", "nodes"]);
            panic!("kubectl {words:?}: {missing:?} is missing in\n{said}\n{seen}\n{nodes}");
        }
    }
}

pub async fn kubectl_works_with_the_kubeconfig_that_karpool_writes(ground: &Ground) {
    if ground.is_real() {
        return tell(ground).await;
    }
    // kubectl knows no simulated time: a copy of the account lives in the machine's, some times as fast.
    let text = ground.sandbox.text();
    let copy = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let options = Options { speed: 20.0, latency: Latency::none(), ..Options::default() };
            tell(&Lab::resumed(&text, options).await).await;
        });
    });
    if let Err(panic) = copy.join() {
        std::panic::resume_unwind(panic);
    }
}
