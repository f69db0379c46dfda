//! Machine images of EKS nodes: AL2023 and Bottlerocket, several releases of each, the same ids in every run.

use std::sync::LazyLock;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::filter::Path;
use super::input::texts;
use super::listing::{Listing, describe};
use crate::call::{Call, Reply};
use crate::time::Time;

/// A published image. Its id depends on the region.
#[derive(Clone, Debug)]
pub struct Image {
    pub name: String,
    pub description: String,
    /// `amazon-linux-2023`, `bottlerocket`, or `al2023` for the one without Kubernetes.
    pub family: &'static str,
    /// `1.34`; empty for images without Kubernetes.
    pub kubernetes: &'static str,
    /// `standard`, `nvidia`, `neuron`.
    pub variant: &'static str,
    pub architecture: &'static str,
    /// `v20261105` of AL2023, `1.52.0` of Bottlerocket.
    pub release: &'static str,
    /// `20261105`.
    pub date: &'static str,
}

/// Kubernetes minors with the patch that their nodes run.
const MINORS: &[(&str, &str)] = &[
    ("1.30", "1.30.14"),
    ("1.31", "1.31.13"),
    ("1.32", "1.32.9"),
    ("1.33", "1.33.5"),
    ("1.34", "1.34.2"),
    ("1.35", "1.35.1"),
    ("1.36", "1.36.0"),
];

/// Dates of AL2023 releases, and the Bottlerocket version of that time with its commit. The releases are the
/// sandbox's own: their form is AWS's, their moments are chosen so that a run can meet a new one.
const RELEASES: &[(&str, &str, &str, &str)] = &[
    ("20260801", "v20260801", "1.50.0", "4a1f0c3e"),
    ("20260910", "v20260910", "1.51.0", "9be27d10"),
    ("20261105", "v20261105", "1.52.0", "c07d5e92"),
    ("20261215", "v20261215", "1.53.0", "18f3a6b4"),
    ("20270120", "v20270120", "1.54.0", "e5d90c7a"),
];

/// Source: EKS user guide, "Retrieve recommended Amazon Linux AMI IDs": architecture and variant in parameter names.
const AL2023: &[(&str, &str)] =
    &[("x86_64", "standard"), ("arm64", "standard"), ("x86_64", "nvidia"), ("arm64", "nvidia"), ("x86_64", "neuron")];
const BOTTLEROCKET: &[(&str, &str)] =
    &[("x86_64", "standard"), ("arm64", "standard"), ("x86_64", "nvidia"), ("arm64", "nvidia")];

static IMAGES: LazyLock<Vec<Image>> = LazyLock::new(build);

fn build() -> Vec<Image> {
    let mut images = Vec::new();
    for (date, release, bottlerocket, commit) in RELEASES {
        for (kubernetes, patch) in MINORS {
            for (architecture, variant) in AL2023 {
                images.push(Image {
                    name: format!("amazon-eks-node-al2023-{architecture}-{variant}-{kubernetes}-{release}"),
                    description: format!(
                        "EKS-optimized Kubernetes node based on Amazon Linux 2023, (k8s: {patch}, containerd: 2.1.*)"
                    ),
                    family: "amazon-linux-2023",
                    kubernetes,
                    variant,
                    architecture,
                    release,
                    date,
                });
            }
            for (architecture, variant) in BOTTLEROCKET {
                let suffix = if *variant == "nvidia" { "-nvidia" } else { "" };
                images.push(Image {
                    name: format!("bottlerocket-aws-k8s-{kubernetes}{suffix}-{architecture}-v{bottlerocket}-{commit}"),
                    description: format!(
                        "bottlerocket-aws-k8s-{kubernetes}{suffix}-{architecture}-v{bottlerocket}-{commit}"
                    ),
                    family: "bottlerocket",
                    kubernetes,
                    variant,
                    architecture,
                    release: bottlerocket,
                    date,
                });
            }
        }
        for architecture in ["x86_64", "arm64"] {
            images.push(Image {
                name: format!("al2023-ami-2023.9.{date}.0-kernel-6.12-{architecture}"),
                description: format!("Amazon Linux 2023 AMI 2023.9.{date}.0 {architecture} HVM kernel-6.12"),
                family: "al2023",
                kubernetes: "",
                variant: "standard",
                architecture,
                release,
                date,
            });
        }
    }
    images
}

impl Image {
    /// The id of the image in a region.
    pub fn id(&self, region: &str) -> String {
        let digest = Sha256::digest(format!("{region} {}", self.name));
        let hex: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        format!("ami-0{hex}")
    }

    /// `1.34.2-20261105`, as node groups and the parameter store name an AL2023 release; Bottlerocket's own version
    /// with its commit otherwise.
    pub fn release_version(&self) -> String {
        match (self.family, MINORS.iter().find(|(minor, _)| *minor == self.kubernetes)) {
            ("amazon-linux-2023", Some((_, patch))) => format!("{patch}-{}", self.date),
            _ => {
                let commit = RELEASES.iter().find(|(_, _, version, _)| *version == self.release).map_or("", |r| r.3);
                format!("{}-{commit}", self.release)
            }
        }
    }

