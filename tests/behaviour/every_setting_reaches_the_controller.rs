//! Each of the controller's settings, changed in the spec, changes one variable of the live controller and nothing else
//! of it; a setting that left the spec goes back to the chart's.

use std::collections::BTreeMap;

use karpool::event::Action;
use karpool_tests::{Lab, SMALLEST, spec};

/// Setting, another value than the chart's, the controller's variable and what it holds then.
/// Source: Karpenter documentation, "Settings".
const SETTINGS: [(&str, &str, &str, &str); 22] = [
    ("batchMaxDuration", "20s", "BATCH_MAX_DURATION", "20s"),
    ("batchIdleDuration", "2s", "BATCH_IDLE_DURATION", "2s"),
    ("preferencePolicy", "Ignore", "PREFERENCE_POLICY", "Ignore"),
    ("minValuesPolicy", "BestEffort", "MIN_VALUES_POLICY", "BestEffort"),
    ("clusterCABundle", "LS0tLS1CRUdJTg==", "CLUSTER_CA_BUNDLE", "LS0tLS1CRUdJTg=="),
    ("clusterEndpoint", "https://api.dev.example.com", "CLUSTER_ENDPOINT", "https://api.dev.example.com"),
    ("isolatedVPC", "true", "ISOLATED_VPC", "true"),
    ("eksControlPlane", "true", "EKS_CONTROL_PLANE", "true"),
    ("vmMemoryOverheadPercent", "0.05", "VM_MEMORY_OVERHEAD_PERCENT", "0.05"),
    ("enableZonalShift", "true", "ENABLE_ZONAL_SHIFT", "true"),
    ("reservedENIs", "1", "RESERVED_ENIS", "1"),
    ("ignoreDRARequests", "false", "IGNORE_DRA_REQUESTS", "false"),
    ("disableClusterStateObservability", "true", "DISABLE_CLUSTER_STATE_OBSERVABILITY", "true"),
    ("disableDryRun", "true", "DISABLE_DRY_RUN", "true"),
    ("amiRefreshInterval", "5m", "AMI_REFRESH_INTERVAL", "5m"),
    ("subnetRefreshInterval", "5m", "SUBNET_REFRESH_INTERVAL", "5m"),
    ("featureGates.nodeRepair", "true", "FEATURE_GATES", "NodeRepair=true"),
    ("featureGates.reservedCapacity", "false", "FEATURE_GATES", "ReservedCapacity=false"),
    ("featureGates.nodeOverlay", "true", "FEATURE_GATES", "NodeOverlay=true"),
    ("featureGates.spotToSpotConsolidation", "true", "FEATURE_GATES", "SpotToSpotConsolidation=true"),
    ("featureGates.staticCapacity", "true", "FEATURE_GATES", "StaticCapacity=true"),
    ("featureGates.capacityBuffer", "true", "FEATURE_GATES", "CapacityBuffer=true"),
];

const DEPLOYMENT: &str = "kubernetes.object/Deployment/kube-system/karpenter";
/// The cluster is one that traffic can be shifted away from, without which one of the settings is refused.
const ZONAL: &str = "kubernetes: {zonalShift: true}\n";

fn with(setting: &str, value: &str) -> String {
    let settings = match setting.split_once('.') {
        Some((section, name)) => format!("{{{section}: {{{name}: {value}}}}}"),
        None => format!("{{{setting}: {value}}}"),
    };
    format!("{SMALLEST}{ZONAL}karpenter: {{settings: {settings}}}\n")
}

fn variables(lab: &Lab) -> BTreeMap<String, String> {
    let deployments = lab.objects("deployments.apps");
    let karpenter = deployments.iter().find(|one| one["metadata"]["name"] == "karpenter").expect("the controller");
    let all = karpenter["spec"]["template"]["spec"]["containers"][0]["env"].as_array().expect("variables");
    let text = |one: &serde_json::Value| one["value"].as_str().unwrap_or_default().to_owned();
    all.iter().map(|one| (one["name"].as_str().expect("a name").to_owned(), text(one))).collect()
}

#[tokio::test(start_paused = true)]
async fn every_setting_reaches_the_controller() {
    let before = format!("{SMALLEST}{ZONAL}karpenter: {{settings: {{enableZonalShift: false}}}}\n");
    let lab = Lab::applied(&before).await;
    let chosen = variables(&lab);
    for (setting, value, variable, holds) in SETTINGS {
        let wanted = spec(&with(setting, value));
        let plan = lab.plan(&wanted).await.unwrap_or_else(|errors| panic!("{setting}: {errors}"));
        let change = plan.changes.iter().find(|change| change.id == DEPLOYMENT).expect("the controller");
        assert_eq!(change.action, Action::Update, "{setting}");
        lab.apply_ok(&with(setting, value)).await;
        let now = variables(&lab);
        assert!(now[variable].contains(holds), "{setting}: {variable} is {}", now[variable]);
        assert!(!chosen.get(variable).is_some_and(|old| old.contains(holds)), "{setting} was so before");
        let others = |(name, text): &(&String, &String)| {
            *name != variable && *name != "ENABLE_ZONAL_SHIFT" && chosen.get(*name) != Some(*text)
        };
        assert_eq!(now.iter().find(others), None, "{setting} changes more than {variable}");
    }
}
