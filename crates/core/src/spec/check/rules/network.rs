//! The network, and clusters that are already there.

use super::{Subject, at, duplicate};
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::cluster::IpFamily;
use crate::spec::network::{PublicEndpoint, Subnets, Vpc, VpnCidr};
use crate::spec::path::Path;
use crate::units::Cidr;

/// Source: EKS user guide, "Service quotas": public endpoint access CIDR ranges per cluster.
const PUBLIC_CIDRS: usize = 40;

pub(super) fn network(subject: &Subject<'_>, problems: &mut Problems) {
    let path = at("network");
    let existing = subject.full.kubernetes.existing;
    let Some(network) = &subject.spec.network else {
        let class = subject.full.node_classes.iter().find(|(_, class)| class.subnets.is_none());
        if !existing {
            let problem = Problem::error(&path, "`network` is missing: a cluster lives in a VPC that is there");
            problems.push(problem.hint("network: {vpcId: vpc-..., subnets: {tags: {tier: private}}}"));
        } else if let Some((name, _)) = class {
            let message =
                format!("`network.subnets` is missing, and the NodeClass `{name}` names no subnets of its own");
            problems.error(&path, message);
        }
        return;
    };
    match &network.vpc_id {
        None if !existing => problems.error(&path.field("vpcId"), "`vpcId` is missing"),
        Some(Vpc::Tagged(tagged)) if tagged.tags.is_empty() => {
            problems.error(&path.field("vpcId").field("tags"), "no tags are given, so every VPC would fit");
        }
        Some(Vpc::Named(named)) if named.name.is_empty() => {
            problems.error(&path.field("vpcId").field("name"), "the name is empty");
        }
        _ => {}
    }
    if network.subnets.is_none() && !existing {
        let problem = Problem::error(&path.field("subnets"), "`subnets` is missing: ids of subnets, or tags");
        problems.push(problem.hint("subnets: {tags: {tier: private}}"));
    }
    for (field, subnets) in [("subnets", &network.subnets), ("controlPlaneSubnets", &network.control_plane_subnets)] {
        if let Some(subnets) = subnets {
            check_subnets(&path.field(field), subnets, problems);
        }
    }
    let control_plane = network.control_plane_subnets.as_ref().or(network.subnets.as_ref());
    if let (Some(Subnets::Ids(ids)), false) = (control_plane, existing)
        && ids.len() == 1
    {
        let field = if network.control_plane_subnets.is_some() { "controlPlaneSubnets" } else { "subnets" };
        let problem =
            Problem::error(&path.field(field), "there is one subnet; the control plane needs two, in two zones");
        problems.push(problem.hint("name another, or give `controlPlaneSubnets`"));
    }
    for (name, group) in &subject.spec.node_groups.clone().unwrap_or_default() {
        if let Some(subnets) = &group.subnets {
            check_subnets(&at("nodeGroups").field(name).field("subnets"), subnets, problems);
        }
    }
}

fn check_subnets(path: &Path, subnets: &Subnets, problems: &mut Problems) {
    match subnets {
        Subnets::Ids(ids) if ids.is_empty() => problems.error(path, "the list is empty"),
        Subnets::Ids(ids) => {
            if let Some(index) = duplicate(ids) {
                problems.error(&path.index(index), format!("`{}` is there twice", ids[index]));
            }
        }
        Subnets::Tagged(tagged) if tagged.tags.is_empty() => {
            problems.error(&path.field("tags"), "no tags are given, so every subnet would fit");
        }
        Subnets::Tagged(_) => {}
    }
}

