//! The public parameters that name node images, answered from the table of images.

use serde_json::json;

use crate::ec2::image::{self, Image};
use crate::time::Time;

const EKS: &str = "/aws/service/eks/optimized-ami/";
const BOTTLEROCKET: &str = "/aws/service/bottlerocket/aws-k8s-";
const LINUX: &str = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-";

/// The value of a public parameter at a moment.
pub fn value(region: &str, name: &str, now: Time) -> Option<String> {
    if let Some(rest) = name.strip_prefix(EKS) {
        return eks(region, rest, now);
    }
    if let Some(rest) = name.strip_prefix(BOTTLEROCKET) {
        return bottlerocket(region, rest, now);
    }
    let rest = name.strip_prefix(LINUX)?;
    let (_, architecture) = rest.split_once('-').filter(|(kernel, _)| ["default", "6.12"].contains(kernel))?;
    Some(image::latest("al2023", "", (architecture, "standard"), now)?.id(region))
}

/// `1.34/amazon-linux-2023/x86_64/standard/recommended[/image_id]`, or a release in place of `recommended`.
/// Source: EKS user guide, "Retrieve recommended Amazon Linux AMI IDs"; Karpenter's alias resolution.
fn eks(region: &str, rest: &str, now: Time) -> Option<String> {
    let parts: Vec<&str> = rest.split('/').collect();
    let [kubernetes, "amazon-linux-2023", architecture, variant, release, leaf @ ..] = &parts[..] else { return None };
    let found = match *release {
        "recommended" => image::latest("amazon-linux-2023", kubernetes, (architecture, variant), now)?,
        pinned => image::all().iter().find(|image| {
            image.family == "amazon-linux-2023"
                && image.name == pinned
                && image.kubernetes == *kubernetes
                && image.architecture == *architecture
                && image.variant == *variant
                && image.is_published(now)
        })?,
    };
    leaf_value(region, found, leaf)
}

/// `1.34[-nvidia]/x86_64/latest/image_id` or `.../1.52.0-c07d5e92/image_id`.
/// Source: Bottlerocket's documentation, "Finding an AMI".
fn bottlerocket(region: &str, rest: &str, now: Time) -> Option<String> {
    let parts: Vec<&str> = rest.split('/').collect();
    let [flavor, architecture, release, leaf] = parts[..] else { return None };
    let (kubernetes, variant) = match flavor.split_once('-') {
        None => (flavor, "standard"),
        Some((kubernetes, "nvidia")) => (kubernetes, "nvidia"),
        Some(_) => return None,
    };
    let found = match release {
        "latest" => image::latest("bottlerocket", kubernetes, (architecture, variant), now)?,
        pinned => image::all().iter().find(|image| {
            image.family == "bottlerocket"
                && image.kubernetes == kubernetes
                && image.architecture == architecture
                && image.variant == variant
                && (image.release == pinned || image.release_version() == pinned)
                && image.is_published(now)
        })?,
    };
    match leaf {
        "image_id" => Some(found.id(region)),
        "image_version" => Some(found.release_version()),
        _ => None,
    }
}

fn leaf_value(region: &str, image: &Image, leaf: &[&str]) -> Option<String> {
    match leaf {
        ["image_id"] => Some(image.id(region)),
        ["image_name"] => Some(image.name.clone()),
        ["release_version"] => Some(image.release_version()),
        [] => Some(
            json!({
                "image_id": image.id(region), "image_name": image.name, "release_version": image.release_version(),
                "schema_version": "2.0",
            })
            .to_string(),
        ),
        _ => None,
    }
}

/// Names and values of all public parameters under a path.
pub(crate) fn under(region: &str, path: &str, now: Time) -> Vec<(String, String)> {
    let mut names = std::collections::BTreeSet::new();
    for image in image::all().iter().filter(|image| image.is_published(now)) {
        let (kubernetes, architecture, variant) = (image.kubernetes, image.architecture, image.variant);
        match image.family {
            "amazon-linux-2023" => {
                let base = format!("{EKS}{kubernetes}/amazon-linux-2023/{architecture}/{variant}");
                for release in ["recommended", &image.name] {
                    names.insert(format!("{base}/{release}"));
                    for leaf in ["image_id", "image_name", "release_version"] {
                        names.insert(format!("{base}/{release}/{leaf}"));
                    }
                }
            }
            "bottlerocket" => {
                let suffix = if variant == "nvidia" { "-nvidia" } else { "" };
                let base = format!("{BOTTLEROCKET}{kubernetes}{suffix}/{architecture}");
                for release in ["latest", image.release, &image.release_version()] {
                    names.insert(format!("{base}/{release}/image_id"));
                    names.insert(format!("{base}/{release}/image_version"));
                }
            }
            _ => {
                names.insert(format!("{LINUX}default-{architecture}"));
            }
        }
    }
    let prefix = format!("{}/", path.trim_end_matches('/'));
    let wanted = names.into_iter().filter(|name| name.starts_with(&prefix));
    wanted.filter_map(|name| value(region, &name, now).map(|value| (name, value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_parameter_has_a_value_that_the_image_table_knows() {
        let now = Time(1_795_000_000_000);
        let found = under("eu-central-1", "/aws/service/eks/optimized-ami/1.34", now);
        let ids: Vec<_> = found.iter().filter(|(name, _)| name.ends_with("/image_id")).collect();
        assert!(ids.len() > 5);
        assert!(ids.iter().all(|(_, id)| image::find("eu-central-1", id).is_some()));
        assert_eq!(
            value(
                "eu-central-1",
                "/aws/service/eks/optimized-ami/1.12/amazon-linux-2023/x86_64/standard/recommended/image_id",
                now
            ),
            None
        );
    }
}
