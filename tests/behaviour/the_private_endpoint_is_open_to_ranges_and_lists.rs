//! Networks beside the VPC reach the private endpoint: by range and by prefix list, each a rule for 443 that is changed
//! in place and goes when it left the spec.

use karpool::Apply;
use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

fn with(vpns: &str) -> String {
    let network = format!("network:\n  endpoint: {{private: true, vpnCidrs: [{vpns}]}}\n");
    format!("{}karpenter: off\n", SMALLEST.replace("network:\n", &network))
}

fn ec2(lab: &Lab, operation: &str, input: Value) -> Value {
    lab.as_root(karpool_sandbox::ec2::handle, "ec2", operation, input)
}

/// Port, peer and description of every rule of the stack's, in one order.
fn rules(lab: &Lab) -> Vec<(i64, String, String)> {
    let owner = json!({"Name": "tag:karpool.dev/stack", "Value": ["us-east-1/dev"]});
    let found = ec2(lab, "DescribeSecurityGroupRules", json!({"Filter": [owner]}));
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let rules = found["securityGroupRuleSet"].as_array().into_iter().flatten().map(|rule| {
        let peer = text(&rule["cidrIpv4"]).or_else(|| text(&rule["prefixListId"])).unwrap_or_default();
        (rule["fromPort"].as_i64().unwrap_or_default(), peer, text(&rule["description"]).unwrap_or_default())
    });
    let mut rules: Vec<_> = rules.collect();
    rules.sort();
    rules
}

#[tokio::test(start_paused = true)]
async fn the_private_endpoint_is_open_to_ranges_and_lists() {
    let lab = Lab::new().await;
    let entries = json!([{"Cidr": "10.20.0.0/16", "Description": "branch"}]);
    let input = json!({"PrefixListName": "branches", "AddressFamily": "IPv4", "MaxEntries": 5, "Entry": entries});
    let list = ec2(&lab, "CreateManagedPrefixList", input)["prefixList"]["prefixListId"].clone();
    let list = list.as_str().expect("an id").to_owned();
    let first =
        with(&format!("{{cidr: 10.8.0.0/16, description: office VPN}}, {{prefixList: {list}, description: branches}}"));
    lab.apply_ok(&first).await;
    let wanted = [(443, "10.8.0.0/16".into(), "office VPN".into()), (443, list.clone(), "branches".into())];
    assert_eq!(rules(&lab), wanted);
    assert!(lab.plan(&spec(&first)).await.expect("a plan").is_idle());

    let second = with(&format!("{{prefixList: {list}, description: all branches}}"));
    let report = karpool::apply(&spec(&second), &lab.world, &Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(rules(&lab), [(443, list, "all branches".into())]);
}

#[tokio::test(start_paused = true)]
async fn a_range_inside_the_vpc_is_refused_before_anything_is_made() {
    let lab = Lab::new().await;
    let errors = lab.apply(&spec(&with("{cidr: 10.0.64.0/20}"))).await.expect_err("a range in the VPC");
    assert_eq!(errors.kind(), Kind::Preflight, "{errors:?}");
    assert_eq!(lab.writes(), Vec::<String>::new());
}
