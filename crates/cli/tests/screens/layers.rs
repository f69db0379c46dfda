//! Where values come from: file, overlays, environment, `--set`.

use insta::assert_snapshot;

use crate::shell::{SMALLEST, Shell};

#[test]
fn each_layer_wins_over_the_one_before() {
    let shell = Shell::new();
    shell.write("dev.yaml", &format!("{SMALLEST}tags: {{a: file, b: file, c: file, d: file}}\n"));
    shell.write("first.yaml", "tags: {b: first, c: first, d: first}\n");
    shell.write("second.toml", "[tags]\nc = \"second\"\nd = \"second\"\n");
    let shell = shell.with("KARPOOL_TAGS__D", "variable").with("KARPOOL_TAGS__E", "variable");
    let screen = shell.run("check dev.yaml -f first.yaml -f second.toml --set tags.e=set --show -o json").ends(0);
    let fields = screen.json()["specs"][0]["fields"].clone();
    let of = |path: &str| {
        let row = fields.as_array().into_iter().flatten().find(|row| row["path"] == path).expect("a field");
        (row["value"].as_str().unwrap_or_default().to_owned(), row["origin"].as_str().unwrap_or_default().to_owned())
    };
    let row = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());
    assert_eq!(of("tags.a"), row("file", "dev.yaml:8"));
    assert_eq!(of("tags.b"), row("first", "first.yaml:1"));
    assert_eq!(of("tags.c"), row("second", "second.toml:2"));
    assert_eq!(of("tags.d"), row("variable", "KARPOOL_TAGS__D"));
    assert_eq!(of("tags.e"), row("set", "--set"));
    assert_eq!(of("kubernetes.upgradePolicy"), row("standard", "default"));
    assert_eq!(of("nodePools.graviton.arch").1, "preset graviton");
}

#[test]
fn check_show_prints_every_field_with_its_origin() {
    let shell = Shell::new().with("KARPOOL_KUBERNETES__VERSION", "1.34").with("KARPOOL_ENVIRONMENT", "production");
    assert_snapshot!("check_show", shell.run("check dev.yaml --show --set account=111122223333"));
}

#[test]
fn a_shell_needs_no_quotes_around_text() {
    let shell = Shell::new().with("KARPOOL_ACCOUNT", "111122223333").with("KARPOOL_TAGS__FROZEN", "true");
    shell.run("check dev.yaml --set kubernetes.version=1.30 --set karpenter.version=1.13.0").ends(0);
    let wrong = shell.run("check dev.yaml --set kubernetes.version=1.2").ends(2);
    assert!(wrong.stderr.contains("--> --set kubernetes.version=1.2\n"), "{wrong}");
}

#[test]
fn an_item_of_a_list_is_set_by_its_number() {
    let shell = Shell::new();
    let admins = |settings: &str| {
        let line: String = settings.split(' ').map(|pair| format!(" --set {pair}")).collect();
        shell.run(&format!("check dev.yaml --show{line}"))
    };
    let one = "access.admins=[alice]";
    for (settings, expected) in [
        ("access.admins.0=alice", "[\"alice\"]"),
        ("access.admins.0=alice access.admins[1]=bob", "[\"alice\",\"bob\"]"),
        (&*format!("{one} access.admins.0=bob"), "[\"bob\"]"),
        (&*format!("{one} access.admins.1=bob"), "[\"alice\",\"bob\"]"),
    ] {
        let screen = admins(settings).ends(0);
        assert!(screen.stdout.contains(expected), "{settings}: {screen}");
    }
    let beyond = admins(&format!("{one} access.admins.2=bob")).ends(2);
    let expected =
        "error: --set access.admins.2=bob: `access.admins` has 1 item, so the next one is `[1]`, not `[2]`\n";
    assert!(beyond.stderr.starts_with(expected), "{beyond}");
    assert!(shell.run("plan --help").ends(0).stdout.contains("access.admins.0=alice"));
}

#[test]
fn what_is_set_inside_of_a_default_map_leaves_the_rest_of_it() {
    let shell = Shell::new().with("KARPOOL_NODE_GROUPS__SYSTEM__DISK__SIZE", "50Gi");
    let named = |settings: &str, section: &str| -> Vec<String> {
        let screen = shell.run(&format!("check dev.yaml --show -o json {settings}")).ends(0);
        let fields = screen.json()["specs"][0]["fields"].clone();
        let paths = fields.as_array().into_iter().flatten().filter_map(|row| row["path"].as_str().map(str::to_owned));
        let steps = paths.filter_map(|path| Some(path.strip_prefix(section)?.split('.').next()?.to_owned()));
        steps.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    };
    assert_eq!(named("--set nodePools.x86.limits.cpu=200", "nodePools."), ["graviton", "x86"]);
    assert_eq!(named("--set nodePools.cheap.preset=spot", "nodePools."), ["cheap", "graviton", "x86"]);
    assert_eq!(named("", "nodeGroups."), ["system"]);
    // Given whole, it is what is given.
    assert_eq!(named("--set nodePools={\"x86\":{\"weight\":5}}", "nodePools."), ["x86"]);
}

#[test]
fn a_field_without_a_value_is_missing_where_it_is_needed() {
    let wrong = Shell::new().run("check dev.yaml --set name=").ends(2);
    assert!(wrong.stderr.contains("error: name: `name` is missing"), "{wrong}");
}

#[test]
fn a_fault_that_no_call_can_meet_is_refused() {
    let wrong = Shell::new().run("plan dev.yaml --sandbox --sandbox-fault eks:CreateClusters=cut").ends(2);
    assert!(wrong.stderr.contains("did you mean `eks:CreateCluster`?"), "{wrong}");
}

#[test]
fn a_variable_that_names_nothing_is_an_error() {
    let shell = Shell::new().with("KARPOOL_KUBERNETES__VERISON", "1.34").with("KARPOOL_NAMES", "x");
    assert_snapshot!("variable_unknown", shell.run("check dev.yaml"));
    // A reserved variable is none of the spec.
    Shell::new().with("KARPOOL_SANDBOX_FOLDER", "elsewhere").run("check dev.yaml").ends(0);
}

#[test]
fn toml_is_told_of_like_yaml() {
    let shell = Shell::new();
    let head = "apiVersion = \"karpool.dev/v1\"\nname = \"dev\"\nregion = \"us-east-1\"\n";
    let network = "[network]\nvpcId = \"vpc-0a1b2c3d4e5f60718\"\nsubnets = {tags = {tier = \"private\"}}\n";
    shell.write("dev.toml", &format!("{head}{network}"));
    let (toml, yaml) = (shell.run("plan dev.toml --sandbox"), shell.run("plan dev.yaml --sandbox"));
    assert_eq!(toml.ends(0).stdout, yaml.ends(0).stdout);
    let wrong = "[kubernetes]\nverison = \"1.35\"\n[nodePools.x86]\narch = [\"x86_64\"]\nweight = \"ten\"\n";
    shell.write("wrong.toml", &format!("{head}{network}{wrong}"));
    assert_snapshot!("toml_wrong", shell.run("check wrong.toml"));
    shell.write("torn.toml", "name = \"dev\nregion = 1\n");
    assert_snapshot!("toml_torn", shell.run("check torn.toml"));
}