    /// The kubelet's version on nodes of this image: `1.34.2`.
    pub fn kubelet(&self) -> &'static str {
        MINORS.iter().find(|(minor, _)| *minor == self.kubernetes).map_or("", |(_, patch)| patch)
    }

    /// `2026-11-05T00:12:00.000Z`.
    fn created(&self) -> String {
        format!("{}-{}-{}T00:12:00.000Z", &self.date[..4], &self.date[4..6], &self.date[6..])
    }

    /// Whether it is published: the oldest always is, so that no clock finds an empty catalog.
    pub fn is_published(&self, now: Time) -> bool {
        self.date == RELEASES[0].0 || self.created() <= now.rfc3339()
    }

    pub(crate) fn root_device(&self) -> &'static str {
        "/dev/xvda"
    }

    fn render(&self, place: &super::state::Place) -> Value {
        let owner = owner(&place.region, self.family);
        let bottlerocket = self.family == "bottlerocket";
        let size = if bottlerocket { 2 } else { 20 };
        let mut disks = vec![json!({
            "deviceName": "/dev/xvda",
            "ebs": {"deleteOnTermination": true, "volumeSize": size, "volumeType": "gp3", "encrypted": false,
                    "snapshotId": self.id(&place.region).replacen("ami-", "snap-", 1), "iops": 3000, "throughput": 125},
        })];
        if bottlerocket {
            disks.push(json!({
                "deviceName": "/dev/xvdb",
                "ebs": {"deleteOnTermination": true, "volumeSize": 20, "volumeType": "gp3", "encrypted": false},
            }));
        }
        json!({
            "imageId": self.id(&place.region), "name": self.name, "description": self.description,
            "architecture": self.architecture, "imageState": "available", "imageType": "machine", "isPublic": true,
            "imageOwnerId": owner, "imageOwnerAlias": "amazon", "imageLocation": format!("amazon/{}", self.name),
            "creationDate": self.created(), "rootDeviceName": "/dev/xvda", "rootDeviceType": "ebs",
            "virtualizationType": "hvm", "hypervisor": "xen", "enaSupport": true, "sriovNetSupport": "simple",
            "platformDetails": "Linux/UNIX", "usageOperation": "RunInstances", "imdsSupport": "v2.0",
            "bootMode": "uefi-preferred", "blockDeviceMapping": disks, "tagSet": [],
        })
    }
}

/// Accounts that publish. Source: EKS user guide, "Amazon container image registries"; Bottlerocket's documentation.
fn owner(region: &str, family: &str) -> &'static str {
    match (super::region::partition(region), family) {
        ("aws", "amazon-linux-2023") => "602401143452",
        ("aws", "bottlerocket") => "092701018921",
        ("aws", _) => "137112412989",
        ("aws-cn", _) => "918309763551",
        _ => "013241004608",
    }
}

/// All images, published or still to come, oldest first.
pub fn all() -> &'static [Image] {
    &IMAGES
}

/// The image with an id.
pub fn find(region: &str, id: &str) -> Option<&'static Image> {
    IMAGES.iter().find(|image| image.id(region) == id)
}

/// The newest published image of a family, minor, architecture and variant.
pub fn latest(
    family: &str,
    kubernetes: &str,
    (architecture, variant): (&str, &str),
    now: Time,
) -> Option<&'static Image> {
    IMAGES.iter().rev().find(|image| {
        image.family == family
            && image.kubernetes == kubernetes
            && image.architecture == architecture
            && image.variant == variant
            && image.is_published(now)
    })
}

const FILTERS: &[Path] = &[
    ("architecture", "architecture"),
    ("block-device-mapping.device-name", "blockDeviceMapping.deviceName"),
    ("block-device-mapping.encrypted", "blockDeviceMapping.ebs.encrypted"),
    ("block-device-mapping.volume-type", "blockDeviceMapping.ebs.volumeType"),
    ("creation-date", "creationDate"),
    ("description", "description"),
    ("ena-support", "enaSupport"),
    ("hypervisor", "hypervisor"),
    ("image-id", "imageId"),
    ("image-type", "imageType"),
    ("is-public", "isPublic"),
    ("name", "name"),
    ("owner-alias", "imageOwnerAlias"),
    ("owner-id", "imageOwnerId"),
    ("platform", "platform"),
    ("root-device-name", "rootDeviceName"),
    ("root-device-type", "rootDeviceType"),
    ("state", "imageState"),
    ("tag-key", "tagSet.key"),
    ("tag-value", "tagSet.value"),
    ("virtualization-type", "virtualizationType"),
];

const IMAGE_LIST: Listing = Listing {
    set: "imagesSet",
    ids: Some(("ImageId", "ami")),
    filters: FILTERS,
    page: Some((1, 1000)),
    ids_exclude_page: true,
};

pub(crate) fn describe_images(call: &mut Call<'_>) -> Reply {
    let place = super::state::Place::of(call);
    let owners = texts(&call.input, "Owner");
    let now = call.now();
    let owned = |image: &Image| {
        owners.is_empty() || owners.iter().any(|o| o == "amazon" || o == owner(&place.region, image.family))
    };
    let mut items: Vec<(String, Value)> = all()
        .iter()
        .filter(|image| image.is_published(now) && owned(image))
        .map(|image| (image.id(&place.region), image.render(&place)))
        .collect();
    items.sort_by(|a, b| a.0.cmp(&b.0));
    describe(call, &IMAGE_LIST, items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_release_becomes_the_latest_when_its_day_has_come() {
        let at = |text: &str| Time(text.parse::<jiff::Timestamp>().unwrap().as_millisecond());
        let find = |now| latest("amazon-linux-2023", "1.34", ("arm64", "standard"), now).unwrap();
        assert_eq!(find(at("2026-11-23T10:00:00Z")).name, "amazon-eks-node-al2023-arm64-standard-1.34-v20261105");
        assert_eq!(find(at("2026-12-16T00:00:00Z")).release_version(), "1.34.2-20261215");
        let id = find(at("2026-11-23T10:00:00Z")).id("eu-central-1");
        assert_eq!(super::find("eu-central-1", &id).unwrap().release, "v20261105");
        assert_ne!(id, find(at("2026-11-23T10:00:00Z")).id("us-east-1"));
    }
}
