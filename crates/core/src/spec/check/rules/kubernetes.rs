//! The control plane's own settings.

use super::{Subject, at};
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::cluster::IpFamily;
use crate::units::{Arn, Cidr};

/// What the addresses of Services may be taken from. Source: EKS API, KubernetesNetworkConfigRequest.serviceIpv4Cidr.
const PRIVATE: [&str; 3] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

pub(super) fn addresses(subject: &Subject<'_>, problems: &mut Problems) {
    let cluster = &subject.full.kubernetes;
    let path = at("kubernetes").field("serviceCidr");
    let Some(cidr) = cluster.service_cidr else { return };
    if cluster.ip_family == IpFamily::Ipv6 {
        let problem = Problem::error(&path, "a cluster of IPv6 gets its range of Services from EKS");
        problems.push(problem.hint("leave `serviceCidr` out"));
        return;
    }
    let mut private = PRIVATE.iter().filter_map(|range| Cidr::new(range).ok());
    if !private.any(|range| range.network().contains(&cidr.network())) {
        let problem = Problem::error(&path, format!("`{cidr}` is not a private range of IPv4"));
        problems.push(problem.hint(format!("it lies in one of {}", PRIVATE.join(", "))));
    }
    let length = cidr.network().prefix_len();
    if !cidr.is_ipv6() && !(12..=24).contains(&length) {
        problems.error(&path, format!("the range is a /{length}; EKS takes /12 to /24"));
    }
    let vpns = subject.full.network.iter().flat_map(|network| &network.endpoint.vpn_cidrs);
    if let Some(vpn) = vpns.filter_map(|vpn| vpn.cidr).find(|vpn| vpn.overlaps(cidr)) {
        let problem = Problem::error(&path, format!("`{cidr}` overlaps `{vpn}` of `network.endpoint.vpnCidrs`"));
        problems.push(problem.hint("pods would not reach that network"));
    }
}

/// Keys are of the region; EKS and CloudWatch take no others.
pub(super) fn keys(subject: &Subject<'_>, problems: &mut Problems) {
    let (cluster, region) = (&subject.full.kubernetes, subject.spec.region.as_str());
    let rows: [(_, Option<&Arn>); 2] = [
        (at("kubernetes").field("secrets").field("kmsKey"), cluster.secrets.kms_key.given()),
        (at("kubernetes").field("logs").field("kmsKey"), cluster.logs.kms_key.given()),
    ];
    for (path, arn) in rows {
        if let Some(arn) = arn.filter(|arn| arn.service == "kms" && arn.region != region) {
            problems.error(&path, format!("the key is in {}, the cluster in {region}", arn.region));
        }
    }
}

/// The controller asks for the cluster's zonal shift when it starts, and ends if there is none.
pub(super) fn zonal_shift(subject: &Subject<'_>, problems: &mut Problems) {
    let cluster = &subject.full.kubernetes;
    let Some(karpenter) = &subject.full.karpenter else { return };
    if karpenter.settings.enable_zonal_shift == Some(true) && !cluster.zonal_shift && !cluster.existing {
        let path = at("karpenter").field("settings").field("enableZonalShift");
        let problem = Problem::error(&path, "zonal shift is off on the cluster: the controller would end at its start");
        problems.push(problem.hint("give `kubernetes.zonalShift: true`, which sets both"));
    }
}
