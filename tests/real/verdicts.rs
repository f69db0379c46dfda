//! Objects of Karpenter's kinds, and whether an API server takes them. Source: the definitions of Karpenter 1.14.1;
//! the server itself says whether a row is right.

/// The kind, what is laid over the spec of its plain object (null takes away), and whether it is accepted.
pub(crate) type Row = (Kind, &'static str, bool);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Class,
    Pool,
    Overlay,
}

impl Kind {
    /// The resource in the server's paths.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Kind::Class => "karpenter.k8s.aws/v1/ec2nodeclasses",
            Kind::Pool => "karpenter.sh/v1/nodepools",
            Kind::Overlay => "karpenter.sh/v1alpha1/nodeoverlays",
        }
    }

    /// An object that is accepted.
    pub(crate) fn plain(self) -> &'static str {
        match self {
            Kind::Class => {
                r#"{"apiVersion": "karpenter.k8s.aws/v1", "kind": "EC2NodeClass", "metadata": {"name": "x"}, "spec": {
                "role": "nodes", "amiSelectorTerms": [{"alias": "al2023@v20260801"}],
                "subnetSelectorTerms": [{"id": "subnet-1"}], "securityGroupSelectorTerms": [{"id": "sg-1"}]}}"#
            }
            Kind::Pool => {
                r#"{"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": {"name": "x"}, "spec": {
                "template": {"spec": {"nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": "x"},
                "requirements": [{"key": "kubernetes.io/arch", "operator": "In", "values": ["amd64"]}]}}}}"#
            }
            Kind::Overlay => {
                r#"{"apiVersion": "karpenter.sh/v1alpha1", "kind": "NodeOverlay", "metadata": {"name": "x"}, "spec": {
                "requirements": [{"key": "karpenter.k8s.aws/instance-family", "operator": "In", "values": ["m7i"]}],
                "price": "0.5"}}"#
            }
        }
    }
}

use Kind::{Class, Overlay, Pool};

