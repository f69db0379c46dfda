//! Small values with a form of their own. Each is parsed once, where it comes in, and is right from then on.
#![doc = include_str!("../../docs/units.md")]

mod arn;
mod cidr;
mod duration;
mod id;
mod instance_type;
mod ports;
mod quantity;
mod region;
mod share;
mod text;
mod version;

pub use arn::Arn;
pub use cidr::Cidr;
pub use duration::{Duration, DurationOrNever};
pub use id::{
    AccountId, AmiId, ClusterName, LaunchTemplateId, PrefixListId, SecurityGroupId, SnapshotId, SubnetId, VpcId,
};
pub use instance_type::InstanceType;
pub use ports::Ports;
pub use quantity::Quantity;
pub use region::Region;
pub use share::CountOrPercent;
pub use text::{Invalid, Unit};
pub use version::{KarpenterVersion, KubernetesVersion};

type Parse = fn(&str) -> Result<(), Invalid>;

fn parses<U: Unit>(text: &str) -> Result<(), Invalid> {
    text.parse::<U>().map(drop)
}

/// Every unit's schema format and parser.
const FORMATS: [(&str, Parse); 20] = [
    (Arn::FORMAT, parses::<Arn>),
    (Cidr::FORMAT, parses::<Cidr>),
    (Duration::FORMAT, parses::<Duration>),
    (DurationOrNever::FORMAT, parses::<DurationOrNever>),
    (AccountId::FORMAT, parses::<AccountId>),
    (AmiId::FORMAT, parses::<AmiId>),
    (ClusterName::FORMAT, parses::<ClusterName>),
    (LaunchTemplateId::FORMAT, parses::<LaunchTemplateId>),
    (PrefixListId::FORMAT, parses::<PrefixListId>),
    (SecurityGroupId::FORMAT, parses::<SecurityGroupId>),
    (SnapshotId::FORMAT, parses::<SnapshotId>),
    (SubnetId::FORMAT, parses::<SubnetId>),
    (VpcId::FORMAT, parses::<VpcId>),
    (InstanceType::FORMAT, parses::<InstanceType>),
    (Ports::FORMAT, parses::<Ports>),
    (Quantity::FORMAT, parses::<Quantity>),
    (Region::FORMAT, parses::<Region>),
    (CountOrPercent::FORMAT, parses::<CountOrPercent>),
    (KubernetesVersion::FORMAT, parses::<KubernetesVersion>),
    (KarpenterVersion::FORMAT, parses::<KarpenterVersion>),
];

/// Parses a text by the format that the JSON Schema names; a format that is no unit's accepts everything.
pub(crate) fn parse_format(format: &str, text: &str) -> Result<(), Invalid> {
    FORMATS.iter().find(|(name, _)| *name == format).map_or(Ok(()), |(_, parse)| parse(text))
}
