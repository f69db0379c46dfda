//! What a NodeClass says of placement, interfaces, connections, processors and volumes is what Karpenter is given.

use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::json;

const OPTIONS: &str = "
nodeClasses:
  default:
    placementGroup: {name: close}
    networkInterfaces:
      - {deviceIndex: 0, networkCardIndex: 0, interfaceType: interface}
      - {deviceIndex: 1, networkCardIndex: 1, interfaceType: efa-only}
    connectionTracking: {tcpEstablishedTimeout: 6m, udpTimeout: 45s}
    cpuOptions: {nestedVirtualization: enabled}
    ipPrefixCount: 2
    context: fleet-context
    metadata: {ipv6: enabled}
    capacityReservations: [{tags: {team: ml}, instanceMatchCriteria: targeted}]
    volumes: [{snapshotId: snap-0a1b2c3d4e5f60718, initializationRate: 200}]
";

#[tokio::test(start_paused = true)]
async fn every_option_of_a_class_reaches_karpenter() {
    let lab = Lab::applied(&format!("{SMALLEST}{OPTIONS}")).await;
    let class = lab.object("ec2nodeclasses.karpenter.k8s.aws", "default");
    let wanted = json!({
        "placementGroupSelector": {"name": "close"},
        "networkInterfaces": [
            {"deviceIndex": 0, "networkCardIndex": 0, "interfaceType": "interface"},
            {"deviceIndex": 1, "networkCardIndex": 1, "interfaceType": "efa-only"},
        ],
        "connectionTracking": {"tcpEstablishedTimeout": 360, "udpTimeout": 45},
        "cpuOptions": {"nestedVirtualization": "enabled"},
        "ipPrefixCount": 2,
        "context": "fleet-context",
        "capacityReservationSelectorTerms": [{"tags": {"team": "ml"}, "instanceMatchCriteria": "targeted"}],
    });
    for (field, value) in wanted.as_object().expect("a map") {
        assert_eq!(class["spec"][field], *value, "{field}");
    }
    assert_eq!(class["spec"]["metadataOptions"]["httpProtocolIPv6"], "enabled");
    assert_eq!(class["spec"]["blockDeviceMappings"][0]["ebs"]["volumeInitializationRate"], 200);
    assert!(lab.plan(&spec(&format!("{SMALLEST}{OPTIONS}"))).await.expect("a plan").is_idle());
}

#[tokio::test(start_paused = true)]
async fn a_changed_option_says_that_it_rolls_nodes() {
    let lab = Lab::applied(&format!("{SMALLEST}{OPTIONS}")).await;
    let changed = OPTIONS.replace("udpTimeout: 45s", "udpTimeout: 60s");
    let plan = lab.plan(&spec(&format!("{SMALLEST}{changed}"))).await.expect("a plan");
    let class = plan.changes.iter().find(|change| change.id == "karpenter.node_class/default").expect("the class");
    assert_eq!(class.fields.len(), 1, "{:#?}", class.fields);
    assert_eq!(class.fields[0].path, "spec.connectionTracking.udpTimeout");
    assert!(class.fields[0].rolls.is_some());
}

/// The controller may read the parameter that a class takes its image from, and no other.
#[tokio::test(start_paused = true)]
async fn an_image_in_a_parameter_of_ones_own_is_found() {
    let lab = Lab::new().await;
    let ssm = |operation: &str, input| lab.as_root(karpool_sandbox::ssm::handle, "ssm", operation, input);
    let public = "/aws/service/eks/optimized-ami/1.35/amazon-linux-2023/x86_64/standard/recommended/image_id";
    let image = ssm("GetParameter", json!({"Name": public}))["Parameter"]["Value"].clone();
    ssm("PutParameter", json!({"Name": "/golden/image", "Type": "String", "Value": image}));
    let text =
        format!("{SMALLEST}nodeClasses: {{default: {{ami: {{ssmParameter: /golden/image, family: al2023}}}}}}\n");
    lab.apply_ok(&text).await;
    assert!(lab.plan(&spec(&text)).await.expect("a plan").is_idle());
    let role = lab.role("dev-us-east-1-karpenter-controller").to_string();
    assert!(role.contains("arn:aws:ssm:us-east-1:111122223333:parameter/golden/image"), "{role}");
}