pub(super) fn endpoint(subject: &Subject<'_>, problems: &mut Problems) {
    let Some(network) = &subject.full.network else { return };
    let endpoint = &network.endpoint;
    let path = at("network").field("endpoint");
    let cidrs = endpoint.public_cidrs();
    if !endpoint.private && cidrs.is_none() {
        let problem = Problem::error(&path, "both endpoints are off, so nobody reaches the API server");
        problems.push(problem.hint("leave `private` on, or give `public: {cidrs: [...]}`"));
    }
    let given = subject.spec.network.as_ref().and_then(|network| network.endpoint.as_ref());
    if given.is_some_and(|given| given.public == Some(PublicEndpoint::Everybody(true))) {
        warn_open(&path.field("public"), problems);
    }
    if let Some(cidrs) = cidrs {
        let ipv6 = subject.full.kubernetes.ip_family == IpFamily::Ipv6;
        public(&path.field("public").field("cidrs"), cidrs, (&endpoint.public, ipv6), problems);
        if !endpoint.private && matches!(endpoint.public, PublicEndpoint::From(_)) {
            let message =
                "the private endpoint is off: nodes reach the API server from the internet, by their NAT's address";
            problems.push(
                Problem::warning(&path.field("private"), message).hint("that address must be among `public.cidrs`"),
            );
        }
    }
    vpn(&path.field("vpnCidrs"), &endpoint.vpn_cidrs, endpoint.private, problems);
}

fn warn_open(path: &Path, problems: &mut Problems) {
    let problem = Problem::warning(path, "the API server is open to every address of the internet (0.0.0.0/0)");
    problems.push(problem.hint("give the addresses that need it: public: {cidrs: [203.0.113.0/24]}"));
}

fn public(path: &Path, cidrs: &[Cidr], (given, ipv6): (&PublicEndpoint, bool), problems: &mut Problems) {
    if matches!(given, PublicEndpoint::From(_)) && cidrs.is_empty() {
        problems.push(Problem::error(path, "the list is empty").hint("`public: false` closes the endpoint"));
    }
    if cidrs.len() > PUBLIC_CIDRS {
        problems.error(path, format!("there are {} ranges; EKS allows {PUBLIC_CIDRS}", cidrs.len()));
    }
    let private: Vec<Cidr> =
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].iter().filter_map(|text| Cidr::new(text).ok()).collect();
    for (index, cidr) in cidrs.iter().enumerate() {
        let place = path.index(index);
        if cidr.is_everything() {
            warn_open(&place, problems);
        } else if cidr.is_ipv6() && !ipv6 {
            problems.error(&place, format!("`{cidr}` is IPv6; a cluster of IPv4 takes IPv4 ranges"));
        } else if private.iter().any(|range| range.network().contains(&cidr.network())) {
            let problem =
                Problem::warning(&place, format!("`{cidr}` is private: nobody comes from there over the internet"));
            problems
                .push(problem.hint("networks that are connected to the VPC belong into `network.endpoint.vpnCidrs`"));
        }
        if let Some(other) = cidrs[..index].iter().find(|other| !other.is_everything() && other.overlaps(*cidr)) {
            problems.push(Problem::warning(&place, format!("`{cidr}` overlaps `{other}`")));
        }
    }
}

fn vpn(path: &Path, cidrs: &[VpnCidr], private: bool, problems: &mut Problems) {
    if !cidrs.is_empty() && !private {
        let problem = Problem::error(path, "these networks reach the private endpoint, and that is off");
        problems.push(problem.hint("leave `network.endpoint.private` on"));
    }
    for (index, entry) in cidrs.iter().enumerate() {
        let place = path.index(index);
        match (&entry.cidr, &entry.prefix_list) {
            (None, None) => problems.error(&place, "`cidr` or `prefixList` is missing"),
            (Some(_), Some(_)) => problems.error(&place, "`cidr` and `prefixList` are both given; an entry has one"),
            (Some(cidr), None) => vpn_range(&place.field("cidr"), *cidr, &cidrs[..index], problems),
            (None, Some(list)) if cidrs[..index].iter().any(|other| other.prefix_list.as_ref() == Some(list)) => {
                problems.error(&place.field("prefixList"), format!("`{list}` is there twice"));
            }
            _ => {}
        }
        if let Some(text) = &entry.description {
            check_description(&place.field("description"), text, problems);
        }
    }
}

