//! Frequent mistakes and what is meant.

/// A value that is often given to a field, and what to write instead.
struct Value(&'static str, &'static str, &'static str);

/// Field, wrong value (compared without case), what to do.
/// Source: Kubernetes and Karpenter label values; EKS API enumerations that specs are copied from.
const VALUES: [Value; 28] = [
    Value("arch", "x86_64", "write `amd64`"),
    Value("arch", "x86-64", "write `amd64`"),
    Value("arch", "x86", "write `amd64`"),
    Value("arch", "x64", "write `amd64`"),
    Value("arch", "intel", "write `amd64`"),
    Value("arch", "aarch64", "write `arm64`"),
    Value("arch", "arm", "write `arm64`"),
    Value("arch", "graviton", "write `arm64`: Graviton processors have this architecture"),
    Value("capacityTypes", "graviton", "Graviton is an architecture: write `arch: [arm64]`"),
    Value("capacityTypes", "arm64", "arm64 is an architecture: write `arch: [arm64]`"),
    Value("capacityTypes", "x86", "x86 is an architecture: write `arch: [amd64]`"),
    Value("capacityTypes", "amd64", "amd64 is an architecture: write `arch: [amd64]`"),
    Value("capacityTypes", "ondemand", "write `on-demand`"),
    Value("capacityType", "graviton", "Graviton is an architecture: give Graviton `instanceTypes`, `[m7g.large]`"),
    Value("capacityType", "ondemand", "write `on-demand`"),
    Value("ami", "al2", "EKS publishes no Amazon Linux 2 images past Kubernetes 1.32: write `al2023`"),
    Value("ami", "amazonlinux2023", "write `al2023`"),
    Value("ami", "AL2023_x86_64_STANDARD", "write `al2023`: the architecture follows from the instance types"),
    Value("ami", "AL2023_ARM_64_STANDARD", "write `al2023`: the architecture follows from the instance types"),
    Value("ami", "BOTTLEROCKET_x86_64", "write `bottlerocket`: the architecture follows from the instance types"),
    Value("ami", "BOTTLEROCKET_ARM_64", "write `bottlerocket`: the architecture follows from the instance types"),
    Value("authenticationMode", "CONFIG_MAP", "karpool makes access entries: write `API` or `API_AND_CONFIG_MAP`"),
    Value("policy", "WhenUnderutilized", "write `WhenEmptyOrUnderutilized`"),
    Value("operator", "Equals", "write `In` with one value"),
    Value("operator", "=", "write `In` with one value"),
    Value("operator", ">", "write `Gt`"),
    Value("operator", "<", "write `Lt`"),
    Value("preset", "amd64", "write `x86`"),
];

/// A field that is often written, and what it is called here. `*` is any section.
struct Field(&'static str, &'static str, &'static str);

/// Section (its last name), wrong field, what to do.
const FIELDS: [Field; 26] = [
    Field("*", "capacityType", "the field is `capacityTypes`, a list"),
    Field("*", "architecture", "the field is `arch`, a list"),
    Field("*", "architectures", "the field is `arch`, a list"),
    Field("*", "consolidateAfter", "the field is `disruption.after`"),
    Field("*", "consolidationPolicy", "the field is `disruption.policy`"),
    Field("*", "nodeClassRef", "the field is `nodeClass`, a name"),
    Field("*", "template", "the fields of a NodePool's template stand in the pool itself"),
    Field("*", "amiFamily", "the field is `ami`: `al2023` or `bottlerocket`"),
    Field(
        "*",
        "amiSelectorTerms",
        "the field is `ami`: `al2023`, or `{ids}`, `{tags}`, `{ssmParameter}`, `{name, owner}`",
    ),
    Field("*", "blockDeviceMappings", "the field is `volumes`"),
    Field("*", "metadataOptions", "the field is `metadata`"),
    Field("*", "httpPutResponseHopLimit", "the field is `hopLimit`"),
    Field("*", "httpTokens", "the field is `tokens`"),
    Field("*", "subnetSelectorTerms", "the field is `subnets`, a list of `{id}` or `{tags}`"),
    Field("*", "securityGroupSelectorTerms", "the field is `securityGroups`, a list of `{id}`, `{name}` or `{tags}`"),
    Field("*", "volumeSize", "the field is `size`"),
    Field("*", "volumeType", "the field is `type`"),
    Field("*", "diskSize", "the field is `disk.size`: `50Gi`"),
    Field("*", "minSize", "the field is `size.min`"),
    Field("*", "maxSize", "the field is `size.max`"),
    Field("*", "desiredSize", "the field is `size.desired`"),
    Field("*", "amiType", "the field is `ami`: `al2023` or `bottlerocket`"),
    Field("*", "configurationValues", "the field is `values`"),
    Field("*", "addonVersion", "the field is `version`"),
    Field("*", "serviceAccountName", "the field is `serviceAccount`"),
    Field("*", "clusterName", "the field is `name`, at the top"),
];

/// A field that Karpenter or karpool does not take any more: its section, itself, and what does.
struct Old(&'static str, &'static str, &'static str);

const PROFILE: &str =
    "Karpenter takes it from the NodeClass: `karpenter.instanceProfile`, or `nodeClasses.<name>.instanceProfile`";

/// Source: Karpenter documentation, upgrade guide (0.33 and 1.0 removed these), settings of 1.14.
const OLD: [Old; 11] = [
    Old("settings", "aws.defaultInstanceProfile", PROFILE),
    Old("settings", "defaultInstanceProfile", PROFILE),
    Old("settings", "aws.interruptionQueueName", "the field is `karpenter.interruption.queueName`"),
    Old("settings", "interruptionQueueName", "the field is `karpenter.interruption.queueName`"),
    Old("settings", "interruptionQueue", "karpool sets it; its name is `karpenter.interruption.queueName`"),
    Old("settings", "aws.clusterName", "karpool sets it from `name`"),
    Old("settings", "clusterName", "karpool sets it from `name`"),
    Old("settings", "aws.clusterEndpoint", "the setting is `clusterEndpoint`; Karpenter finds it by itself"),
    Old("settings", "aws.enablePodENI", "nodes get it from the vpc-cni addon's `values`"),
    Old("settings", "aws.tags", "the field is `nodeClasses.<name>.tags`"),
    Old("featureGates", "drift", "drift is always on since Karpenter 1.0"),
];

/// What took the place of a field that there was once; `field` may lead into a section that is gone with it.
pub(super) fn of_old(section: &str, field: &str) -> Option<String> {
    let row = OLD.iter().find(|row| row.0 == section && row.1 == field);
    let gone = || {
        let inner = field.strip_prefix("aws.").filter(|_| section == "settings")?;
        Some(format!("Karpenter has no `aws` settings since 0.33: put `{inner}` directly under `settings`"))
    };
    row.map(|row| row.2.to_owned()).or_else(gone)
}

/// What to do about a value that the field does not have.
pub(super) fn of_value(field: &str, value: &str, words: &[&str]) -> Option<String> {
    let row = VALUES.iter().find(|row| row.0 == field && row.1.eq_ignore_ascii_case(value));
    if let Some(Value(_, _, what)) = row {
        return Some((*what).to_owned());
    }
    let plain = |text: &str| text.to_ascii_lowercase().replace(['-', '_', ' ', '.'], "");
    if let Some(word) = words.iter().find(|word| plain(word) == plain(value)) {
        return Some(format!("write `{word}`"));
    }
    nearest(value, words.iter().copied()).map(|word| format!("did you mean `{word}`?"))
}

/// What to do about a field that the section does not have.
pub(super) fn of_field(section: &str, field: &str, known: &[&str]) -> Option<String> {
    let row = FIELDS.iter().find(|row| (row.0 == "*" || row.0 == section) && row.1 == field);
    let has = |what: &str| {
        let named = what.split('`').nth(1).unwrap_or_default();
        let first = named.split(['.', ':']).next().unwrap_or_default();
        known.contains(&first) || what.contains("at the top") || what.contains("template stand")
    };
    if let Some(Field(_, _, what)) = row.filter(|row| has(row.2)) {
        return Some((*what).to_owned());
    }
    nearest(field, known.iter().copied()).map(|name| format!("did you mean `{name}`?"))
}

/// The word that is most like the text, when one is like it at all.
pub(crate) fn nearest<'a>(text: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = text.to_ascii_lowercase();
    let scored = words.map(|word| (strsim::damerau_levenshtein(&lower, &word.to_ascii_lowercase()), word));
    let (distance, word) = scored.min_by_key(|(distance, _)| *distance)?;
    let limit = (text.chars().count().max(word.len()) / 3).clamp(1, 4);
    let begins = word.len() > 3 && lower.len() > 3 && word.to_ascii_lowercase().starts_with(&lower);
    (distance <= limit || begins).then_some(word)
}
