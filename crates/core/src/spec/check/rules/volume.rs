//! Operations, throughput and size of volumes, of groups and of classes alike.

use crate::spec::check::problem::Problems;
use crate::spec::instance::VolumeType;
use crate::spec::path::Path;

/// What is said of a volume besides its place.
pub(super) struct Volume {
    pub(super) kind: VolumeType,
    pub(super) iops: Option<u32>,
    pub(super) throughput: Option<u32>,
    pub(super) gibibytes: u64,
}

/// A type of volume: its operations a second, its throughput in MiB a second, its least size in GiB, where a
/// volume of any size is not enough.
struct Limits {
    kind: VolumeType,
    iops: Option<(u32, u32)>,
    throughput: Option<(u32, u32)>,
    least: u64,
}

/// Source: EBS user guide, "Amazon EBS volume types"; EC2 API, EbsBlockDevice.
const LIMITS: &[Limits] = &[
    Limits { kind: VolumeType::Gp3, iops: Some((3_000, 80_000)), throughput: Some((125, 2_000)), least: 0 },
    Limits { kind: VolumeType::Gp2, iops: None, throughput: None, least: 0 },
    Limits { kind: VolumeType::Io1, iops: Some((100, 64_000)), throughput: None, least: 4 },
    Limits { kind: VolumeType::Io2, iops: Some((100, 256_000)), throughput: None, least: 4 },
    Limits { kind: VolumeType::St1, iops: None, throughput: None, least: 125 },
    Limits { kind: VolumeType::Sc1, iops: None, throughput: None, least: 125 },
    Limits { kind: VolumeType::Standard, iops: None, throughput: None, least: 0 },
];

pub(super) fn check(place: &Path, volume: &Volume, problems: &mut Problems) {
    let Some(limits) = LIMITS.iter().find(|limits| limits.kind == volume.kind) else { return };
    let name = volume.kind.as_str();
    for (field, given, range) in
        [("iops", volume.iops, limits.iops), ("throughput", volume.throughput, limits.throughput)]
    {
        match (given, range) {
            (Some(_), None) => {
                problems.error(&place.field(field), format!("a volume of type {name} takes no `{field}`"));
            }
            (Some(value), Some((least, _))) if value < least => {
                let every = if volume.kind == VolumeType::Gp3 { ", which every gp3 volume has" } else { "" };
                problems.error(&place.field(field), format!("{value} is less than {least}{every}"));
            }
            (Some(value), Some((_, most))) if value > most => {
                problems.error(&place.field(field), format!("{value} is more than {most}, the most of type {name}"));
            }
            _ => {}
        }
    }
    if volume.iops.is_none() && matches!(volume.kind, VolumeType::Io1 | VolumeType::Io2) {
        problems.error(&place.field("iops"), format!("`iops` is missing: a volume of type {name} needs it"));
    }
    if volume.gibibytes < limits.least {
        let text = format!("{}Gi is less than {}Gi, the least of type {name}", volume.gibibytes, limits.least);
        problems.error(&place.field("size"), text);
    }
}