/// Source: EC2 API, IpRange.Description.
pub(super) fn check_description(path: &Path, text: &str, problems: &mut Problems) {
    let allowed = |c: char| c.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(c);
    if text.len() > 255 || !text.chars().all(allowed) {
        problems
            .error(path, "a rule's description has at most 255 letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`");
    }
}

fn vpn_range(path: &Path, cidr: Cidr, before: &[VpnCidr], problems: &mut Problems) {
    if cidr.is_everything() {
        let message = format!("`{cidr}` lets every network that reaches the VPC use the private endpoint");
        problems.push(Problem::warning(path, message));
    }
    let other = before.iter().filter_map(|entry| entry.cidr).find(|other| other.overlaps(cidr));
    if let Some(other) = other {
        let problem = Problem::error(path, format!("`{cidr}` overlaps `{other}`"));
        problems.push(problem.hint("leave out the smaller range"));
    }
}

/// A cluster that is there is not changed, so what would change it is refused.
pub(super) fn existing(subject: &Subject<'_>, problems: &mut Problems) {
    if !subject.full.kubernetes.existing {
        return retention(subject, problems);
    }
    let spec = subject.spec;
    let Some(cluster) = &spec.kubernetes else { return };
    let endpoint = spec.network.as_ref().and_then(|network| network.endpoint.as_ref());
    let kubernetes = at("kubernetes");
    let rows = [
        (kubernetes.field("version"), cluster.version.is_some()),
        (kubernetes.field("upgradePolicy"), cluster.upgrade_policy.is_some()),
        (kubernetes.field("deletionProtection"), cluster.deletion_protection.is_some()),
        (kubernetes.field("zonalShift"), cluster.zonal_shift.is_some()),
        (kubernetes.field("controlPlaneTier"), cluster.control_plane_tier.is_some()),
        (kubernetes.field("secrets"), cluster.secrets.is_some()),
        (kubernetes.field("serviceCidr"), cluster.service_cidr.is_some()),
        (kubernetes.field("logs"), cluster.logs.is_some()),
        (kubernetes.field("role"), cluster.role.is_some()),
        (at("network").field("endpoint").field("private"), endpoint.is_some_and(|given| given.private.is_some())),
        (at("network").field("endpoint").field("public"), endpoint.is_some_and(|given| given.public.is_some())),
        (
            at("network").field("controlPlaneSubnets"),
            spec.network.as_ref().is_some_and(|network| network.control_plane_subnets.is_some()),
        ),
        (
            at("access").field("authenticationMode"),
            spec.access.as_ref().is_some_and(|access| access.authentication_mode.is_some()),
        ),
        (at("access").field("creatorAdmin"), spec.access.as_ref().is_some_and(|access| access.creator_admin.is_some())),
    ];
    for (path, given) in rows {
        if given {
            let problem =
                Problem::error(&path, "the cluster is already there (`kubernetes.existing: true`) and is not changed");
            problems.push(problem.hint("leave the field out"));
        }
    }
}

/// Source: CloudWatch Logs API, PutRetentionPolicy.retentionInDays.
const RETENTION_DAYS: [u32; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

fn retention(subject: &Subject<'_>, problems: &mut Problems) {
    let logs = &subject.full.kubernetes.logs;
    let path = at("kubernetes").field("logs");
    let days = logs.retention_days;
    if !RETENTION_DAYS.contains(&days) {
        let near = RETENTION_DAYS.iter().find(|allowed| **allowed >= days).unwrap_or(&3653);
        let problem = Problem::error(
            &path.field("retentionDays"),
            format!("CloudWatch keeps logs for certain numbers of days, and {days} is none of them"),
        );
        problems.push(problem.hint(format!("the next one is {near}")));
    }
    if let Some(index) = duplicate(&logs.types) {
        problems.error(&path.field("types").index(index), format!("`{}` is there twice", logs.types[index].as_str()));
    }
}