/// Who launches instances needs the keys of their volumes; an alias is no resource, so a condition names it.
#[tokio::test(start_paused = true)]
async fn the_controller_may_use_the_keys_of_volumes_and_no_others() {
    const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let volumes = format!("[{{kmsKey: alias/nodes}}, {{device: /dev/xvdb, kmsKey: \"{KEY}\"}}]");
    let text = format!("{SMALLEST}nodeClasses: {{default: {{volumes: {volumes}}}}}\n");
    let plan = Lab::new().await.plan(&spec(&text)).await.expect("a plan");
    let role = plan.changes.iter().find(|change| change.id == "iam.role/karpenter-controller").expect("the role");
    let field = role.fields.iter().find(|field| field.path.contains("KarpenterVolumeKeys")).expect("the policy");
    let shown = serde_json::to_value(&field.to).expect("JSON");
    let document = shown.as_str().map_or_else(|| shown.clone(), |text| serde_json::from_str(text).expect("a document"));
    let mut seen = Vec::new();
    for statement in document["Statement"].as_array().expect("statements") {
        let condition = &statement["Condition"];
        assert_eq!(condition["StringEquals"]["kms:ViaService"], "ec2.us-east-1.amazonaws.com", "{statement}");
        let grants = statement["Action"] == "kms:CreateGrant" || statement["Action"] == json!(["kms:CreateGrant"]);
        assert_eq!(grants, condition["Bool"]["kms:GrantIsForAWSResource"] == "true", "{statement}");
        let everything = statement["Resource"] == "*" || statement["Resource"] == json!(["*"]);
        let alias = condition["ForAnyValue:StringEquals"]["kms:ResourceAliases"].clone();
        assert_eq!(everything, alias == "alias/nodes", "{statement}");
        assert!(everything || statement["Resource"].to_string().contains(KEY), "{statement}");
        seen.push((everything, grants));
    }
    seen.sort_unstable();
    assert_eq!(seen, [(false, false), (false, true), (true, false), (true, true)]);
}

/// A pool runs what its class's images run, unless it asks for something else itself.
#[tokio::test(start_paused = true)]
async fn a_pool_of_a_windows_class_asks_for_windows() {
    let text = format!(
        "{SMALLEST}nodeClasses: {{default: {{}}, win: {{ami: windows2022}}}}\n\
         nodePools: {{linux: {{preset: x86}}, win: {{preset: x86, nodeClass: win}}}}\n"
    );
    let plan = Lab::new().await.plan(&spec(&text)).await.expect("a plan");
    for (pool, system) in [("linux", "linux"), ("win", "windows")] {
        let id = format!("karpenter.node_pool/{pool}");
        let change = plan.changes.iter().find(|change| change.id == id).expect("the pool");
        let fields = serde_json::to_string(&change.fields).expect("JSON").replace('\\', "");
        let other = if system == "linux" { "windows" } else { "linux" };
        assert!(fields.contains(&format!("\"{system}\"")) && !fields.contains(&format!("\"{other}\"")), "{fields}");
    }
}

/// What was Ready before the change says nothing of what comes after it.
#[tokio::test(start_paused = true)]
async fn a_changed_class_is_ready_when_karpenter_has_seen_the_change() {
    let lab = Lab::applied(SMALLEST).await;
    let images = "nodeClasses: {default: {ami: {ids: [ami-0123456789abcdef0], family: al2023}}}";
    let report = lab.apply(&spec(&format!("{SMALLEST}{images}\n"))).await.expect("a report");
    let said: Vec<String> = report.errors().map(ToString::to_string).collect();
    assert!(said.iter().any(|text| text.contains("karpenter.node_class/default")), "{said:#?}");
}