pub(crate) const ROWS: &[Row] = &[
    (Class, "{}", true),
    // Who the nodes are.
    (Class, r#"{"role": null, "instanceProfile": "profile"}"#, true),
    (Class, r#"{"role": null}"#, false),
    (Class, r#"{"instanceProfile": "profile"}"#, false),
    (Class, r#"{"role": ""}"#, false),
    (Class, r#"{"role": null, "instanceProfile": ""}"#, false),
    (Class, r#"{"role": 1}"#, false),
    (Class, r#"{"rolle": "x"}"#, false),
    // Images.
    (Class, r#"{"amiSelectorTerms": [{"alias": "bottlerocket@latest"}]}"#, true),
    (Class, r#"{"amiSelectorTerms": [{"alias": "windows2022@latest"}]}"#, true),
    (Class, r#"{"amiSelectorTerms": [{"alias": "windows2022@v1"}]}"#, false),
    (Class, r#"{"amiSelectorTerms": [{"alias": "ubuntu@latest"}]}"#, false),
    (Class, r#"{"amiSelectorTerms": [{"alias": "al2023"}]}"#, false),
    (Class, r#"{"amiSelectorTerms": [{"alias": "al2023@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]}"#, false),
    (Class, r#"{"amiSelectorTerms": [{"alias": "al2023@latest"}, {"alias": "al2023@latest"}]}"#, false),
    (Class, r#"{"amiSelectorTerms": [{"alias": "al2023@latest", "owner": "self"}]}"#, false),
    (Class, r#"{"amiFamily": "AL2023"}"#, true),
    (Class, r#"{"amiFamily": "Custom"}"#, true),
    (Class, r#"{"amiFamily": "Bottlerocket"}"#, false),
    (Class, r#"{"amiFamily": "Ubuntu"}"#, false),
    (Class, r#"{"amiFamily": "AL2023", "amiSelectorTerms": [{"id": "ami-1"}, {"id": "ami-2"}]}"#, true),
    (Class, r#"{"amiFamily": "AL2023", "amiSelectorTerms": [{"name": "mine-*", "owner": "self"}]}"#, true),
    (Class, r#"{"amiFamily": "AL2023", "amiSelectorTerms": [{"ssmParameter": "/mine"}]}"#, true),
    (Class, r#"{"amiFamily": "AL2023", "amiSelectorTerms": [{"tags": {"team": "a"}}]}"#, true),
    (Class, r#"{"amiFamily": "AL2023", "amiSelectorTerms": [{"tags": {"team": ""}}]}"#, false),
    (Class, r#"{"amiFamily": "AL2023", "amiSelectorTerms": [{"owner": "self"}]}"#, false),
    (Class, r#"{"amiFamily": "AL2023", "amiSelectorTerms": [{"id": "ami-1", "name": "x"}]}"#, false),
    (Class, r#"{"amiFamily": "AL2023", "amiSelectorTerms": [{"id": "image-1"}]}"#, false),
    (Class, r#"{"amiSelectorTerms": [{"id": "ami-1"}]}"#, false),
    (Class, r#"{"amiSelectorTerms": []}"#, false),
    (Class, r#"{"amiSelectorTerms": null}"#, false),
    // Network.
    (Class, r#"{"subnetSelectorTerms": [{"tags": {"karpenter.sh/discovery": "*"}}]}"#, true),
    (Class, r#"{"subnetSelectorTerms": []}"#, false),
    (Class, r#"{"subnetSelectorTerms": [{}]}"#, false),
    (Class, r#"{"subnetSelectorTerms": [{"id": "subnet-1", "tags": {"a": "b"}}]}"#, false),
    (Class, r#"{"subnetSelectorTerms": [{"id": "sn-1"}]}"#, false),
    (Class, r#"{"securityGroupSelectorTerms": [{"name": "nodes"}, {"tags": {"a": "b"}}]}"#, true),
    (Class, r#"{"securityGroupSelectorTerms": []}"#, false),
    (Class, r#"{"securityGroupSelectorTerms": [{"id": "sg-1", "name": "nodes"}]}"#, false),
    (Class, r#"{"associatePublicIPAddress": true, "ipPrefixCount": 2}"#, true),
    (Class, r#"{"ipPrefixCount": -1}"#, false),
    (
        Class,
        r#"{"networkInterfaces": [{"deviceIndex": 0, "networkCardIndex": 0, "interfaceType": "interface"}]}"#,
        true,
    ),
    (
        Class,
        r#"{"networkInterfaces": [{"deviceIndex": 0, "networkCardIndex": 0, "interfaceType": "interface"},
        {"deviceIndex": 1, "networkCardIndex": 1, "interfaceType": "efa-only"}]}"#,
        true,
    ),
    (
        Class,
        r#"{"networkInterfaces": [{"deviceIndex": 0, "networkCardIndex": 0, "interfaceType": "efa-only"}]}"#,
        false,
    ),
    (
        Class,
        r#"{"networkInterfaces": [{"deviceIndex": 0, "networkCardIndex": 0, "interfaceType": "interface"},
        {"deviceIndex": 0, "networkCardIndex": 0, "interfaceType": "interface"}]}"#,
        false,
    ),
    (Class, r#"{"networkInterfaces": [{"deviceIndex": 0, "networkCardIndex": 0}]}"#, false),
    (
        Class,
        r#"{"connectionTracking": {"tcpEstablishedTimeout": 350, "udpStreamTimeout": 180, "udpTimeout": 30}}"#,
        true,
    ),
    (Class, r#"{"connectionTracking": {}}"#, false),
    (Class, r#"{"connectionTracking": {"udpTimeout": 61}}"#, false),
    (Class, r#"{"connectionTracking": {"tcpEstablishedTimeout": 432001}}"#, false),
    // Reservations and placement.
    (
        Class,
        r#"{"capacityReservationSelectorTerms": [{"id": "cr-1"}, {"tags": {"a": "b"}, "ownerID": "123456789012"}]}"#,
        true,
    ),
    (Class, r#"{"capacityReservationSelectorTerms": [{"instanceMatchCriteria": "targeted"}]}"#, true),
    (Class, r#"{"capacityReservationSelectorTerms": [{"instanceMatchCriteria": "closed"}]}"#, false),
    (Class, r#"{"capacityReservationSelectorTerms": [{"ownerID": "123456789012"}]}"#, false),
    (Class, r#"{"capacityReservationSelectorTerms": [{"id": "cr-1", "ownerID": "123456789012"}]}"#, false),
    (Class, r#"{"capacityReservationSelectorTerms": [{"tags": {"a": "b"}, "ownerID": "1234"}]}"#, false),
    (Class, r#"{"placementGroupSelector": {"name": "near"}}"#, true),
    (Class, r#"{"placementGroupSelector": {"id": "pg-1"}}"#, true),
    (Class, r#"{"placementGroupSelector": {"id": "pg-1", "name": "near"}}"#, false),
    (Class, r#"{"placementGroupSelector": {}}"#, false),
    // Volumes.
    (
        Class,
        r#"{"blockDeviceMappings": [{"deviceName": "/dev/xvda", "rootVolume": true, "ebs": {"volumeSize": "50Gi",
        "volumeType": "gp3", "iops": 3000, "throughput": 125, "encrypted": true, "deleteOnTermination": true,
        "kmsKeyID": "alias/a"}}]}"#,
        true,
    ),
    (Class, r#"{"blockDeviceMappings": [{"ebs": {"snapshotID": "snap-1", "volumeInitializationRate": 100}}]}"#, true),
    (Class, r#"{"blockDeviceMappings": [{"ebs": {"volumeSize": "1Gi", "volumeInitializationRate": 100}}]}"#, false),
    (Class, r#"{"blockDeviceMappings": [{"ebs": {"snapshotID": "snap-1", "volumeInitializationRate": 99}}]}"#, false),
    (Class, r#"{"blockDeviceMappings": [{"ebs": {"volumeType": "gp3"}}]}"#, false),
    (Class, r#"{"blockDeviceMappings": [{"ebs": {"volumeSize": "1Gi", "volumeType": "gp9"}}]}"#, false),
    (Class, r#"{"blockDeviceMappings": [{"ebs": {"volumeSize": "59000Gi"}}]}"#, true),
    (Class, r#"{"blockDeviceMappings": [{"ebs": {"volumeSize": "59001Gi"}}]}"#, false),
    (Class, r#"{"blockDeviceMappings": [{"ebs": {"volumeSize": "50Mi"}}]}"#, false),
    (Class, r#"{"blockDeviceMappings": [{"rootVolume": true}, {"rootVolume": true}]}"#, false),
    // The metadata service, tags, the kubelet.
    (
        Class,
        r#"{"metadataOptions": {"httpEndpoint": "enabled", "httpProtocolIPv6": "disabled",
        "httpPutResponseHopLimit": 64, "httpTokens": "optional"}}"#,
        true,
    ),
    (Class, r#"{"metadataOptions": {"httpPutResponseHopLimit": 65}}"#, false),
    (Class, r#"{"metadataOptions": {"httpPutResponseHopLimit": 0}}"#, false),
    (Class, r#"{"metadataOptions": {"httpTokens": "none"}}"#, false),
    (Class, r#"{"tags": {"team": "a", "empty": ""}}"#, true),
    (Class, r#"{"tags": {"": "a"}}"#, false),
    (Class, r#"{"tags": {"eks:eks-cluster-name": "a"}}"#, false),
    (Class, r#"{"tags": {"kubernetes.io/cluster/a": "owned"}}"#, false),
    (Class, r#"{"tags": {"karpenter.sh/nodeclaim": "a"}}"#, false),
    (Class, r#"{"tags": {"team": 1}}"#, false),
    (
        Class,
        r#"{"kubelet": {"maxPods": 110, "podsPerCore": 10, "clusterDNS": ["10.0.0.10"], "cpuCFSQuota": true,
        "kubeReserved": {"cpu": "200m", "memory": "100Mi"}, "systemReserved": {"pid": "1000"},
        "evictionHard": {"memory.available": "5%"}, "evictionSoft": {"nodefs.available": "10%"},
        "evictionSoftGracePeriod": {"nodefs.available": "1m"}, "evictionMaxPodGracePeriod": 60,
        "imageGCHighThresholdPercent": 85, "imageGCLowThresholdPercent": 80}}"#,
        true,
    ),
    (Class, r#"{"kubelet": {"maxPods": -1}}"#, false),
    (Class, r#"{"kubelet": {"maxPods": 2147483647}}"#, true),
    (Class, r#"{"kubelet": {"maxPods": 2147483648}}"#, false),
    (Class, r#"{"ipPrefixCount": 2147483648}"#, false),
    (Class, r#"{"kubelet": {"kubeReserved": {"gpu": "1"}}}"#, false),
    (Class, r#"{"kubelet": {"systemReserved": {"cpu": "-1"}}}"#, false),
    (Class, r#"{"kubelet": {"evictionHard": {"memory.free": "5%"}}}"#, false),
    (Class, r#"{"kubelet": {"evictionHard": {"memory.available": "5 percent"}}}"#, false),
    (Class, r#"{"kubelet": {"evictionSoft": {"memory.available": "5%"}}}"#, false),
    (Class, r#"{"kubelet": {"imageGCHighThresholdPercent": 80, "imageGCLowThresholdPercent": 80}}"#, false),
    (Class, r#"{"kubelet": {"imageGCHighThresholdPercent": 101}}"#, false),
    (Class, r#"{"kubelet": {"topologyManagerPolicy": "restricted"}}"#, false),
    (Class, r#"{"detailedMonitoring": true, "instanceStorePolicy": "RAID0", "userData": "x", "context": "c"}"#, true),
    (Class, r#"{"instanceStorePolicy": "RAID5"}"#, false),
    (Class, r#"{"cpuOptions": {"nestedVirtualization": "enabled"}}"#, true),
    (Class, r#"{"cpuOptions": {"nestedVirtualization": "on"}}"#, false),
    // Pools.
    (Pool, "{}", true),
    (Pool, r#"{"weight": 1, "limits": {"cpu": 100, "memory": "1Ti", "nodes": "10"}}"#, true),
    (Pool, r#"{"weight": 0}"#, false),
    (Pool, r#"{"weight": 101}"#, false),
    (Pool, r#"{"limits": {"cpu": "many"}}"#, false),
    (Pool, r#"{"replicas": 3, "limits": {"nodes": 5}}"#, true),
    (Pool, r#"{"replicas": 3, "limits": {"cpu": 5}}"#, false),
    (Pool, r#"{"replicas": 3, "weight": 5}"#, false),
    (Pool, r#"{"replicas": -1}"#, false),
    (Pool, r#"{"disruption": {"consolidateAfter": "5m", "consolidationPolicy": "Balanced"}}"#, true),
    (Pool, r#"{"disruption": {"consolidateAfter": "Never", "consolidationPolicy": "WhenEmpty"}}"#, true),
    (Pool, r#"{"disruption": {"consolidationPolicy": "WhenEmpty"}}"#, false),
    (Pool, r#"{"disruption": {"consolidateAfter": "5 minutes"}}"#, false),
    (Pool, r#"{"disruption": {"consolidateAfter": "5m", "consolidationPolicy": "Never"}}"#, false),
    (
        Pool,
        r#"{"disruption": {"consolidateAfter": "0s", "budgets": [{"nodes": "10%", "reasons": ["Empty", "Drifted"]},
        {"nodes": "0", "schedule": "@daily", "duration": "8h"}, {"nodes": "1", "schedule": "0 9 * * mon-fri",
        "duration": "10h30m"}]}}"#,
        true,
    ),
    (Pool, r#"{"disruption": {"consolidateAfter": "0s", "budgets": [{"nodes": "1", "schedule": "@daily"}]}}"#, false),
    (Pool, r#"{"disruption": {"consolidateAfter": "0s", "budgets": [{"nodes": "101%"}]}}"#, false),
    (Pool, r#"{"disruption": {"consolidateAfter": "0s", "budgets": [{"nodes": "1", "reasons": ["Old"]}]}}"#, false),
    (
        Pool,
        r#"{"disruption": {"consolidateAfter": "0s", "budgets": [{"nodes": "1", "schedule": "soon", "duration": "1h"}]}}"#,
        false,
    ),
    (
        Pool,
        r#"{"disruption": {"consolidateAfter": "0s", "budgets": [{"nodes": "1", "schedule": "@daily", "duration": "9s"}]}}"#,
        false,
    ),
    (Pool, r#"{"template": {"spec": {"expireAfter": "720h", "terminationGracePeriod": "1h30m"}}}"#, true),
    (Pool, r#"{"template": {"spec": {"expireAfter": "Never"}}}"#, true),
    (Pool, r#"{"template": {"spec": {"expireAfter": "30d"}}}"#, false),
    (Pool, r#"{"template": {"spec": {"terminationGracePeriod": "Never"}}}"#, false),
    (Pool, r#"{"template": {"spec": {"nodeClassRef": {"name": ""}}}}"#, false),
    (Pool, r#"{"template": {"spec": {"nodeClassRef": {"kind": null}}}}"#, false),
    (Pool, r#"{"template": {"spec": {"nodeClassRef": null}}}"#, false),
    (Pool, r#"{"template": {"metadata": {"labels": {"team": "a"}, "annotations": {"a/b": "c"}}}}"#, true),
    (Pool, r#"{"template": {"metadata": {"labels": {"karpenter.sh/capacity-type": "spot"}}}}"#, true),
    (Pool, r#"{"template": {"metadata": {"labels": {"karpenter.sh/nodepool": "a"}}}}"#, false),
    (Pool, r#"{"template": {"metadata": {"labels": {"karpenter.sh/other": "a"}}}}"#, false),
    (Pool, r#"{"template": {"metadata": {"labels": {"kubernetes.io/hostname": "a"}}}}"#, false),
    (Pool, r#"{"template": {"metadata": {"labels": {"karpenter.k8s.aws/mine": "a"}}}}"#, false),
    (Pool, r#"{"template": {"metadata": {"labels": {"team": "with space"}}}}"#, false),
    (
        Pool,
        r#"{"template": {"spec": {"taints": [{"key": "a", "effect": "NoSchedule"}],
        "startupTaints": [{"key": "b/c", "value": "d", "effect": "NoExecute"}]}}}"#,
        true,
    ),
    (Pool, r#"{"template": {"spec": {"taints": [{"key": "a", "effect": "Never"}]}}}"#, false),
    (Pool, r#"{"template": {"spec": {"taints": [{"effect": "NoSchedule"}]}}}"#, false),
    (
        Pool,
        r#"{"template": {"spec": {"requirements": [{"key": "karpenter.k8s.aws/instance-cpu", "operator": "Gte", "values":
        ["4"]}, {"key": "karpenter.k8s.aws/instance-family", "operator": "In", "values": ["a", "b"], "minValues": 2},
        {"key": "team", "operator": "Exists"}, {"key": "old", "operator": "DoesNotExist"}]}}}"#,
        true,
    ),
    (Pool, r#"{"template": {"spec": {"requirements": []}}}"#, true),
    (Pool, r#"{"template": {"spec": {"requirements": [{"key": "team", "operator": "In", "values": []}]}}}"#, false),
    (Pool, r#"{"template": {"spec": {"requirements": [{"key": "team", "operator": "Is", "values": ["a"]}]}}}"#, false),
    (
        Pool,
        r#"{"template": {"spec": {"requirements": [{"key": "n", "operator": "Gt", "values": ["1", "2"]}]}}}"#,
        false,
    ),
    (Pool, r#"{"template": {"spec": {"requirements": [{"key": "n", "operator": "Lt", "values": ["-1"]}]}}}"#, false),
    (Pool, r#"{"template": {"spec": {"requirements": [{"key": "n", "operator": "Lt", "values": ["many"]}]}}}"#, false),
    (Pool, r#"{"template": {"spec": {"requirements": [{"key": "n", "operator": "Lt"}]}}}"#, false),
    (
        Pool,
        r#"{"template": {"spec": {"requirements": [{"key": "f", "operator": "In", "values": ["a"], "minValues": 2}]}}}"#,
        false,
    ),
    (Pool, r#"{"template": {"spec": {"requirements": [{"key": "f", "operator": "Exists", "minValues": 51}]}}}"#, false),
    (
        Pool,
        r#"{"template": {"spec": {"requirements": [{"key": "karpenter.sh/nodepool", "operator": "Exists"}]}}}"#,
        false,
    ),
    (
        Pool,
        r#"{"template": {"spec": {"requirements": [{"key": "karpenter.k8s.aws/mine", "operator": "Exists"}]}}}"#,
        false,
    ),
    (Pool, r#"{"template": {"spec": {"requirements": [{"key": "a b", "operator": "Exists"}]}}}"#, false),
    // Overlays.
    (Overlay, "{}", true),
    (Overlay, r#"{"price": null, "priceAdjustment": "+10%", "weight": 10000}"#, true),
    (Overlay, r#"{"price": null, "capacity": {"smarter-devices/fuse": 1}}"#, true),
    (Overlay, r#"{"priceAdjustment": "-0.50"}"#, false),
    (Overlay, r#"{"price": null, "priceAdjustment": "10%"}"#, false),
    (Overlay, r#"{"price": "cheap"}"#, false),
    (Overlay, r#"{"weight": 0}"#, false),
    (Overlay, r#"{"weight": 10001}"#, false),
    (Overlay, r#"{"capacity": {"cpu": 1}}"#, false),
    (Overlay, r#"{"requirements": null}"#, false),
    (Overlay, r#"{"requirements": [{"key": "team", "operator": "NotIn", "values": []}]}"#, false),
];
