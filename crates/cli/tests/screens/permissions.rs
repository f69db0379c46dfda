//! What a plan grants and opens, and how that changes.

use crate::shell::{SMALLEST, Shell};

/// The table of a plan.
fn table(shell: &Shell, line: &str) -> String {
    let screen = shell.run(line).ends(0);
    let (_, rest) = screen.stdout.split_once("Permissions and network access").unwrap_or_default();
    rest.split_once("\n\n").map_or(rest, |parts| parts.0).to_owned()
}

fn with_network(more: &str) -> String {
    SMALLEST.replace("network:\n", &format!("network:\n{more}"))
}

#[test]
fn a_rule_of_a_security_group_is_a_sentence_and_a_wider_one_says_so() {
    let shell = Shell::new();
    let rules = |web: &str| {
        with_network(&format!(
            "  endpoint: {{public: {{cidrs: [203.0.113.0/24]}}, vpnCidrs: [{{cidr: 10.8.0.0/16}}]}}\n  \
             nodeSecurityGroup: {{create: {{rules: {{web: {{{web}}}, out: {{egress: true, protocol: all, cidr: \
             192.0.2.0/24}}}}}}}}\n"
        ))
    };
    shell.write("dev.yaml", &rules("cidr: 10.0.0.0/8, ports: '443'"));
    let made = table(&shell, "plan dev.yaml --sandbox");
    for row in [
        "ingress          tcp 443 from 10.8.0.0/16 into ec2.security_group/control-plane (vpnCidrs:",
        "ingress          tcp 443 from 10.0.0.0/8 into ec2.security_group/node",
        "egress           everything from ec2.security_group/node to 192.0.2.0/24",
        "ingress          tcp 10250 from ec2.security_group/control-plane into ec2.security_group/node",
        "ingress          udp 53 from itself into ec2.security_group/node",
        "egress           everything from ec2.security_group/node to every address (0.0.0.0/0)",
        "API open to      the VPC, 203.0.113.0/24",
    ] {
        assert!(made.contains(row), "{row}: {made}");
    }
    shell.run("apply dev.yaml --sandbox --yes --quiet").ends(0);
    shell.write("dev.yaml", &rules("cidr: 0.0.0.0/0, ports: 1-65535").replace("203.0.113.0/24", "0.0.0.0/0"));
    let line = "plan dev.yaml --sandbox --prune";
    let words = table(&shell, line).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("API open to [203.0.113.0/24] → [0.0.0.0/0]"), "{words}");
    assert!(words.contains("ingress tcp 1-65535 from every address (0.0.0.0/0) into sg-"), "{words}");
    assert!(words.contains("; wider than tcp 443 from 10.0.0.0/8, which goes"), "{words}");
    let gone = "- ec2.security_group_rule/sg-";
    assert!(words.contains(gone) && words.contains("ingress tcp 443 from 10.0.0.0/8 into sg-"), "{words}");
    let changes = shell.run(&format!("{line} -o json")).ends(0).json();
    let rule = changes["changes"].as_array().into_iter().flatten().find(|change| change["action"] == "delete");
    let field = |path: &str| {
        let fields = rule.and_then(|rule| rule["fields"].as_array()).into_iter().flatten();
        fields.filter(|field| field["path"] == path).map(|field| field["from"].to_string()).collect::<String>()
    };
    assert_eq!((field("ports"), field("cidr")), ("443".to_owned(), "\"10.0.0.0/8\"".to_owned()));
}

#[test]
fn a_policy_that_changes_is_told_by_what_it_allows_more() {
    let shell = Shell::applied();
    let own = table(&shell, "plan dev.yaml --sandbox --set karpenter.instanceProfile=none");
    assert!(own.contains("KarpenterIAMIntegration") && own.contains("iam:CreateInstanceProfile"), "{own}");
}

#[test]
fn a_long_value_shows_the_part_that_changes() {
    let shell = Shell::applied();
    let screen = shell.run("plan dev.yaml --sandbox --set karpenter.settings.featureGates.nodeRepair=true").ends(0);
    assert!(screen.stdout.contains("…,NodeRepair=false,… → …,NodeRepair=true,…"), "{screen}");
}
