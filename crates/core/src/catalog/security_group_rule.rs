//! Which connections control plane and nodes need, when nodes have a security group of their own.
//!
//! Sources: EKS user guide, "View Amazon EKS security group requirements for clusters"; Kubernetes, "Ports and
//! Protocols"; for webhooks and aggregated APIs the ports that the projects' own charts listen on.

/// Whose group a rule is in, or speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    ControlPlane,
    Nodes,
    /// Every IPv4 address.
    Anywhere,
    /// Every IPv6 address.
    AnywhereIpv6,
}

/// One rule of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The end of its identity: `nodes-kubelet`.
    pub name: &'static str,
    /// The group that has the rule.
    pub of: Side,
    /// Whether it lets out instead of in.
    pub egress: bool,
    /// `tcp`, `udp`, or `-1` for everything.
    pub protocol: &'static str,
    /// First and last port.
    pub ports: (i32, i32),
    /// The other side.
    pub peer: Side,
    /// Without it nodes do not become Ready or pods do not work; the others are recommended.
    pub needed: bool,
    /// What it is for: the rule's description.
    pub what: &'static str,
}

const fn needed(
    name: &'static str,
    of: Side,
    (protocol, port): (&'static str, i32),
    peer: Side,
    what: &'static str,
) -> Rule {
    Rule { name, of, egress: false, protocol, ports: (port, port), peer, needed: true, what }
}

const fn webhook(name: &'static str, port: i32, what: &'static str) -> Rule {
    let (of, peer) = (Side::Nodes, Side::ControlPlane);
    Rule { name, of, egress: false, protocol: "tcp", ports: (port, port), peer, needed: false, what }
}

const fn egress(name: &'static str, peer: Side) -> Rule {
    let what = "everything outside";
    Rule { name, of: Side::Nodes, egress: true, protocol: "-1", ports: (-1, -1), peer, needed: false, what }
}

pub const RULES: [Rule; 14] = [
    needed("control-plane-api", Side::ControlPlane, ("tcp", 443), Side::Nodes, "Kubernetes API from nodes"),
    needed("nodes-kubelet", Side::Nodes, ("tcp", 10250), Side::ControlPlane, "kubelet from the control plane"),
    needed("nodes-dns-tcp", Side::Nodes, ("tcp", 53), Side::Nodes, "DNS between nodes"),
    needed("nodes-dns-udp", Side::Nodes, ("udp", 53), Side::Nodes, "DNS between nodes"),
    Rule {
        name: "nodes-ephemeral",
        of: Side::Nodes,
        egress: false,
        protocol: "tcp",
        ports: (1025, 65535),
        peer: Side::Nodes,
        needed: false,
        what: "pods of other nodes",
    },
    webhook("nodes-https", 443, "webhooks and aggregated APIs on 443"),
    webhook("nodes-4443", 4443, "webhooks on 4443"),
    webhook("nodes-6443", 6443, "aggregated APIs on 6443"),
    webhook("nodes-8443", 8443, "webhooks on 8443"),
    webhook("nodes-9443", 9443, "webhooks on 9443"),
    webhook("nodes-10251", 10251, "metrics-server of the EKS addon"),
    webhook("nodes-15017", 15017, "webhooks on 15017"),
    egress("nodes-egress", Side::Anywhere),
    egress("nodes-egress-ipv6", Side::AnywhereIpv6),
];
