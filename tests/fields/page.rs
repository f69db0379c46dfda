//! What docs/spec.md says of every field.

/// A field's entry on the page.
#[derive(Default)]
pub struct Entry {
    pub path: String,
    pub change: String,
    pub wire: String,
    values: String,
}

/// What an entry's words on a change come to.
pub struct Said {
    pub nothing: bool,
    pub refused: bool,
    pub rolls: bool,
}

pub fn entries() -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in include_str!("../../docs/spec.md").lines() {
        let heading = line.strip_prefix('#').map(|rest| rest.trim_start_matches('#').trim());
        if let Some(path) = heading.and_then(|text| text.strip_prefix('`')?.strip_suffix('`')) {
            entries.push(Entry { path: path.to_owned(), ..Entry::default() });
        }
        let Some(entry) = entries.last_mut() else { continue };
        for (label, fact) in [("Values", &mut entry.values), ("Wire", &mut entry.wire), ("Change", &mut entry.change)] {
            if let Some(text) = line.strip_prefix(&format!("- {label}: ")) {
                text.clone_into(fact);
            }
        }
    }
    assert!(entries.len() > 200, "{}", entries.len());
    entries
}

/// Calls and objects of `Wire:`, and the kinds of nodes that make them.
const KINDS: [(&str, &str); 26] = [
    ("eks:CreateCluster", "eks.cluster"),
    ("eks:CreateNodegroup", "eks.node_group"),
    ("eks:CreateAddon", "eks.addon"),
    ("eks:DeleteAddon", "eks.addon"),
    ("eks:CreateAccessEntry", "eks.access_entry"),
    ("eks:AssociateAccessPolicy", "eks.access_entry"),
    ("eks:CreateFargateProfile", "eks.fargate_profile"),
    ("eks:AssociateIdentityProviderConfig", "eks.identity_provider"),
    ("eks:CreatePodIdentityAssociation", "eks.pod_identity_association"),
    ("nodeRepairConfig", "eks.node_group"),
    ("updateConfig", "eks.node_group"),
    ("ec2:CreateLaunchTemplate", "ec2.launch_template"),
    ("ec2:AuthorizeSecurityGroup", "ec2.security_group_rule"),
    ("ec2:CreateSecurityGroup", "ec2.security_group"),
    ("ec2:CreateTags", "ec2.discovery_tag"),
    ("ec2:CreateVpcEndpoint", "ec2.vpc_endpoint"),
    ("iam:CreateRole", "iam.role"),
    ("iam:AttachRolePolicy", "iam.role"),
    ("iam:PutRolePolicy", "iam.role"),
    ("iam:CreateInstanceProfile", "iam.instance_profile"),
    ("logs:", "logs."),
    ("sqs:", "sqs."),
    ("events:", "events."),
    ("EC2NodeClass", "karpenter.node_class"),
    ("NodePool", "karpenter.node_pool"),
    ("NodeOverlay", "karpenter.node_overlay"),
];

impl Entry {
    /// Whether it is more than a heading of other fields, and is taken at all.
    pub fn is_changed(&self) -> bool {
        self.values != "a section" && !self.values.starts_with("refused")
    }

    pub fn said(&self) -> Said {
        let has = |words: &[&str]| words.iter().any(|word| self.change.contains(word));
        Said {
            nothing: self.change.starts_with("nothing"),
            refused: has(&["immutable", "refused", "never"]),
            rolls: has(&["rolls", "Karpenter replaces nodes"]),
        }
    }

    /// The kinds of nodes that its `Wire:` names.
    pub fn kinds(&self) -> Vec<&'static str> {
        KINDS.iter().filter(|(call, _)| self.wire.contains(call)).map(|row| row.1).collect()
    }
}
